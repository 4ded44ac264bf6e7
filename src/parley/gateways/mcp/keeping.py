"""What is kept for the owner of a key, as resources: lists, reminders and the rest, as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec

from parley.gateways.access import NotFound
from parley.gateways.mcp.declared import About
from parley.home.home import Home

SCHEME = "parley://"
MOST = 1_000
"""Of one kind; the newest."""

_KINDS: Mapping[str, tuple[str, About]] = {
    "timers": ("timers", About("Timers that run, or are paused.", "正在走的和暂停的计时器。")),
    "alarms": ("alarms", About("Alarms.", "闹钟。")),
    "reminders": ("reminders", About("Reminders, those that are done too.", "提醒，包括已完成的。")),
    "lists": ("lists", About("Lists and what is on them.", "清单和上面的东西。")),
    "notes": ("notes", About("Notes.", "笔记。")),
    "calendar": ("events", About("The calendar.", "日历。")),
    "devices": ("", About("Speakers, phones and other devices.", "音箱、手机和其他设备。")),
}
"""Name → the collection of its records."""


def kinds() -> Mapping[str, About]:
    """What there is."""
    return {name: about for name, (_, about) in _KINDS.items()}


async def read(home: Home, account: str, uri: str) -> str:
    """What is kept under ``parley://NAME``, as JSON. Raises ``NotFound``."""
    name = uri.removeprefix(SCHEME).rstrip("/")
    if not uri.startswith(SCHEME) or name not in _KINDS:
        raise NotFound(f"There are {', '.join(SCHEME + each for each in _KINDS)}.")
    found = await _found(home, account, name)
    return msgspec.json.encode(found[-MOST:]).decode()


async def _found(home: Home, account: str, name: str) -> list[dict[str, Any]]:
    if name == "devices":
        devices = await home.devices.of(account)
        return [{**asdict(each), "languages": list(each.languages)} for each in devices]
    found = [_plain(each) for each in await home.records.all(account, _KINDS[name][0])]
    if name == "lists":
        items = [_plain(each) for each in await home.records.all(account, "items")]
        for each in found:
            each["items"] = [item for item in items if item.get("list") == each["id"]][-MOST:]
    return found


def _plain(record: Any) -> dict[str, Any]:
    return {"id": record.id, **record.document}
