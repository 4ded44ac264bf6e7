"""Chinese sentences with the keys that type them: as given, and as people abbreviate, confuse, slip and mix.

As given (``B`` CrossWOZ, ``C`` Home Assistant, ``D`` SMP; 500, 133 and 500 sentences; pinyin by pypinyin, a
space where the sentence has a mark). The other sets are made from the same sentences with a fixed seed:

* ``abbreviated``: three of ten words of two characters or more by their initials alone, ``zh`` as ``z`` half
  of the times;
* ``fuzzy``: half of the syllables with z/zh, c/ch, s/sh, n/l, en/eng or in/ing typed as their twin;
* ``mistyped``: one key in twelve goes wrong: half of those a key beside, 20 % dropped, 15 % swapped with the
  next, 15 % doubled;
* ``mixed``: one word is English instead (``hotel`` for 酒店), joined to the pinyin, or with spaces around it;
* ``flypy``, ``microsoft``: double pinyin.
"""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from parley.keyboard.layouts.layout import layout
from parley.keyboard.pinyin.schemes import scheme
from parley.keyboard.pinyin.sounds import confused
from parley.keyboard.pinyin.syllables import initial

SEED = 9
GIVEN = {"B": "B_crosswoz500.tsv", "C": "C_ha500.tsv", "D": "D_smp500.tsv"}
PAIRS = frozenset(("z-zh", "c-ch", "s-sh", "n-l", "en-eng", "in-ing"))
MADE = ("abbreviated", "fuzzy", "mistyped", "mixed joined", "mixed spaced", "flypy", "microsoft")

ENGLISH = {
    "酒店": "hotel", "宾馆": "hotel", "餐馆": "restaurant", "饭店": "restaurant", "餐厅": "restaurant",
    "景点": "park", "电话": "phone", "地铁": "metro", "电影": "movie", "音乐": "music", "歌曲": "song",
    "门票": "ticket", "价格": "price", "时间": "time", "周边": "nearby", "公园": "park", "商场": "mall",
    "手机": "iPhone", "邮件": "email", "短信": "message", "视频": "video", "软件": "app", "新闻": "news",
    "天气": "weather", "股票": "stock", "火车": "train", "飞机": "flight", "航班": "flight", "节目": "show",
    "空调": "AC", "温度": "temperature", "厨房": "kitchen", "卧室": "bedroom", "客厅": "living room",
    "车库": "garage", "风扇": "fan", "开关": "switch", "计时器": "timer", "窗帘": "curtain", "房间": "room",
    "小说": "novel", "游戏": "game", "电视": "TV", "网站": "website", "信息": "info", "计划": "plan",
    "早餐": "breakfast", "叫醒": "wake up call", "地址": "address", "博物馆": "museum", "号码": "number",
}  # fmt: skip
"""What one might say in English in the middle of a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Item:
    """One sentence."""

    pieces: tuple[str, ...]
    """Keys that are typed and put in one after another; a piece may hold spaces."""
    text: str
    """What should come out; spaces do not count, nor does casing."""
    syllables: tuple[tuple[str, ...], ...] = ()
    """Of each piece, one a character."""


@dataclass(frozen=True, slots=True)
class Material:
    """A set of sentences."""

    name: str
    items: tuple[Item, ...]
    scheme: str = "full"
    fuzzy: frozenset[str] = frozenset()


def given(folder: Path, name: str, every: int = 1) -> Material:
    """One of ``GIVEN`` from the folder of the data."""
    items: list[Item] = []
    for line in (folder / "pinyin" / GIVEN[name]).read_text("utf-8").splitlines()[::every]:
        _, keys, text, pinyin = line.split("\t")
        syllables = tuple(tuple(piece.split()) for piece in pinyin.split("|"))
        items.append(Item(tuple(keys.split()), text, syllables))
    return Material(name, tuple(items))


def made(kind: str, sources: Iterable[Material]) -> Material:
    """A set of ``MADE`` from the sentences of others; one that cannot be made of a sentence leaves it out."""
    dice = random.Random(f"{SEED} {kind}")
    items = [item for source in sources for item in source.items if aligned(item)]
    if kind in ("flypy", "microsoft"):
        return Material(kind, tuple(_double(item, kind) for item in items), scheme=kind)
    change = {"abbreviated": _abbreviated, "fuzzy": _fuzzy, "mistyped": _mistyped}.get(kind)
    if change:
        changed = tuple(change(item, dice) for item in items)
        return Material(kind, changed, fuzzy=PAIRS if kind == "fuzzy" else frozenset())
    return Material(kind, tuple(_mixed(items, " " if kind == "mixed spaced" else "")))


def aligned(item: Item) -> bool:
    """Whether every syllable is that of one character."""
    return tuple(map(len, item.syllables)) == tuple(map(len, item.text.split()))


def _double(item: Item, name: str) -> Item:
    rows = scheme(name)
    keys = tuple("".join(next(rows.keys(each), (each, 0.0))[0] for each in piece) for piece in item.syllables)
    return replace(item, pieces=keys)


def _abbreviated(item: Item, dice: random.Random) -> Item:
    pieces: list[str] = []
    for text, syllables in zip(item.text.split(), item.syllables, strict=True):
        keys, place = "", 0
        for word in words(text):
            mine = syllables[place : place + len(word)]
            place += len(word)
            short = len(word) > 1 and dice.random() < 0.3
            keys += "".join(_initial(each, dice) if short else each for each in mine)
        pieces.append(keys)
    return replace(item, pieces=tuple(pieces))


def _initial(syllable: str, dice: random.Random) -> str:
    first = initial(syllable) or syllable[0]
    return first[0] if dice.random() < 0.5 else first


def words(text: str) -> list[str]:
    """The words of a Chinese sentence."""
    import rjieba

    return rjieba.cut(text, False)


def _fuzzy(item: Item, dice: random.Random) -> Item:
    def heard(syllable: str) -> str:
        twins = [each for each, pair in confused(syllable) if pair in PAIRS]
        return dice.choice(twins) if twins and dice.random() < 0.5 else syllable

    return replace(item, pieces=tuple("".join(map(heard, piece)) for piece in item.syllables))


def _mistyped(item: Item, dice: random.Random) -> Item:
    return replace(item, pieces=tuple(slipped(piece, dice) for piece in item.pieces))


def slipped(keys: str, dice: random.Random, rate: float = 1 / 12) -> str:
    """Keys with slips: one in twelve."""
    near = layout("qwerty").neighbours
    out, place = "", 0
    while place < len(keys):
        key, kind = keys[place], dice.random() if dice.random() < rate else 2.0
        place += 1
        if kind < 0.5:
            out += dice.choice(near.get(key, key))
        elif kind < 0.7:
            continue
        elif kind < 0.85 and place < len(keys):
            out += keys[place] + key
            place += 1
        else:
            out += key * 2 if kind < 1 else key
    return out


def _mixed(items: Sequence[Item], space: str) -> Iterator[Item]:
    for item in items:
        texts = item.text.split()
        for number, text in enumerate(texts):
            word = next((each for each in words(text) if each in ENGLISH), "")
            if word and len(word) < len(text):
                start = text.index(word)
                spoken = item.syllables[number]
                before, after = spoken[:start], spoken[start + len(word) :]
                english = ENGLISH[word]
                keys = space.join(filter(None, ("".join(before), english.casefold(), "".join(after))))
                texts[number] = text.replace(word, english, 1)
                pieces = (*item.pieces[:number], keys, *item.pieces[number + 1 :])
                yield Item(pieces, " ".join(texts))
                break


_HAN = re.compile(r"[\u4e00-\u9fff]+")


def sentences(folder: Path, name: str, without: Iterable[str]) -> list[str]:
    """Text like a set to learn from, with its marks: CrossWOZ val for ``B``, the rest of SMP for ``D``.

    ``without``: sentences that are measured on; those that are the same are left out.
    """
    if name == "B":
        with zipfile.ZipFile(folder / "lm" / "crosswoz_val.json.zip") as zipped:
            talks = json.loads(zipped.read("val.json"))
        texts = [each["content"] for talk in talks.values() for each in talk["messages"]]
    else:
        texts = [each["text"] for each in json.loads((folder / "nlu" / "smp2019_train.json").read_text())]
    measured = {"".join(_HAN.findall(each)) for each in without}
    runs = [(each, "".join(_HAN.findall(each))) for each in texts]
    return [each for each, run in runs if run and run not in measured]


def travel(file: Path) -> tuple[Material, list[str]]:
    """Kyubyong Park's travel sentences (``swiftkey_qwerty.csv``, ``input.csv``) and SwiftKey's answers."""
    import csv

    with (file.parent / "input.csv").open(encoding="utf-8") as rows:
        keys = {each["NUM"]: each["PINYIN"] for each in csv.DictReader(rows)}
    items: list[Item] = []
    answers: list[str] = []
    with file.open(encoding="utf-8") as rows:
        for each in csv.DictReader(rows):
            typed = re.findall(r"[a-z']+", keys.get(each["NUM"], "").casefold())
            wanted = "".join(_HAN.findall(each["EXPECTED"]))
            if typed and wanted and not re.search(r"[A-Za-z0-9]", each["EXPECTED"]):
                items.append(Item(tuple(typed), wanted))
                answers.append("".join(_HAN.findall(each["SWIFTKEY"])))
    return Material("travel", tuple(items)), answers
