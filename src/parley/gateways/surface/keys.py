"""Where SDKs put their keys."""

from __future__ import annotations

from starlette.requests import HTTPConnection

HEADERS = ("api-key", "ocp-apim-subscription-key", "x-api-key")
QUERY = ("Ocp-Apim-Subscription-Key", "subscription-key", "api-key", "key")
SUBPROTOCOL = "openai-insecure-api-key."
"""A browser can give a WebSocket no headers; OpenAI's clients put the key beside the subprotocols."""


def key_of(connection: HTTPConnection) -> tuple[str, bool]:
    """The key that a connection brings, empty if none; never one that a browser sent of its own accord.

    Some SDKs send an empty ``Authorization`` beside the header that holds the key.
    """
    return next(filter(None, _candidates(connection)), ""), False


def _candidates(connection: HTTPConnection) -> list[str]:
    headers, query = connection.headers, connection.query_params
    kind, _, token = headers.get("authorization", "").strip().partition(" ")
    found = [token.strip() if kind.lower() == "bearer" else ""]
    found += [headers.get(name, "").strip() for name in HEADERS]
    found += [query.get(name, "").strip() for name in QUERY]
    found.append(query.get("Authorization", "").strip().removeprefix("Bearer "))
    offered = headers.get("sec-websocket-protocol", "").split(",")
    found += [
        each.strip().removeprefix(SUBPROTOCOL) for each in offered if each.strip().startswith(SUBPROTOCOL)
    ]
    return found
