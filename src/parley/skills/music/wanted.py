"""What plays music: Parley itself, or a player elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from parley.skills.frame import Ask
from parley.skills.music.deck import Repeat
from parley.skills.types import Reply


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to hear, in their words."""

    title: str | None = None
    artist: str | None = None
    album: str | None = None
    genre: str | None = None

    @property
    def words(self) -> str:
        """For a sentence about it."""
        return next(filter(None, (self.title, self.album, self.artist, self.genre)), "")

    def __bool__(self) -> bool:
        return bool(self.words)


class Player(Protocol):
    """Plays music on request, and words the answer."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...
    async def play(self, ask: Ask, wanted: Wanted) -> Reply: ...
    async def radio(self, ask: Ask, station: str | None) -> Reply: ...
    async def pause(self, ask: Ask) -> Reply: ...
    async def resume(self, ask: Ask) -> Reply: ...
    async def forward(self, ask: Ask) -> Reply: ...
    async def back(self, ask: Ask) -> Reply: ...
    async def what(self, ask: Ask) -> Reply: ...
    async def mix(self, ask: Ask, on: bool) -> Reply: ...
    async def again(self, ask: Ask, what: Repeat) -> Reply: ...
    async def queue(self, ask: Ask, wanted: Wanted) -> Reply: ...
    async def have(self, ask: Ask) -> Reply: ...
    def plays(self, ask: Ask) -> bool:
        """Whether something plays, or is paused, where they ask."""
        ...

    def sounds(self, ask: Ask) -> bool | None:
        """Whether something plays there and is not paused; None where only the player knows."""
        ...
