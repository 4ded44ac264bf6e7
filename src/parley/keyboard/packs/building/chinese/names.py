"""Writes what the decoder knows of people's names: ``python -m parley.keyboard.packs.building.chinese.names
FOLDER DATA``, as ``building.zh``.

Which surnames there are, and in which order most people bear them, is a list beside this file; given names
are counted among the names of people in jieba's dictionary, each once.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path

from pypinyin import Style, pinyin

from parley.keyboard.packs.building.chinese import sources
from parley.keyboard.pinyin.syllables import NUMBER

OUT = Path(__file__).parents[3] / "decoding" / "names.txt"
_NAMES = frozenset(("nr", "nrfg"))
_READ = {
    "单": "shan", "仇": "qiu", "解": "xie", "区": "ou", "查": "zha", "任": "ren", "曾": "zeng", "盖": "ge",
    "朴": "piao", "覃": "qin", "乐": "yue", "翟": "zhai", "缪": "miao", "尉迟": "yu'chi", "万俟": "mo'qi",
    "仝": "tong", "宁": "ning", "燕": "yan", "葛": "ge", "冼": "xian", "隗": "wei",
    "澹台": "tan'tai", "长孙": "zhang'sun", "令狐": "ling'hu", "呼延": "hu'yan", "那": "na",
    "尹": "yin", "石": "shi", "车": "che", "晁": "chao", "卜": "bu", "贾": "jia", "阚": "kan",
}  # fmt: skip
"""Surnames that are read otherwise than the characters mostly are."""
_TITLES = frozenset(
    "之氏王帝公侯爷娘嫂婆哥弟姐姊妹师兄叔伯爸妈奶姨姑医官将相臣尉妃后皇者主们某镇庄村屯沟坪庙祠寨州县府门派攻兵"
)
"""A surname with one of these at the end is no name but a title, a place or a thing."""
_FOREIGN = frozenset("尔斯克特姆塔蒂罗普格布卡洛托里拉尼诺维莫夫顿森曼勒利索萨耶")
"""Characters of foreign names, where there are no others."""
_TODAY = 8
"""How often one of the names that people of today are often called by, a list of ours, is counted."""
_MOST_CHARACTERS = 1_800
_MOST_PAIRS = 6_000
_LEAST_PAIR = 3


def surnames() -> list[str]:
    """Those that most people bear first."""
    text = files("parley.keyboard.packs.building.chinese").joinpath("surnames.txt").read_text("utf-8")
    single, double, *_ = text.split("\n", 1)[1].split("\n\n")
    return [*"".join(single.split()), *double.split()]


def today() -> list[str]:
    """Given names that are common."""
    text = files("parley.keyboard.packs.building.chinese").joinpath("surnames.txt").read_text("utf-8")
    *_, alone, two = text.split("\n\n")
    return [*dict.fromkeys("".join(alone.split())), *two.split()]


def given(folder: Path, known: Iterable[str]) -> Iterator[str]:
    """The given names of people in jieba's dictionary."""
    (dictionary,) = folder.glob("*/jieba/dict.txt")
    first = frozenset(known)
    for line in dictionary.read_text("utf-8").splitlines():
        word, _, kind = line.split(" ")
        size = 2 if word[:2] in first and len(word) > 2 else 1
        name = word[size:]
        if kind in _NAMES and word[:size] in first and 1 <= len(name) <= 2 and _called(name):
            yield name


def _called(name: str) -> bool:
    return not _TITLES.intersection(name[-1:]) and not _FOREIGN.issuperset(name) and "尔" not in name


def main(folder: Path, data: Path, out: Path = OUT) -> None:
    """Write the file."""
    known = surnames()
    lines = ["# What people are called; packs.building.chinese.names wrote it and says how. See names.py."]
    for rank, name in enumerate(known):
        # Roughly as in the census tables: the first bears 7 %, the hundredth 0.2 %, all beyond it a seventh.
        lines.append(f"{name} {_READ.get(name) or _read(name)} {round(1e6 * 0.62 / (rank + 6) ** 1.2)}")
    counted = Counter(given(sources.place("jieba", folder, data), known))
    counted.update(today() * _TODAY)
    characters = list(_characters(counted))
    lines += ["", *characters, "", *_pairs(counted, {each[0] for each in characters})]
    out.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{out}: {len(known)} surnames, {sum(counted.values())} given names counted")


def _characters(counted: Mapping[str, int]) -> Iterator[str]:
    """Each with how often it is a whole given name, the first of two, and the second."""
    often: Counter[str] = Counter()
    alone, first, second = Counter[str](), Counter[str](), Counter[str]()
    for name, count in counted.items():
        often.update(dict.fromkeys(name, count))
        if len(name) == 1:
            alone[name] += count
        else:
            first[name[0]] += count
            second[name[1]] += count
    for each in sorted(often, key=lambda one: (-often[one], one))[:_MOST_CHARACTERS]:
        reading = _read(each)
        if reading in NUMBER:
            yield f"{each} {reading} {alone[each]} {first[each]} {second[each]}"


def _pairs(counted: Mapping[str, int], listed: set[str]) -> Iterator[str]:
    two = [name for name, count in counted.items() if count >= _LEAST_PAIR and len(name) == 2]
    two = [name for name in two if listed.issuperset(name)]
    for name in sorted(two, key=lambda one: (-counted[one], one))[:_MOST_PAIRS]:
        yield f"{name} {counted[name]}"


def _read(name: str) -> str:
    return "'".join(each[0].replace("ü", "v") for each in pinyin(name, Style.NORMAL))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), *map(Path, sys.argv[3:]))
