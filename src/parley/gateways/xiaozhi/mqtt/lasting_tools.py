"""A board's tools for as long as it is connected, rather than for one talk: it is asked for them once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.gateways.xiaozhi.abilities import Abilities, MakeTools, Send, Tools
from parley.skills.types import DeviceTool


class LastingTools:
    """What a talk takes for its own tools, and leaves when it is over."""

    def __init__(self, make: MakeTools, send: Send) -> None:
        self._make, self._send = make, send
        self._tools = make(send)
        self._started = False

    def start(self, vision: tuple[str, str] | None) -> None:
        """Ask the board what it can do, unless it has told."""
        if self._started and not self._tools.all():
            self._tools.close()  # it did not answer when it was asked before
            self._tools = self._make(self._send)
        self._started = True
        self._tools.start(vision)

    def take(self, payload: Mapping[str, object]) -> None:
        self._tools.take(payload)

    def close(self) -> None:
        """A talk is over, which they outlast."""

    def finish(self) -> None:
        """The board is gone."""
        self._tools.close()

    def able(self) -> frozenset[str]:
        return self._tools.able()

    def all(self) -> Sequence[DeviceTool]:
        return self._tools.all()

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        return await self._tools.call(name, arguments)


class BetweenTalks(Abilities):
    """What a board can do that nobody talks to: all but play what it is sent."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)

    def _all(self) -> frozenset[str]:
        return super()._all() - {"sound"}
