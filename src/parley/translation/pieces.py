"""Cuts a text into what a model can take, and puts the translations together as the text was."""

from __future__ import annotations

from dataclasses import dataclass

from parley.language.limits import MAX_TEXT
from parley.language.sentences import split_sentences
from parley.translation.tags import primary

_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})
"""Written without a space between sentences."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence, or white space between two."""

    text: str
    words: bool
    """It is to be translated."""


def cut(text: str, longest: int) -> list[Piece]:
    """The sentences of a text, at most ``longest`` characters each, and all white space between them.

    Joined they are the text.
    """
    found: list[Piece] = []
    for begin in range(0, len(text), MAX_TEXT):
        part = text[begin : begin + MAX_TEXT]
        at = 0
        for sentence in split_sentences(part, longest):
            start = part.index(sentence, at)
            if start > at:
                found.append(Piece(part[at:start], False))
            found.append(Piece(sentence, True))
            at = start + len(sentence)
        if at < len(part):
            found.append(Piece(part[at:], False))
    return found


def joined(pieces: list[Piece], translations: list[str], source: str, target: str) -> str:
    """The translation of a text: one for each piece with words, in order, and its white space.

    Lines stay lines. Between two sentences of a line stands what the target's writing puts there.
    """
    out: list[str] = []
    rest = iter(translations)
    close, apart = primary(target) in _UNSPACED, primary(source) in _UNSPACED
    before = False
    for at, piece in enumerate(pieces):
        if piece.words:
            if before and apart and not close:
                out.append(" ")
            out.append(next(rest))
        else:
            inner = 0 < at < len(pieces) - 1
            out.append("" if inner and close and not apart and piece.text.strip(" ") == "" else piece.text)
        before = piece.words
    return "".join(out)
