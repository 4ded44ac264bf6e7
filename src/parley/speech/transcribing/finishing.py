"""From what was heard to a phrase: where its words lie, and what its voice is like."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parley.audio.pcm import SPEECH_RATE
from parley.errors import BadAudio
from parley.speech.alignment.service import Alignment
from parley.speech.transcribing.recalling import Recalling
from parley.speech.transcribing.stretches import Stretch
from parley.speech.transcribing.types import Phrase, Wanted, Word
from parley.speech.types import Hypothesis, Timed
from parley.speech.voices.service import VoiceService
from parley.speech.voices.types import Bounds, Voiceprint


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase, and the voice that said it if that was asked for and can be told."""

    phrase: Phrase
    voice: Voiceprint | None = None


class Finishing:
    """Finishes phrases, several side by side."""

    def __init__(
        self, wanted: Wanted, alignment: Alignment | None, voices: VoiceService | None, recalling: Recalling
    ) -> None:
        self._wanted = wanted
        self._recalling = recalling
        self._alignment = alignment
        self._voices = voices

    @property
    def bounds(self) -> Bounds | None:
        """How alike the prints of one voice are."""
        return self._voices.bounds if self._voices is not None else None

    async def finish(self, stretch: Stretch, heard: Hypothesis) -> Found:
        """The phrase. Raises what the engines raise."""
        end = stretch.begun if stretch.ended is None else stretch.ended
        phrase = Phrase(
            text=heard.text.strip(),
            language=heard.language,
            start=stretch.begun,
            end=end,
            confidence=heard.confidence,
            alternatives=heard.alternatives,
            voiced=self._recalling.mean(stretch.begun, end),
        )
        timed, voice = await asyncio.gather(self._timed(stretch, heard), self._voice(stretch))
        return Found(with_words(phrase, timed, stretch.origin / SPEECH_RATE), voice)

    async def _timed(self, stretch: Stretch, heard: Hypothesis) -> Sequence[Timed]:
        if not self._wanted.words or heard.words or self._alignment is None:
            return heard.words if self._wanted.words else ()
        return await self._alignment.align(stretch.samples, heard.text, heard.language)

    async def _voice(self, stretch: Stretch) -> Voiceprint | None:
        if not self._wanted.speakers or self._voices is None:
            return None
        try:
            return await self._voices.listen(stretch.samples)
        except BadAudio:
            return None  # no speech that its own detector would call so: a cough that was taken for a word


def with_words(phrase: Phrase, timed: Sequence[Timed], origin: float) -> Phrase:
    """The phrase with its words; ``origin``: where in the sound they are counted from, in seconds.

    The phrase is widened to its first and last word, at most by what was heard before the speech was noticed;
    words that overlap are parted where the later one begins.
    """
    if not timed:
        return phrase
    start = min(phrase.start, max(origin, origin + timed[0].start))
    end = max(phrase.end, start)
    words: list[Word] = []
    for each in timed:
        begin = min(max(words[-1].end if words else start, origin + each.start), end)
        finish = min(max(begin, origin + each.end), end)
        words.append(Word(each.text, begin, finish, each.confidence))
    return replace(phrase, start=start, end=end, words=tuple(words))
