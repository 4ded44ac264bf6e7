"""The assistant of one machine: its services, its skills, and everyone's conversations."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from parley.assistant.answering import Services
from parley.assistant.conversation import Conversation, Ears
from parley.audio.endpoint import EndpointSettings
from parley.audio.voice_activity import voice_activity
from parley.clock import Clock, SystemClock
from parley.errors import MissingEngine, ParleyError
from parley.home.records import Records
from parley.language.identify import main_language
from parley.language.spoken import spell_out
from parley.language.times import format_time
from parley.models.store import Store
from parley.settings import Settings
from parley.skills.service import Skills
from parley.skills.types import Announcement, Context
from parley.speech import engines
from parley.speech.hearing import HearingService
from parley.speech.saying import Saying
from parley.speech.types import WakeEngine
from parley.telemetry import log

_REHEARSAL = {
    "zh": "播放 Taylor Swift 的歌，现在几点了",
    # Long enough to need the statistical language identifier.
    "en": "Comme ci comme ça, what time might it be over there?",
}
"""Language → a text that touches every part of reading and wording."""

_REMEMBERED = 200
"""Conversations that are over and may be gone on with: a browser that lost its connection comes back."""


class NobodyThere(ParleyError):
    """The device an announcement is for is not connected."""

    code: ClassVar[str] = "nobody_there"


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of; tests put fakes in."""

    hearing: HearingService
    saying: Saying
    ears: Ears


class Assistant:
    """Opens conversations and reaches them when something must be said unasked.

    Use as an async context manager: it starts the skills (so that timers ring) and stops the engines.
    """

    def __init__(
        self, settings: Settings, records: Records, parts: Parts | None = None, clock: Clock | None = None
    ) -> None:
        self.settings = settings
        self._records = records
        self._clock = clock or SystemClock()
        self.skills = Skills.load(self._clock, records, self.announce)
        self.parts = parts or installed_parts(settings, self.skills)
        self._open: list[Conversation] = []
        """Conversations under way; a device has several where a browser has several tabs."""
        self._earlier: dict[str, Context] = {}
        """Conversation → what was said in it, for those that are over; the latest at the end."""

    async def __aenter__(self) -> Assistant:
        await self.skills.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.skills.stop()
        hosts = [ear.host for ear in self.parts.hearing.ears]
        hosts += [mouth.host for mouth in self.parts.saying.mouths]
        await asyncio.gather(*(host.stop() for host in hosts))
        await self._records.close()

    async def warm(self, *, hearing: bool = True) -> Mapping[str, ParleyError | None]:
        """Start the engines, so that the first turn does not wait; per engine, None or what stops it.

        Without ``hearing`` only those that speak.
        """
        hosts = {mouth.name: mouth.host for mouth in self.parts.saying.mouths}
        if hearing:
            hosts |= {ear.name: ear.host for ear in self.parts.hearing.ears}
        outcome, _ = await asyncio.gather(engines.started(hosts), asyncio.to_thread(self._rehearse))
        return outcome

    def _rehearse(self) -> None:
        """Load what reading and wording need: a second's work that would otherwise hold up the first turn."""
        for language, text in _REHEARSAL.items():
            self.skills.understand(text, language)
            main_language(text)
            spell_out(f"{format_time(self._clock.now(), language)} 26.5°C", language)

    def open(self, device: str, conversation_id: str | None = None, *, paced: bool = True) -> Conversation:
        """A conversation on a device. ``conversation_id`` goes on with an earlier one's memory."""
        context = Context(
            conversation=conversation_id or secrets.token_urlsafe(12),
            device=device,
            person=self.settings.person,
            language=self.settings.language,
            clock=self._clock,
        )
        self._sweep()
        same = [each.context for each in self._open if each.id == conversation_id]
        earlier = same[-1] if same else self._earlier.get(context.conversation)
        if earlier is not None and earlier.device == device:
            context = earlier
        services = Services(self.parts.hearing, self.parts.saying, self.skills)
        conversation = Conversation(services, self.parts.ears, context, paced=paced)
        self._open.append(conversation)
        return conversation

    def _sweep(self) -> None:
        """Of conversations that are over keep no more than what was said."""
        for over in [each for each in self._open if each.closed]:
            self._open.remove(over)
            self._earlier.pop(over.id, None)
            self._earlier[over.id] = over.context
        for oldest in list(self._earlier)[:-_REMEMBERED]:
            del self._earlier[oldest]

    async def announce(self, announcement: Announcement) -> None:
        """Say it on the device it is for, else on any that is connected: where somebody was last."""
        self._sweep()
        there = [each for each in self._open if each.device == announcement.device]
        conversation = max(reversed(there or self._open), key=lambda each: each.used, default=None)
        if conversation is None:
            raise NobodyThere("No device is connected that could say this.")
        log.info("announcement", kind=announcement.kind)
        await conversation.announce(announcement.reply)


def installed_parts(settings: Settings, skills: Skills) -> Parts:
    """The engines that the settings name, in worker processes that start when first needed."""
    store = Store(settings.data_dir / "models")
    listening = settings.listening
    return Parts(
        HearingService(engines.ears(settings, store, skills.grammar)),
        Saying(engines.mouths(settings, store), rate=settings.mouth.rate),
        Ears(
            activity=voice_activity,
            settings=EndpointSettings(
                pre_roll=listening.pre_roll,
                end_silence=listening.end_silence,
                max_utterance=listening.max_utterance,
            ),
            follow_up=listening.follow_up,
            wake=_wake(),
            words=settings.wake,
        ),
    )


def _wake() -> WakeEngine | None:
    from parley.speech.wake.micro import MicroWakeEngine

    try:
        return MicroWakeEngine()
    except MissingEngine as error:
        log.warning("wake.missing", remedy=error.remedy)
        return None
