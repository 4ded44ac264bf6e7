"""The small pack of a browser holds what is commonest, in the form that it says, within its size."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.keyboard.offline import MAGIC, STEPS, offline
from parley.keyboard.packs.finding import shipped
from parley.keyboard.packs.pack import Pack
from parley.keyboard.pinyin.syllables import NUMBER, SYLLABLES

TYPES = {
    "lengths": "u1",
    "text": "u1",
    "cost": "u1",
    "back": "u1",
    "pair": "u1",
    "depth": "u1",
    "share": "u1",
}


class Small:
    """A small pack, read as a browser reads it."""

    def __init__(self, data: bytes) -> None:
        file = gzip.decompress(data)
        assert file[:8] == MAGIC
        size = int.from_bytes(file[8:12], "little")
        self.header: dict[str, Any] = json.loads(file[12 : 12 + size])
        assert (12 + size) % 8 == 0
        self.sections: dict[str, Any] = {}
        for name, (at, bytes_) in self.header["sections"].items():
            assert at % 8 == 0
            kind = TYPES.get(name, "<u2")
            self.sections[name] = np.frombuffer(file[12 + size + at : 12 + size + at + bytes_], kind)
        text = bytes(self.sections["text"]).decode().encode("utf-16-le")
        ends = np.cumsum(self.sections["lengths"].astype(np.int64)) * 2
        starts = [0, *ends[:-1].tolist()]
        self.words = [text[a:b].decode("utf-16-le") for a, b in zip(starts, ends.tolist(), strict=True)]
        self.starts = np.concatenate(([0], np.cumsum(self.sections["pairs"].astype(np.int64))))

    def followers(self, word: str) -> dict[str, int]:
        """Words after a word (empty: that begin sentences), with their costs."""
        id = self.words.index(word)
        row = slice(int(self.starts[id]), int(self.starts[id + 1]))
        words = [self.words[each] for each in self.sections["next"][row]]
        return dict(zip(words, self.sections["pair"][row].tolist(), strict=True))


@pytest.fixture(scope="module", params=["zh", "en"])
def both(request: pytest.FixtureRequest) -> tuple[Pack, bytes, Small]:
    path = shipped(request.param)
    assert path is not None
    pack = Pack.open(Path(path))
    data = offline(pack)
    return pack, data, Small(data)


def test_it_is_small_and_always_the_same(both: tuple[Pack, bytes, Small]) -> None:
    pack, data, small = both
    assert len(data) <= (1_500_000 if pack.language == "zh" else 500_000)
    assert offline(pack) == data
    assert small.header["licence"] == pack.label.licence
    assert small.header["steps"] == STEPS


def test_its_words_are_the_commonest_and_cost_what_the_pack_says(both: tuple[Pack, bytes, Small]) -> None:
    pack, _, small = both
    assert small.words[0] == ""
    assert len(set(small.words)) == len(small.words) > 10_000
    for id in range(1, len(small.words), 997):
        known = pack.words.id(small.words[id])
        assert known
        expected = min(round(-STEPS * float(pack.model.unigram[known])), 255)
        assert abs(int(small.sections["cost"][id]) - expected) <= 1


def test_pairs_stand_in_order_and_are_the_pack_s(both: tuple[Pack, bytes, Small]) -> None:
    pack, _, small = both
    row = small.followers("我们" if pack.language == "zh" else "going")
    word = "的" if pack.language == "zh" else "to"
    before = np.array([[0, pack.words.id("我们" if pack.language == "zh" else "going")]], np.int32)
    score = pack.model.score(before[:, 1 - pack.model.order :], np.array([pack.words.id(word)], np.int32))
    assert abs(row[word] - -STEPS * float(score[0])) <= 2
    assert small.followers("")
    for id in range(0, len(small.words), 501):
        part = small.sections["next"][int(small.starts[id]) : int(small.starts[id + 1])]
        assert (np.diff(part.astype(int)) > 0).all()


def test_chinese_knows_every_common_character_by_its_syllable() -> None:
    path = shipped("zh")
    assert path is not None
    small = Small(offline(Pack.open(Path(path))))
    ends = np.cumsum(small.sections["depth"].astype(np.int64))
    rows: dict[str, set[str]] = {}
    for place, end in enumerate(ends.tolist()):
        start = end - int(small.sections["depth"][place])
        reading = " ".join(SYLLABLES[each] for each in small.sections["reading"][start:end])
        rows.setdefault(reading, set()).add(small.words[small.sections["entry"][place]])
    assert {"是", "时", "事", "市"} <= rows["shi"]
    assert "北京" in rows["bei jing"] and "西安" in rows["xi an"]
    assert {"长", "女"} & rows["nv"] == {"女"}
    assert small.header["schemes"]["flypy"]["vs"] == NUMBER["zhong"]
    assert [NUMBER["zi"], NUMBER["zhi"]] in small.header["fuzzy"]["z-zh"]
