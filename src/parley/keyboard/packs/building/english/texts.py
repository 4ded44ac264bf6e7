"""The running English text that the pack learns from, sentence by sentence."""

from __future__ import annotations

import csv
import io
import json
import re
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import msgspec

_HELD = 10
"""Of so many sentences of Tatoeba one is held out, to measure with."""
_EVERYBODY = re.compile(r"\b(?:Tom|Mary)\b")
_STAGE = re.compile(r"<[^>]*>|\([^)]*\)")


def held_out(english: str) -> bool:
    """Whether a sentence (and its translations) is kept to measure with and never learned from."""
    return sha256(" ".join(english.lower().split()).encode()).digest()[0] % _HELD == 0


def tatoeba(data: Path, held: bool = False) -> Iterator[str]:
    """Sentences of learners and volunteers; each once. ``held``: those to measure with instead.

    Most of them are about Tom and Mary, whom nobody else writes about so often: without ``held`` they are no
    words, as nothing should be learned of them.
    """
    lines = (data / "lm/tatoeba_cmn_eng.txt").read_text("utf-8").splitlines()
    once = dict.fromkeys(line.split("\t")[0] for line in lines)
    kept = (each for each in once if held_out(each) == held)
    yield from kept if held else (_EVERYBODY.sub("_", each) for each in kept)


def clinc(data: Path) -> Iterator[str]:
    """What people ask an assistant for; without the test part."""
    parts = json.loads((data / "nlu/clinc150_full.json").read_text("utf-8"))
    for name in ("train", "val", "oos_train", "oos_val"):
        yield from (text for text, _ in parts[name])


def hwu(data: Path) -> Iterator[str]:
    """What people ask a robot at home for; without the test part."""
    with tarfile.open(data / "nlu/hwu64_KFold_1_csv.tgz") as archive:
        for member in sorted(archive, key=lambda each: each.name):
            if "/trainset/" in member.name and (file := archive.extractfile(member)):
                rows = csv.DictReader(io.StringIO(file.read().decode("utf-8-sig", "replace")), delimiter=";")
                yield from (row["answer_from_anno"] for row in rows if row.get("answer_from_anno"))


def snips(data: Path) -> Iterator[str]:
    """Wishes for music, books, films, restaurants and the weather; without the validation part."""
    with tarfile.open(data / "nlu/snips_2017_06.tgz") as archive:
        for member in sorted(archive, key=lambda each: each.name):
            if member.name.endswith("_full.json") and "/train_" in member.name:
                file = archive.extractfile(member)
                told = cast(
                    "dict[str, Any]", json.loads(file.read().decode("utf-8", "replace")) if file else {}
                )
                for each in next(iter(told.values()), ()):
                    yield "".join(piece["text"] for piece in each["data"])


def chatterbot(folder: Path) -> Iterator[str]:
    """Questions and answers of a chat bot."""
    for file in sorted((folder / "chatterbot_corpus/data/english").glob("*.yml")):
        told = msgspec.yaml.decode(file.read_text("utf-8"))
        lines = (_STAGE.sub(" ", str(line)) for exchange in told["conversations"] for line in exchange)
        yield from dict.fromkeys(lines)


def wordnet(folder: Path) -> Iterator[str]:
    """The sentences that show how words are used."""
    for file in sorted((folder / "dict").glob("data.*")):
        for line in file.read_text("utf-8").splitlines():
            meaning = line.partition(" | ")[2]
            yield from (each for each in re.findall(r'"([^"]+)"', meaning) if " " in each)


TEXTS: dict[str, Callable[[Path], Iterator[str]]] = {
    "tatoeba": tatoeba,
    "clinc": clinc,
    "hwu": hwu,
    "snips": snips,
    "chatterbot": chatterbot,
    "wordnet": wordnet,
}
