"""Questions about dates. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from fakes.wall_clock import WallClock
from parley.settings import Settings
from parley.settings.around import Place
from parley.skills.dates import public
from parley.skills.dates.festivals import easter, festivals, named
from parley.skills.dates.public import Public, country_of
from parley.skills.service import Skills
from parley.skills.types import Context

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("dates.yaml").read_text("utf-8")
)
ASKED = [
    (*map(str.strip, f"{text} = ".split(" = ")[:2]), intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
    if "ramadan" not in text
]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "answer", "intent"), ASKED)
async def test_what_people_ask_is_answered(home: Home, text: str, answer: str, intent: str) -> None:
    reply = await home.say(text)
    assert home.understood is not None
    assert home.understood.intent == intent
    assert answer.casefold() in reply.text.casefold()


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_dates_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("dates")


@pytest.mark.parametrize(
    ("first", "then", "answer"),
    [
        ("how many days until christmas", "and easter?", "127 days until Easter"),
        ("离春节还有几天", "那中秋呢", "298天"),
        ("when is easter", "what about mother's day", "May 9, 2027"),
        ("除夕是几号", "那元宵节呢", "2027年2月20日"),
        ("明天上班吗", "那周一呢", "要上班"),
        ("今天农历几号", "那明天呢", "十月十四"),
        ("what day is december 25th", "and december 31st", "Thursday"),
        ("is 2028 a leap year", "and 2030", "isn't"),
    ],
)
async def test_another_day_may_follow(home: Home, first: str, then: str, answer: str) -> None:
    await home.say(first)
    assert answer in (await home.say(then)).text


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2038, "2038-04-25")]
)
def test_easter(year: int, day: str) -> None:
    assert easter(year).isoformat() == day


def test_every_festival_has_a_day_every_year() -> None:
    for name, festival in festivals().items():
        for year in (2025, 2026, 2027, 2040):
            assert festival.on(year) is not None, name
        assert named(name) is not None


def test_where_the_country_has_a_rule_of_its_own_it_holds() -> None:
    mother = named("母亲节")
    assert mother is not None
    assert mother.of(2027) == date(2027, 5, 9)
    assert mother.of(2027, "GB") == date(2027, 3, 7)


def test_the_country_is_that_of_the_settings_or_of_the_zone() -> None:
    context = Context(clock=WallClock())
    assert country_of(Place(), context) == "CN"
    assert country_of(Place(country="us"), context) == "US"
    assert country_of(Place(), replace(context, clock=WallClock(zone="America/New_York"))) == "US"
    assert country_of(Place(), replace(context, clock=WallClock(zone="UTC"))) in ("", "001")


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),
        ("2026-02-20", False),
        ("2026-02-15", False),
        ("2026-11-23", True),
        ("2026-10-01", False),
    ],
)
def test_chinas_exchanged_days_are_known(day: str, works: bool) -> None:
    assert Public("CN").works(date.fromisoformat(day)) == works


async def test_a_house_elsewhere_has_other_holidays() -> None:
    home = Home()
    home.skills = Skills.load(
        home.clock, home.home, home.announce, settings=Settings(place=Place(country="US"))
    )
    assert "Thanksgiving" in (await home.say("when is the next holiday")).text
    assert "May 31, 2027" in (await home.say("when is memorial day")).text


async def test_without_the_library_what_needs_none_still_works(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    public._library.cache_clear()  # pyright: ignore[reportPrivateUsage]
    assert "2027年2月5日" in (await home.say("除夕是几号")).text
    assert "34 days" in (await home.say("how many days until christmas")).text
    assert "parley[calendar]" in (await home.say("when is the next holiday")).text
    assert "parley[calendar]" in (await home.say("明天上班吗")).text
    public._library.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("is today a public holiday", "today, Saturday, is at the weekend."),
        ("is monday a public holiday", "is not at the weekend."),
        ("is december 25 a public holiday", "is Christmas"),
        ("今天是不是节假日", "今天星期六是周末。"),
        ("后天放假吗", "不是周末。"),
        ("12月25号放假吗", "是圣诞节"),
    ],
)
async def test_where_no_country_is_known_one_hears_how_to_name_it(said: str, told: str) -> None:
    """In UTC nobody can tell where the house is."""
    text = (await Home(clock=WallClock(zone="UTC")).say(said)).text
    assert told in text and "place.country" in text
