"""The home by voice, with the virtual home: what is done, what is said of it, and what is refused."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import cast

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.smarthome.dwelling import Dwelling
from parley.skills.smarthome.handlers import SmartHome
from parley.skills.smarthome.source import Switch
from parley.skills.smarthome.things import State
from parley.skills.types import plain

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("smarthome.yaml").read_text("utf-8")
)
COMMANDS = [
    (text, intent)
    for intent, by_language in SAID.items()
    for texts in by_language.values()
    for text in texts
    if intent != "none"
]
SKILLS = understanding_skills()
_SLOT = re.compile(r"(\w+):([^:]+?)(?= \w+:|$)")


def dwelling(house: Home) -> Dwelling:
    """What is in it."""
    found = [each.skill for each in house.skills.known.installed if isinstance(each.skill, SmartHome)]
    return found[0].dwelling


def state(house: Home, name: str) -> State:
    """How one thing is."""
    return dwelling(house).thing(f"virtual:{name}").state


def in_room(house: Home, room: str) -> None:
    """The device that one speaks to is there."""
    house.context = replace(house.context, room=room)


async def nothing_on(house: Home) -> None:
    """Every light goes out."""
    await house.say("turn off all the lights")


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_to_a_home_is_understood(text: str, intent: str) -> None:
    said, _, wanted = text.partition(" = ")
    understood = SKILLS.understand(said)
    assert understood is not None
    assert understood.intent == intent
    slots = plain(understood.slots)
    for name, value in _SLOT.findall(wanted):
        if name != "also":
            found = slots.get(name)
            assert (f"{found:g}" if isinstance(found, float) else str(found).lower()) == value


@pytest.mark.parametrize("text", [each for texts in SAID["none"].values() for each in texts])
def test_what_is_not_about_the_home_is_left_alone(text: str) -> None:
    understood = SKILLS.understand(text)
    assert understood is None or not understood.intent.startswith("home.")


async def test_a_light_goes_on_and_off_and_says_so(house: Home) -> None:
    reply = await house.say("turn on the bathroom light")
    assert reply.text == "The bathroom light is on."
    assert state(house, "bathroom_light").on
    reply = await house.say("把浴室的灯关掉")
    assert reply.text in ("浴室灯关了。", "浴室灯关好了。")
    assert not state(house, "bathroom_light").on


async def test_without_a_room_it_is_the_room_of_the_device(house: Home) -> None:
    in_room(house, "书房")
    await house.say("turn on the light")
    assert state(house, "study_light").on
    assert not state(house, "bathroom_light").on


async def test_without_any_room_it_asks_which_and_understands_the_answer(house: Home) -> None:
    question = await house.say("turn on the light")
    assert question.question
    assert "kitchen" in question.text
    reply = await house.say("in the kitchen")
    assert state(house, "kitchen_light").on
    assert "kitchen" in reply.text


async def test_it_asks_in_chinese_too(house: Home) -> None:
    question = await house.say("开灯")
    assert question.question
    assert "哪个房间" in question.text
    await house.say("浴室的")
    assert state(house, "bathroom_light").on


async def test_it_is_what_was_talked_about(house: Home) -> None:
    await house.say("turn on the hall light")
    await house.say("make it brighter")
    await house.say("turn it off")
    assert not state(house, "hall_light").on
    await house.say("打开台灯")
    await house.say("把它关了")
    assert not state(house, "desk_lamp").on


async def test_brighter_and_dimmer(house: Home) -> None:
    await house.say("set the desk lamp to 40 percent")
    assert state(house, "desk_lamp").brightness == 40
    assert (await house.say("再亮一点")).text == "台灯的亮度调到了60%。"
    await house.say("dim it by 50 percent")
    assert state(house, "desk_lamp").brightness == 10
    await house.say("even dimmer")
    assert state(house, "desk_lamp").brightness == 1
    assert state(house, "desk_lamp").on


async def test_too_dark_in_here_lights_the_room(house: Home) -> None:
    in_room(house, "bedroom")
    await house.say("it's too dark in here")
    assert state(house, "bedroom_light").on
    assert not state(house, "kitchen_light").on


async def test_colours(house: Home) -> None:
    await house.say("把客厅灯调成暖色")
    color = state(house, "living_room_light").color
    assert color is not None
    assert color.name == "warm white"
    assert (await house.say("make the bedroom light purple")).text == "The bedroom light is purple now."
    question = await house.say("change the color of the bedroom light")
    assert question.question
    await house.say("green")
    color = state(house, "bedroom_light").color
    assert color is not None
    assert color.name == "green"
    assert "can't do that" in (await house.say("make the bathroom light red")).text


async def test_everything_but(house: Home) -> None:
    for text in ("turn on the bedside lamp", "turn on the bedroom light", "turn on the study light"):
        await house.say(text)
    await house.say("turn off everything upstairs except the bedside lamp")
    assert state(house, "bedside_lamp").on
    assert not state(house, "bedroom_light").on
    assert not state(house, "study_light").on
    assert state(house, "living_room_light").on


@pytest.mark.parametrize("text", ["all lights off except in the study", "除了书房把灯都关了"])
async def test_what_stays_on_may_be_told_last_or_first(house: Home, text: str) -> None:
    for each in ("turn on the bedroom light", "turn on the study light"):
        await house.say(each)
    await house.say(text)
    assert state(house, "study_light").on
    assert not state(house, "bedroom_light").on
    assert not state(house, "living_room_light").on


async def test_several_things_in_one_sentence(house: Home) -> None:
    reply = await house.say("turn on the hall light and the humidifier")
    assert state(house, "hall_light").on
    assert state(house, "humidifier").on
    assert reply.text == "The hall light and the humidifier are on."
    await house.say("厨房和餐厅的灯都打开")
    assert state(house, "kitchen_light").on
    assert state(house, "dining_room_light").on


async def test_curtains_move_and_stop(house: Home) -> None:
    await house.say("close the living room curtains halfway")
    await asyncio.sleep(5)
    assert 50 < (state(house, "living_room_curtain").position or 0) < 100
    await asyncio.sleep(10)
    assert state(house, "living_room_curtain").position == 50
    await house.say("把客厅的窗帘拉上")
    await asyncio.sleep(4)
    await house.say("stop the living room curtains")
    await asyncio.sleep(20)
    assert 20 < (state(house, "living_room_curtain").position or 0) < 40


async def test_what_lets_people_in_is_asked_about_first(house: Home) -> None:
    question = await house.say("open the garage")
    assert question.question
    assert not state(house, "garage_door").heading
    assert (await house.say("no")).text == "Okay, I'll leave it."
    await house.say("把车库门打开")
    await house.say("是的")
    assert state(house, "garage_door").heading == 100
    question = await house.say("unlock the front door")
    assert question.question
    assert state(house, "front_door").locked
    await house.say("yes please")
    assert state(house, "front_door").locked is False
    assert (await house.say("把大门锁上")).text == "大门锁好了。"


async def test_guests_use_lights_but_never_open_the_house(house: Home) -> None:
    house.somebody_else("bob", guest=True)
    await house.say("turn on the hall light")
    assert state(house, "hall_light").on
    assert "live here" in (await house.say("unlock the front door")).text
    assert "live here" in (await house.say("open the garage door")).text
    assert "guests" in (await house.say("turn off the hall light in ten minutes")).text
    assert not house.home.kept("timers")


async def test_temperatures(house: Home) -> None:
    assert (await house.say("空调开到26度")).question
    await house.say("客厅")
    assert state(house, "living_room_climate").target == 26
    assert state(house, "living_room_climate").on
    await house.say("set the bedroom to 70 degrees")
    assert state(house, "bedroom_climate").target == 21
    in_room(house, "bedroom")
    assert (await house.say("I'm cold")).text == "The bedroom air conditioner is set to 22 degrees."
    assert "16" in (await house.say("set the thermostat to 40 degrees")).text
    await house.say("空调调到制热模式")
    assert state(house, "bedroom_climate").mode == "heat"


async def test_the_room_follows_the_thermostat(house: Home) -> None:
    await house.say("set the bedroom air conditioner to heat")
    await house.say("set the bedroom air conditioner to 28 degrees")
    before = state(house, "bedroom_climate").readings["temperature"]
    await asyncio.sleep(3600)
    warm = state(house, "bedroom_climate").readings["temperature"]
    assert before < 23 < 27 < warm <= 28
    await house.say("turn off the bedroom air conditioner")
    await asyncio.sleep(24 * 3600)
    assert state(house, "bedroom_climate").readings["temperature"] < 22


async def test_fans(house: Home) -> None:
    await house.say("set the bedroom fan to high")
    assert state(house, "bedroom_fan").speed == 100
    await house.say("卧室风扇调小一点")
    assert state(house, "bedroom_fan").speed == 66


async def test_how_things_are(house: Home) -> None:
    await nothing_on(house)
    await house.say("turn on the hall light")
    await house.say("turn on the desk lamp")
    assert (
        await house.say("which lights are still on")
    ).text == "2 are on: the desk lamp and the hall light."
    assert (await house.say("哪些灯还开着")).text == "有2个开着：台灯和玄关灯。"
    assert (await house.say("is the garage closed")).text == "Yes, the garage door is closed."
    assert (await house.say("is the front door locked")).text == "Yes, the front door is locked."
    assert (await house.say("浴室的灯开着吗")).text == "没开，浴室灯是关着的。"
    assert (await house.say("are all the lights off")).text.startswith("2 are on")


async def test_readings(house: Home) -> None:
    assert "degrees in the nursery" in (await house.say("how warm is it in the nursery")).text
    assert "儿童房现在" in (await house.say("儿童房现在几度")).text
    assert "100 percent" in (await house.say("how much battery does the vacuum have")).text
    assert "12 watts" in (await house.say("how much power is the study plug using")).text
    assert "Nothing in the hall measures" in (await house.say("how humid is it in the hall")).text


async def test_scenes(house: Home) -> None:
    assert (await house.say("activate the movie scene")).text == "Movie night is set."
    assert state(house, "floor_lamp").brightness == 15
    assert state(house, "television").on
    assert (await house.say("打开观影模式")).text == "观影模式已开启。"


async def test_the_vacuum(house: Home) -> None:
    await house.say("start the vacuum")
    assert state(house, "vacuum").activity == "cleaning"
    await house.say("让扫地机器人回去充电")
    assert state(house, "vacuum").activity == "docked"


async def test_what_there_is(house: Home) -> None:
    assert "lights" in (await house.say("what devices do I have")).text
    assert "客厅灯" in (await house.say("客厅有什么灯")).text
    assert "9 rooms" in (await house.say("which rooms are there")).text


async def test_what_is_not_there_is_said(house: Home) -> None:
    assert "garden" in (await house.say("turn on the garden lights")).text
    assert "disco lamp" in (await house.say("turn on the disco lamp")).text
    assert "no oven" in (await house.say("turn on the oven")).text


async def test_names_may_be_misheard_or_misspelt(house: Home) -> None:
    await house.say("把床头等打开")
    assert state(house, "bedside_lamp").on
    await house.say("turn off the bedsid lamp")
    assert not state(house, "bedside_lamp").on


async def test_what_cannot_be_reached_is_said_and_never_called_done(
    house: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = dwelling(house).sources[0]
    things = source.things

    def some_away() -> list[object]:
        return [replace(each, reachable="floor" not in each.id) for each in things()]

    monkeypatch.setattr(source, "things", some_away)
    reply = await house.say("turn on the living room lights")
    assert reply.text == "1 of 2 did it. The living room light is on. I can't reach the floor lamp."
    assert (await house.say("turn on the floor lamp")).text == "I can't reach the floor lamp."
    assert (await house.say("把落地灯打开")).text == "落地灯联系不上。"


async def test_in_a_while_and_over_a_restart(house: Home) -> None:
    await house.say("turn on the hall light")
    reply = await house.say("turn off the hall light in ten minutes")
    assert reply.text == "Okay, the hall light: off in 10 minutes."
    assert house.home.kept("timers") == 1
    assert (await house.say("how long is left")).text == "No timer is running."
    await house.restart(after=60)
    assert state(house, "hall_light").on
    await asyncio.sleep(545)
    assert not state(house, "hall_light").on
    assert not house.rang
    assert not house.home.kept("timers")


async def test_in_a_while_in_chinese_and_taken_back(house: Home) -> None:
    await house.say("打开台灯")
    reply = await house.say("十分钟后关台灯")
    assert reply.text == "好的，10分钟后关掉台灯。"
    assert reply.undo is not None
    await reply.undo()
    await asyncio.sleep(700)
    assert state(house, "desk_lamp").on


async def test_what_is_much_too_late_is_not_done_but_told(house: Home) -> None:
    await house.say("turn on the hall light")
    await house.say("turn off the hall light in ten minutes")
    await house.restart(after=5 * 3600)
    await asyncio.sleep(1)
    assert state(house, "hall_light").on
    (told,) = house.rang
    assert "hall light" in told.reply.text


async def test_undo_puts_it_back(house: Home) -> None:
    await house.say("set the desk lamp to 40 percent")
    reply = await house.say("set the desk lamp to 90 percent")
    assert reply.undo is not None
    await reply.undo()
    assert state(house, "desk_lamp").brightness == 40


async def test_the_state_outlasts_a_restart(house: Home) -> None:
    await house.say("make the bedroom light purple")
    await house.say("unlock the front door")
    await house.say("yes")
    await house.restart()
    color = state(house, "bedroom_light").color
    assert color is not None
    assert color.name == "purple"
    assert state(house, "front_door").locked is False


async def test_a_damaged_file_begins_the_virtual_home_anew(house: Home, tmp_path: Path) -> None:
    await house.say("turn on the hall light")
    (tmp_path / "virtual-home.json").write_text("{")
    await house.restart()
    assert state(house, "hall_light").on is False


async def test_changes_are_told(house: Home) -> None:
    told: list[set[str]] = []
    dwelling(house).watch(lambda ids: told.append(set(ids)))
    await dwelling(house).do(Switch("virtual:hall_light", True))
    assert {"virtual:hall_light"} in told


async def test_a_follow_up_is_about_the_same(house: Home) -> None:
    await house.say("turn on the hall light")
    await house.say("and the dining room light too")
    assert state(house, "dining_room_light").on
    assert (await house.say("is the hall light on")).text.startswith("Yes")
    assert cast("str", (await house.say("and in the bathroom")).text).startswith("No")
