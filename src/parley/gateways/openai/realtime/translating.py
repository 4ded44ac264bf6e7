"""A session that translates: what is said in one language is said again in another, phrase by phrase."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from contextlib import aclosing
from typing import Annotated, Literal, Protocol

from msgspec import UNSET, Meta, Struct, UnsetType

from parley.errors import ParleyError
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.answering import Use
from parley.gateways.openai.realtime.asked import Asked, Sound
from parley.gateways.openai.realtime.errors import told
from parley.gateways.openai.realtime.items import fresh
from parley.gateways.openai.realtime.link import Link
from parley.gateways.openai.realtime.listening import Listening
from parley.gateways.openai.realtime.parts import Parts
from parley.gateways.openai.realtime.settings import Input, Name, Output, TurnDetection
from parley.gateways.openai.realtime.sound import unpacked
from parley.gateways.openai.realtime.utterance import Heard, Utterance, outcome
from parley.speech.saying import SPEAKING_RATE
from parley.speech.types import Hints
from parley.translation.types import Translated

_WAITING = 64
"""Phrases that may wait to be translated."""


class TranscriptionModel(Struct, kw_only=True):
    """Which ears; all names mean Parley's own."""

    model: Name


class TranslationInput(Struct, kw_only=True):
    """What is heard."""

    transcription: TranscriptionModel | UnsetType | None = UNSET


class TranslationOutput(Struct, kw_only=True):
    """What is said."""

    language: Annotated[str, Meta(max_length=35)] | UnsetType | None = UNSET
    """BCP 47."""


class TranslationAudio(Struct, kw_only=True):
    """Sound in both directions: PCM of 24 kHz."""

    input: TranslationInput | UnsetType = UNSET
    output: TranslationOutput | UnsetType = UNSET


class TranslationSettings(Struct, kw_only=True):
    """A session as a client describes it."""

    model: Name | UnsetType = UNSET
    audio: TranslationAudio | UnsetType = UNSET

    @property
    def language(self) -> str:
        """Into which is translated; empty where nobody said."""
        output = self.audio.output if self.audio else UNSET
        return (output.language or "") if output else ""


class ShownTranslation(Struct, kw_only=True):
    """A session as it is now."""

    id: str
    type: Literal["translation"] = "translation"
    model: str
    audio: TranslationAudio
    expires_at: int
    """POSIX seconds."""


class UpdateTranslation(Asked, tag="session.update"):
    session: TranslationSettings


class AppendSound(Asked, tag="session.input_audio_buffer.append"):
    audio: Sound


class CloseTranslation(Asked, tag="session.close"):
    pass


AskedOfTranslation = UpdateTranslation | AppendSound | CloseTranslation


class TranslationCreated(e.Event, tag="session.created"):
    session: ShownTranslation


class TranslationUpdated(e.Event, tag="session.updated"):
    session: ShownTranslation


class TranslationClosed(e.Event, tag="session.closed"):
    pass


class InputDelta(e.Event, tag="session.input_transcript.delta"):
    delta: str


class OutputDelta(e.Event, tag="session.output_transcript.delta"):
    delta: str


class SoundDelta(e.Event, tag="session.output_audio.delta"):
    delta: str
    """Base64."""
    channels: int = 1
    format: Literal["pcm16"] = "pcm16"
    sample_rate: int = SPEAKING_RATE


class Translates(Protocol):
    """What is needed of ``translation.service.Translation``."""

    async def languages(self) -> Mapping[str, frozenset[str]]: ...
    async def translate(
        self, texts: list[str], target: str, source: str | None = None
    ) -> list[Translated]: ...


class TranslationSession:
    """Translates one client's sound. ``close`` frees everything it holds."""

    def __init__(
        self,
        parts: Parts,
        translation: Translates,
        settings: TranslationSettings,
        link: Link,
        expires: float,
    ) -> None:
        self._parts, self._translation, self._link = parts, translation, link
        self._model, self._language = settings.model or "", settings.language
        self._id, self._expires = fresh("sess"), int(expires)
        self._phrases: asyncio.Queue[tuple[Utterance, str] | None] = asyncio.Queue(_WAITING)
        """What was said, and into which language it goes."""
        self._open: set[Utterance] = set()
        self._listening = Listening(parts.activity, parts.endpoints, self, _BY_SILENCE)
        self._working = asyncio.create_task(self._work(), name="realtime translation")
        self.over = False
        """The client has closed it, and was told everything."""

    def begin(self) -> None:
        """Tell the client that it is there."""
        self._link.send(TranslationCreated(self._shown()))

    async def close(self) -> None:
        """End it; nothing of it goes on."""
        self._listening.close()
        self._working.cancel()
        await asyncio.wait({self._working})
        for utterance in self._open:
            utterance.drop()
        await asyncio.gather(*(each.heard for each in self._open), return_exceptions=True)

    async def take(self, event: AskedOfTranslation) -> None:
        """Do what the client asks."""
        try:
            match event:
                case AppendSound(audio=audio):
                    await self._listening.append(unpacked(audio))
                case UpdateTranslation(session=session):
                    self._language = session.language or self._language
                    self._link.send(TranslationUpdated(self._shown()))
                case CloseTranslation():
                    self._listening.end()
                    await self._phrases.put(None)
                    await asyncio.wait({self._working})
                    self._link.send(TranslationClosed())
                    self.over = True
        except ParleyError as error:
            self.fail(error, event.event_id if isinstance(event.event_id, str) else None)

    def fail(self, error: ParleyError, event_id: str | None = None) -> None:
        """Tell the client what is wrong."""
        self._link.send(told(error, event_id))

    def _shown(self) -> ShownTranslation:
        output = TranslationOutput(language=self._language or None)
        audio = TranslationAudio(input=TranslationInput(transcription=None), output=output)
        return ShownTranslation(id=self._id, model=self._model, audio=audio, expires_at=self._expires)

    # What ``Listening`` tells.

    def utterance(self) -> Utterance:
        """A new one, to be filled."""
        made = Utterance(self._parts.hearing, Hints(), self._parts.command, self._certain)
        self._open.add(made)
        return made

    def speech_started(self, utterance: Utterance, at: float) -> None:
        """Nothing to tell."""

    def speech_stopped(self, utterance: Utterance, at: float) -> None:
        """Nothing to tell."""

    def committed(self, utterance: Utterance, *, by_itself: bool) -> None:
        """A phrase is complete."""
        if self._phrases.full():
            utterance.drop()
            self.fail(BadParameter("", "Sound comes faster than it can be translated.", "too_fast"))
        else:
            self._phrases.put_nowait((utterance, self._language))

    def _certain(self, utterance: Utterance, more: str) -> None:
        self._link.send(InputDelta(more))

    async def _work(self) -> None:
        """Phrase by phrase, in the order in which they were said."""
        while (phrase := await self._phrases.get()) is not None:
            utterance, language = phrase
            try:
                await self._phrase(utterance, language)
            except ParleyError as error:
                self.fail(error)
            finally:
                utterance.drop()
                self._open.discard(utterance)

    async def _phrase(self, utterance: Utterance, language: str) -> None:
        found = await outcome(utterance)
        self._parts.used(Use("speech.recognise", seconds=utterance.seconds))
        if not isinstance(found, Heard):
            raise found
        if not found.text:
            return
        self._link.send(InputDelta(" "))
        if not language:
            message = "Say into which language: session.audio.output.language."
            raise BadParameter("session.audio.output.language", message, "missing_required_parameter")
        (translated,) = await self._translation.translate([found.text], language, found.language or None)
        self._parts.used(Use("translation", characters=len(found.text)))
        self._link.send(OutputDelta(f"{translated.text} "))
        await self._say(translated.text, language)

    async def _say(self, text: str, language: str) -> None:
        if not any(character.isalnum() for character in text):
            return
        self._parts.used(Use("speech.say", characters=len(text)))
        async with aclosing(self._parts.speaking.say(text, language, Output())) as packets:
            async for packet in packets:
                data = packet.samples.astype("<i2", copy=False).tobytes()
                self._link.send(SoundDelta(base64.b64encode(data).decode()))
                await self._link.room()


_BY_SILENCE = Input(turn_detection=TurnDetection(silence_duration_ms=500))
