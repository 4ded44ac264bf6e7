"""A library of 50,000 photos: looked at without growing, searched in milliseconds, not disturbing anybody.

Run with ``.venv/bin/python benchmarks/photo_library.py``; ``--photos 5000`` is shorter. Three parts:

1. The real worker looks at ``--read`` photos, over real sealed files: everything there is.
2. The same with all photos, without reading text, which takes most of the time; ``--light`` leaves things and
   faces out, too. Memory of server and worker as it goes on.
3. Search among all photos, each of which gets text, things, a place and a caption as photos have them:
   questions in Chinese and English, each with the look into the database that tells whether anything changed.
   Beside it, in the same run, SQLite's FTS5 with trigrams over the same words, for single words.

Pictures are drawn: shapes and words, ``--files`` of them different, each record of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import psutil
from PIL import Image, ImageDraw, ImageFont
from sqlalchemy import Connection, delete, insert

from parley.errors import MissingEngine
from parley.home.accounts.callers import Role
from parley.home.accounts.sealing import account_key
from parley.home.changes import Change
from parley.home.database.schema import photo_index
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.home.stamps import HybridClock
from parley.models.store import Store
from parley.pool.host import EnginePool
from parley.pool.wire import Load
from parley.settings import Home as Kept
from parley.settings import Settings
from parley.settings.photos import Photos
from parley.vision.eyes import Eyes
from parley.vision.photos import rows
from parley.vision.photos.library import Library
from parley.vision.photos.places import place_of
from parley.vision.photos.types import VERSION, Area, Facts, Line, Object, Taking
from parley.vision.service import Vision

FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"
_WORDS = (
    "invoice receipt total market harbour station museum garden kitchen birthday ticket menu coffee bakery "
    "发票 收据 合计 菜单 地铁站 博物馆 西湖 生日快乐 咖啡 面包店 停车场 出口 欢迎光临 火车票"
)
_THINGS = "person cup dog cat car bicycle book chair laptop cake boat bird umbrella pizza clock"
_COLOURS = "Red Green Blue Yellow White Black Orange Brown Pink"
WORDS, THINGS, COLOURS = _WORDS.split(), _THINGS.split(), _COLOURS.split()
SPOTS = (
    (30.245, 120.14),
    (31.22, 121.46),
    (39.9, 116.4),
    (48.86, 2.35),
    (51.5, -0.12),
    (40.7, -74.0),
    (22.5, 114.1),
)
QUESTIONS = (
    "the red cup photo from Hangzhou", "杭州的红杯子", "invoice", "发票", "dogs in Paris", "去年夏天的照片",
    "birthday cake", "生日快乐", "photos from last month", "上海的咖啡", "people in London", "书和笔记本电脑",
    "bicycle", "red car", "停车场", "museum ticket 2024", "雨伞", "welcome", "面包店 2025年5月",
    "cat on a chair",
)  # fmt: skip


class Unread(Eyes):
    """Everything but the reading of text."""

    def text(self) -> Any:
        raise MissingEngine("rapidocr", "leave this benchmark")


class Light(Unread):
    """Nor things and faces."""

    def things(self) -> Any:
        raise MissingEngine("things", "leave this benchmark")

    def faces(self) -> Any:
        raise MissingEngine("faces", "leave this benchmark")


def drawn(chance: random.Random, side: int) -> bytes:
    """A small picture, ``side`` pixels wide: a sky, some things, a word."""
    image = Image.new("RGB", (320, 240), tuple(chance.randrange(256) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(12):
        x, y, size = chance.randrange(320), chance.randrange(240), chance.randrange(10, 90)
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw: Callable[..., None] = chance.choice((pen.ellipse, pen.rectangle))
        draw((x, y, x + size, y + size), fill=colour)
    if Path(FONT).exists():
        pen.text((20, 100), chance.choice(WORDS), font=ImageFont.truetype(FONT, 32), fill="black")
    file = io.BytesIO()
    image.resize((side, side * 3 // 4)).save(file, "JPEG", quality=70)
    return file.getvalue()


async def filled(home: Home, account: str, photos: int, files: int, side: int) -> None:
    """A library of that many records, over that many files."""
    chance = random.Random(7)
    ids: list[str] = []
    for number in range(files):
        data = drawn(chance, side)

        async def blocks(data: bytes = data) -> AsyncGenerator[bytes]:
            yield data

        about = About(f"IMG_{number:05}.jpg", "image/jpeg")
        ids.append((await home.files.keep(account, len(data), about, blocks())).id)
    clock = HybridClock("bench", lambda: int(time.time() * 1000))
    for start in range(0, photos, 500):
        changes = [
            Change("photos", f"p{number:06}", clock.stamp(), _record(number, ids[number % files], chance))
            for number in range(start, min(start + 500, photos))
        ]
        done = await home.records.push(account, f"bench{start}", 1, changes)
        assert not done.refused, done.refused[:1]


def _record(number: int, file: str, chance: random.Random) -> dict[str, Any]:
    latitude, longitude = chance.choice(SPOTS)
    return {
        "file": file,
        "name": f"IMG_{number:05}.jpg",
        "kind": "jpeg",
        "taken": 1_500_000_000.0 + number * 5_900,
        "offset": 480,
        "latitude": latitude,
        "longitude": longitude,
        "width": 320,
        "height": 240,
        "caption": chance.choice(WORDS) if number % 9 == 0 else "",
        "favourite": number % 50 == 0,
    }


def memory(pids: Sequence[int]) -> float:
    """Megabytes that processes hold."""
    return sum(psutil.Process(pid).memory_info().rss for pid in pids) / 1e6


async def looked_at(
    home: Home, settings: Settings, eyes: str, most: int | None
) -> tuple[float, list[tuple[float, float]]]:
    """Photos a second, and memory of server and worker at every tenth of the way."""
    store = Store(settings.data_dir / "models")
    pool = EnginePool("eyes", Load(eyes, {}), max_kept=2, call_timeout=60.0, nice=15)
    library = Library(home, Vision(settings, store), settings, store, host=pool)
    seen: list[tuple[float, float]] = []
    began, count = 0.0, 0

    def told(done: int, of: int) -> None:
        nonlocal began, count
        of = min(of, most or of)
        count = done
        if done == 5:
            began = time.perf_counter()  # the engines are loaded by now
        if done > 5 and done % max(1, of // 10) == 0:
            seen.append((memory([psutil.Process().pid]), memory(pool.pids)))
            print(f"  {done:>6,}  server {seen[-1][0]:5.0f} MB  worker {seen[-1][1]:5.0f} MB", flush=True)
        if most and done >= most:
            raise asyncio.CancelledError

    with suppress(asyncio.CancelledError):
        await library.indexing.all(told)
    spent = time.perf_counter() - began
    await library.indexing.stop()
    return (count - 5) / spent, seen


async def furnished(home: Home, account: str, photos: int) -> list[str]:
    """Facts as photos have them; the words of each."""
    chance = random.Random(11)
    texts: list[str] = []
    places = [place_of(*spot) for spot in SPOTS]
    for start in range(0, photos, 1_000):
        some: list[tuple[str, Facts]] = []
        for number in range(start, min(start + 1_000, photos)):
            words = [chance.choice(WORDS) for _ in range(chance.randrange(0, 30) if number % 3 == 0 else 2)]
            text = " ".join(words)
            texts.append(text)
            objects = tuple(
                Object(name, 0.8, Area(0.1, 0.1, 0.5, 0.5), chance.choice(COLOURS))
                for name in chance.sample(THINGS, chance.randrange(0, 4))
            )
            facts = Facts(
                shot=Taking(camera="Box"),
                place=chance.choice(places),
                text=text,
                lines=(Line(text, Area(0, 0, 1, 0.1)),),
                objects=objects,
                people=sum(each.name == "person" for each in objects),
                colours=tuple(chance.sample(COLOURS, 2)),
            )
            some.append((f"p{number:06}", facts))
        now = time.time()

        def write(connection: Connection, some: list[tuple[str, Facts]] = some, now: float = now) -> None:
            key = account_key(connection, home.vault, account)
            ids = [photo for photo, _ in some]
            connection.execute(delete(photo_index).where(photo_index.c.photo.in_(ids)))
            like = {
                "account": account,
                "file": "file",
                "version": VERSION,
                "state": "done",
                "tries": 0,
                "at": now,
            }
            values = [
                {
                    **like,
                    "at": now - photos + int(photo[1:]),
                    "photo": photo,
                    "sealed": rows.sealed_facts(key, account, photo, facts),
                }
                for photo, facts in some
            ]
            connection.execute(insert(photo_index), values)

        await home.database.write(write)
    return texts


async def searched(home: Home, account: str, settings: Settings, texts: list[str]) -> None:
    """How long questions take, the first of all and the others."""
    store = Store(settings.data_dir / "models")
    library = Library(home, Vision(settings, store), settings, store)
    before, began = memory([psutil.Process().pid]), time.perf_counter()
    await library.finding.search(account, QUESTIONS[0])
    first = time.perf_counter() - began
    grown = memory([psutil.Process().pid]) - before
    times: list[float] = []
    work: list[float] = []
    found: dict[str, int] = {}
    for again in range(10):
        for question in QUESTIONS:
            began, busy = time.perf_counter(), time.process_time()
            result = await library.finding.search(account, question, 200)
            times.append((time.perf_counter() - began) * 1000)
            work.append((time.process_time() - busy) * 1000)
            if not again:
                found[question] = len(result.ids)
    print(f"search: the first {first:.1f} s (opens what was found on all; {grown:.0f} MB stay), then")
    print(f"  p50 {statistics.median(times):.1f} ms  p95 {p95(times):.1f} ms  most {max(times):.1f} ms")
    print(f"  of which CPU p50 {statistics.median(work):.1f} ms  p95 {p95(work):.1f} ms")
    print(f"  {sum(1 for each in found.values() if each)} of {len(found)} questions find something")
    fts(texts)
    for name, ask in {
        "cells": lambda: library.all(account),
        "albums": lambda: library.finding.albums(account),
        "duplicates": lambda: library.finding.duplicates(account),
    }.items():
        began = time.perf_counter()
        await ask()
        print(f"{name}: {(time.perf_counter() - began) * 1000:.0f} ms the first time")
    began = time.perf_counter()
    shelf = await library.shelf(account)
    body = msgspec.json.encode([(each.id, each.taken, each.offset, each.ratio) for each in shelf.order])
    print(f"cells as JSON: {(time.perf_counter() - began) * 1000:.0f} ms, {len(body) / 1e6:.1f} MB unzipped")


def fts(texts: list[str]) -> None:
    """SQLite's own search over the same texts, for questions that are mere words."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize='trigram')")
    database.executemany("INSERT INTO t VALUES (?)", [(each,) for each in texts])
    times: list[float] = []
    for _ in range(10):
        for word in ("invoice", "museum", "birthday", "生日快乐", "停车场", "面包店"):
            began = time.perf_counter()
            database.execute(
                "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 200", (f'"{word}"',)
            ).fetchall()
            times.append((time.perf_counter() - began) * 1000)
    print(
        f"  beside it, SQLite FTS5 (words alone): p50 {statistics.median(times):.1f}  p95 {p95(times):.1f} ms"
    )


def p95(times: Sequence[float]) -> float:
    """What 19 of 20 are below."""
    return sorted(times)[int(len(times) * 0.95)]


async def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--photos", type=int, default=50_000)
    options.add_argument("--files", type=int, default=1_000)
    options.add_argument("--side", type=int, default=320, help="pixels of a picture's width")
    options.add_argument("--read", type=int, default=200)
    options.add_argument("--light", action="store_true")
    options.add_argument("--search", action="store_true", help="nothing but search")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data=folder, home=Kept(quota_mb=100_000), photos=Photos(index=False, previews_mb=2_000)
        )
        async with await Home.open(settings) as home:
            account = (await home.accounts.create(Role.FAMILY, "Anna")).id
            began = time.perf_counter()
            await filled(home, account, chosen.photos, chosen.files, chosen.side)
            spent = time.perf_counter() - began
            print(f"{chosen.photos:,} photos over {chosen.files:,} files: made in {spent:.0f} s", flush=True)
            if not chosen.search:
                print(f"with reading ({chosen.read} photos):", flush=True)
                speed, _ = await looked_at(home, settings, "parley.vision.eyes:Eyes", chosen.read)
                print(f"  {speed:.2f} photos/s")
                eyes = Light if chosen.light else Unread
                print(f"all, {(eyes.__doc__ or '').lower()}", flush=True)
                speed, seen = await looked_at(home, settings, f"{Path(__file__).stem}:{eyes.__name__}", None)
                grown = [last - first for first, last in zip(seen[1], seen[-1], strict=True)]
                print(f"  {speed:.1f} photos/s; from 20 % to 100 %:", end=" ")
                print(f"server {grown[0]:+.0f} MB, worker {grown[1]:+.0f} MB", flush=True)
            texts = await furnished(home, account, chosen.photos)
            await searched(home, account, settings, texts)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    asyncio.run(main())
