"""Keys that suggestions spare, in English beside Presage and in Chinese beside libpinyin, in the same run.

    .venv/bin/python benchmarks/predicting.py --locomo locomo10.zip [--sentences 400] [--en …] [--zh …]

A person types each word letter by letter and looks at three suggestions before the first letter and after
each. Where the word is among them they take it: one key, which writes its space, too. **KSS**, keystroke
saving, is 1 - keys / keys without suggestions, which are the letters and one more a word; casing, digits and
marks between words cost nothing either way. **Next** is the share of words that are among the three before
any letter (top 1: the first).

In Chinese only the next word is foreseen (what letters mean is the decoder's): a word costs the letters of
its pinyin and one key to choose it, or one key where it (or it and more words) is among the three. Words are
jieba's, whose list no pack of ours is cut by.

Nobody learns while this runs, but in the rows that say so: from each text as it goes, beginning with nothing.
*Unigram* is the commonest words that begin as typed, by the frequencies in the pack. Presage runs with its
own English model and, as it is delivered, does not offer a word twice while one is typed; it takes an
apostrophe for the end of a word. Times are the processor time of one suggestion: who shares the machine
counts less.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from predicting_material import HAN, WORD, crosswoz, locomo, tatoeba_chinese, tatoeba_english
from predicting_peers import LibPinyin, NotInstalled, Presage

from parley.keyboard.learning.personal import Personal
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.prediction.predictor import Predictor
from parley.keyboard.types import Kind, Typed

DATA = (
    Path(os.environ.get("PARLEY_TEST_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
    / "language"
)
SHOWN = 3
NOW = 1_795_000_000.0
"""When everything is typed; POSIX seconds."""
Suggest = Callable[[str, str], Sequence[str]]
"""(text before, letters typed) → suggestions."""


@dataclass(frozen=True)
class Engine:
    """One way to suggest."""

    suggest: Suggest
    learn: Callable[[str], None] = lambda _: None
    """Is told each sentence once it has been typed."""


@dataclass
class Tally:
    """Of one engine on one text."""

    free: int = 0
    """Keys without suggestions."""
    keys: int = 0
    words: int = 0
    first: int = 0
    """Words foreseen as the first suggestion, before any letter."""
    third: int = 0
    took: list[float] = field(default_factory=list)

    def row(self) -> str:
        """The figures: KSS, top-1, top-3, p50 and p99 in ms."""
        took = sorted(self.took)
        at = [1000 * took[int(part * (len(took) - 1))] for part in (0.5, 0.99)]
        shares = [
            100 * (1 - self.keys / self.free),
            *(100 * each / self.words for each in (self.first, self.third)),
        ]
        return "".join(f"{each:8.1f}" for each in shares) + "".join(f"{each:9.2f}" for each in at)


def main() -> None:
    """Print a table for each language."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--sentences", type=int, default=400, help="of each text")
    options.add_argument("--locomo", type=Path, help="locomo10.zip; left out without it")
    options.add_argument("--en", type=Path, default=shipped("en"))
    options.add_argument("--zh", type=Path, action="append", help="packs; the shipped one without it")
    asked = options.parse_args()
    english = {"Tatoeba held out": tatoeba_english(DATA)}
    if asked.locomo:
        english["LoCoMo"] = locomo(asked.locomo)
    _table("English", english, _english(asked.en), typed_english, asked.sentences)
    chinese = {"CrossWOZ test": crosswoz(DATA), "Tatoeba held out": tatoeba_chinese(DATA)}
    packs = asked.zh or [each for each in (shipped("zh"),) if each]
    _table("Chinese", chinese, _chinese(packs), typed_chinese, asked.sentences)


def _table(
    title: str,
    texts: dict[str, list[str]],
    engines: dict[str, Callable[[], Engine]],
    typing: Callable[[Suggest, str, Tally], None],
    most: int,
) -> None:
    print(f"\n{title:38}{'KSS %':>8}{'top 1 %':>8}{'top 3 %':>8}{'p50 ms':>9}{'p99 ms':>9}   words")
    for name, lines in texts.items():
        for engine, start in engines.items():
            tally, suggesting = Tally(), start()
            for at, line in enumerate(lines[:most]):
                typing(suggesting.suggest, line, tally)
                suggesting.learn(line)
                if at % 50 == 0:
                    print(f"\r{name}, {engine}: {at} of {min(most, len(lines))}", end="", flush=True)
            print(f"\r{name + ', ' + engine:38}{tally.row()}{tally.words:8}", flush=True)


def typed_english(suggest: Suggest, line: str, tally: Tally) -> None:
    """One sentence, word for word."""
    for found in WORD.finditer(line):
        word = found.group().lower()
        tally.words += 1
        tally.free += len(word) + 1
        keys = len(word) + 1
        for typed in range(len(word)):
            began = time.thread_time()
            shown = suggest(line[: found.start()], found.group()[:typed])[:SHOWN]
            tally.took.append(time.thread_time() - began)
            lower = [each.lower() for each in shown]
            if word in lower:
                keys = typed + 1
                tally.third += typed == 0
                tally.first += typed == 0 and lower[0] == word
                break
        tally.keys += keys


def typed_chinese(suggest: Suggest, line: str, tally: Tally) -> None:
    """One sentence, word for word; where a suggestion is several words they are taken together."""
    import rjieba
    from pypinyin import lazy_pinyin

    words: list[str] = rjieba.cut(line)
    ends = [sum(map(len, words[: at + 1])) for at in range(len(words))]
    at = 0
    while at < len(words):
        if not HAN.fullmatch(words[at]):
            at += 1
            continue
        before = line[: ends[at] - len(words[at])]
        began = time.thread_time()
        shown = suggest(before, "")[:SHOWN]
        tally.took.append(time.thread_time() - began)
        rest = line[len(before) :]
        fitting = [each for each in shown if rest.startswith(each) and len(before) + len(each) in ends]
        longest = max(map(len, fitting), default=0)
        taken = max(1, sum(len(before) < end <= len(before) + longest for end in ends))
        free = [len("".join(lazy_pinyin(word))) + 1 for word in words[at : at + taken] if HAN.fullmatch(word)]
        tally.words += len(free)
        tally.free += sum(free)
        tally.keys += 1 if fitting else sum(free)
        tally.third += len(free) if fitting else 0
        tally.first += len(free) if fitting and shown[0] in fitting else 0
        at += taken


def _english(path: Path | None) -> dict[str, Callable[[], Engine]]:
    engines: dict[str, Callable[[], Engine]] = {}
    if path is not None:
        pack = Pack.open(path)
        engines["Parley"] = lambda: Engine(_ours(pack))
        engines["Parley, learning"] = lambda: _learning(pack)
        engines["unigram"] = lambda: Engine(_unigram(pack))
    try:
        Presage(SHOWN, learning=False)
    except NotInstalled as missing:
        print(missing)
    else:
        engines["Presage"] = lambda: Engine(Presage(SHOWN, learning=False).suggest)
        engines["Presage, learning"] = lambda: Engine(Presage(SHOWN, learning=True).suggest)
    return engines


def _chinese(paths: Sequence[Path]) -> dict[str, Callable[[], Engine]]:
    engines: dict[str, Callable[[], Engine]] = {}
    for path in paths:
        pack = Pack.open(path)
        engines[f"Parley {path.stem}"] = lambda pack=pack: Engine(_ours(pack))
        engines[f"Parley {path.stem}, learning"] = lambda pack=pack: _learning(pack)
        engines[f"unigram {path.stem}"] = lambda pack=pack: Engine(_unigram(pack))
    try:
        peer = LibPinyin(SHOWN)
    except NotInstalled as missing:
        print(missing)
    else:
        engines["libpinyin"] = lambda: Engine(peer.suggest)
    return engines


def _learning(pack: Pack) -> Engine:
    own, predictor = Personal(), Predictor(pack)

    def suggest(before: str, typed: str) -> list[str]:
        found = predictor.suggest(before, typed, SHOWN + 1, own.view(pack))
        return [each.text for each in found if each.kind != Kind.EMOJI]

    def learn(line: str) -> None:
        words = pack.segmented(line)
        for at, word in enumerate(words):
            own.learn(Typed((word,), pack.language, tuple(words[max(0, at - 2) : at])), NOW)

    return Engine(suggest, learn)


def _ours(pack: Pack) -> Suggest:
    predictor = Predictor(pack)

    def suggest(before: str, typed: str) -> list[str]:
        found = predictor.suggest(before, typed, SHOWN + 1)
        return [each.text for each in found if each.kind != Kind.EMOJI]

    return suggest


def _unigram(pack: Pack) -> Suggest:
    common = [pack.words.text(int(each)) for each in pack.model.unigram.argsort()[::-1][:100]]
    common = [each for each in common if each[:1].isalpha() or HAN.match(each)][:SHOWN]

    def suggest(before: str, typed: str) -> list[str]:
        if not typed:
            return common
        found = [pack.words.text(id) for id in pack.words.starting(typed, SHOWN + 2).tolist()]
        return [each for each in found if each.lower() != typed.lower()]

    return suggest


if __name__ == "__main__":
    main()
