"""Several commands in one turn: done in order, answered once, kept in the history once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.house import Diary, open_assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, Failed, Said, TurnEnded
from parley.errors import Unsupported


@pytest.fixture
async def talk(tmp_path: Path) -> AsyncIterator[tuple[Conversation, Diary]]:
    assistant = open_assistant(tmp_path)
    async with assistant, assistant.open("kitchen", person="owner") as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        yield conversation, diary
        keeping.cancel()


def ended(event: object) -> bool:
    return isinstance(event, TurnEnded)


async def test_two_commands_are_one_turn(talk: tuple[Conversation, Diary]) -> None:
    conversation, diary = talk
    await conversation.read("set the volume to thirty and tell me the time")
    end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.intent == "clock.time"
    did = [event.action.kind for event in diary.of(Did)]
    said = " ".join(event.text for event in diary.of(Said))
    assert did == ["volume"]
    assert "30" in said and len(diary.of(TurnEnded)) == 1


async def test_what_goes_wrong_after_the_first_is_told(
    talk: tuple[Conversation, Diary], monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation, diary = talk
    skills = conversation._answering._services.skills  # pyright: ignore[reportPrivateUsage]
    act = skills.act

    async def refusing(understanding: object, context: object) -> object:
        if understanding.intent == "clock.time":  # pyright: ignore
            raise Unsupported("Not today.")
        return await act(understanding, context)  # pyright: ignore

    monkeypatch.setattr(skills, "act", refusing)
    await conversation.read("set the volume to thirty and tell me the time")
    await diary.until(ended)
    assert [event.code for event in diary.of(Failed)] == ["unsupported"]
    assert len(diary.of(Did)) == 1
    assert len(diary.of(Said)) >= 2
