"""Speech to text for short audio: up to a minute of sound as the body, one result."""

from __future__ import annotations

import asyncio
import io
from typing import Annotated, Literal

import numpy as np
from msgspec import UNSET, Meta, Struct, UnsetType, field
from starlette.responses import Response

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.speech_file import SpeechFile
from parley.errors import EmptyAudio
from parley.gateways.access import Call, json
from parley.gateways.azure.speech.results import lexical, ticks
from parley.gateways.surface.attending import attended
from parley.home.usage import Usage
from parley.language.profanity import Profanity
from parley.speech.transcribing.running import running
from parley.speech.transcribing.service import Transcribing
from parley.speech.transcribing.types import Event, Final, Nothing, Phrase, Wanted

MOST_BYTES = 16 * 1024 * 1024
"""A minute of the widest sound that makes sense: 48 kHz, stereo, 24 bits."""
MOST_SECONDS = 60.0
"""As Azure has it."""


class ShortQuery(Struct, frozen=True):
    """What stands in the address."""

    language: Annotated[str, Meta(min_length=2, max_length=35, pattern="^[A-Za-z0-9_-]+$")] = "en-US"
    format: Literal["simple", "detailed"] = "simple"
    profanity: Literal["masked", "removed", "raw"] = "masked"


class Best(Struct, frozen=True, rename="pascal", omit_defaults=True):
    """What it may have been."""

    lexical: str
    display: str
    itn: str = field(name="ITN")
    masked_itn: str = field(name="MaskedITN")
    confidence: float | UnsetType = UNSET
    """Missing where the engine has none."""


class Recognised(Struct, frozen=True, rename="pascal", omit_defaults=True):
    """The answer."""

    recognition_status: Literal["Success", "NoMatch", "InitialSilenceTimeout"]
    offset: int | UnsetType = UNSET
    """Of the speech in the sound, in 100 ns."""
    duration: int | UnsetType = UNSET
    display_text: str | UnsetType = UNSET
    n_best: list[Best] | UnsetType = field(name="NBest", default=UNSET)


class ShortAudio:
    """The endpoint."""

    def __init__(self, transcribing: Transcribing, usage: Usage) -> None:
        self._transcribing, self._usage = transcribing, usage

    async def recognise(self, call: Call) -> Response:
        """What is said in up to a minute of sound."""
        query = call.query(ShortQuery)
        body = mended(await call.body(MOST_BYTES))
        if not body:
            raise EmptyAudio("There is no sound in the body.")
        file = await asyncio.to_thread(SpeechFile, io.BytesIO(body), MOST_SECONDS)
        samples = await asyncio.to_thread(lambda: np.concatenate(list(file.pieces())))
        wanted = Wanted((query.language,), partials=False)
        events = await attended(call.request, self._heard(samples, wanted))
        self._usage.count(call.caller, "speech.recognise", seconds=len(samples) / SPEECH_RATE)
        phrases = [event.phrase for event in events if isinstance(event, Final)]
        reasons = {event.reason for event in events if isinstance(event, Nothing)}
        if not phrases and "other_language" in reasons:
            raise self._transcribing.missing(wanted)
        if not phrases:
            return json(Recognised("NoMatch" if reasons else "InitialSilenceTimeout"))
        return json(recognised(phrases, query))

    async def _heard(self, samples: Samples, wanted: Wanted) -> list[Event]:
        transcript = await self._transcribing.open(wanted)
        try:
            return [*await transcript.feed(samples), *await transcript.finish()]
        finally:
            transcript.close()


def recognised(phrases: list[Phrase], query: ShortQuery) -> Recognised:
    """All that was said as one result; there is at least one phrase."""
    profanity = Profanity.of(query.profanity)
    text = running(phrase.text for phrase in phrases)
    start, end = ticks(phrases[0].start), ticks(phrases[-1].end)
    if query.format == "simple":
        return Recognised("Success", start, end - start, profanity.applied(text))
    return Recognised(
        "Success",
        start,
        end - start,
        profanity.applied(text),
        [_best(text, profanity, _confidence(phrases))]
        + [_best(each, profanity, UNSET) for each in (phrases[0].alternatives if len(phrases) == 1 else ())],
    )


def mended(body: bytes) -> bytes:
    """The sound; where a WAV header was written before its length was known, with the length it has."""
    at = body.find(b"data", 12, 4096)
    if body[:4] != b"RIFF" or body[8:12] != b"WAVE" or at < 0:
        return body
    if body[at + 4 : at + 8] not in (b"\0\0\0\0", b"\xff\xff\xff\xff"):
        return body
    length = len(body) - at - 8
    riff = (len(body) - 8).to_bytes(4, "little")
    return body[:4] + riff + body[8 : at + 4] + length.to_bytes(4, "little") + body[at + 8 :]


def _best(text: str, profanity: Profanity, confidence: float | UnsetType) -> Best:
    spoken = lexical(text)
    return Best(spoken, profanity.applied(text), spoken, profanity.applied(spoken), confidence)


def _confidence(phrases: list[Phrase]) -> float | UnsetType:
    """Mean over the phrases, by their length; unset where an engine told none."""
    told = [phrase.confidence for phrase in phrases if phrase.confidence is not None]
    lengths = [phrase.end - phrase.start for phrase in phrases]
    if len(told) < len(phrases) or not sum(lengths):
        return UNSET
    return sum(a * b for a, b in zip(told, lengths, strict=True)) / sum(lengths)
