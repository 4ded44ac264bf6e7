"""A board with the XiaoZhi firmware, seen and reached from its page."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np

from fakes.board import FakeBoard
from fakes.house import open_assistant
from parley.assistant.assistant import Assistant
from parley.assistant.chime import Voice
from parley.assistant.watching import State
from parley.audio.pcm import SPEECH_RATE
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.messages import Hello
from parley.gateways.xiaozhi.session import Session
from parley.settings.speakers import XiaoZhi


@asynccontextmanager
async def board_at(folder: Path) -> AsyncIterator[tuple[Assistant, FakeBoard]]:
    """A board whose talk is open."""
    assistant, board = open_assistant(folder), FakeBoard("auto")
    kitchen = Board("kitchen", "anna", model="esp-box-3", firmware="2.2.4", language="en")
    async with assistant:
        board.session = Session(board, assistant, kitchen, Hello(), XiaoZhi())
        async with board.session:
            running = asyncio.create_task(board.session.run())
            await asyncio.sleep(0.1)
            board.words()
            yield assistant, board
            running.cancel()


async def test_its_page_knows_what_it_is(tmp_path: Path) -> None:
    async with board_at(tmp_path) as (assistant, _):
        facts = assistant.live.now("kitchen").facts
        assert (facts.gateway, facts.transport, facts.model) == ("xiaozhi", "websocket", "esp-box-3")
        assert facts.firmware == "2.2.4"


async def test_the_test_sound_is_heard_whole_by_a_board(tmp_path: Path) -> None:
    async with board_at(tmp_path) as (assistant, board):
        await assistant.remote.sound("kitchen", "anna")
        await asyncio.sleep(1)
        assert assistant.live.now("kitchen").state is State.SPEAKING
        await asyncio.sleep(4)
        assert board.words() == ["tts start", "sound", "tts stop"]
        assert (board.out_of_state, board.overflowed) == (0, 0)
        heard = board.heard()
        assert 2.3 < len(heard) / 24_000 < 2.7
        assert np.abs(heard).max() > 10_000
        assert assistant.live.now("kitchen").state is not State.SPEAKING


async def test_it_falls_silent_when_it_is_stopped_from_its_page(tmp_path: Path) -> None:
    async with board_at(tmp_path) as (assistant, board):
        await assistant.remote.say("kitchen", "anna", "This sentence goes on for quite a long while. " * 5)
        await asyncio.sleep(1.5)
        assert board.state == "speaking"
        assistant.remote.stop("kitchen")
        await asyncio.sleep(0.5)
        assert board.words()[-1] == "tts stop" and board.state != "speaking"
        played = len(board.played)
        await asyncio.sleep(5)
        assert len(board.played) == played


async def test_a_voice_from_the_page_comes_out_of_a_board(tmp_path: Path) -> None:
    async with board_at(tmp_path) as (assistant, board):
        voice = Voice()
        await assistant.remote.speak("kitchen", "anna", voice)
        at = np.arange(SPEECH_RATE * 2) / SPEECH_RATE
        sound = (8_000 * np.sin(2 * np.pi * 300 * at)).astype(np.int16)
        for begin in range(0, len(sound), 480):
            voice.push(sound[begin : begin + 480])
            await asyncio.sleep(0.03)
        voice.end()
        await asyncio.sleep(3)
        assert (board.out_of_state, board.overflowed) == (0, 0)
        assert 1.9 < len(board.heard()) / 24_000 < 2.3
