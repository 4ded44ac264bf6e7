"""The recognition service: several ears, one verdict."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from fakes.recogniser import FakeRecogniser, Line
from parley.errors import EngineFailed, MissingLanguage
from parley.pool.host import Inline
from parley.speech.hearing import Ear, HearingService, not_understood_language
from parley.speech.judge import Outcome
from parley.speech.types import Hints, Hypothesis

SOUND = np.ones(16_000, np.int16)


def ear(recogniser: FakeRecogniser, *, grammar: bool = False, reconsiders: bool = False) -> Ear:
    host = Inline(recogniser.name, lambda: recogniser)
    return Ear(
        recogniser.name,
        recogniser.languages,
        host,
        recogniser.partials,
        grammar,
        reconsiders=reconsiders,
    )


def no_command(_: Hypothesis) -> bool:
    return False


async def test_every_ear_hears_the_utterance_and_the_judge_decides() -> None:
    english = FakeRecogniser(Line(""), name="english", languages=("en",))
    chinese = FakeRecogniser(
        Line("现在几点了", "zh", confidence=0.9, grammar=True), name="chinese", languages=("zh",)
    )
    service = HearingService([ear(english), ear(chinese, grammar=True)])
    hearing = await service.open(Hints())
    await hearing.feed(SOUND)
    verdict = await hearing.decide(no_command)
    assert verdict.outcome is Outcome.HEARD and verdict.winner is not None
    assert (verdict.winner.text, verdict.winner.language) == ("现在几点了", "zh")
    assert english.hearings[0].samples == chinese.hearings[0].samples == 16_000
    assert english.hearings[0].closed and chinese.hearings[0].closed


async def test_an_expected_language_is_heard_by_its_own_ears_only() -> None:
    english = FakeRecogniser("hello", name="english", languages=("en",))
    chinese = FakeRecogniser(Line("你好", "zh"), name="chinese", languages=("zh",))
    hearing = await HearingService([ear(english), ear(chinese)]).open(Hints(language="zh"))
    verdict = await hearing.decide(no_command)
    assert verdict.language == "zh"
    assert not english.hearings


async def test_a_language_without_ears_says_how_to_get_them() -> None:
    service = HearingService([ear(FakeRecogniser(name="english", languages=("en",)))])
    with pytest.raises(MissingLanguage) as caught:
        await service.open(Hints(language="zh"))
    assert caught.value.remedy == "parley models pull sense-voice"


async def test_one_ear_that_fails_leaves_the_other_to_hear() -> None:
    broken = FakeRecogniser(Line("", error=EngineFailed("It crashed.")), name="broken", languages=("zh",))
    english = FakeRecogniser("what time is it", name="english", languages=("en",))
    hearing = await HearingService([ear(broken), ear(english)]).open(Hints())
    verdict = await hearing.decide(no_command)
    assert verdict.winner is not None and verdict.winner.text == "what time is it"


async def test_when_every_ear_fails_the_error_is_raised() -> None:
    broken = FakeRecogniser(Line("", error=EngineFailed("It crashed.")))
    hearing = await HearingService([ear(broken)]).open(Hints())
    with pytest.raises(EngineFailed, match="crashed"):
        await hearing.decide(no_command)


async def test_partial_results_come_from_free_speech_not_from_a_grammar() -> None:
    grammar = FakeRecogniser(
        Line("现在几点了", "zh", partials=("现在",), grammar=True), name="grammar", languages=("zh",)
    )
    free = FakeRecogniser(Line("what", partials=("wha",)), name="free", languages=("en",))
    hearing = await HearingService([ear(grammar, grammar=True), ear(free)]).open(Hints())
    partial = await hearing.feed(SOUND)
    assert partial is not None and partial.text == "wha"


@pytest.mark.parametrize(
    ("languages", "grammar", "expected"),
    [(("en",), False, "zh"), (("zh", "en"), False, "zh"), (("zh",), False, "en"), (("zh",), True, "zh")],
)
def test_the_language_nobody_understood_is_the_one_without_open_ears(
    languages: tuple[str, ...], grammar: bool, expected: str
) -> None:
    ears = [ear(FakeRecogniser(languages=languages), grammar=grammar)]
    assert not_understood_language(ears).language == expected


def one_of(*commands: str) -> Callable[[Hypothesis], bool]:
    return lambda heard: heard.text in commands


SANTA = Line("santa laram", alike=("set a lamb", "set alarm", "set alarms"))


@pytest.mark.parametrize(
    ("line", "commands", "understood", "asked"),
    [
        (SANTA, ("set alarm", "set alarms"), "set alarm", True),
        (SANTA, ("stop",), "santa laram", True),
        (SANTA, ("santa laram", "set alarm"), "santa laram", False),
        (replace(SANTA, expected=("set a larm",)), ("set a larm", "set alarm"), "set a larm", False),
        (replace(SANTA, alike=EngineFailed("It crashed.")), ("set alarm",), "santa laram", True),
        (replace(SANTA, text=""), ("set alarm",), None, False),
    ],
)
async def test_an_ear_is_asked_once_more_where_nothing_is_a_command(
    line: Line, commands: tuple[str, ...], understood: str | None, asked: bool
) -> None:
    english = FakeRecogniser(line, name="english", languages=("en",))
    hearing = await HearingService([ear(english, reconsiders=True)]).open(Hints())
    verdict = await hearing.decide(one_of(*commands))
    assert (verdict.winner.text if verdict.winner else None) == understood
    assert english.hearings[0].reconsidered is asked
    assert english.hearings[0].closed


@pytest.mark.parametrize(
    ("confidence", "words", "understood", "asked"),
    [
        (
            0.6,
            {"santa daily alarm": 5.0, "saturday alarm": 2.0, "set a daily alarm": 0.0},
            "set a daily alarm",
            True,
        ),
        (0.6, {"santa daily alarm": 5.0, "saturday alarm": 2.0, "alarm": 0.0}, "santa daily alarm", True),
        (0.6, {"santa daily alarm": 5.0, "set a daily alarm": math.inf}, "santa daily alarm", True),
        (0.6, {"santa daily alarm": 0.0, "set a daily alarm": 0.0}, "santa daily alarm", False),
        (0.6, {"santa daily alarm": math.inf, "set a daily alarm": 0.0}, "santa daily alarm", False),
        (0.8, {"santa daily alarm": 5.0, "set a daily alarm": 0.0}, "santa daily alarm", False),
        (None, {"santa daily alarm": 5.0, "set a daily alarm": 0.0}, "santa daily alarm", False),
    ],
)
async def test_a_badly_heard_command_whose_words_may_be_any_gives_way_to_one_without(
    confidence: float | None, words: dict[str, float], understood: str, asked: bool
) -> None:
    alike = ("saturday alarm", "alarm", "set a daily alarm")
    line = Line("santa daily alarm", confidence=confidence, alike=alike)
    english = FakeRecogniser(line, name="english", languages=("en",))
    hearing = await HearingService([ear(english, reconsiders=True)]).open(Hints())
    verdict = await hearing.decide(one_of(*words), lambda heard: words[heard.text])
    assert verdict.winner is not None and verdict.winner.text == understood
    assert english.hearings[0].reconsidered is asked


async def test_an_ear_that_cannot_is_not_asked_once_more() -> None:
    english = FakeRecogniser(SANTA, name="english", languages=("en",))
    hearing = await HearingService([ear(english)]).open(Hints())
    verdict = await hearing.decide(one_of("set alarm"))
    assert verdict.winner is not None and verdict.winner.text == "santa laram"
    assert not english.hearings[0].reconsidered


async def test_of_texts_that_sound_alike_none_is_taken_that_is_a_guess() -> None:
    english = FakeRecogniser(SANTA, name="english", languages=("en",))
    hearing = await HearingService([ear(english, reconsiders=True)]).open(Hints())
    verdict = await hearing.decide(
        one_of("set alarm", "set alarms"), lambda heard: math.inf if heard.text == "set alarm" else 3.0
    )
    assert verdict.winner is not None and verdict.winner.text == "set alarms"
