"""Jokes that do not repeat, and riddles that somebody guesses at."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.jokes.handlers import jokes
from parley.skills.riddles.handlers import riddles

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("jokes.yaml").read_text("utf-8")
)
COMMANDS = [
    (text, intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_asks_for_neither_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith(("jokes", "riddles"))


def test_there_are_enough_in_both_languages() -> None:
    for language in ("en", "zh"):
        assert len(jokes(language)) >= 30 and len(set(jokes(language).values())) == len(jokes(language))
        assert len(riddles(language)) >= 30
        for riddle in riddles(language).values():
            assert riddle.solved_by(riddle.answer)
            assert riddle.answer.casefold() not in riddle.question.casefold() or language == "zh"


@pytest.mark.parametrize(("text", "language"), [("tell me a joke", "en"), ("讲个笑话", "zh")])
async def test_no_joke_comes_twice_until_all_were_told_also_after_a_restart(
    home: Home, text: str, language: str
) -> None:
    half = len(jokes(language)) // 2
    told = [(await home.say(text)).text for _ in range(half)]
    await home.restart()
    told += [(await home.say(text)).text for _ in range(len(jokes(language)) - half)]
    assert len(set(told)) == len(jokes(language))
    assert (await home.say(text)).text == told[0]


async def test_everybody_has_an_order_of_their_own(home: Home) -> None:
    annas = [(await home.say("tell me a joke")).text for _ in range(5)]
    home.somebody_else("bob")
    assert [(await home.say("tell me a joke")).text for _ in range(5)] != annas


async def test_of_guests_nothing_is_kept(home: Home) -> None:
    home.somebody_else("guest1", guest=True)
    told = [(await home.say("讲个笑话")).text for _ in range(8)]
    assert all(one != other for one, other in pairwise(told))
    assert home.home.kept("settings") == 0


async def test_another_one_and_what_people_say_to_a_joke(home: Home) -> None:
    first = (await home.say("tell me a joke")).text
    assert (await home.say("another one")).text != first
    assert (await home.say("haha")).emotion == "happy"
    await home.say("讲个笑话")
    assert (await home.say("再来一个")).emotion == "happy"
    assert (await home.say("不好笑")).emotion == "sad"


async def test_a_joke_about_something_or_the_truth(home: Home) -> None:
    assert "skeletons" in (await home.say("tell me a joke about skeletons")).text
    assert "none about lawyers" in (await home.say("do you know a joke about lawyers")).text
    assert "猫" in (await home.say("讲个关于猫的笑话")).text
    assert "关于飞碟的我不会" in (await home.say("讲个关于飞碟的笑话")).text


async def asked(home: Home, text: str = "ask me a riddle", language: str = "en") -> str:
    """The answer of a riddle that was asked just now."""
    reply = await home.say(text)
    assert reply.question
    return next(each.answer for each in riddles(language).values() if each.question == reply.text)


async def test_a_right_guess_ends_it(home: Home) -> None:
    answer = await asked(home)
    reply = await home.say(f"is it {answer}?")
    assert answer in reply.text and reply.emotion == "happy" and not reply.question
    answer = await asked(home, "出个谜语", "zh")
    reply = await home.say(f"是{answer}吗？")
    assert answer in reply.text and reply.emotion == "happy"


@pytest.mark.parametrize(
    ("id", "guess"),
    [
        ("umbrella", "an umbrela"),
        ("clock", "a watch"),
        ("shadow", "my shadow"),
        ("stairs", "staircase"),
        ("onion", "Onions"),
    ],
)
def test_guesses_need_not_be_to_the_letter(id: str, guess: str) -> None:
    assert riddles("en")[id].solved_by(guess)
    assert not riddles("en")[id].solved_by("a toothbrush")


def test_what_sounds_the_same_is_right_in_chinese() -> None:
    assert riddles("zh")["umbrella"].solved_by("雨散")
    assert riddles("zh")["garlic"].solved_by("大蒜")
    assert not riddles("zh")["garlic"].solved_by("大葱")


async def test_wrong_guesses_three_at_most_then_the_answer(home: Home) -> None:
    answer = await asked(home)
    assert (await home.say("a toothbrush")).question
    assert (await home.say("maybe a rhinoceros")).question
    reply = await home.say("I think it's a helicopter")
    assert answer in reply.text and not reply.question


@pytest.mark.parametrize(
    "text", ["I give up", "what is it", "tell me", "no idea", "what's the answer to the riddle"]
)
async def test_who_gives_up_is_told(home: Home, text: str) -> None:
    answer = await asked(home)
    assert answer in (await home.say(text)).text


@pytest.mark.parametrize("text", ["不知道", "我猜不出来", "告诉我吧", "谜底是什么", "答案是什么"])
async def test_who_gives_up_is_told_in_chinese(home: Home, text: str) -> None:
    answer = await asked(home, "猜谜语", "zh")
    assert answer in (await home.say(text)).text


async def test_a_hint_and_then_a_guess(home: Home) -> None:
    answer = await asked(home, "出个谜语", "zh")
    assert str(len(answer)) in (await home.say("提示一下")).text
    assert answer in (await home.say(answer)).text


async def test_who_speaks_of_something_else_is_not_guessing(home: Home) -> None:
    answer = await asked(home)
    await home.say("what time is it")
    assert home.understood is not None and home.understood.intent == "clock.time"
    assert answer in (await home.say("what's the answer to the riddle")).text
    assert "haven't asked" in (await home.say("what's the answer to the riddle")).text
