"""Killed at any moment, what was written is found once, and the index is whole."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from fakes.searching import SearchHouse, search_house
from parley.home.database.schema import records
from parley.home.home import Home
from parley.search.personal.rows import count
from parley.settings import Settings

PROGRAM = Path(__file__).parents[2] / "fakes" / "dying_search.py"
NOTES = 400


async def killed_after(lines: int, *arguments: str) -> list[str]:
    """What the program said until it was killed, after so many lines."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(PROGRAM), *arguments, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    said: list[str] = []
    while len(said) < lines and (line := await process.stdout.readline()):
        said.append(line.decode().strip())
    if process.returncode is None:
        os.kill(process.pid, signal.SIGKILL)
    rest = (await process.stdout.read()).decode().split("\n")
    await process.wait()
    return [*said, *(each for each in rest[:-1] if each)]


def _sound(connection: Connection) -> tuple[int, int]:
    """Documents and rows of words; raises where the index is damaged."""
    connection.execute(text("INSERT INTO search_words (search_words) VALUES ('integrity-check')"))
    documents = connection.execute(text("SELECT count(*) FROM search_documents")).scalar_one()
    words = connection.execute(
        text("SELECT count(*) FROM search_words JOIN search_documents ON number = search_words.rowid")
    ).scalar_one()
    return documents, words


async def sound(house: SearchHouse) -> int:
    """How many documents there are, each with its words."""
    documents, words = await house.home.database.write(_sound)
    assert documents == words
    return documents


async def test_an_index_that_was_being_made_goes_on_where_it_was(tmp_path: Path) -> None:
    async with await Home.open(Settings(data=str(tmp_path))) as home:
        account = (await home.accounts.owner()).id
        puts = (
            home.records.put(account, "notes", f"n{n}", {"text": f"okapi number{n}x"}) for n in range(NOTES)
        )
        await asyncio.gather(*puts)
    for lines in (1, 3, 2, 5):
        said = await killed_after(lines, str(tmp_path), account, "build")
        assert said.count("step") >= lines
    async with search_house(tmp_path) as house:
        seen = await house.home.database.read(lambda c: count(c, account))
        assert seen >= 11 * 20, "what was done is not done again from the beginning"
        await house.searching.caught_up()
        assert await sound(house) == NOTES
        for number in (0, 99, 219, 220, NOTES - 1):
            assert await house.ids(account, f"number{number}x") == [f"notes/n{number}"]


@pytest.mark.parametrize("lines", [1, 37, 160])
async def test_what_was_said_to_be_written_is_found_after_a_kill(tmp_path: Path, lines: int) -> None:
    async with await Home.open(Settings(data=str(tmp_path))) as home:
        account = (await home.accounts.owner()).id
    said = await killed_after(lines, str(tmp_path), account, "write")
    async with search_house(tmp_path) as house:
        assert await sound(house) == await house.home.database.read(_records)
        for id in {said[0], said[-1], said[len(said) // 2]}:
            assert await house.ids(account, id) == [f"notes/{id}"]


def _records(connection: Connection) -> Any:
    return len(connection.execute(records.select()).all())
