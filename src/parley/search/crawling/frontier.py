"""The frontier: which pages of which site are still to be read, on disk after every step.

SQLite in write-ahead mode: whoever is killed in the middle finds it as it was after the last step. Addresses
are sealed; rows are found by keyed hashes of them. One thread at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Any

import msgspec

from parley.search.crawling.cover import Cover

MOST_WAITING = 5
"""Addresses that are known of a site, for each page that may be read of it."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS sites (
    owner TEXT, site TEXT, round INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL DEFAULT 'waiting',
    begun REAL NOT NULL DEFAULT 0, ended REAL NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '',
    bytes INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (owner, site));
CREATE TABLE IF NOT EXISTS pages (
    number INTEGER PRIMARY KEY, owner TEXT NOT NULL, site TEXT NOT NULL, name TEXT NOT NULL,
    state INTEGER NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
    due REAL NOT NULL DEFAULT 0, round INTEGER NOT NULL, content TEXT NOT NULL DEFAULT '',
    kept INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '', sealed BLOB NOT NULL,
    UNIQUE (owner, site, name));
CREATE INDEX IF NOT EXISTS waiting ON pages (owner, site, depth, number) WHERE state = 0;
CREATE INDEX IF NOT EXISTS contents ON pages (owner, site, content) WHERE content <> '';
CREATE INDEX IF NOT EXISTS names ON pages (owner, name);
CREATE TABLE IF NOT EXISTS patterns (
    owner TEXT, site TEXT, pattern TEXT, pages INTEGER NOT NULL DEFAULT 0, barren INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (owner, site, pattern));
CREATE TABLE IF NOT EXISTS senses (owner TEXT, site TEXT, sense TEXT, PRIMARY KEY (owner, site, sense));
"""


class State(IntEnum):
    """Of a page."""

    WAITING = 0
    READ = 1
    MOVED = 2
    """It redirects, or says that it is another page."""
    REFUSED = 3
    """It may not be read: robots.txt, too long, no text."""
    FAILED = 4
    GONE = 5


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed of a page."""

    url: str
    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A site of somebody's."""

    owner: str
    """Account; empty for the house."""
    site: str
    """Id of its record."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is to be read."""

    number: int
    name: str
    url: str
    depth: int
    """Links from the beginning."""
    hops: int
    """Redirects that led to it."""
    tries: int
    etag: str
    modified: str
    kept: bool
    """A document of it is in the index, or may be."""
    content: str
    """What it said, hashed; empty where nobody knows."""

    @property
    def known(self) -> bool:
        """What the index has of it is what it said."""
        return self.kept and bool(self.content)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a site is."""

    state: str = "waiting"
    """``waiting``, ``going``, ``done`` or ``failed``."""
    waiting: int = 0
    seen: int = 0
    """Pages that were asked for in this round."""
    kept: int = 0
    """Documents of it that are in the index."""
    begun: float = 0.0
    """POSIX seconds, as are the others."""
    ended: float = 0.0
    code: str = ""
    """Why it failed."""
    round: int = 0
    bytes: int = 0


class Frontier:
    """What is known of the pages of every site."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        path.chmod(0o600)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    @contextmanager
    def step(self) -> Generator[None]:
        """All of it, or nothing."""
        self._database.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._database.execute("ROLLBACK")
            raise
        self._database.execute("COMMIT")

    # Sites.

    def progress(self, key: Key) -> Progress:
        """How far a site is; a site that nobody heard of waits."""
        row = self._one(
            "SELECT state, begun, ended, code, round, bytes FROM sites WHERE owner=? AND site=?", key
        )
        if row is None:
            return Progress()
        waiting, seen, kept = self._one(
            "SELECT total(state=0), total(state<>0), total(kept) FROM pages WHERE owner=? AND site=?", key
        ) or (0, 0, 0)
        state, begun, ended, code, round, size = row
        return Progress(state, int(waiting), int(seen), int(kept), begun, ended, code, round, size)

    def begin(self, key: Key, now: float) -> Progress:
        """Begin a new round: every page that is known is to be looked at again."""
        with self.step():
            self._do(
                "INSERT INTO sites (owner, site, round, state, begun) VALUES (?,?,1,'going',?) ON CONFLICT "
                "DO UPDATE SET round=round+1, state='going', begun=excluded.begun, code='', bytes=0",
                (*_pair(key), now),
            )
            self._do(
                "UPDATE pages SET state=0, tries=0, due=0, hops=0, round=round+1 WHERE owner=? AND site=?",
                _pair(key),
            )
            self._do("DELETE FROM patterns WHERE owner=? AND site=?", _pair(key))
            self._do("DELETE FROM senses WHERE owner=? AND site=?", _pair(key))
        return self.progress(key)

    def end(self, key: Key, now: float, code: str = "") -> None:
        """The round is over."""
        state = "failed" if code else "done"
        self._do(
            "UPDATE sites SET state=?, ended=?, code=? WHERE owner=? AND site=?",
            (state, now, code, *_pair(key)),
        )

    def known(self) -> dict[Key, tuple[str, float, float]]:
        """Every site there is anything about: its state, when it was begun, and when it ended."""
        rows = self._all("SELECT owner, site, state, begun, ended FROM sites")
        return {Key(owner, site): (state, begun, ended) for owner, site, state, begun, ended in rows}

    def forget(self, key: Key) -> list[str]:
        """A site is nobody's any more: names of its documents that belong to no other site of its owner."""
        names = self._all(
            "SELECT name FROM pages p WHERE owner=? AND site=? AND kept=1 AND NOT EXISTS (SELECT 1 FROM "
            "pages o WHERE o.owner=p.owner AND o.name=p.name AND o.site<>p.site AND o.kept=1)",
            _pair(key),
        )
        return [name for (name,) in names]

    def drop(self, key: Key) -> None:
        """Nothing is known of a site any more; after its documents were forgotten."""
        with self.step():
            for table in ("pages", "patterns", "senses", "sites"):
                self._do(f"DELETE FROM {table} WHERE owner=? AND site=?", _pair(key))

    # Pages.

    def add(self, key: Key, cover: Cover, urls: Iterable[str], depth: int, hops: int, most: int) -> int:
        """Addresses that are new to a site wait; how many. Not more than ``most`` are known in all."""
        count = int((self._one("SELECT count(*) FROM pages WHERE owner=? AND site=?", key) or (0,))[0])
        round = int((self._one("SELECT round FROM sites WHERE owner=? AND site=?", key) or (1,))[0])
        added = 0
        with self.step():
            for url in urls:
                if count + added >= most:
                    break
                found = self._database.execute(
                    "INSERT OR IGNORE INTO pages (owner, site, name, state, depth, hops, round, sealed) "
                    "VALUES (?,?,?,0,?,?,?,?)",
                    (*_pair(key), cover.name(url), depth, hops, round, _sealed(cover, About(url))),
                )
                added += found.rowcount
        return added

    def next(self, key: Key, cover: Cover, now: float) -> Page | None:
        """The page whose turn it is: the nearest to the beginning first."""
        row = self._one(
            "SELECT number, name, depth, hops, tries, kept, content, sealed FROM pages WHERE owner=? AND "
            "site=? AND state=0 AND due<=? ORDER BY depth, number LIMIT 1",
            key,
            now,
        )
        if row is None:
            return None
        number, name, depth, hops, tries, kept, content, sealed = row
        about = msgspec.json.decode(cover.open(sealed), type=About)
        return Page(
            number, name, about.url, depth, hops, tries, about.etag, about.modified, bool(kept), content
        )

    def due(self, key: Key) -> float | None:
        """When the next page that was put off is to be tried; None when none waits."""
        row = self._one("SELECT min(due) FROM pages WHERE owner=? AND site=? AND state=0", key)
        return None if row is None else row[0]

    def beginnings(self, key: Key, cover: Cover) -> list[str]:
        """Addresses of the pages that it begins with: those it redirects to are, too."""
        rows = self._all("SELECT sealed FROM pages WHERE owner=? AND site=? AND depth=0", _pair(key))
        return [msgspec.json.decode(cover.open(sealed), type=About).url for (sealed,) in rows]

    def trouble(self, key: Key) -> str:
        """Why a site's first page could not be read; empty where one of its beginnings could."""
        rows = self._all(
            "SELECT state, code FROM pages WHERE owner=? AND site=? AND depth=0 ORDER BY number", _pair(key)
        )
        return "" if any(state == State.READ for state, _ in rows) else (rows[-1][1] if rows else "")

    def put_off(self, page: Page, until: float) -> None:
        """Try a page again later."""
        self._do("UPDATE pages SET tries=tries+1, due=? WHERE number=?", (until, page.number))

    def intend(self, page: Page) -> None:
        """A document of a page is about to be taken: from now on it is known that there may be one."""
        self._do("UPDATE pages SET kept=1, content='' WHERE number=?", (page.number,))

    def done(
        self, key: Key, page: Page, state: State, *, code: str = "", kept: bool = False, content: str = ""
    ) -> None:
        """What became of a page."""
        self._do(
            "UPDATE pages SET state=?, code=?, kept=?, content=? WHERE number=?",
            (int(state), code, int(kept), content, page.number),
        )

    def remember(self, cover: Cover, page: Page, etag: str, modified: str, size: int, key: Key) -> None:
        """By what a page is asked for again, and how much it was."""
        sealed = _sealed(cover, About(page.url, etag, modified))
        self._do("UPDATE pages SET sealed=? WHERE number=?", (sealed, page.number))
        self._do("UPDATE sites SET bytes=bytes+? WHERE owner=? AND site=?", (size, *_pair(key)))

    def state(self, key: Key, name: str) -> State | None:
        """What became of a page by its name; None for one that is not known."""
        row = self._one("SELECT state FROM pages WHERE owner=? AND site=? AND name=?", key, name)
        return None if row is None else State(row[0])

    def twin(self, key: Key, page: Page, content: str) -> bool:
        """Whether another page that is kept says just the same."""
        found = self._one(
            "SELECT 1 FROM pages WHERE owner=? AND site=? AND content=? AND kept=1 AND number<>? LIMIT 1",
            key,
            content,
            page.number,
        )
        return found is not None

    def elsewhere(self, key: Key, name: str) -> bool:
        """Whether another site of the same owner keeps the same page."""
        row = self._database.execute(
            "SELECT 1 FROM pages WHERE owner=? AND name=? AND site<>? AND kept=1 LIMIT 1",
            (key.owner, name, key.site),
        ).fetchone()
        return row is not None

    # Patterns.

    def barren(self, key: Key, pattern: str) -> int:
        """Pages of a pattern that brought nothing new, one after the other."""
        row = self._one("SELECT barren FROM patterns WHERE owner=? AND site=? AND pattern=?", key, pattern)
        return row[0] if row else 0

    def bore(self, key: Key, pattern: str, sense: str) -> None:
        """A page of a pattern was read; ``sense`` is what it says without its figures, hashed."""
        with self.step():
            new = self._database.execute("INSERT OR IGNORE INTO senses VALUES (?,?,?)", (*_pair(key), sense))
            self._do(
                "INSERT INTO patterns VALUES (?,?,?,1,?) ON CONFLICT DO UPDATE SET pages=pages+1, "
                "barren=iif(excluded.barren, barren+1, 0)",
                (*_pair(key), pattern, int(not new.rowcount)),
            )

    def _one(self, statement: str, key: Key, *more: object) -> tuple[Any, ...] | None:
        return self._database.execute(statement, (*_pair(key), *more)).fetchone()

    def _all(self, statement: str, values: tuple[object, ...] = ()) -> list[Any]:
        return self._database.execute(statement, values).fetchall()

    def _do(self, statement: str, values: tuple[object, ...]) -> None:
        self._database.execute(statement, values)


def _pair(key: Key) -> tuple[str, str]:
    return key.owner, key.site


def _sealed(cover: Cover, about: About) -> bytes:
    return cover.seal(msgspec.json.encode(about))
