"""What a transcription is asked for, and what it tells while the sound comes in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word and its place in the sound."""

    text: str
    """As it stands in the phrase, with the punctuation that clings to it."""

    start: float
    """Seconds from the beginning of the sound."""

    end: float
    """Seconds from the beginning of the sound; not before ``start``."""

    confidence: float | None = None
    """Probability in [0, 1] that the word is right, where the engine tells; never a guess."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """What was said between two pauses."""

    text: str
    """Words as they should be written, punctuation included; never empty."""

    language: str
    """Language of the words (BCP 47 primary tag)."""

    start: float
    """Where the speech begins, in seconds from the beginning of the sound."""

    end: float
    """Where it ends; not before ``start``."""

    confidence: float | None = None
    """Probability in [0, 1] that the words are right, where the engine tells."""

    words: tuple[Word, ...] = ()
    """The words in order, inside ``start`` to ``end`` and none overlapping the next; empty when they were not
    asked for, or nobody could tell where in the sound they are."""

    speaker: str = ""
    """``Guest-1``, ``Guest-2``, … in the order in which they first spoke; ``Unknown`` when too little was
    said to tell; empty when it was not asked for."""

    alternatives: tuple[str, ...] = ()
    """Other texts that the sound may have been, likeliest first, of engines that can tell."""

    voiced: float | None = None
    """Mean probability in [0, 1] that somebody speaks, as the voice activity detector sees it."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the caller knows of the sound and wants of the result."""

    languages: tuple[str, ...] = ()
    """BCP 47 tags. None: any language there are ears for. One: that one. Several: whichever of them it is,
    phrase by phrase. Ten at most."""

    words: bool = False
    """Whether phrases come with their words' places in time."""

    speakers: bool = False
    """Whether to tell who speaks."""

    phrases: tuple[str, ...] = ()
    """Words worth expecting (names, terms); the first 500 are used, by engines that have hot words."""

    partials: bool = True
    """Whether partial results are wanted while the person speaks."""

    initial_silence: float | None = None
    """Seconds without speech after which ``Nothing`` is told, 0.1 to 600; None for as long as it takes."""

    end_silence: float | None = None
    """Seconds of silence that end a phrase, 0.1 to 10; None for the service's own."""

    segment: bool = True
    """False: the sound is one phrase, whatever its pauses, as long as it is short enough for the engines."""

    most_speakers: int = 0
    """How many there are at most, if that is known; 0 where it is not."""


@dataclass(frozen=True, slots=True)
class Started:
    """Somebody began to speak."""

    at: float
    """Seconds from the beginning of the sound."""


@dataclass(frozen=True, slots=True)
class Partial:
    """What the phrase under way seems to be so far; the next one may revise all of it."""

    text: str
    """Never empty."""

    language: str
    """BCP 47 primary tag."""

    start: float
    """Where the phrase begins, in seconds from the beginning of the sound."""

    end: float
    """How far the sound was heard for it."""


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped speaking; the words follow as ``Final`` or ``Nothing``."""

    at: float
    """Where the speech ended, in seconds from the beginning of the sound."""


@dataclass(frozen=True, slots=True)
class Final:
    """A phrase is done; no later event revises it. Phrases come in the order in which they were said."""

    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Nothing:
    """No words where some could have been."""

    at: float
    """How far the sound was heard, in seconds from its beginning."""

    reason: str
    """``initial_silence``: nobody spoke for that long. ``no_words``: there was sound like speech, and no
    words that anyone could make out. ``other_language``: speech, in words that no engine here may know."""

    start: float = 0.0
    """Where the silence, or what was not understood, begins."""


Event = Started | Partial | Stopped | Final | Nothing
