"""The tools of an MCP server, spoken to: the real server of the SDK, in a process of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from fakes.wall_clock import WallClock
from parley.settings.around import McpServer
from parley.skills.service import Skills
from parley.skills.tools import serving
from parley.skills.tools.serving import ToolServers
from parley.skills.types import Context, Reply

KITCHEN = (sys.executable, str(Path(__file__).parents[1] / "fakes" / "kitchen.py"))
SENTENCES = {
    "find_recipe": (
        "find [me] a recipe for {dish}",
        "找 {dish} 的 (菜谱|做法)",
        "how do i make {dish",
        "x {nothing}",
    ),
    "set_oven": ("(set|heat) the oven to {degrees} [degrees]", "烤箱 (调到|开到) {degrees} 度"),
}

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Talk:
    """Somebody in a house with a kitchen's tools."""

    def __init__(self, skills: Skills) -> None:
        self.skills = skills
        self.context = Context(person="anna")

    async def say(self, text: str) -> Reply | None:
        understood = self.skills.understand(text, None, self.context)
        if understood is None:
            return None
        reply = await self.skills.act(understood, self.context)
        self.context = replace(self.context, last=understood, last_reply=reply, pending=reply.pending)
        return reply


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not true():  # noqa: ASYNC110 - the other side is another program
            await asyncio.sleep(0.01)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house() -> AsyncIterator[Skills]:
    """With a kitchen, whose program takes a second of the processor to say what it can do."""
    skills = Skills.load(WallClock())
    settings = {
        "kitchen": McpServer(command=KITCHEN, sentences=SENTENCES),
        "away": McpServer(command=("/no",)),
    }
    servers = ToolServers(settings, skills)
    await servers.start()
    await until(lambda: skills.known.knows("mcp.kitchen.find_recipe"))
    yield skills
    await servers.stop()
    assert not skills.known.knows("mcp.kitchen.find_recipe")


@pytest.fixture
def talk(house: Skills) -> Talk:
    """Somebody who has said nothing yet."""
    return Talk(house)


@pytest.mark.parametrize(
    ("said", "answer", "language"),
    [
        ("find me a recipe for Pancakes, please", "No recipe for Pancakes.", "en"),
        ("find a recipe for pancakes", "Mix flour, eggs and milk.", "en"),
        ("找红烧肉的做法", "五花肉切块，小火慢炖。", "zh"),
        ("heat the oven to two hundred degrees", "Oven at 200 (fan).", "en"),
        ("你好烤箱", None, ""),
        ("烤箱调到一百八十度", "Oven at 180 (fan).", "en"),
        ("use kitchen to broken", "kitchen can't do that right now.", "en"),
        ("用 kitchen broken", "kitchen现在用不了。", "zh"),
    ],
)
async def test_a_tool_is_a_sentence_away(talk: Talk, said: str, answer: str | None, language: str) -> None:
    reply = await talk.say(said)
    assert (reply and reply.text) == answer
    assert reply is None or reply.language == language


async def test_what_a_tool_needs_is_asked_for() -> None:
    talk = Talk(Skills.load(WallClock()))
    servers = ToolServers({"kitchen": McpServer(command=KITCHEN)}, talk.skills)
    await servers.start()
    await until(lambda: talk.skills.known.knows("mcp.kitchen.set_oven"))
    question = await talk.say("use kitchen to set oven")
    assert question is not None
    assert (question.text, question.question) == ("Which degrees?", True)
    done = await talk.say("a hundred and eighty")
    assert done is not None
    assert done.text == "Oven at 180 (fan)."
    await servers.stop()


@pytest.mark.parametrize(
    ("yes", "answer"), [("yes", "The fridge is empty."), ("no", "All right, I'll leave it.")]
)
async def test_what_cannot_be_undone_is_asked_about_first(talk: Talk, yes: str, answer: str) -> None:
    question = await talk.say("ask kitchen to empty fridge")
    assert question is not None
    assert (question.text, question.question) == ("Really empty fridge?", True)
    done = await talk.say(yes)
    assert done is not None
    assert done.text == answer


async def test_a_server_that_comes_late_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(serving, "_FIRST_PAUSE", 0.05)
    skills = Skills.load(WallClock())
    program = tmp_path / "kitchen"
    servers = ToolServers({"kitchen": McpServer(command=(str(program),))}, skills)
    await servers.start()
    await asyncio.sleep(0.1)
    program.write_text(f"#!/bin/sh\nexec {KITCHEN[0]} {KITCHEN[1]}\n")
    program.chmod(0o755)
    await until(lambda: skills.known.knows("mcp.kitchen.find_recipe"))
    await servers.stop()
