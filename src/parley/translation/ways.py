"""From language to language: which models, one after the other, lead from one to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from parley.translation.tags import primary

PIVOT = "en"
"""What most models know."""
SCRIPTS = ("zh-Hans", "zh-Hant")
"""One language in two scripts: what a model lacks in one is converted."""


class Way(Protocol):
    """A model, as far as the way is concerned."""

    @property
    def sources(self) -> frozenset[str]: ...
    @property
    def targets(self) -> frozenset[str]: ...
    def knows(self, source: str, target: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Leg:
    """One step."""

    model: int | None
    """Which of the models; None: the script is converted."""
    source: str
    target: str


def way(models: Sequence[Way], source: str, target: str) -> tuple[Leg, ...] | None:
    """The legs from ``source`` to ``target``; none where they are one, None where there is no way.

    The first model that knows the direct way is taken, in whatever script of Chinese; without one, the way
    over English.
    """
    if source == target:
        return ()
    if primary(source) == primary(target) == "zh":
        return (Leg(None, source, target),)
    return _direct(models, source, target) or _over(models, source, target)


def reach(models: Sequence[Way]) -> Mapping[str, frozenset[str]]:
    """Language → all that it can be translated into."""
    direct: dict[str, set[str]] = {}
    for model in models:
        for source in _both(model.sources):
            direct.setdefault(source, set()).update(_both(model.targets))
    pivot = direct.get(PIVOT, set())
    found: dict[str, frozenset[str]] = {}
    for source, targets in direct.items():
        more = pivot if PIVOT in targets else set[str]()
        found[source] = frozenset(targets | more) - {source}
    return found


def _both(tags: frozenset[str]) -> frozenset[str]:
    return tags | frozenset(SCRIPTS) if tags & frozenset(SCRIPTS) else tags


def _direct(models: Sequence[Way], source: str, target: str) -> tuple[Leg, ...] | None:
    for index, model in enumerate(models):
        for begin in _variants(source):
            for end in _variants(target):
                if model.knows(begin, end):
                    legs = (Leg(None, source, begin), Leg(index, begin, end), Leg(None, end, target))
                    return tuple(leg for leg in legs if leg.source != leg.target)
    return None


def _over(models: Sequence[Way], source: str, target: str) -> tuple[Leg, ...] | None:
    if PIVOT in (source, target):
        return None
    first, second = _direct(models, source, PIVOT), _direct(models, PIVOT, target)
    return (*first, *second) if first and second else None


def _variants(tag: str) -> tuple[str, ...]:
    return (tag, *(each for each in SCRIPTS if each != tag)) if tag in SCRIPTS else (tag,)
