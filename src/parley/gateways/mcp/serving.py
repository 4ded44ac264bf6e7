"""The MCP library's server, started when somebody first asks, behind a route that has let them in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from parley import __version__
from parley.errors import MissingEngine, ParleyError
from parley.gateways.mcp.keeping import SCHEME
from parley.gateways.mcp.offering import Offering
from parley.home.accounts.callers import Caller

SESSIONS = 500
"""Sessions at once; clients of 2026-07-28 and later have none."""
IDLE = 15 * 60.0
"""Seconds after which a session that nobody uses ends."""
BODY = 1024 * 1024
"""Bytes of one message."""
_CALLER, _LEFT = "parley.caller", "parley.left"
_INVALID, _FORBIDDEN = -32602, -32001
_INSTRUCTIONS = (
    "Tools of a house's own assistant. `ask` takes anything that somebody might say to it; the others do one "
    "thing each. 这是家里自己的助手。ask 可以说任何话，其余工具各做一件事。"
)


class Serving:
    """Answers requests; the library's tasks run from the first of them until ``stop``."""

    def __init__(self, offering: Offering) -> None:
        self._offering = offering
        self._manager: Any = None
        self._running: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._over = asyncio.Event()

    async def stop(self) -> None:
        """End every session."""
        self._over.set()
        if self._running is not None:
            await self._running

    async def answer(self, caller: Caller) -> Response:
        """Hands the request over. Raises ``MissingEngine`` without the library."""
        async with self._starting:
            if self._manager is None:
                manager = await asyncio.to_thread(self._made)
                ready = asyncio.Event()
                self._running = asyncio.create_task(self._run(manager, ready), name="mcp")
                await ready.wait()
                self._manager = manager
        return _Handed(self._manager, caller)

    async def _run(self, manager: Any, ready: asyncio.Event) -> None:
        async with manager.run():
            ready.set()
            await self._over.wait()

    def _made(self) -> Any:
        try:
            import mcp_types as types
            from mcp.server.lowlevel.server import Server
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
            from mcp.shared.exceptions import MCPError
        except ImportError as error:
            raise MissingEngine("mcp", "pip install 'parley[mcp]'") from error
        offering = self._offering

        def failed(error: ParleyError) -> MCPError:
            return MCPError(_FORBIDDEN if error.code == "forbidden" else _INVALID, str(error))

        async def list_tools(context: Any, _: Any) -> types.ListToolsResult:
            found = [
                types.Tool(
                    name=each.name,
                    description=each.about,
                    input_schema=each.schema,
                    output_schema=each.answer,
                    annotations=types.ToolAnnotations(read_only_hint=each.reads),
                )
                for each in offering.tools(_caller(context))
            ]
            return types.ListToolsResult(tools=found)

        async def call_tool(context: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
            session = str(context.request.headers.get("mcp-session-id", ""))[:64]
            left = context.request.scope[_LEFT]
            try:
                done = await offering.call(_caller(context), asked.name, asked.arguments or {}, session, left)
            except ParleyError as error:
                raise failed(error) from error
            text = types.TextContent(type="text", text=done.text)
            return types.CallToolResult(content=[text], structured_content=done.value, is_error=done.failed)

        async def list_resources(context: Any, _: Any) -> types.ListResourcesResult:
            found = [
                types.Resource(
                    name=name, uri=SCHEME + name, description=str(about), mime_type="application/json"
                )
                for name, about in offering.resources(_caller(context)).items()
            ]
            return types.ListResourcesResult(resources=found)

        async def read_resource(
            context: Any, asked: types.ReadResourceRequestParams
        ) -> types.ReadResourceResult:
            uri = str(asked.uri)
            try:
                text = await offering.read(_caller(context), uri)
            except ParleyError as error:
                raise failed(error) from error
            content = types.TextResourceContents(uri=uri, mime_type="application/json", text=text)
            return types.ReadResourceResult(contents=[content])

        server: Any = Server(
            "parley",
            version=__version__,
            title="Parley",
            instructions=_INSTRUCTIONS,
            on_list_tools=list_tools,
            on_call_tool=call_tool,
            on_list_resources=list_resources,
            on_read_resource=read_resource,
        )
        return StreamableHTTPSessionManager(
            server, session_idle_timeout=IDLE, max_sessions=SESSIONS, max_request_body_size=BODY
        )


def _caller(context: Any) -> Caller:
    return context.request.scope[_CALLER]


class _Handed(Response):
    """What the library answers, with the headers that every answer here has."""

    def __init__(self, manager: Any, caller: Caller) -> None:
        super().__init__()
        del self.headers["content-length"]
        self._manager, self._caller = manager, caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        left = asyncio.Event()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message["headers"]}
                more = [each for each in self.raw_headers if each[0] not in own]
                message = {**message, "headers": [*message["headers"], *more]}
            with contextlib.suppress(OSError):  # whoever has gone need not be told
                await send(message)

        handed: Mapping[str, Any] = {
            **scope,
            _CALLER: self._caller,
            _LEFT: left,
            "user": _user(self._caller),
        }
        try:
            await self._manager.handle_request(handed, receive, told)
        finally:
            left.set()


def _user(caller: Caller) -> Any:
    """Whose session it is: nobody goes on with one that another key began."""
    from mcp.server.auth.middleware.bearer_auth import AuthenticatedUser
    from mcp.server.auth.provider import AccessToken

    return AuthenticatedUser(AccessToken(token="", client_id=caller.token, scopes=[], subject=caller.account))
