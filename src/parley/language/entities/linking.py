"""Which place of the world a name means: GeoNames' number for it.

Only places are linked, and only those that the gazetteer has; of several of one name the largest is meant.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from parley.language.entities.finding import entities
from parley.language.entities.types import Kind, Linked, Match
from parley.language.gazetteer.gazetteer import find
from parley.language.gazetteer.places import Place

SOURCE = "GeoNames"


def linked(text: str, language: str) -> tuple[Linked, ...]:
    """The places that a text names, each once, with where. Raises ``Unsupported`` and ``TooLong``."""
    found: dict[str, tuple[Place, list[Match]]] = {}
    for one in entities(text, language):
        if one.kind is not Kind.LOCATION:
            continue
        place = find(text[one.start : one.end])
        number = _number(place) if place is not None else ""
        if place is not None and number:
            found.setdefault(number, (place, []))[1].append(Match(one.start, one.end, one.score))
    return tuple(
        Linked(
            place.shown(language),
            language,
            number,
            f"https://www.geonames.org/{number}",
            SOURCE,
            tuple(matches),
        )
        for number, (place, matches) in found.items()
    )


def _number(place: Place) -> str:
    if place.kind == "c":
        return _numbers().get(place.country, "")
    if place.kind == "r":
        return _numbers().get(f"{place.country}.{place.english}", "")
    return _numbers().get(f"{place.country} {place.latitude:g} {place.longitude:g}", "")


@cache
def _numbers() -> dict[str, str]:
    """Country, region or place → GeoNames' number."""
    text = files("parley.language.entities").joinpath("geonames.txt").read_text("utf-8")
    found: dict[str, str] = {}
    for line in text.splitlines():
        name, number = line.split("\t")
        parts = name.split(" ")
        if len(parts) == 3:
            name = f"{parts[0]} {float(parts[1]):g} {float(parts[2]):g}"
        found[name] = number
    return found
