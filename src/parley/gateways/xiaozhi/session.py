"""One board's talk, over whatever carries it: a conversation's events as the board's messages, and back."""

from __future__ import annotations

from typing import Self

from parley.gateways.conversing import Assistant
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.link import Link
from parley.gateways.xiaozhi.messages import Hello, Udp
from parley.settings.speakers import XiaoZhi


class Session:
    """One board's talk.

    Use as an async context manager, which says hello; meanwhile ``run`` it, and hand over what the board
    sends. Whatever goes wrong with one message or packet costs that one; ``TooSlow`` is raised when the board
    does not take what it is sent.
    """

    def __init__(
        self,
        link: Link,
        assistant: Assistant,
        board: Board,
        hello: Hello,
        settings: XiaoZhi,
        *,
        udp: Udp | None = None,
        id: str = "",
    ) -> None:
        """``hello`` is the board's own; ``udp`` is told in ours. ``id`` names the session, a random one
        unless it is given."""

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(self, *_: object) -> None:
        raise NotImplementedError

    async def run(self) -> None:
        """Until the talk is over, by either side; the link is closed then."""

    async def take_text(self, text: str | bytes) -> None:
        """A message of the board's."""

    async def take_packet(self, packet: bytes) -> None:
        """An Opus packet of the board's."""
