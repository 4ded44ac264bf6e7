"""The MCP servers of the settings: their tools are skills while they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from parley.errors import MissingEngine, ParleyError
from parley.language.understanding.slot_types import COMMON
from parley.settings.around import McpServer
from parley.skills.frame import BadSkill
from parley.skills.installed import Installed
from parley.skills.service import Skills
from parley.skills.tools.saying import sentences_of
from parley.skills.tools.server import Tool, ToolServer
from parley.skills.tools.skill import ToolSkill, messages
from parley.telemetry import log

_LOOK = 300.0
"""Seconds after which a server is asked again what tools it has."""
_FIRST_PAUSE, _LONGEST_PAUSE = 2.0, 300.0
"""Seconds until a server that did not answer is asked again."""


class ToolServers:
    """Asks the servers for their tools, in the background, and again from time to time."""

    def __init__(self, settings: Mapping[str, McpServer], skills: Skills) -> None:
        self._settings = settings
        self._skills = skills
        self._tasks: list[asyncio.Task[None]] = []
        self._offered: dict[str, tuple[Tool, ...]] = {}

    async def start(self) -> None:
        """Begin; returns at once."""
        self._tasks = [
            asyncio.create_task(self._keep(name, settings), name=f"mcp {name}")
            for name, settings in self._settings.items()
        ]

    async def stop(self) -> None:
        """Ask no more, and take the tools away."""
        for each in self._tasks:
            each.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        for name in list(self._offered):
            self._take_away(name)

    async def _keep(self, name: str, settings: McpServer) -> None:
        server = ToolServer(name, settings)
        try:
            await self._look_again(server, settings)
        finally:
            await server.close()

    async def _look_again(self, server: ToolServer, settings: McpServer) -> None:
        pause = _FIRST_PAUSE
        while True:
            try:
                self._offer(server, settings, tuple(await server.tools()))
                pause = _FIRST_PAUSE
                await asyncio.sleep(_LOOK)
            except MissingEngine as error:
                log.warning("mcp.missing", remedy=error.remedy)
                return
            except ParleyError as error:
                # What it had stays: whoever asks for it hears that it cannot be used now.
                log.warning("mcp.unreachable", server=server.name, code=error.code)
                await asyncio.sleep(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _offer(self, server: ToolServer, settings: McpServer, tools: tuple[Tool, ...]) -> None:
        if self._offered.get(server.name) == tools:
            return
        self._take_away(server.name)
        skill = ToolSkill(self._skills.house(messages()), server, tools)
        types = {**COMMON, **skill.slot_types()}
        sentences = sentences_of(server.name, settings, tools, types)
        try:
            self._skills.add(Installed(f"mcp.{server.name}", skill, sentences, skill.bound()))
        except BadSkill as error:
            log.warning("mcp.left_out", server=server.name, code=error.code)
            return
        self._offered[server.name] = tools
        log.info("mcp.tools", server=server.name, tools=len(tools))

    def _take_away(self, name: str) -> None:
        if self._offered.pop(name, None) is not None:
            self._skills.remove(f"mcp.{name}")
