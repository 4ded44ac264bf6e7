"""What somebody looks for, understood: "the red cup photo from Hangzhou", 去年夏天在海边的合影."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from parley.errors import TooLong
from parley.vision.photos.search import words
from parley.vision.photos.search.times import whens
from parley.vision.photos.search.tokens import asked, folded
from parley.vision.photos.search.types import Query, Term

LONGEST = 200
"""Characters of a question."""
MOST_TERMS = 12
_WIDEST = 4
"""English words of one name, such as the name of a place."""
_LONGEST_NAME = 8
"""Chinese characters of one."""
_PIECE = re.compile(r"[\u3400-\u9fff]+|[a-z0-9][a-z0-9'-]*|\x00")

Places = Callable[[str], tuple[str, ...]]
"""From a folded word to folded names of the places it may mean; none where it means no place."""


def understood(text: str, today: date, places: Places) -> Query:
    """What a question means. Raises ``TooLong``."""
    if len(text) > LONGEST:
        raise TooLong(f"A question for photos may have {LONGEST} characters.")
    plain = folded(text)
    quoted, plain = _quoted(plain)
    favourite, plain = _without(plain, words.favourite())
    group, plain = _without(plain, words.group())
    when, plain = whens(plain, today)
    terms = [*quoted, *([Term("group", people=2)] if group else []), *_joined(_terms(plain, places))]
    return Query(tuple(terms[:MOST_TERMS]), when, favourite)


def _quoted(text: str) -> tuple[list[Term], str]:
    """What stands in quotation marks is looked for as it is written."""
    found = [each for each in re.findall(r'["“「]([^"”」]+)["”」]', text) if asked(each)]
    return [Term(each, words=asked(each)) for each in found], re.sub(r'["“「][^"”」]+["”」]', " \x00 ", text)


def _without(text: str, names: tuple[str, ...]) -> tuple[bool, str]:
    for name in names:
        edge = "" if ord(name[0]) > 0x3000 else r"\b"
        if (shorter := re.sub(f"{edge}{re.escape(name)}{edge}", " \x00 ", text)) != text:
            return True, shorter
    return False, text


def _terms(text: str, places: Places) -> Iterator[Term]:
    pieces: list[str] = _PIECE.findall(text)
    at = 0
    while at < len(pieces):
        if ord(pieces[at][0]) > 0x3000:
            yield from _chinese(pieces[at], places)
            at += 1
            continue
        term, taken = _english(pieces, at, places)
        if term is not None:
            yield term
        at += taken


def _english(pieces: list[str], at: int, places: Places) -> tuple[Term | None, int]:
    """The longest name that begins there, else the word by itself."""
    for width in range(min(_WIDEST, len(pieces) - at), 0, -1):
        parts = pieces[at : at + width]
        if any(ord(each[0]) > 0x3000 or each == "\x00" for each in parts):
            continue
        name = " ".join(parts)
        if width == 1 and (name in words.empty() or name == "\x00"):
            return None, 1
        if term := _known(name, places) or _known(words.singular(name), places):
            return replace(term, text=name, words=asked(name)), width
    name = pieces[at]
    return (Term(name, words=asked(name)) if name != "\x00" else None), 1


def _chinese(run: str, places: Places) -> Iterator[Term]:
    """Names that are known are cut out of a run of characters, the longest first; the rest are words."""
    rest, at = "", 0
    while at < len(run):
        for width in range(min(_LONGEST_NAME, len(run) - at), 0, -1):
            name = run[at : at + width]
            # One character alone is a word of the language more often than a thing: 车站 is no 车.
            alone = width > 1 or (len(run) == 1) or _stands_alone(run, at)
            if name in words.empty_chinese() or (alone and _known(name, places)):
                yield from _written(rest)
                rest = ""
                if name not in words.empty_chinese():
                    term = _known(name, places)
                    assert term is not None
                    yield replace(term, text=name, words=asked(name))
                at += width
                break
        else:
            rest += run[at]
            at += 1
    yield from _written(rest)


def _stands_alone(run: str, at: int) -> bool:
    """Whether a character stands between words that are known, or the edge: 红车, 我的猫."""
    before, after = run[:at], run[at + 1 :]
    known = (*words.empty_chinese(), *words.colours())
    follows = (*known, *words.things()) if run[at] in words.colours() else known
    return (not before or before.endswith(known)) and (not after or after.startswith(follows))


def _written(text: str) -> Iterator[Term]:
    if text:
        yield Term(text, words=asked(text))


def _known(name: str, places: Places) -> Term | None:
    things = words.things().get(name, ())
    colour = words.colours().get(name, "")
    where = places(name) if len(name) > 1 else ()
    people = 1 if things == ("person",) else 0
    if not (things or colour or where):
        return None
    return Term(name, things=things, colour=colour, places=where, people=people)


def _joined(terms: Iterator[Term]) -> Iterator[Term]:
    """A colour and the thing after it are one: the cup is red, not the photo."""
    colour: Term | None = None
    for each in terms:
        if colour is not None and each.things and not each.colour:
            text = f"{colour.text} {each.text}" if each.text.isascii() else colour.text + each.text
            each, colour = replace(each, text=text, colour=colour.colour), None
        elif colour is not None:
            yield colour
            colour = None
        if each.colour and not each.things:
            colour = each
        else:
            yield each
    if colour is not None:
        yield colour
