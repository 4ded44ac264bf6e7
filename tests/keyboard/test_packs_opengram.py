"""SunPinyin's two files, made small here, become a pack; whatever else is in their place is refused."""

from __future__ import annotations

import io
import struct
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.errors import BadModel, MissingEngine
from parley.keyboard.packs.building.chinese.parts import Readings
from parley.keyboard.packs.opengram import everyday, obtaining
from parley.keyboard.packs.opengram.build import DICTIONARY, MODEL, build
from parley.keyboard.packs.opengram.dictionary import Dictionary
from parley.keyboard.packs.opengram.everyday import zstd
from parley.keyboard.packs.opengram.model import read
from parley.keyboard.packs.pack import Pack

TEXTS = ["", "", "。", "我", "去", "北京", "长"]
ONES = {0: 0.1, 2: 0.3, 3: 0.25, 4: 0.2, 5: 0.1, 6: 0.05}
PAIRS = {(2, 3): 0.5, (3, 0): 0.05, (3, 4): 0.4, (4, 5): 0.6, (5, 2): 0.7}
TRIPLES = {(2, 3, 4): 0.8, (3, 4, 5): 0.9, (3, 4, 6): 0.01}
BACK = 0.5
SYLLABLES = {
    "wo": (23, 2),
    "qu": (13, 22),
    "bei": (1, 5),
    "jing": (12, 21),
    "chang": (16, 10),
    "zhang": (15, 10),
}
READ: dict[tuple[str, ...], list[tuple[int, int]]] = {
    ("wo",): [(3, 0)],
    ("qu",): [(4, 0)],
    ("bei", "jing"): [(5, 0)],
    ("chang",): [(6, 0)],
    ("zhang",): [(6, 1)],
}


def model(**changed: Any) -> bytes:
    """The model, as ``lm_sc.t3g`` has it."""
    shares = [*dict.fromkeys([*ONES.values(), *PAIRS.values(), *TRIPLES.values()])]
    twos, threes = sorted(PAIRS), sorted(TRIPLES)

    def node(word: int, share: float, first: int) -> bytes:
        place = shares.index(share) if share else 0
        return struct.pack("<III", word | 3 << 18, place | (first & 0xFFFF) << 16, (first >> 16) << 25)

    ones = [node(word, ONES[word], sum(pair[0] < word for pair in twos)) for word in sorted(ONES)]
    ones.append(node(0, 0, len(twos)))
    pairs = [node(each[1], PAIRS[each], sum(t[:2] < each for t in threes)) for each in twos] + [node(0, 0, 0)]
    places = [(each[2], shares.index(TRIPLES[each])) for each in threes] + [(0, 0)]
    leaves = [struct.pack("<II", w | (p & 0x3FFF) << 18, (p >> 14) << 25) for w, p in places]
    header = (changed.get("order", 3), changed.get("logarithms", 0), 2, len(ones), len(pairs), len(leaves))
    table = np.full(65536, 1e-6, "<f4")
    table[: len(shares)] = changed.get("shares", shares)
    weights = np.full(16384, BACK, "<f4")
    return b"".join(
        [struct.pack("<6I", *header), table.tobytes(), weights.tobytes(), bytes(24), *ones, *pairs, *leaves]
    )


def dictionary(first: int = 12) -> bytes:
    """Words and readings, as ``pydict_sc.bin`` has them; each reading with an abbreviation beside it."""
    trie: dict[tuple[str, ...], int] = {}
    data = bytearray(first)
    nodes = [(), *sorted({key[:n] for key in READ for n in range(1, len(key) + 1)}, key=len)]
    for key in nodes:
        trie[key] = len(data)
        children = [each for each in nodes if len(each) == len(key) + 1 and each[: len(key)] == key]
        data += bytes(4 + 8 * (len(children) + 1) + 4 * len(READ.get(key, [])))
    for key, at in trie.items():
        children = [each for each in nodes if len(each) == len(key) + 1 and each[: len(key)] == key]
        words = READ.get(key, [])
        data[at : at + 4] = struct.pack("<I", len(words) | (len(children) + 1) << 12)
        entries = [struct.pack("<II", 13 << 12, trie[key])]
        entries += [
            struct.pack("<II", SYLLABLES[each[-1]][0] << 12 | SYLLABLES[each[-1]][1] << 4, trie[each])
            for each in children
        ]
        entries += [struct.pack("<I", word | unusual << 26) for word, unusual in words]
        data[at + 4 : at + 4 + sum(map(len, entries))] = b"".join(entries)
    data[:12] = struct.pack("<III", len(TEXTS), len(nodes), len(data))
    return bytes(data) + "".join(each + "\0" for each in TEXTS).encode("utf-32-le")


@pytest.fixture(autouse=True)
def nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model alone, without the text that it is brought closer to people's typing with."""
    monkeypatch.setattr(everyday, "FILE", tmp_path / "absent")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "usr/lib/some-linux/sunpinyin/data"
    place.mkdir(parents=True)
    (place / MODEL).write_bytes(model())
    (place / DICTIONARY).write_bytes(dictionary())
    return place


def package(folder: Path, inner: str, *, names: Mapping[str, str] | None = None) -> bytes:
    """The Debian package of a folder's files; ``inner``: how it is packed (``xz``, ``gz``, ``zst``)."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w" if inner == "zst" else f"w:{inner}") as archive:  # pyright: ignore
        for file in sorted(folder.iterdir()):
            archive.add(file, (names or {}).get(file.name, f"./usr/lib/x/sunpinyin/data/{file.name}"))
    data = zstd.compress(tar.getvalue()) if inner == "zst" else tar.getvalue()
    members = {"debian-binary": b"2.0", "control.tar.xz": b"odd", f"data.tar.{inner}": data}
    packed = b"!<arch>\n"
    for name, content in members.items():
        packed += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(content):<10}`\n".encode() + content
        packed += b"\n" * (len(content) % 2)
    return packed


def test_the_model_is_read_to_the_bit(folder: Path) -> None:
    found = read(folder / MODEL)
    assert dict(zip(found.words.tolist(), np.exp(found.values).tolist(), strict=True)) == pytest.approx(ONES)
    for level, expected in zip(found.levels, (PAIRS, TRIPLES), strict=True):
        words = [tuple(each) for each in level.words.tolist()]
        assert dict(zip(words, np.exp(level.values).tolist(), strict=True)) == pytest.approx(expected)
    assert np.exp(found.weights) == pytest.approx(BACK)


def test_the_dictionary_says_how_words_are_read(folder: Path) -> None:
    found = Dictionary(folder / DICTIONARY)
    assert found.words == TEXTS
    readings: Readings = found.readings()
    assert readings["北京"] == [("bei jing", 1.0)]
    assert readings["长"] == [("chang", pytest.approx(2 / 3)), ("zhang", pytest.approx(1 / 3))]
    assert "。" not in readings


def test_the_pack_answers_as_the_model_does(folder: Path, tmp_path: Path) -> None:
    build(folder, tmp_path / "one.pack")
    build(folder, tmp_path / "two.pack")
    assert (tmp_path / "one.pack").read_bytes() == (tmp_path / "two.pack").read_bytes()
    pack = Pack.open(tmp_path / "one.pack")
    assert pack.label.licence == "CC-BY-SA-3.0"
    assert [len(each.sha256) for each in pack.label.sources] == [64, 64]
    stop, me, go, beijing, long = (pack.words.id(each) for each in ("。", "我", "去", "北京", "长"))
    assert [stop, me, go, beijing, long] == [3, 4, 5, 6, 7]
    before = np.array([[stop, me], [1, 1], [me, go], [beijing, me], [me, beijing], [0, long]], np.int32)
    words = np.array([go, me, beijing, go, 2, me], np.int32)
    expected = [0.8, 0.5, 0.9, 0.4, 0.7, ONES[3]]  # 长 has no followers, so nothing is taken from it
    assert np.exp(pack.model.score(before, words)) == pytest.approx(expected)
    assert pack.model.followers([me, go], 1) == [(beijing, pytest.approx(np.log(0.9)))]
    assert pack.segmented("我去北京。") == ["我", "去", "北京", "。"]
    assert any(name.startswith("zh.lexicon.") for name in pack.arrays)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        model()[:-1],
        model(order=4),
        model(logarithms=1),
        model(shares=-1.0),
        model(shares=float("nan")),
        b"\xff" * 5000,
    ],
)
def test_what_is_no_model_is_refused(data: bytes, folder: Path, tmp_path: Path) -> None:
    (folder / MODEL).write_bytes(data)
    with pytest.raises(BadModel, match="not a trigram model"):
        build(folder, tmp_path / "x.pack")
    assert not (tmp_path / "x.pack").exists()


def test_what_is_no_dictionary_is_refused(folder: Path, tmp_path: Path) -> None:
    whole = dictionary()
    endless = bytearray(whole)
    endless[12 + 8 : 12 + 12] = struct.pack("<I", 0)  # a child beyond the trie
    endless[12 : 12 + 4] = struct.pack("<I", 0xFFFFFF)
    for data in (b"", whole[:30], whole[:-4], b"\xff" * 99, bytes(endless)):
        (folder / DICTIONARY).write_bytes(data)
        with pytest.raises(BadModel, match="not a dictionary"):
            build(folder, tmp_path / "x.pack")
    (folder / DICTIONARY).unlink()
    with pytest.raises(BadModel, match="cannot be read"):
        build(folder, tmp_path / "x.pack")


def test_a_trie_that_runs_in_circles_ends(folder: Path) -> None:
    looping = bytearray(dictionary())
    at = 12 + 4 + 8  # the root's first child with a final leads back to the root
    looping[at + 4 : at + 8] = struct.pack("<I", 12)
    (folder / DICTIONARY).write_bytes(looping)
    with pytest.raises(BadModel, match="not a dictionary"):
        Dictionary(folder / DICTIONARY).readings()


@pytest.mark.parametrize("inner", ["xz", "gz", "zst"])
def test_a_debian_package_is_unpacked(inner: str, folder: Path, tmp_path: Path) -> None:
    deb = tmp_path / "sunpinyin-data_1_all.deb"
    deb.write_bytes(package(folder, inner))
    with obtaining.found(deb) as place:
        assert (place / MODEL).read_bytes() == model()
        assert (place / DICTIONARY).read_bytes() == dictionary()
    assert not place.exists()


def test_another_package_is_refused(folder: Path, tmp_path: Path) -> None:
    deb = tmp_path / "other.deb"
    whole = package(folder, "xz")
    other = package(folder, "gz", names={MODEL: "./elsewhere"})
    for data in (b"", b"!<arch>\n", whole[:-200], whole.replace(b"data.tar", b"moto.tar"), other):
        deb.write_bytes(data)
        with pytest.raises(BadModel, match="not the Debian package"), obtaining.found(deb):
            pass
    with pytest.raises(BadModel, match="There are no"), obtaining.found(tmp_path):
        pass


def test_it_is_found_where_it_is_installed(folder: Path, tmp_path: Path) -> None:
    assert obtaining.installed(tmp_path) == folder
    (folder / MODEL).unlink()
    assert obtaining.installed(tmp_path) is None


def test_without_any_of_it_a_sentence_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(obtaining, "_PLACES", ())
    monkeypatch.setattr(obtaining.shutil, "which", lambda _: None)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(MissingEngine, match="apt-get install sunpinyin-data"), obtaining.found():
        pass
    monkeypatch.setattr(obtaining.shutil, "which", lambda _: "/bin/false")  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    with pytest.raises(MissingEngine, match="--from FILE"), obtaining.found():
        pass
