"""Times as slots. It is Saturday, 21 November 2026, 9:30 in Shanghai."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.language.days import format_moment, format_weekdays
from parley.language.understanding.normal import normal
from parley.language.understanding.original import as_said
from parley.language.understanding.when import MARKED_WHEN, WHEN, When, read_when

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
ANY, MARKED = re.compile(WHEN.pattern), re.compile(MARKED_WHEN.pattern)


def read(text: str) -> When | None:
    return read_when(normal(text), "en")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("tomorrow at half past seven", "11-22 07:30"),
        ("7 tomorrow morning", "11-22 07:00"),
        ("half seven in the evening", "11-21 19:30"),
        ("in two and a half hours", "11-21 12:00"),
        ("at the end of the month", "11-30 09:00"),
        ("the 3rd of next month at noon", "12-03 12:00"),
        ("this weekend", "11-28 09:00"),
        ("7 a.m. on Friday", "11-27 07:00"),
        ("明早七点半", "11-22 07:30"),
        ("下周三下午三点", "11-25 15:00"),
        ("大后天", "11-24 09:00"),
        ("月底", "11-30 09:00"),
        ("下个月五号上午九点", "12-05 09:00"),
        ("再过十分钟", "11-21 09:40"),
        ("差五分八点", "11-21 19:55"),
        ("明天 at 7 am", "11-22 07:00"),
        ("tomorrow 早上七点", "11-22 07:00"),
        ("every weekday at 7 am", "11-23 07:00"),
        ("每周三三点", "11-25 03:00"),
        ("每个工作日早上七点", "11-23 07:00"),
        ("every year on february 29th", "02-29 09:00"),
    ],
)
def test_a_time_is_the_one_people_mean(text: str, moment: str) -> None:
    found = read(text)
    assert found is not None
    first = found.moment(NOW)
    assert first is not None
    assert first.strftime("%m-%d %H:%M") == moment
    assert ANY.fullmatch(normal(text))
    assert MARKED.fullmatch(normal(text))


@pytest.mark.parametrize(
    ("text", "repeat", "days"),
    [
        ("every monday and thursday at 8", "weekly", (1, 4)),
        ("weekends at ten", "weekly", (6, 7)),
        ("monday to friday at 7", "weekdays", ()),
        ("每周一三五早上", "weekly", (1, 3, 5)),
        ("每周五下午四点", "weekly", (5,)),
        ("每晚十点", "daily", ()),
        ("on the 1st of every month", "monthly", ()),
        ("每个月五号", "monthly", ()),
        ("every two hours", "other", ()),
        ("每隔一天", "other", ()),
    ],
)
def test_what_repeats(text: str, repeat: str, days: tuple[int, ...]) -> None:
    found = read(text)
    assert found is not None
    assert (found.repeat, found.days) == (repeat, days)


@pytest.mark.parametrize("text", ["on", "in at six", "early", "call", "早点", "一起", "3 tickets", "点半价"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert not (MARKED.fullmatch(normal(text)) and read(text))


@given(st.integers(0, 23), st.integers(1, 59), st.integers(1, 300), st.sampled_from(["zh", "en"]))
def test_a_worded_moment_is_understood_again(hour: int, minute: int, ahead: int, language: str) -> None:
    moment = datetime.fromtimestamp(NOW.timestamp() + ahead * 86400, NOW.tzinfo)
    moment = moment.replace(hour=hour, minute=minute, second=0)
    text = format_moment(moment, NOW, language)
    # "tomorrow, Sunday," says the day twice, for the ear.
    text = re.sub(r"(?<=tomorrow), \w+|(?<=[天])星期.|星期.", "", re.sub(r"^\w+day, (?=[A-Z])", "", text))
    text = re.sub(r", \d{4}(?=,)", "", text)
    found = read(text)
    assert found is not None, text
    assert found.moment(NOW) == moment, text


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = read(text)
    if found is not None:
        found.moment(NOW)


def test_a_later_word_completes_or_corrects() -> None:
    first, hour, other = read("tomorrow evening"), read("seven"), read("8 am")
    assert first and hour and other
    assert first.then(hour).moment(NOW) == datetime(2026, 11, 22, 19, tzinfo=NOW.tzinfo)
    assert first.then(hour).then(other).moment(NOW) == datetime(2026, 11, 22, 8, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("days", "english", "chinese"),
    [
        ((1, 2, 3, 4, 5), "on weekdays", "工作日"),
        ((6, 7), "on weekends", "每个周末"),
        ((1, 5), "every Monday and Friday", "每周一、周五"),
        (range(1, 8), "every day", "每天"),
    ],
)
def test_days_of_the_week_in_words(days: tuple[int, ...], english: str, chinese: str) -> None:
    assert format_weekdays(days, "en") == english
    assert format_weekdays(days, "zh") == chinese


@pytest.mark.parametrize(
    ("words", "said", "found"),
    [
        ("call dr smith", "Remind me to call Dr. Smith, at 6!", "call Dr. Smith"),
        ("跟妈妈说", "提醒我跟媽媽說，明天", "跟媽媽說"),
        ("not there", "something else", "not there"),
    ],
)
def test_words_as_they_were_said(words: str, said: str, found: str) -> None:
    assert as_said(words, said) == found


@pytest.mark.parametrize(
    ("text", "repeat", "setting", "moment"),
    [
        ("每年农历正月初一早上八点", "yearly", "01-01", "2027-02-06 08:00"),
        ("农历八月初三", "", "08-03", "2027-09-03 09:00"),
        ("下个月初一", "", "01", "2026-12-09 09:00"),
        ("除夕晚上八点", "", "12-30", "2027-02-05 20:00"),
        ("腊月廿三", "", "12-23", "2027-01-30 09:00"),
        ("八月十五", "", "08-15", "2027-09-15 09:00"),
        ("每月初一", "monthly", "01", "2026-12-09 09:00"),
        ("每个月农历十五 at 8 pm", "monthly", "15", "2026-11-23 20:00"),
        ("大年初三下午两点", "", "01-03", "2027-02-08 14:00"),
        ("每年中秋节", "yearly", "08-15", "2027-09-15 09:00"),
    ],
)
def test_days_by_the_moon(text: str, repeat: str, setting: str, moment: str) -> None:
    assert MARKED.fullmatch(normal(text))
    when = read(text)
    assert when is not None and when.lunar is not None
    assert (when.repeat, when.lunar.setting) == (repeat, setting)
    assert f"{when.moment(NOW):%Y-%m-%d %H:%M}" == moment


@pytest.mark.parametrize("text", ["下个月初", "十月一号", "8月15号", "十五号", "每月五号", "十一月十五日"])
def test_a_day_of_the_common_calendar_is_none_by_the_moon(text: str) -> None:
    when = read(text)
    assert when is not None and when.lunar is None


@pytest.mark.parametrize("text", ["每天初一", "农历三十五", "每周农历十五", "农历十三月初一"])
def test_what_no_moon_has_is_no_time(text: str) -> None:
    assert read(text) is None


def test_a_correction_keeps_the_lunar_day_or_takes_another() -> None:
    first = read("腊月廿三早上八点")
    assert first is not None
    later, other = read("九点"), read("廿四")
    assert later is not None and other is not None
    assert f"{first.then(later).moment(NOW):%m-%d %H:%M}" == "01-30 09:00"
    assert f"{first.then(other).moment(NOW):%m-%d %H:%M}" == "12-02 08:00"
