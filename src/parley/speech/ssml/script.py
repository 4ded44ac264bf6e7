"""A script: what is to be said, in order, each piece with the manner in which it is said."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Text that is said in one manner."""

    text: str
    """As it stands in the source, each run of white space one space."""

    places: tuple[int, ...]
    """Per character of ``text`` where it stands in the source, in code points."""

    language: str
    """BCP 47, such as ``en-US``; empty when nobody said: then the text itself decides."""

    voice: str = ""
    """The voice's name as it was asked for (see ``parley.speech.voice_names``); empty for the usual one."""

    rate: float = 1.0
    """Speed; 1.0 is the voice's natural one."""

    pitch: float = 1.0
    """Factor of the fundamental frequency; 1.0 is the voice's own."""

    volume: float = 1.0
    """Factor of the sound pressure, from 0 to 2."""

    spoken: str = ""
    """What is said in the place of ``text`` (an alias, a date spelled out); empty: the text itself."""

    phonemes: str = ""
    """How it is pronounced, in IPA; engines that take no phonemes say the text."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A place in the text whose time is wanted."""

    name: str
    place: int
    """Where it stands in the source, in code points."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A sentence or paragraph ends here, whatever the punctuation says."""


Piece = Words | Pause | Bookmark | Stop


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be said, in order."""

    pieces: tuple[Piece, ...]

    between: float = 0.0
    """Seconds of silence after each sentence, beside what the engine leaves."""

    @property
    def characters(self) -> int:
        """Characters that are said: what usage is counted in."""
        return sum(len(piece.text) for piece in self.pieces if isinstance(piece, Words))
