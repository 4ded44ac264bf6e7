"""How likely a text is by its sound is asked of the decoder, and only of texts that may be likely enough."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from parley.speech.recognisers.expected import EACH, LEANING
from parley.speech.recognisers.weighing import FARTHEST, STRAYING, reconsidered, weigh
from speech.test_beam import BEGIN, END, Table, Tokens
from speech.test_expected import SUBWORDS, expected

ODDS: dict[Tokens, list[float]] = {
    (): [1e-9, 1e-9, 0.6, 0.4, 1e-9],
    (2,): [1e-9, 0.3, 0.2, 0.2, 0.3],
    (2, 3): [1e-9, 0.5, 1e-9, 1e-9, 0.5],
    (3,): [1e-9, 1e-9, 1e-9, 1e-9, 1.0],
    (3, 4): [1e-9, 1.0, 1e-9, 1e-9, 1e-9],
}


class Counted(Table):
    """Counts the rows it was asked to go on with."""

    def __init__(self) -> None:
        super().__init__(lambda row: ODDS.get(row, [1e-9, 0.25, 0.25, 0.25, 0.25]))
        self.asked: list[list[Tokens]] = []

    def __call__(self, tokens: Sequence[int], parents: Sequence[int]) -> np.ndarray:
        found = super().__call__(tokens, parents)
        self.asked.append([row[1:] for row in self.rows])
        return found


def test_each_text_is_as_likely_as_its_tokens_and_an_end() -> None:
    found = weigh(Counted(), [(2,), (2, 3), (3, 4), (2, 3)], BEGIN, [END], -math.inf)
    assert found == pytest.approx([math.log(0.18), math.log(0.06), math.log(0.4), math.log(0.06)], abs=1e-4)


def test_a_full_stop_is_an_end_as_well_as_none() -> None:
    found = weigh(Counted(), [(2, 3)], BEGIN, [END, 4], -math.inf)
    assert found == pytest.approx([math.log(0.12)], abs=1e-4)


def test_a_text_that_is_no_longer_likely_enough_is_left() -> None:
    table = Counted()
    found = weigh(table, [(2, 3), (2, 2, 2), (3, 4), ()], BEGIN, [END], math.log(0.3))
    assert found == [-math.inf, -math.inf, pytest.approx(math.log(0.4), abs=1e-4), -math.inf]
    assert table.asked == [[()], [(2,), (3,)], [(3, 4)]]


def test_nothing_to_weigh_is_nothing() -> None:
    assert weigh(Counted(), [], BEGIN, [END], -math.inf) == []


def all_alike(_: str) -> float:
    return -9.0


@pytest.mark.parametrize(
    ("text", "far", "odds", "found"),
    [
        ("volume at seventy", STRAYING, -50.0, True),
        ("volume at seventy", STRAYING + 1, -30.0, False),
        ("volume at seventy", STRAYING + 1, -20.0, True),
        ("volume seventy", STRAYING + 1, -20.0, False),
    ],
)
def test_what_is_likelier_to_be_said_may_be_less_likely_by_its_sound_if_no_word_is_left_out(
    text: str, far: float, odds: float, found: bool
) -> None:
    heard = "while you met seventy"
    taken = reconsidered(
        [heard],
        -2.0,
        lambda source: [text] if source == heard else [],
        lambda texts, _: [-2.0 - far] * len(texts),
        lambda each: -40.0 if each == heard else odds,
    )
    assert taken == ((text.capitalize(),) if found else ())


def test_what_differs_in_two_places_is_found_in_two_rounds() -> None:
    nearby = {"a b": ["x b", "a z"], "X b": ["x y", "a b"], "A z": []}
    likely = {"X b": -4.0, "A z": -3.0 - STRAYING, "X y": -3.5}
    asked: list[list[str]] = []

    def chances(texts: Sequence[str], least: float) -> list[float]:
        asked.append(list(texts))
        assert least == -2.0 - FARTHEST
        return [likely[text] if likely[text] >= least else -math.inf for text in texts]

    assert reconsidered(["a b"], -2.0, lambda text: nearby.get(text, []), chances, all_alike) == (
        "X y",
        "X b",
    )
    assert asked == [["X b", "A z"], ["X y"]], "each text is weighed once, and not what was heard"


def test_what_was_heard_otherwise_is_weighed_too_and_what_sounds_like_that() -> None:
    nearby = {"a b": ["a x"], "C b": ["c y", "a x"]}
    likely = {"A x": -9.0, "C b": -4.0, "C y": -3.0}

    def chances(texts: Sequence[str], _: float) -> list[float]:
        return [likely[text] for text in texts]

    def found(*otherwise: str) -> tuple[str, ...]:
        return reconsidered(["a b"], -2.0, lambda text: nearby.get(text, []), chances, all_alike, otherwise)

    assert found() == ()
    assert found("C b") == ("C y", "C b"), "not what is too unlike the sound as it was"
    assert found("A b") == (), "it is known already"


def test_the_first_person_is_written_as_it_is() -> None:
    found = reconsidered(
        ["eye"], 0.0, lambda _: ["what did i say"], lambda texts, _: [0.0] * len(texts), all_alike
    )
    assert found == ("What did I say",)


def test_how_likely_a_sentence_is_to_be_said_is_what_its_tokens_are_leant_towards_by() -> None:
    said = expected("set", "set a", "set at")
    tokens = SUBWORDS.of("set at") or []
    leaning = [said(tokens[:at])[each] for at, each in enumerate(tokens)]
    end = said.sentence("set at") - sum(float(each) / LEANING - EACH for each in leaning)
    assert -3.0 < end < 0.0
    assert said.sentence("Set at.") == said.sentence("set at") > said.sentence("sat et")
    assert said.sentence("12") == -math.inf
