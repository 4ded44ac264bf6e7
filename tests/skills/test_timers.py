"""Timers as a person meets them."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from fakes.home import Home
from parley.errors import ParleyError


async def test_a_timer_rings_where_it_was_set_when_its_time_has_come(home: Home) -> None:
    await home.say("set a timer for five minutes")
    await asyncio.sleep(299)
    assert not home.rang
    await asyncio.sleep(1.1)
    (ring,) = home.rang
    assert (ring.device, ring.person, ring.kind) == ("speaker of anna", "anna", "timer")
    assert "5 minutes" in ring.reply.text
    assert ring.reply.actions[0].kind == "timer_rang"


async def test_it_rings_once(home: Home) -> None:
    await home.say("定一个五分钟的定时器")
    await asyncio.sleep(3600)
    await home.restart()
    await asyncio.sleep(3600)
    assert len(home.rang) == 1
    assert home.rang[0].reply.language == "zh"
    assert "5分钟" in home.rang[0].reply.text


async def test_it_is_on_disk_before_the_person_hears_so(home: Home) -> None:
    await home.say("set a timer for five minutes")
    assert home.home.kept("timers") == 1


async def test_nobody_hears_done_when_the_disk_is_full(home: Home) -> None:
    home.home.full = True
    with pytest.raises(ParleyError) as failure:
        await home.say("set a timer for five minutes")
    assert failure.value.code == "database_failed"
    home.home.full = False
    assert (await home.say("how long is left")).text == "No timer is running."


async def test_it_goes_on_after_a_restart(home: Home) -> None:
    await home.say("set a timer for ten minutes")
    await asyncio.sleep(60)
    await home.restart(after=60)
    assert (await home.say("how long is left")).text == "8 minutes left."
    await asyncio.sleep(481)
    assert len(home.rang) == 1


@pytest.mark.parametrize(
    ("request_", "excuse"),
    [
        ("set a pasta timer for ten minutes", "The pasta timer should have rung 50 minutes ago."),
        ("定一个十分钟的泡面定时器", "泡面的定时器50分钟前就该响了"),
    ],
)
async def test_a_missed_timer_rings_late_and_says_so(home: Home, request_: str, excuse: str) -> None:
    await home.say(request_)
    await home.restart(after=3600)
    await asyncio.sleep(1)
    (ring,) = home.rang
    assert excuse in ring.reply.text


async def test_a_device_that_is_off_hears_it_when_it_is_back(home: Home) -> None:
    await home.say("set a timer for one minute")
    home.reachable = False
    await asyncio.sleep(300)
    assert not home.rang
    home.reachable = True
    await asyncio.sleep(30)
    (ring,) = home.rang
    assert "ago" in ring.reply.text
    assert not home.home.kept("timers")


@pytest.mark.parametrize("jump", [timedelta(hours=5), -timedelta(hours=5)])
async def test_setting_the_wall_clock_changes_nothing(home: Home, jump: timedelta) -> None:
    await home.say("set a timer for ten minutes")
    await asyncio.sleep(60)
    home.clock.jump(jump)
    await asyncio.sleep(30)
    await home.restart()
    assert not home.rang
    await asyncio.sleep(505)
    assert not home.rang
    await asyncio.sleep(10)
    assert len(home.rang) == 1


async def test_several_run_at_once_and_each_rings(home: Home) -> None:
    await home.say("set a timer for one minute")
    await home.say("set a pasta timer for two minutes")
    await home.say("定一个三分钟的泡面定时器")
    await asyncio.sleep(181)
    texts = [ring.reply.text for ring in home.rang]
    assert len(texts) == 3
    assert "1 minute" in texts[0]
    assert "pasta" in texts[1]
    assert "泡面" in texts[2]


async def test_how_long_is_left(home: Home) -> None:
    await home.say("set a pasta timer for ten minutes")
    await home.say("set a tea timer for three minutes")
    await asyncio.sleep(60)
    assert (
        await home.say("how much time is left on the pasta timer")
    ).text == "9 minutes left on the pasta timer."
    all_of_them = (await home.say("how long is left")).text
    assert "2 minutes on the tea timer" in all_of_them
    assert "9 minutes on the pasta timer" in all_of_them


async def test_the_same_in_chinese(home: Home) -> None:
    await home.say("定一个十分钟的泡面定时器")
    await asyncio.sleep(60)
    assert (await home.say("泡面定时器还剩多久？")).text == "泡面还剩9分钟。"
    assert (await home.say("还有多长时间")).text == "泡面还剩9分钟。"


async def test_without_a_duration_it_asks(home: Home) -> None:
    question = await home.say("set a timer")
    assert question.question
    assert question.text == "For how long?"
    await home.say("five minutes")
    await asyncio.sleep(301)
    assert len(home.rang) == 1


async def test_asks_in_chinese_and_keeps_the_name(home: Home) -> None:
    question = await home.say("定一个泡面定时器")
    assert question.text == "泡面的定时器要定多久？"
    await home.say("三分钟吧")
    await asyncio.sleep(181)
    assert home.rang[0].reply.text == "泡面的时间到了。"


async def test_cancel_the_only_one(home: Home) -> None:
    await home.say("set a timer for five minutes")
    assert (await home.say("cancel the timer")).text == "Timer cancelled."
    await asyncio.sleep(600)
    assert not home.rang
    assert not home.home.kept("timers")


async def test_cancel_asks_which_of_several(home: Home) -> None:
    await home.say("set a pasta timer for ten minutes")
    await home.say("set a tea timer for five minutes")
    question = await home.say("cancel the timer")
    assert question.question
    assert "pasta" in question.text
    assert "tea" in question.text
    assert (await home.say("the tea one")).text == "The tea timer is cancelled."
    await asyncio.sleep(601)
    assert [ring.reply.text for ring in home.rang] == ["Time's up for pasta."]


async def test_the_answer_may_be_all_of_them(home: Home) -> None:
    await home.say("定一个五分钟的定时器")
    await home.say("定一个十分钟的定时器")
    question = await home.say("取消定时器")
    assert question.text == "有2个定时器：5分钟的和10分钟的，你说的是哪个？"
    assert (await home.say("都取消")).text == "2个定时器都取消了。"


async def test_cancel_by_its_length(home: Home) -> None:
    await home.say("定一个五分钟的定时器")
    await home.say("定一个十分钟的定时器")
    await home.say("取消五分钟的定时器")
    await asyncio.sleep(601)
    assert len(home.rang) == 1
    assert "10分钟" in home.rang[0].reply.text


async def test_two_of_one_length_are_told_apart_by_the_time_left(home: Home) -> None:
    await home.say("set a timer for five minutes")
    await asyncio.sleep(120)
    await home.say("set a timer for five minutes")
    question = await home.say("cancel the timer")
    assert "the one with 3 minutes left and the one with 5 minutes left" in question.text
    await home.say("three minutes")
    await asyncio.sleep(299)
    assert not home.rang
    await asyncio.sleep(2)
    assert len(home.rang) == 1


async def test_cancel_all(home: Home) -> None:
    for minutes in (1, 2, 3):
        await home.say(f"set a timer for {minutes} minutes")
    assert (await home.say("cancel all my timers")).text == "3 timers cancelled."
    await asyncio.sleep(600)
    assert not home.rang


async def test_more_time_and_less_time(home: Home) -> None:
    await home.say("set a timer for five minutes")
    assert (await home.say("add two minutes to the timer")).text == "Added 2 minutes. 7 minutes left."
    assert (await home.say("take one minute off the timer")).text == "Took off 1 minute. 6 minutes left."
    await home.restart()
    await asyncio.sleep(355)
    assert not home.rang
    await asyncio.sleep(6)
    assert len(home.rang) == 1


async def test_less_time_than_is_left_cannot_be_taken_off(home: Home) -> None:
    await home.say("定一个五分钟的定时器")
    assert (await home.say("把定时器缩短十分钟")).text == "现在只剩5分钟了。"
    await asyncio.sleep(301)
    assert len(home.rang) == 1


async def test_one_person_s_timers_are_not_another_s(home: Home) -> None:
    await home.say("set a timer for five minutes")
    home.somebody_else("bob")
    assert (await home.say("how long is left")).text == "No timer is running."
    assert (await home.say("cancel all timers")).text == "No timer is running."
    await asyncio.sleep(301)
    assert len(home.rang) == 1


async def test_there_is_an_end_to_how_many(home: Home) -> None:
    for _ in range(20):
        await home.say("set a timer for one hour")
    assert (
        await home.say("set a timer for one hour")
    ).text == "You already have 20 timers. Cancel one first."
    assert home.home.kept("timers") == 20


@pytest.mark.parametrize("text", ["set a timer for 30 hours", "定一个三十个小时的定时器"])
async def test_a_timer_of_more_than_a_day_is_refused(home: Home, text: str) -> None:
    await home.say(text)
    assert not home.home.kept("timers")


async def test_a_damaged_record_does_not_stop_the_others(home: Home) -> None:
    await home.say("set a timer for five minutes")
    home.home.damage("anna", "timers", due=home.clock.now().timestamp() + 60)
    await home.restart()
    await asyncio.sleep(301)
    assert len(home.rang) == 1
