"""Given what each recogniser made of one utterance, the judge tells what was said and in which language."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.speech.judge import FOREIGN, Outcome, judge
from parley.speech.types import Hypothesis

LIGHTS_EN = Hypothesis("Turn on the office lights.", "en", True, "moonshine", 0.95, foreign=0.03)
NONSENSE = Hypothesis("It is a very important thing to do.", "en", True, "moonshine", 0.6, foreign=0.98)
LIGHTS_ZH = Hypothesis("打开书房的灯", "zh", True, "sphinx-zh", 0.9, grammar=True)
NO_ZH = Hypothesis("", "zh", True, "sphinx-zh", 0.1, grammar=True)
NO_EN = Hypothesis("", "en", True, "moonshine")
DICTATED_ZH = Hypothesis("今天天气怎么样", "zh", True, "sense-voice", 0.9)


def test_silence_is_nothing_in_any_language() -> None:
    assert judge([]).outcome is Outcome.NOTHING
    assert judge([NO_EN, NO_ZH]).outcome is Outcome.NOTHING
    assert judge([replace(NO_EN, text=" ")]).language is None


def test_chinese_that_became_english_nonsense_is_not_believed_when_no_mandarin_engine_is_installed() -> None:
    verdict = judge([NONSENSE])
    assert verdict.outcome is Outcome.OTHER_LANGUAGE
    assert verdict.winner is None


def test_chinese_outside_the_grammar_is_not_answered_as_english() -> None:
    assert judge([NONSENSE, NO_ZH]).outcome is Outcome.OTHER_LANGUAGE


def test_a_foreign_sound_without_words_is_another_language_not_silence() -> None:
    assert judge([replace(NONSENSE, text="")]).outcome is Outcome.OTHER_LANGUAGE


def test_a_chinese_command_wins_over_the_english_nonsense_it_became() -> None:
    assert judge([NONSENSE, LIGHTS_ZH]).winner == LIGHTS_ZH


def test_english_wins_when_the_mandarin_grammar_rejects_it() -> None:
    verdict = judge([LIGHTS_EN, NO_ZH])
    assert (verdict.winner, verdict.language) == (LIGHTS_EN, "en")


def test_words_of_one_language_come_from_the_open_engine_which_may_hear_more() -> None:
    closed = replace(LIGHTS_ZH, text="打开灯")
    free = replace(DICTATED_ZH, text="请把书房的灯打开")
    assert judge([closed, free]).winner == free


def test_certain_english_wins_over_a_confident_mandarin_grammar() -> None:
    assert judge([LIGHTS_EN, LIGHTS_ZH]).winner == LIGHTS_EN


def test_doubtful_english_loses_to_a_confident_mandarin_grammar() -> None:
    assert judge([replace(LIGHTS_EN, foreign=0.4), LIGHTS_ZH]).winner == LIGHTS_ZH


def test_doubtful_english_wins_over_a_grammar_that_is_not_confident() -> None:
    doubtful = replace(LIGHTS_EN, foreign=0.4)
    assert judge([doubtful, replace(LIGHTS_ZH, confidence=0.2)]).winner == doubtful


def test_of_two_open_engines_the_one_whose_language_it_is_wins() -> None:
    assert judge([NONSENSE, DICTATED_ZH]).winner == DICTATED_ZH
    assert judge([LIGHTS_EN, replace(DICTATED_ZH, foreign=0.4)]).winner == LIGHTS_EN


def test_an_exact_sentence_of_a_skill_is_believed_in_spite_of_an_accent() -> None:
    accented = replace(LIGHTS_EN, foreign=0.6)
    assert judge([accented]).outcome is Outcome.OTHER_LANGUAGE
    assert judge([accented], exact={accented.text}).winner == accented


def test_not_even_an_exact_sentence_is_believed_when_the_sound_is_surely_foreign() -> None:
    assert judge([replace(LIGHTS_EN, foreign=0.95)], exact={LIGHTS_EN.text}).outcome is Outcome.OTHER_LANGUAGE


probabilities = st.none() | st.floats(0, 1)
hypotheses = st.lists(
    st.builds(
        Hypothesis,
        text=st.sampled_from(["", "Stop.", "停", "Turn it off.", "关灯"]),
        language=st.sampled_from(["en", "zh"]),
        final=st.just(True),
        engine=st.sampled_from(["a", "b"]),
        confidence=probabilities,
        grammar=st.booleans(),
        foreign=probabilities,
    ),
    max_size=5,
)


TWINS = [Hypothesis("停", "en", engine="a", final=True, grammar=True, foreign=each) for each in (None, 0.5)]


@given(hypotheses, st.randoms())
@example(TWINS, Random(1))
@example([replace(TWINS[0], confidence=0.0), TWINS[0]], Random(1))
def test_the_order_in_which_engines_answer_does_not_matter(given_: list[Hypothesis], chance: Random) -> None:
    shuffled = list(given_)
    chance.shuffle(shuffled)
    assert judge(given_) == judge(shuffled)


@given(hypotheses)
def test_whoever_wins_was_heard_and_not_foreign(given_: list[Hypothesis]) -> None:
    verdict = judge(given_)
    assert (verdict.winner is not None) == (verdict.outcome is Outcome.HEARD)
    if verdict.winner is not None:
        assert verdict.winner in given_
        assert verdict.winner.text.strip()
        assert verdict.winner.grammar or (verdict.winner.foreign or 0.0) < FOREIGN


@pytest.mark.parametrize("hypothesis", [LIGHTS_EN, LIGHTS_ZH, DICTATED_ZH, NONSENSE])
def test_an_engine_that_heard_nothing_changes_nothing(hypothesis: Hypothesis) -> None:
    assert judge([hypothesis, NO_ZH, NO_EN]) == judge([hypothesis])
