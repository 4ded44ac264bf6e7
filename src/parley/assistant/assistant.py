"""The assistant of one machine: its services, its skills, and everyone's conversations."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import partial

from parley.assistant.announcing import Announcing
from parley.assistant.answering import Exchange, Services
from parley.assistant.arbitration import Arbitration
from parley.assistant.conversation import Conversation
from parley.assistant.ears import Ears
from parley.assistant.live import NO_FACTS, Facts, Live
from parley.assistant.presence import Presence
from parley.assistant.reaching import Reaching
from parley.assistant.remote import Remote
from parley.assistant.ringing import Ringing
from parley.assistant.rooms import Rooms
from parley.assistant.speaking import Recognising
from parley.assistant.wishes import shared_by_all, wishes_of
from parley.audio.endpoint import EndpointSettings
from parley.audio.voice_activity import voice_activity
from parley.errors import MissingEngine, ParleyError
from parley.home.history import History, Said
from parley.home.home import Home
from parley.language.identify import main_language
from parley.language.spoken import spell_out
from parley.language.times import format_time
from parley.models.store import Store
from parley.pool.host import EngineHost
from parley.settings import Settings
from parley.skills.service import Skills
from parley.skills.sights import Lent
from parley.skills.tools.serving import ToolServers
from parley.skills.types import VOLUME, Announcement, Context, DeviceTools
from parley.speech import engines
from parley.speech.hearing import HearingService
from parley.speech.saying import Saying, Silent
from parley.speech.types import WakeEngine
from parley.speech.voices.opening import voice_service
from parley.speech.voices.service import VoiceService
from parley.telemetry import log

_REHEARSAL = {
    "zh": "播放 Taylor Swift 的歌，现在几点了",
    # Long enough to need the statistical language identifier.
    "en": "Comme ci comme ça, what time might it be over there?",
}
"""Language → a text that touches every part of reading and wording."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What an assistant is made of; tests put fakes in."""

    hearing: HearingService
    saying: Saying
    ears: Ears
    voices: VoiceService | None = None
    """Knows people by their voices."""


class Assistant:
    """Opens conversations and reaches them when something must be said unasked.

    Use as an async context manager: it starts the skills and the schedule (so that timers ring) and stops the
    engines. The home stays open.
    """

    def __init__(self, settings: Settings, home: Home, parts: Parts | None = None) -> None:
        self.settings = settings
        self._home = home
        self._presence = Presence()
        self.live = Live(home.records, home.clock)
        """What every connected device does, for its page."""
        self.remote = Remote(self.live, self.announce)
        """What is done to a device from there."""
        self._rooms = Rooms(home.devices)
        self._arbitration = Arbitration()
        self._announcing = Announcing(self._presence, home.devices)
        self._history = History(home.database, home.records, home.clock, settings.home.history_days)
        self._reaching = Reaching(self._presence)
        self.lent = Lent()
        """Where to put what the skills see with."""
        self.skills = Skills.load(
            home.clock, home, self.announce, settings=settings, reach=self._reaching, lent=self.lent
        )
        self._tools = ToolServers(settings.mcp, self.skills)
        self._ringing = Ringing(home.schedule, self.announce)
        self.parts = parts or installed_parts(settings, self.skills)

    async def __aenter__(self) -> Assistant:
        self._home.schedule.reach(self._presence.accounts)
        self._home.accounts.on_gone += [self._presence.forget, self.live.forget_person]
        self._home.devices.on_gone += [self.live.forget, self._rooms.changed]
        self._home.devices.on_changed.append(self._rooms.changed)
        self._home.records.on_changed.append(self.live.consents.changed)
        self._ringing.start()
        await self.skills.start()
        await self._tools.start()
        await self._history.__aenter__()
        await self._home.schedule.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for gone in (self._presence.forget, self.live.forget_person):
            self._home.accounts.on_gone.remove(gone)
        for gone in (self.live.forget, self._rooms.changed):
            self._home.devices.on_gone.remove(gone)
        self._home.devices.on_changed.remove(self._rooms.changed)
        self._home.records.on_changed.remove(self.live.consents.changed)
        await self.live.consents.close()
        await self._home.schedule.stop()
        self._reaching.close()
        await self.skills.stop()
        await self._history.__aexit__()
        hosts = [ear.host for ear in self.parts.hearing.ears]
        hosts += [mouth.host for mouth in self.parts.saying.mouths]
        await asyncio.gather(*(host.stop() for host in hosts))
        if self.parts.voices is not None:
            await self.parts.voices.stop()

    async def warm(self, *, hearing: bool = True) -> Mapping[str, ParleyError | None]:
        """Start the engines, so that the first turn does not wait; per engine, None or what stops it.

        Without ``hearing`` only those that speak.
        """
        hosts = {mouth.name: mouth.host for mouth in self.parts.saying.mouths}
        if hearing:
            hosts |= {ear.name: ear.host for ear in self.parts.hearing.ears}
            hosts |= await self._voices_wanted()
        outcome, _ = await asyncio.gather(engines.started(hosts), asyncio.to_thread(self._rehearse))
        return outcome

    async def _voices_wanted(self) -> Mapping[str, EngineHost]:
        """What knows people by their voices, where somebody's is known."""
        host = self.parts.voices.host if self.parts.voices is not None else None
        try:
            return {host.name: host} if host is not None and await self._home.voices.all() else {}
        except ParleyError as error:  # it starts when somebody speaks
            log.warning("voices.unknown", code=error.code)
            return {}

    def _rehearse(self) -> None:
        """Load what reading and wording need: a second's work that would otherwise hold up the first turn."""
        self.skills.learn()
        for language, text in _REHEARSAL.items():
            self.skills.understand(text, language)
            main_language(text)
            spell_out(f"{format_time(self._home.clock.now(), language)} 26.5°C", language)

    def open(
        self,
        device: str,
        conversation_id: str | None = None,
        *,
        person: str,
        guest: bool = False,
        paced: bool = True,
        reachable: bool = True,
        written: bool = False,
        rang: Iterable[str] | None = None,
        able: Set[str] = VOLUME,
        facts: Facts = NO_FACTS,
        tools: DeviceTools | None = None,
        room: str | None = None,
    ) -> Conversation:
        """A conversation of a person (the id of their account) on a device.

        ``conversation_id`` goes on with what they said there before; nobody goes on with another's. Of a
        ``guest`` nothing is kept. ``reachable``: what is due is announced there; ``rang``: see ``Unasked``.
        ``written``: the answers are read; nothing of them sounds, and nothing comes unasked.
        ``able`` and ``tools``: see ``Context``; ``facts`` are shown to its owner. ``room``: what was read
        of the device just now, if it was.
        """
        if room is not None:
            self._rooms.learn(device, room)
        context = Context(
            conversation=conversation_id or secrets.token_urlsafe(12),
            device=device,
            person=person,
            guest=guest,
            language=self.settings.language,
            clock=self._home.clock,
            able=frozenset() if written else able,
            tools=tools,
        )
        wishes = partial(wishes_of, self._home.records, "" if guest else person)
        watched = self.live.watched(device, facts)
        saying = Silent() if written else self.parts.saying
        services = Services(
            self.parts.hearing,
            saying,
            self.skills,
            self._answered,
            wishes,
            partial(self._rooms.of, device),
            watched.outbox,
            watched.whose,
            self._recognising(device),
        )
        conversation = Conversation(
            services,
            self.parts.ears,
            self._presence.resumed(context),
            paced=paced and not written,
            reachable=reachable and not guest and not written,
            rang=rang,
            arbitration=self._arbitration,
        )
        self._presence.add(conversation)
        watched.begin(conversation)
        if conversation.reachable:
            self._home.schedule.nudge(person)
        return conversation

    def _recognising(self, device: str) -> Recognising | None:
        """What it takes to know the people at a device by their voices."""
        if self.parts.voices is None:
            return None
        return Recognising(
            self.parts.voices,
            self._home.voices,
            partial(shared_by_all, self._home.devices, device),
            partial(wishes_of, self._home.records),
            lambda person: self._presence.heard(person, device),
        )

    def connected(self, device: str) -> bool:
        """Whether a device is connected now."""
        return self._presence.connected(device)

    async def announce(self, announcement: Announcement) -> None:
        """Say it on the device it is for, else on another of the same person; else raises ``NobodyThere``."""
        await self._announcing.announce(announcement)

    def _answered(self, context: Context, exchange: Exchange) -> None:
        if not context.guest and context.stranger is None:
            self._history.keep(
                context.person,
                Said(exchange.heard, exchange.answered, exchange.language, exchange.intent, context.device),
            )


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
        voice_service(settings, store),
    )


def _wake() -> WakeEngine | None:
    from parley.speech.wake.micro import MicroWakeEngine

    try:
        return MicroWakeEngine()
    except MissingEngine as error:
        log.warning("wake.missing", remedy=error.remedy)
        return None
