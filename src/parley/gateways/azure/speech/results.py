"""What was heard, in the shapes that the SDK reads."""

from __future__ import annotations

import re
from uuid import uuid4

from msgspec import UNSET, Struct, UnsetType, field

from parley.gateways.azure.speech.asked import Asked
from parley.language.profanity import Profanity
from parley.speech.transcribing.types import Partial, Phrase
from parley.speech.transcribing.types import Word as Heard
from parley.tags import primary

TICKS = 10_000_000
"""In a second; the SDK counts in 100 ns."""


class PrimaryLanguage(Struct, frozen=True, rename="pascal"):
    """The language that it was."""

    language: str
    confidence: str = "Unknown"
    """``High``, ``Medium``, ``Low``, or ``Unknown``: no engine here puts it into such words."""


class Word(Struct, frozen=True, rename="pascal"):
    """One word and its place."""

    word: str
    offset: int
    duration: int
    confidence: float | UnsetType = UNSET


class Best(Struct, frozen=True, rename="pascal"):
    """What it may have been."""

    lexical: str
    display: str
    itn: str = field(name="ITN")
    masked_itn: str = field(name="MaskedITN")
    confidence: float | UnsetType = UNSET
    words: list[Word] | UnsetType = UNSET


class SpeechHypothesis(Struct, frozen=True, rename="pascal"):
    """``speech.hypothesis``."""

    id: str
    text: str
    offset: int
    duration: int
    primary_language: PrimaryLanguage | UnsetType = UNSET
    speaker_id: str | UnsetType = UNSET


class SpeechPhrase(Struct, frozen=True, rename="pascal"):
    """``speech.phrase``."""

    id: str
    recognition_status: str
    offset: int
    duration: int
    channel: int = 0
    display_text: str | UnsetType = UNSET
    n_best: list[Best] | UnsetType = field(name="NBest", default=UNSET)
    primary_language: PrimaryLanguage | UnsetType = UNSET
    speaker_id: str | UnsetType = UNSET


class Detected(Struct, frozen=True, rename="pascal"):
    """``speech.startDetected`` and ``speech.endDetected``."""

    offset: int


Body = SpeechHypothesis | SpeechPhrase | Detected


def ticks(seconds: float) -> int:
    """Seconds in the SDK's unit."""
    return round(seconds * TICKS)


def hypothesis(partial: Partial, text: str, asked: Asked) -> SpeechHypothesis:
    """A partial result, of which ``text`` is to be told."""
    return SpeechHypothesis(
        id=uuid4().hex,
        text=asked.profanity.applied(text),
        offset=ticks(partial.start),
        duration=ticks(partial.end) - ticks(partial.start),
        primary_language=language(partial.language, asked),
        speaker_id="Unknown" if asked.speakers else UNSET,
    )


def phrase(heard: Phrase, asked: Asked) -> SpeechPhrase:
    """A phrase, simple or detailed."""
    return SpeechPhrase(
        id=uuid4().hex,
        recognition_status="Success",
        offset=ticks(heard.start),
        duration=ticks(heard.end) - ticks(heard.start),
        display_text=asked.profanity.applied(heard.text),
        n_best=_best(heard, asked) if asked.detailed or asked.words else UNSET,
        primary_language=language(heard.language, asked),
        speaker_id=heard.speaker or "Unknown" if asked.speakers else UNSET,
    )


def without_words(status: str, start: float, end: float) -> SpeechPhrase:
    """``NoMatch``, ``InitialSilenceTimeout`` or ``EndOfDictation``, between two times in seconds."""
    return SpeechPhrase(uuid4().hex, status, ticks(start), max(0, ticks(end) - ticks(start)))


def language(found: str, asked: Asked) -> PrimaryLanguage | UnsetType:
    """The tag among those asked for that has this language; unset where nobody asks."""
    if not asked.identify:
        return UNSET
    tag = next((each for each in asked.languages if primary(each) == primary(found)), found)
    return PrimaryLanguage(tag)


def lexical(text: str) -> str:
    """The words without punctuation, in lower case."""
    return " ".join(re.sub(r"[^\w\s'’&@%+#-]|(?<!\w)['’-]|['’-](?!\w)|_", " ", text).lower().split())


def _best(heard: Phrase, asked: Asked) -> list[Best]:
    confidence = UNSET if heard.confidence is None else heard.confidence
    words = [_word(each, asked) for each in heard.words] if asked.words and heard.words else UNSET
    first = _one(heard.text, asked.profanity, confidence, words)
    return [first, *(_one(each, asked.profanity, UNSET, UNSET) for each in heard.alternatives)]


def _one(
    text: str, profanity: Profanity, confidence: float | UnsetType, words: list[Word] | UnsetType
) -> Best:
    spoken = lexical(text)
    return Best(
        lexical=spoken,
        display=profanity.applied(text),
        itn=spoken,
        masked_itn=profanity.applied(spoken),
        confidence=confidence,
        words=words,
    )


def _word(heard: Heard, asked: Asked) -> Word:
    known = asked.word_confidence and heard.confidence is not None
    return Word(
        word=lexical(heard.text) or heard.text,
        offset=ticks(heard.start),
        duration=ticks(heard.end) - ticks(heard.start),
        confidence=heard.confidence if known and heard.confidence is not None else UNSET,
    )
