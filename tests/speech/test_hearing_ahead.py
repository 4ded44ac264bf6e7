"""The end of an utterance is anticipated: what will be asked of the ears is asked while a person pauses."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from fakes.house import fake_ear
from fakes.recogniser import FakeRecogniser, Line
from parley.errors import EngineFailed
from parley.speech.hearing import Ear, HearingService, UtteranceHearing
from parley.speech.types import Hints, Hypothesis

SOUND = np.ones(16_000, np.int16)
SANTA = Line("santa laram", alike=("set alarm", "set alarms"))


def no_command(_: Hypothesis) -> bool:
    return False


def set_alarm(heard: Hypothesis) -> bool:
    return heard.text == "set alarm"


def english(*lines: Line | str, resumes: bool = True) -> FakeRecogniser:
    return FakeRecogniser(*lines, name="english", languages=("en",), resumes=resumes)


def chinese(line: Line) -> FakeRecogniser:
    return FakeRecogniser(line, name="chinese", languages=("zh",), resumes=True)


async def opened(*ears: Ear) -> UtteranceHearing:
    hearing = await HearingService(ears).open(Hints())
    await hearing.feed(SOUND)
    return hearing


async def settled() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_all_that_is_to_be_asked_is_asked_in_the_pause() -> None:
    ear = english(SANTA)
    hearing = await opened(fake_ear(ear, reconsiders=True))
    assert hearing.anticipate(set_alarm)
    await settled()
    assert ear.hearings[0].reconsidered
    verdict = await hearing.decide(set_alarm)
    assert verdict.winner is not None and verdict.winner.text == "set alarm"
    assert ear.hearings[0].asked == [16_000] and ear.hearings[0].closed


async def test_what_is_a_command_when_all_is_said_decides() -> None:
    ear = english(SANTA)
    hearing = await opened(fake_ear(ear, reconsiders=True))
    hearing.anticipate(lambda heard: heard.text == "santa laram")  # then it need not be asked once more
    await settled()
    assert not ear.hearings[0].reconsidered
    verdict = await hearing.decide(set_alarm)
    assert verdict.winner is not None and verdict.winner.text == "set alarm"
    assert ear.hearings[0].asked == [16_000]


async def test_what_was_heard_before_more_was_said_is_forgotten() -> None:
    ear = english(SANTA)
    hearing = await opened(fake_ear(ear, reconsiders=True))
    hearing.anticipate(set_alarm)
    await settled()
    await hearing.feed(SOUND)
    assert not ear.hearings[0].reconsidered
    await hearing.decide(set_alarm)
    assert ear.hearings[0].asked == [16_000, 32_000] and ear.hearings[0].reconsidered


async def test_a_grammar_is_spared_in_the_pause_as_it_is_at_the_end() -> None:
    sure = Line("what time is it", confidence=0.95)
    ears = english(sure), chinese(Line("现在几点了", "zh", grammar=True))
    hearing = await opened(fake_ear(ears[0]), fake_ear(ears[1], grammar=True))
    hearing.anticipate(no_command)
    await settled()
    ahead = [each.hearings[0].asked for each in ears]
    await hearing.decide(no_command)
    assert ahead == [each.hearings[0].asked for each in ears]


async def test_a_grammar_waits_for_ears_that_can_only_be_asked_at_the_end() -> None:
    one, other = english("hello"), FakeRecogniser("hello", name="other", languages=("en",))
    grammar = chinese(Line("现在几点了", "zh", grammar=True))
    hearing = await opened(fake_ear(one), fake_ear(other), fake_ear(grammar, grammar=True))
    assert hearing.anticipate(no_command)
    await settled()
    asked = [each.hearings[0].asked for each in (one, other, grammar)]
    assert asked == [[16_000], [], []]
    await hearing.decide(no_command)
    assert one.hearings[0].asked == other.hearings[0].asked == [16_000]


async def test_where_no_ear_can_go_on_nothing_is_begun() -> None:
    ear = english("hello", resumes=False)
    hearing = await opened(fake_ear(ear))
    assert not hearing.anticipate(no_command)
    await settled()
    assert not ear.hearings[0].asked


async def test_one_pause_is_used_once() -> None:
    hearing = await opened(fake_ear(english("hello")))
    assert hearing.anticipate(no_command)
    assert not hearing.anticipate(no_command)
    await hearing.feed(SOUND[:1_000])
    assert not hearing.anticipate(no_command), "too little was said since"
    await hearing.feed(SOUND)
    assert hearing.anticipate(no_command)
    hearing.close()


async def test_an_ear_that_fails_in_the_pause_leaves_the_others_to_hear() -> None:
    broken = FakeRecogniser(
        Line("", error=EngineFailed("It crashed.")), name="broken", languages=("zh",), resumes=True
    )
    hearing = await opened(fake_ear(broken), fake_ear(english("what time is it")))
    hearing.anticipate(no_command)
    await settled()
    verdict = await hearing.decide(no_command)
    assert verdict.winner is not None and verdict.winner.text == "what time is it"


@pytest.mark.parametrize("goes_on", [False, True])
async def test_when_every_ear_fails_in_the_pause_whoever_asks_next_is_told(goes_on: bool) -> None:
    hearing = await opened(fake_ear(english(Line("", error=EngineFailed("It crashed.")))))
    hearing.anticipate(no_command)
    await settled()
    with pytest.raises(EngineFailed, match="crashed"):
        await (hearing.feed(SOUND) if goes_on else hearing.decide(no_command))


async def test_an_utterance_that_is_given_up_leaves_no_work_behind() -> None:
    ear = english("hello")
    hearing = await opened(fake_ear(ear, slow={"finish": 60.0}))
    hearing.anticipate(no_command)
    await settled()
    hearing.close()
    await settled()
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "anticipate"]
    assert not ear.hearings[0].asked and ear.hearings[0].closed
