"""Where espeak-ng's words are in its sound, from the events that it tells with each piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parley.speech.types import Boundary

# Of espeak_EVENT_TYPE in espeak-ng's speak_lib.h.
_WORD: Final = 1
_PHONEME: Final = 7


class Words:
    """The words of one text, from their beginnings and the pauses after them."""

    def __init__(self, text: str, rate: int, whole: bool = False) -> None:
        """``rate``: samples per second. ``whole``: all of the text is one word, whose letters the engine
        never sees."""
        self._text = text
        self._rate = rate
        self._whole = whole
        self._start: int | None = None
        self._at = 0.0
        self._until: float | None = None
        self._last = 0.0

    def heard(self, kind: int, position: int, sample: int, name: bytes) -> Iterator[Boundary]:
        """An event: its type, the place of a word in the text (counted from 1), the sample at which it is,
        and of a phoneme its name. Gives the word that is over."""
        at = sample / self._rate
        self._last = max(self._last, at)
        if kind == _PHONEME and name[:1] == b"_" and self._until is None:
            # A pause: whatever is silent belongs to no word.
            self._until = at
        elif kind == _WORD and not self._whole:
            start = max(0, min(position - 1, len(self._text)))
            if self._start is not None and start <= self._start:
                self._until = None  # more of a word that is said in parts, as long numbers are
                return
            yield from self._over(start, at)
            self._start, self._at, self._until = start, at, None
        elif kind == _WORD and self._start is None:
            self._start, self._at = 0, at

    def over(self) -> Iterator[Boundary]:
        """The text is said: the word that is still open."""
        yield from self._over(len(self._text), self._last)

    def _over(self, end: int, at: float) -> Iterator[Boundary]:
        """The open word reaches to the next one, for "in the" and "can't" are told as one."""
        if self._start is None:
            return
        while end > self._start and not self._text[end - 1].isalnum():
            end -= 1
        if end > self._start:
            until = at if self._until is None else self._until
            yield Boundary(self._start, end, self._at, max(self._at, until))
        self._start = None
