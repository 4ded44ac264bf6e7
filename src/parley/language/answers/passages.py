"""The sentence of some texts that answers a question: retrieval by rare words, without a trained model.

The sentence that has most of the question's rare terms, by itself or with the one after it, is the answer,
and the one after it; the confidence is the share of the question, by rarity, that is there. A question for a
person, place, time or number has as its short answer the entity of that kind in the two, if there is one that
the question does not name itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parley.language.answers.terms import covered, rarity, terms
from parley.language.entities.finding import entities
from parley.language.entities.types import Entity, Kind
from parley.language.limits import bounded
from parley.language.stretches import sentence_stretches

LEAST = 0.4
"""Confidence below which there is no answer."""
_TWO = 0.9
"""What a question counts that two sentences have together."""
_SENTENCES = 400
"""Of one text that are looked at."""
_WHO = re.compile(r"\bwho(?:m|se)?\b|谁|哪位", re.IGNORECASE)
_WHERE = re.compile(r"\bwhere\b|哪里|哪儿|什么地方|在哪", re.IGNORECASE)
_WHEN = re.compile(
    r"\bwhen\b|what (?:time|year|date|day)|什么时候|何时|几点|哪一?[年天]|几[月号]", re.IGNORECASE
)
_HOW_LONG = re.compile(r"\bhow long\b|多久|多长时间", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow (?:many|much|old|tall|far|big)\b|多少|几|多[大高长远]", re.IGNORECASE)
_ASKED = (
    (_WHO, frozenset({Kind.PERSON, Kind.ORGANIZATION})),
    (_WHERE, frozenset({Kind.LOCATION})),
    (_WHEN, frozenset({Kind.DATE_TIME})),
    (_HOW_LONG, frozenset({Kind.DATE_TIME})),
    (_HOW_MANY, frozenset({Kind.QUANTITY})),
)
"""What a question asks for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer: ``text[start:end]`` of one of the texts, in characters."""

    text: int
    """Which of the texts."""
    start: int
    end: int
    confidence: float
    short: Entity | None = None
    """The part of it that is asked for, where that can be told."""


def passages(question: str, texts: Sequence[str], language: str, most: int = 3) -> tuple[Passage, ...]:
    """The best answers, one of each text at most, best first; none that is less than ``LEAST`` sure."""
    asked = terms(bounded(question))
    stretches = [sentence_stretches(bounded(text))[:_SENTENCES] for text in texts]
    found = [
        [terms(text[start:end]) for start, end in places]
        for text, places in zip(texts, stretches, strict=True)
    ]
    rare = rarity(one for lines in found for one in lines)
    best: list[Passage] = []
    for number, (text, places, lines) in enumerate(zip(texts, stretches, found, strict=True)):
        # The one after often has the rest of the question: 西红柿需要阳光。每天浇水。
        alone = [covered(asked, line, rare) for line in lines]
        both = [_TWO * covered(asked, {**one, **after}, rare) for one, after in pairwise([*lines, {}])]
        scored = [max(pair) for pair in zip(alone, both, strict=True)]
        if not scored or max(scored) < LEAST:
            continue
        at = scored.index(max(scored))
        last = min(at + 1, len(places) - 1)
        short = next(
            filter(None, (_short(question, text, *place, language) for place in places[at : at + 2])), None
        )
        best.append(Passage(number, places[at][0], places[last][1], round(scored[at], 2), short))
    return tuple(sorted(best, key=lambda one: -one.confidence)[:most])


def _short(question: str, text: str, start: int, end: int, language: str) -> Entity | None:
    kinds = next((kinds for pattern, kinds in _ASKED if pattern.search(question)), frozenset[Kind]())
    if not kinds:
        return None
    return next(_candidates(question, text, start, end, language, kinds), None)


def _candidates(
    question: str, text: str, start: int, end: int, language: str, kinds: frozenset[Kind]
) -> Iterator[Entity]:
    for one in entities(text[start:end], language):
        words = text[start + one.start : start + one.end]
        if one.kind in kinds and words.lower() not in question.lower():
            yield Entity(start + one.start, start + one.end, one.kind, one.score, one.sub)
