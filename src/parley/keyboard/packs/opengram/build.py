"""Makes a pack of SunPinyin's two files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from parley.errors import BadModel
from parley.keyboard.packs.building.adapting import Model, adapted
from parley.keyboard.packs.building.chinese.parts import parts
from parley.keyboard.packs.building.chinese.vocabulary import traditional
from parley.keyboard.packs.building.tree import Level, model_arrays
from parley.keyboard.packs.opengram import everyday, model
from parley.keyboard.packs.opengram.dictionary import Dictionary
from parley.keyboard.packs.pack import write_pack
from parley.keyboard.packs.words import SPECIAL
from parley.keyboard.types import FloatArray, IntArray, Known, PackSource

MODEL = "lm_sc.t3g"
DICTIONARY = "pydict_sc.bin"
_RAREST = -22.0
"""ln P of a word that the dictionary has and the model lacks, and of an unknown one: below what it has."""
_HOME = "https://sourceforge.net/projects/open-gram/"


def build(folder: Path, out: Path, version: str = "") -> None:
    """Read both files from a folder and write the pack. Takes half a minute and some 500 MB."""
    gram = model.read(folder / MODEL)
    dictionary = Dictionary(folder / DICTIONARY)
    texts = dictionary.words
    if int(gram.words.max()) >= len(texts):
        raise BadModel("The dictionary is not the one of this model.")
    value = np.full(len(texts), _RAREST, np.float32)
    value[gram.words] = np.maximum(gram.values, _RAREST)
    simplified = [place for place, text in enumerate(texts) if text and not traditional(text)]
    named: NDArray[np.int64] = np.array(simplified, np.int64)
    named = named[np.lexsort((named, -value[named]))]
    number = np.zeros(len(texts), np.int32)
    number[named] = np.arange(SPECIAL, SPECIAL + len(named))
    count = SPECIAL + len(named)
    unigram, weights = np.full(count, _RAREST, np.float32), np.zeros(count, np.float32)
    unigram[number[named]] = value[named]
    weights[number[gram.words]] = gram.weights
    weights[0] = 0
    words = [texts[int(place)] for place in named]
    pairs, triples = (_renumbered(level, number) for level in gram.levels)
    found: Model = unigram, weights, (pairs, triples)
    if everyday.FILE.exists():
        told = everyday.sentences(words, unigram)
        found = adapted(found, told, SPECIAL + words.index("。"))
        found, words = _in_order(found, words)
    unigram, weights, levels = found
    arrays = model_arrays(unigram, weights, levels)
    kept = parts(words, unigram, dictionary.readings())
    write_pack(out, _label(folder, version, len(words)), words, arrays, kept, SPECIAL + words.index("。"))


def _in_order(found: Model, words: list[str]) -> tuple[Model, list[str]]:
    """The same, with words numbered by falling frequency again."""
    unigram, weights, levels = found
    order = np.concatenate((np.arange(SPECIAL), SPECIAL + np.argsort(-unigram[SPECIAL:], kind="stable")))
    number = np.empty(len(order), np.int32)
    number[order] = np.arange(len(order))
    pairs, triples = (Level(number[each.words], each.values, each.weights) for each in levels)
    return (unigram[order], weights[order], (pairs, triples)), [
        words[each - SPECIAL] for each in order[SPECIAL:]
    ]


def _renumbered(level: Level, number: IntArray) -> Level:
    """With our numbers; without n-grams that have an unknown word or none of the dictionary."""
    words = number[level.words]
    kept = (words != 0).all(axis=1)
    weights: FloatArray = level.weights[kept]
    return Level(words[kept], level.values[kept], weights)


def _label(folder: Path, version: str, count: int) -> Known:
    sources = tuple(
        PackSource(
            f"open-gram: {name}" + (f" of sunpinyin-data {version}" if version else ""),
            "CC-BY-SA-3.0",
            _HOME,
            hashlib.sha256((folder / name).read_bytes()).hexdigest(),
            count,
        )
        for name in (MODEL, DICTIONARY)
    )
    beside = everyday.SOURCES if everyday.FILE.exists() else ()
    return Known("zh", "open-gram", "CC-BY-SA-3.0", (*sources, *beside))
