"""Where the house is: as its owner set it, else by its time zone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from parley.language.gazetteer.gazetteer import find
from parley.language.gazetteer.places import Place
from parley.settings.around import Place as Setting


@dataclass(frozen=True, slots=True)
class Here:
    """The place of the house."""

    place: Place
    guessed: bool
    """Nobody said where the house is; it is the city of its time zone, which an answer should name."""


@lru_cache(maxsize=64)
def here(setting: Setting, zone: str) -> Here | None:
    """Where the house is; None when the settings do not tell and the zone (its IANA name) is no city's."""
    guess = _city_of(zone)
    named = find(setting.name, guess) if setting.name else None
    if setting.latitude is not None and setting.longitude is not None:
        near = named or guess
        name = setting.name or (near.name if near else "")
        place = Place(
            name,
            named.zone if named else zone,
            setting.latitude,
            setting.longitude,
            setting.country or (near.country if near else ""),
            named.english if named else setting.name,
            named.chinese if named else setting.name,
            near.region if near else "",
        )
        return Here(place, guessed=False)
    if named:
        town = named.town()
        return Here(replace(town, country=setting.country or town.country), guessed=False)
    if guess:
        return Here(replace(guess, country=setting.country or guess.country), guessed=True)
    return None


def _city_of(zone: str) -> Place | None:
    region, _, city = zone.partition("/")
    if not city or region == "Etc":
        return None
    found = find(city.rsplit("/", 1)[-1].replace("_", " "))
    return found.town() if found else None
