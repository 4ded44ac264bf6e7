"""One's own records, written and indexed under keyed hashes and searched, beside no index and bare FTS5.

``.venv/bin/python benchmarks/finding_own.py [--notes 20000] [--people 4]``. Notes of some hundred characters,
half Chinese, of words drawn by Zipf's law. The bare index holds the same tokens as they are, of one person
alone, in a file of its own, in transactions of 500: no hashing, no sealing, no record.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.language.analysis.tokens import ordered
from parley.search.engines.fts5 import columns
from parley.search.personal.following import catch_up
from parley.search.personal.index import Personal
from parley.search.service import Searching
from parley.search.types import Query, Term
from parley.settings import Settings

_HAN = [chr(0x4E00 + number % 2_500) + chr(0x4E00 + number * 7 % 2_503) for number in range(8_000)]
"""As many two-character words as a language has that people use."""
_STEMS = (
    "lease",
    "kitchen",
    "flat",
    "rent",
    "tax",
    "paint",
    "garden",
    "window",
    "school",
    "doctor",
    "ticket",
)
_EN = [f"{a}{b}" for a in _STEMS for b in ("", "s", "er", "ing")] + [
    f"word{number}" for number in range(6_000)
]


def notes(count: int, seed: int) -> list[tuple[str, str]]:
    """Titles and texts."""
    rng = random.Random(seed)
    zh = [1 / rank for rank in range(1, len(_HAN) + 1)]
    en = [1 / rank for rank in range(1, len(_EN) + 1)]
    found: list[tuple[str, str]] = []
    for number in range(count):
        if number % 2:
            text = "".join(rng.choices(_HAN, zh, k=60))
            found.append((text[:8], "，".join(text[at : at + 12] for at in range(0, 120, 12))))
        else:
            words = rng.choices(_EN, en, k=60)
            found.append((" ".join(words[:4]), " ".join(words)))
    return found


def queries(several: Sequence[tuple[str, str]], seed: int) -> list[str]:
    """What stands somewhere: two neighbouring characters or words."""
    rng = random.Random(seed)
    found: list[str] = []
    for _, text in rng.sample(several, 400):
        if text[0] > "\u3400":
            at = rng.randrange(0, 10)
            found.append(text[at : at + 2])
        else:
            words = text.split()
            at = rng.randrange(0, len(words) - 1)
            found.append(" ".join(words[at : at + 2]))
    return found


async def written(home: Home, account: str, several: Sequence[tuple[str, str]]) -> float:
    """Records a second, 500 waiting at a time."""
    began = time.perf_counter()
    for start in range(0, len(several), 500):
        some = enumerate(several[start : start + 500], start)
        puts = (home.records.put(account, "notes", f"n{n}", {"title": t, "text": x}) for n, (t, x) in some)
        await asyncio.gather(*puts)
    return len(several) / (time.perf_counter() - began)


def bare(folder: Path, several: Sequence[tuple[str, str]]) -> tuple[sqlite3.Connection, float]:
    """The same tokens in FTS5 alone; documents a second."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='ascii')")
    began = time.perf_counter()
    for start in range(0, len(several), 500):
        rows = [columns(t, x) for t, x in several[start : start + 500]]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO words VALUES (?, ?)", [(each.title, each.body) for each in rows])
        connection.execute("COMMIT")
    return connection, len(several) / (time.perf_counter() - began)


async def timed(work: Callable[[str], object], several: Sequence[str]) -> list[float]:
    """Milliseconds of each query, sorted."""
    found: list[float] = []
    for query in several:
        began = time.perf_counter()
        result = work(query)
        if asyncio.iscoroutine(result):
            await result
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def shown(name: str, rate: float | None, times: list[float] | None) -> None:
    speed = f"{rate:>10,.0f}" if rate else f"{'—':>10}"
    if times:
        print(f"{name:<46} {speed} {statistics.median(times):>8.2f} {times[int(len(times) * 0.99)]:>8.2f}")
    else:
        print(f"{name:<46} {speed} {'—':>8} {'—':>8}")


async def main(count: int, people: int) -> None:
    several = notes(count, 7)
    asked = queries(several, 11)
    print(f"{count:,} notes of each of {people} people, half Chinese; {len(asked)} queries\n")
    print(f"{'':<46} {'records/s':>10} {'p50 ms':>8} {'p99 ms':>8}")
    with tempfile.TemporaryDirectory() as folder:
        async with await Home.open(Settings(data=f"{folder}/plain")) as home:
            without = await written(home, (await home.accounts.owner()).id, several)
        shown("records without an index", without, None)
        async with await Home.open(Settings(data=f"{folder}/found")) as home:
            searching, personal = Searching(home), Personal(home.database, home.vault)
            account = (await home.accounts.owner()).id
            rate = await written(home, account, several)
            for number in range(people - 1):
                other = (await home.accounts.create(Role.FAMILY, f"P{number}")).id
                await written(home, other, notes(count, 100 + number))

            async def index(query: str) -> object:
                term = tuple((Term(each),) for each in query.split())
                return await personal.fitting(account, Query(query, wanted=term))

            async def service(query: str) -> object:
                return await searching.search(account, query)

            shown("indexed with their records (index asked)", rate, await timed(index, asked))
            shown("  the whole search: ranking, snippets, related", None, await timed(service, asked))
            began = time.perf_counter()
            await home.database.write(lambda c: c.exec_driver_sql("DELETE FROM search_progress"))
            while await home.database.write(lambda c: catch_up(c, home.vault, account, 100)):
                pass
            shown("an index made for a home from before", count / (time.perf_counter() - began), None)
        connection, plain = bare(Path(folder), several)
        asking = "SELECT rowid FROM words WHERE words MATCH ? ORDER BY bm25(words, 4.0, 1.0) LIMIT 10"

        def look(query: str) -> object:
            phrases = " AND ".join(f'"{" ".join(ordered(each))}"' for each in query.split())
            return connection.execute(asking, (phrases,)).fetchall()

        shown("bare FTS5: one person's, readable", plain, await timed(look, asked))
        print(f"\nwriting with an index: {rate / without:.2f} × without; {rate / plain:.2f} × bare FTS5")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=4)
    given = parser.parse_args()
    asyncio.run(main(given.notes, given.people))
