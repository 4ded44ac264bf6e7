"""What a talk with a board needs of its transport."""

from __future__ import annotations

from typing import Protocol


class Link(Protocol):
    """One board's connection."""

    transport: str
    """As the board names it in its hello: ``websocket`` or ``udp``."""

    async def send_text(self, text: str) -> None:
        """Send one JSON message. Raises ``TooSlow`` when the board does not take it."""
        ...

    async def send_packet(self, packet: bytes, timestamp: int = 0) -> None:
        """Send one Opus packet; ``timestamp`` in milliseconds from the beginning of the turn's sound."""
        ...

    def flush(self) -> None:
        """What was sent must not wait for what may follow in the same moment."""
        ...

    async def close(self) -> None:
        """End the talk: the board goes back to waiting for its wake word."""
        ...
