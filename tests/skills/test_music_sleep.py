"""Music that stops by itself: "stop the music in half an hour", 放半小时音乐就停."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.places import House, house_with_a_song
from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> dict[str, type[VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with house_with_a_song(tmp_path, 120.0) as house:
        yield house


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("stop the music in half a minute", "30 seconds"),
        ("set a sleep timer for thirty seconds", "30 seconds"),
        ("三十秒后停止播放", "30秒"),
        ("音乐再放三十秒就停", "30秒"),
        ("三十秒后 stop the music", "30"),
    ],
)
async def test_what_plays_stops_then(house: House, text: str, told: str) -> None:
    study = await house.connect("Study")
    await study.ask("play some music")
    assert told in await study.ask(text)
    await asyncio.sleep(15)
    playing = len(study.music)
    await asyncio.sleep(5)
    assert len(study.music) > playing > 100  # it plays on until then
    await asyncio.sleep(15)
    stopped = len(study.music)
    await asyncio.sleep(20)
    assert len(study.music) == stopped
    assert study.shown[-1] == "paused"


@pytest.mark.parametrize("text", ["play some music for half a minute", "放三十秒音乐就停"])
async def test_it_plays_for_so_long(house: House, text: str) -> None:
    study = await house.connect("Study")
    assert "30" in await study.ask(text)
    await asyncio.sleep(60)
    stopped = len(study.music)
    assert 500 < stopped < 1000
    await asyncio.sleep(20)
    assert len(study.music) == stopped


@pytest.mark.parametrize("text", ["cancel the sleep timer", "取消睡眠定时", "cancel 睡眠定时"])
async def test_it_plays_on_when_that_is_cancelled(house: House, text: str) -> None:
    study = await house.connect("Study")
    await study.ask("play some music")
    await study.ask("stop the music in thirty seconds")
    await study.ask(text)
    await asyncio.sleep(40)
    playing = len(study.music)
    await asyncio.sleep(5)
    assert len(study.music) > playing
    assert await study.ask(text) in ("No sleep timer is set here.", "这里没有设睡眠定时。")


async def test_the_last_word_counts_and_no_timer_rings(house: House) -> None:
    study = await house.connect("Study")
    await study.ask("play some music")
    await study.ask("stop the music in twenty seconds")
    await study.ask("stop the music in a minute")
    assert "no timer" in (await study.ask("how much time is left on my timer")).lower()
    said = study.said
    await asyncio.sleep(30)
    playing = len(study.music)
    await asyncio.sleep(5)
    assert len(study.music) > playing
    await asyncio.sleep(40)
    assert study.shown[-1] == "paused" and study.said == said


async def test_it_stops_in_the_room_where_it_was_asked_for(house: House) -> None:
    study, kitchen = await house.connect("Study"), await house.connect("Kitchen")
    await study.ask("play some music")
    await kitchen.ask("play some music")
    await study.ask("stop the music in twenty seconds")
    await asyncio.sleep(30)
    assert study.shown[-1] == "paused"
    playing = len(kitchen.music)
    await asyncio.sleep(5)
    assert len(kitchen.music) > playing


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("set a sleep timer", "In how long should it stop?"),
        ("stop the music in three days", "A day at most"),
        ("设个睡眠定时", "过多久停？"),
        ("三天后停止播放", "最多一天"),
    ],
)
async def test_how_long_is_asked_for_and_bounded(house: House, text: str, answer: str) -> None:
    study = await house.connect("Study")
    assert answer in await study.ask(text)


async def test_a_guest_keeps_nothing(house: House) -> None:
    visitor = await house.connect("Hall", "guest1", guest=True)
    assert "Only the people" in await visitor.ask("stop the music in ten minutes")
