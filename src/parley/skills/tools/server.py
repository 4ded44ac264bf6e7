"""One MCP server: what tools it has, and calling them."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from parley.errors import MissingEngine, ParleyError
from parley.settings.around import McpServer
from parley.skills.tools.running import Running
from parley.telemetry import log

if TYPE_CHECKING:
    from mcp import Client

MOST_TOOLS = 64
"""Of one server; more are left out, with a line in the log."""
LONGEST_ANSWER = 2_000
"""Characters of a tool's answer; nobody listens to more."""
_CONNECT = 10.0
_CALL = 20.0
"""Seconds."""
_MOST_PAGES = 10


class ToolFailed(ParleyError):
    """A tool of an MCP server cannot be reached, refused, or did not do what it should."""

    code = "tool_failed"


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a tool wants to know."""

    name: str
    title: str
    """As a person would say it."""
    kind: str
    """JSON Schema's: string, number, integer, boolean; anything else is never asked for."""
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as its server describes it."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    destructive: bool
    """Changes what cannot be changed back: asked about before it is done."""


class ToolServer:
    """An MCP server. A program runs on between calls; over HTTP each call has a connection of its own, so
    that nothing hangs on one that broke."""

    def __init__(self, name: str, settings: McpServer, environment: Mapping[str, str] = os.environ) -> None:
        self.name = name
        self._settings = settings
        self._environment = environment
        self._program = Running(self._to_program) if settings.command else None

    async def tools(self) -> Sequence[Tool]:
        """The tools it has now. Raises ``ToolFailed`` or ``MissingEngine``."""
        found: list[Tool] = []
        async with self._connected(_CONNECT) as client:
            cursor: str | None = None
            for _ in range(_MOST_PAGES):
                page = await client.list_tools(cursor=cursor)
                found += [_read(each) for each in page.tools]
                cursor = page.next_cursor
                if not cursor or len(found) >= MOST_TOOLS:
                    break
        if len(found) > MOST_TOOLS:
            log.warning("mcp.too_many_tools", server=self.name, taken=MOST_TOOLS)
        return found[:MOST_TOOLS]

    async def call(self, tool: str, arguments: Mapping[str, Any]) -> str:
        """What the tool answers, as text. Raises ``ToolFailed``."""
        async with self._connected(_CALL) as client:
            result = await client.call_tool(tool, dict(arguments))
        text = "\n".join(part.text for part in result.content if part.type == "text").strip()
        if result.is_error:
            raise ToolFailed(f"The tool {tool!r} of the MCP server {self.name!r} failed.")
        return text[:LONGEST_ANSWER]

    async def close(self) -> None:
        """End its program, if it is one."""
        if self._program is not None:
            await self._program.close()

    @contextlib.asynccontextmanager
    async def _connected(self, seconds: float) -> AsyncGenerator[Client]:
        try:
            async with self._program.use() if self._program else self._over_http(seconds) as client:
                async with asyncio.timeout(seconds):
                    yield client
        except ParleyError:
            raise
        except Exception as error:  # whatever the SDK raises, in groups or alone: it is the server's fault
            log.warning("mcp.failed", server=self.name, kind=type(error).__name__)
            raise ToolFailed(f"The MCP server {self.name!r} cannot be used now.") from error

    @contextlib.asynccontextmanager
    async def _to_program(self) -> AsyncGenerator[Client]:
        client, program = _sdk(), self._settings.command
        from mcp import StdioServerParameters

        async with client(StdioServerParameters(command=program[0], args=list(program[1:]))) as connected:
            yield connected

    @contextlib.asynccontextmanager
    async def _over_http(self, seconds: float) -> AsyncGenerator[Client]:
        client, settings = _sdk(), self._settings
        if not settings.url:
            raise ToolFailed(f"The MCP server {self.name!r} has neither a url nor a command in the settings.")
        key = self._environment.get(settings.key_variable or "", "")
        async with asyncio.timeout(seconds), contextlib.AsyncExitStack() as stack:
            transport: Any = settings.url
            if key:
                import httpx2
                from mcp.client.streamable_http import streamable_http_client

                http = await stack.enter_async_context(
                    httpx2.AsyncClient(headers={"Authorization": f"Bearer {key}"}, timeout=_CALL)
                )
                transport = streamable_http_client(settings.url, http_client=http)
            yield await stack.enter_async_context(client(transport))


def _sdk() -> type[Client]:
    try:
        from mcp import Client
    except ImportError as error:
        raise MissingEngine("mcp", "pip install 'parley[mcp]'") from error
    return Client


def _read(tool: Any) -> Tool:
    schema = cast("Mapping[str, Any]", tool.input_schema or {})
    properties = cast("Mapping[str, Any]", schema.get("properties") or {})
    required = set(cast("Sequence[str]", schema.get("required") or ()))
    hints = tool.annotations
    title = tool.title or (hints.title if hints else None) or _spaced(tool.name)
    return Tool(
        tool.name,
        title[:80],
        (tool.description or "")[:1_000],
        tuple(_parameter(name, about, name in required) for name, about in properties.items()),
        bool(hints and hints.destructive_hint and not hints.read_only_hint),
    )


def _parameter(name: str, about: Any, required: bool) -> Parameter:
    about = cast("Mapping[str, Any]", about if isinstance(about, dict) else {})
    choices = tuple(each for each in about.get("enum") or () if isinstance(each, str))
    title = str(about.get("title") or _spaced(name))
    return Parameter(name, title[:80].lower(), str(about.get("type") or ""), choices, required)


def _spaced(name: str) -> str:
    """``find_recipe`` and ``findRecipe`` as a person would say it."""
    apart = "".join(f" {each}" if each.isupper() else each for each in name)
    return " ".join(apart.replace("_", " ").replace("-", " ").split()).lower()
