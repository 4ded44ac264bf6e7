"""The recognition service: several ears, one verdict."""

from __future__ import annotations

import numpy as np
import pytest

from fakes.recogniser import FakeRecogniser, Line
from parley.errors import EngineFailed, MissingLanguage
from parley.pool.host import Inline
from parley.speech.hearing import Ear, HearingService, not_understood_language
from parley.speech.judge import Outcome
from parley.speech.types import Hints, Hypothesis

SOUND = np.ones(16_000, np.int16)


def ear(recogniser: FakeRecogniser, *, grammar: bool = False) -> Ear:
    host = Inline(recogniser.name, lambda: recogniser)
    return Ear(recogniser.name, recogniser.languages, host, recogniser.partials, grammar)


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
