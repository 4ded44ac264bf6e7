"""Says a script: one stream of sound, and the times of its words, sentences and bookmarks."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Literal

from parley.audio.pcm import Pcm
from parley.speech.saying import Saying
from parley.speech.ssml.script import Script


@dataclass(frozen=True, slots=True)
class Mark:
    """A time in the sound that has a place in the text."""

    kind: Literal["word", "punctuation", "sentence", "bookmark"]

    at: float
    """Seconds from the beginning of the sound."""

    duration: float
    """Seconds; 0 for a bookmark."""

    text: str
    """The words as they stand in the source, or the bookmark's name."""

    offset: int
    """Where the text begins in the source, in code points."""


async def perform(saying: Saying, script: Script) -> AsyncGenerator[Pcm | Mark]:
    """Sound in packets of 40 ms at 24 kHz, sentence by sentence, with marks among them.

    A mark comes as soon as its end is known, after its own sound. Words of engines that do not tell when they
    say which word have no marks. Closing the generator stops the engine. Raises what ``Saying`` raises.
    """
    raise NotImplementedError
    yield
