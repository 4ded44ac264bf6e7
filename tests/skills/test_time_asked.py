"""Many ways to ask for the time, for dates and for one's calendar; and what is in their slots."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills

SAID: dict[str, list[str]] = msgspec.yaml.decode(
    Path(__file__).with_name("time_asked.yaml").read_text("utf-8")
)
ASKED = [(text, intent) for intent, texts in SAID.items() for text in texts]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "intent"), ASKED)
def test_what_people_ask_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize(
    ("text", "title", "minutes"),
    [
        ("schedule a meeting with tom tomorrow at two pm for 30 minutes", "meeting with tom", 30),
        ("schedule a call with anna on friday at ten for an hour", "call with anna", 60),
        ("add lunch with tom tomorrow at noon for half an hour to my calendar", "lunch with tom", 30),
    ],
)
def test_how_long_an_event_lasts_is_no_part_of_when_it_is(text: str, title: str, minutes: int) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.slots["title"] == title
    assert understanding.slots["duration"] == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("十二月三号家长会，帮我记到日历上", "家长会"),
        ("周五下午两点有个会，加到日历里", "会"),
        ("安排一下周五下午两点半看牙医的日程", "看牙医"),
        ("把跟小王吃饭改到周三下午一点", "跟小王吃饭"),
        ("push the landlord meeting back to monday at four pm", "landlord meeting"),
    ],
)
def test_the_title_is_what_it_is_called(text: str, title: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.slots["title"] == title


async def test_a_place_without_a_name_is_asked_for(home: Home) -> None:
    assert (await home.say("what time is it in another city")).question
    assert "in Tokyo" in (await home.say("Tokyo")).text
    assert "Tokyo" in (await home.say("what time is it there")).text
    assert (await home.say("convert time zone")).question
    assert "Paris" in (await home.say("Paris")).text


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("what year is it", "It's 2026."),
        ("what month is it", "It's November."),
        ("现在是几月份", "现在是十一月。"),
        ("what time zone is paris in", "Europe/Paris, UTC+1"),
        ("what day of the year is it", "day 325"),
        ("how many days are left this year", "40 days"),
        ("今年还剩多少天", "40天"),
        ("is december 24th a friday", "No, it's Thursday, December 24"),
        ("what is mondays actual date", "Monday, November 23"),
        ("convert 8 pm from gmt four to gmt five thirty", "9:30 PM"),
    ],
)
async def test_the_answer_is_right(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text
