"""A small pack for browsers, made from a large one: the commonest words and pairs, in a megabyte or so.

A file, compressed with gzip: ``PARLEYKB``, the length of the header as four bytes, the header in JSON, and
the sections that the header names, all aligned to eight bytes; all numbers little-endian. Costs are -ln P in
steps of 1/12, at most 255. Words are numbered as in the sections; word 0 is the beginning of a sentence.

- ``text`` UTF-8 of all words, ``lengths`` (u8) UTF-16 units of each, ``cost`` (u8) without context, ``back``
  (u8) of giving up the context, ``pairs`` (u16) followers of each;
- ``next`` (u16) and ``pair`` (u8): followers, ascending within a word, and their costs;
- ``order`` (u16), of languages with an alphabet: words by their small letters;
- ``reading`` (u16), ``depth`` (u8), ``entry`` (u16), ``share`` (u8), of Chinese: the syllables of each way to
  read a word, end to end; how many; of which word; its cost among that word's readings. They stand by
  syllables, and where these are the same the likeliest first.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from parley.keyboard.decoding.lexicon import Lexicon
from parley.keyboard.packs.pack import Pack
from parley.keyboard.packs.words import BEGINNING, SPECIAL, folded
from parley.keyboard.pinyin.schemes import names, scheme
from parley.keyboard.pinyin.sounds import confused
from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES
from parley.keyboard.types import FloatArray, IntArray

MAGIC = b"PARLEYKB"
STEPS = 12
"""Of cost in one natural logarithm."""
_WORDS = {"zh": 50_000, "": 26_000}
_PAIRS = {"zh": 480_000, "": 110_000}
"""So many that Chinese takes at most 1.5 MB, and any other language 0.5."""
_LONGEST_WORD = 24
_BEGINNINGS = 400
"""Words that begin sentences."""
_Array = NDArray[Any]


def offline(pack: Pack) -> bytes:
    """The file of a pack. Takes a second; the same pack makes the same bytes."""
    chinese = pack.language == "zh"
    kept = _words(pack, "zh" if chinese else "")
    number = np.full(len(pack.words), -1, np.int64)
    number[kept] = np.arange(1, len(kept) + 1)
    texts = [pack.words.text(int(id)) for id in kept]
    sections: dict[str, _Array] = {
        "lengths": np.array([0, *(len(each.encode("utf-16-le")) // 2 for each in texts)], np.uint8),
        "text": np.frombuffer("".join(texts).encode(), np.uint8),
    }
    sections |= _model(pack, kept, number, _PAIRS["zh" if chinese else ""])
    label = pack.label
    header: dict[str, object] = {"language": pack.language, "name": label.name, "licence": label.licence}
    if chinese:
        sections |= _readings(pack, number)
        header |= _pinyin()
    else:
        order = sorted(range(len(texts)), key=lambda place: (folded(texts[place]), place))
        sections["order"] = (np.array(order) + 1).astype(np.uint16)
    return _file(header, sections)


def _words(pack: Pack, kind: str) -> IntArray:
    """The commonest words that can be typed; of Chinese those with a reading, and every character."""
    ids = np.arange(SPECIAL, len(pack.words), dtype=np.int32)
    if kind == "zh":
        ids = np.unique(Lexicon(pack.arrays).word).astype(np.int32)
    ids = ids[np.argsort(-pack.model.unigram[ids], kind="stable")]
    short = [id for id in ids.tolist() if 0 < len(pack.words.text(id)) <= _LONGEST_WORD]
    common = set(short[: _WORDS[kind]])
    if kind == "zh":
        single = [id for id in short if len(pack.words.text(id)) == 1 and id not in common]
        longer = [id for id in short[: _WORDS[kind]] if len(pack.words.text(id)) > 1]
        common |= set(single)
        common -= set(longer[len(longer) - len(single) :]) if single else set()
    return np.array([id for id in short if id in common], np.int32)


def _pairs(pack: Pack, number: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64], FloatArray]:
    """Every pair of kept words, and of the beginning and a word: numbers of both, and ln P of the second."""
    model, arrays = pack.model, pack.arrays
    begin = model.followers([BEGINNING], _BEGINNINGS)
    first = np.zeros(len(begin), np.int64)
    last = number[np.array([id for id, _ in begin], np.int64)]
    score = np.array([score for _, score in begin], np.float32)
    if model.order > 1:
        starts = arrays["model.1.starts"].astype(np.int64)
        first = np.concatenate((first, number[np.repeat(np.arange(len(starts) - 1), np.diff(starts))]))
        last = np.concatenate((last, number[arrays["model.2.words"].astype(np.int64)]))
        values: FloatArray = arrays["model.2.values"]
        score = np.concatenate((score, values[arrays["model.2.codes"]]))
    kept = (first >= 0) & (last > 0)
    return first[kept], last[kept], score[kept]


def _model(pack: Pack, kept: IntArray, number: NDArray[np.int64], most: int) -> dict[str, _Array]:
    firsts, lasts, scores = _pairs(pack, number)
    unigram: FloatArray = np.concatenate((np.array([-1.0], np.float32), pack.model.unigram[kept]))
    # What is lost without a pair, weighed by how often it is met (Stolcke 1998, "Entropy-based pruning").
    gain = np.exp(unigram[firsts] + scores) * (scores - unigram[lasts])
    best = np.argsort(-gain, kind="stable")[:most]
    best = best[np.lexsort((lasts[best], firsts[best]))]
    firsts, lasts, scores = firsts[best], lasts[best], scores[best]
    count = len(unigram)
    mass = np.bincount(firsts, np.exp(scores), count)
    covered = np.bincount(firsts, np.exp(unigram[lasts]), count)
    back = np.log(np.clip(1 - mass, 0.02, 1) / np.clip(1 - covered, 0.02, 1))
    return {
        "cost": _cost(unigram),
        "back": _cost(np.minimum(back, 0)),
        "pairs": np.bincount(firsts, minlength=count).astype(np.uint16),
        "next": lasts.astype(np.uint16),
        "pair": _cost(scores),
    }


def _cost(logarithm: FloatArray | NDArray[np.float64]) -> NDArray[np.uint8]:
    return np.clip(np.round(-STEPS * logarithm), 0, 255).astype(np.uint8)


def _readings(pack: Pack, number: NDArray[np.int64]) -> dict[str, _Array]:
    lexicon = Lexicon(pack.arrays)
    node_of = np.repeat(np.arange(len(lexicon.first) - 1), np.diff(lexicon.first))
    rows: list[tuple[tuple[int, ...], int, int]] = []
    syllables: dict[int, tuple[int, ...]] = {}
    shares = _cost(lexicon.share.astype(np.float32))
    for node, word, share in zip(node_of.tolist(), lexicon.word.tolist(), shares.tolist(), strict=True):
        if number[word] > 0:
            if node not in syllables:
                syllables[node] = tuple(NUMBER[each] for each in lexicon.reading(node))
            rows.append((syllables[node], int(number[word]), share))
    cost = -pack.model.unigram
    back = np.zeros(int(number.max(initial=0)) + 1, np.float32)
    back[number[number > 0]] = cost[number > 0]
    rows.sort(key=lambda row: (row[0], float(back[row[1]]) + row[2] / STEPS, row[1]))
    return {
        "reading": np.array([each for row in rows for each in row[0]], np.uint16),
        "depth": np.array([len(row[0]) for row in rows], np.uint8),
        "entry": np.array([row[1] for row in rows], np.uint16),
        "share": np.array([row[2] for row in rows], np.uint8),
    }


def _pinyin() -> dict[str, object]:
    """How syllables are typed, so that nobody has to write it twice."""
    schemes: dict[str, Mapping[str, int]] = {}
    for name in names():
        found: dict[str, int] = {}
        for place, syllable in enumerate(SYLLABLES):
            for keys, _ in scheme(name).keys(syllable):
                found.setdefault(keys, place)
        schemes[name] = found
    fuzzy: dict[str, list[list[int]]] = {}
    for place, syllable in enumerate(SYLLABLES):
        for other, name in confused(syllable):
            fuzzy.setdefault(name, []).append([place, NUMBER[other]])
    return {"syllables": list(SYLLABLES), "schemes": schemes, "fuzzy": fuzzy}


def _file(header: Mapping[str, object], sections: Mapping[str, _Array]) -> bytes:
    places: dict[str, list[int]] = {}
    at = 0
    for name, each in sections.items():
        places[name] = [at, each.nbytes]
        at += -(-each.nbytes // 8) * 8
    told = msgspec.json.encode({**header, "steps": STEPS, "sections": places})
    told += b" " * (-(len(told) + 12) % 8)
    body = b"".join(
        each.astype(each.dtype.newbyteorder("<"), copy=False).tobytes() + bytes(-each.nbytes % 8)
        for each in sections.values()
    )
    return gzip.compress(MAGIC + len(told).to_bytes(4, "little") + told + body, 9, mtime=0)
