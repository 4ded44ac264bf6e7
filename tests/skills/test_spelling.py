"""How words are written, as a person asks."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("spelling.yaml").read_text("utf-8")
)
COMMANDS = [tuple(text.split(" = ")) for texts in SAID["spelling.spell"].values() for text in texts]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "word"), COMMANDS)
def test_what_people_say_is_understood(text: str, word: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert (understanding.intent, understanding.slots["word"]) == ("spelling.spell", word)


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_spelling_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or understanding.intent != "spelling.spell"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("how do you spell queue", "Q, U, E, U, E"),
        ("how do you spell necessary", "double S"),
        ("spell New York", "N, E, W; Y, O, R, K"),
        ("necessary 怎么拼", "N, E, C, E, S, S, A, R, Y"),
        ("how many letters are in strengths", "9 letters"),
        ("how many p's are in apple", "There are 2 Ps in apple."),
        ("i don't know how to spell rhythm", "R, H, Y"),
        ("谢谢的拼音是什么", "xiè xiè"),
        ("how do you spell 你好", "nǐ hǎo"),
        ("张字怎么写", "弓长张"),
        ("赢怎么写", "亡口月贝凡"),
        ("赢怎么写", "赢得的赢"),
        ("赢怎么写", "繁体写作“贏”"),
        ("行字怎么读", "也读háng"),
        ("尴尬这个词怎么写", "尴，gān"),
        ("魑魅魍魉怎么念", "chī mèi wǎng liǎng"),
        ("spell your name", "P, A, R, L, E, Y"),
    ],
)
async def test_the_answer_says_it(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text


async def test_another_word_goes_on(home: Home) -> None:
    await home.say("how do you spell necessary")
    assert "N, E, C" in (await home.say("again, slowly")).text
    assert "A, C, C" in (await home.say("and accommodate")).text
    await home.say("necessary怎么拼")
    assert "R, H, Y" in (await home.say("那rhythm呢")).text
