"""Of texts that sound alike the one that is English is taken; nothing is added or left out for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from parley.speech.recognisers import plausible as module
from parley.speech.recognisers.beam import Path
from parley.speech.recognisers.plausible import DOUBT, WEIGHT, Plausible, best, plausible


@pytest.fixture(scope="module")
def english() -> Plausible:
    found = plausible()
    assert found is not None, "pocketsphinx is one of Parley's own libraries"
    return found


@pytest.mark.parametrize(
    ("likely", "unlikely"),
    [
        ("queen of clubs", "queen of gloves"),
        ("set a timer for ten minutes", "santa timer for ten minutes"),
        ("what is the weather", "what is the whether"),
        ("a cup of coffee please", "a cup of cough he pleas"),
    ],
)
def test_what_people_say_is_likelier(english: Plausible, likely: str, unlikely: str) -> None:
    assert english(likely.split()) > english(unlikely.split())


def test_a_name_that_nobody_knows_is_unlikely_and_not_impossible(english: Plausible) -> None:
    known, unknown = english(["play", "taylor", "swift"]), english(["play", "xqzzy", "swift"])
    assert known - 40 < unknown < known


def chosen(odds: dict[str, float], *heard: tuple[str, float]) -> str:
    """The text that is taken, of these with the log probabilities of their sound."""
    paths = [Path((place,), chance) for place, (_, chance) in enumerate(heard)]
    texts = [text for text, _ in heard]

    def plausibility(words: Sequence[str]) -> float:
        return odds[" ".join(words)]

    return texts[best(paths, texts, cast(Plausible, plausibility))]


def test_a_little_less_by_sound_gives_way_to_much_more_by_words() -> None:
    odds = {"queen of gloves": -25.0, "queen of clubs": -20.0}
    little, much = 5 * WEIGHT - 0.1, 5 * WEIGHT + 0.1
    assert chosen(odds, ("Queen of gloves.", -1.0), ("Queen of clubs.", -1.0 - little)) == "Queen of clubs."
    assert chosen(odds, ("Queen of gloves.", -1.0), ("Queen of clubs.", -1.0 - much)) == "Queen of gloves."


def test_nothing_is_added_or_left_out() -> None:
    odds = {"turn on the lights": -30.0, "turn the lights": -1.0, "turn it on the lights": -1.0}
    heard = ("Turn on the lights.", -1.0), ("Turn the lights.", -1.1), ("Turn it on the lights.", -1.1)
    assert chosen(odds, *heard) == "Turn on the lights."


def test_digits_are_the_words_that_they_are_read_as() -> None:
    odds = {"ten men eats": -40.0, "ten minutes": -10.0, "ten minuets": -30.0}
    assert chosen(odds, ("10 minuets", -1.0), ("10 minutes", -2.0)) == "10 minutes"


def test_punctuation_and_capitals_stay_as_they_are_likeliest() -> None:
    odds = {"do you hear me": -9.0}
    assert chosen(odds, ("Do you hear me?", -1.0), ("Do you hear me.", -1.2)) == "Do you hear me?"


def test_what_sounds_quite_different_is_no_choice() -> None:
    odds = {"wreck a nice beach": -60.0, "to recognise speech now": -1.0}
    assert chosen(odds, ("Wreck a nice beach.", -1.0), ("To recognise speech now.", -1.1 - DOUBT))[0] == "W"


def test_without_the_model_of_english_the_sound_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(_: str) -> Any:
        return None

    monkeypatch.setattr(module, "find_spec", nowhere)
    assert plausible() is None
