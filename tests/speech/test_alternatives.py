"""Of words that sound alike, those that a skill understands are taken."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from fakes.recogniser import FakeRecogniser, Line
from parley.pool.host import Inline
from parley.speech.hearing import Ear, HearingService
from parley.speech.types import Hints, Hypothesis

COMMANDS = {"set a timer for two minutes", "set a timer for ten minutes"}
VAGUE = {"santa timer for ten minutes": 5.0, "a pasta timer for ten minutes": 5.0, "time ten minutes": inf}
"""Commands too, with names that may be any, or guessed."""


def is_command(hypothesis: Hypothesis) -> bool:
    return hypothesis.text in {*COMMANDS, *VAGUE}


def how_vague(hypothesis: Hypothesis) -> float:
    return VAGUE.get(hypothesis.text, 0.0)


async def heard(text: str, *alternatives: str, expected: tuple[str, ...] = ()) -> Hypothesis:
    recogniser = FakeRecogniser(Line(text, alternatives=alternatives, expected=expected), languages=("en",))
    ear = Ear(recogniser.name, recogniser.languages, Inline(recogniser.name, lambda: recogniser))
    hearing = await HearingService([ear]).open(Hints())
    await hearing.feed(np.ones(16_000, np.int16))
    verdict = await hearing.decide(is_command, how_vague)
    assert verdict.winner is not None
    return verdict.winner


async def test_the_likeliest_alternative_that_is_a_command_repairs_what_is_none() -> None:
    winner = await heard(
        "set a timer four too minutes",
        "set a timer for too minutes",
        "set a timer for two minutes",
        "set a timer for ten minutes",
    )
    assert winner.text == "set a timer for two minutes"


async def test_a_command_is_never_exchanged_for_another() -> None:
    winner = await heard("set a timer for ten minutes", "set a timer for two minutes")
    assert winner.text == "set a timer for ten minutes"


@pytest.mark.parametrize("alternatives", [(), ("we went too the see",)])
async def test_where_nothing_is_a_command_the_likeliest_words_stay(alternatives: tuple[str, ...]) -> None:
    assert (await heard("we went to the sea", *alternatives)).text == "we went to the sea"


async def test_not_even_for_one_that_is_expected() -> None:
    winner = await heard("set a timer for ten minutes", expected=("set a timer for two minutes",))
    assert winner.text == "set a timer for ten minutes"


async def test_what_is_expected_is_taken_before_what_merely_sounds_alike() -> None:
    expected = ("set the time for ten", "set a timer for ten minutes")
    winner = await heard("Santa timer for two minutes", "set a timer for two minutes", expected=expected)
    assert winner.text == "set a timer for ten minutes"


async def test_what_is_expected_and_no_command_changes_nothing() -> None:
    assert (await heard("we went to the sea", expected=("set a timer to see",))).text == "we went to the sea"


@pytest.mark.parametrize("text", ["santa timer for ten minutes", "time ten minutes"])
async def test_a_name_or_a_guess_gives_way_to_an_expected_sentence_that_needs_neither(text: str) -> None:
    expected = ("set the time for ten", "set a timer for ten minutes")
    assert (await heard(text, expected=expected)).text == "set a timer for ten minutes"


async def test_a_name_does_not_give_way_to_another_name_or_to_what_merely_sounds_alike() -> None:
    expected = ("a pasta timer for ten minutes", "time ten minutes")
    winner = await heard("santa timer for ten minutes", "set a timer for ten minutes", expected=expected)
    assert winner.text == "santa timer for ten minutes"
