"""Talks with boards are tested in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from fakes.assistant import FakeAssistant, FakeConversation, Script
from fakes.board import FakeBoard
from fakes.virtual_time import VirtualTimeLoop
from parley.assistant.events import EndReason, Event, Listening, Speech, TurnEnded
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.messages import Hello
from parley.gateways.xiaozhi.session import Session
from parley.settings.speakers import XiaoZhi


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    """Every test of this folder runs in a loop whose clock jumps."""
    return {"virtual": VirtualTimeLoop}


@dataclass
class Talk:
    """A board in the middle of a talk."""

    board: FakeBoard
    session: Session
    assistant: FakeAssistant
    running: asyncio.Task[None]

    @property
    def conversation(self) -> FakeConversation:
        return self.assistant.conversations[-1]

    async def happen(self, *events: Event) -> None:
        """These events come out of the conversation."""
        for event in events:
            self.conversation._put(event)
        await self.settle()

    async def barge_in(self, turn: int) -> None:
        """Somebody speaks while a turn is said: as in a real conversation, its sound is taken back."""
        waiting = self.conversation._events
        left = [waiting.get_nowait() for _ in range(waiting.qsize())]
        rest = [event for event in left if not (isinstance(event, Speech) and event.turn == turn)]
        await self.happen(*rest, TurnEnded(turn, EndReason.INTERRUPTED), Listening(turn + 1))
        await asyncio.sleep(0.3)  # what is just being paced

    async def settle(self) -> None:
        """Let everything happen that waits for no time to pass."""
        for _ in range(30):
            await asyncio.sleep(0)


@dataclass
class House:
    """Makes talks."""

    script: Script = field(default_factory=Script)

    @asynccontextmanager
    async def talk(
        self,
        mode: str = "auto",
        features: Mapping[str, object] | None = None,
        *,
        language: str = "en",
        model: str = "",
        silence: float = 60.0,
        **session: object,
    ) -> AsyncIterator[Talk]:
        assistant, board = FakeAssistant(self.script), FakeBoard(mode)
        made = Session(
            board,
            assistant,
            Board("kitchen", "anna", model=model, firmware="2.0.1", language=language),
            Hello(features=features),
            XiaoZhi(silence=silence),
            **session,  # type: ignore[arg-type]
        )
        board.session = made
        async with made:
            running = asyncio.create_task(made.run())
            talk = Talk(board, made, assistant, running)
            await talk.settle()
            assert board.words() == ["hello"]
            yield talk
            running.cancel()


@pytest.fixture
def house() -> House:
    return House()
