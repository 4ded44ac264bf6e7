"""What a person does to the device they speak to, as they meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.types import plain

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("speaker.yaml").read_text("utf-8"))
SKILLS = understanding_skills()


def utterances(language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    for intent, texts in SAID[language].items():
        for text, slots in texts.items():
            yield text, intent, slots


def understood(text: str) -> tuple[str, dict[str, object]] | None:
    found = SKILLS.understand(text)
    return (found.intent, dict(plain(found.slots))) if found else None


@pytest.mark.parametrize(("language", "enough"), [("en", 0.95), ("zh", 0.95), ("mixed", 0.92)])
def test_what_people_say_is_understood(language: str, enough: float) -> None:
    said = list(utterances(language))
    wrong = [(text, found) for text, *meant in said if (found := understood(text)) != tuple(meant)]
    assert len(wrong) <= (1 - enough) * len(said), wrong


@pytest.mark.parametrize("text", SAID["none"])
def test_what_is_about_something_else_is_not_taken(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.skill != "speaker"


def at_a_screen(home: Home, *able: str) -> None:
    home.context = replace(home.context, able=frozenset(able))


async def test_a_screen_is_made_brighter_and_darker(home: Home) -> None:
    at_a_screen(home, "brightness")
    for text, data in (
        ("make the screen brighter", {"change": 20}),
        ("屏幕暗一点", {"change": -20}),
        ("把屏幕亮度调到百分之五十", {"level": 50}),
    ):
        reply = await home.say(text)
        assert [(each.kind, each.data) for each in reply.actions] == [("brightness", data)]


async def test_more_than_all_is_not_possible(home: Home) -> None:
    at_a_screen(home, "brightness")
    reply = await home.say("set the screen brightness to 150")
    assert "100" in reply.text and not reply.actions


@pytest.mark.parametrize(("text", "words"), [("make the screen brighter", "can't"), ("屏幕亮一点", "调不了")])
async def test_where_the_device_cannot_it_is_said(home: Home, text: str, words: str) -> None:
    at_a_screen(home, "volume")
    reply = await home.say(text)
    assert words in reply.text and not reply.actions


@pytest.mark.parametrize(
    ("text", "yes", "question"), [("restart", "yes", "Really"), ("重启一下", "确定", "真的")]
)
async def test_it_restarts_when_the_person_is_sure(home: Home, text: str, yes: str, question: str) -> None:
    at_a_screen(home, "restart")
    asked = await home.say(text)
    assert asked.question and question in asked.text and not asked.actions
    reply = await home.say(yes)
    assert [each.kind for each in reply.actions] == ["restart"]


@pytest.mark.parametrize(("text", "no"), [("reboot please", "no"), ("重启", "不用了"), ("restart", "算了")])
async def test_and_not_when_they_are_not(home: Home, text: str, no: str) -> None:
    at_a_screen(home, "restart")
    await home.say(text)
    reply = await home.say(no)
    assert not [each for each in reply.actions if each.kind == "restart"]


async def test_what_cannot_restart_says_so_at_once(home: Home) -> None:
    reply = await home.say("restart yourself")
    assert not reply.question and "can't" in reply.text
