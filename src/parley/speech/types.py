"""What the speech services exchange, and what an engine must be able to do.

Engines are plain synchronous classes: they run in worker processes (``parley.pool``), where a crash
or a hang costs one turn and not the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from parley.audio.pcm import Pcm, Samples


@dataclass(frozen=True, slots=True)
class Timed:
    """A word and its place, of an engine that knows it."""

    text: str
    start: float
    """Seconds from the beginning of the utterance."""
    end: float
    confidence: float | None = None
    """Probability in [0, 1] that the word is right, where the engine tells."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What a recogniser believes so far."""

    text: str
    """Words as they should be written, punctuation included; empty when nothing was understood."""

    language: str
    """Language of the words (BCP 47 primary tag); for mixed speech, the main one."""

    final: bool
    """No later hypothesis will revise this text."""

    engine: str = ""
    """Name of the recogniser."""

    confidence: float | None = None
    """Probability in [0, 1] that the words are right, where the engine can tell."""

    grammar: bool = False
    """The words came from a closed grammar: nothing outside it could have been heard."""

    foreign: float | None = None
    """Probability in [0, 1] that the sound is speech in another language than ``language``, where the engine
    can tell; ``parley.speech.judge`` refuses words that an engine made up from speech it does not know."""

    alternatives: tuple[str, ...] = ()
    """Other texts that the sound may have been, nearly as likely as ``text``, likeliest first, five at most;
    in final hypotheses of engines that can tell. One that is a command is taken where ``text`` is none."""

    expected: tuple[str, ...] = ()
    """Texts that fit the sound, ``text`` maybe among them, in the order in which they are likely if somebody
    speaks to an assistant; of engines that know what is said to one. They come before ``alternatives``, and
    one is taken for a command of ``text`` in which more may be any words."""

    words: tuple[Timed, ...] = ()
    """The words' places, in final hypotheses of engines that know them and were asked (``Hints.words``)."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the caller knows about the coming utterance."""

    language: str | None = None
    """Expected language, or None when any may be spoken."""

    phrases: tuple[str, ...] = ()
    """Words worth expecting (names, rooms); engines with hot words use them."""

    dictation: bool = False
    """Any words may be said, not only what one says to an assistant: nothing is to be leant towards."""

    partials: bool = True
    """Whether partial results are of use; where they are not, none are made."""

    words: bool = False
    """Whether the places of the words are wanted, of an engine that knows them."""


class Hearing(Protocol):
    """One utterance being heard by one recogniser."""

    def feed(self, samples: Samples) -> Hypothesis | None:
        """Take the next samples (int16 mono, 16 kHz); return a partial result if there is a new one."""
        ...

    def finish(self) -> Hypothesis:
        """The utterance is over: the final result.

        An engine may let more be fed after it, and be asked again; then it forgets nothing before ``close``.
        """
        ...

    def close(self) -> None:
        """Give up; free what the utterance holds. Safe to call at any time, also twice."""
        ...


class Recogniser(Protocol):
    """Speech to text."""

    name: str
    languages: frozenset[str]
    """Primary tags of the languages it hears."""

    partials: bool
    """Whether ``Hearing.feed`` ever returns something."""

    def open(self, hints: Hints) -> Hearing:
        """Begin an utterance. Raises ``Unsupported`` if ``hints.language`` is not one of its own."""
        ...


@dataclass(frozen=True, slots=True)
class Grammar:
    """The sentences a closed-grammar recogniser may hear in one language."""

    language: str
    sentences: tuple[str, ...]
    """Sentence templates in hassil's format: ``(a|b)``, ``[optional]``, ``{list}``, ``<rule>``."""

    lists: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Values a ``{list}`` stands for, as templates; numbers are already spelled out in words."""

    rules: dict[str, str] = field(default_factory=dict[str, str])
    """Bodies of the ``<rule>`` references, as templates."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One way of speaking."""

    name: str
    language: str
    engine: str
    gender: str | None = None
    """``female``, ``male`` or None when the engine does not say."""


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """Something to say, in one language."""

    text: str
    """Plain text, written as a person would write it ("at 7:30"); the engine or the service spells it out."""

    language: str
    """Language of the text (BCP 47)."""

    voice: str | None = None
    """Name of the voice, or None for the engine's own choice."""

    rate: float = 1.0
    """Speed; 1.0 is the voice's natural one, 0.5 half, 2.0 double."""

    pitch: float = 1.0
    """Factor of the fundamental frequency, from 0.5 to 2, of engines that can change it (``Mouth.pitch``);
    others are asked for another speed, and their sound is played faster or slower."""

    phonemes: str = ""
    """How ``text`` is pronounced, in IPA; engines that take no phonemes say the text."""

    boundaries: bool = False
    """Whether the places of words are wanted too, of engines that know them."""


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a word is, in the text and in the sound."""

    start: int
    """Index of its first character in the text."""

    end: int
    """Index after its last character."""

    at: float
    """Seconds from the beginning of the request's sound."""

    until: float
    """Where its sound ends; not before ``at``."""


class Synthesiser(Protocol):
    """Text to speech."""

    name: str
    languages: frozenset[str]
    """Primary tags of the languages it speaks."""

    def voices(self) -> Sequence[Voice]:
        """The voices it has."""
        ...

    def speak(self, request: SpeechRequest) -> Iterator[Pcm | Boundary]:
        """Sound in pieces, as soon as each is ready. Closing the iterator cancels.

        Where ``request.boundaries`` asks for them, an engine that knows its words' places puts a ``Boundary``
        among the pieces, in order, each once its end is known. One that does not know gives none.

        Raises ``Unsupported`` for a language or voice it does not have.
        """
        ...


@dataclass(frozen=True, slots=True)
class Wake:
    """A wake word was heard."""

    word: str
    """Name of the wake word, such as ``okay_nabu``."""

    at: float
    """Seconds from the beginning of the stream."""

    score: float
    """The engine's own certainty in [0, 1]."""


class WakeListener(Protocol):
    """A stream of sound in which wake words are looked for."""

    def feed(self, samples: Samples) -> Sequence[Wake]:
        """Take the next samples (int16 mono, 16 kHz); return the wake words that ended in them."""
        ...


class WakeEngine(Protocol):
    """Wake words."""

    name: str

    def words(self) -> Sequence[str]:
        """Names of the wake words it knows."""
        ...

    def open(self, words: Sequence[str]) -> WakeListener:
        """Listen for several words at once. Raises ``Unsupported`` for a word it does not know."""
        ...


def said_file(language: str) -> str:
    """Name of the file of what people say, one sentence a line, beside what was learned of the skills."""
    return f"said.{language}.txt"


def sound_alone(pieces: Iterable[Pcm | Boundary]) -> Iterator[Pcm]:
    """What an engine says, without the places of its words."""
    return (piece for piece in pieces if isinstance(piece, Pcm))
