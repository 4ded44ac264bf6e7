"""A small world whose names are linked."""

from __future__ import annotations

from pathlib import Path

import pytest

from parley.knowledge.graph import Graph
from parley.knowledge.linking.building import build
from parley.knowledge.linking.linker import Linker

WORLD = """
wd:Q513 rdfs:label "Mount Everest"@en, "珠穆朗玛峰"@zh; skos:altLabel "珠峰"@zh, "Qomolangma"@en;
  p:popularity 20000; schema:description "highest mountain on Earth"@en; wdt:P31 wd:Q8502; wdt:P2044 8849 .
wd:Q216059 rdfs:label "Mount Tai"@en, "泰山"@zh; p:popularity 6000; wdt:P31 wd:Q8502; wdt:P2044 1545;
  schema:description "mountain in Shandong"@en, "山东的山"@zh; wdt:P17 wd:Q148 .
wd:Q190955 rdfs:label "Tarzan"@en, "泰山"@zh; p:popularity 5500; wdt:P50 wd:Q277;
  schema:description "fictional man who grew up among apes"@en, "小说人物"@zh .
wd:Q277 rdfs:label "Edgar Rice Burroughs"@en, "埃德加·赖斯·巴勒斯"@zh; p:popularity 4000; wdt:P569 1875 .
wd:Q148 rdfs:label "China"@en, "中国"@zh; p:popularity 400000; wdt:P36 wd:Q956; wdt:P31 wd:Q6256 .
wd:Q956 rdfs:label "Beijing"@en, "北京"@zh; skos:altLabel "Peking"@en; p:popularity 300000; wdt:P17 wd:Q148 .
wd:Q937 rdfs:label "Albert Einstein"@en, "阿尔伯特·爱因斯坦"@zh; p:popularity 350000; wdt:P569 1879 .
wd:Q7192 rdfs:label "Qin Shi Huang"@en, "秦始皇"@zh; p:popularity 150000; wdt:P569 -259 .
wd:Q90 rdfs:label "Paris"@en, "巴黎"@zh; p:popularity 500000; wdt:P17 wd:Q142; wdt:P1082 2100000 .
wd:Q830149 rdfs:label "Paris (Texas)"@en, "巴黎 (得克萨斯州)"@zh; p:popularity 900; wdt:P131 wd:Q1439;
  schema:description "city in Texas"@en, "得克萨斯州的城市"@zh .
wd:Q1439 rdfs:label "Texas"@en, "得克萨斯州"@zh; p:popularity 100000; wdt:P17 wd:Q30 .
wd:Q142 rdfs:label "France"@en, "法国"@zh; p:popularity 400000; wdt:P36 wd:Q90; wdt:P31 wd:Q6256 .
wd:Q34660 rdfs:label "J. K. Rowling"@en, "J·K·罗琳"@zh; p:popularity 90000; wdt:P569 1965 .
wd:Q8337 rdfs:label "Harry Potter"@en, "哈利·波特"@zh; p:popularity 95000; wdt:P50 wd:Q34660 .
wd:Q8502 rdfs:label "mountain"@en, "山"@zh; p:popularity 50000 .
wd:Q6256 rdfs:label "country"@en, "国家"@zh; p:popularity 60000 .
wd:Q3914 rdfs:label "长江大桥"@zh; p:popularity 800 .
wd:Q5413 rdfs:label "长江"@zh, "Yangtze"@en; p:popularity 90000; wdt:P2043 6300 .
wdt:P36 rdfs:label "capital"@en, "首都"@zh . wdt:P2044 rdfs:label "elevation"@en, "海拔"@zh .
wdt:P17 rdfs:label "country"@en, "国家"@zh . wdt:P50 rdfs:label "author"@en, "作者"@zh .
wdt:P569 rdfs:label "date of birth"@en, "出生日期"@zh . wdt:P1082 rdfs:label "population"@en, "人口"@zh .
wdt:P131 rdfs:label "located in"@en, "位于"@zh . wdt:P2043 rdfs:label "length"@en, "长度"@zh .
"""


@pytest.fixture(scope="session")
def world() -> Graph:
    """That world as a graph."""
    return Graph.in_memory(WORLD)


@pytest.fixture(scope="session")
def linker(world: Graph, tmp_path_factory: pytest.TempPathFactory) -> Linker:
    """Its names."""
    folder: Path = tmp_path_factory.mktemp("names")
    build(world.store, folder, lambda done, total: None, "first")
    return Linker(folder)
