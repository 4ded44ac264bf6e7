"""A candidate of a guess, before it is known how likely it is: what of the utterance it accounts for."""

from __future__ import annotations

from dataclasses import dataclass

from parley.skills.learning.filling import Filled
from parley.skills.learning.sureness import Evidence, content, sureness, unused
from parley.skills.learning.words import OTHERS, TURNING, placed, words_of

_ODD = 1.0
"""Words that may be strange where it is plain what is talked about; a Chinese character is half a word."""


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate before it is known how likely it is."""

    intent: str
    share: float
    margin: float
    filled: Filled
    text: str
    known: frozenset[str]
    """The words that sentences of the intent have."""
    pieces: str = ""
    """The same as they stand together."""

    def outside(self) -> list[str]:
        """The words that are in no slot."""
        spans = self.filled.spans.values()
        return [
            word
            for word, start, end in placed(self.text)
            if not any(start < last and first < end for first, last in spans)
        ]

    @property
    def strange(self) -> tuple[str, ...]:
        """Those of them that no sentence of the intent has."""
        return tuple(word for word in self.outside() if word not in self.known)

    @property
    def unused(self) -> str:
        """A number or time that was said and would not be heeded."""
        return unused(self.text, self.filled.spans.values(), self._says)

    def _says(self, words: str) -> bool:
        return words in self.known or (not words.isascii() and words in self.pieces)

    @property
    def doubtful(self) -> bool:
        """Whether it may not be acted on, however likely it is: something said would be passed over, or
        nothing is said at all ("yeah please")."""
        return bool(self.unused) or content(self.strange) > 0 or not content(words_of(self.text))

    def plain(self, values: frozenset[str]) -> bool:
        """Whether what is talked about is plain, and the rest as good as: nobody else is talked of, one word
        at most is strange, and that neither turns the request around nor is a value of some slot."""
        if not self.filled.telling or self.unused or content(self.strange) > _ODD:
            return False
        turned = any(word in TURNING or word in values for word in self.strange)
        return not turned and OTHERS.isdisjoint(words_of(self.text))

    def sureness(self, repaired: int) -> float:
        """How likely it is right."""
        filled = self.words()
        return sureness(
            Evidence(
                self.share,
                self.margin,
                repaired,
                self.outside(),
                self.strange,
                [word for words in filled.values() for word in words_of(words)],
                [
                    word
                    for name, words in filled.items()
                    if name in self.filled.free
                    for word in words_of(words)
                ],
            )
        )

    def words(self) -> dict[str, str]:
        """Those of each slot."""
        return {name: self.text[start:end] for name, (start, end) in self.filled.spans.items()}
