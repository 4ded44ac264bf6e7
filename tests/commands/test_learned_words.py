"""``parley keyboard words``, ``import``, ``export``, ``forget``: what was learned, from the command line."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from fakes.command_line import CliRunner, Result
from parley.cli import app
from parley.home.accounts.callers import Role
from parley.home.home import Home
from parley.settings import Settings

GBOARD = "# Gboard Dictionary version:1\n\tParley\ten-US\n\tZorblax\ten-US\nbtw\tby the way\ten-US\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose home has two people."""

    async def make() -> None:
        async with await Home.open(Settings(data=str(tmp_path / "data"))) as home:
            await home.accounts.owner()
            await home.accounts.create(Role.FAMILY, "Anna")

    asyncio.run(make())
    return tmp_path / "data"


def run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["keyboard", *words, "--data", str(data)])


def test_words_come_in_are_shown_go_out_and_are_forgotten(data: Path, tmp_path: Path) -> None:
    file, taken_away = tmp_path / "dictionary.txt", tmp_path / "words.json"
    file.write_text(GBOARD, "utf-8")
    assert "2  Skipped 跳过：1" in run(data, "import", str(file), "--person", "Anna").output
    assert "0  Skipped" in run(data, "import", str(file), "--person", "Anna").output
    shown = run(data, "words", "--person", "Anna").output
    assert "Parley" in shown and "Zorblax" in shown and "never corrected" in shown
    assert "Parley" not in run(data, "words").output, "the owner has taught nothing"
    assert run(data, "forget", "zorblax", "--person", "Anna").exit_code == 0
    assert run(data, "forget", "zorblax", "--person", "Anna").exit_code == 1
    assert run(data, "export", str(taken_away), "--person", "Anna").exit_code == 0
    assert [each["text"] for each in json.loads(taken_away.read_text("utf-8"))["words"]] == ["Parley"]
    assert run(data, "forget", "--all", "--person", "Anna").exit_code == 0
    assert "Parley" not in run(data, "words", "--person", "Anna").output
    assert "1  Skipped" in run(data, "import", str(taken_away), "--person", "Anna").output
    assert json.loads(run(data, "words", "--json", "--person", "Anna").stdout)["words"][0]["kept"]


def test_what_cannot_be_done_is_said(data: Path, tmp_path: Path) -> None:
    assert run(data, "forget").exit_code == 2
    assert run(data, "import", str(tmp_path / "nothing.txt")).exit_code != 0
    there = tmp_path / "there.json"
    there.write_text("x")
    assert run(data, "export", str(there)).exit_code != 0
    assert there.read_text() == "x"
