"""Which syllables a row of keys may be, for one way of typing: made once, looked up at every keystroke."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache

from parley.errors import Unsupported
from parley.keyboard.layouts.layout import Layout, layout
from parley.keyboard.pinyin.noise import NOISE, Noise, mistyped
from parley.keyboard.pinyin.schemes import Scheme, scheme
from parley.keyboard.pinyin.sounds import PAIRS, both, confused
from parley.keyboard.pinyin.syllables import INITIALS, NUMBER, RANGES, SYLLABLES, written

Piece = tuple[int, int, float]
"""Syllables from the first to before the last, and -ln P(keys | one of them)."""

_MOST = 24
"""Pieces of one row of keys, the cheapest first: no row of keys has more that anybody would mean."""


_VOWELS = frozenset("aeiouv")


class Table:
    """Rows of keys → what they may be."""

    def __init__(self, pieces: Mapping[str, tuple[Piece, ...]], keys: frozenset[str]) -> None:
        self.pieces = pieces
        self.keys = keys
        """Every key that pinyin is typed with in this scheme."""
        self.longest = max(map(len, pieces))


@lru_cache(maxsize=8)
def table(scheme_name: str, layout_name: str, fuzzy: frozenset[str], slips: bool) -> Table:
    """The table of a way of typing; with ``slips``, mistyped keys too. It has about 3 MB.

    Raises ``Unsupported`` for a scheme, layout or pair of sounds that is not there.
    """
    if unknown := sorted(fuzzy - PAIRS.keys()):
        raise Unsupported(
            f"There are no sounds {unknown[0][:20]!r} to confuse; there are {', '.join(PAIRS)}."
        )
    rows = scheme(scheme_name)
    found: defaultdict[str, dict[tuple[int, int], float]] = defaultdict(dict)
    every = _whole(rows, fuzzy, NOISE), _parts(rows, NOISE)
    for part in (*every, _slips(rows, layout(layout_name), NOISE)) if slips else every:
        for keys, (first, last, cost) in part:
            held = found[keys]
            held[first, last] = min(cost, held.get((first, last), cost))
    pieces = {keys: _cheapest(held) for keys, held in found.items()}
    return Table(pieces, frozenset("".join(pieces)))


def _cheapest(held: dict[tuple[int, int], float]) -> tuple[Piece, ...]:
    """Without the pieces that lie within a cheaper one."""
    if len(held) == 1:
        return tuple((first, last, cost) for (first, last), cost in held.items())
    kept: list[Piece] = []
    for (first, last), cost in sorted(held.items(), key=lambda each: (each[1], each[0])):
        if not any(low <= first and last <= high for low, high, _ in kept):
            kept.append((first, last, cost))
    return tuple(kept[:_MOST])


def _whole(rows: Scheme, fuzzy: frozenset[str], noise: Noise) -> Iterator[tuple[str, Piece]]:
    for number, syllable in enumerate(SYLLABLES):
        for keys, cost in rows.keys(syllable):
            yield keys, (number, number + 1, cost)
        for sound, pair in confused(syllable):
            price = noise.fuzzy if pair in fuzzy else noise.unsure
            for keys, cost in rows.keys(sound):
                yield keys, (number, number + 1, cost + price)
        for sound in both(syllable, fuzzy):
            for keys, cost in rows.keys(sound):
                yield keys, (number, number + 1, cost + 2 * noise.fuzzy)


def _parts(rows: Scheme, noise: Noise) -> Iterator[tuple[str, Piece]]:
    """Abbreviations: an initial, or the letters that a syllable begins with."""
    for initial in INITIALS[1:]:
        first, last = RANGES[initial]
        if rows.full and initial + "h" in RANGES:
            last = RANGES[initial + "h"][1]
        yield rows.initial(initial), (first, last, noise.abbreviated)
    if not rows.full:
        return
    starts: defaultdict[str, list[int]] = defaultdict(list)
    for number, syllable in enumerate(SYLLABLES):
        for length in range(1, len(syllable)):
            starts[syllable[:length]].append(number)
    for keys, numbers in starts.items():
        if keys not in RANGES and (keys not in NUMBER or len(keys) == 1):
            yield keys, (numbers[0], numbers[-1] + 1, noise.unfinished)


def _slips(rows: Scheme, keyboard: Layout, noise: Noise) -> Iterator[tuple[str, Piece]]:
    for number, syllable in enumerate(SYLLABLES):
        for keys, cost in rows.keys(syllable):
            if len(keys) < 2:
                continue
            for wrong, price in mistyped(keys, keyboard, noise):
                unseen = noise.unseen if not rows.full or _plausible(wrong) else 0.0
                yield wrong, (number, number + 1, cost + price + unseen)


def _plausible(keys: str) -> bool:
    """Whether keys look right as they are: as syllables, or as initials."""
    return _VOWELS.isdisjoint(keys) or written(keys)
