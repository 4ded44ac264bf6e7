"""Routines as a person makes and uses them. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.assistant.ringing import Ringing
from parley.skills.routines.steps import steps
from parley.skills.types import Reply

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("routines.yaml").read_text("utf-8")
)
COMMANDS = [
    (text.partition(" = ")[0], intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
MADE = [
    text.partition(" = ")[::2] for texts in SAID["routine.make"].values() for text in texts if " = " in text
]
SKILLS = understanding_skills()


async def kept(home: Home) -> dict[str, list[str]]:
    """Steps of the person's routines by name."""
    found = await home.home.records.all(home.context.person, "routines")
    return {str(each.document["name"]): list(each.document["steps"]) for each in found}


async def talk(home: Home, *texts: str) -> Reply:
    """Several turns; the last answer."""
    reply = None
    for text in texts:
        reply = await home.say(text)
    assert reply is not None
    return reply


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_routines_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("routine")


async def test_the_phrase_and_the_steps_are_those_that_were_said(home: Home) -> None:
    for text, wanted in MADE:
        await home.say(text)
        name, _, steps = wanted.partition(" | ")
        assert (await kept(home)).get(name) == steps.split(" / "), text
        for record in await home.home.records.all("anna", "routines"):
            await home.home.records.delete("anna", "routines", record.id)


async def test_a_phrase_of_one_s_own_comes_before_what_others_mean_by_it(home: Home) -> None:
    assert (await home.say("good night")).text == "Bye."
    await home.say("when I say good night, tell me the date and set the volume to 20")
    reply = await home.say("Good night!")
    assert home.understood is not None and home.understood.intent == "routine.run"
    assert "November" in reply.text and any(each.kind == "volume" for each in reply.actions)
    home.somebody_else("bob")
    assert (await home.say("good night")).text == "Bye."


async def test_by_voice_step_by_step_until_that_is_all(home: Home) -> None:
    assert (await home.say("create a routine called movie time")).question
    assert (await home.say("set the volume to 30")).question
    assert home.context.pending is not None, "it is a step, and is not done"
    assert "don't know how" in (await home.say("dance on the table")).text
    assert (await home.say("tell me a joke and what time is it")).question
    reply = await home.say("that's all")
    assert reply.text.startswith("When you say “movie time”, I'll set the volume to 30")
    assert await kept(home) == {"movie time": ["set the volume to 30", "tell me a joke", "what time is it"]}
    reply = await home.say("run the movie time routine")
    assert "9:30" in reply.text and any(each.kind == "volume" for each in reply.actions)
    assert (await home.say("movie time")).text


async def test_by_voice_in_chinese(home: Home) -> None:
    assert (await talk(home, "新建一个例程", "晚安")).question
    reply = await talk(home, "定七点的闹钟", "讲个笑话", "就这些")
    assert reply.text == "好，你一说“晚安”，我就定七点的闹钟，讲个笑话。"
    await home.say("晚安")
    assert home.understood is not None and home.understood.intent == "routine.run"
    assert home.home.kept("alarms") == 1


@pytest.mark.parametrize(
    ("first", "then"), [("create a routine called x ray", "never mind"), ("新建一个例程", "算了")]
)
async def test_whoever_changes_their_mind_makes_none(home: Home, first: str, then: str) -> None:
    await talk(home, first, then)
    assert await kept(home) == {}
    assert home.context.pending is None


async def test_what_nobody_can_do_is_refused_when_it_is_made(home: Home) -> None:
    reply = await home.say("when I say party, turn the house upside down")
    assert reply.question and "turn the house upside down" in reply.text
    assert await kept(home) == {}
    await home.say("never mind")
    reply = await home.say("当我说派对的时候就跳支华尔兹给我看")
    assert "不会" in reply.text
    assert await kept(home) == {}


async def test_chinese_steps_without_a_mark_between_them() -> None:
    known = {"关灯", "锁门", "定七点的闹钟"}
    assert steps("关灯锁门定七点的闹钟", known.__contains__).known == ("关灯", "锁门", "定七点的闹钟")
    assert steps("就关灯，锁门", known.__contains__).known == ("关灯", "锁门")
    assert steps("关灯，飞上天", known.__contains__).unknown == "飞上天"


async def test_a_routine_that_calls_itself_ends(home: Home) -> None:
    await home.say("when I say ping, tell me the time")
    await home.home.records.put(
        "anna", "routines", "ping", {"name": "pong", "phrases": ["pong"], "steps": ["ping", "pong", "pong"]}
    )
    reply = await home.say("pong")
    assert "9:30" in reply.text and "circles" in reply.text


async def test_many_steps_of_routines_in_routines_are_bounded(home: Home) -> None:
    for name, inner in (("one", "two"), ("two", "three")):
        steps = [f"run the {inner} routine"] * 20
        await home.home.records.put("anna", "routines", name, {"name": name, "steps": steps})
    tossed = ["flip a coin"] * 20
    await home.home.records.put("anna", "routines", "three", {"name": "three", "steps": tossed})
    reply = await home.say("run the one routine")
    assert sum(each.kind == "coin_tossed" for each in reply.actions) <= 50


async def test_okays_are_not_said_in_a_row(home: Home) -> None:
    steps = ["mute yourself", "unmute yourself", "mute yourself"]
    await home.home.records.put("anna", "routines", "r", {"name": "hush", "steps": steps})
    reply = await home.say("hush")
    assert len(reply.actions) == 3
    assert reply.text in ("Done.", "All done.")


async def test_one_step_that_fails_does_not_stop_the_others(home: Home) -> None:
    steps = ["set an alarm for seven", "what time is it", "frobnicate the gizmo"]
    await home.home.records.put("anna", "routines", "r", {"name": "mixed", "steps": steps})
    await home.skills.meet(home.context)
    original = home.home.records.put
    home.home.records.put = _full  # type: ignore[method-assign]
    reply = await home.say("mixed")
    home.home.records.put = original
    assert "didn't work" in reply.text and "9:30" in reply.text and "gizmo" in reply.text


async def _full(*_: object) -> None:
    from parley.home.database.database import DatabaseFailed

    raise DatabaseFailed("The disk is full.")


@pytest.mark.parametrize(
    ("text", "time", "days"),
    [
        ("every weekday at seven, tell me the time and tell me a joke", "07:00", [1, 2, 3, 4, 5]),
        ("every day at 8 pm tell me a joke", "20:00", [1, 2, 3, 4, 5, 6, 7]),
        ("每个周一早上八点告诉我时间", "08:00", [1]),
        ("每天晚上九点讲个笑话", "21:00", [1, 2, 3, 4, 5, 6, 7]),
    ],
)
async def test_at_a_time_of_day(home: Home, text: str, time: str, days: list[int]) -> None:
    reply = await home.say(text)
    (record,) = await home.home.records.all("anna", "routines")
    assert (record.document["time"], record.document["days"]) == (time, days)
    assert record.document["device"] == "speaker of anna" and record.document["zone"] == "Asia/Shanghai"
    assert not reply.question


async def test_what_has_a_time_is_done_at_it(home: Home) -> None:
    Ringing(home.home.schedule, home.announce).start()
    await home.say("every day at ten tell me a joke")
    await asyncio.sleep(1_810)
    (rang,) = home.rang
    assert (rang.kind, rang.steps) == ("routine", ("tell me a joke",))


async def test_list_tell_change_delete_and_take_back(home: Home) -> None:
    assert "no routines" in (await home.say("what routines do I have")).text
    await home.say("when I say bedtime, tell me the time")
    assert "bedtime" in (await home.say("list my routines")).text
    await home.say("add tell me a joke to my bedtime routine")
    assert (await home.say("what happens when I say bedtime")).text == (
        "bedtime: tell you the time and tell you a joke."
    )
    reply = await home.say("delete my bedtime routine")
    assert await kept(home) == {} and reply.undo is not None
    await reply.undo()
    assert await kept(home) == {"bedtime": ["tell me the time", "tell me a joke"]}
    assert "no routine called" in (await home.say("delete the lunch routine")).text


async def test_a_routine_from_another_device_is_known_at_the_next_turn(home: Home) -> None:
    await home.say("what time is it")
    await home.home.records.put("anna", "routines", "r", {"name": "Feierabend", "steps": ["tell me a joke"]})
    assert (await home.say("feierabend")).text
    assert home.understood is not None and home.understood.intent == "routine.run"


async def test_guests_have_none(home: Home) -> None:
    home.somebody_else("guest1", guest=True)
    assert "guests" in (await home.say("when I say party, tell me a joke")).text
    assert "no routine" in (await home.say("run the party routine")).text
