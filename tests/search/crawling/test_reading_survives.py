"""Whoever is killed while reading sites or folders goes on where they were: nothing lost, nothing twice."""

from __future__ import annotations

import signal
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from fakes.forking import forking
from fakes.read_to_death import begin
from fakes.website import HOST
from parley.search.crawling.frontier import Frontier
from parley.search.engines.sqlite import SQLiteEngine

FAILING = {"/broken": 3, "/slow": 3, "/drip": 3, "/busy": 2}
"""Pages that are tried again."""
DEATHS = [("asked", 9), ("added", 5), ("taken", 4), ("done", 12)]


def read(what: str, folder: Path, step: str = "never", number: int = 0) -> int | None:
    """Let it read; how it ended."""
    process = forking(begin.__module__).Process(target=begin, args=(what, folder, step, number))
    process.start()
    process.join(60)
    if process.exitcode is None:
        process.kill()
        process.join()
        pytest.fail(f"{what} did not end")
    return process.exitcode


def asked(folder: Path) -> Counter[str]:
    return Counter((folder / "asked").read_text("utf-8").split())


def whole(path: Path) -> bool:
    database = sqlite3.connect(path)
    try:
        return database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    finally:
        database.close()


@pytest.fixture
def undisturbed(tmp_path: Path) -> Path:
    folder = tmp_path / "undisturbed"
    folder.mkdir()
    assert read("crawl", folder) == 0
    return folder


def test_a_crawl_that_is_killed_again_and_again_ends_as_one_that_was_not(
    tmp_path: Path, undisturbed: Path
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    for step, number in DEATHS:
        assert read("crawl", folder, step, number) == -signal.SIGKILL
        assert whole(folder / "crawl.db") and whole(folder / "house.db")
    assert read("crawl", folder) == 0
    pages = {
        url: count for url, count in asked(folder).items() if not url.endswith(("robots.txt", ".xml", ".gz"))
    }
    usual = asked(undisturbed)
    more = {url: count - usual[url] for url, count in pages.items() if count > usual[url]}
    # At most the page again that it was at, and each time it died no more than one.
    assert sum(more.values()) <= len(DEATHS)
    assert pages.keys() >= {f"https://{HOST}{path}" for path in ("/a", "/arrived", "/only-in-map", *FAILING)}
    assert found(folder) == found(undisturbed) != []


def found(folder: Path) -> list[tuple[str, str]]:
    """Addresses and titles of every document in the index."""
    ids = [f"page:{name}" for (name,) in rows(folder / "crawl.db", "SELECT name FROM pages WHERE kept = 1")]
    engine = SQLiteEngine(folder / "house.db")
    try:
        kept = sorted((each.url, each.title) for each in engine.documents(ids).values())
        assert len(kept) == len(ids) == engine.count() and engine.check()
    finally:
        engine.close()
    return kept


def rows(path: Path, statement: str) -> list[tuple[str, ...]]:
    frontier = Frontier(path)
    frontier.close()
    database = sqlite3.connect(path)
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()


def test_a_folder_whose_reading_is_killed_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    for number in range(60):
        (tmp_path / "files" / f"note{number}.md").write_text(
            f"# Note {number}\n\n第{number}条笔记 words", "utf-8"
        )
    deaths = [("take", 1), ("taken", 2)]
    for step, number in deaths:
        assert read("folders", tmp_path, step, number) == -signal.SIGKILL
        assert whole(tmp_path / "folders.db") and whole(tmp_path / "house.db")
    assert read("folders", tmp_path) == 0
    opened = asked(tmp_path)
    assert len(opened) == 60
    # What was not written down when it died is read again: one step of files, at most.
    assert sum(opened.values()) - 60 <= 16 * len(deaths)
    engine = SQLiteEngine(tmp_path / "house.db")
    try:
        assert engine.count() == 60 and engine.check()
    finally:
        engine.close()
    assert read("folders", tmp_path) == 0
    assert asked(tmp_path) == opened  # nothing changed: nothing was opened
