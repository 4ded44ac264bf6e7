"""What skills need to answer from what is known, and to find what somebody keeps."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from parley.knowledge.types import Answer, Thread
from parley.search.service import Wanted
from parley.search.types import Results


class Knows(Protocol):
    """The graph of the world, as ``knowledge.service.Knowledge`` has it."""

    async def ask(
        self,
        text: str,
        language: str = "",
        thread: Thread | None = None,
        today: date | None = None,
        region: str = "",
    ) -> Answer:
        """An answer, or that there is none. Raises ``Busy``, ``EngineFailed``, ``EngineTimeout``."""
        ...


class Finds(Protocol):
    """Search, as ``search.service.Searching`` has it."""

    async def search(
        self,
        account: str,
        text: str,
        wanted: Wanted | None = None,
        *,
        language: str = "",
        today: date | None = None,
        most: int = 10,
        offset: int = 0,
    ) -> Results:
        """What an account may find, the best first. Raises ``TooLong``, ``SearchFailed``."""
        ...
