"""Time zones that people call by a name of their own: Eastern, PST, 美西, "GMT plus five"."""

from __future__ import annotations

import re

from parley.language.chinese.numbers import read_number
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
    "mountain|mst|mdt|mt|山地|美国山区|美国山地": ("America/Denver", "Mountain Time", "美国山地时区"),
    "pacific|pst|pdt|pt|western|west|west coast|us west coast|the west coast": (
        *("America/Los_Angeles", "Pacific Time", "美国西部"),
    ),
    "us|america|the us|usa|the states|u s": ("America/New_York", "the eastern United States", "美国东部"),
    "ist|indian|india": ("Asia/Kolkata", "India", "印度"),
    "cet|cest|central european|central europe|中欧|欧洲中部": ("Europe/Paris", "Central Europe", "欧洲中部"),
    "eet|eest|eastern european|eastern europe|东欧|欧洲东部": ("Europe/Athens", "Eastern Europe", "欧洲东部"),
    "wet|western european|western europe|西欧|欧洲西部": ("Europe/Lisbon", "Western Europe", "欧洲西部"),
    "akst|akdt|alaskan": ("America/Anchorage", "Alaska", "阿拉斯加"),
    "hst|hawaiian": ("Pacific/Honolulu", "Hawaii", "夏威夷"),
    "ast|adt|atlantic": ("America/Halifax", "Atlantic Time", "大西洋时区"),
    "nzst|nzdt": ("Pacific/Auckland", "New Zealand", "新西兰"),
    "awst|western australian|west australian": ("Australia/Perth", "Perth", "珀斯"),
    "acst|acdt|central australian": ("Australia/Adelaide", "Adelaide", "阿德莱德"),
    "eastern australian": ("Australia/Sydney", "Sydney", "悉尼"),
    "sgt": ("Asia/Singapore", "Singapore", "新加坡"),
    "pht": ("Asia/Manila", "the Philippines", "菲律宾"),
    "pkt": ("Asia/Karachi", "Pakistan", "巴基斯坦"),
    "npt": ("Asia/Kathmandu", "Nepal", "尼泊尔"),
    "gulf": ("Asia/Dubai", "Dubai", "迪拜"),
    "brt": ("America/Sao_Paulo", "Brazil", "巴西"),
    "sast|south african": ("Africa/Johannesburg", "South Africa", "南非"),
    "eat|east african|east africa|东非": ("Africa/Nairobi", "East Africa", "东非"),
    "wat|west african|west africa|西非": ("Africa/Lagos", "West Africa", "西非"),
    "bst|irish|british": ("Europe/London", "London", "伦敦"),
    "jst": ("Asia/Tokyo", "Japan", "日本"),
    "kst": ("Asia/Seoul", "Korea", "韩国"),
    "aest|aedt": ("Australia/Sydney", "Sydney", "悉尼"),
    "hkt": ("Asia/Hong_Kong", "Hong Kong", "香港"),
    "msk": ("Europe/Moscow", "Moscow", "莫斯科"),
    "格林尼治|世界标准": ("Etc/UTC", "GMT", "格林尼治"),
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
_EAST_WEST = re.compile("(?P<side>[东西])(?P<hours>[一二三四五六七八九十]{1,2})区")
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
    r"(?:'s)? ?(?:standard|daylight|summer|winter)? ?(?:time zones?|timezone|time|zone)$| right no[we]$|"
    r" now$| half of the (?:us|united states|country)$|"
    r" (?:of|in) (?:the )?(?:us|united states|america)$|(?:标准时间|夏令时间?|时间|时区|那边|那里|那儿)$"
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
    if found := _EAST_WEST.fullmatch(text):
        return _zone_of(int(read_number(found["hours"]) or 0) * (1 if found["side"] == "东" else -1))
    if found := _OFFSET.fullmatch(text):
        hours = found["hours"]
        count = int(hours) if hours.isdecimal() else _NUMBERS.index(hours) if hours in _NUMBERS else None
        if count is None or count > 12:
            return None
        if found["half"]:
            there = _HALVES.get(-count if found["sign"] in ("minus", "-") else count)
            shown = f"GMT{'-' if found['sign'] in ('minus', '-') else '+'}{count}:30"
            return Place(shown, there, 0.0, 0.0, "", shown, shown) if there else None
        return _zone_of(-count if found["sign"] in ("minus", "-") else count)
    return None


def _zone_of(hours: int) -> Place | None:
    """The zone so many hours ahead of the world's time."""
    if abs(hours) > 12:
        return None
    shown = f"GMT{'-' if hours < 0 else '+'}{abs(hours)}"
    # In these names the sign is the other way round.
    name = f"Etc/GMT{'+' if hours < 0 else '-'}{abs(hours)}" if hours else "Etc/UTC"
    return Place(shown, name, 0.0, 0.0, "", shown, shown)


def _by_its_words(text: str) -> Place | None:
    """A city with its state or country behind it, of which one is not known: "phoenix az"."""
    words = text.split()
    return find(" ".join(words[:-1])) if 2 <= len(words) <= 3 and len(words[-1]) <= 3 else None


WHERE = SlotType(r"[^\d\s](?:.{0,38}?\S)?", lambda text, _: where(text), spoken=PLACE.spoken)
"""A place, or a time zone by name."""
