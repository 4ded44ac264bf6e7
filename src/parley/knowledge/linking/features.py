"""What speaks for and against that a part of a text means a thing: numbers that the weights are for."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from parley.knowledge.linking.folding import Unit, has_han, is_han, spelled, units
from parley.knowledge.linking.forms import common
from parley.knowledge.linking.looking import Hit, How, Span
from parley.knowledge.linking.shelf import LABEL, Entry, Shelf
from parley.language.understanding.model.features import stem

NEAR = 60
"""Words and characters before and after a name that tell something of which thing it is."""
_ASKED_FOR = 0.8
"""How well known, about, is what people ask about."""
_OWNS = frozenset({"的", "s"})
"""What follows a name of which something is asked: 泰山的, China's."""
_ARTICLE = frozenset({"the"})
_SOMEWHAT = 0.45
"""How well known a thing is taken to be where nobody tells."""
_QUOTES = {"《": "》", '"': '"', "“": "”", "「": "」", "『": "』", "〈": "〉", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Text:
    """A text, as far as its parts are weighed."""

    written: str
    units: Sequence[Unit]
    borders: frozenset[int]
    """Where words begin and end, in characters of the text; of Chinese by its dictionary."""
    han: bool
    """It has Chinese characters, so that an English word in it is there for a reason."""
    capitals: bool
    """Whether capitals tell anything in it: it has small letters, and a capital that begins no sentence."""


def text_of(written: str, units: Sequence[Unit]) -> Text:
    """A text to weigh parts of."""
    borders: set[int] = set()
    if has_han(written):
        import rjieba

        place = 0
        for word in rjieba.cut(written):
            borders.add(place)
            place += len(word)
        borders.add(place)
    for unit in units:
        if not unit.han:
            borders.update((unit.start, unit.end))
    inner = [written[unit.start] for unit in units[1:] if not unit.han]
    capitals = any(map(str.isupper, inner)) and any(map(str.islower, inner))
    return Text(written, units, frozenset(borders), has_han(written), capitals)


def of_span(text: Text, span: Span, longer: bool, crossed: bool) -> dict[str, float]:
    """What a part of a text looks like, whatever it may mean.

    ``longer``: a longer name, as it is written, contains it. ``crossed``: one begins or ends within it.
    """
    units = text.units[span.first : span.last]
    start, end = units[0].start, units[-1].end
    size = sum(2 if unit.han else len(unit.text) for unit in units)
    quote = _QUOTES.get(text.written[start - 1 : start]) if start else None
    aligned = start in text.borders and end in text.borders
    inner = any(start < border < end for border in text.borders)
    latin = not units[0].han
    return {
        "length": min(size, 16) / 16,
        "one": 1.0 if span.last - span.first == 1 and units[0].han else 0.0,
        "common": float(_all_common(units) and not (latin and text.han)),
        "border": float(units[0].text in common() - _ARTICLE) + float(units[-1].text in common()),
        "owns": float(span.last < len(text.units) and text.units[span.last].text in _OWNS),
        "digits": 1.0 if span.key.replace(" ", "").isdigit() else 0.0,
        "longer": float(longer),
        "crossed": float(crossed),
        "aligned": float(aligned),
        "dictionary": 1.0 if aligned and not inner and is_han(span.key) else 0.0,
        "quoted": 1.0 if quote and text.written[end : end + 1] == quote else 0.0,
        "capital": 1.0 if latin and text.capitals and text.written[start].isupper() else 0.0,
        "small": 1.0 if latin and text.capitals and text.written[start].islower() else 0.0,
    }


def _all_common(units: Sequence[Unit]) -> bool:
    """Whether a part of a text is nothing but common words, as 是什么 is."""
    reached = {0}
    for start in range(len(units)):
        if start in reached:
            for end in range(start + 1, min(start + 6, len(units)) + 1):
                if spelled(units[start:end]) in common():
                    reached.add(end)
    return len(units) in reached


def of_hit(text: Text, hit: Hit, shelf: Shelf, entry: Entry) -> dict[str, float]:
    """How a name was found, and how well it fits what is written."""
    units = text.units[hit.span.first : hit.span.last]
    written = text.written[units[0].start : units[-1].end]
    key_, name = shelf.name(hit.row)
    found = {
        str(hit.how): 1.0,
        "same": 1.0 if written == name else 0.0,
        "label": float(bool(int(shelf.flags[hit.row]) & LABEL)),
        "known": known(entry),
        "kind": float(entry.kind),
        "relation name": float(key_ in shelf.relation_keys),
    }
    if hit.how is How.SLIP:
        found["slips"] = hit.slips / max(1, len(hit.span.key))
        found["short slip"] = 1.0 if len(hit.span.key) < (4 if has_han(key_) else 7) else 0.0
        found["shortest slip"] = 1.0 if len(hit.span.key) < (3 if has_han(key_) else 5) else 0.0
        # Nobody tells of all these things how well known they are: they are what is asked about, then.
        found["known slip"] = found["known"] if entry.popularity else _ASKED_FOR
    elif hit.how is How.SOUND:
        found["short sound"] = 1.0 if len(key_) == 2 else 0.0
        found["pinyin"] = 0.0 if has_han(hit.span.key) else 1.0
    elif hit.how is How.WORD:
        found["share"] = len(hit.span.key) / max(1, len(key_))
        found["slips"] = hit.slips / max(1, len(hit.span.key))
    return found


def known(entry: Entry) -> float:
    """How well known a thing is, from 0 to 1; where nobody tells, somewhat, and more with more facts."""
    if entry.popularity:
        return math.log10(1 + entry.popularity) / 6
    return _SOMEWHAT + math.log10(1 + entry.facts) / 50


class Context:
    """The rest of a text, and how well things go with it."""

    def __init__(self, shelf: Shelf, text: Text, span: Span) -> None:
        self._shelf = shelf
        first = max(0, span.first - NEAR)
        rest = [*text.units[first : span.first], *text.units[span.last : span.last + NEAR]]
        self._tokens = _tokens_of(rest, text.units[span.first].start)

    def relation(self, entry: Entry) -> float:
        """How much of the best fitting name of a relation of the thing stands in the text: 0 to 1."""
        best = 0.0
        for number in entry.relations:
            for tokens in relation_tokens(self._shelf, number):
                together = len(tokens & self._tokens)
                if together:
                    best = max(best, together / len(tokens))
        return best

    def about(self, entry: Entry) -> float:
        """How much the text has of what is told of the thing and of its kind: 0 to 1."""
        told = [entry.about_english, entry.about_chinese]
        for number in entry.kinds[:4]:
            kind = self._shelf.entry(number)
            told += [kind.english, kind.chinese]
        return min(1.0, sum(len(_tokens(each) & self._tokens) for each in told if each) / 3)


def relation_tokens(shelf: Shelf, number: int) -> tuple[frozenset[str], ...]:
    """The tokens of each name of a relation."""
    names = shelf.relations[number]
    found = [_tokens(each) for each in (*names.english[:12], *names.chinese[:12])]
    if not found and "/" not in names.iri:
        found = [_tokens(names.iri.rpartition(":")[2])]
    return tuple(each for each in found if each)


@lru_cache(maxsize=16384)
def _tokens(text: str) -> frozenset[str]:
    """Stems of words, and pairs of Chinese characters; of one alone, itself. Without common words."""

    return _tokens_of(units(text), -1)


def _tokens_of(units: Sequence[Unit], gap: int) -> frozenset[str]:
    """``gap``: where something was cut out, over which nothing is a pair."""
    found: set[str] = set()
    for place, unit in enumerate(units):
        if not unit.han:
            if unit.text not in common():
                found.add(stem(unit.text))
            continue
        after = units[place + 1] if place + 1 < len(units) else None
        together = after is not None and after.han and after.near and not unit.start < gap <= after.start
        if together and after is not None:
            found.add(unit.text + after.text)
        elif place == 0 or not units[place - 1].han:
            found.add(unit.text)
    return frozenset(found - common())
