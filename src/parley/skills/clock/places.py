"""Cities and the time zones they are in, in Chinese and English, from CLDR and a short list of our own."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import yaml

from parley.language.understanding.slots import SlotType


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the person named it."""

    name: str
    zone: str
    """IANA name of its time zone."""

    def tzinfo(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.zone)


@cache
def _zones() -> dict[str, str]:
    """Time zones by place name, lower-case."""
    from babel import Locale

    known = _iana()
    found: dict[str, str] = {}
    for language in ("en", "zh"):
        # CLDR leaves a city out where its English name is the last part of the zone's own.
        zones = cast("dict[str, Any]", Locale.parse(language).time_zones)
        for zone, names in zones.items():
            if zone in known and (city := names.get("city")):
                found.setdefault(_key(str(city)), zone)
    for zone in known:
        found.setdefault(zone.rsplit("/", 1)[-1].replace("_", " ").lower(), zone)
    data = yaml.safe_load(Path(__file__).with_name("places.yaml").read_text("utf-8"))
    for zone, names in cast("dict[str, list[str]]", data).items():
        found |= dict.fromkeys(map(_key, names), zone)
    return found


def _key(name: str) -> str:
    """The name without case and accents: São Paulo is also said to be in Sao Paulo."""
    apart = unicodedata.normalize("NFD", " ".join(name.lower().split()))
    return "".join(char for char in apart if not unicodedata.combining(char))


@cache
def _iana() -> list[str]:
    from zoneinfo import available_timezones

    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return sorted(zone for zone in available_timezones() if zone.startswith(regions))


@cache
def _spelling() -> dict[str, str]:
    """English names as they are written, by their lower-case form."""
    from babel import Locale

    zones = cast("dict[str, Any]", Locale.parse("en").time_zones)
    return {_key(str(city)): str(city) for names in zones.values() if (city := names.get("city"))}


def find(name: str) -> Place | None:
    """The place of that name; None for one that is not known."""
    key = _key(name).removesuffix("时间").removesuffix("那边").removesuffix("那里")
    zone = _zones().get(key) or _zones().get(key.removesuffix("市"))
    if zone is None:
        return None
    shown = _spelling().get(key) or (
        key.upper() if key in ("la", "uk", "utc", "gmt", "nyc", "uae") else key.title()
    )
    return Place(shown, zone)


#: A place by name; which names there are decides ``find``. A closed grammar hears the commonest.
PLACE = SlotType(
    r"[^\d\s](?:[^\d]{0,28}?[^\d\s])?",
    lambda text, _: find(text),
    spoken={
        "en": (
            "(london|paris|berlin|madrid|rome|moscow|tokyo|seoul|beijing|shanghai)",
            "(hong kong|singapore|bangkok|delhi)",
            "(sydney|melbourne|new york|boston|chicago)",
            "(los angeles|san francisco|seattle|toronto|vancouver|dubai|cairo)",
        ),
        "zh": (
            "(北京|上海|香港|台北|东京|首尔|新加坡|曼谷|伦敦|巴黎|柏林|罗马|莫斯科|纽约|洛杉矶|旧金山|芝加哥|多伦多)",
            "(悉尼|墨尔本|迪拜|开罗|日本|韩国|英国|法国|德国|印度)",
        ),
    },
)
