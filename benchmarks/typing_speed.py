"""How quick typing is: milliseconds a keystroke, seconds to load, megabytes.

Sentences are typed key by key; a keystroke of pinyin is one more key and the list of 30 candidates shown for
it, with English words among pinyin and slips of fingers allowed for (``Wishes()``), in processor time of one
core. One of English is all that a text box asks for: completions, corrections, what a space bar puts in, and
before each word the next ones; one word in six has a slip, as in ``correcting.py``. Loading and memory are
those of a process of its own that opens the Chinese and the English pack and answers; in processor time from
its very beginning, with modules that are compiled, as those of an installation are.
Run with the folder of the data (it has ``pinyin/`` and ``lm/``):

    .venv/bin/python benchmarks/typing_speed.py shared/data/language [--pack FILE] [--learned]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import platformdirs
from correcting import SLIPS
from correcting_material import by_hand
from pinyin_material import GIVEN, given, sentences
from predicting_material import tatoeba_english

from parley.keyboard.decoding.decoder import Decoder
from parley.keyboard.engines import Engines
from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.finding import best, shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.session import TypingSession
from parley.keyboard.types import PersonalModel, Typed, Wishes

_COLD = 6
"""Processes that begin cold."""
_SENTENCES = 200
"""Of English."""
_LOADED = """
import sys, time
begun = time.process_time()
import numpy
numpied = time.process_time()
from pathlib import Path
from parley.keyboard.decoding.decoder import Decoder
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import Wishes
imported = time.process_time()
decoder = Decoder(Pack.open(Path(sys.argv[1])), Pack.open(Path(sys.argv[2])) if sys.argv[2] else None)
opened = time.process_time()
composition = decoder.open(Wishes())
composition.set("women")
composition.candidates(30)
first = time.process_time()
def megabytes():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmRSS")) / 1024
small = megabytes()
for number, line in enumerate(open(sys.argv[3])):
    if number < 40:
        composition.set(line.split("\\t")[1].split(" ")[0][:200])
        composition.candidates(30)
large = megabytes()
from parley.keyboard.engines import Engines
from parley.keyboard.session import TypingSession
english = time.process_time()
TypingSession(Engines(Path("nowhere")), Wishes("en")).compose("helo", "I say ")
english = time.process_time() - english
import json
steps = [begun, numpied - begun, imported - numpied, opened - imported, first - opened, first, english]
print(json.dumps([*steps, small, large]))
"""


def typed(decoder: Decoder, pieces: Sequence[str], personal: PersonalModel | None) -> list[float]:
    """Milliseconds of every keystroke."""
    took: list[float] = []
    for number, piece in enumerate(pieces):
        composition = decoder.open(Wishes(), "", personal)
        for end in range(1, len(piece) + 1):
            begun = time.process_time()
            composition.set(piece[:end])
            composition.candidates(30)
            took.append(1e3 * (time.process_time() - begun))
        if sys.stderr.isatty():
            sys.stderr.write(f"\r{number + 1}/{len(pieces)}   ")
    return took


def typed_english(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The letters of a word so far, none at first, and the text before it, for each keystroke."""
    chance, keys = random.Random(30), list[tuple[str, str]]()
    for text in texts:
        before = ""
        for place, word in enumerate(text.split()):
            letters = word.rstrip('.,!?;:"')
            if place % SLIPS == SLIPS - 1 and len(letters) > 2 and letters.islower() and letters.isalpha():
                letters = next(by_hand([letters], 1, chance))[0]
            keys += [(letters[:end], before) for end in range(len(letters) + 1)]
            before += word + " "
    return keys


def boxed(keys: Sequence[tuple[str, str]], taught: Sequence[str]) -> list[float]:
    """Milliseconds of every keystroke in an English text box, of somebody who wrote ``taught`` before."""
    engines = Engines(Path("nowhere"))
    own: PersonalModel | None = None
    if taught:
        person, pack = Personal(), engines.pack("en")
        person.learn_all([Typed(tuple(pack.segmented(each)), "en") for each in taught], time.time())
        own = person.view(pack)
    session = TypingSession(engines, Wishes("en"), lambda _: own)
    session.compose("helo", "I say ")
    took: list[float] = []
    for letters, before in keys:
        begun = time.process_time()
        session.compose(letters, before)
        took.append(1e3 * (time.process_time() - begun))
    return took


def english(texts: Sequence[str], count: int, learned: bool) -> None:
    """The rows of an English text box, of ``count`` sentences."""
    print("\nEnglish, all that a text box asks for")
    keys = typed_english(texts[:count])
    for person, taught in {"": [], "after learning": texts[-3_000:]}.items():
        if learned or not person:
            took = boxed(keys, taught)
            for name, some in (("a letter", True), ("the next word", False)):
                every = zip(took, keys, strict=True)
                show(f"{name} {person}", [each for each, (letters, _) in every if bool(letters) == some])
            show(f"all {person}", took)


def cold(arguments: Sequence[str]) -> None:
    """What a process that begins cold takes until it answers."""
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", _LOADED, *arguments]
    runs = [subprocess.run(command, capture_output=True, check=True, env=plain) for _ in range(_COLD)]
    # The first run may compile modules; of the others the quickest had the processor most to itself.
    told = min((json.loads(run.stdout) for run in runs[1:]), key=lambda each: each[5])
    begun, numpied, imported, opened, first, whole, other, small, large = told
    print(
        f"\n  cold: Python {begun:.3f} s, numpy {numpied:.3f}, the keyboard {imported:.3f}, both packs and "
        f"the decoder {opened:.3f}, first composition {first:.3f}; together {whole:.2f} s"
        f"\n  then the first key of English {other:.2f} s"
        f"\n  resident after the first {small:.0f} MB, after forty sentences {large:.0f} MB"
    )


def show(name: str, took: Sequence[float]) -> None:
    """A row: how many keys, the median and the slowest in a hundred and in all, and how many in a second."""
    p50, p99 = np.quantile(took, (0.5, 0.99))
    print(f"  {name:28} {len(took):7} {p50:8.2f} {p99:8.2f} {max(took):8.1f} {1e3 / np.mean(took):9.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="folder with pinyin/")
    parser.add_argument("--pack", type=Path, help="of Chinese; the best one there is by default")
    parser.add_argument("--every", type=int, default=1, help="only one in so many sentences")
    parser.add_argument("--learned", action="store_true", help="type as somebody who has taught it, too")
    chosen = parser.parse_args()
    pack = chosen.pack or best("zh", Path(platformdirs.user_data_dir("parley", appauthor=False)))
    if pack is None:
        parser.error("there is no pack for Chinese; name one with --pack")
    other = shipped("en")
    sources = [given(chosen.data, name, chosen.every) for name in GIVEN]
    print(f"\n{pack.name}\n  {'':28} {'keys':>7} {'ms p50':>8} {'p99':>8} {'slowest':>8} {'keys/s':>9}")
    decoder = Decoder(Pack.open(pack), Pack.open(other) if other else None)
    people: dict[str, PersonalModel | None] = {"": None}
    if chosen.learned:
        texts = [item.text for item in sources[0].items]
        told = sentences(chosen.data, "B", texts)
        personal = Personal()
        personal.learn_all([Typed(tuple(decoder.pack.segmented(each)), "zh") for each in told], time.time())
        people["after learning"] = personal.view(decoder.pack)
    for person, personal_model in people.items():
        every: list[float] = []
        for source in sources:
            pieces = [piece for item in source.items for piece in item.pieces]
            took = typed(decoder, pieces, personal_model)
            show(f"{source.name} {person}", took)
            every += took
        show(f"all {person}", every)
        joined = "".join(piece for item in sources[0].items for piece in item.pieces)
        long = [joined[at : at + 240] for at in range(0, 240 * max(2, 20 // chosen.every), 240)]
        show(f"80 syllables on end {person}", typed(decoder, long, personal_model))
    english(tatoeba_english(chosen.data), max(1, _SENTENCES // chosen.every), chosen.learned)
    arguments = [str(pack), str(other or ""), str(next((chosen.data / "pinyin").glob("B_*.tsv")))]
    cold(arguments)


if __name__ == "__main__":
    main()
