"""From a command's form and an utterance to typed slots."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from parley.language.understanding.model import Slot
from parley.language.understanding.slots import SlotType, put
from parley.skills.learning.forms import Form
from parley.skills.learning.repair import Repaired
from parley.skills.learning.words import SMALL, placed

#: Words that a typed slot holds at most, and by how many of them the tagger may be wrong about where it is.
LONGEST, OFF = 12, 1
#: Words that may together be one slot that was not tagged: of those that no sentence says, and of others.
LONGEST_STRANGE, LONGEST_KNOWN = 6, 4
_NONSENSE = "zqx wvq zxw"

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Filled:
    """Slots with their values and where their words are."""

    values: Mapping[str, object]
    spans: Mapping[str, Span]
    missing: str = ""
    """The slots it cannot do without and has not; empty when it has all."""
    free: frozenset[str] = frozenset()
    """Those of the slots that take any words."""
    telling: bool = False
    """A slot's value leaves little doubt what is talked about."""

    def as_said(self, repaired: Repaired) -> Filled:
        """The same with words in free slots as they were said, not as they were read."""
        values = {
            name: repaired.said(value) if name in self.free else value for name, value in self.values.items()
        }
        return replace(self, values=values) if repaired.words and self.free else self


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> tuple[re.Pattern[str], bool]:
    """The pattern, and whether it says by itself what belongs to the type."""
    found = re.compile(pattern)
    return found, found.fullmatch(_NONSENSE) is None


def fill(text: str, form: Form, tagged: Sequence[Slot], language: str, known: frozenset[str]) -> Filled:
    """Slots for a text in normal form: where the tagger found them, what only fits one type, and what is
    none of the words ``known`` of its intent."""
    filling = _Filling(text, form, language)
    for slot in tagged:
        filling.take(slot)
    filling.scan()
    filling.use(known)
    have = filling.named
    lacking = [way - have for way in form.ways]
    if lacking and all(lacking):
        fewest = min(lacking, key=lambda way: (len(way), sorted(way)))
        return Filled(filling.values, filling.spans, ", ".join(sorted(fewest)))
    values = {**form.fixed, **filling.values}
    return Filled(values, filling.spans, free=frozenset(filling.free), telling=filling.telling)


class _Filling:
    def __init__(self, text: str, form: Form, language: str) -> None:
        self._text = text
        self._form = form
        self._language = language
        self._words = placed(text)
        self.values: dict[str, object] = {}
        self.named: set[str] = set()
        """Slots that are filled: of a value of several slots, the one it was found for."""
        self.spans: dict[str, Span] = {}
        self.free: set[str] = set()
        self.telling = False

    def take(self, slot: Slot) -> None:
        """The words that were tagged, or some about there that are of the type."""
        if slot.name in self.named:
            return
        exact = slot.start, slot.end
        for kind in self._form.slots.get(slot.name, ()):
            if kind.free:
                spans = [exact]
            elif _compiled(kind.pattern)[1]:
                spans = [span for span in self._spans() if span[0] < slot.end and slot.start < span[1]]
            else:
                spans = [exact, *self._about(slot)]
            if self._first(slot.name, kind, spans):
                return

    def scan(self) -> None:
        """What has not been found, wherever it is; only of types that say what belongs to them."""
        for name, kinds in self._form.slots.items():
            for kind in kinds:
                if kind.free or name in self.named:
                    continue
                pattern, telling = _compiled(kind.pattern)
                if telling and pattern.search(self._text):
                    self._first(name, kind, self._spans())

    def use(self, known: frozenset[str]) -> None:
        """Words that are in no slot, where one takes them that has none: first what no sentence says."""
        runs = [*self._runs(known, LONGEST_STRANGE), *self._runs(SMALL, LONGEST_KNOWN)]
        for name, kinds in self._form.slots.items():
            for kind in kinds:
                if not kind.free and name not in self.named and not _compiled(kind.pattern)[1]:
                    self._first(name, kind, runs)

    def _runs(self, without: frozenset[str], most: int) -> list[Span]:
        """Every run of such words, the longest first."""
        runs: list[list[Span]] = [[]]
        for word, start, end in self._words:
            inside = any(start < last and first < end for first, last in self.spans.values())
            if inside or word in without:
                runs.append([])
            else:
                runs[-1].append((start, end))
        found = [
            (run[b][0], run[c][1])
            for run in runs
            for b in range(len(run))
            for c in range(b, min(b + most, len(run)))
        ]
        return sorted(found, key=lambda span: span[0] - span[1])

    def _first(self, name: str, kind: SlotType, spans: Sequence[Span]) -> bool:
        pattern, _ = _compiled(kind.pattern)
        for start, end in spans:
            if any(start < last and first < end for first, last in self.spans.values()):
                continue
            if not pattern.fullmatch(self._text, start, end):
                continue
            value = kind.parse(self._text[start:end].strip(), self._language)
            if value is not None:
                put(self.values, name, value)
                self.named.add(name)
                self.spans[name] = (start, end)
                if kind.free:
                    self.free.add(name)
                self.telling |= kind.telling is not None and kind.telling(value)
                return True
        return False

    def _about(self, slot: Slot) -> list[Span]:
        """With a word or two more or less, the longest first."""
        ends = [(first, last) for _, first, last in self._words]
        inside = [
            number for number, (first, last) in enumerate(ends) if first < slot.end and slot.start < last
        ]
        if not inside:
            return []
        begins = range(max(inside[0] - OFF, 0), inside[0] + OFF + 1)
        closes = range(inside[-1] - OFF, min(inside[-1] + OFF, len(ends) - 1) + 1)
        near = [(ends[b][0], ends[c][1]) for b in begins for c in closes if 0 <= b <= c < len(ends)]
        near.sort(key=lambda span: span[0] - span[1])
        return near

    def _spans(self) -> list[Span]:
        """Every run of words, the longest first."""
        ends = [(first, last) for _, first, last in self._words]
        found = [
            (ends[b][0], ends[c][1]) for b in range(len(ends)) for c in range(b, min(b + LONGEST, len(ends)))
        ]
        found.sort(key=lambda span: span[0] - span[1])
        return found
