"""Timers that are paused and go on, as a person meets them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.home import Home
from parley.errors import ParleyError
from parley.settings import Settings
from parley.settings.around import Music


async def test_a_paused_timer_keeps_what_is_left_and_does_not_ring(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    await asyncio.sleep(120)
    assert "8 minutes left" in (await home.say("pause the timer")).text
    await asyncio.sleep(3 * 3600)
    assert not home.rang
    assert (await home.say("how long is left")).text == "It is paused, with 8 minutes left."
    assert (await home.say("resume the timer")).text == "The timer goes on: 8 minutes left."
    await asyncio.sleep(479)
    assert not home.rang
    await asyncio.sleep(1.1)
    (ring,) = home.rang
    assert "10 minutes" in ring.reply.text


async def test_the_same_in_chinese(home: Home) -> None:
    await home.say("定一个八分钟的煮面定时器")
    await asyncio.sleep(180)
    assert (await home.say("把煮面的定时器暂停一下")).text == "煮面定时器暂停了，还剩5分钟。"
    await asyncio.sleep(3600)
    assert (await home.say("煮面的定时器还剩多久")).text == "煮面暂停着，还剩5分钟。"
    assert (await home.say("继续计时")).text == "煮面继续计时，还剩5分钟。"
    await asyncio.sleep(301)
    assert len(home.rang) == 1


async def test_it_stays_paused_over_a_restart(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    await asyncio.sleep(60)
    await home.say("pause the timer")
    await home.restart(after=86_400)
    assert (await home.say("how long is left")).text == "It is paused, with 9 minutes left."
    await home.say("unpause the timer")
    await home.restart(after=60)
    await asyncio.sleep(479)
    assert not home.rang
    await asyncio.sleep(2)
    assert len(home.rang) == 1


async def test_it_can_be_changed_and_cancelled_while_it_is_paused(home: Home) -> None:
    await home.say("set a pasta timer for ten minutes")
    await home.say("pause the pasta timer")
    said = await home.say("add five minutes to the pasta timer")
    assert said.text == "Added 5 minutes. 15 minutes left; it is still paused."
    said = await home.say("take ten minutes off the pasta timer")
    assert said.text == "Took off 10 minutes. 5 minutes left; it is still paused."
    await asyncio.sleep(3600)
    assert (await home.say("cancel the pasta timer")).text == "The pasta timer is cancelled."
    assert home.home.kept("timers") == 0
    assert (await home.say("resume the timer")).text == "No timer is running."


async def test_of_several_it_is_asked_which(home: Home) -> None:
    await home.say("set a pasta timer for ten minutes")
    await home.say("set an egg timer for five minutes")
    assert "Which one?" in (await home.say("pause the timer")).text
    assert (await home.say("the egg one")).text == "The egg timer is paused, with 5 minutes left."
    await asyncio.sleep(60)
    told = (await home.say("how long is left")).text
    assert told.startswith("You have 2 timers: ")
    assert "5 minutes on the egg timer, which is paused" in told
    assert "9 minutes on the pasta timer" in told
    # Of two timers only one can be paused, and only the other can go on.
    assert (await home.say("pause the timer")).text == "The pasta timer is paused, with 9 minutes left."
    assert (await home.say("continue the egg timer")).text == "The egg timer goes on: 5 minutes left."


async def test_all_of_them_at_once_and_which_in_chinese(home: Home) -> None:
    await home.say("定一个五分钟的定时器")
    await home.say("定一个十分钟的定时器")
    assert (await home.say("暂停所有定时器")).text == "2个定时器都暂停了。"
    assert (await home.say("暂停所有定时器")).text == "它们已经暂停了。"
    assert "哪个" in (await home.say("继续计时")).text
    assert "5分钟" in (await home.say("五分钟的")).text
    assert (await home.say("所有定时器都继续")).text == "继续计时，还剩10分钟。"


async def test_what_is_so_already_is_said(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    assert (await home.say("resume the timer")).text == "It is running: 10 minutes left."
    await home.say("pause the timer")
    await asyncio.sleep(600)
    assert (await home.say("pause the timer")).text == "It is paused already, with 10 minutes left."
    assert (await home.say("pause the oven timer")).text == "I can't find that timer."


@pytest.mark.parametrize(
    ("begin", "pause", "undo"),
    [
        ("set a timer for ten minutes", "pause the timer", "undo that"),
        ("定一个十分钟的定时器", "暂停计时", "撤销"),
    ],
)
async def test_it_can_be_undone(home: Home, begin: str, pause: str, undo: str) -> None:
    await home.say(begin)
    await home.say(pause)
    await home.say(undo)
    await asyncio.sleep(601)
    assert len(home.rang) == 1


async def test_devices_are_told(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    (action,) = (await home.say("pause the timer")).actions
    assert action.kind == "timer_changed"
    assert action.data["left"] == pytest.approx(600, abs=1)
    assert "rings_at" not in action.data
    shown = await home.skills.going_on(home.context)
    assert [each.kind for each in shown] == ["timer_started", "timer_changed"]
    (action,) = (await home.say("resume the timer")).actions
    assert action.kind == "timer_changed" and "left" not in action.data and action.data["rings_at"]


async def test_nobody_hears_paused_when_the_disk_is_full(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    home.home.full = True
    with pytest.raises(ParleyError):
        await home.say("pause the timer")
    home.home.full = False
    await asyncio.sleep(601)
    assert len(home.rang) == 1


@pytest.mark.parametrize(
    ("begin", "pause", "go_on"),
    [
        ("set a timer for ten minutes", "pause", "continue"),
        ("set a timer for ten minutes", "pause it", "resume"),
        ("定一个十分钟的定时器", "暂停一下", "继续"),
        ("定一个十分钟的定时器", "先暂停", "继续吧"),
    ],
)
async def test_a_pause_that_names_nothing_is_the_timer_s_where_no_music_plays(
    home: Home, begin: str, pause: str, go_on: str
) -> None:
    await home.say(begin)
    await home.say("what time is it")
    await home.say(pause)
    assert home.home.kept("timers") == 1
    await asyncio.sleep(3600)
    assert not home.rang
    await home.say("what time is it")
    await home.say(go_on)
    await asyncio.sleep(601)
    assert len(home.rang) == 1


async def test_a_pause_of_music_that_does_not_play_is_not_the_timer_s(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    assert (await home.say("pause the music")).text == "Nothing is playing."
    await asyncio.sleep(601)
    assert len(home.rang) == 1


@pytest.fixture
async def playing(tmp_path: Path) -> AsyncIterator[Home]:
    """A home with a song that plays, and a timer that runs."""
    from dataclasses import replace

    import numpy as np
    import soundfile

    soundfile.write(tmp_path / "Hello.wav", np.zeros(16_000 * 60, np.float32), 16_000)
    found = Home(settings=Settings(data=str(tmp_path / "data"), music=Music(folder=str(tmp_path))))
    found.context = replace(found.context, able=frozenset({"sound"}))
    await found.start()
    try:
        for _ in range(100):
            if (await found.say("play hello")).sound is not None:
                break
            await asyncio.sleep(0.1)
        yield found
    finally:
        await found.stop()


async def test_a_pause_that_names_nothing_is_the_music_s_while_it_plays(playing: Home) -> None:
    await playing.say("set a timer for ten minutes")
    await playing.say("what time is it")
    assert (await playing.say("pause")).text == "Paused."
    assert (await playing.say("continue")).sound is not None
    assert "left" in (await playing.say("pause the timer")).text
    await asyncio.sleep(3600)
    assert not playing.rang


async def test_what_was_just_talked_about_is_paused(playing: Home) -> None:
    await playing.say("set a timer for ten minutes")
    assert (await playing.say("pause it")).text.endswith("10 minutes left.")


async def test_a_routine_pauses_and_goes_on(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    await home.say("when I say coffee break, pause the timer and tell me the date")
    await home.say("when I say back to work, resume the timer")
    said = (await home.say("coffee break")).text
    assert "10 minutes left" in said and "November" in said
    await asyncio.sleep(3600)
    assert not home.rang
    await home.say("back to work")
    await asyncio.sleep(601)
    assert len(home.rang) == 1
