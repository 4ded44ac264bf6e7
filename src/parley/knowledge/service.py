"""The service: questions, names and things go to a worker process that has the graph open."""

from __future__ import annotations

from datetime import date
from typing import Self, cast

from parley.knowledge.types import Answer, Candidate, Card, Mention, Question, Source, Thread
from parley.pool.host import EngineHost, EnginePool
from parley.pool.waking import Waking
from parley.pool.wire import Load
from parley.settings import Settings

_PAUSE = 5.0
"""Seconds after which the graph is opened: what people wait for at a start comes first."""
_FIRST_START = 600.0
"""Seconds: the graph that ships is taken in, and after an import its names are indexed."""
_SECONDS = 20.0
"""For one question; they take some hundredths."""


class Knowledge:
    """What is known. Nothing is opened before somebody asks.

    Everything may raise ``Busy``, ``EngineFailed``, ``EngineTimeout``.
    """

    def __init__(self, settings: Settings, host: EngineHost | None = None) -> None:
        """``host`` instead of a real one is for tests."""
        self._enabled = settings.knowledge.enabled
        self._host = host or EnginePool(
            "knowledge",
            Load(
                "parley.knowledge.scholar:Scholar",
                {"data": str(settings.data_dir), "starter": settings.knowledge.starter},
            ),
            load_timeout=_FIRST_START,
            call_timeout=_SECONDS,
        )
        self._waking = Waking([self._host], _PAUSE)

    def wake(self) -> None:
        """Open the graph in the background, so that the first question does not wait for it."""
        if self._enabled:
            self._waking.begin()

    async def ask(
        self,
        text: str,
        language: str = "",
        thread: Thread | None = None,
        today: date | None = None,
        region: str = "",
    ) -> Answer:
        """Answer a question in ``en`` or ``zh`` (empty: in its own language), from the graph alone.

        ``thread`` is that of the answer before, so that "and its capital?" is understood; ``today`` the day
        where whoever asks is; ``region`` their ISO country, for units and dates.
        """
        question = Question(text, language, today, region, thread or Thread())
        return cast(Answer, await self._host.call("ask", question))

    async def link(self, text: str, language: str = "", most: int = 8) -> tuple[Mention, ...]:
        """The things that a text names, none over another, each with at most ``most`` candidates."""
        return cast("tuple[Mention, ...]", await self._host.call("link", text, language, most))

    async def find(self, words: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things by their name or some words of it, the likeliest first."""
        return cast("tuple[Candidate, ...]", await self._host.call("find", words, language, most))

    async def complete(self, prefix: str, language: str = "", most: int = 10) -> tuple[Candidate, ...]:
        """Things of which a name begins so, the best known first."""
        return cast("tuple[Candidate, ...]", await self._host.call("complete", prefix, language, most))

    async def card(self, id: str, language: str = "en") -> Card | None:
        """What a thing's page shows; None where nothing is known of it."""
        return cast("Card | None", await self._host.call("card", id, language))

    async def sources(self) -> tuple[Source, ...]:
        """What was imported, with licences."""
        return cast("tuple[Source, ...]", await self._host.call("sources"))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Let the graph go."""
        await self._waking.stop()
