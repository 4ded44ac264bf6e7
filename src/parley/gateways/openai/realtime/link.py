"""What carries the events of a session: a WebSocket, or the data channel of a call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from parley.audio.pcm import Samples
from parley.gateways.openai.realtime.events import Event


class Link(Protocol):
    """The way to one client. A session knows nothing else of how it is reached."""

    def send(self, event: Event) -> None:
        """Put an event, as it is now, on its way after all before it.

        Raises ``TooSlow`` when far too many wait.
        """
        ...

    async def room(self) -> None:
        """Wait until little enough is on its way that more sound may be sent."""
        ...


@dataclass(frozen=True, slots=True)
class Cut:
    """An answer that was not played to its end."""

    response: str
    seconds: float
    """Of it that were played."""


class Player(Protocol):
    """Plays answers at the speed at which they are heard, where sound goes beside the events."""

    async def play(self, response: str, samples: Samples) -> None:
        """More of an answer (int16 mono, 24 kHz); waits while enough is there to be played."""
        ...

    def finished(self, response: str) -> None:
        """Nothing more of the answer follows."""
        ...

    def clear(self) -> Cut | None:
        """Play no more of what is there; None if nothing was playing or waiting to be."""
        ...
