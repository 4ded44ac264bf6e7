"""``/api/knowledge/sparql``: the SPARQL 1.1 Protocol, for reading.

A query comes as ``GET ?query=``, as a form, or as the body (``application/sparql-query``); ``Accept`` tells
which formats are understood. Updates are refused, and so is ``SERVICE``: no other server is asked.
"""

from __future__ import annotations

from typing import Protocol
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.errors import Unsupported
from parley.gateways.access import Answer, BadRequest, Call, Door
from parley.home.accounts.callers import Scope
from parley.knowledge.graph.desk import Answered

PATH = "/api/knowledge/sparql"
_FORM, _QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
_MOST = 256 * 1024
"""Bytes of a body: a query of 12,000 characters, each written as nine in a form, and more."""


class Asked(Protocol):
    """What these routes need of ``knowledge.endpoint.Endpoint``."""

    async def query(self, query: str, accept: str = ..., /) -> Answered: ...


def sparql_routes(door: Door, endpoint: Asked) -> list[BaseRoute]:
    """The routes."""

    async def ask(call: Call) -> Answer:
        query, accept = await _asked(call)
        answered = await endpoint.query(query, accept)
        headers = {"Parley-More": "true"} if answered.more else {}
        return Response(answered.body, media_type=answered.media, headers=headers)

    return [door.route(PATH, ask, methods=["GET", "POST"], needs=Scope.SERVICES)]


async def _asked(call: Call) -> tuple[str, str]:
    """The query and the media types of its answer. Raises ``BadRequest``, ``Unsupported``, ``TooLong``."""
    request = call.request
    fields = {name: request.query_params.getlist(name) for name in request.query_params}
    if request.method == "POST":
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        body = await call.body(_MOST)
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise BadRequest("The body must be UTF-8.") from error
        if kind == _QUERY:
            fields["query"] = [text]
        elif kind == _FORM:
            try:
                fields |= parse_qs(text, keep_blank_values=True, max_num_fields=50)
            except ValueError as error:
                raise BadRequest("The form has too many fields.") from error
        elif kind == "application/sparql-update":
            raise Unsupported("The graph is read-only here: parley knowledge import changes it.")
        else:
            raise BadRequest(f"The body must be {_QUERY} or {_FORM}.")
    if "update" in fields:
        raise Unsupported("The graph is read-only here: parley knowledge import changes it.")
    for name in ("default-graph-uri", "named-graph-uri"):
        if any(fields.get(name, ())):
            raise Unsupported(f"{name} is not taken here; write FROM or GRAPH into the query.")
    queries = fields.get("query", [])
    if len(queries) != 1 or not queries[0].strip():
        raise BadRequest("There must be one query.")
    return queries[0], request.headers.get("accept", "")
