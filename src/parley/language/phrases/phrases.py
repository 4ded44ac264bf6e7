"""What a text is about, in its own words: statistics, without a trained model.

English: runs of words between function words and marks (RAKE, Rose et al., 2010), scored by how many
different sentences and places they are in, how early, and whether they are written with capitals (as YAKE,
Campos et al., 2020, does). Chinese: runs of nouns and what describes them, by jieba's tags, scored alike.
About 1 ms for 500 characters.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from parley.errors import Unsupported
from parley.language.entities.chinese import tagged
from parley.language.limits import bounded
from parley.language.stretches import sentence_stretches
from parley.language.understanding.model.features import legible

LANGUAGES = ("en", "zh")
MOST = 25
"""Phrases of one text."""
_WORDS = 4
"""Of an English phrase."""
_CHINESE_WORDS = 4
_CHARACTERS = 12
"""Of a Chinese phrase."""
_PIECE = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*|[^\w\s]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HEAD = re.compile(r"n[^\W]*|vn|an|eng|j|l|i|s")
_BEFORE = re.compile(r"n\w*|vn|an|eng|j|b|a|s|f|l|i")
_VERB_ENDINGS = ("ly",)


@dataclass(slots=True)
class _Candidate:
    text: str
    """As it was first written."""
    words: int
    at: int
    """Place in the text."""
    named: bool
    """Written with a capital within a sentence, or tagged as a name."""
    sentences: set[int] = field(default_factory=set[int])
    times: int = 0


@cache
def _stopwords(language: str) -> frozenset[str]:
    lists: dict[str, str] = msgspec.yaml.decode(
        files("parley.language.phrases").joinpath("stopwords.yaml").read_text("utf-8")
    )
    return frozenset(lists[language].split())


def phrases(text: str, language: str) -> tuple[str, ...]:
    """The key phrases of a text in ``en`` or ``zh``, the most telling first.

    Raises ``Unsupported`` for another language, ``TooLong``.
    """
    if language not in LANGUAGES:
        raise Unsupported("Key phrases are found in English and Chinese.")
    plain = legible(bounded(text))
    found: dict[str, _Candidate] = {}
    for number, (start, end) in enumerate(sentence_stretches(plain)):
        chinese = bool(_HAN.search(plain, start, end))
        for one in (_chinese if chinese else _english)(plain[start:end]):
            one.at += start
            known = found.setdefault(one.text.lower(), one)
            known.sentences.add(number)
            known.times += 1
            known.named |= one.named
    frequency: dict[str, int] = {}
    for name, one in found.items():
        for word in name.split():
            frequency[word] = frequency.get(word, 0) + one.times
    scored = {name: _score(one, frequency, len(plain)) for name, one in found.items()}
    best = sorted(found, key=lambda name: (-scored[name], found[name].at))
    return tuple(found[name].text for name in _apart(best)[:MOST])


def _score(one: _Candidate, frequency: dict[str, int], length: int) -> float:
    words = one.text.lower().split()
    central = sum(frequency[word] for word in words) / len(words)
    early = 1 / math.log(math.e + 10 * one.at / (length or 1))
    size = 1 + 0.35 * min(one.words - 1, 2)
    return (
        (1 + math.log(one.times) + math.log(len(one.sentences)) + 0.5 * math.log(central))
        * size
        * (1 + 0.4 * one.named)
        * (0.5 + early)
    )


def _apart(names: list[str]) -> list[str]:
    """Without what is a part of a better phrase, and without a word that a phrase of several has."""
    kept: list[str] = []
    longer = [name for name in names[: 4 * MOST] if " " in name]
    for name in names[: 4 * MOST]:
        others = kept if " " in name or _HAN.search(name) else [*kept, *longer]
        if not any(_within(name, other) for other in others if other != name):
            kept.append(name)
    return kept


def _within(name: str, other: str) -> bool:
    return name in other if _HAN.search(name) else f" {name} " in f" {other} "


def _english(sentence: str) -> Iterator[_Candidate]:
    stop = _stopwords("en")
    run: list[re.Match[str]] = []
    for match in [*_PIECE.finditer(sentence), None]:
        word = match[0] if match else ""
        low = word.lower().replace("’", "'")
        breaks = (
            not word or not word[0].isalnum() or low in stop or low.endswith(_VERB_ENDINGS) or word.isdigit()
        )
        if match is not None and not breaks:
            run.append(match)
            continue
        if 0 < len(run) <= _WORDS:
            start, end = run[0].start(), run[-1].end()
            named = any(each[0][0].isupper() and each.start() > 0 for each in run)
            if len(run) > 1 or len(run[0][0]) > 2:
                yield _Candidate(sentence[start:end], len(run), start, named)
        run = []


def _chinese(sentence: str) -> Iterator[_Candidate]:
    stop = _stopwords("zh")
    run: list[tuple[int, int, str]] = []
    for one in [*tagged(sentence), None]:
        if one is not None and _BEFORE.fullmatch(one.tag) and one.word not in stop and one.word.strip():
            run.append((one.start, one.end, one.tag))
            continue
        # It ends with a noun.
        while run and not _HEAD.fullmatch(run[-1][2]):
            run.pop()
        while run and (len(run) > _CHINESE_WORDS or run[-1][1] - run[0][0] > _CHARACTERS):
            run.pop(0)
        if run:
            start, end = run[0][0], run[-1][1]
            if end - start > 1:
                named = any(tag[:2] in ("nr", "ns", "nt", "nz") for _, _, tag in run)
                yield _Candidate(sentence[start:end].strip(), len(run), start, named)
        run = []
