"""A transcript in each of the forms that OpenAI's API has: JSON of three kinds, text and two of subtitles."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, cast

from babel import Locale
from msgspec import Struct

from parley.speech.transcribing.running import running
from parley.speech.transcribing.speakers import UNKNOWN
from parley.speech.transcribing.types import Phrase


class Usage(Struct, frozen=True):
    """What is counted."""

    seconds: int
    """Of sound, rounded up."""
    type: Literal["duration"] = "duration"


class Transcription(Struct, frozen=True, omit_defaults=True):
    """The answer as ``json``."""

    text: str
    usage: Usage | None = None


class Word(Struct, frozen=True):
    """A word and its place, in seconds."""

    word: str
    start: float
    end: float


class Segment(Struct, frozen=True):
    """A phrase, in Whisper's terms. What cannot be known here is null."""

    id: int
    seek: int
    """Where it begins, in hundredths of a second."""
    start: float
    end: float
    text: str
    avg_logprob: float | None
    """Logarithm of the engine's confidence, a mean over its tokens; null where the engine has none."""
    compression_ratio: float
    no_speech_prob: float | None
    """What the voice activity detector leaves of 1."""
    tokens: tuple[int, ...] = ()
    """Always empty: engines count their words in different tokens."""
    temperature: float = 0.0
    """Nothing is sampled."""


class Verbose(Struct, frozen=True):
    """The answer as ``verbose_json``."""

    task: Literal["transcribe", "translate"]
    language: str
    """Its English name, as Whisper has it; of several the one that was spoken longest."""
    duration: float
    text: str
    segments: list[Segment] | None = None
    words: list[Word] | None = None
    usage: Usage | None = None


class DiarizedSegment(Struct, frozen=True):
    """Who said what; also an event of a stream."""

    id: str
    start: float
    end: float
    text: str
    speaker: str
    """``A``, ``B``, … in the order in which they first spoke; ``unknown`` for what is too short to tell."""
    type: Literal["transcript.text.segment"] = "transcript.text.segment"


class Diarized(Struct, frozen=True):
    """The answer as ``diarized_json``."""

    duration: float
    text: str
    segments: list[DiarizedSegment]
    usage: Usage
    task: Literal["transcribe"] = "transcribe"


def usage_of(duration: float) -> Usage:
    """The seconds of the sound."""
    return Usage(math.ceil(duration))


def verbose(
    phrases: Sequence[Phrase],
    duration: float,
    task: Literal["transcribe", "translate"],
    *,
    words: bool,
    segments: bool,
) -> Verbose:
    """The answer as ``verbose_json``."""
    return Verbose(
        task=task,
        language=language_name(phrases),
        duration=_round(duration),
        text=running(phrase.text for phrase in phrases),
        segments=[segment(number, phrase) for number, phrase in enumerate(phrases)] if segments else None,
        words=list(_words(phrases)) if words else None,
        usage=usage_of(duration),
    )


def segment(number: int, phrase: Phrase) -> Segment:
    """A phrase as Whisper tells it."""
    confidence, said = phrase.confidence, phrase.text.encode()
    return Segment(
        id=number,
        seek=round(phrase.start * 100),
        start=_round(phrase.start),
        end=_round(phrase.end),
        text=phrase.text,
        avg_logprob=None if confidence is None else round(math.log(max(confidence, 1e-9)), 6),
        compression_ratio=round(len(said) / len(zlib.compress(said)), 6),
        no_speech_prob=None if phrase.voiced is None else round(1 - phrase.voiced, 6),
    )


def diarized(phrases: Sequence[Phrase], duration: float) -> Diarized:
    """The answer as ``diarized_json``."""
    return Diarized(
        duration=_round(duration),
        text=running(phrase.text for phrase in phrases),
        segments=[diarized_segment(number, phrase) for number, phrase in enumerate(phrases)],
        usage=usage_of(duration),
    )


def diarized_segment(number: int, phrase: Phrase) -> DiarizedSegment:
    """Who said it."""
    return DiarizedSegment(
        f"seg_{number:03}", _round(phrase.start), _round(phrase.end), phrase.text, speaker(phrase.speaker)
    )


def speaker(name: str) -> str:
    """``Guest-1`` → ``A``, ``Guest-27`` → ``AA``."""
    number = int(name.rpartition("-")[2]) if name not in ("", UNKNOWN) else 0
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters or "unknown"


def as_srt(phrases: Iterable[Phrase]) -> str:
    """SubRip: numbered cues."""
    return "".join(
        f"{number}\n{_clock(phrase.start, ',')} --> {_clock(phrase.end, ',')}\n{_line(phrase.text)}\n\n"
        for number, phrase in enumerate(phrases, 1)
    )


def as_vtt(phrases: Iterable[Phrase]) -> str:
    """WebVTT (https://www.w3.org/TR/webvtt1/), in which ``&`` and ``<`` are written out."""
    return "WEBVTT\n\n" + "".join(
        f"{_clock(phrase.start, '.')} --> {_clock(phrase.end, '.')}\n{_escaped(_line(phrase.text))}\n\n"
        for phrase in phrases
    )


def language_name(phrases: Sequence[Phrase]) -> str:
    """English name, in small letters, of the language that is spoken longest; empty where nobody speaks."""
    seconds: dict[str, float] = {}
    for phrase in phrases:
        seconds[phrase.language] = seconds.get(phrase.language, 0.0) + phrase.end - phrase.start
    if not seconds:
        return ""
    tag = max(seconds, key=seconds.__getitem__)
    names = cast("Mapping[str, str]", Locale("en").languages)
    return names.get(tag, tag).lower()


def _words(phrases: Iterable[Phrase]) -> Iterable[Word]:
    for phrase in phrases:
        for word in phrase.words:
            yield Word(word.text, _round(word.start), _round(word.end))


def _clock(seconds: float, point: str) -> str:
    whole = max(0, round(seconds * 1000))
    minutes, rest = divmod(whole, 60_000)
    return f"{minutes // 60:02}:{minutes % 60:02}:{rest // 1000:02}{point}{rest % 1000:03}"


def _line(text: str) -> str:
    """On one line, or the cue would end; an arrow would be taken for a time."""
    return " ".join(text.split()).replace("-->", "→")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _round(seconds: float) -> float:
    return round(seconds, 3)
