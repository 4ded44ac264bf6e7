"""The weather. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.home import Home
from fakes.internet import Internet
from fakes.skills import only
from fakes.wall_clock import WallClock
from parley.language.gazetteer.gazetteer import find
from parley.language.gazetteer.places import Place
from parley.settings import Settings
from parley.settings.around import Place as PlaceSetting
from parley.skills import fetching
from parley.skills.fetching import NoAnswer
from parley.skills.service import Skills
from parley.skills.types import Context, Understanding
from parley.skills.weather.forecast import read
from parley.skills.weather.spans import asked
from parley.skills.weather.sun import Always, rise_and_set
from parley.skills.weather.wording import beaufort

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("weather.yaml").read_text("utf-8"))
CASES = [
    (text.partition(" |")[0], intent, text.partition("|")[2].strip())
    for intent in ("weather.tell", "weather.sun")
    for texts in SAID[intent].values()
    for text in texts
]
CLOCK = WallClock()
CONTEXT = Context(clock=CLOCK)
URL = "https://api.open-meteo.com/v1/forecast"
MORNING = datetime(2026, 11, 21)


@cache
def skills() -> Skills:
    """By the wall clock; loaded only where these tests run, and not wherever they are collected."""
    return Skills.load(CLOCK)


def shown(understanding: Understanding) -> str:
    """What was understood, as the list of utterances has it."""
    slots, found = understanding.slots, list[str]()
    if isinstance(place := slots.get("place"), Place):
        found.append(f"place={place.english}")
    if when := slots.get("when"):
        now = CLOCK.now().astimezone(CLOCK.zone())
        found.append(f"when={when if isinstance(when, str) else f'{asked(when, now).days[0]:%m-%d}'}")  # type: ignore[arg-type]
    found += [f"{name}={slots[name]}" for name in ("what", "event") if name in slots]
    return " ".join(found)


def forecast(**of_today: Any) -> dict[str, Any]:
    """An answer as api.open-meteo.com gives it: mild and dry, but for what is said of days and hours."""
    days = [f"{MORNING + timedelta(days=each):%Y-%m-%d}" for each in range(16)]
    hours = [f"{MORNING + timedelta(hours=each):%Y-%m-%dT%H:%M}" for each in range(16 * 24)]
    answer: dict[str, Any] = {
        "latitude": 31.25,
        "longitude": 121.5,
        "generationtime_ms": 0.21,
        "utc_offset_seconds": 28800,
        "timezone": "Asia/Shanghai",
        "timezone_abbreviation": "GMT+8",
        "elevation": 4.0,
        "current_units": {"time": "iso8601", "interval": "seconds", "temperature_2m": "°C"},
        "current": {
            "time": "2026-11-21T09:30",
            "interval": 900,
            "temperature_2m": 12.4,
            "apparent_temperature": 11.0,
            "relative_humidity_2m": 61,
            "weather_code": 3,
            "wind_speed_10m": 8.6,
        },
        "hourly_units": {"time": "iso8601", "temperature_2m": "°C"},
        "hourly": {
            "time": hours,
            "temperature_2m": [10.0 + (each % 24) / 4 for each in range(len(hours))],
            "apparent_temperature": [9.0 + (each % 24) / 4 for each in range(len(hours))],
            "relative_humidity_2m": [60] * len(hours),
            "weather_code": [3] * len(hours),
            "wind_speed_10m": [10.0] * len(hours),
            "precipitation_probability": [5] * len(hours),
            "precipitation": [0.0] * len(hours),
        },
        "daily": {
            "time": days,
            "weather_code": [3] * 16,
            "temperature_2m_max": [15.6] * 16,
            "temperature_2m_min": [8.2] * 16,
            "apparent_temperature_max": [14.0] * 16,
            "apparent_temperature_min": [6.0] * 16,
            "precipitation_sum": [0.0] * 16,
            "precipitation_probability_max": [5] * 16,
            "wind_speed_10m_max": [14.0] * 16,
        },
    }
    answer["current"] |= of_today
    return answer


def on_day(answer: dict[str, Any], day: int, **values: Any) -> dict[str, Any]:
    for name, value in values.items():
        answer["daily"][name][day] = value
    return answer


def in_hours(answer: dict[str, Any], first: int, last: int, **values: Any) -> dict[str, Any]:
    for name, value in values.items():
        answer["hourly"][name][first:last] = [value] * (last - first)
    return answer


def rainy_tomorrow() -> dict[str, Any]:
    answer = on_day(forecast(), 1, weather_code=63, precipitation_probability_max=85, precipitation_sum=9.0)
    return in_hours(
        answer, 24 + 15, 24 + 20, weather_code=63, precipitation_probability=85, precipitation=2.0
    )


@pytest.fixture
def internet() -> Any:
    with Internet({URL: json.dumps(forecast())}).plugged_in() as found:
        yield found


@pytest.fixture(scope="session")
def some_skills(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return only(tmp_path_factory.mktemp("skills"), "weather", "clock")


@pytest.fixture
async def home(internet: Internet, some_skills: Path, tmp_path: Path) -> Home:
    return Home(
        folder=some_skills, settings=Settings(data=str(tmp_path), place=PlaceSetting(name="Shanghai"))
    )


def again(home: Home, after: timedelta) -> Home:
    """The process ends, and begins again some time later."""
    home.clock.jump(after)
    return Home(home.clock, home.folder, settings=home.settings)


@pytest.mark.parametrize(("text", "intent", "slots"), CASES)
def test_what_people_say_is_understood(text: str, intent: str, slots: str) -> None:
    understanding = skills().understand(text, None, CONTEXT)
    assert understanding is not None
    assert (understanding.intent, shown(understanding)) == (intent, slots)


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_no_question_about_the_weather_is_not_taken_for_one(text: str) -> None:
    understanding = skills().understand(text, None, CONTEXT)
    assert understanding is None or not understanding.intent.startswith("weather.")


@pytest.mark.parametrize(("first", "second", "slots"), SAID["follow"])
def test_what_follows_goes_on_from_what_was_asked(first: str, second: str, slots: str) -> None:
    before = skills().understand(first, None, CONTEXT)
    assert before is not None
    place = before.slots.get("place")
    context = replace(CONTEXT, last=before, about={"place": place} if place else {})
    after = skills().understand(second, None, context)
    assert after is not None
    if "there" in after.slots:
        after = replace(after, slots={**after.slots, "place": context.about["place"]})
    assert shown(after) == slots


def test_there_are_enough_of_them() -> None:
    assert len(CASES) >= 100


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "what's the weather like",
            "It's 12 degrees with overcast skies. Today it will be between 8 and 16.",
        ),
        ("天气怎么样", "现在阴，12度。今天8到16度。"),
        ("how's the weather tomorrow", "Tomorrow expect overcast skies, with 8 to 16 degrees."),
        ("明天天气怎么样", "明天阴，8到16度。"),
        ("will it rain tomorrow", "No, no rain is expected tomorrow."),
        ("明天要带伞吗", "不用带，明天没有雨。"),
        ("what's the temperature", "It's 12 degrees right now."),
        ("is it cold outside", "No, it's not cold. It's 12 degrees right now."),
        ("外面冷不冷", "不冷，现在12度。"),
        ("is it windy", "No, it's calm right now: 9 kilometers an hour at most."),
        ("今天风大吗", "风不大，今天2级。"),
        ("do I need a jacket", "A jacket or coat: it's 12 to 16 degrees today."),
        ("明天穿什么", "穿外套，明天8到16度。"),
        ("how humid is it", "The humidity right now is 61 percent."),
        ("will it be sunny tomorrow", "No: overcast skies tomorrow."),
        (
            "how's the weather in Tokyo tomorrow",
            "Tomorrow in Tokyo expect overcast skies, with 8 to 16 degrees.",
        ),
        ("东京明天天气怎么样", "东京明天阴，8到16度。"),
        ("what's the weather in Japan", "It's 12 degrees in Tokyo with overcast skies. "),
        ("how's the weather on Wednesday", "On Wednesday expect overcast skies, with 8 to 16 degrees."),
        (
            "how's the weather this weekend",
            "Saturday: overcast skies, 12 to 16 degrees. Sunday: overcast skies, 8 to 16 degrees.",
        ),
        ("周末会下雨吗", "不会，这个周末没有雨。"),
        ("will it rain tonight", "No, no rain is expected tonight."),
        ("what's the air quality", "I only have the weather, not the air quality."),
        ("what's the weather on december 24", "The forecast goes 16 days ahead, no further."),
        ("昨天下雨了吗", "我只知道现在和以后的天气，过去的查不到。"),
        ("今天 weather 怎么样", "今天阴，12到16度。"),
    ],
)
async def test_the_answer_gives_first_what_was_asked(home: Home, question: str, answer: str) -> None:
    assert (await home.say(question)).text.startswith(answer)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (
            "will it rain tomorrow",
            "Yes, probably from about 3:00 PM: the chance of rain tomorrow is 85 percent.",
        ),
        ("明天会下雨吗", "明天很可能下雨，大概下午3:00开始，概率85%。"),
        ("明天要带伞吗", "要带，明天大概下午3:00开始有雨。"),
        ("do I need an umbrella tomorrow", "Yes, take one: rain is likely tomorrow from about 3:00 PM."),
        ("will it rain tomorrow morning", "No, no rain is expected tomorrow morning."),
        ("明天下午有雨吗", "明天下午很可能下雨，大概下午3:00开始，概率85%。"),
        ("will it rain this weekend", "Rain is expected on Sunday. "),
        ("will it rain this week", "Rain is expected on Sunday."),
        ("will it snow tomorrow", "No, no snow is expected tomorrow."),
        ("明天天气怎么样", "明天中雨，8到16度。降雨概率85%。"),
    ],
)
async def test_rain_is_told_with_its_hour(home: Home, internet: Internet, question: str, answer: str) -> None:
    internet.answers[URL] = json.dumps(rainy_tomorrow())
    assert (await home.say(question)).text.startswith(answer)


async def test_rain_that_falls_now_is_told_as_such(home: Home, internet: Internet) -> None:
    internet.answers[URL] = json.dumps(forecast(weather_code=61))
    assert (await home.say("is it raining")).text == "Yes, there's light rain right now."
    assert (await home.say("要带伞吗")).text == "要带，现在就在下，小雨。"


async def test_frost_is_worded(home: Home, internet: Internet) -> None:
    internet.answers[URL] = json.dumps(forecast(temperature_2m=-4.6, apparent_temperature=-11.0))
    assert (await home.say("外面多少度")).text == "现在零下5度，体感零下11度。"
    answer = (await home.say("is it cold outside")).text
    assert answer == "Yes, it's cold. It's minus 5 degrees right now, and feels like minus 11."


async def test_an_american_house_has_fahrenheit_and_miles(
    internet: Internet, some_skills: Path, tmp_path: Path
) -> None:
    house = Home(folder=some_skills, settings=Settings(data=str(tmp_path), place=PlaceSetting(name="Boston")))
    assert (await house.say("what's the temperature")).text == "It's 54 degrees right now."
    assert "5 miles an hour" in (await house.say("is it windy")).text
    assert (await house.say("what's the temperature in Paris")).text == "It's 54 degrees in Paris right now."


async def test_who_did_not_say_where_the_house_is_hears_what_was_guessed(
    internet: Internet, some_skills: Path, tmp_path: Path
) -> None:
    house = Home(folder=some_skills, settings=Settings(data=str(tmp_path)))
    assert "in Shanghai" in (await house.say("what's the weather like")).text
    assert (await house.say("明天会下雨吗")).text == "不会，上海明天没有雨。"


async def test_where_nothing_tells_the_place_it_is_asked_for(
    internet: Internet, some_skills: Path, tmp_path: Path
) -> None:
    house = Home(folder=some_skills, clock=WallClock(zone="UTC"), settings=Settings(data=str(tmp_path)))
    assert (await house.say("will it rain tomorrow")).question
    assert (await house.say("in London")).text == "No, no rain is expected in London tomorrow."


async def test_there_is_the_place_talked_about_last(home: Home) -> None:
    await home.say("how's the weather in Beijing")
    assert (await home.say("is it cold there")).text.endswith("in Beijing right now.")
    assert (await home.say("那里明天会下雨吗")).text == "不会，北京明天没有雨。"


async def test_what_was_asked_stays_when_the_place_changes(home: Home) -> None:
    await home.say("will it rain tomorrow")
    assert (await home.say("and in Tokyo?")).text == "No, no rain is expected in Tokyo tomorrow."
    assert (await home.say("那后天呢")).text == "不会，东京后天没有雨。"


async def test_the_place_is_asked_for_where_it_lies(home: Home, internet: Internet) -> None:
    await home.say("how's the weather in Tokyo")
    query = internet.asked[-1].url.params
    assert (query["latitude"], query["longitude"]) == ("35.69", "139.69")
    assert (query["timezone"], query["forecast_days"]) == ("Asia/Tokyo", "16")


async def test_a_fresh_answer_is_not_asked_for_again(home: Home, internet: Internet) -> None:
    await home.say("what's the weather like")
    home.clock.jump(timedelta(seconds=9 * 60))
    await home.say("will it rain tomorrow")
    assert len(internet.asked) == 1
    home.clock.jump(timedelta(seconds=2 * 60))
    await home.say("will it rain tomorrow")
    assert len(internet.asked) == 2


async def test_many_who_ask_at_once_ask_once(home: Home, internet: Internet) -> None:
    understanding = home.skills.understand("will it rain tomorrow", None, home.context)
    assert understanding is not None
    await asyncio.gather(*(home.skills.act(understanding, home.context) for _ in range(8)))
    assert len(internet.asked) == 1


async def test_without_network_the_last_answer_is_told_with_its_age(home: Home, internet: Internet) -> None:
    await home.say("what's the weather like")
    internet.down = True
    home = again(home, after=timedelta(minutes=80))
    answer = (await home.say("will it rain tomorrow")).text
    assert answer == "As of 9:30 AM: No, no rain is expected tomorrow."
    assert (await home.say("外面多少度")).text == "根据上午9:30的预报：现在12度。"
    home.clock.jump(timedelta(seconds=20 * 3600))
    assert (await home.say("will it rain today")).text.startswith("As of yesterday at 9:30 AM: No")


async def test_without_network_and_without_an_answer_it_says_so(home: Home, internet: Internet) -> None:
    internet.down = True
    assert "can't reach" in (await home.say("what's the weather like")).text
    assert "连不上" in (await home.say("天气怎么样")).text


async def test_an_old_forecast_is_no_forecast(home: Home, internet: Internet) -> None:
    await home.say("what's the weather like")
    internet.down = True
    home.clock.jump(timedelta(seconds=49 * 3600))
    assert "can't reach" in (await home.say("what's the weather like")).text


async def test_a_server_that_is_down_is_not_asked_all_the_time(home: Home, internet: Internet) -> None:
    internet.down = True
    for _ in range(5):
        await home.say("what's the weather like")
    assert len(internet.asked) == 1
    home.clock.jump(timedelta(seconds=31))
    internet.down = False
    assert "12 degrees" in (await home.say("what's the weather like")).text


async def test_what_a_guest_asks_is_not_kept_on_disk(home: Home, tmp_path: Path) -> None:
    home.somebody_else("a guest", guest=True)
    await home.say("how's the weather in Paris")
    assert not list((tmp_path / "fetched").rglob("*.kept"))


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(500),
        httpx.Response(400, json={"error": True, "reason": "Cannot initialize"}),
        httpx.Response(301, headers={"Location": URL}),
        b"",
        b"<html>captive portal</html>",
        b"[]",
        b'{"daily": {"time": []}, "hourly": {"time": []}}',
        b'{"daily": {"time": ["today"], "temperature_2m_max": [1]}, "hourly": {"time": ["now"]}}',
        b"x" * (fetching.LARGEST + 1),
    ],
)
async def test_a_server_that_answers_nonsense_is_none(
    home: Home, internet: Internet, tmp_path: Path, answer: Any
) -> None:
    internet.answers[URL] = answer
    assert "can't reach" in (await home.say("what's the weather like")).text


async def test_a_server_that_never_ends_is_given_up(home: Home, internet: Internet) -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1)
            yield b" "

    internet.answers[URL] = lambda _: httpx.Response(200, content=drip())
    began = asyncio.get_running_loop().time()
    assert "can't reach" in (await home.say("what's the weather like")).text
    assert asyncio.get_running_loop().time() - began <= fetching.PATIENCE + 1


async def test_holes_in_an_answer_do_no_harm(home: Home, internet: Internet) -> None:
    answer = forecast()
    del answer["current"]
    answer["hourly"]["precipitation_probability"] = [None] * 20
    answer["daily"]["wind_speed_10m_max"] = []
    internet.answers[URL] = json.dumps(answer)
    assert "12 degrees" in (await home.say("what's the temperature")).text
    assert (await home.say("明天风大吗")).text == "预报里没有这个。"


@given(st.binary(max_size=300))
def test_any_answer_is_read_or_refused(content: bytes) -> None:
    with pytest.raises(NoAnswer):
        read(content)


async def test_the_sun_needs_no_network(home: Home, internet: Internet) -> None:
    internet.down = True
    assert (await home.say("when does the sun set")).text == "The sun sets at 4:53 PM today."
    assert (await home.say("明天几点日出")).text == "明天早上6:27日出。"
    assert (await home.say("悉尼明天什么时候日出")).text == "悉尼明天早上5:40日出。"
    assert not internet.asked


async def test_in_the_far_north_the_sun_may_not_rise(home: Home) -> None:
    answer = (await home.say("when does the sun rise in Tromsø on december 21")).text
    assert answer == "The sun doesn't rise in Tromsø on Monday, December 21: it's polar night."


@pytest.mark.parametrize(
    ("place", "day", "rises", "sets"),
    [
        # Of the NOAA Solar Calculator and timeanddate.com, to the minute.
        ("london", date(2026, 6, 21), "04:43", "21:21"),
        ("sydney", date(2026, 11, 22), "05:40", "19:43"),
        ("new york", date(2026, 3, 20), "06:59", "19:08"),
        ("shanghai", date(2026, 11, 21), "06:26", "16:53"),
    ],
)
def test_sunrise_and_sunset(place: str, day: date, rises: str, sets: str) -> None:
    found = find(place)
    assert found is not None
    times = rise_and_set(day, found.latitude, found.longitude)
    assert not isinstance(times, Always)
    for moment, minute in zip(times, (rises, sets), strict=True):
        local = moment.astimezone(found.tzinfo()).replace(tzinfo=None)
        assert abs(local - datetime.fromisoformat(f"{day}T{minute}")) <= timedelta(minutes=1)


@given(st.floats(-90, 90), st.floats(-180, 180), st.dates(date(1950, 1, 1), date(2100, 1, 1)))
def test_the_sun_rises_before_it_sets_everywhere(latitude: float, longitude: float, day: date) -> None:
    found = rise_and_set(day, latitude, longitude)
    if not isinstance(found, Always):
        rises, sets = found
        assert timedelta(0) <= sets - rises <= timedelta(hours=24, minutes=30)
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)
        assert abs(rises + (sets - rises) / 2 - noon) < timedelta(hours=1)


def test_the_wind_has_its_number() -> None:
    assert [beaufort(each) for each in (0.5, 5, 10, 28, 29, 61, 62, 117, 118)] == [
        0,
        1,
        2,
        4,
        5,
        7,
        8,
        11,
        12,
    ]
