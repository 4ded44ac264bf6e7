"""Understands without a server what needs nobody else: timers, alarms, lists, the time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any, cast

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.clock import SystemClock
from parley.errors import ParleyError, Unsupported
from parley.home.reading import Record
from parley.home.sync.replica import Replica
from parley.models.store import Store
from parley.satellite.meanwhile import Answered
from parley.settings import Settings
from parley.skills.frame import Keeping
from parley.skills.service import Skills
from parley.skills.types import Context
from parley.speech import engines
from parley.speech.hearing import HearingService
from parley.speech.types import Hints, Hypothesis
from parley.tags import primary
from parley.telemetry import log

ME = "me"
"""The person whose copy of the records this device keeps."""
KNOWS = frozenset({"alarm", "arithmetic", "chance", "clock", "dates", "jokes", "list", "note", "poems"}) | {
    *("reminder", "riddles", "spelling", "talk", "timer", "units")
}
"""Groups of intents that need no network and no other device."""
_CHUNK = SPEECH_RATE // 5


class Embedded:
    """The embedded recognisers and Parley's own skills, over this device's copy of the records.

    They take half a gigabyte and five seconds to start, so they are started when they are first wanted.
    """

    def __init__(
        self,
        settings: Settings,
        replica: Replica,
        device: str,
        language: str,
        now: Callable[[], float],
    ) -> None:
        """``language``: the one that is spoken here, or ``auto``; ``now``: POSIX seconds."""
        self._settings, self._language = settings, language
        self._home, self._clock = _AtHand(replica, now), _Told(now)
        own = "en" if language == "auto" else primary(language)
        self._context = Context("alone", device, ME, language=own, clock=self._clock)
        self._skills: Skills | None = None
        self._hearing: HearingService | None = None
        self._one_at_a_time = asyncio.Lock()

    async def answer(self, recording: Samples) -> Answered | None:
        async with self._one_at_a_time:
            try:
                skills, hearing = await self._ready()
                heard = await self._heard(skills, hearing, recording)
                return None if heard is None else await self._done(skills, heard)
            except ParleyError as error:
                log.info("speaker.not_alone", code=error.code)
                return None

    async def close(self) -> None:
        """End the engines."""
        if self._hearing is not None:
            for ear in self._hearing.ears:
                await ear.host.stop()
        if self._skills is not None:
            await self._skills.stop()
        self._hearing = self._skills = None

    async def _ready(self) -> tuple[Skills, HearingService]:
        if self._skills is None or self._hearing is None:
            home = cast(Keeping, self._home)
            skills = await asyncio.to_thread(Skills.load, self._clock, home)
            store = Store(self._settings.data_dir / "models")
            self._hearing = HearingService(engines.ears(self._settings, store, skills.grammar))
            self._skills = skills
        return self._skills, self._hearing

    async def _heard(self, skills: Skills, hearing: HearingService, recording: Samples) -> Hypothesis | None:
        language = None if self._language == "auto" else primary(self._language)
        utterance = await hearing.open(Hints(language))
        try:
            for at in range(0, len(recording), _CHUNK):
                await utterance.feed(recording[at : at + _CHUNK])
            verdict = await utterance.decide(
                lambda each: bool(skills.understand(each.text, each.language, self._context))
            )
        finally:
            utterance.close()
        return verdict.winner

    async def _done(self, skills: Skills, heard: Hypothesis) -> Answered | None:
        understanding = skills.understand(heard.text, heard.language, self._context)
        if understanding is None or understanding.intent.split(".")[0] not in KNOWS:
            return None
        reply = await skills.act(understanding, self._context)
        about = {**self._context.about, **reply.about}
        self._context = replace(
            self._context, last=understanding, last_reply=reply, pending=reply.pending, about=about
        )
        return Answered(reply.text, reply.language, reply.actions)


class _Told:
    """The server's time, in this machine's zone."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    def zone(self) -> tzinfo:
        return SystemClock().zone()


class _AtHand:
    """As much of a home as a device has: its person's records, which sync takes to the server."""

    def __init__(self, replica: Replica, now: Callable[[], float]) -> None:
        self.records = _Records(replica)
        self.schedule = _Schedule(now)

    def __getattr__(self, name: str) -> Any:
        raise Unsupported(f"This needs the server: {name}.")


class _Records:
    """The copy, with the methods of ``home.records.Records`` that skills use."""

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    async def put(self, _: str, collection: str, id: str, document: Mapping[str, Any]) -> None:
        self._replica.put(collection, id, document)

    async def change(self, _: str, collection: str, id: str, fields: Mapping[str, Any]) -> bool:
        return self._replica.change(collection, id, fields)

    async def delete(self, _: str, collection: str, id: str) -> bool:
        return self._replica.delete(collection, id)

    async def get(self, _: str, collection: str, id: str) -> Record | None:
        document = self._replica.get(collection, id)
        return None if document is None else Record(id, ME, document, 0.0)

    async def all(self, _: str, collection: str) -> list[Record]:
        return [Record(each.id, ME, each.document, 0.0) for each in self._replica.all(collection)]


class _Schedule:
    """What rings here rings by the copy (``ringing``)."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    async def now(self) -> float:
        return self._now()

    def handle(self, collection: str, ring: object) -> None:
        pass
