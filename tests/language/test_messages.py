"""Message files: wording, plurals, parameters."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from parley.language.messages import BadMessage, Messages
from parley.skills.wording import show


def read(tmp_path: Path, text: str, language: str = "en") -> Messages:
    path = tmp_path / f"replies.{language}.yaml"
    path.write_text(text, "utf-8")
    return Messages.read(path, language, show, choose=lambda wordings: wordings[0])


def test_a_sentence_with_its_parameters(tmp_path: Path) -> None:
    messages = read(tmp_path, 'hello: "Hello {name}."')
    assert messages.say("hello", name="Anna") == "Hello Anna."
    assert messages.parameters("hello") == {"name"}


@pytest.mark.parametrize(("count", "said"), [(1, "One timer."), (2, "2 timers."), (0, "0 timers.")])
def test_english_has_two_forms(tmp_path: Path, count: int, said: str) -> None:
    text = 'left: {plural: count, one: "One timer.", other: "{count} timers."}'
    assert read(tmp_path, text).say("left", count=count) == said


def test_chinese_has_one_form_and_russian_four(tmp_path: Path) -> None:
    assert read(tmp_path, "left: {plural: count, other: '{count}个'}", "zh").say("left", count=1) == "1个"
    with pytest.raises(BadMessage, match="few, many"):
        read(tmp_path, "left: {plural: count, one: a, other: b}", "ru")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 hour 30 minutes|7:05 PM|12,345"), ("zh", "1小时30分钟|晚上7:05|12,345")],
)
def test_values_are_written_as_the_locale_does(tmp_path: Path, language: str, said: str) -> None:
    messages = read(tmp_path, 'all: "{length}|{at}|{number}"', language)
    assert messages.say("all", length=timedelta(minutes=90), at=time(19, 5), number=12345) == said


def test_dates_are_written_as_the_locale_does(tmp_path: Path) -> None:
    day = date(2026, 11, 21)
    assert "November 21" in read(tmp_path, 'day: "{day}"').say("day", day=day)
    assert "11月21日" in read(tmp_path, 'day: "{day}"', "zh").say("day", day=day)


def test_of_several_wordings_one_is_chosen(tmp_path: Path) -> None:
    path = tmp_path / "replies.en.yaml"
    path.write_text("okay: [Okay., Sure.]")
    last = Messages.read(path, "en", show, choose=lambda wordings: wordings[-1])
    assert last.say("okay") == "Sure."


@pytest.mark.parametrize(
    "text",
    [
        "- a list",
        "hello: []",
        "hello: 5",
        'hello: ""',
        'hello: "{unclosed"',
        "hello: {one: a, other: b}",
        "hello: [unclosed",
        "on: YAML reads this name as yes",
    ],
)
def test_a_bad_file_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadMessage):
        read(tmp_path, text)


def test_a_missing_message_or_parameter_is_an_error(tmp_path: Path) -> None:
    messages = read(tmp_path, 'hello: "Hello {name}."')
    with pytest.raises(BadMessage, match="goodbye"):
        messages.say("goodbye")
    with pytest.raises(BadMessage, match="name"):
        messages.say("hello")


def test_a_parameter_cannot_reach_into_a_value(tmp_path: Path) -> None:
    with pytest.raises(BadMessage):
        read(tmp_path, 'hello: "{name.__class__}"')
