"""An OpenSearch in memory: it takes the requests of its REST reference that Parley sends, and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

Json = dict[str, Any]


class FakeOpenSearch:
    """Hand ``transport`` to a client."""

    def __init__(self) -> None:
        self.indices: dict[str, dict[str, Json]] = {}
        self.requests: list[tuple[str, str, str]] = []
        """Method, path, content type of each."""
        self.fail_with = 0
        """Answer with this status, when set."""
        self.transport = httpx.MockTransport(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        path, kind = request.url.path, request.headers["content-type"]
        self.requests.append((request.method, path, kind))
        if self.fail_with:
            return httpx.Response(self.fail_with, json={"error": {"type": "x"}, "status": self.fail_with})
        index, _, action = path.strip("/").partition("/")
        if request.method == "PUT" and not action:
            return self._make(index, json.loads(request.content))
        if path == "/_bulk" and request.method == "POST":
            assert kind == "application/x-ndjson" and request.content.endswith(b"\n")
            return self._bulk([json.loads(line) for line in request.content.splitlines()])
        documents = self.indices[index]
        body = json.loads(request.content)
        if action == "_mget":
            found = [
                {"_id": id, "found": True, "_source": documents[id]} if id in documents else {"found": False}
                for id in body["ids"]
            ]
            return httpx.Response(200, json={"docs": found})
        if action == "_search":
            return self._search(documents, body)
        return httpx.Response(404, json={"error": {"type": "no_such_route"}})

    def _make(self, index: str, form: Json) -> httpx.Response:
        if index in self.indices:
            return httpx.Response(400, json={"error": {"type": "resource_already_exists_exception"}})
        assert form["settings"]["analysis"]["analyzer"]["spaced"]["tokenizer"] == "whitespace"
        properties = form["mappings"]["properties"]
        assert properties["title"] == {"type": "text", "analyzer": "spaced"}
        assert properties["owner"] == {"type": "keyword"}
        self.indices[index] = {}
        return httpx.Response(200, json={"acknowledged": True, "index": index})

    def _bulk(self, lines: list[Json]) -> httpx.Response:
        items: list[Json] = []
        at = 0
        while at < len(lines):
            ((action, of),) = lines[at].items()
            documents = self.indices[of["_index"]]
            at += 1
            if action == "index":
                documents[of["_id"]] = lines[at]
                at += 1
                items.append({"index": {"_id": of["_id"], "result": "created", "status": 201}})
            else:
                gone = documents.pop(of["_id"], None)
                items.append({"delete": {"_id": of["_id"], "result": "deleted" if gone else "not_found"}})
        return httpx.Response(200, json={"took": 1, "errors": False, "items": items})

    def _search(self, documents: Mapping[str, Json], body: Json) -> httpx.Response:
        scored = [(score(body["query"], each), each) for each in documents.values()]
        fits = [(points, each) for points, each in scored if points is not None]
        newest = body["sort"] == [{"moment": "desc"}]
        fits.sort(
            key=lambda one: (one[1]["moment"], 0) if newest else (one[0], one[1]["moment"]), reverse=True
        )
        page = fits[body["from"] : body["from"] + body["size"]]
        hits = [
            {
                "_score": None if newest else points,
                "_source": {"id": each["id"]},
                "sort": [each["moment"]] if newest else [points, each["moment"]],
            }
            for points, each in page
        ]
        return httpx.Response(
            200, json={"hits": {"total": {"value": len(fits), "relation": "eq"}, "hits": hits}}
        )


def score(query: Json, document: Json) -> float | None:
    """What a document gets for a query; None where it does not fit."""
    ((kind, of),) = query.items()
    if kind == "bool":
        return _bool(of, document)
    if kind == "constant_score":
        return of["boost"] if score(of["filter"], document) is not None else None
    ((field, value),) = of.items()
    if kind == "term":
        return 1.0 if value in _values(document, field) else None
    if kind == "terms":
        return 1.0 if set(value) & set(_values(document, field)) else None
    if kind == "range":
        has = document[field]
        fits = has >= value.get("gte", has) and (has < value["lt"] if "lt" in value else True)
        return 1.0 if fits else None
    if kind in ("match_phrase", "match_phrase_prefix"):
        return _phrase(document[field].split(), value, prefix=kind.endswith("prefix"))
    raise AssertionError(f"no such query: {kind}")


def _values(document: Json, field: str) -> list[Any]:
    return document[field] if isinstance(document[field], list) else [document[field]]


def _bool(of: Json, document: Json) -> float | None:
    must = [score(each, document) for each in [*of.get("must", []), *of.get("filter", [])]]
    should = [score(each, document) for each in of.get("should", [])]
    never = [score(each, document) for each in of.get("must_not", [])]
    if None in must or any(each is not None for each in never):
        return None
    if sum(each is not None for each in should) < of.get("minimum_should_match", 0):
        return None
    counting = must[: len(of.get("must", []))]
    return sum(each or 0.0 for each in [*counting, *should])


def _phrase(tokens: list[str], value: Json, *, prefix: bool) -> float | None:
    wanted = value["query"].split()
    for at in range(len(tokens) - len(wanted) + 1):
        here = tokens[at : at + len(wanted)]
        last = here[-1].startswith(wanted[-1]) if prefix else here[-1] == wanted[-1]
        if here[:-1] == wanted[:-1] and last:
            return float(value.get("boost", 1.0))
    return None
