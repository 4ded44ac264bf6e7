"""What is one person's own is declared, and kept from strangers; what is the room's stays with the room."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import parley.skills
from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.frame import EVERY
from parley.skills.types import Stranger

SKILLS = understanding_skills()
FOLDER = Path(parley.skills.__path__[0])

KEPT_FOR_THE_HOUSE = {
    "timers": "the room's: rings where it was set",
    "alarms": "the room's; what tells or removes them is private",
    "smarthome": "what is done later rings where it was said",
    "announcements": "said to everybody",
    "voices": "asks for consent, and looks itself who speaks",
    "weather": "places, and what the internet said of them",
    "news": "what was told already",
    "currency": "rates",
    "spelling": "learned words show only in how words are spelt",
    "music": "plays in the room",
    "jokes": "counts which were told",
    "riddles": "counts which were told",
    "poems": "counts which were told",
    "chance": "counts which were told",
}
"""Skills that reach records or devices and are open to strangers, and why that tells nobody's secrets."""


def test_whoever_keeps_things_says_whether_they_are_private() -> None:
    open_to_all = {
        each.name for each in SKILLS.known.installed if each.folder and each.skill.private != EVERY
    }
    keeping = {
        name
        for name in open_to_all
        for file in (FOLDER / name).glob("*.py")
        if any(
            word in file.read_text("utf-8") for word in ("house.records", "house.devices", "house.accounts")
        )
    }
    assert keeping - KEPT_FOR_THE_HOUSE.keys() == set()


def test_what_is_declared_exists() -> None:
    for each in SKILLS.known.installed:
        for declared in (each.skill.private, each.skill.communal):
            assert declared == EVERY or declared <= each.handlers.keys(), each.name


@pytest.mark.parametrize("name", ["lists", "notes", "reminders", "calendar", "routines"])
def test_these_are_private_as_a_whole(name: str) -> None:
    (found,) = [each for each in SKILLS.known.installed if each.name == name]
    assert found.skill.private == EVERY


@pytest.mark.parametrize(
    ("text", "why", "answer"),
    [
        ("add milk to my shopping list", Stranger.UNKNOWN, "don't recognise"),
        ("把牛奶加到购物清单", Stranger.UNKNOWN, "听不出你是谁"),
        ("add milk to my shopping list", Stranger.UNSURE, "longer sentence"),
        ("把 milk 加到购物清单", Stranger.UNSURE, "说长一点"),
        ("what's my next alarm", Stranger.UNKNOWN, "don't recognise"),
    ],
)
async def test_a_stranger_is_refused_in_words(home: Home, text: str, why: Stranger, answer: str) -> None:
    home.context = replace(home.context, stranger=why)
    assert answer in (await home.say(text)).text
    assert home.home.kept("items") == 0


@pytest.mark.parametrize("text", ["set an alarm for seven", "set a timer for one minute", "snooze"])
async def test_what_is_the_room_s_is_not_refused(home: Home, text: str) -> None:
    home.context = replace(home.context, stranger=Stranger.UNKNOWN)
    assert "recognise" not in (await home.say(text)).text


async def test_what_somebody_sets_on_another_s_speaker_stays_with_the_speaker(home: Home) -> None:
    home.context = replace(home.context, person="bob", host="anna")
    await home.say("set a timer for five minutes")
    await home.say("add milk to my shopping list")
    assert len(await home.home.records.all("anna", "timers")) == 1
    assert len(await home.home.records.all("bob", "items")) == 1
    # Also what goes on from it, and what is taken back.
    await home.say("undo that")
    assert await home.home.records.all("bob", "items") == []


async def test_a_stranger_s_routine_does_not_run(home: Home) -> None:
    steps = {"name": "film", "phrases": ["film time"], "steps": ["set a timer for two minutes"]}
    await home.home.records.put("anna", "routines", "r", steps)
    home.context = replace(home.context, stranger=Stranger.UNKNOWN)
    assert "recognise" in (await home.say("film time")).text
    assert home.home.kept("timers") == 0
