"""A made-up graph of any size, to measure on: people, places, works and mountains, named in zh and en.

Nothing in it is true. Its things have ids from Q900000000 on, which Wikidata does not use, so that a real
graph can lie beside it. The same number gives the same graph.

    .venv/bin/python benchmarks/graphs.py /tmp/graph --triples 10000000          # a graph folder
    .venv/bin/python benchmarks/graphs.py /tmp/big.nt --triples 10000000         # the same as N-Triples
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from parley.knowledge.graph import generations
from parley.knowledge.graph.sources import graph_of, tell
from parley.knowledge.types import Source

FIRST = 900_000_000
SOURCE = "made-up"
KINDS = {
    "person": (f"Q{FIRST}", "human", "人物"),
    "city": (f"Q{FIRST + 1}", "city", "城市"),
    "mountain": (f"Q{FIRST + 2}", "mountain", "山"),
    "work": (f"Q{FIRST + 3}", "book", "图书"),
    "country": (f"Q{FIRST + 4}", "country", "国家"),
}
RELATIONS = {
    "P31": ("instance of", "类型", ""),
    "P17": ("country", "国家", ""),
    "P19": ("place of birth", "出生地", ""),
    "P27": ("country of citizenship", "国籍", ""),
    "P36": ("capital", "首都", ""),
    "P50": ("author", "作者", ""),
    "P569": ("date of birth", "出生日期", ""),
    "P570": ("date of death", "死亡日期", ""),
    "P577": ("publication date", "出版日期", ""),
    "P1082": ("population", "人口", ""),
    "P2044": ("elevation", "海拔", "meter"),
    "P2046": ("area", "面积", "square-kilometer"),
}
_SYLLABLES = [consonant + vowel for consonant in "bdgklmnprstvz" for vowel in "aeio"]
_FAMILIES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华玉兰云海山川江河春夏秋冬文武安宁清远志国建新"
_PLACES = (
    "安白北长东大丰福高广桂海河横湖华淮黄江金景九康兰乐连临灵龙洛梅南宁"
    "平青清泉三山石双松太天通望文西夏仙湘兴阳永玉云张昭中"
)
_COUNTRIES = 200
_PER_THING = {"person": 10, "city": 10, "mountain": 9, "work": 9, "country": 11}
"""About so many triples each, to know how many things make how many triples."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_ALIAS = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_DESCRIPTION = "<http://schema.org/description>"
_POPULARITY = "<urn:parley:popularity>"


def thing(number: int) -> str:
    """A thing's name in the graph."""
    return f"<http://www.wikidata.org/entity/Q{FIRST + number}>"


def said(relation: str) -> str:
    """A relation's name in the graph."""
    return f"<http://www.wikidata.org/prop/direct/{relation}>"


def english(dice: random.Random, words: int) -> str:
    """A name that could be said."""
    return " ".join("".join(dice.choices(_SYLLABLES, k=dice.randint(2, 3))).title() for _ in range(words))


def lines(triples: int, seed: int = 1) -> Iterator[str]:
    """N-Triples, a few lines for one thing at a time; a little more than asked for."""
    dice = random.Random(seed)
    yield from _frame(dice)
    written = 60 + _COUNTRIES * _PER_THING["country"]
    number, first_city = 10 + _COUNTRIES, 10 + _COUNTRIES
    cities = max(10, triples // 50)
    people_from = first_city + cities
    while written < triples:
        kind = "city" if number < people_from else dice.choices(("person", "mountain", "work"), (5, 1, 3))[0]
        text = _thing(dice, number, kind, first_city, cities, people_from)
        written += text.count("\n")
        yield text
        number += 1


def _frame(dice: random.Random) -> Iterator[str]:
    for relation, (name, chinese, unit) in RELATIONS.items():
        yield f'{said(relation)} {_LABEL} "{name}"@en .\n{said(relation)} {_LABEL} "{chinese}"@zh .\n'
        if unit:
            yield f'{said(relation)} <urn:parley:unit> "{unit}" .\n'
    for number, (_, name, chinese) in enumerate(KINDS.values()):
        yield f'{thing(number)} {_LABEL} "{name}"@en .\n{thing(number)} {_LABEL} "{chinese}"@zh .\n'
    for number in range(10, 10 + _COUNTRIES):
        name, chinese = english(dice, 1) + "ia", "".join(dice.choices(_PLACES, k=2)) + "国"
        yield (
            _named(number, name, chinese, "country", "国家", 100_000 + dice.randrange(900_000))
            + f"{thing(number)} {said('P31')} {thing(4)} .\n"
            + f"{thing(number)} {said('P36')} {thing(10 + _COUNTRIES + number)} .\n"
            + _number(number, "P1082", dice.randrange(10**5, 10**9))
            + _number(number, "P2046", dice.randrange(100, 10**7))
        )


def _named(number: int, name: str, chinese: str, about: str, was: str, popularity: int) -> str:
    it = thing(number)
    return (
        f'{it} {_LABEL} "{name}"@en .\n{it} {_LABEL} "{chinese}"@zh .\n'
        f'{it} {_DESCRIPTION} "{about}"@en .\n{it} {_DESCRIPTION} "{was}"@zh .\n'
        f'{it} {_POPULARITY} "{popularity}"^^<{_XSD}integer> .\n'
    )


def _number(number: int, relation: str, value: int) -> str:
    return f'{thing(number)} {said(relation)} "{value}"^^<{_XSD}decimal> .\n'


def _day(number: int, relation: str, year: int, dice: random.Random) -> str:
    day = f"{year}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
    return f'{thing(number)} {said(relation)} "{day}"^^<{_XSD}date> .\n'


def _thing(dice: random.Random, number: int, kind: str, first_city: int, cities: int, people: int) -> str:
    it, popularity = thing(number), min(1_000_000, int(dice.paretovariate(0.6)))
    country, city = thing(10 + dice.randrange(_COUNTRIES)), thing(first_city + dice.randrange(cities))
    if kind == "city":
        name, chinese = english(dice, 1), "".join(dice.choices(_PLACES, k=2)) + dice.choice("市县镇")
        more = f"{it} {said('P31')} {thing(1)} .\n{it} {said('P17')} {country} .\n"
        more += _number(number, "P1082", dice.randrange(1_000, 10**7)) + _number(
            number, "P2046", dice.randrange(1, 9999)
        )
        return _named(number, name, chinese, "city", "城市", popularity) + more
    if kind == "person":
        chinese = dice.choice(_FAMILIES) + "".join(dice.choices(_GIVEN, k=dice.randint(1, 2)))
        name, year = english(dice, 2), dice.randint(1000, 2000)
        more = f'{it} {_ALIAS} "{name.split()[1]}"@en .\n{it} {said("P31")} {thing(0)} .\n'
        more += f"{it} {said('P19')} {city} .\n{it} {said('P27')} {country} .\n" + _day(
            number, "P569", year, dice
        )
        if year < 1930:
            more += _day(number, "P570", year + dice.randint(20, 95), dice)
        return _named(number, name, chinese, "person", "人物", popularity) + more
    if kind == "mountain":
        name, chinese = (
            "Mount " + english(dice, 1),
            "".join(dice.choices(_PLACES, k=2)) + dice.choice("山峰岭"),
        )
        more = f"{it} {said('P31')} {thing(2)} .\n{it} {said('P17')} {country} .\n"
        return (
            _named(number, name, chinese, "mountain", "山", popularity)
            + more
            + _number(number, "P2044", dice.randrange(100, 8800))
        )
    name, chinese = "The " + english(dice, 2), "".join(dice.choices(_GIVEN + _PLACES, k=dice.randint(3, 5)))
    author = thing(people + dice.randrange(max(1, number - people))) if number > people else thing(people)
    more = f"{it} {said('P31')} {thing(3)} .\n{it} {said('P50')} {author} .\n"
    return (
        _named(number, name, chinese, "book", "图书", popularity)
        + more
        + _day(number, "P577", dice.randint(1200, 2020), dice)
    )


def pieces(triples: int, size: int = 32 << 20) -> Iterator[bytes]:
    """N-Triples in pieces of about so many bytes."""
    held: list[str] = []
    length = 0
    for text in lines(triples):
        held.append(text)
        length += len(text)
        if length > size:
            yield "".join(held).encode()
            held, length = [], 0
    yield "".join(held).encode()


def make(folder: Path, triples: int = 10_000_000) -> Path:
    """The graph folder of so many triples, made unless it is there; open it with ``Graph.open``."""
    if generations.current(folder) is not None:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    state = generations.following(folder)
    state.mkdir()
    store = Store(str(state / generations.STORE))
    for piece in pieces(triples):
        store.bulk_load(piece, RdfFormat.N_TRIPLES, to_graph=graph_of(SOURCE))
    tell(store, Source(SOURCE, "Made up to measure on", "CC0-1.0", triples=len(store)))
    store.flush()
    del store
    generations.switch(folder, state)
    return folder


def main() -> None:
    """Write the graph."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--triples", type=int, default=10_000_000)
    given = arguments.parse_args()
    begun = time.monotonic()
    if given.out.suffix == ".nt":
        with given.out.open("wb") as file:
            for piece in pieces(given.triples):
                file.write(piece)
    else:
        make(given.out, given.triples)
    print(f"{given.out}: {given.triples:,} triples in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
