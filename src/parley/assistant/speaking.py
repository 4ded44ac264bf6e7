"""Who speaks in a turn: whose words they are, and what was said between that person and Parley."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from parley.assistant.heard_voice import HeardVoice
from parley.assistant.wishes import Wishes
from parley.errors import ParleyError
from parley.home.voices import Profile, Voices
from parley.skills.types import Context, Stranger
from parley.skills.voices.enrolment import takes_anything
from parley.speech.saying import Manner
from parley.speech.voices.service import VoiceService, identify
from parley.speech.voices.types import Match, Verdict
from parley.telemetry import log

LATE = 0.3
"""Seconds after the words were recognised for which the voice is waited for."""
AGAIN = 30.0
"""Seconds after their last words in which a person may go on in few words."""
ENROLLING = 60.0
"""Seconds for which the next sentence of somebody whose voice is being learned is waited for."""
_PEOPLE = 16
"""People whose talk is remembered in one conversation."""
OWN = ""
"""The key of whose conversation it is."""
_STRANGER = "?"


@dataclass(frozen=True, slots=True)
class Recognising:
    """What it takes to know people by their voices."""

    service: VoiceService
    profiles: Voices
    shared: Callable[[], Awaitable[bool]]
    """Whether the device is for everybody in the room."""
    wishes: Callable[[str], Awaitable[Wishes]]
    """What a person (id of their account) has set for themselves."""
    heard: Callable[[str], None] = lambda _: None
    """Is told whose voice was heard on the device."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks in a turn."""

    key: str
    """Whose talk it is, within the conversation."""
    context: Context
    manner: Manner | None = None
    """How they want to be spoken to; None for as whose conversation it is."""


@dataclass(frozen=True, slots=True)
class Seat:
    """As whom the words are taken."""

    account: str
    """Empty for whose conversation it is."""
    stranger: Stranger | None = None


def seated(verdict: Verdict, own: str, *, learned: bool, shared: bool) -> Seat:
    """As whom words are taken, on a device of ``own``, whose voice was ``learned`` or not.

    A voice opens what is somebody's on a shared device only: on a personal one, which may be far away, it can
    but take away. Who never had their voice learned is not shut out by others who had.
    """
    if verdict.match is Match.KNOWN and verdict.account == own:
        return Seat(OWN)
    if verdict.match is Match.KNOWN:
        return Seat(verdict.account) if shared else Seat(OWN, Stranger.UNKNOWN)
    if not learned:
        return Seat(OWN)
    if verdict.match is Match.UNKNOWN:
        return Seat(OWN, Stranger.UNKNOWN)
    return Seat(OWN, Stranger.UNSURE) if shared else Seat(OWN)


class Speaking:
    """The people of one conversation. What one says never becomes another's: each has a context."""

    def __init__(self, recognising: Recognising | None) -> None:
        self._by = recognising
        self._others: OrderedDict[str, Context] = OrderedDict()
        self._profiles: Sequence[Profile] = ()
        self._before, self._at = "", 0.0
        """Whose voice was heard last, and the event-loop time."""
        self._latest = OWN
        self._enrolling: str | None = None
        """Whose voice is being learned (key): the next sentence is theirs, however it sounds."""

    async def listen(self, own: Context) -> HeardVoice | None:
        """Somebody begins to speak. None where nobody's voice matters: then nothing is computed."""
        if self._by is None or own.guest or not own.person:
            return None
        try:
            self._profiles = await self._by.profiles.all()
        except ParleyError as error:  # those known before still hold
            log.warning("voices.unknown", code=error.code)
        if self._enrolling is not None and asyncio.get_running_loop().time() - self._at > ENROLLING:
            self._enrolling = None
        if not self._profiles and self._enrolling is None:
            return None
        return HeardVoice(self._by.service)

    def enrolling(self, voice: HeardVoice | None) -> bool:
        """Whether the words of a turn do not matter, only its voice."""
        return voice is not None and self._enrolling is not None

    def expected(self, own: Context) -> Context:
        """What was said before by whoever spoke last, who is the likeliest to go on."""
        return self._others.get(self._latest, own)

    async def who(self, own: Context, voice: HeardVoice | None) -> Speaker:
        """Whose words these are. ``own`` is what was said by whose conversation it is."""
        if voice is None or self._by is None:
            return Speaker(OWN, replace(own, voice=None))
        if self._enrolling is not None:
            voice.learning = True
            before = own if self._enrolling == OWN else self._others.get(self._enrolling, own)
            return Speaker(self._enrolling, replace(before, voice=voice))
        verdict, model = await self._verdict(voice)
        shared = await self._by.shared()
        # On a personal device nobody is shut out by a profile that is of another model than today's.
        learned = any(
            each.account == own.person and (shared or each.model == model) for each in self._profiles
        )
        seat = seated(verdict, own.person, learned=learned, shared=shared)
        log.debug("voice", match=verdict.match.value, stranger=seat.stranger is not None)
        self._before = verdict.account
        voice.account = verdict.account
        if seat == Seat(OWN):
            return Speaker(OWN, replace(own, voice=voice))
        if seat.account:
            self._by.heard(seat.account)
            wishes = await self._by.wishes(seat.account)
            before = self._others.get(seat.account) or replace(
                _new(own), person=seat.account, host=own.person, language=wishes.language or own.language
            )
            return Speaker(seat.account, _here(before, own, voice), wishes.manner)
        before = self._others.get(_STRANGER) or _new(own)
        return Speaker(_STRANGER, replace(_here(before, own, voice), stranger=seat.stranger))

    def keep(self, speaker: Speaker, context: Context) -> Context | None:
        """The turn was answered: remember what was said. The context, if whose conversation it is spoke."""
        context = replace(context, voice=None)
        self._latest = speaker.key
        self._at = asyncio.get_running_loop().time()
        if takes_anything(context):
            self._enrolling = speaker.key
        elif self._enrolling == speaker.key:
            self._enrolling = None
        if speaker.key == OWN:
            return context
        self._others[speaker.key] = context
        self._others.move_to_end(speaker.key)
        if len(self._others) > _PEOPLE:
            self._others.popitem(last=False)
        return None

    def others(self) -> Sequence[Context]:
        """The contexts of everybody but whose conversation it is."""
        return tuple(self._others.values())

    async def _verdict(self, voice: HeardVoice) -> tuple[Verdict, str]:
        """Who spoke, and by which model; an empty one where nothing was heard in time."""
        assert self._by is not None
        lately = asyncio.get_running_loop().time() - self._at <= AGAIN
        before = self._before if lately else ""
        try:
            found = await voice.soon(LATE)
        except ParleyError as error:  # what was said is answered all the same
            log.info("voice.unheard", code=error.code)
            return Verdict(Match.UNSURE), ""
        if found is None:
            log.info("voice.late")
            return Verdict(Match.UNSURE), ""
        return identify(found, self._profiles, self._by.service.bounds, before), found.model


def _new(own: Context) -> Context:
    """Nothing was said before."""
    return replace(own, last=None, last_reply=None, pending=None, rest=(), about={})


def _here(context: Context, own: Context, voice: HeardVoice) -> Context:
    """The same on the device as it is now."""
    return replace(context, room=own.room, able=own.able, tools=own.tools, voice=voice)
