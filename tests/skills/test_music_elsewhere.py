"""Music in another room than the one where it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.home import Home
from fakes.places import House, house_with_a_song
from fakes.virtual_time import VirtualTimeLoop
from parley.assistant.events import TurnEnded
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.settings import Settings
from parley.settings.around import Music
from parley.skills.reach import Present
from parley.skills.types import VOLUME


def pytest_asyncio_loop_factories() -> dict[str, type[VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_with_a_song(tmp_path) as house:
        yield house


@pytest.mark.parametrize(
    ("start", "move"),
    [
        ("play hello by adele", "play it in the kitchen"),
        ("放音乐", "在厨房放"),
        ("play some music", "把music转到厨房"),
    ],
)
async def test_what_plays_here_goes_on_there(house: House, start: str, move: str) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("Kitchen")
    await study.ask(start)
    await asyncio.sleep(10)
    answer = await study.ask(move)
    before = len(study.music)
    await asyncio.sleep(10)

    assert "kitchen" in answer.casefold() or "厨房" in answer
    assert before > 100 and len(study.music) == before and study.shown[-1] == "paused"
    # About where it was: who walks over there misses nothing.
    assert study.music[-1] - 80 < kitchen.music[0] < study.music[-1]
    assert kitchen.music == list(range(kitchen.music[0], kitchen.music[0] + len(kitchen.music)))
    assert len(kitchen.music) > 200 and kitchen.said == ""


@pytest.mark.parametrize(
    "text",
    [
        "play hello by adele in the kitchen",
        "在厨房放点音乐",
        "在kitchen放音乐",
        "play some music in the 厨房",
    ],
)
async def test_what_is_asked_for_there_plays_there_only(house: House, text: str) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("厨房")
    await study.ask(text)
    await asyncio.sleep(5)

    assert kitchen.music[:100] == list(range(100))
    assert study.music == []


async def test_it_is_stopped_and_gone_on_with_over_there(house: House) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("Kitchen")
    await study.ask("play some music in the kitchen")
    await kitchen.ask("stop")
    before = len(kitchen.music)
    await asyncio.sleep(5)
    assert len(kitchen.music) == before > 0
    await kitchen.ask("resume")
    assert len(kitchen.music) > before


@pytest.mark.parametrize("text", ["stop the music in the kitchen", "把厨房的音乐关掉", "把kitchen的音乐停了"])
async def test_it_is_stopped_from_here(house: House, text: str) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("Kitchen")
    answer = await study.ask(text)
    assert "othing" in answer or "没有" in answer
    await study.ask("play some music in the kitchen")
    answer = await study.ask(text)
    assert "itchen" in answer or "厨房" in answer
    await asyncio.sleep(3)
    before = len(kitchen.music)
    await asyncio.sleep(5)
    assert len(kitchen.music) == before > 0 and kitchen.shown[-1] == "paused"


@pytest.mark.parametrize("text", ["stop the music everywhere", "把所有房间的音乐都停了"])
async def test_it_is_stopped_everywhere(house: House, text: str) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("Kitchen")
    await study.ask("play some music in the kitchen")
    await study.ask(text)
    await asyncio.sleep(3)
    before = len(kitchen.music)
    await asyncio.sleep(5)
    assert len(kitchen.music) == before > 0 and kitchen.shown[-1] == "paused"


async def test_the_conversation_takes_its_music_along(house: House) -> None:
    study = await house.connect("Study")
    phone = await house.connect("", kind=DeviceKind.PHONE, name="Pixel")
    await study.ask("play some music")
    assert "Pixel" in await study.ask("continue on my phone")
    await asyncio.sleep(20)
    before = len(study.music)
    await asyncio.sleep(5)
    assert len(study.music) == before and len(phone.music) > 200


async def test_what_was_paused_stays_where_it_is(house: House) -> None:
    study = await house.connect("Study")
    phone = await house.connect("", kind=DeviceKind.PHONE, name="Pixel")
    await study.ask("play some music")
    await study.ask("pause")
    assert "Pixel" in await study.ask("continue on my phone")
    await asyncio.sleep(10)
    assert phone.music == []
    await study.ask("play it in the study")
    await asyncio.sleep(3)
    assert len(study.music) > 100


async def test_one_of_two_in_a_room_plays_and_preferably_ones_own(house: House) -> None:
    study = await house.connect("Study")
    mine, bobs = await house.connect("Kitchen"), await house.connect("Kitchen", "bob")
    await study.ask("play some music in the kitchen")
    await asyncio.sleep(5)
    assert len(mine.music) > 100 and bobs.music == []
    await mine.conversation.__aexit__()
    await study.ask("play some music in the kitchen")
    await asyncio.sleep(5)
    assert len(bobs.music) > 100


async def test_it_says_why_it_cannot(house: House) -> None:
    study = await house.connect("Study")
    visitors = await house.connect("Kitchen", "guest1", guest=True)
    deaf = await house.connect("Bedroom", able=VOLUME)
    assert await study.ask("play it in the kitchen") == "I know no device there: kitchen."
    assert "plays music" in await study.ask("play some music in the bedroom")
    assert await visitors.ask("play it in the study") == "Only the people of the house can do that."
    await house.connect("Garage")
    assert await study.ask("play it in the garage") == "Nothing is playing."
    assert "没有" in await study.ask("在卧室放音乐")
    assert not deaf.music and not visitors.music
    assert all(event.reason.value == "answered" for event in study.diary.of(TurnEnded))


@pytest.mark.parametrize(
    ("ask", "answer", "silent"),
    [("play the radio in the kitchen", "jazz fm", "answer"), ("在厨房放收音机", "Jazz FM", "answer")],
)
async def test_which_station_is_asked_here(tmp_path: Path, ask: str, answer: str, silent: str) -> None:
    stations = {"Jazz FM": "http://127.0.0.1:9/", "News": "http://127.0.0.1:9/"}
    home = Home(settings=Settings(data=str(tmp_path), music=Music(stations=stations)))
    device = await home.home.devices.add("anna", NewDevice(DeviceKind.SPEAKER, "K", "Kitchen"))
    home.reach.there.append(Present(device.id, "anna"))
    assert (await home.say(ask)).question
    reply = await home.say(answer)
    assert home.understood is not None and home.understood.intent == "music.there"
    assert silent in reply.text and not home.rang
    await home.stop()


async def test_asked_for_in_the_room_where_one_is_it_just_plays(house: House) -> None:
    kitchen = await house.connect("Kitchen")
    await kitchen.ask("play some music in the kitchen")
    await asyncio.sleep(3)
    assert len(kitchen.music) > 50
