"""What is mixed or slurred, in plainer words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.skills import understanding_skills
from parley.language.understanding.plainer import plainer

SKILLS = understanding_skills()


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("空调 switch 到 dry mode", "空调 切换 到 除湿模式"),
        ("ten minutes 后关卧室的灯", "10 分钟 后关卧室的灯"),
        ("set 一个 alarm at 4:30 pm", "设 一个 闹钟 下午4点30分"),
        ("明天四点pm开会", "明天下午四点开会"),
        ("俩小时之后提醒俺", "两个小时之后提醒我"),
        ("set it for 6 tmr lah", "set it for 6 tomorrow"),
    ],
)
def test_words_of_the_other_language_and_of_some_region_are_put_into_plain_ones(
    said: str, plain: str
) -> None:
    assert plain in plainer(said)


@pytest.mark.parametrize("said", ["打开客厅的灯", "turn on the light", "", "早上好"])
def test_what_is_plain_stays_as_it_is(said: str) -> None:
    assert list(plainer(said)) == []


@given(st.text(max_size=400))
def test_it_takes_any_text(said: str) -> None:
    assert all(each.strip() and each != said for each in plainer(said))


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("空调 switch 到 dry mode", "home.mode"),
        ("让扫地机 go back to dock", "home.dock"),
        ("窗帘 stop 一下", "home.halt"),
        ("exchange rate 美元对人民币多少", "currency.convert"),
        ("俩小时之后提醒俺收衣服", "reminder.set"),
    ],
)
def test_what_fits_no_sentence_as_it_was_said_is_read_in_plainer_words(said: str, intent: str) -> None:
    understood = SKILLS.understand(said)
    assert understood is not None
    assert understood.intent == intent
    assert understood.said == said


def test_what_fits_as_it_was_said_keeps_its_words() -> None:
    understood = SKILLS.understand("提醒我 call 一下 mom")
    assert understood is not None
    assert "call" in str(understood.slots["text"])
