"""Which devices of the house a person means who says "my phone" or "the kitchen speaker"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from parley.home.accounts.devices import Device, DeviceKind
from parley.language.understanding.names import likely
from parley.skills.smarthome.rooms import room_id

NAMES: Mapping[str, tuple[str, ...]] = {
    "phone": (
        *(
            "phone",
            "cell phone",
            "cell",
            "mobile device",
            "cellphone",
            "mobile",
            "mobile phone",
            "smartphone",
            "iphone",
            "handy",
        ),
        *("手机", "电话", "移动电话"),
    ),
    "tablet": ("tablet", "ipad", "pad", "平板", "平板电脑", "苹果平板"),
    "laptop": (
        *("laptop", "computer", "notebook", "macbook", "pc", "desktop", "mac"),
        *("笔记本", "笔记本电脑", "电脑", "手提电脑", "台式机", "台式电脑"),
    ),
    "speaker": ("speaker", "smart speaker", "speakers", "音箱", "音响", "小音箱", "喇叭"),
    "tv": ("tv", "television", "电视", "电视机"),
    "browser": ("browser", "浏览器", "网页"),
}
"""Kind of device → what people call one."""

_MARKS: Mapping[str, re.Pattern[str]] = {
    "phone": re.compile(r"phone|android|手机|pixel|galaxy s|redmi|huawei p|oneplus", re.IGNORECASE),
    "tablet": re.compile(r"ipad|tablet|平板|galaxy tab|matepad", re.IGNORECASE),
    "laptop": re.compile(
        r"windows|\bmac\b|macbook|linux|chromeos|laptop|notebook|computer|desktop|\bpc\b|笔记本|电脑|台式",
        re.IGNORECASE,
    ),
    "speaker": re.compile(r"speaker|音箱|音响", re.IGNORECASE),
    "tv": re.compile(r"\btv\b|television|电视", re.IGNORECASE),
}
"""What shows in a device's name what it is: browsers are called "Safari (iPhone)"."""
_KINDS = {"phone": DeviceKind.PHONE, "speaker": DeviceKind.SPEAKER, "browser": DeviceKind.BROWSER}


def of_kind(devices: Sequence[Device], kind: str) -> list[Device]:
    """Those of a kind, surest first: what it was paired as, then what its name says."""
    paired = [each for each in devices if each.kind is _KINDS.get(kind)]
    mark = _MARKS.get(kind)
    named = [each for each in devices if each not in paired and mark and mark.search(each.name)]
    return [*paired, *named]


def in_room(devices: Sequence[Device], room: str) -> list[Device]:
    """Those in a room; 厨房 and "Kitchen" are the same."""
    return [each for each in devices if each.room and room_id(each.room) == room]


def called(devices: Sequence[Device], name: str) -> list[Device]:
    """Those that may be meant by a name."""
    there = [each for each in devices if each.name]
    return [there[each.index] for each in likely(name, [each.name for each in there])]


def meant(devices: Sequence[Device], room: str, device: str) -> list[Device]:
    """Those in a room, of a kind, or of a name, as far as each was said."""
    found = in_room(devices, room) if room else list(devices)
    if not device:
        return found
    if device in NAMES:
        return of_kind(found, device)
    return called(found, device) or in_room(found, room_id(device))
