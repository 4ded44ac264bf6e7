"""What can be drawn: the words of a pack or of a person, with the letters that are drawn for each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from parley.keyboard.decoding.lexicon import PREFIX, WIDTH, Lexicon
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.pinyin.syllables import SYLLABLES
from parley.keyboard.swipe.shapes import LONGEST
from parley.keyboard.types import FloatArray, IntArray

if TYPE_CHECKING:
    from parley.keyboard.layouts.layout import Layout
    from parley.keyboard.packs.pack import Pack
    from parley.keyboard.types import OwnWord

MOST_WORDS: Final = 50_000
"""The likeliest words of a pack with an alphabet; rarer ones are typed."""
MOST_OWN: Final = 5_000
"""Of a person's own words, the last ones."""
_MARKS: Final = "'’-."
"""Within words, and passed over by the finger."""


@dataclass(frozen=True)
class Entries:
    """Words as they are drawn; a Chinese word that is read in two ways is there twice."""

    letters: Sequence[str]
    """Empty for one that cannot be drawn."""
    ids: IntArray
    """Its number in the pack, or beyond it."""
    shares: FloatArray
    """ln of the share of this reading among those of the word."""
    reading: Callable[[int], str] = lambda _: ""
    """Place here → syllables with spaces between them."""


def of_pack(pack: Pack, layout: Layout, most: int = MOST_WORDS) -> Entries:
    """The words of a pack: by their pinyin where it has readings, else ``most`` of them by their letters."""
    if PREFIX + "keys" in pack.arrays:
        return _chinese(pack, layout)
    ids = np.arange(SPECIAL, max(SPECIAL, min(len(pack.words), most)), dtype=np.int32)
    written = [letters(pack.words.text(id), layout) for id in range(SPECIAL, SPECIAL + len(ids))]
    return Entries(written, ids, np.zeros(len(ids), np.float32))


def of_person(own: Sequence[OwnWord], known: int, layout: Layout) -> Entries:
    """A person's own words, by their readings where they have some; ``known``: words of the pack."""
    first = max(0, len(own) - MOST_OWN)
    some = own[first:]
    written = [letters("".join(each.reading) or each.text, layout) for each in some]
    ids = np.arange(first, first + len(some), dtype=np.int32) + np.int32(known)
    readings = [" ".join(each.reading) for each in some]
    return Entries(written, ids, np.zeros(len(some), np.float32), readings.__getitem__)


def letters(word: str, layout: Layout) -> str:
    """The keys that are drawn for a word; empty where a character has no key and is no mark within words."""
    found = word.casefold()
    if not found.isalpha():
        found = "".join(each for each in found if each not in _MARKS)
    if not found.isascii():
        found = "".join(
            each if each in layout.centres else unicodedata.normalize("NFD", each)[0] for each in found
        )
    return found if len(found) <= LONGEST and layout.centres.keys() >= set(found) else ""


def _chinese(pack: Pack, layout: Layout) -> Entries:
    lexicon = Lexicon(pack.arrays)
    written = [""]
    keys: list[int] = lexicon.keys.tolist()
    for key in keys:
        written.append(written[key // WIDTH] + SYLLABLES[key % WIDTH])
    drawable = [
        each if len(each) <= LONGEST and layout.centres.keys() >= set(each) else "" for each in written
    ]
    nodes = np.repeat(np.arange(len(written)), np.diff(lexicon.first))
    places: list[int] = nodes.tolist()

    def reading(place: int) -> str:
        return " ".join(lexicon.reading(places[place]))

    shares = lexicon.share.astype(np.float32)
    return Entries([drawable[node] for node in places], lexicon.word, shares, reading)
