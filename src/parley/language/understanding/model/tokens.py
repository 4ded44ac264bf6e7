"""The pieces that fill slots: words of an alphabet, single Chinese characters, numbers, signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from parley.language.script import to_simplified
from parley.language.understanding.model.examples import Slot
from parley.language.understanding.model.features import legible
from parley.language.understanding.normal import LONGEST

_CJK = "\u3400-\u9fff"
_PIECE = re.compile(rf"[{_CJK}]|\d+|[^\W\d_{_CJK}]+|[^\s\w]|_")
_CHINESE = re.compile(rf"[{_CJK}]")
#: A label outside of every slot; others are ``B-name`` where a slot begins and ``I-name`` where it goes on.
OUTSIDE = "O"


class Piece(NamedTuple):
    """``text[start:end]`` of the utterance, in lower case, and what its letters look like."""

    start: int
    end: int
    form: str
    shape: str


def pieces(text: str) -> list[Piece]:
    """The pieces in order. None for what is longer than any command."""
    if len(text) > LONGEST:
        return []
    return [Piece(*found.span(), *_look(found[0])) for found in _PIECE.finditer(legible(text))]


@lru_cache(4096)
def _look(piece: str) -> tuple[str, str]:
    form = unicodedata.normalize("NFKC", piece).lower()
    if _CHINESE.search(form):
        return to_simplified(form), "c"
    if piece.isdigit():
        return form, f"d{min(len(piece), 4)}"
    if not piece.isalpha():
        return form, "p"
    if piece.isupper() and len(piece) > 1:
        return form, "X"
    return form, "Xx" if piece[0].isupper() else "x"


def labels_of(line: Sequence[Piece], slots: Sequence[Slot]) -> list[str]:
    """A label for each piece. A piece that lies in a slot only partly is outside."""
    labels = [OUTSIDE] * len(line)
    for slot in slots:
        mark = "B-"
        for place, piece in enumerate(line):
            if piece.start >= slot.start and piece.end <= slot.end and labels[place] == OUTSIDE:
                labels[place] = mark + slot.name
                mark = "I-"
    return labels


def slots_of(line: Sequence[Piece], labels: Sequence[str]) -> tuple[Slot, ...]:
    """The slots that labels mean."""
    found: list[Slot] = []
    going = False
    for piece, label in zip(line, labels, strict=True):
        if label == OUTSIDE:
            going = False
            continue
        mark, name = label[0], label[2:]
        if mark == "I" and going and found[-1].name == name:
            found[-1] = Slot(name, found[-1].start, piece.end)
        else:
            found.append(Slot(name, piece.start, piece.end))
        going = True
    return tuple(found)


def may_follow(before: str, label: str) -> bool:
    """Whether one label may stand after the other: a slot only goes on where it has begun."""
    return not label.startswith("I-") or before[2:] == label[2:]
