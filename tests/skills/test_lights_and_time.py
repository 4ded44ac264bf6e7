"""How people ask for light and for the time, with what they call the speaker and why they want it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from fakes.skills import understanding_skills
from parley.language.understanding.normal import forms
from parley.skills.types import plain

SAID: Mapping[str, Mapping[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("lights_and_time.yaml").read_text("utf-8")
)
ASKED = [(text, intent) for intent, each in SAID.items() for texts in each.values() for text in texts]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "intent"), ASKED)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    assert [each.intent for each in SKILLS.read(text).commands] == [intent]


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("blue lights please", {"color": "blue", "kind": "light"}),
        ("green light in the kitchen please", {"color": "green", "kind": "light", "room": "kitchen"}),
        ("please set the light to dark red", {"color": "red", "kind": "light"}),
        ("turn the bedroom light red", {"color": "red", "kind": "light", "room": "bedroom"}),
        ("把客厅的灯换成深红色", {"color": "red", "kind": "light", "room": "living room"}),
        ("olly change all lights to blue", {"color": "blue", "kind": "light", "everywhere": True}),
        ("hey google lights off", {"kind": "light"}),
        ("olly lights off", {"kind": "light"}),
        ("天猫精灵关掉客厅灯", {"kind": "light", "room": "living room"}),
        ("lower the lights a bit so i can sleep", {"kind": "light"}),
        ("turn the lights off in the whole house", {"kind": "light", "everywhere": True}),
        ("switch the lights off in every room", {"kind": "light", "everywhere": True}),
        ("blue lights on", {"color": "blue", "kind": "light"}),
        ("i want bright lights", {"kind": "light"}),
        ("switch on the plug behind the tv", {"name": "plug behind tv"}),
        ("打开电视后面的插座", {"name": "电视后面插座"}),
        ("灯不要白色要黄色", {"color": "yellow", "from": "white", "kind": "light"}),
        ("把灯从白的换成黄的", {"color": "yellow", "from": "white", "kind": "light"}),
        (
            "switch all lights off except the living area",
            {"kind": "light", "everywhere": True, "but": [{"room": "living room"}]},
        ),
        ("除了厨房都关灯", {"kind": "light", "everywhere": True, "but": [{"room": "kitchen"}]}),
        ("set the lights back to normal", {"color": "white", "kind": "light"}),
        ("确认一下灯都关了没有", {"asked": "off", "kind": "light"}),
    ],
)
def test_a_name_for_the_speaker_a_shade_and_a_reason_are_in_no_name(
    text: str, slots: Mapping[str, object]
) -> None:
    (command,) = SKILLS.read(text).commands
    assert plain(command.slots) == slots


@pytest.mark.parametrize("text", ["call alexa", "send a message to siri", "alexa is my sister"])
def test_who_is_called_like_another_speaker_is_named_all_the_same(text: str) -> None:
    assert forms(text) == (text,)


@pytest.mark.parametrize(
    "text", ["I have to go to sleep.", "let's play that song again", "You should put your coat on."]
)
def test_talk_that_looks_like_a_request_with_a_reason_is_none(text: str) -> None:
    assert SKILLS.read(text).commands == ()


@pytest.mark.parametrize(
    "text",
    [
        "i gotta know my credit score",
        "how long since my car was in the shop",
        "what do i have to do to see my rewards",
        "help, my card was stolen yesterday",
    ],
)
def test_the_beginning_of_a_question_is_no_command(text: str) -> None:
    assert SKILLS.read(text).commands == ()


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("help me", "talk.help"),
        ("hi, i'm john", "talk.hello"),
        ("i just got to the office", "reminder.here"),
        ("what time is it so i can get ready", "clock.time"),
    ],
)
def test_what_is_one_by_itself_still_is(text: str, intent: str) -> None:
    assert [each.intent for each in SKILLS.read(text).commands] == [intent]
