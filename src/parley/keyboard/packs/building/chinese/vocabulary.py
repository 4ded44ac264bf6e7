"""Which Chinese words the pack has, how often they are used, and how they are read."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from parley.keyboard.packs.segmenting import LONGEST_CHINESE, chinese, cut, sentences, tokens
from parley.language.script import to_simplified

_HAN = re.compile(r"[\u3400-\u9fff]+")
_MARKS = "，。！？；：、“”‘’（）《》…—～"
_ASCII = str.maketrans(",!?;:()~", "，！？；：（）～")
_DICTIONARY = 0.35
"""What jieba's counts weigh beside Android's: of written text, where those are of what people type."""
_TEXT = 0.3
"""What the texts' own counts weigh beside both."""
_RARE = 0.02
"""A reading with a smaller share of a character is noise of how Android's counts were made."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What dictionaries say."""

    shares: Mapping[str, float]
    """Word → its part of all words."""
    readings: Mapping[str, list[tuple[str, float]]]
    """Word → its readings and their shares of 1, where a list has them."""


def listed(simp: Path, phrases: Path, jieba: Path) -> Listed:
    """The words of Rime's and jieba's dictionaries; readings of Rime's and of the list of phrases."""
    typed, readings = _typed(simp)
    (dictionary,) = jieba.glob("*/jieba/dict.txt")
    typed = Counter({word: count for word, count in typed.items() if not traditional(word)})
    written: Counter[str] = Counter()
    for line in dictionary.read_text("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if _HAN.fullmatch(word) and len(word) <= LONGEST_CHINESE and not traditional(word):
            written[word] += int(count)
    all_typed, all_written = sum(typed.values()), sum(written.values())
    shares = {
        word: (1 - _DICTIONARY) * typed.get(word, 0) / all_typed
        + _DICTIONARY * written.get(word, 0) / all_written
        for word in sorted(typed.keys() | written.keys())
    }
    for word, reading in _phrases(phrases):
        if word in shares and word not in readings:
            readings[word] = [(reading, 1.0)]
    return Listed(shares, readings)


def traditional(word: str) -> bool:
    """Whether a word is written with a character that OpenCC makes another of, and GB 2312 lacks: some that
    it simplifies have uses of their own, as in 乾坤 and 瞭望."""
    return any(_replaced(each) for each in word)


@cache
def _replaced(character: str) -> bool:
    if to_simplified(character) == character:
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _typed(simp: Path) -> tuple[Counter[str], dict[str, list[tuple[str, float]]]]:
    counts: Counter[str] = Counter()
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in simp.read_text("utf-8").split("\n...\n", 1)[1].splitlines():
        word, reading, weight = (*line.split("\t"), "", "")[:3]
        if _HAN.fullmatch(word) and reading:
            # A character in the list that nobody was seen to type is still known.
            counts[word] += int(weight or 0)
            found[word][reading.replace("ü", "v")] = int(weight or 0) + 0.5
    readings: dict[str, list[tuple[str, float]]] = {}
    for word, some in found.items():
        total = sum(some.values())
        kept = {each: n / total for each, n in some.items() if n / total >= _RARE}
        readings[word] = [(each, share / sum(kept.values())) for each, share in sorted(kept.items())]
    return counts, readings


def _phrases(file: Path) -> Iterable[tuple[str, str]]:
    from pypinyin.contrib.tone_convert import to_tone3

    for line in file.read_text("utf-8").splitlines():
        word, _, reading = line.partition(": ")
        if _HAN.fullmatch(word):
            syllables = [to_tone3(each, neutral_tone_with_five=True) for each in reading.split()]
            if len(syllables) == len(word):
                yield word, " ".join(syllables).replace("ü", "v")


def cutter(shares: Mapping[str, float]) -> Callable[[str], list[list[str]]]:
    """Cuts text into sentences of words, by how often words are used; marks become Chinese ones."""
    costs = {word: -math.log(share) for word, share in shares.items() if share > 0}
    worst = max(costs.values()) + 5

    def cost(word: str) -> float:
        return costs.get(word, worst if len(word) == 1 else math.inf)

    def cut_up(text: str) -> list[list[str]]:
        words: list[str] = []
        for token in tokens(text):
            words += cut(token, cost) if chinese(token) else [token.translate(_ASCII)]
        return list(sentences(words))

    return cut_up


def vocabulary(said: Listed, texts: Iterable[list[str]], most: int, most_characters: int) -> dict[str, float]:
    """The words to have, by falling frequency, with their parts of all words; marks are among them."""
    seen = Counter(word for sentence in texts for word in sentence)
    total = sum(seen.values())
    shares = {
        word: (1 - _TEXT) * share + _TEXT * seen.get(word, 0) / total for word, share in said.shares.items()
    }
    shares |= {mark: seen.get(mark, 1) / total for mark in _MARKS}
    ordered = sorted(shares, key=lambda word: (-shares[word], word))
    single = [word for word in ordered if len(word) == 1][:most_characters]
    longer = [word for word in ordered if len(word) > 1 and shares[word] > 0][: most - len(single)]
    kept = {*single, *longer}
    return {word: shares[word] for word in ordered if word in kept}
