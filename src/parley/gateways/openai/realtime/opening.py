"""Opens sessions: who answers, with which settings, how many at once, and for how long."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import anyio
import msgspec

from parley.assistant.answering import MAX_TEXT
from parley.assistant.assistant import Assistant
from parley.assistant.wishes import wishes_of
from parley.errors import Busy
from parley.gateways.openai.models import ASSISTANT, checked, own
from parley.gateways.openai.models import Use as Models
from parley.gateways.openai.realtime.answering import Use as Used
from parley.gateways.openai.realtime.brains import AssistantBrain, Brain
from parley.gateways.openai.realtime.link import Link, Player
from parley.gateways.openai.realtime.parts import Parts
from parley.gateways.openai.realtime.session import Session
from parley.gateways.openai.realtime.settings import SessionSettings, defaults, merged
from parley.gateways.openai.realtime.speaking import Speaking
from parley.gateways.openai.realtime.translating import (
    Translates,
    TranslationSession,
    TranslationSettings,
)
from parley.gateways.openai.realtime.upstream import UpstreamBrain
from parley.gateways.openai.realtime.utterance import IsCommand
from parley.generation.errors import UnknownModel
from parley.generation.service import REMEDY, Generation
from parley.home.accounts.callers import Caller, Forbidden, Role, Scope
from parley.home.home import Home
from parley.settings.services import Realtime
from parley.skills.choosing import UNSURE
from parley.skills.types import Context
from parley.speech.types import Hypothesis
from parley.speech.voice_names import VoiceNames

FREED_WITHIN = 10.0
"""Seconds."""
Kind = Literal["realtime", "transcription"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session that a client may have."""

    settings: SessionSettings
    brain: Callable[[], Brain | None]
    """Makes who answers."""


class Opening:
    """Opens the sessions of one server."""

    def __init__(
        self,
        assistant: Assistant,
        generation: Generation,
        home: Home,
        limits: Realtime,
    ) -> None:
        self._assistant, self._generation, self._home = assistant, generation, home
        self.limits = limits
        self._names = VoiceNames(assistant.parts.saying)
        self._open = 0
        self.on_close: list[Callable[[], Awaitable[None]]] = []
        """What ends with the server."""

    async def close(self) -> None:
        """The server ends."""
        for end in self.on_close:
            await end()

    @property
    def open(self) -> int:
        """Sessions at the moment."""
        return self._open

    async def wanted(self, caller: Caller, kind: Kind, model: str, given: SessionSettings) -> Wanted:
        """What a client asks for, if it may have it. ``given`` comes from its pass, or with the request.

        Raises ``UnknownModel``, ``Forbidden``.
        """
        kind = given.type or kind
        if kind == "transcription":
            _may(caller, Scope.SERVICES, "write down speech")
            return Wanted(merged(defaults(kind, model or ASSISTANT), given), lambda: None)
        model = (given.model or "") or model or ASSISTANT
        settings = merged(defaults(kind, model), given)
        settings.model = model
        if own(model, Models.REALTIME):
            _may(caller, Scope.TALK, "speak with the assistant")
            language = self._assistant.settings.language
            return Wanted(settings, partial(AssistantBrain, self._assistant, caller, language))
        _may(caller, Scope.SERVICES, "use this model")
        if await self._generation.find(model) is None:
            raise UnknownModel(model, REMEDY)
        return Wanted(settings, partial(UpstreamBrain, self._generation, model))

    async def translation(
        self, caller: Caller, translation: Translates, model: str, given: TranslationSettings
    ) -> TranslationSettings:
        """What a client asks for, if it may have it. Raises ``UnknownModel``, ``Forbidden``, and what
        ``Translation`` raises where nothing can translate."""
        _may(caller, Scope.SERVICES, "translate")
        model = checked(given.model or model or ASSISTANT, Models.REALTIME_TRANSLATION)
        if not await translation.languages():
            await translation.translate(["好"], "en", "zh")  # raises, and says what to get
        return msgspec.structs.replace(given, model=model)

    @contextlib.asynccontextmanager
    async def session(
        self, caller: Caller, wanted: Wanted, link: Link, player: Player | None = None
    ) -> AsyncGenerator[Session]:
        """A session, and everything that it holds, for as long as the block lasts. Raises ``Busy``."""
        async with self._place(caller) as parts:
            session = Session(parts, wanted.settings, wanted.brain(), link, player, self._ends())
            try:
                yield session
            finally:
                with _whatever_happens():
                    await session.close()

    @contextlib.asynccontextmanager
    async def translating(
        self, caller: Caller, translation: Translates, wanted: TranslationSettings, link: Link
    ) -> AsyncGenerator[TranslationSession]:
        """The same for one that translates."""
        async with self._place(caller) as parts:
            session = TranslationSession(parts, translation, wanted, link, self._ends())
            try:
                yield session
            finally:
                with _whatever_happens():
                    await session.close()

    def _ends(self) -> float:
        return self._home.clock.now().timestamp() + self.limits.minutes * 60

    @contextlib.asynccontextmanager
    async def _place(self, caller: Caller) -> AsyncGenerator[Parts]:
        if self._open >= self.limits.sessions:
            raise Busy("Too many realtime sessions at once; try again soon.")
        self._open += 1
        try:
            person = "" if caller.role is Role.GUEST else caller.account
            wishes = await wishes_of(self._home.records, person)
            ears, saying = self._assistant.parts.ears, self._assistant.parts.saying
            yield Parts(
                self._assistant.parts.hearing,
                Speaking(saying, self._names, wishes.manner),
                await asyncio.to_thread(ears.activity),
                ears.settings,
                partial(self._command, caller),
                partial(self._count, caller),
                wishes.language or self._assistant.settings.language,
            )
        finally:
            self._open -= 1

    def _count(self, caller: Caller, used: Used) -> None:
        self._home.usage.count(caller, used.service, seconds=used.seconds, characters=used.characters)

    async def _command(self, caller: Caller) -> IsCommand:
        """What tells a command of the assistant from other words: a recogniser may be of two minds."""
        skills = self._assistant.skills
        context = Context(person=caller.account, language=self._assistant.settings.language)
        await skills.meet(context)

        def is_command(heard: Hypothesis) -> bool:
            if not heard.text or len(heard.text) > MAX_TEXT:
                return False
            commands = skills.read(heard.text, heard.language, context).commands
            return any(each.intent not in UNSURE for each in commands)

        return is_command


def _whatever_happens() -> anyio.CancelScope:
    """Whose key is taken back is cancelled at every step; what they held is freed all the same."""
    return anyio.CancelScope(shield=True, deadline=anyio.current_time() + FREED_WITHIN)


def _may(caller: Caller, scope: Scope, what: str) -> None:
    if not caller.may(scope):
        raise Forbidden(f"A key needs the scope {scope.value} to {what}.")
