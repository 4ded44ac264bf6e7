"""Says a script: one stream of sound, and the times of its words, sentences and bookmarks."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from parley.audio.pcm import Pcm
from parley.language.sentences import split_sentences
from parley.speech.packets import SPEAKING_RATE, Packets
from parley.speech.saying import FASTEST, SLOWEST, Manner, Saying
from parley.speech.ssml.script import Bookmark, Pause, Piece, Script, Stop, Words
from parley.speech.types import Boundary
from parley.speech.voice_names import VoiceNames

_ENDS: Final = frozenset("。！？；…!?.")
_CLOSERS: Final = "”’」』】》〉)）]\"' "
_PUNCTUATION: Final = frozenset("，。！？；：、…,.!?;:")
_SILENCE_SECONDS: Final = 0.2
"""Length of the pieces that a pause is made of."""
_BREATH: Final = 0.3
"""Seconds of silence between two sentences, at least: espeak-ng's own within a text."""
_QUIET: Final = 250
"""Samples below this are silence."""
_SHORTEST_SIGN: Final = 0.05
"""Seconds; the dot of "Dr." is none that anybody hears."""


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


async def perform(
    saying: Saying, script: Script, names: VoiceNames | None = None
) -> AsyncGenerator[Pcm | Mark]:
    """Sound in packets of 80 ms at 24 kHz, sentence by sentence, with marks among them.

    A mark comes as soon as its end is known, after its own sound. Words of engines that do not tell when they
    say which word have no marks. Closing the generator stops the engine. Raises what ``Saying`` raises.
    """
    performance = Performance(saying, names)
    async with aclosing(performance.play(script)) as pieces:
        async for piece in pieces:
            yield piece
    for piece in performance.finish():
        yield piece


async def sound_of(
    saying: Saying, script: Script, names: VoiceNames, over: Callable[[float], None]
) -> AsyncGenerator[Pcm]:
    """As ``perform``, without marks. ``over`` is told the seconds of sound there were when it ends, breaks or
    is closed, if there was any."""
    seconds = 0.0
    try:
        async with aclosing(perform(saying, script, names)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Pcm):
                    seconds += piece.seconds
                    yield piece
    finally:
        if seconds:
            over(seconds)


class Performance:
    """One stream of sound, of one script or of several that come one after the other."""

    def __init__(self, saying: Saying, names: VoiceNames | None = None) -> None:
        self._saying = saying
        self._names = names or VoiceNames(saying)
        self._packets = Packets()
        self._made = 0.0
        self._sentence: list[_Said] = []
        self._between = 0.0
        self._quiet = _BREATH
        self._stopped = False

    @property
    def seconds(self) -> float:
        """Length of the sound so far."""
        return self._made

    async def play(self, script: Script, offset: int = 0) -> AsyncGenerator[Pcm | Mark]:
        """The next script. Its places are counted from ``offset``; what a packet lacks waits for the next."""
        self._between = script.between
        for number, piece in enumerate(script.pieces):
            if isinstance(piece, Pause):
                for packet in self._silence(piece.seconds):
                    yield packet
            elif isinstance(piece, Bookmark):
                yield Mark("bookmark", self._made, 0.0, piece.name, piece.place + offset)
            elif isinstance(piece, Stop):
                for each in self._stop():
                    yield each
            else:
                after = _following(script.pieces[number + 1 :])
                async with aclosing(self._words(piece, offset, after)) as pieces:
                    async for each in pieces:
                        yield each

    def finish(self) -> Iterator[Pcm | Mark]:
        """The sound is over."""
        yield from self._stop(last=True)
        yield from self._packets.flush()

    async def _words(self, words: Words, offset: int, after: str) -> AsyncGenerator[Pcm | Mark]:
        for start, end in (
            [(0, len(words.text))] if words.spoken or words.phonemes else _sentences(words.text)
        ):
            part = words.text[start:end]
            said = words.spoken or part
            if any(character.isalnum() for character in said):
                async with aclosing(self._part(words, start, said, offset)) as pieces:
                    async for piece in pieces:
                        yield piece
            elif self._sentence:
                last = self._sentence[-1]
                self._sentence[-1] = _Said(last.text + part, last.place, last.at, self._made)
            if not words.spoken and _ends(part, after if end == len(words.text) else ""):
                for piece in self._stop():
                    yield piece

    async def _part(self, words: Words, start: int, said: str, offset: int) -> AsyncGenerator[Pcm | Mark]:
        """A sentence, or the part of one that is said in one manner."""
        cast = await self._names.cast(words.voice, words.language, said)
        rate = min(FASTEST, max(SLOWEST, words.rate))
        manner = Manner(cast.voices, rate, words.pitch, words.volume, rate / words.rate)
        if self._stopped and self._quiet < _BREATH:
            for packet in self._silence(_BREATH - self._quiet):
                yield packet
        self._stopped = False
        begun = self._made
        whole = bool(words.spoken or words.phonemes)
        marking = _Marking(words, start, len(words.text) if whole else len(said), begun, offset)
        stream = self._saying.speak(
            said, cast.language, manner, boundaries=True, phonemes="" if words.spoken else words.phonemes
        )
        async with aclosing(stream) as pieces:
            async for piece in pieces:
                if isinstance(piece, Boundary):
                    for mark in marking.word(piece, whole=whole):
                        yield mark
                    continue
                self._made += piece.seconds
                still = _still(piece)
                self._quiet = still + (self._quiet if still == piece.seconds else 0.0)
                for packet in self._packets.feed(piece):
                    yield packet
        for mark in marking.over(self._made):
            yield mark
        text = words.text if whole else said
        place = marking.place(start + len(text) - len(text.lstrip()))
        self._sentence.append(_Said(text, place, begun, self._made))

    def _stop(self, *, last: bool = False) -> Iterator[Pcm | Mark]:
        """The sentence is over."""
        parts, self._sentence = self._sentence, []
        if not parts:
            return
        self._stopped = True
        text = "".join(part.text for part in parts).strip()
        begun = parts[0].at
        yield Mark("sentence", begun, parts[-1].until - begun, text, parts[0].place)
        if self._between and not last:
            yield from self._silence(self._between)

    def _silence(self, seconds: float) -> Iterator[Pcm]:
        left = round(seconds * SPEAKING_RATE)
        self._quiet += seconds
        self._made += left / SPEAKING_RATE
        most = round(_SILENCE_SECONDS * SPEAKING_RATE)
        while left > 0:
            yield from self._packets.feed(Pcm(np.zeros(min(left, most), np.int16), SPEAKING_RATE))
            left -= most


@dataclass(frozen=True, slots=True)
class _Said:
    """A part of a sentence that was said."""

    text: str
    place: int
    at: float
    until: float


class _Marking:
    """Words and punctuation of one part of a sentence."""

    def __init__(self, words: Words, start: int, length: int, begun: float, offset: int) -> None:
        self._words = words
        self._start = start
        self._end = start + length
        self._begun = begun
        self._offset = offset
        self._next = start
        self._until = begun
        self._whole: Boundary | None = None

    def place(self, index: int) -> int:
        """Where a character of the text stands in the source."""
        places = self._words.places
        return self._offset + (places[index] if index < len(places) else 0)

    def word(self, boundary: Boundary, *, whole: bool) -> Iterator[Mark]:
        """A word the engine has told of. ``whole``: it is one of several for the whole text."""
        if whole:
            first = self._whole or boundary
            self._whole = Boundary(0, len(self._words.text), first.at, boundary.until)
            return
        start, end = self._start + boundary.start, self._start + boundary.end
        at, until = self._begun + boundary.at, self._begun + boundary.until
        if at - self._until >= _SHORTEST_SIGN:
            yield from self._signs(start, at)
        if end > self._next:
            yield self._mark("word", start, end, at, until)
            self._next = end
        self._until = until

    def over(self, made: float) -> Iterator[Mark]:
        """The part is over, after ``made`` seconds of the sound."""
        if self._whole is not None:
            text = self._words.text
            start = len(text) - len(text.lstrip())
            end = len(text.rstrip())
            if end > start:
                at, until = self._begun + self._whole.at, self._begun + self._whole.until
                yield self._mark("word", start, end, at, until)
        elif self._until > self._begun:
            yield from self._signs(self._end, made)

    def _signs(self, end: int, at: float) -> Iterator[Mark]:
        """Punctuation between the last word and ``end``: it is the silence between the two."""
        text = self._words.text
        signs = [index for index in range(self._next, min(end, len(text))) if text[index] in _PUNCTUATION]
        if signs and self._next > self._start:
            yield self._mark("punctuation", signs[0], signs[0] + 1, min(self._until, at), at)

    def _mark(
        self, kind: Literal["word", "punctuation"], start: int, end: int, at: float, until: float
    ) -> Mark:
        return Mark(kind, at, max(0.0, until - at), self._words.text[start:end], self.place(start))


def _following(pieces: Sequence[Piece]) -> str:
    """How the text goes on in the same sentence, if it does."""
    for piece in pieces:
        if isinstance(piece, Words):
            return piece.text[:40]
        if not isinstance(piece, Bookmark):
            break
    return ""


def _ends(part: str, after: str) -> bool:
    """Whether a sentence ends with a part of it: in "Dr." before "Smith" none does."""
    if part.rstrip(_CLOSERS)[-1:] not in _ENDS:
        return False
    return not after.strip() or len(split_sentences(part + after)) > 1


def _still(pcm: Pcm) -> float:
    """Seconds of silence at the end."""
    loud = np.flatnonzero(np.abs(pcm.samples.astype(np.int32)) >= _QUIET)
    return (len(pcm.samples) - (int(loud[-1]) + 1 if len(loud) else 0)) / pcm.rate


def _sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text begin and end; together they are the text."""
    ends: list[int] = []
    for sentence in split_sentences(text):
        at = ends[-1] if ends else 0
        ends.append(text.find(sentence, at) + len(sentence))
    if ends:
        ends[-1] = len(text)
    return list(zip([0, *ends[:-1]], ends, strict=True)) if ends else [(0, len(text))]
