"""Finding places by name: as they are written, within others ("Paris, Texas"), and by sound and slip.

``build.py`` makes the files; they are searched as they stand, so that nothing is loaded but bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from parley.language.gazetteer.keys import key, sound
from parley.language.gazetteer.places import Place

#: Longest name, in characters, that is looked up.
LONGEST = 40
#: Inhabitants from which on a place is found although a letter of its name is wrong.
LARGE, LARGE_CHINESE = 400_000, 3_000_000
#: The same for states of these countries, whose names people write by ear; a state has a tenth of its people.
LARGE_STATE, STATES = 60_000, frozenset({"US", "GB", "CA", "AU"})
#: How much likelier than by its inhabitants alone a place is meant that is near the house.
SAME_COUNTRY, SAME_REGION = 5, 60

_HAN = re.compile("[\u3400-\u9fff]")
_ROUND_IT = re.compile("^(?:在|the )|(?:那边|那里|那儿|当地|时间|的|地区| area|'s)$")
_SUFFIX = re.compile("[市省县区州镇]$")
_JOIN = frozenset({"in", "of", "near"})
_TWICE = re.compile(r"(.)\1")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Gazetteer:
    """All places and their names, as they lie in two sorted files."""

    def __init__(self, folder: Path) -> None:
        self._places = (folder / "places.txt").read_bytes()
        self._names = (folder / "names.txt").read_bytes()
        self._zones = self._line(self._places, 0).decode().split("\t")

    def exact(self, name: str) -> Iterator[Place]:
        """The places of a name's key, the largest first."""
        for at in self._starts(name.encode()):
            yield self.at(at)

    def large(self) -> frozenset[str]:
        """Keys of the names of large towns and countries that are long enough to know again with a slip."""
        # The largest come first in the file.
        at, starts = self._places.index(b"\n") + 1, set[int]()
        while (place := self.at(at)).population >= LARGE_STATE:
            least = LARGE_CHINESE if place.country == "CN" else LARGE
            if place.population >= least or (place.kind == "r" and place.country in STATES):
                starts.add(at)
            at = self._places.index(b"\n", at) + 1
        found: set[str] = set()
        for line in self._names.splitlines():
            name, _, first = line.partition(b"\t")
            if len(name) > 6 and name.isalpha() and int(first.split(b" ", 1)[0], 36) in starts:
                found.add(name.decode())
        return frozenset(found)

    def all(self) -> Iterator[tuple[int, Place]]:
        """Every place, and where its line begins: the largest first."""
        at = self._places.index(b"\n") + 1
        while at < len(self._places):
            yield at, self.at(at)
            at = self._places.index(b"\n", at) + 1

    def _starts(self, name: bytes) -> list[int]:
        names, low, high = self._names, 0, len(self._names)
        while low < high:
            middle = names.rfind(b"\n", 0, (low + high) // 2) + 1
            middle = max(middle, low)
            line = self._line(names, middle)
            found, _, starts = line.partition(b"\t")
            if found == name:
                return [int(each, 36) for each in starts.split(b" ")]
            if found < name:
                low = middle + len(line) + 1
            else:
                high = middle
        return []

    def at(self, at: int) -> Place:
        """The place whose line begins there."""
        fields = self._line(self._places, at).decode().split("\t")
        english, chinese, country, region, latitude, longitude, zone, hundreds, *more = fields
        kind, seat = [*more, "", ""][:2]
        return Place(
            english,
            self._zones[int(zone)],
            float(latitude),
            float(longitude),
            country,
            english,
            chinese,
            region,
            int(hundreds) * 100,
            kind,
            (seat.partition("/")[0], seat.partition("/")[2]) if seat else None,
        )

    @staticmethod
    def _line(data: bytes, at: int) -> bytes:
        return data[at : data.index(b"\n", at)]


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer that comes with Parley."""
    return Gazetteer(Path(__file__).parent)


def find(name: str, near: Place | None = None) -> Place | None:
    """The place a person most likely means by a name, or None when no place is called so.

    ``near`` is where the house is: of two places of one name the larger is meant, unless one is near.
    """
    text = " ".join(name.lower().split())
    if not text or len(text) > LONGEST:
        return None
    return _find(text, (near.country, near.region) if near else ("", ""))


@lru_cache(maxsize=8192)
def _find(text: str, near: tuple[str, str]) -> Place | None:
    han = bool(_HAN.search(text))
    found = _likeliest(_called(text), near) or _likeliest(_within(text, near), near)
    if found is None and han:
        found = _likeliest(gazetteer().exact(heard), near) if (heard := sound(text)) else None
    elif found is None:
        found = _likeliest(_mistyped(key(text)), near)
    if found is None:
        return None
    if found.kind == "d" and found.chinese.startswith(text):
        # A county that became a district goes on under its old name in GeoNames.
        found = replace(found, chinese=text)
    return replace(found, name=found.shown("zh" if han else "en"))


def _called(text: str) -> Iterator[Place]:
    """Places of exactly that name, or of the name without what people say around it."""
    places = gazetteer()
    plain = text
    while True:
        found = list(places.exact(key(plain)))
        if text.startswith("the ") and not plain.startswith("the "):
            # The Bar is no town of Montenegro; the Netherlands are a country.
            found = [each for each in found if each.kind == "c"]
        if not found and _SUFFIX.search(plain) and len(plain) > 2:
            found = list(places.exact(key(plain[:-1])))
        if found:
            yield from found
            return
        shorter = _ROUND_IT.sub("", plain, count=1).strip()
        if shorter == plain or not shorter:
            return
        plain = shorter


def _within(text: str, near: tuple[str, str]) -> Iterator[Place]:
    """Places named together with what they are in: Paris Texas, 浙江杭州, Cambridge in England."""
    for inner, outer in _splits(text):
        if len(outer) == 2 and outer.isascii():
            # The two letters of an American state: Richmond, VA.
            yield from (
                each for each in _called(inner) if (each.country, each.region) == ("US", outer.upper())
            )
            continue
        around = [each for each in _called(outer) if each.kind != "d"]
        if around:
            yield from (each for each in _called(inner) if any(_is_in(each, larger) for larger in around))


def _splits(text: str) -> Iterator[tuple[str, str]]:
    if " " not in text and _HAN.search(text):
        yield from ((text[at:], text[:at]) for at in range(2, len(text) - 1))
        return
    words = text.split(" ")
    for at in range(len(words) - 1, 0, -1):
        outer = words[at:]
        if outer[0] in _JOIN:
            outer = outer[1:]
        if outer:
            yield " ".join(words[:at]), " ".join(outer)


def _is_in(place: Place, larger: Place) -> bool:
    if place.country != larger.country or place.kind == "c":
        return False
    if larger.kind == "c":
        return True
    return place.region == larger.region and place.population < larger.population * 3


def _mistyped(name: str) -> Iterator[Place]:
    """Large places whose name differs by one letter, or only in which letters are doubled."""
    if not 7 <= len(name) <= 20 or not name.isascii() or not name.isalpha():
        return
    large = _large()
    for each in _slips(name):
        if each in large:
            yield from gazetteer().exact(each)
    if (doubled := _by_single().get(_single(name))) is not None:
        yield from gazetteer().exact(doubled)


def _single(name: str) -> str:
    """The name with each letter once where it stands twice: Philipines."""
    return _TWICE.sub(r"\1", name)


@cache
def _by_single() -> dict[str, str]:
    return {_single(each): each for each in _large()}


def _slips(name: str) -> Iterator[str]:
    for at in range(1, len(name)):
        head, tail = name[:at], name[at:]
        yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail[1:]
            yield head + letter + tail
    for letter in _LETTERS:
        yield name + letter


@cache
def _large() -> frozenset[str]:
    return gazetteer().large()


def _likeliest(places: Iterable[Place], near: tuple[str, str]) -> Place | None:
    return max(places, key=lambda place: _weight(place, near), default=None)


def _weight(place: Place, near: tuple[str, str]) -> float:
    weight = float(max(place.population, 1000))
    if place.country == near[0]:
        weight *= SAME_REGION if place.region and place.region == near[1] else SAME_COUNTRY
    return weight
