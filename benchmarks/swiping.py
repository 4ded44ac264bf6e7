"""How often the word meant is what a swipe brings: English words and the pinyin of Chinese ones.

    .venv/bin/python benchmarks/swiping.py [--words 2000] [--zh zh.pack] [--en en.pack]

The paths are made (``swiping_material.Hand`` says how), with key noise of 0.2, 0.3 and 0.4 widths: this
compares methods on the same paths, and says nothing about real fingers or other keyboards. Five ways to draw
the words:

- ``alike``: from the likeliest 10,000 of the pack, each as often as any other, without context, by a swiper
  that knows only these;
- ``50k``: the same with 50,000;
- ``text``: the words of sentences of Tatoeba that the pack was not built from, each after those before it;
- ``pinyin``: the letters of words of CrossWOZ-500, without context, among all readings of the pack;
- ``hanzi``: the same words as they are written, each after those before it.

Beside it, on the same paths, the word whose ideal path is nearest (SHARK2's location channel over all words,
no language model). Top-1 and top-4 count letters: ``its`` for ``it's`` is right where casing and marks only
differ, except in ``text`` and ``hanzi``, where the word must be as it is written.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from swiping_material import Hand, drawn, found_pack

from parley.keyboard.layouts.layout import layout
from parley.keyboard.packs.building.english.texts import tatoeba
from parley.keyboard.packs.pack import Pack
from parley.keyboard.swipe.entries import MOST_WORDS, letters, of_pack
from parley.keyboard.swipe.paths import resampled, taken
from parley.keyboard.swipe.shapes import SAMPLES, Shapes
from parley.keyboard.swipe.swiper import Swiper
from parley.keyboard.types import Point

NOISE = (0.2, 0.3, 0.4)
DATA = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
PINYIN = DATA / "pinyin/B_crosswoz500.tsv"
KEYS = layout("qwerty")
Found = Callable[[Sequence[Point], str], Sequence[str]]


@dataclass(frozen=True)
class Meant:
    """A word to draw."""

    before: str
    text: str
    drawn: str
    """Its letters."""


@dataclass(frozen=True)
class Case:
    """One way to draw words."""

    name: str
    pack: Pack
    meant: list[Meant]
    exactly: bool
    """The word must be as it is written, not only its letters."""
    most: int = MOST_WORDS
    """Words to choose from, of an alphabet."""


@dataclass
class Tally:
    """Of one way to read paths."""

    first: int = 0
    fourth: int = 0
    took: list[float] = field(default_factory=list)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--words", type=int, default=2000, help="of each kind at each noise")
    parser.add_argument("--en", type=Path, default=None, help="pack; default: what ships")
    parser.add_argument("--zh", type=Path, default=None, help="pack; default: what ships")
    parser.add_argument("--seed", type=int, default=29)
    wanted = parser.parse_args()
    random = np.random.default_rng(wanted.seed)
    print("| words | key noise | top-1 % | top-4 % | nearest path top-1 / top-4 % | processor ms p50 | p99 |")
    print("|---|---|---|---|---|---|---|")
    for case in cases(wanted.en, wanted.zh, wanted.words, random):
        measure(case, random)


def cases(en: Path | None, zh: Path | None, count: int, random: np.random.Generator) -> Iterator[Case]:
    """Each way to draw words."""
    pack = found_pack("en", en)
    for name, most in (("alike", 10_000), ("50k", MOST_WORDS)):
        strings = sorted({*of_pack(pack, KEYS, most).letters} - {""})
        some = [strings[at] for at in random.integers(0, len(strings), count)]
        yield Case(name, pack, [Meant("", each, each) for each in some], False, most)
    yield Case("text", pack, running(list(tatoeba(DATA, held=True)), count, random), True)
    pack = found_pack("zh", zh)
    some = running_chinese(pack, count, random)
    yield Case("pinyin", pack, [Meant("", each.drawn, each.drawn) for each in some], False)
    yield Case("hanzi", pack, some, True)


def running(sentences: list[str], count: int, random: np.random.Generator) -> list[Meant]:
    """Words of sentences that have letters, known or not, after what stands before them."""
    found: list[Meant] = []
    for at in random.permutation(len(sentences)):
        before = ""
        for word in sentences[at].split():
            bare = word.strip('.,;:!?"()')
            if letters(bare, KEYS):
                found.append(Meant(before, bare, letters(bare, KEYS)))
            before += word + " "
        if len(found) >= count:
            break
    return found[:count]


def running_chinese(pack: Pack, count: int, random: np.random.Generator) -> list[Meant]:
    """The words of CrossWOZ's sentences after what stands before them, with the pinyin that the file has."""
    lines = PINYIN.read_text("utf-8").splitlines()
    found: list[Meant] = []
    for at in random.permutation(len(lines)):
        _, _, text, reading = lines[at].split("\t")
        before = ""
        for piece, syllables in zip(text.split(), reading.split("|"), strict=True):
            each, place = syllables.split(), 0
            for word in pack.segmented(piece):
                drawn = "".join(each[place : place + len(word)])
                place += len(word)
                if letters(drawn, KEYS):
                    found.append(Meant(before, word, drawn))
                before += word
            before += "，"
        if len(found) >= count:
            break
    return found[:count]


def measure(case: Case, random: np.random.Generator) -> None:
    """One row for each noise."""
    swiper = Swiper(case.pack, "qwerty", case.most)

    def best(path: Sequence[Point], before: str) -> list[str]:
        if case.name == "pinyin":
            return [text for text, _ in swiper.pinyin(path, 4)]
        texts = [each.text for each in swiper.words(path, before, 8)]
        return texts if case.exactly else list(dict.fromkeys(letters(text, KEYS) for text in texts))

    plain = nearest(case)
    begun = time.perf_counter()
    best([Point(0, 0), Point(5, 1)], "")
    built = time.perf_counter() - begun
    for noise in NOISE:
        paths = [drawn(each.drawn, KEYS, Hand(noise), random) for each in case.meant]
        ours = tally(best, paths, case.meant, [each.text for each in case.meant])
        theirs = tally(plain, paths, case.meant, [each.drawn for each in case.meant])
        share, took = 100 / len(paths), np.percentile(np.array(ours.took) * 1000, (50, 99))
        print(
            f"| {case.name} ({len(paths)}) | {noise} | {share * ours.first:.1f} | {share * ours.fourth:.1f} "
            f"| {share * theirs.first:.1f} / {share * theirs.fourth:.1f} | {took[0]:.2f} | {took[1]:.2f} |",
            flush=True,
        )
    print(f"<!-- {case.name}: shapes made in {built:.2f} s -->")


def tally(found: Found, paths: list[list[Point]], meant: list[Meant], wanted: list[str]) -> Tally:
    """How often what is wanted comes, and how long each path takes the processor."""
    counted = Tally()
    for path, each, right in zip(paths, meant, wanted, strict=True):
        begun = time.thread_time()
        texts = found(path, each.before)
        counted.took.append(time.thread_time() - begun)
        counted.first += texts[:1] == [right]
        counted.fourth += right in texts[:4]
    return counted


def nearest(case: Case) -> Found:
    """The letters whose ideal paths, at equal distances, are nearest to a path; over all words."""
    strings = sorted({*of_pack(case.pack, KEYS, case.most).letters} - {""})
    shapes = Shapes(strings, KEYS)
    every = np.arange(len(strings))

    def found(path: Sequence[Point], before: str) -> list[str]:
        away = shapes.distances(every, resampled(taken(path), SAMPLES)[0])
        return [strings[shapes.order[row]] for row in np.argsort(away)[:4]]

    return found


if __name__ == "__main__":
    main()
