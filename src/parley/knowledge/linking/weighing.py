"""How sure it is that a part of a text means a thing: a logistic regression over ``features``."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

from parley.knowledge.linking.features import NEAR, Context, Text, of_hit, of_span, text_of
from parley.knowledge.linking.folding import Unit
from parley.knowledge.linking.looking import Hit, How, Span
from parley.knowledge.linking.shelf import Entry, Shelf

_NEAREST = 3
"""Things of another part of the text that a thing may be related to."""
_WORTH_CONTEXT, _HOPELESS = -1.0, -4.0
"""Logarithms of odds: from which on a part of the text is context to others; under which none helps it."""
_BEFORE_CONTEXT = 24
"""Things of one part of a text whose context is looked at: those that are likeliest without."""


@dataclass(slots=True)
class Weighed:
    """A thing that a part of a text may mean."""

    number: int
    entry: Entry
    features: dict[str, float]
    confidence: float = 0.0


def weigh(shelf: Shelf, text: str, units: Sequence[Unit], hits: Sequence[Hit]) -> dict[Span, list[Weighed]]:
    """The things that each part of a text may mean, the likeliest first, with how likely each is."""
    found = described(shelf, text, units, hits)
    for things in found.values():
        for each in things:
            each.confidence = _likely(each.features)
        things.sort(key=lambda each: -each.confidence)
        # They cannot all be meant: together they are at most one.
        whole = max(1.0, sum(each.confidence for each in things))
        for each in things:
            each.confidence /= whole
    return found


def described(
    shelf: Shelf, written: str, units: Sequence[Unit], hits: Sequence[Hit]
) -> dict[Span, list[Weighed]]:
    """The things that each part of a text may mean, with what speaks for and against it."""
    text = text_of(written, units)
    by_span: dict[Span, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_span[hit.span].append(hit)
    around = _Around([hit.span for hit in hits if hit.how is How.WRITTEN])
    found: dict[Span, list[Weighed]] = {}
    for span, its in by_span.items():
        looks = of_span(text, span, around.longer(span), around.crossed(span))
        found[span] = _things(shelf, text, its, looks)
    _put_into_context(shelf, text, found)
    return found


def _things(shelf: Shelf, text: Text, hits: Sequence[Hit], looks: dict[str, float]) -> list[Weighed]:
    best: dict[int, Weighed] = {}
    for hit in hits:
        number = int(shelf.of[hit.row])
        entry = shelf.entry(number)
        weighed = Weighed(number, entry, {**looks, **of_hit(text, hit, shelf, entry)})
        before = best.get(number)
        if before is None or _sum(weighed.features) > _sum(before.features):
            best[number] = weighed
    things = sorted(best.values(), key=lambda each: -_sum(each.features))[:_BEFORE_CONTEXT]
    most = max(each.features["known"] for each in things)
    for each in things:
        each.features["behind"] = most - each.features["known"]
        each.features["rivals"] = math.log2(len(things)) / 4
    return things


def _put_into_context(shelf: Shelf, text: Text, found: dict[Span, list[Weighed]]) -> None:
    """Add how well each thing goes with the rest of the text, and with what that may mean."""
    tops = sorted(
        (
            (span.first, span.last, {each.number for each in things[:_NEAREST]})
            for span, things in found.items()
            if _sum(things[0].features) > _WORTH_CONTEXT
        ),
        key=lambda each: each[0],
    )
    firsts = [first for first, _, _ in tops]
    for span, things in found.items():
        if _sum(things[0].features) < _HOPELESS:
            continue
        context = Context(shelf, text, span)
        near = tops[bisect_left(firsts, span.first - NEAR) : bisect_right(firsts, span.last + NEAR)]
        others = {
            number
            for first, last, numbers in near
            if last <= span.first or span.last <= first
            for number in numbers
        }
        for each in things:
            each.features["relation"] = context.relation(each.entry)
            each.features["about"] = context.about(each.entry)
            related = not others.isdisjoint(each.entry.neighbours) or any(
                each.number in shelf.entry(number).neighbours for number in others
            )
            each.features["coherent"] = float(related)
        fit = max(map(_fit, things))
        for each in things:
            each.features["better"] = fit - _fit(each)


def _fit(weighed: Weighed) -> float:
    its = weighed.features
    return its["relation"] + its["about"] + its["coherent"] / 2


class _Around:
    """Names that stand in a text as they are written, to ask what lies within and across them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = sorted(
            {span for span in spans if span.last - span.first > 1 or len(span.key) > 1},
            key=lambda span: span.first,
        )
        self._firsts = [span.first for span in self._spans]

    def longer(self, span: Span) -> bool:
        return any(
            each.last >= span.last and (each.first, each.last) != (span.first, span.last)
            for each in self._until(span.first)
        )

    def crossed(self, span: Span) -> bool:
        return any(
            each.first < span.first < each.last < span.last or span.first < each.first < span.last < each.last
            for each in self._until(span.last)
        )

    def _until(self, place: int) -> list[Span]:
        end = bisect_right(self._firsts, place)
        start = bisect_right(self._firsts, place - 25)
        return self._spans[start:end]


def _likely(features: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, _sum(features)))))


def _sum(features: dict[str, float]) -> float:
    its = weights()
    return its["bias"] + sum(its[name] * value for name, value in features.items())


@cache
def weights() -> dict[str, float]:
    """Feature → how much it weighs."""
    text = files("parley.knowledge.linking").joinpath("weights.yaml").read_text("utf-8")
    return {str(name): float(value) for name, value in msgspec.yaml.decode(text).items()}
