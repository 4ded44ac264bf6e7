"""Asking back: what is likely but not sure is asked about, and done once when it was meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from fakes.home import Home
from parley.language.understanding.model import Standing
from parley.skills.guessing import Candidate, Guessed
from parley.skills.meaning import meaning
from parley.skills.types import Understanding

FIVE = timedelta(minutes=5)


class Guesser:
    """Guesses what it was told to."""

    def __init__(self, *candidates: tuple[str, Mapping[str, object], float, Standing]) -> None:
        self._candidates = [Candidate(*each) for each in candidates]

    def explain(self, text: str, language: str) -> Guessed:
        return Guessed(tuple(self._candidates))


def timer(
    probability: float, standing: Standing = Standing.ASK
) -> tuple[str, Mapping[str, object], float, Standing]:
    return "timer.start", {"duration": FIVE}, probability, standing


CLOCK = ("clock.time", dict[str, object](), 0.6, Standing.ASK)


async def test_what_is_sure_is_done(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.9, Standing.ACT)))
    reply = await home.say("gimme a five minute thingy")
    assert reply.actions[0].kind == "timer_started"
    assert home.understood is not None and home.understood.confidence == 0.9


async def test_what_is_outside_is_left_alone(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.2, Standing.OUTSIDE)))
    assert home.skills.read("gimme a five minute thingy").commands == ()


@pytest.mark.parametrize(
    "yes", ["yes", "yeah, do it", "that's right", "对", "是的", "the first one", "第一个"]
)
async def test_what_is_likely_is_asked_and_done_when_it_was_meant(home: Home, yes: str) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    reply = await home.say("gimme a five minute thingy")
    assert reply.question
    assert reply.text.startswith("Did you mean “set ") and reply.text.endswith(" timer for 5 minutes”?")
    reply = await home.say(yes)
    assert [each.kind for each in reply.actions] == ["timer_started"]
    # What follows goes on from what was done, not from the question.
    assert home.understood is not None and home.understood.intent == "timer.start"
    assert home.context.pending is None


async def test_in_chinese(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    reply = await home.say("给我整个五分钟那啥")
    assert reply.language == "zh"
    assert reply.text.startswith("你是想说“") and "5分钟" in reply.text
    assert (await home.say("对")).actions[0].kind == "timer_started"


@pytest.mark.parametrize("no", ["no", "nope", "不是", "不对"])
async def test_what_was_not_meant_is_not_done(home: Home, no: str) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    await home.say("gimme a five minute thingy")
    reply = await home.say(no)
    assert not reply.actions and not reply.question
    assert (await home.say("how much time is left")).text == "No timer is running."


async def test_another_command_is_an_answer_too(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    await home.say("gimme a five minute thingy")
    reply = await home.say("no, set a timer for ten minutes")
    assert len(reply.actions) == 1 and reply.actions[0].data["duration"] == 600.0


@pytest.mark.parametrize(
    ("answer", "intent"),
    [
        ("the second one", "clock.time"),
        ("第二个", "clock.time"),
        ("the first", "timer.start"),
        ("the timer", "timer.start"),
        ("what time is it", "clock.time"),
        ("set a timer for five minutes", "timer.start"),
    ],
)
async def test_of_two_that_are_close_one_is_chosen(home: Home, answer: str, intent: str) -> None:
    home.skills.guess_with(Guesser(timer(0.65), CLOCK))
    reply = await home.say("time thing five minutes")
    assert reply.text.startswith("Did you mean “") and "” or “" in reply.text
    await home.say(answer)
    assert [each.intent for each in home.commands] == [intent]


async def test_yes_to_two_does_not_choose(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.65), CLOCK))
    await home.say("time thing five minutes")
    reply = await home.say("yes")
    assert reply.question and not reply.actions


async def test_nothing_is_done_twice(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    await home.say("gimme a five minute thingy")
    await home.say("yes")
    home.skills.guess_with(Guesser())
    assert home.skills.read("yes", None, home.context).commands == ()


async def test_who_says_nothing_of_it_has_changed_the_subject(home: Home) -> None:
    home.skills.guess_with(Guesser(timer(0.6)))
    await home.say("gimme a five minute thingy")
    await home.say("what time is it")
    home.skills.guess_with(Guesser())
    assert home.skills.read("yes", None, home.context).commands == ()


SAID: Sequence[tuple[str, str, Mapping[str, object], str]] = [
    ("timer.start", "en", {"duration": FIVE}, "set timer for 5 minutes"),
    ("talk.volume", "en", {"level": 30}, "30"),
    ("talk.volume", "zh", {"level": 30}, "30"),
    ("timer.cancel", "en", {"all": True}, "timer"),
    ("list.read", "en", {"list": "shopping"}, ""),
    ("list.add", "zh", {"items": "牛奶", "list": "shopping"}, "牛奶"),
]


@pytest.mark.parametrize(("intent", "language", "slots", "holds"), SAID)
async def test_a_reading_is_said_in_a_sentence_that_means_it(
    home: Home, intent: str, language: str, slots: Mapping[str, object], holds: str
) -> None:
    known = home.skills.known
    meant = Understanding(known.by_intent[intent].name, intent, language, slots)
    text = meaning(known, meant)
    assert text is not None and holds.split(" ")[-1] in text
    (again,) = home.skills.read(text, language).commands
    assert (again.intent, dict(again.slots)) == (intent, slots)
    assert any("\u4e00" <= character <= "\u9fff" for character in text) == (language == "zh")


async def test_what_cannot_be_said_is_not_asked_about(home: Home) -> None:
    home.skills.guess_with(Guesser(("timer.start", {"duration": object()}, 0.6, Standing.ASK)))
    assert home.skills.read("gimme a five minute thingy").commands == ()
