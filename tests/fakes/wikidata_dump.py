"""A dump in the shape of Wikidata's: an array of entities, one a line, with all kinds of values. Made up."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

ITEM = "wikibase-item"


def words(language: str, value: str) -> dict[str, str]:
    return {"language": language, "value": value}


def statement(
    relation: str, kind: str, data: Any, type: str, rank: str = "normal", value: bool = True
) -> dict[str, Any]:
    """One statement; ``value`` False for "nobody knows"."""
    snak: dict[str, Any] = {
        "snaktype": "value" if value else "somevalue",
        "property": relation,
        "datatype": kind,
    }
    if value:
        snak["datavalue"] = {"value": data, "type": type}
    return {"mainsnak": snak, "type": "statement", "id": f"{relation}$1", "rank": rank}


def thing(relation: str, id: str, rank: str = "normal") -> dict[str, Any]:
    data = {"entity-type": "item", "numeric-id": int(id[1:]), "id": id}
    return statement(relation, ITEM, data, "wikibase-entityid", rank)


def quantity(relation: str, amount: str, unit: str = "1", rank: str = "normal") -> dict[str, Any]:
    whole = unit if unit == "1" else f"http://www.wikidata.org/entity/{unit}"
    return statement(relation, "quantity", {"amount": amount, "unit": whole}, "quantity", rank)


def time(relation: str, when: str, precision: int, rank: str = "normal") -> dict[str, Any]:
    data = {
        "time": when,
        "timezone": 0,
        "before": 0,
        "after": 0,
        "precision": precision,
        "calendarmodel": "http://www.wikidata.org/entity/Q1985727",
    }
    return statement(relation, "time", data, "time", rank)


def text(relation: str, value: str, kind: str = "string") -> dict[str, Any]:
    return statement(relation, kind, value, "string")


def point(relation: str, latitude: float, longitude: float) -> dict[str, Any]:
    globe = "http://www.wikidata.org/entity/Q2"
    data = {"latitude": latitude, "longitude": longitude, "precision": 0.01, "globe": globe}
    return statement(relation, "globe-coordinate", data, "globecoordinate")


def entity(
    id: str,
    labels: dict[str, str],
    claims: list[dict[str, Any]] | None = None,
    wikis: int = 0,
    aliases: dict[str, list[str]] | None = None,
    descriptions: dict[str, str] | None = None,
) -> dict[str, Any]:
    """One entity; empty mappings are arrays, as in the real dump."""
    by_relation: dict[str, list[Any]] = {}
    for each in claims or []:
        by_relation.setdefault(each["mainsnak"]["property"], []).append(each)
    return {
        "type": "property" if id.startswith("P") else "item",
        "id": id,
        "labels": {key: words(key, value) for key, value in labels.items()} or [],
        "descriptions": {key: words(key, value) for key, value in (descriptions or {}).items()} or [],
        "aliases": {key: [words(key, each) for each in some] for key, some in (aliases or {}).items()} or [],
        "claims": by_relation or [],
        "sitelinks": {f"w{number}wiki": {"site": f"w{number}wiki", "title": "x"} for number in range(wikis)}
        or [],
        "lastrevid": 1,
        "modified": "2026-01-01T00:00:00Z",
    }


def mount_tai() -> list[dict[str, Any]]:
    """A few real facts in all shapes that matter."""
    return [
        entity("P2044", {"en": "elevation above sea level", "zh": "海拔", "de": "Höhe"}),
        entity("Q8502", {"en": "mountain", "zh": "山"}, [thing("P279", "Q271669")], 120),
        entity("Q46831", {"en": "mountain range", "zh": "山脉"}, [thing("P279", "Q8502")], 90),
        entity(
            "Q133300",
            {"en": "Mount Tai", "zh": "泰山", "zh-hant": "泰山", "de": "Tai Shan"},
            [
                thing("P31", "Q46831"),
                thing("P31", "Q1", "deprecated"),
                thing("P17", "Q148"),
                quantity("P2044", "+5029", "Q3710"),
                quantity("P2044", "+1532.7", "Q11573", "preferred"),
                quantity("P2046", "+24200", "Q35852"),
                quantity("P1082", "+7"),
                quantity("P2067", "+3", "Q99999999"),
                point("P625", 36.255, 117.105),
                text("P281", "271000"),
                text("P1566", "1793511", "external-id"),
                time("P571", "+0200-00-00T00:00:00Z", 7),
                statement("P577", "time", None, "time", value=False),
            ],
            70,
            {"en": ["Taishan"], "zh": ["岱山", "岱宗"], "zh-hant": ["東嶽泰山"]},
            {"en": "mountain in Shandong, China", "zh": "山东的一座山"},
        ),
        entity(
            "Q937",
            {"en": "Albert Einstein", "zh-tw": "愛因斯坦"},
            [
                thing("P31", "Q5"),
                time("P569", "+1879-03-14T00:00:00Z", 11),
                time("P570", "+1955-04-00T00:00:00Z", 10),
            ],
            250,
        ),
        entity("Q1048", {"en": "Julius Caesar"}, [time("P570", "-0044-03-15T00:00:00Z", 11)], 200),
        entity("Q148", {"en": "China", "zh": "中国"}, [thing("P31", "Q6256")], 300),
        entity("Q99000001", {"en": "a hill nobody knows"}, [thing("P31", "Q8502")], 0),
        entity("L1", {"en": "a lexeme"}),
    ]


def many(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """So many things with about ten statements each."""
    dice = random.Random(seed)
    for number in range(1, count + 1):
        kind = dice.choice(("Q515", "Q8502", "Q5"))
        claims = [
            thing("P31", kind),
            thing("P17", f"Q{dice.randint(1, 200)}"),
            thing("P131", f"Q{dice.randint(1, count)}"),
        ]
        if kind == "Q5":
            claims.append(
                time("P569", f"+{dice.randint(1000, 2000)}-05-{dice.randint(1, 28):02}T00:00:00Z", 11)
            )
        claims.append(quantity("P1082", f"+{dice.randint(1, 10**7)}"))
        claims.append(quantity("P2044", f"+{dice.randint(1, 8000)}", dice.choice(("Q11573", "Q3710"))))
        claims += [text("P214", str(dice.randint(1, 10**9)), "external-id") for _ in range(3)]
        yield entity(
            f"Q{900_000_000 + number}",
            {"en": f"thing {number}", "zh": f"东西{number}", "de": f"Ding {number}", "fr": f"chose {number}"},
            claims,
            dice.randint(0, 200),
            {"en": [f"number {number}"]},
            {"en": "a thing that is made up", "zh": "编造的东西"},
        )


def dump(entities: list[dict[str, Any]] | Iterator[dict[str, Any]]) -> bytes:
    """All of it."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in entities)
    return f"[\n{lines}\n]\n".encode()
