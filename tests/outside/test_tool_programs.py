"""A program with tools runs on between calls, and is started again when it broke; with a real one."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from parley.settings.around import McpServer
from parley.skills.tools import server as module
from parley.skills.tools.server import ToolFailed, ToolServer

TALLY = (sys.executable, str(Path(__file__).parents[1] / "fakes" / "tally.py"))


@pytest_asyncio.fixture
async def tally() -> AsyncIterator[ToolServer]:
    server = ToolServer("tally", McpServer(command=TALLY))
    yield server
    await server.close()


async def counted(tally: ToolServer) -> tuple[int, int]:
    """How often the program was asked, and its process."""
    count, process = (await tally.call("count", {})).split()
    return int(count), int(process)


async def test_it_remembers_what_was_before(tally: ToolServer) -> None:
    assert {each.name for each in await tally.tools()} == {"count", "fail", "never"}
    first, process = await counted(tally)
    with pytest.raises(ToolFailed):
        await tally.call("fail", {})
    assert await counted(tally) == (first + 1, process)


async def test_several_may_ask_at_once(tally: ToolServer) -> None:
    answers = await asyncio.gather(*(counted(tally) for _ in range(5)))
    assert sorted(count for count, _ in answers) == [1, 2, 3, 4, 5]
    assert len({process for _, process in answers}) == 1


async def test_one_that_died_is_started_again(tally: ToolServer) -> None:
    _, process = await counted(tally)
    os.kill(process, signal.SIGKILL)
    count, other = await counted(tally)
    assert count == 1
    assert other != process


async def test_after_one_that_never_answers_comes_another(
    tally: ToolServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, process = await counted(tally)
    monkeypatch.setattr(module, "_CALL", 0.2)
    with pytest.raises(ToolFailed):
        await tally.call("never", {})
    monkeypatch.undo()
    assert (await counted(tally))[1] != process


async def test_it_ends_with_the_house(tally: ToolServer) -> None:
    _, process = await counted(tally)
    await tally.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
