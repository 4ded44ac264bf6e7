"""An assistant for chats in writing: it repeats what it was told, and counts what was said in a talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from parley.assistant.events import EndReason, Event, Failed, Said, TurnEnded
from parley.assistant.live import NO_FACTS, Facts
from parley.skills.types import Context


@dataclass
class FakeTalk:
    """One conversation. ``fail`` breaks off in the middle, ``busy`` finds no room, ``silence`` says none."""

    book: FakeTalker
    context: Context
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    words: str = ""

    async def __aenter__(self) -> FakeTalk:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.book.known[self.context.person, self.context.device, self.context.conversation] = self.context
        self.closed.set()

    def take_over(self, before: Context) -> None:
        self.context = replace(self.context, about=before.about)

    async def read(self, text: str, *, picture: str = "") -> None:
        self.words = text
        self.context = replace(self.context, about={"count": self.context.about.get("count", 0) + 1})  # type: ignore

    async def events(self) -> AsyncIterator[Event]:
        chinese = any("\u4e00" <= each <= "\u9fff" for each in self.words)
        if self.words == "busy":
            yield TurnEnded(1, EndReason.BUSY)
        elif self.words == "silence":
            yield Failed(1, "engine_failed", "It broke.")
            yield TurnEnded(1, EndReason.FAILED)
        yield Said(1, f"{self.words}。" if chinese else f"{self.words}.", "zh" if chinese else "en")
        if self.words == "fail":
            yield TurnEnded(1, EndReason.BUSY)
        await self.book.gate.wait()
        count = self.context.about["count"]
        yield Said(1, f"第{count}句。" if chinese else f"Number {count}.", "en")
        yield TurnEnded(1, EndReason.ANSWERED)


@dataclass
class FakeTalker:
    """Opens talks."""

    talks: list[FakeTalk] = field(default_factory=list[FakeTalk])
    known: dict[tuple[str, str, str], Context] = field(default_factory=dict[tuple[str, str, str], Context])
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    """The second sentence waits for it."""

    def __post_init__(self) -> None:
        self.gate.set()

    def open(
        self,
        device: str,
        conversation_id: str | None = None,
        *,
        person: str,
        guest: bool = False,
        written: bool = False,
        facts: Facts = NO_FACTS,
    ) -> FakeTalk:
        assert written, "nothing of it sounds"
        named = conversation_id or f"talk {len(self.talks)}"
        context = self.known.get((person, device, named))
        talk = FakeTalk(self, context or Context(named, device, person, guest))
        self.talks.append(talk)
        return talk
