"""A curriculum as examples: wordings drawn by lot, always the same ones, and what means nothing here."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from parley.language.understanding.model import Example, Slot
from parley.language.understanding.normal import forms, normal
from parley.skills.learning.curriculum import Curriculum, Line, Wording, intent_of
from parley.skills.learning.wordings import Row, drawn, joined, tree, without

#: Examples of a label, of one of its wordings at least and at most, and of an utterance with other slots.
OF_LABEL, LEAST, OF_WORDING, OF_LINE = 70, 2, 24, 4
#: How often a slot's words are in the other language.
FOREIGN = 0.2
#: Of a line of what means nothing here.
OF_OUTSIDE = 12
_CJK, _LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[a-z]")
_Others = Mapping[tuple[str, str, bool], Sequence[str]]
_OUTSIDE = Path(__file__).with_name("outside.txt")


def plain(text: str) -> str:
    """What was said without courtesies: the form in which the model meets it."""
    found = forms(text)
    return found[-1] if found else normal(text)


@cache
def outside() -> tuple[str, ...]:
    """What people say that means none of the intents."""
    lines = _OUTSIDE.read_text("utf-8").splitlines()
    kept = [each for each in lines if each and not each.startswith("#")]
    return tuple(dict.fromkeys(text for each in kept for text in _ways(each) if text))


def _ways(pattern: str) -> Iterator[str]:
    row = tree(pattern.replace("(", "(?:"))
    lot = random.Random(pattern)
    for _ in range(OF_OUTSIDE):
        yield plain(joined(drawn(row, lot), {})[0])


def lessons(course: Curriculum) -> tuple[list[Example], list[Example]]:
    """Examples in two parts, each with wordings of its own: what is learned of one is tried on the other."""
    parts: tuple[list[Example], list[Example]] = [], []
    many = Counter(each.label for each in course.wordings)
    seen: Counter[str] = Counter()
    for wording in course.wordings:
        seen[wording.label] += 1
        share = min(max(OF_LABEL // many[wording.label], LEAST), OF_WORDING)
        parts[seen[wording.label] % 4 == 3].extend(_worded(wording, course, share))
    others = _others(course)
    for number, each in enumerate(course.lines):
        parts[number % 4 == 3].extend(_said(each, others))
    for number, text in enumerate(outside()):
        parts[number % 2].append(Example(text))
    return parts


def _worded(wording: Wording, course: Curriculum, share: int) -> Iterator[Example]:
    row: Row = tree(wording.skeleton)
    # Sentences may mix languages, and people do now and then: most are all in one.
    chinese, english = without(row, _LATIN), without(row, _CJK)
    rows = [each for each in (chinese, english, chinese, english, row) if each is not None]
    lot = random.Random(wording.skeleton)
    seen: set[str] = set()
    for turn in range(share):
        way = drawn(rows[turn % len(rows)], lot)
        in_chinese = any(isinstance(part, str) and _CJK.search(part) for part in way)
        words: dict[int, str] = {}
        for part in way:
            if isinstance(part, int):
                found = _drawn_value(course.values[wording.holes[part].values], in_chinese, lot)
                if found is None:
                    break
                words[part] = found
        else:
            text, places = joined(way, words)
            if text and text not in seen:
                seen.add(text)
                slots = (Slot(wording.holes[number].slot, start, end) for number, start, end in places)
                yield Example(text, wording.label, tuple(slots))


def _drawn_value(values: dict[str, list[str]], chinese: bool, lot: random.Random) -> str | None:
    language = "zh" if chinese != (lot.random() < FOREIGN) else "en"
    words = values.get(language) or values.get("zh" if language == "en" else "en")
    return lot.choice(words) if words else None


def _said(line: Line, others: _Others) -> Iterator[Example]:
    """As it was said, and with other words in its slots."""
    seen: set[str] = set()
    lot = random.Random(line.text)
    for turn in range(OF_LINE if line.slots else 1):
        text, slots, done = "", list[Slot](), 0
        for name, start, end in line.slots:
            words = line.text[start:end]
            choice = others.get((intent_of(line.label), name, bool(_CJK.search(words))))
            if turn and choice:
                words = lot.choice(choice)
            text += line.text[done:start]
            slots.append(Slot(name, len(text), len(text) + len(words)))
            text += words
            done = end
        text += line.text[done:]
        example = _plainly(Example(text, line.label, tuple(slots)))
        if example is not None and example.text not in seen:
            seen.add(example.text)
            yield example


def _plainly(example: Example) -> Example | None:
    """In normal form; None where a slot's words are lost in it."""
    text = plain(example.text)
    slots: list[Slot] = []
    done = 0
    for slot in example.slots:
        words = normal(example.text[slot.start : slot.end])
        start = text.find(words, done)
        if not words or start < 0:
            return None
        done = start + len(words)
        slots.append(Slot(slot.name, start, done))
    return Example(text, example.intent, tuple(slots))


def _others(course: Curriculum) -> _Others:
    """Words by intent, slot, and whether they are Chinese."""
    found: defaultdict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for wording in course.wordings:
        for hole in wording.holes:
            for language, words in course.values[hole.values].items():
                place = found[intent_of(wording.label), hole.slot, language == "zh"]
                place += [each for each in words if each not in place]
    return dict(found)
