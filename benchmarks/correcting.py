"""Correction of English words beside aspell, hunspell and symspellpy, in one run.

    .venv/bin/python benchmarks/correcting.py [--pack FILE] [--share 0.1] [--locomo locomo10.zip]

**Lists**: real misspellings collected by R. Mitton (measured with only), each word by itself: the share whose
first suggestion (*top-1*), or one of the first five (*top-5*), is the word that was meant. An engine that
takes the misspelling for a word has failed.
**Changed**: different words, as they are written within sentences of texts that nothing was learned from
(Tatoeba's held-out tenth, LoCoMo's conversations with ``--locomo``), and all words there in running text: the
share that would be changed, by us when the space bar is hit, by the others when they know better.
**Mistyped**: held-out sentences, in which every sixth word has one slip of a finger made by
``correcting_material.by_hand`` (seed 30): the share of slips that the space bar puts right, of those it makes
another word of, and of words that are left right.

Times are processor time of one thread per word that is not right.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from correcting_material import LISTS, by_hand, measured
from predicting_material import locomo, tatoeba_english

from parley.keyboard.correction.corrector import Corrector
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.types import Kind

DATA = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
SLIPS = 6
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)*")
_BEGINS = re.compile(r"(?:^|[.!?:]\s+|[\"“(]\s*)$")


@dataclass
class Answer:
    """What an engine says of one word."""

    known: bool
    others: Sequence[str]
    """Suggestions, the likeliest first."""


class Engine:
    """A speller that may be measured."""

    name = ""

    def ask(self, word: str) -> Answer:
        raise NotImplementedError

    def changed(self, word: str, before: str) -> str | None:
        """What a word of a text becomes; None: it stays."""
        found = self.ask(word)
        return None if found.known or not found.others else found.others[0]


class Ours(Engine):
    """Parley's keyboard."""

    name = "parley"

    def __init__(self, pack: Pack) -> None:
        self._corrector = Corrector(pack)

    def ask(self, word: str) -> Answer:
        found = self._corrector.candidates(word, most=8)
        known = any(each.kind == Kind.TYPED for each in found)
        return Answer(known, [each.text for each in found if each.kind != Kind.TYPED])

    def changed(self, word: str, before: str) -> str | None:
        found = self._corrector.auto(word, before)
        return found.text if found is not None else None


class Piped(Engine):
    """A program that speaks ispell's protocol on a pipe: aspell, hunspell."""

    def __init__(self, name: str, command: Sequence[str], environment: dict[str, str] | None = None) -> None:
        self.name = name
        self._pipe = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, **(environment or {})},
        )
        self._line()  # which version it is

    def ask(self, word: str) -> Answer:
        assert self._pipe.stdin is not None
        self._pipe.stdin.write(f"^{word}\n")
        self._pipe.stdin.flush()
        found = Answer(True, [])
        while line := self._line():
            if line[0] == "&":
                found = Answer(False, [each.strip() for each in line.split(":", 1)[1].split(",")])
            elif line[0] == "#":
                found = Answer(False, [])
        return found

    def _line(self) -> str:
        assert self._pipe.stdout is not None
        return self._pipe.stdout.readline().rstrip("\n")


class SymSpell(Engine):
    """symspellpy with the list of frequencies it comes with, two letters wrong at most."""

    name = "symspellpy"

    def __init__(self) -> None:
        from importlib.resources import files

        from symspellpy import SymSpell as Library  # pyright: ignore[reportMissingImports]
        from symspellpy import Verbosity  # pyright: ignore[reportMissingImports]

        self._library = Library(2, 7)
        self._library.load_dictionary(str(files("symspellpy") / "frequency_dictionary_en_82_765.txt"), 0, 1)
        self._all = Verbosity.ALL

    def ask(self, word: str) -> Answer:
        found = [each.term for each in self._library.lookup(word.lower(), self._all, 2)]
        return Answer(word.lower() in found, found)


def engines(pack: Pack) -> Iterable[Engine]:
    """Those that are here; says which are not."""
    yield Ours(pack)
    programs = {
        "aspell": ["aspell", "-a", "-d", "en", "--encoding=utf-8"],
        "hunspell": ["hunspell", "-a", "-d", "en_US", "-i", "utf-8"],
    }
    for name, command in programs.items():
        if shutil.which(name):
            yield Piped(name, command)
        else:
            print(f"{name} is not installed (apt-get install {name}): left out")
    try:
        yield SymSpell()
    except ImportError:
        print("symspellpy is not installed (pip install symspellpy): left out")


def listed(engine: Engine, share: float) -> str:
    """Top-1 and top-5 on each list, and how long a word takes."""
    cells: list[str] = []
    took: list[float] = []
    for name in LISTS:
        pairs = measured(name)
        pairs = random.Random(1).sample(pairs, int(len(pairs) * share)) if share < 1 else pairs
        first = five = 0
        for wrong, meant in pairs:
            began = time.thread_time() if isinstance(engine, Ours) else time.perf_counter()
            found = engine.ask(wrong)
            ended = time.thread_time() if isinstance(engine, Ours) else time.perf_counter()
            took.append(ended - began)
            others = [] if found.known else [each.lower() for each in found.others[:5]]
            first += others[:1] == [meant]
            five += meant in others
        cells.append(f"{100 * first / max(1, len(pairs)):5.1f} /{100 * five / max(1, len(pairs)):5.1f}")
    took.sort()
    times = [1000 * took[int(part * (len(took) - 1))] for part in (0.5, 0.99)]
    return "  ".join(cells) + f"  {times[0]:6.2f} {times[1]:6.2f}"


def running(texts: Iterable[str]) -> list[tuple[str, str, bool]]:
    """(word, the text before it, whether a sentence begins) of texts."""
    return [
        (found[0], text[: found.start()], bool(_BEGINS.search(text[: found.start()])))
        for text in texts
        for found in _WORD.finditer(text)
    ]


def harmed(engine: Engine, words: Sequence[tuple[str, str, bool]]) -> str:
    """Of different words, and of all, those that are changed in more than capitals and apostrophes."""
    asked: dict[str, bool] = {}
    inside = [each for each in words if not each[2]]
    for word, _, _ in inside:
        if word not in asked:
            asked[word] = _another(word, engine.changed(word, ""))
    if isinstance(engine, Ours):
        changed = sum(_another(word, engine.changed(word, before)) for word, before, _ in words)
    else:
        changed = sum(
            asked[word] if word in asked else _another(word, engine.changed(word, "")) for word, _, _ in words
        )
    different, every = 100 * sum(asked.values()) / len(asked), 100 * changed / len(words)
    return f"{different:6.2f} % of {len(asked):5d}   {every:6.2f} % of {len(words):6d}"


def _another(word: str, other: str | None) -> bool:
    return other is not None and other.lower().replace("'", "") != word.lower().replace("'", "")


def mistyped(engine: Engine, texts: Sequence[str]) -> str:
    """Slips that are put right, slips that become another word, words that stay right."""
    chance = random.Random(30)
    right = wrong = slips = stays = others = 0
    for text in texts:
        for place, found in enumerate(_WORD.finditer(text)):
            word, before = found[0], text[: found.start()]
            if place % SLIPS == SLIPS - 1 and len(word) > 2 and word.islower() and word.isalpha():
                typed = next(by_hand([word], 1, chance))[0]
                if typed == word:
                    continue
                slips += 1
                became = engine.changed(typed, before)
                right += became is not None and became.lower() == word
                wrong += became is not None and became.lower() != word
            else:
                others += 1
                stays += not _another(word, engine.changed(word, before))
    shares = f"{100 * right / slips:6.1f} {100 * wrong / slips:6.1f} {100 * stays / others:7.2f}"
    return f"{shares}   of {slips} slips, {others} others"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pack", type=Path, default=shipped("en"))
    parser.add_argument("--share", type=float, default=1.0, help="of the lists, by lot")
    parser.add_argument("--only", nargs="+", default=(), help="names of engines; all without it")
    parser.add_argument("--sentences", type=int, default=1_500, help="of each text")
    parser.add_argument("--locomo", type=Path, help="locomo10.zip; left out without it")
    asked = parser.parse_args()
    texts: dict[str, list[str]] = {"Tatoeba held out": tatoeba_english(DATA)[: asked.sentences]}
    if asked.locomo:
        texts["LoCoMo"] = locomo(asked.locomo)[: asked.sentences]
    there = [each for each in engines(Pack.open(asked.pack)) if not asked.only or each.name in asked.only]
    _table("Lists: top-1 / top-5 %", "  ".join(f"{name:>12}" for name in LISTS) + "     p50    p99 ms")
    for engine in there:
        print(f"{engine.name:12}{listed(engine, asked.share)}", flush=True)
    for name, some in texts.items():
        words = running(some)
        _table(f"Changed, {name}", "different words      all words")
        for engine in there:
            print(f"{engine.name:12}{harmed(engine, words)}", flush=True)
    _table("Mistyped, Tatoeba held out: %", "  right  wrong  others kept")
    for engine in there:
        print(f"{engine.name:12}{mistyped(engine, texts['Tatoeba held out'])}", flush=True)


def _table(title: str, head: str) -> None:
    print(f"\n{title}\n{'':12}{head}")


if __name__ == "__main__":
    main()
