"""A timer rings on a board that nobody talks to, end to end: the real assistant with engines that hum."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from fakes.house import open_assistant
from fakes.mqtt_board import MqttBoard, Sound
from fakes.mqtt_house import BoardHouse
from parley.assistant import unasked
from parley.assistant.assistant import Assistant
from parley.assistant.events import Did
from parley.audio.opus import OpusDecoder, OpusEncoder
from parley.clock import SystemClock
from parley.gateways.xiaozhi.mqtt import waiting
from parley.home.home import Home
from parley.settings import Server, Settings
from parley.settings.speakers import XiaoZhi


@dataclass
class RealHouse(BoardHouse):
    """With an assistant that keeps and rings timers."""

    real: Assistant | None = None

    async def timer(self, board: MqttBoard, seconds: float = 0.3) -> None:
        device = board.section["username"]
        person = (await self.home.devices.get(device)).account
        ends = self.home.clock.now().timestamp() + seconds
        document = {"seconds": seconds, "ends": ends, "device": device, "name": "面条", "language": "zh"}
        await self.home.records.put(person, "timers", "t", document)


@pytest.fixture
async def house(
    tmp_path: Path, broker_there: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RealHouse]:
    monkeypatch.setattr(waiting, "EVERY", 0.2)
    xiaozhi = XiaoZhi(mqtt=True, mqtt_port=0, udp_port=0)
    settings = Settings(data=str(tmp_path), xiaozhi=xiaozhi, server=Server(host="127.0.0.1"))
    async with (
        await Home.open(settings, SystemClock()) as home,
        open_assistant(tmp_path, home=cast(Any, home)) as assistant,
    ):
        made = RealHouse(tmp_path, home, cast(Any, assistant), settings, real=assistant)
        made.announce = assistant.announce
        async with made.serving():
            yield made


async def next_alert(board: MqttBoard) -> dict[str, Any]:
    """The next, answering what the board is asked meanwhile."""
    while True:
        message = await board.next()
        if message["type"] == "mcp":
            await board.answer_tools(message)
        if message["type"] == "alert":
            return message


def silence() -> bytes:
    return OpusEncoder(16_000, frame_ms=60).encode(np.zeros(960, np.int16))


async def loudness(sound: Sound) -> float:
    decoder = OpusDecoder(24_000)
    packets = [decoder.decode(await sound.receive()) for _ in range(4)]
    return float(np.abs(np.concatenate(packets).astype(float)).mean())


async def test_a_timer_rings_on_a_board_that_nobody_talks_to_until_somebody_comes(house: RealHouse) -> None:
    async with house.board() as board:
        await house.timer(board)
        alerts = [await next_alert(board) for _ in range(4)]  # it rings, and rings on
        assert {each["status"] for each in alerts} == {"定时器"}
        assert all("面条" in each["message"] for each in alerts)
        assert all(each["emotion"] for each in alerts)

        sound = await board.hello()  # somebody says its wake word
        await board.say(type="listen", state="start", mode="auto")
        sound.send(silence())
        told = await board.until("tts", state="sentence_start")
        assert "面条" in told[-1]["text"]
        assert await loudness(sound) > 100
        messages = await board.until("tts", state="stop")
        assert not [each for each in messages if each["type"] == "alert"]


async def test_what_a_board_does_not_take_rings_on_another_device(
    house: RealHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unasked, "_CONFIRM", 0.3)
    assert house.real is not None
    async with house.board() as board:
        person = (await house.home.devices.get(board.section["username"])).account
        async with house.real.open("phone", person=person) as phone:
            await house.timer(board)
            await board.asked("ping", answers=False)
            async with asyncio.timeout(30):
                async for event in phone.events():
                    if isinstance(event, Did) and event.action.kind == "timer_rang":
                        break


async def test_what_a_board_has_taken_rings_on_no_other_device(
    house: RealHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unasked, "_CONFIRM", 2.0)
    assert house.real is not None
    async with house.board() as board:
        person = (await house.home.devices.get(board.section["username"])).account
        async with house.real.open("phone", person=person) as phone:
            await house.timer(board)
            await board.asked("ping")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(2.5):
                    async for event in phone.events():
                        assert not (isinstance(event, Did) and event.action.kind == "timer_rang")


async def test_during_a_talk_it_is_said_aloud(house: RealHouse) -> None:
    async with house.board() as board:
        sound = await board.hello()
        await board.say(type="listen", state="start", mode="auto")
        sound.send(silence())
        await house.timer(board)
        told = await board.until("tts", state="sentence_start")
        assert "面条" in told[-1]["text"]
        assert await loudness(sound) > 100


async def test_what_is_due_while_a_board_is_away_rings_when_it_comes(house: RealHouse) -> None:
    async with house.board() as board:
        told = board.section
    await house.timer(board, seconds=0.0)
    await asyncio.sleep(0.2)
    async with house.connected(told) as again:
        assert "面条" in (await next_alert(again))["message"]
