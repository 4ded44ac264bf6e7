"""The description of an API (OpenAPI 3.1), made from the types that its endpoints read and answer with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from parley import __version__
from parley.gateways.access import PUBLIC
from parley.gateways.surface.operation import Operation
from parley.gateways.surface.surface import Offer, Surface

_REFERENCE = "#/components/schemas/{name}"
REFUSALS = {
    400: "The request is not as described, or nothing installed can do what it asks.",
    401: "The key is missing or wrong.",
    403: "The key may not do this.",
    404: "There is no such thing.",
    413: "The request is too long.",
    429: "Too many requests; later it may go on.",
    503: "There is no room now, or something that is needed failed.",
}


def described(surface: Surface, address: str = "/") -> dict[str, Any]:
    """The whole description; ``address`` is where the server is."""
    types = _types(surface.offers)
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    known = {id(each): schema for each, schema in zip(types, schemas, strict=True)}
    paths: dict[str, dict[str, Any]] = {}
    for offer in surface.offers:
        path = re.sub(r"\{(\w+):\w+\}", r"{\1}", offer.route.path)
        for method in sorted(offer.route.methods or ()):
            if method != "HEAD":
                paths.setdefault(path, {})[method.lower()] = _operation(
                    offer, path, method, known, components
                )
    return {
        "openapi": "3.1.0",
        "info": {"title": surface.title, "version": __version__},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "api-key": {"type": "apiKey", "in": "header", "name": "api-key"},
                "subscription-key": {"type": "apiKey", "in": "header", "name": "Ocp-Apim-Subscription-Key"},
            },
        },
    }


def _types(offers: list[Offer]) -> list[type]:
    found: dict[int, type] = {}
    for _, about in offers:
        for each in (about.query, about.body, about.answer):
            if each is not None:
                found[id(each)] = each
    return list(found.values())


def _operation(
    offer: Offer, path: str, method: str, known: Mapping[int, Any], components: Mapping[str, Any]
) -> dict[str, Any]:
    about = offer.about
    suffix = "" if len(offer.route.methods or ()) < 3 else f"_{method.lower()}"
    described: dict[str, Any] = {
        "operationId": about.id + suffix + _distinct(path),
        "summary": about.summary,
        "parameters": [*_in_path(path), *_in_query(about, known, components), *_in_headers(about)],
        "responses": {str(status): _response(about, status, known) for status in (about.status, *about.more)},
    }
    for status, why in REFUSALS.items():
        described["responses"].setdefault(str(status), {"description": why})
    if method in ("POST", "PUT", "PATCH") and (
        about.body is not None or about.media != ("application/json",)
    ):
        schema = known[id(about.body)] if about.body is not None else {"type": "string", "format": "binary"}
        content = {media: {"schema": schema} for media in about.media}
        described["requestBody"] = {"required": not about.optional, "content": content}
    if offer.route.needs is not PUBLIC:
        described["security"] = [{"bearer": []}, {"api-key": []}, {"subscription-key": []}]
    return {**described, **about.raw}


def _distinct(path: str) -> str:
    """Several addresses may lead to one operation; their ids must differ all the same."""
    return "__" + re.sub(r"\W+", "_", path).strip("_")


def _response(about: Operation, status: int, known: Mapping[int, Any]) -> dict[str, Any]:
    if status != about.status:
        return {"description": about.more[status]}
    answer: dict[str, Any] = {"description": about.summary}
    if about.answer is not None:
        answer["content"] = {media: {"schema": known[id(about.answer)]} for media in about.answer_media}
    elif about.answer_media != ("application/json",):
        answer["content"] = {media: {} for media in about.answer_media}
    return answer


def _in_path(path: str) -> Iterator[dict[str, Any]]:
    for name in re.findall(r"\{(\w+)\}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


def _in_headers(about: Operation) -> Iterator[dict[str, Any]]:
    for name, why in about.headers.items():
        yield {
            "name": name,
            "in": "header",
            "required": False,
            "description": why,
            "schema": {"type": "string"},
        }


def _in_query(
    about: Operation, known: Mapping[int, Any], components: Mapping[str, Any]
) -> Iterator[dict[str, Any]]:
    if about.query is None:
        return
    name = str(known[id(about.query)]["$ref"]).rsplit("/", 1)[-1]
    schema = components[name]
    required = schema.get("required", ())
    for each, its in schema.get("properties", {}).items():
        yield {"name": each, "in": "query", "required": each in required, "schema": its}
