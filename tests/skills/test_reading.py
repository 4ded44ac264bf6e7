"""Several commands in a sentence, corrections, taking back; and what is read in which way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.reading import Stage
from parley.skills.types import Context

SKILLS = understanding_skills()


def intents(text: str, context: Context | None = None) -> list[str]:
    return [each.intent for each in SKILLS.read(text, None, context).commands]


SEVERAL = [
    ("set a timer for 5 minutes and another for 10", ["timer.start", "timer.start"]),
    ("add milk to the shopping list and set a timer for 5 minutes", ["list.add", "timer.start"]),
    (
        "add milk to the list, set a timer for ten minutes and wake me at seven",
        ["list.add", "timer.start", "alarm.set"],
    ),
    ("what time is it and what's 3 plus 5", ["clock.time", "arithmetic.compute"]),
    ("set a pasta timer for ten minutes, then turn the volume down", ["timer.start", "talk.quieter"]),
    ("cancel all timers and also delete all my alarms", ["timer.cancel", "alarm.cancel"]),
    ("Set an alarm for 6 am. Remind me to water the plants tomorrow at 9.", ["alarm.set", "reminder.set"]),
    ("remind me to call mum at five and set a timer for ten minutes", ["reminder.set", "timer.start"]),
    ("wake me up at seven and at eight", ["alarm.set", "alarm.set"]),
    ("set a timer for 5 minutes and tell me the time please", ["timer.start", "clock.time"]),
    ("thanks, and set a timer for five minutes", ["talk.thanks", "timer.start"]),
    ("turn off the lights and the tv and lock the door", ["home.off", "home.lock"]),
    ("turn on the kitchen light, then set a timer for 5 minutes", ["home.on", "timer.start"]),
    ("把灯关了再把窗帘拉上", ["home.off", "home.close"]),
    ("定一个五分钟的定时器，再定一个明天早上七点的闹钟", ["timer.start", "alarm.set"]),
    ("先定个五分钟的定时器，然后把音量调到三十", ["timer.start", "talk.volume"]),
    ("把牛奶加到购物清单，顺便定个十分钟的定时器", ["list.add", "timer.start"]),
    ("定一个五分钟的定时器和一个十分钟的", ["timer.start", "timer.start"]),
    ("现在几点了，三加五等于几", ["clock.time", "arithmetic.compute"]),
    ("取消所有定时器，同时把闹钟都删了", ["timer.cancel", "alarm.cancel"]),
    ("帮我set一个5分钟的timer，然后turn on客厅灯", ["timer.start", "home.on"]),
    ("set 一个五分钟的 timer and 把音量调到三十", ["timer.start", "talk.volume"]),
]


@pytest.mark.parametrize(("text", "expected"), SEVERAL)
def test_several_commands_are_found(text: str, expected: list[str]) -> None:
    assert intents(text) == expected


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("add milk and eggs and bread to the shopping list", "list.add"),
        ("set a timer for one hour and twenty minutes", "timer.start"),
        ("remind me to turn off the oven and lock the door", "reminder.set"),
        ("take a note that the car is on level 3 and turn off the lights", "note.take"),
        ("what's three plus five", "arithmetic.compute"),
        ("remind me tomorrow at nine to buy milk and call mum", "reminder.set"),
        ("提醒我明天九点买牛奶和鸡蛋", "reminder.set"),
        ("把牛奶和鸡蛋加到购物清单", "list.add"),
        ("提醒我晚上八点关灯然后锁门", "reminder.set"),
    ],
)
def test_and_does_not_always_join_commands(text: str, intent: str) -> None:
    assert intents(text) == [intent]


@pytest.mark.parametrize(
    "text",
    [
        "set a timer for five minutes and buy me a house",
        "tell me about cats and dogs",
        "and",
        "and, and, and then",
        "然后",
        "再，还有，然后",
        "定一个五分钟的定时器然后讲讲量子力学的历史",
        ", ".join(["set a timer for five minutes"] * 9),
    ],
)
def test_where_one_part_is_not_understood_nothing_is_done(text: str) -> None:
    assert intents(text) == []


def test_what_a_part_leaves_unsaid_is_taken_from_the_one_before() -> None:
    one, two = SKILLS.read("set a timer for 5 minutes and another for 10").commands
    assert one.slots["duration"] == timedelta(minutes=5)
    assert two.slots["duration"] == timedelta(minutes=10)


def test_who_corrects_themselves_within_a_sentence_means_one_thing() -> None:
    (only,) = SKILLS.read("set a timer for five minutes, no, seven").commands
    assert only.slots["duration"] == timedelta(minutes=7)
    assert not only.replaces
    (only,) = SKILLS.read("定一个五分钟的定时器，不对，七分钟").commands
    assert only.slots["duration"] == timedelta(minutes=7)


def test_every_step_is_told() -> None:
    reading = SKILLS.read("add milk to the list and set a timer for five minutes")
    assert [step.stage for step in reading.steps][-1] is Stage.SEVERAL
    assert reading.steps[-1].found and all(step.seconds >= 0 for step in reading.steps)
    assert SKILLS.read("what is love").steps[-1].stage is Stage.NOTHING


PIECES = [
    "and",
    "then,",
    "，",
    "。再",
    "然后",
    "add",
    "milk",
    "to",
    "the list",
    "set a timer",
    "for",
    "seven",
    "no",
    "不",
]
PIECES += ["five minutes", "定一个五分钟的定时器"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_pile_of_joints_is_survived(words: list[str]) -> None:
    assert len(SKILLS.read(" ".join(words)).commands) <= 4


# Doing several.


async def test_both_are_done_and_answered_once(home: Home) -> None:
    reply = await home.say("set a timer for five minutes and another for ten")
    assert len([each for each in reply.actions if each.kind == "timer_started"]) == 2
    assert "5 minutes" in reply.text and "10 minutes" in reply.text
    assert [each.intent for each in home.commands] == ["timer.start", "timer.start"]
    assert home.understood is home.commands[-1]


async def test_a_question_holds_up_the_rest_which_goes_on_after_the_answer(home: Home) -> None:
    reply = await home.say("set a timer and add milk to the shopping list")
    assert reply.question and len(home.commands) == 1
    reply = await home.say("five minutes")
    assert [each.intent for each in home.commands] == ["timer.start", "list.add"]
    assert "milk" in reply.text.lower()
    assert home.context.rest == ()


async def test_who_changes_the_subject_drops_the_rest(home: Home) -> None:
    await home.say("set a timer and add milk to the shopping list")
    await home.say("what time is it")
    assert home.context.rest == ()
    assert "milk" not in (await home.say("what's on my shopping list")).text.lower()


async def test_what_follows_goes_on_from_the_last(home: Home) -> None:
    await home.say("set a timer for five minutes and add milk to the shopping list")
    await home.say("and eggs")
    assert home.understood is not None and home.understood.intent == "list.add"


# Corrections.


@pytest.mark.parametrize(
    "correction", ["no, seven", "no seven minutes", "I meant seven", "actually make it seven"]
)
async def test_a_timer_is_corrected(home: Home, correction: str) -> None:
    await home.say("set a timer for five minutes")
    reply = await home.say(correction)
    assert [each.kind for each in reply.actions] == ["timer_cancelled", "timer_started"]
    assert "7 minutes" in reply.text
    assert (await home.say("how much time is left")).text == "7 minutes left."


@pytest.mark.parametrize("correction", ["不，七分钟", "不是五分钟，是七分钟", "不对，七分钟", "改成七分钟"])
async def test_a_timer_is_corrected_in_chinese(home: Home, correction: str) -> None:
    await home.say("定一个五分钟的定时器")
    reply = await home.say(correction)
    assert [each.kind for each in reply.actions] == ["timer_cancelled", "timer_started"]
    assert (await home.say("还剩多久")).text == "还剩7分钟。"


async def test_a_question_is_asked_again_with_another_value(home: Home) -> None:
    await home.say("what time is it in London")
    assert "Tokyo" in (await home.say("no, I meant Tokyo")).text
    await home.say("how many grams are in two kilos")
    await home.say("set the volume to thirty percent")
    reply = await home.say("no, fifty")
    assert reply.actions[0].data == {"level": 50}


async def test_what_cannot_be_replaced_is_not_done_twice(home: Home) -> None:
    """Adding five minutes and then seven would add twelve."""
    await home.say("set a timer for twenty minutes")
    await home.say("add five minutes to the timer")
    assert home.skills.read("no, seven", None, home.context).commands == ()


# Taking back.


@pytest.mark.parametrize("undo", ["undo that", "take that back", "撤销", "撤销刚才的操作"])
async def test_a_timer_is_taken_back(home: Home, undo: str) -> None:
    await home.say("set a timer for five minutes")
    reply = await home.say(undo)
    assert [each.kind for each in reply.actions] == ["timer_cancelled"]
    reply = await home.say("undo that")
    assert reply.text == "There is nothing that I could take back."


async def test_both_of_two_commands_are_taken_back(home: Home) -> None:
    await home.say("set a timer for five minutes and another for ten")
    await home.say("undo that")
    assert (await home.say("how much time is left")).text == "No timer is running."


async def test_lists_keep_their_own_way_of_taking_back(home: Home) -> None:
    await home.say("add milk to the shopping list")
    await home.say("undo that")
    assert home.understood is not None and home.understood.intent == "list.undo"
