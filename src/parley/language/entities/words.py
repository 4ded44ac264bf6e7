"""English words as the tagger sees them: their form, their look, and lists that they are in.

First names and surnames are those of the United States census of 1990, in the public domain; places are
those of the gazetteer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from parley.language.gazetteer.gazetteer import gazetteer
from parley.language.gazetteer.keys import key
from parley.language.understanding.model.features import legible


class Word(NamedTuple):
    """``text[start:end]``."""

    start: int
    end: int
    form: str


_WORD = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:[-'’&][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[^\s\w]|\w",
)
_GENITIVE = re.compile(r"['’][sS]$")


def words(text: str) -> list[Word]:
    """The words and marks of a text; a genitive's ending is a word of its own."""
    found: list[Word] = []
    for match in _WORD.finditer(legible(text)):
        form, (start, end) = match[0], match.span()
        cut = _GENITIVE.search(form)
        if cut and cut.start():
            found.append(Word(start, start + cut.start(), form[: cut.start()]))
            start, form = start + cut.start(), cut[0]
        found.append(Word(start, end, form))
    return found


@cache
def _told() -> dict[str, str]:
    folder = files("parley.language.entities")
    return msgspec.yaml.decode(folder.joinpath("words.yaml").read_text("utf-8"))


@cache
def _lists() -> dict[str, frozenset[str]]:
    """The lists by their names."""
    names = files("parley.language.entities").joinpath("names.txt").read_text("utf-8")
    first, last = names.split("\n\n")
    lists = {"first": first, "last": last} | {
        name: _told()[name] for name in ("organisation", "title", "place")
    }
    return {name: frozenset(text.split()) for name, text in lists.items()}


@cache
def famous() -> re.Pattern[str]:
    """Names of organisations that everybody knows."""
    names = sorted(filter(None, re.split(r"\|\s*|\s*\n", _told()["famous"])), key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in names)
    )


@lru_cache(8192)
def is_place(name: str) -> int:
    """0 when no place is called so, else 1 to 3 by its size."""
    place = next(gazetteer().exact(key(name)), None)
    if place is None:
        return 0
    return (
        3
        if place.kind in ("c", "r") or place.population > 1_000_000
        else 2
        if place.population > 200_000
        else 1
    )


@lru_cache(16384)
def _look(form: str) -> tuple[str, str, tuple[str, ...]]:
    """Lower-case form, shape and the lists."""
    low = form.lower()
    if form.isdigit():
        shape = f"d{min(len(form), 4)}"
    elif not form[0].isalnum():
        shape = "p"
    elif not form.isalpha():
        shape = "Xp" if form[0].isupper() else "xp"
    elif form.isupper():
        shape = "X" if len(form) > 1 else "X1"
    elif form[0].isupper():
        shape = "Xx" if form[1:].islower() else "XxX"
    else:
        shape = "x"
    lists = tuple(name for name, inside in _lists().items() if low in inside)
    return ("0" * len(low) if form.isdigit() else low), shape, lists


def clues(line: Sequence[str]) -> list[list[str]]:
    """For each word: itself, its neighbours, ends, shapes, and the lists that it or its neighbours are in."""
    looks = [_look(form) for form in line]
    edge = ("", "-", ())
    padded = [edge, edge, *looks, edge, edge]
    loud = all(shape in ("X", "X1", "p") or shape[0] == "d" for _, shape, _ in looks)
    places = _places(line)
    found: list[list[str]] = []
    for at, form in enumerate(line):
        two, one, (low, shape, lists), after, next_ = padded[at : at + 5]
        clue = [
            "0" + low,
            "1" + one[0],
            "2" + after[0],
            "3" + two[0],
            "4" + next_[0],
            f"5{one[0]}|{low}",
            f"6{low}|{after[0]}",
            f"7{shape}",
            f"8{one[1]}{shape}{after[1]}",
            f"9{two[1]}{one[1]}{shape}",
            f"a{shape}{after[1]}{next_[1]}",
            f"b{one[0]}|{shape}",
            f"c{after[0]}|{shape}",
            f"P{places[at]}{shape}",
            "f" if at == 0 else f"f{shape}",
            "loud" if loud else "quiet",
        ]
        clue += [f"l{name}{shape}" for name in lists]
        clue += [f"m{name}{shape}" for name in one[2]]
        clue += [f"n{name}{shape}" for name in after[2]]
        if shape[0] in "Xx":
            clue += [f"s{low[-length:]}{shape[0]}" for length in (2, 3, 4) if len(low) > length]
            clue += [f"p{low[:length]}{shape[0]}" for length in (2, 3) if len(low) > length]
            if "-" in form:
                clue.append("hyphen" + shape)
        found.append(clue)
    return found


def _places(line: Sequence[str]) -> list[str]:
    """For each word, whether a place of up to three words has it, and how large that is."""
    marks = [""] * len(line)
    for length in (3, 2, 1):
        for at in range(len(line) - length + 1):
            part = line[at : at + length]
            if not (part[0][0].isupper() and part[-1][0].isupper()) or any(marks[at : at + length]):
                continue
            if length == 1 and len(part[0]) < 3:
                continue
            if size := is_place(" ".join(part)):
                marks[at : at + length] = [f"{length}{size}"] * length
    return marks
