"""Pinyin to sentences beside librime, libpinyin and SunPinyin: characters wrong, sentences right.

Every engine gets the same keys of the same sentences (``pinyin_material`` says which and how they were made)
and gives one answer, its first; spaces and casing do not count. The decoder puts in a sentence piece by
piece, each after what it made of those before. Run with the folder of the data (it has ``pinyin/``, …):

    .venv/bin/python benchmarks/pinyin.py shared/data/language [--pack FILE] [--travel swiftkey_qwerty.csv]

``--travel`` measures Kyubyong Park's hand-typed sentences (no licence stated: to measure only) with
SwiftKey's answers of 2017, which are in that file.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import platformdirs
from pinyin_material import GIVEN, MADE, Item, Material, given, made, sentences, travel
from pinyin_peers import PEERS
from rapidfuzz.distance import Levenshtein

from parley.errors import TooLong
from parley.keyboard.decoding.decoder import Decoder
from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.finding import best, shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import PersonalModel, Typed, Wishes

NAMES = (*GIVEN, *MADE)
LEARNED = ("B", "D")


@dataclass(frozen=True, slots=True)
class Row:
    """One engine on one set."""

    engine: str
    wrong: float
    """Characters that differ, of a hundred (Levenshtein over the characters wanted)."""
    right: float
    """Sentences, of a hundred."""
    low: float
    high: float
    """Where ``wrong`` is with 95 %, by 1,000 draws of the sentences."""
    millis: float
    """A sentence, at the median."""

    def __str__(self) -> str:
        spread = f"{self.low:5.1f}–{self.high:<5.1f}"
        return f"  {self.engine:32} {self.wrong:6.1f} {self.right:7.1f}   {spread} {self.millis:9.1f}"


def plain(text: str) -> str:
    """What counts of an answer."""
    return "".join(text.split()).casefold()


def scored(engine: str, items: Sequence[Item], answers: Sequence[tuple[str, float]]) -> Row:
    """The row of an engine: answers and the seconds that each took."""
    wanted = [plain(item.text) for item in items]
    pairs = list(zip(wanted, answers, strict=True))
    distance = np.array([Levenshtein.distance(one, plain(given)) for one, (given, _) in pairs])
    length = np.array(list(map(len, wanted)))
    draws = np.random.default_rng(9).integers(0, len(items), (1_000, len(items)))
    spread = 100 * distance[draws].sum(1) / length[draws].sum(1)
    low, high = np.quantile(spread, (0.025, 0.975))
    right = 100 * float(np.mean(distance == 0))
    took = 1e3 * float(np.median([seconds for _, seconds in answers]))
    return Row(engine, 100 * float(distance.sum() / length.sum()), right, float(low), float(high), took)


def decoded(
    decoder: Decoder, material: Material, personal: PersonalModel | None = None
) -> list[tuple[str, float]]:
    """The decoder's answers to a set, typed at once."""
    wishes = Wishes(scheme=material.scheme, fuzzy=material.fuzzy)
    answers: list[tuple[str, float]] = []
    for number, item in enumerate(material.items):
        begun, text = time.perf_counter(), ""
        for piece in item.pieces:
            # Between two pieces is a mark, which one is not known.
            composition = decoder.open(wishes, f"{text}，" if text else "", personal)
            composition.set(piece)
            found = composition.candidates(1).candidates
            text += found[0].text if found else ""
        answers.append((text, time.perf_counter() - begun))
        progress(f"{material.name}: {number + 1}/{len(material.items)}")
    return answers


def taught(decoder: Decoder, folder: Path, name: str, material: Material) -> PersonalModel:
    """Somebody who has written text like that of a set."""
    personal = Personal()
    told = sentences(folder, name, [i.text for i in material.items])
    events = [Typed(tuple(decoder.pack.segmented(each)), "zh") for each in told]
    personal.learn_all(events, time.time())
    return personal.view(decoder.pack)


def progress(text: str) -> None:
    """A line that is written over, where somebody looks."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text:60}")
        sys.stderr.flush()


def table(material: Material, decoders: Sequence[Decoder], folder: Path, peers: bool) -> list[Row]:
    """All engines on one set; what is learned is learned with the first decoder's pack."""
    rows = [
        scored(f"parley, {each.pack.label.name}", material.items, decoded(each, material))
        for each in decoders
    ]
    decoder = decoders[0]
    if material.name in LEARNED:
        personal = taught(decoder, folder, material.name, material)
        rows.append(scored("parley after learning", material.items, decoded(decoder, material, personal)))
    if material.name == "fuzzy":
        untold = Material("fuzzy, not told", material.items)
        rows.append(scored("parley, sounds not told", material.items, decoded(decoder, untold)))
    if peers and material.scheme == "full":
        lines = [" ".join(item.pieces) for item in material.items]
        for peer in PEERS:
            if reason := peer.missing():
                print(f"  {peer.name}: {reason}", file=sys.stderr)
                continue
            progress(f"{material.name}: {peer.name}")
            rows.append(scored(peer.name, material.items, peer.convert(lines, material.name)))
    return rows


def show(name: str, items: Sequence[Item], rows: Sequence[Row]) -> None:
    """Print a set's table, with ratios to the best peer."""
    progress("")
    print(f"\n{name} ({len(items)} sentences)")
    print(f"  {'':32} {'% wrong':>6} {'% right':>7}   {'95 %':11} {'ms/sentence':>9}")
    for row in rows:
        print(row)
    others = [row for row in rows if not row.engine.startswith("parley")]
    if others:
        best_one = min(others, key=lambda row: row.wrong)
        print(f"  characters wrong, of {best_one.engine}'s: {rows[0].wrong / max(best_one.wrong, 1e-9):.2f}")


def hostile(decoder: Decoder) -> None:
    """What nobody types, and how long it takes."""
    dice = random.Random(9)
    cases: dict[str, Callable[[], str]] = {
        "256 letters of one kind": lambda: "a" * 256,
        "256 abbreviations": lambda: "".join(dice.choice("zcsbpmfdtnlgkhjqxryw") for _ in range(256)),
        "256 that cut in many ways": lambda: ("xianganangang" * 20)[:256],
        "256 letters at random": lambda: "".join(
            dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(256)
        ),
        "256 separators": lambda: "' " * 128,
        "256 signs of control": lambda: "".join(chr(dice.randrange(32)) for _ in range(256)),
        "256 of unknown scripts": lambda: "".join(chr(dice.randrange(0x1000, 0x1FFFF)) for _ in range(256)),
        "1 MB of pinyin": lambda: "nihao" * 200_000,
    }
    print("\nhostile input: milliseconds for all of it, for the slowest key, for the list")
    for name, make in cases.items():
        typed = make()
        composition = decoder.open(Wishes())
        slowest, begun = 0.0, time.perf_counter()
        try:
            for end in range(1, min(len(typed), 300) + 1) if len(typed) <= 256 else [len(typed)]:
                key = time.perf_counter()
                composition.set(typed[:end])
                slowest = max(slowest, time.perf_counter() - key)
            listed = time.perf_counter()
            composition.candidates()
            took = time.perf_counter() - listed
            said = f"{1e3 * slowest:9.1f} {1e3 * took:9.1f}"
        except TooLong as error:
            said = f"refused: {error.code}"
        print(f"  {name:28} {1e3 * (time.perf_counter() - begun):9.1f} {said}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with pinyin/, lm/, nlu/")
    parser.add_argument("--pack", type=Path, action="append", help="of Chinese; by default the best there is")
    parser.add_argument("--every", type=int, default=1, help="only one in so many sentences")
    parser.add_argument("--sets", default=",".join(NAMES), help=f"of {', '.join(NAMES)}, hostile")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--travel", type=Path, help="swiftkey_qwerty.csv with input.csv beside it")
    chosen = parser.parse_args()
    installed = best("zh", Path(platformdirs.user_data_dir("parley", appauthor=False)))
    packs = chosen.pack or ([installed] if installed else [])
    if not packs:
        parser.error("there is no pack for Chinese; name one with --pack")
    english = shipped("en")
    decoders = [Decoder(Pack.open(each), Pack.open(english) if english else None) for each in packs]
    sets = chosen.sets.split(",")
    sources = [given(chosen.data, name, chosen.every) for name in GIVEN]
    for name in sets:
        if name == "hostile":
            hostile(decoders[0])
            continue
        found = sources["BCD".index(name)] if name in GIVEN else made(name, sources)
        show(name, found.items, table(found, decoders, chosen.data, not chosen.no_peers))
    if chosen.travel:
        found, answers = travel(chosen.travel)
        rows = table(found, decoders, chosen.data, not chosen.no_peers)
        theirs = [(answer, 0.0) for answer in answers]
        show("travel", found.items, [*rows, scored("SwiftKey 2017, typed by hand", found.items, theirs)])


if __name__ == "__main__":
    main()
