"""What people say, and what is understood of it."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data import TEST_DATA, needs_data
from fakes.skills import understanding_skills
from parley.skills.choosing import vague
from parley.skills.types import Context, plain

SAID: dict[str, list[str]] = msgspec.yaml.decode(
    Path(__file__).with_name("utterances.yaml").read_text("utf-8")
)
UNDERSTOOD = [(text, intent) for intent, texts in SAID.items() if intent != "none" for text in texts]
PILE = "set a timer for five minutes 定一个 五 分钟 的 定时器 加 plus 3 ( ) % 半 个 and the"
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "intent"), UNDERSTOOD)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", SAID["none"])
def test_what_no_skill_does_is_not_guessed_at(text: str) -> None:
    assert SKILLS.understand(text) is None


def test_there_are_enough_of_them() -> None:
    assert len(UNDERSTOOD) >= 200
    assert len(SAID["none"]) >= 40


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("set a pasta timer for ten minutes", {"name": "pasta", "duration": 600.0}),
        ("set a timer for one hour and twenty minutes", {"duration": 4800.0}),
        ("set a timer for an hour and a half", {"duration": 5400.0}),
        ("定一个半小时的闹钟", {"duration": 5400.0}),
        ("定个半小时的闹钟", {"duration": 1800.0}),
        ("一个半小时后叫我", {"duration": 5400.0}),
        ("定一个一小时二十分钟的定时器", {"duration": 4800.0}),
        ("定一个三分钟的泡面定时器", {"name": "泡面", "duration": 180.0}),
        ("帮我set一个5分钟的timer", {"duration": 300.0}),
        ("cancel the five minute timer", {"length": 300.0}),
        ("delete all timers", {"all": True}),
        ("take two minutes off the timer", {"by": 120.0, "shorter": True}),
        ("把音量调到百分之三十", {"level": 30}),
    ],
)
def test_the_slots_are_what_was_meant(text: str, slots: dict[str, object]) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert plain(understanding.slots) == slots


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("set a timer for five minutes", "en"),
        ("定一个五分钟的定时器", "zh"),
        ("帮我set一个5分钟的timer", "zh"),
        ("现在几点 in London", "zh"),
    ],
)
def test_the_answer_is_in_the_main_language(text: str, language: str) -> None:
    understanding = SKILLS.understand(text, context=Context(language="en" if language == "zh" else "zh"))
    assert understanding is not None
    assert understanding.language == language


def test_where_the_words_do_not_tell_the_person_s_language_is_taken() -> None:
    for language in ("en", "zh"):
        understanding = SKILLS.understand("3+5", context=Context(language=language))
        assert understanding is not None
        assert understanding.language == language


def test_durations_are_typed() -> None:
    understanding = SKILLS.understand("set a timer for ninety seconds")
    assert understanding is not None
    assert understanding.slots["duration"] == timedelta(seconds=90)


@pytest.mark.parametrize(
    "text", ["走\udfff路", "", "  ", "。？！", "please", "x" * 100_000, "1+" * 5000, "set a timer for " * 50]
)
def test_odd_input_is_not_understood_and_does_no_harm(text: str) -> None:
    assert SKILLS.understand(text) is None


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_survived(text: str) -> None:
    SKILLS.understand(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(PILE.split()), max_size=40))
def test_any_pile_of_its_own_words_is_read_quickly(words: list[str]) -> None:
    SKILLS.understand(PILE)  # what is loaded when it is first needed
    began = time.thread_time()
    SKILLS.understand(" ".join(words))
    assert time.thread_time() - began < 1.0


@needs_data
def test_hardly_anything_out_of_scope_is_taken_for_a_command() -> None:
    """CLINC150's out-of-scope questions are asked of assistants in general; some are sums or conversions."""
    data = json.loads((TEST_DATA / "language/nlu/clinc150_full.json").read_text("utf-8"))
    questions = [text for text, _ in data["oos_test"]]
    taken = [text for text in questions if SKILLS.understand(text)]
    assert len(taken) <= len(questions) // 100


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("santa timer for ten minutes", "set a timer for ten minutes"),
        ("said an egg timer for six minutes", "set an egg timer for six minutes"),
        ("take bread off my sharpened list", "take bread off my shopping list"),
    ],
)
def test_what_was_misheard_is_a_command_too_and_a_vaguer_one(heard: str, meant: str) -> None:
    one, other = SKILLS.understand(heard), SKILLS.understand(meant)
    assert one is not None
    assert other is not None
    assert vague([one]) > vague([other])


def test_words_that_nobody_leaves_open_are_not_vague() -> None:
    lights = [SKILLS.understand(text) for text in ("turn on the light", "turn on the lights")]
    assert [vague([each]) for each in lights if each is not None] == [0.0, 0.0]
    guess = lights[0]
    assert guess is not None
    assert vague([guess, replace(guess, confidence=0.9)]) == inf
