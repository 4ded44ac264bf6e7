"""A small world to search and to know, for the pages that show it."""

from __future__ import annotations

from typing import Any

NOW = 1_795_000_000

SOURCES = [
    {
        "name": "wikidata",
        "title": "Wikidata",
        "licence": "CC0-1.0",
        "url": "https://www.wikidata.org",
        "modified": "2026-11-20",
        "triples": 10_412_873,
    },
    {
        "name": "geonames",
        "title": "GeoNames",
        "licence": "CC-BY-4.0",
        "url": "https://www.geonames.org",
        "modified": "2026-11-01",
        "triples": 61_004,
    },
]


def pieces(marked: str) -> list[dict[str, Any]]:
    """``the [lease] ends`` as pieces, of which the one in brackets is a hit."""
    found: list[dict[str, Any]] = []
    for number, text in enumerate(marked.replace("]", "[").split("[")):
        if text:
            found.append({"text": text, "hit": number % 2 == 1})
    return found


def hit(id: str, kind: str, title: str, snippet: str, **more: Any) -> dict[str, Any]:
    """One thing that was found."""
    blank = {"url": "", "site": "", "at": NOW - 86_400 * 40, "language": "en", "open": ""}
    return {"id": id, "kind": kind, "title": title, "snippet": pieces(snippet)} | blank | more


HITS = [
    hit(
        "n1",
        "notes",
        "Flat",
        "The [lease] ends in May; the deposit comes back four weeks later.",
        open="notes/n1",
    ),
    hit(
        "w1",
        "web",
        "Ending a lease early",
        "A [lease] can be ended early where the law or the contract says so, "
        "and then with a period of notice.",
        url="https://tenants.example.org/early",
        site="tenants.example.org",
    ),
    hit("i1", "lists", "Moving house", "Send the [lease] back", open="lists/l1"),
    hit("p1", "photos", "IMG_2044.jpg", "[Lease] agreement, page 1", open="photos/p1"),
    hit("r1", "reminders", "Give notice on the lease", "Give notice on the [lease]", open="reminders"),
    hit(
        "w2",
        "web",
        "租约（lease）是什么",
        "租约，英文叫 [lease]，是房东和租客之间的合同。",
        language="zh",
        url="https://zufang.example.cn/zuyue",
        site="zufang.example.cn",
    ),
    hit("x1", "web", "A script", "nothing that a [lease] needs", url="javascript:alert(1)"),
]


def thing(id: str, label: str) -> dict[str, Any]:
    """A value that is a thing."""
    return {"kind": "thing", "text": label, "id": id, "source": "wikidata"}


def number(text: str, unit: str = "", source: str = "wikidata") -> dict[str, Any]:
    """A value that is a number."""
    return {"kind": "number", "text": text, "unit": unit, "id": None, "source": source}


def fact(relation: str, name: str, *values: dict[str, Any]) -> dict[str, Any]:
    """A relation with its values."""
    return {"relation": relation, "name": name, "values": list(values)}


def near(id: str, label: str, relation: str, name: str, out: bool = True) -> dict[str, Any]:
    """A thing beside another."""
    return {"id": id, "label": label, "relation": relation, "name": name, "out": out}


CHINA = {
    "id": "Q148",
    "label": "China",
    "description": "country in East Asia",
    "names": ["People’s Republic of China", "PRC", "中国", "中华人民共和国"],
    "kind": "country",
    "image": "🇨🇳",
    "facts": [
        fact("P36", "capital", thing("Q956", "Beijing")),
        fact("P1082", "population", number("1411750000")),
        fact("P2046", "area", number("9596961", "square-kilometer", "geonames")),
        fact("P37", "official language", thing("Q727694", "Standard Chinese")),
        fact("P38", "currency", thing("Q39099", "renminbi")),
        fact("P571", "founded", {"kind": "day", "text": "1949-10-01", "id": None, "source": "wikidata"}),
        fact("P30", "continent", thing("Q48", "Asia")),
        fact(
            "P47",
            "borders",
            *(
                thing(f"Q{900 + each}", name)
                for each, name in enumerate(
                    (
                        "Russia",
                        "Mongolia",
                        "Kazakhstan",
                        "Kyrgyzstan",
                        "Tajikistan",
                        "Afghanistan",
                        "Pakistan",
                        "India",
                        "Nepal",
                        "Bhutan",
                        "Myanmar",
                        "Laos",
                        "Vietnam",
                        "North Korea",
                    )
                )
            ),
        ),
    ],
    "neighbours": [
        near("Q956", "Beijing", "P36", "capital"),
        near("Q48", "Asia", "P30", "continent"),
        near("Q39099", "renminbi", "P38", "currency"),
        near("Q727694", "Standard Chinese", "P37", "official language"),
        near("Q900", "Russia", "P47", "borders"),
        near("Q907", "India", "P47", "borders"),
        near("Q912", "Vietnam", "P47", "borders"),
        near("Q216059", "Mount Tai", "P17", "country", out=False),
        near("Q5413", "Yangtze", "P17", "country", out=False),
        near("Q4604", "Confucius", "P27", "citizenship", out=False),
        near("Q8686", "Shanghai", "P17", "country", out=False),
        near("Q11736", "Tianjin", "P17", "country", out=False),
    ],
    "sources": SOURCES,
}

TAI = {
    "id": "Q216059",
    "label": "Mount Tai",
    "description": "mountain in Shandong, China",
    "names": ["泰山", "Taishan"],
    "kind": "mountain",
    "image": "",
    "facts": [
        fact("P2044", "elevation", number("1532.7", "meter")),
        fact("P17", "country", thing("Q148", "China")),
    ],
    "neighbours": [near("Q148", "China", "P17", "country"), near("Q43407", "Shandong", "P131", "located in")],
    "sources": SOURCES[:1],
}

CARDS = {each["id"]: each for each in (CHINA, TAI)}

ZH = {
    "China": "中国",
    "Mount Tai": "泰山",
    "country in East Asia": "东亚国家",
    "mountain in Shandong, China": "中国山东省的山",
    "Beijing": "北京",
    "Asia": "亚洲",
    "renminbi": "人民币",
    "Standard Chinese": "普通话",
    "Russia": "俄罗斯",
    "Mongolia": "蒙古",
    "Kazakhstan": "哈萨克斯坦",
    "Kyrgyzstan": "吉尔吉斯斯坦",
    "Tajikistan": "塔吉克斯坦",
    "Afghanistan": "阿富汗",
    "Pakistan": "巴基斯坦",
    "India": "印度",
    "Nepal": "尼泊尔",
    "Bhutan": "不丹",
    "Myanmar": "缅甸",
    "Laos": "老挝",
    "Vietnam": "越南",
    "North Korea": "朝鲜",
    "Yangtze": "长江",
    "Confucius": "孔子",
    "Shanghai": "上海",
    "Tianjin": "天津",
    "Shandong": "山东",
    "capital": "首都",
    "population": "人口",
    "area": "面积",
    "official language": "官方语言",
    "currency": "货币",
    "founded": "成立",
    "continent": "所在洲",
    "borders": "邻国",
    "country": "国家",
    "citizenship": "国籍",
    "elevation": "海拔",
    "located in": "位于",
    "mountain": "山",
}
