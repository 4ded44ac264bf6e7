"""Texts for ``predicting.py``: none of them was learned from by any pack that ships."""

from __future__ import annotations

import io
import json
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from parley.keyboard.packs.building.english.texts import held_out, tatoeba

WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
"""A word of English text; its apostrophes are typed, too."""
HAN = re.compile("[\u3400-\u9fff]+")
_SESSION = re.compile(r"session_\d+")


def tatoeba_english(data: Path) -> list[str]:
    """Sentences of Tatoeba that are held out: one of ten, by their SHA-256."""
    return _shuffled(tatoeba(data, held=True))


def tatoeba_chinese(data: Path) -> list[str]:
    """Their translations, in simplified characters."""
    from opencc import OpenCC

    simplified = OpenCC("t2s").convert
    lines = (line.split("\t") for line in (data / "lm/tatoeba_cmn_eng.txt").read_text("utf-8").splitlines())
    return _shuffled(simplified(chinese) for english, chinese, *_ in lines if held_out(english))


def locomo(file: Path) -> list[str]:
    """What the two say in the ten conversations of LoCoMo (``data/locomo10.zip`` of snap-research/locomo)."""
    return _shuffled(_said(file))


def _said(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for name in sorted(each for each in archive.namelist() if each.endswith(".json")):
            told = json.loads(archive.read(name))
            for key in sorted(each for each in told if _SESSION.fullmatch(each)):
                yield from (turn["text"] for turn in told[key] if turn.get("text"))


def crosswoz(data: Path, part: str = "test") -> list[str]:
    """What users and assistants say in CrossWOZ."""
    with zipfile.ZipFile(data / f"lm/crosswoz_{part}.json.zip") as archive:
        told = json.load(io.TextIOWrapper(archive.open(archive.namelist()[0]), "utf-8"))
    return _shuffled(said["content"] for talk in told.values() for said in talk["messages"])


def _shuffled(texts: Iterator[str]) -> list[str]:
    once = sorted({text.replace("’", "'").strip() for text in texts} - {""})
    random.Random(9).shuffle(once)
    return once
