"""Fast transcription: a whole file in one request, answered when all of it is written down."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response

from parley.audio.speech_file import SpeechFile
from parley.errors import TooLong, Unsupported
from parley.gateways.access import BadRequest, Call, json
from parley.gateways.access.call import parsed
from parley.gateways.surface.attending import attended
from parley.gateways.surface.forms import Form, form_of
from parley.home.usage import Usage
from parley.language.profanity import Profanity
from parley.speech.transcribing.counting import Counted, gathered
from parley.speech.transcribing.running import running
from parley.speech.transcribing.service import MOST_LANGUAGES, MOST_PHRASES, Transcribing
from parley.speech.transcribing.types import Phrase, Wanted
from parley.tags import primary

_FIELDS = 256 * 1024
_USUAL = {"en": "en-US", "zh": "zh-CN"}
"""Language → the locale that is told where none was asked for."""
_UNASKED = Profanity.MASKED

Tag = Annotated[str, Meta(min_length=2, max_length=35, pattern="^[A-Za-z0-9_-]+$")]


class Diarization(Struct, frozen=True, rename="camel"):
    """Whether to tell who speaks."""

    enabled: bool | None = None
    max_speakers: Annotated[int, Meta(ge=2, le=35)] | None = None


class PhraseList(Struct, frozen=True, rename="camel"):
    """Words worth expecting."""

    phrases: Annotated[list[Annotated[str, Meta(max_length=1000)]], Meta(max_length=MOST_PHRASES)] | None = (
        None
    )
    biasing_weight: float | None = None
    """Not used: engines with hot words weigh them themselves."""


class Enhanced(Struct, frozen=True, rename="camel"):
    """Azure's transcription by a language model, which is not offered."""

    enabled: bool | None = None


class Definition(Struct, frozen=True, rename="camel"):
    """What is asked for."""

    locales: Annotated[list[Tag], Meta(max_length=MOST_LANGUAGES)] | None = None
    """One: the file is in it. Several: each phrase is in one of them. None: in any language heard here."""
    diarization: Diarization | None = None
    channels: Annotated[list[Annotated[int, Meta(ge=0, le=1)]], Meta(max_length=2)] | None = None
    """Each of them apart; none for all of them together."""
    phrase_list: PhraseList | None = None
    profanity_filter_mode: Annotated[str, Meta(max_length=20)] | None = None
    """``None``, ``Masked``, ``Removed``, ``Tags``; masked where it is not said."""
    enhanced_mode: Enhanced | None = None
    audio_url: str | None = None
    models: dict[str, str] | None = None


class FastForm(Struct, frozen=True):
    """The form."""

    audio: Annotated[str, Meta(extra_json_schema={"format": "binary"})]
    definition: Definition


class Word(Struct, frozen=True, rename="camel"):
    """A word and its place."""

    text: str
    offset_milliseconds: int
    duration_milliseconds: int


class Transcribed(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A phrase."""

    offset_milliseconds: int
    duration_milliseconds: int
    text: str
    locale: str
    confidence: float | None = None
    """Missing where the engine has none."""
    words: list[Word] | None = None
    """Missing where nobody can tell where they are."""
    speaker: int | None = None
    """1, 2, …; 0 for what is too short to tell."""
    channel: int | None = None


class Combined(Struct, frozen=True, omit_defaults=True):
    """All that was said, on one channel or on all of them."""

    text: str
    channel: int | None = None


class Result(Struct, frozen=True, rename="camel"):
    """The answer."""

    duration_milliseconds: int
    combined_phrases: list[Combined]
    phrases: list[Transcribed]


class FastTranscription:
    """The endpoint."""

    def __init__(self, transcribing: Transcribing, usage: Usage, most: int) -> None:
        """``most``: bytes of a sound file."""
        self._transcribing, self._usage, self._most = transcribing, usage, most

    async def transcribe(self, call: Call) -> Response:
        """What is said in a file."""
        async with form_of(call, self._most + _FIELDS) as form:
            definition = await _definition(form)
            part = form.file("audio")
            if part.size > self._most:
                raise TooLong(f"A sound file may have {self._most} bytes.")
            file = await asyncio.to_thread(SpeechFile, part.file, self._transcribing.bounds.whole)
            result = await attended(call.request, self._written(file, definition))
        self._usage.count(call.caller, "speech.recognise", seconds=result.duration_milliseconds / 1000)
        return json(result)

    async def _written(self, file: SpeechFile, definition: Definition) -> Result:
        channels: Sequence[int | None] = sorted(set(definition.channels or ())) or [None]
        absent = [each for each in channels if each is not None and each >= file.channels]
        if absent:
            raise BadRequest(f"The sound has {file.channels} channels; there is no channel {absent[0]}.")
        found: list[tuple[int | None, Phrase]] = []
        seconds = 0.0
        for channel in channels:
            sound = Counted(file.pieces(channel))
            phrases = self._transcribing.whole(iter(sound), wanted(definition))
            found += [(channel, phrase) for phrase in await gathered(phrases)]
            seconds = max(seconds, sound.seconds)
        return result_of(found, channels, seconds, definition)


def wanted(definition: Definition) -> Wanted:
    """What is asked for, as the service takes it. Raises ``Unsupported`` for what it cannot do."""
    if definition.enhanced_mode is not None and definition.enhanced_mode.enabled:
        raise Unsupported("enhancedMode is not offered: speech is written down by recognisers only.")
    if definition.models:
        raise Unsupported("Custom models are not offered; the settings say which engines listen.")
    diarization = definition.diarization
    speakers = diarization is not None and diarization.enabled is not False
    if speakers and definition.channels:
        raise BadRequest("diarization works on one sound only: leave channels out.")
    listed = definition.phrase_list
    return Wanted(
        languages=tuple(definition.locales or ()),
        words=True,
        speakers=speakers,
        most_speakers=(diarization.max_speakers or 0) if diarization is not None else 0,
        phrases=tuple(listed.phrases or ()) if listed is not None else (),
        partials=False,
    )


def result_of(
    found: Iterable[tuple[int | None, Phrase]],
    channels: Sequence[int | None],
    seconds: float,
    definition: Definition,
) -> Result:
    """The answer, its phrases in the order in which they begin."""
    mode = definition.profanity_filter_mode
    profanity = Profanity.of(mode) if mode is not None else _UNASKED
    told = sorted(found, key=lambda each: (each[1].start, each[0] or 0))
    return Result(
        duration_milliseconds=_milliseconds(seconds),
        combined_phrases=[
            Combined(profanity.applied(running(each.text for at, each in told if at == channel)), channel)
            for channel in channels
        ],
        phrases=[_phrase(phrase, channel, profanity, definition) for channel, phrase in told],
    )


def locale_of(language: str, locales: Sequence[str]) -> str:
    """The locale that was asked for in this language, else the usual one."""
    asked = (locale for locale in locales if primary(locale) == language)
    return next(asked, _USUAL.get(language, language))


def _phrase(phrase: Phrase, channel: int | None, profanity: Profanity, definition: Definition) -> Transcribed:
    number = phrase.speaker.rpartition("-")[2]
    return Transcribed(
        offset_milliseconds=_milliseconds(phrase.start),
        duration_milliseconds=_milliseconds(phrase.end) - _milliseconds(phrase.start),
        text=profanity.applied(phrase.text),
        locale=locale_of(phrase.language, definition.locales or ()),
        confidence=phrase.confidence,
        words=[
            Word(
                profanity.applied(word.text),
                _milliseconds(word.start),
                _milliseconds(word.end) - _milliseconds(word.start),
            )
            for word in phrase.words
        ]
        or None,
        speaker=(int(number) if number.isdecimal() else 0) if phrase.speaker else None,
        channel=channel,
    )


async def _definition(form: Form) -> Definition:
    """What the form says, as a field or as a file. Raises ``BadRequest``, ``Unsupported``."""
    text: str | bytes = form.text("definition")
    if not text:
        part = form.file("definition")
        text = await part.read() if part.size <= _FIELDS else b""
    definition = parsed(text, Definition)
    if definition.audio_url is not None:
        raise Unsupported("audioUrl is not offered: nothing is fetched from elsewhere. Send the sound.")
    mode = definition.profanity_filter_mode
    if mode is not None and mode.lower() not in ("none", "masked", "removed", "tags"):
        raise BadRequest("profanityFilterMode is None, Masked, Removed or Tags.")
    return definition


def _milliseconds(seconds: float) -> int:
    return math.floor(seconds * 1000 + 0.5)
