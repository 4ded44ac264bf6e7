"""Time zones that people call by a name of their own: Eastern, PST, 美西, "GMT plus five"."""

from __future__ import annotations

import re

from parley.language.understanding.slots import SlotType
from parley.skills.clock.places import PLACE, Place, find

_NAMED: dict[str, tuple[str, str, str]] = {
    "eastern|est|edt|et|east|east coast|us east coast|american east coast|the east coast": (
        *("America/New_York", "Eastern Time", "美国东部"),
    ),
    "ny|n y|n y c": ("America/New_York", "New York", "纽约"),
    "sf|s f": ("America/Los_Angeles", "San Francisco", "旧金山"),
    "dc|d c|washington d c": ("America/New_York", "Washington", "华盛顿"),
    "central|cdt|ct|cst|centaur|midwest|the midwest": ("America/Chicago", "Central Time", "美国中部"),
    "mountain|mst|mdt|mt": ("America/Denver", "Mountain Time", "美国山地时区"),
    "pacific|pst|pdt|pt|western|west|west coast|us west coast|the west coast": (
        *("America/Los_Angeles", "Pacific Time", "美国西部"),
    ),
    "us|america|the us|usa|the states|u s": ("America/New_York", "the eastern United States", "美国东部"),
    "ist|indian|india": ("Asia/Kolkata", "India", "印度"),
    "cet|cest|central european": ("Europe/Paris", "Central Europe", "欧洲中部"),
    "bst|irish|british": ("Europe/London", "London", "伦敦"),
    "jst": ("Asia/Tokyo", "Japan", "日本"),
    "kst": ("Asia/Seoul", "Korea", "韩国"),
    "aest|aedt": ("Australia/Sydney", "Sydney", "悉尼"),
    "hkt": ("Asia/Hong_Kong", "Hong Kong", "香港"),
    "msk": ("Europe/Moscow", "Moscow", "莫斯科"),
    "zulu|g m t|gtm|g.m.t.|g.m.t": ("Etc/UTC", "GMT", "格林威治"),
    "brasil": ("America/Sao_Paulo", "Brazil", "巴西"),
    "北京时间": ("Asia/Shanghai", "Beijing", "北京"),
    "美东|美国东部|东部|东岸|美国东岸": ("America/New_York", "Eastern Time", "美国东部"),
    "美西|美国西部|西部|西岸|美国西岸|太平洋": ("America/Los_Angeles", "Pacific Time", "美国西部"),
    "美中|美国中部": ("America/Chicago", "Central Time", "美国中部"),
}
_ZONES = {name: zone for names, zone in _NAMED.items() for name in names.split("|")}
_OFFSET = re.compile(
    r"(?:gmt|utc|g m t|gtm|g\.m\.t\.?|u t c) ?(?P<sign>plus|minus|[+-])? ?"
    r"(?P<hours>\d{1,2}|[a-z]+)(?:(?: |:)(?P<half>thirty|30|and a half))?"
)
#: Who lives by half an hour, the whole year.
_HALVES = {
    3: "Asia/Tehran",
    4: "Asia/Kabul",
    5: "Asia/Kolkata",
    6: "Asia/Yangon",
    9: "Australia/Darwin",
    -9: "Pacific/Marquesas",
}
_NUMBERS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
_AROUND = re.compile(
    r"^(?:the|in|at) |^(?:候|那么|那)|"
    r"(?:'s)? ?(?:standard|daylight)? ?(?:time zones?|timezone|time|zone)$| right no[we]$|"
    r" now$| half of the (?:us|united states|country)$|"
    r" (?:of|in) (?:the )?(?:us|united states|america)$|(?:时间|时区|那边|那里|那儿)$"
)
_ELSEWHERE = re.compile(
    "(?:this|my|our|another|neighbou?ring|a|the|your|some|any|each|that)(?: .*)?|here|there|.* zone"
)


def where(text: str) -> Place | None:
    """The place or time zone of a name; None for one that is not known."""
    text = text.strip(" '是")
    for _ in range(3):
        if (found := _named(text)) is not None:
            return found
        shorter = _AROUND.sub("", text).strip()
        if shorter == text:
            break
        text = shorter
    if not text or _ELSEWHERE.fullmatch(text):
        return None
    return find(text) or _by_its_words(text)


def _named(text: str) -> Place | None:
    if zone := _ZONES.get(text):
        return Place(zone[1], zone[0], 0.0, 0.0, "", zone[1], zone[2])
    if found := _OFFSET.fullmatch(text):
        hours = found["hours"]
        count = int(hours) if hours.isdecimal() else _NUMBERS.index(hours) if hours in _NUMBERS else None
        if count is None or count > 12:
            return None
        if found["half"]:
            there = _HALVES.get(-count if found["sign"] in ("minus", "-") else count)
            shown = f"GMT{'-' if found['sign'] in ('minus', '-') else '+'}{count}:30"
            return Place(shown, there, 0.0, 0.0, "", shown, shown) if there else None
        # In these names the sign is the other way round.
        sign = "+" if found["sign"] in ("minus", "-") else "-"
        shown = f"GMT{'-' if sign == '+' else '+'}{count}"
        return Place(shown, f"Etc/GMT{sign}{count}" if count else "Etc/UTC", 0.0, 0.0, "", shown, shown)
    return None


def _by_its_words(text: str) -> Place | None:
    """A city with its state or country behind it, of which one is not known: "phoenix az"."""
    words = text.split()
    return find(" ".join(words[:-1])) if 2 <= len(words) <= 3 and len(words[-1]) <= 3 else None


WHERE = SlotType(r"[^\d\s](?:.{0,38}?\S)?", lambda text, _: where(text), spoken=PLACE.spoken)
"""A place, or a time zone by name."""
