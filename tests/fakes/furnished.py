"""Somebody who has a little of everything, in words that stand nowhere else."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from parley.home.accounts.callers import DATA, Caller, Kind, Role, Scope
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.files.ledger import About
from parley.home.home import Home

Document = dict[str, Any]


@dataclass(frozen=True)
class Furnished:
    """What was put into a home, to be looked for."""

    account: str
    words: tuple[str, ...]
    """Each stands in something of theirs, and nowhere else."""
    documents: dict[tuple[str, str], Document] = field(default_factory=dict[tuple[str, str], Document])
    """Collection and id → what was kept."""
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """Name → content."""


def documents(word: str, han: str) -> dict[tuple[str, str], Document]:
    """One or two records of every collection."""
    soon = 4_000_000_000.0
    return {
        ("timers", "t1"): {"name": f"{word}timer", "seconds": 300, "ends": soon},
        ("alarms", "a1"): {"time": "06:45", "days": [1, 3], "zone": "Europe/Berlin", "label": f"{word}alarm"},
        ("alarms", "a2"): {"time": "22:00", "zone": "Asia/Shanghai", "label": f"{han}闹钟", "language": "zh"},
        ("reminders", "r1"): {
            "text": f"{han}吃药提醒",
            "due": soon,
            "repeat": "monthly",
            "zone": "Asia/Shanghai",
        },
        ("reminders", "r2"): {"text": f"{word}reminder\nsecond line"},
        ("lists", "l1"): {"name": f"{word}list", "kind": "shopping"},
        ("lists", "l2"): {"name": f"{word}list", "kind": "tasks"},
        ("items", "i1"): {"list": "l1", "text": f"{han}牛奶", "amount": "2", "order": "b"},
        ("items", "i2"): {"list": "l1", "text": f"{word}item", "done": True, "order": "a"},
        ("items", "i3"): {"list": "nowhere", "text": f"{word}lost"},
        ("notes", "n1"): {"title": f"{word}title", "text": f"{han}笔记正文", "pinned": True},
        ("notes", "n2"): {"text": f"{word}/note\\without: title?"},
        ("contacts", "c1"): {
            "name": f"{han}小明",
            "reading": f"{word}ming",
            "phones": [f"{word}phone"],
            "emails": [f"{word}@example.org"],
            "address": f"{han}市朝阳区",
            "birthday": "1990-04-12",
            "note": f"{word}contactnote",
        },
        ("events", "e1"): {
            "title": f"{word}event",
            "day": "2026-12-24",
            "time": "18:00",
            "place": f"{han}饭店",
            "note": f"{word}eventnote",
            "repeat": "FREQ=YEARLY",
        },
        ("routines", "o1"): {
            "name": f"{word}routine",
            "phrases": [f"{han}晚安"],
            "steps": [f"{word}step"],
            "time": "23:00",
        },
        ("words", "w1"): {"text": f"{han}学会", "reading": f"{word}reading", "weight": 2.5},
        ("tallies", "y1"): {"device": f"{word}tally", "language": "zh"},
        ("memories", "m1"): {"text": f"{word}memory", "subject": f"{han}主题"},
        ("voices", "voice"): {"model": f"{word}voice", "prints": [], "made": soon},
        ("settings", "voice.zh"): {"value": f"{word}setting"},
        ("history", "h1"): {"at": soon, "heard": f"{han}今天天气", "answered": f"{word}answer"},
        ("photos", "p1"): {"file": "none", "name": f"{word}.jpg", "caption": f"{han}西湖", "taken": soon},
        ("persons", "n1"): {"name": f"{word}person", "prints": [], "made": soon},
        ("facts", "f1"): {"path": ["sister"], "relation": "birthday", "value": f"{word}fact", "at": soon},
        ("bookmarks", "b1"): {
            "url": f"https://example.org/{word}",
            "title": f"{han}书签",
            "note": f"{word}marknote",
            "tags": [f"{word}tag"],
        },
        ("sites", "s1"): {"url": f"https://example.org/{word}site/", "depth": 2, "pages": 10},
    }


async def blocks(data: bytes, size: int = 50_000) -> AsyncIterator[bytes]:
    """Content as it comes over a network."""
    for begin in range(0, len(data), size):
        yield data[begin : begin + size]


async def furnish(
    home: Home,
    account: str,
    word: str = "zyxquagga",
    han: str = "龘靐齉",
    size: int = 200_000,
) -> Furnished:
    """Give an account something of everything."""
    await home.accounts.change(
        account, name=f"{word}name{han}", sign_in_name=f"{word}signin", language="zh-CN"
    )
    kept = documents(word, han)
    for (collection, id), document in kept.items():
        await home.records.put(account, collection, id, document)
    await home.records.put(account, "notes", "gone", {"text": f"{word}deletednote"})
    await home.records.delete(account, "notes", "gone")
    await home.records.change(account, "items", "i1", {"done": True})
    kept["items", "i1"]["done"] = True
    device = await home.devices.add(
        account,
        NewDevice(DeviceKind.SPEAKER, f"{word}speaker", f"{han}卧室", ("zh", "en")),
    )
    await home.tokens.sign_in(account, NewDevice(name=f"{word}browser"), "password")
    role = (await home.accounts.get(account)).role
    scopes = DATA | {Scope.ACCOUNT} if role is not Role.GUEST else DATA
    caller = Caller(account, role, Kind.SESSION, scopes, "", device.id)
    await home.tokens.make_key(account, f"{word}key{han}", {Scope.RECORDS_READ}, by=caller)
    content = {
        f"{han}照片.jpg": (f"{word}filebytes{han}".encode() * (size // 30))[:size],
        f"{word}.txt": f"{word}short {han}短".encode(),
        "empty.bin": b"",
    }
    for name, data in content.items():
        about = About(name, "application/octet-stream", hashlib.sha256(data).hexdigest())
        await home.files.keep(account, len(data), about, blocks(data))
    unfinished = f"{word}unfinished{han}".encode() * 1000
    upload = await home.files.begin(account, len(unfinished) + 1, About(f"{word}upload", "text/plain"))
    await home.files.append(account, upload.id, 0, blocks(unfinished))
    return Furnished(account, (word, han), kept, content)
