"""Time elsewhere, and how far it is apart. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.clock.zones import where

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("clock.yaml").read_text("utf-8")
)
ASKED = [
    (*map(str.strip, text.split(" = ")), intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "answer", "intent"), ASKED)
async def test_what_people_ask_is_answered(home: Home, text: str, answer: str, intent: str) -> None:
    reply = await home.say(text)
    assert home.understood is not None
    assert home.understood.intent == intent
    assert answer.strip('"') in reply.text


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_time_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("clock")


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("eastern", "America/New_York"),
        ("pacific time", "America/Los_Angeles"),
        ("the central time zone", "America/Chicago"),
        ("phoenix az", "America/Phoenix"),
        ("gmt plus five", "Etc/GMT-5"),
        ("utc-3", "Etc/GMT+3"),
        ("美东", "America/New_York"),
        ("the us", "America/New_York"),
        ("this city", None),
        ("here", None),
        ("gmt plus fifty", None),
    ],
)
def test_time_zones_by_name(name: str, zone: str | None) -> None:
    place = where(name)
    assert (place.zone if place else None) == zone


async def test_another_place_may_follow(home: Home) -> None:
    await home.say("how many hours ahead is Tokyo")
    assert "Berlin is 7 hours behind us" in (await home.say("and what about Berlin")).text
    await home.say("我们和伦敦差几个小时")
    assert "巴黎比这里晚7小时" in (await home.say("那巴黎呢")).text


async def test_who_names_no_place_is_asked(home: Home) -> None:
    assert (
        "Tokyo is 1 hour ahead" in (await home.say("what is the time difference between here and Tokyo")).text
    )
