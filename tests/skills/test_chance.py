"""What people leave to chance."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.skills.chance import handlers
from parley.skills.chance.cards import deck
from parley.skills.chance.choosing import split

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("chance.yaml").read_text("utf-8")
)
COMMANDS = [
    (text, intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
SKILLS = understanding_skills()


@pytest.fixture(autouse=True)
def _same_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handlers, "CHANCE", random.Random(4))


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_what_people_say_is_understood(text: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None
    assert understanding.intent == intent


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_for_chance_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("chance")


async def test_coins_fall_on_both_sides(home: Home) -> None:
    texts = [(await home.say("flip a coin")).text for _ in range(40)]
    assert any("eads" in text for text in texts) and any("ails" in text for text in texts)
    assert "个正面" in (await home.say("抛三枚硬币")).text
    again = (await home.say("再来一次")).text
    assert "正" in again and "反" in again, "as many as before"


@pytest.mark.parametrize(
    ("text", "count", "sides"),
    [
        ("roll a die", 1, 6),
        ("roll two dice", 2, 6),
        ("roll a twenty-sided die", 1, 20),
        ("roll 3d8", 3, 8),
        ("掷一个二十面的骰子", 1, 20),
        ("扔两个骰子", 2, 6),
    ],
)
async def test_dice(home: Home, text: str, count: int, sides: int) -> None:
    action = (await home.say(text)).actions[0]
    shown = action.data["shown"]
    assert isinstance(shown, list) and len(shown) == count
    assert all(1 <= each <= sides for each in shown) and action.data["sides"] == sides


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("roll a thousand dice", "20"),
        ("roll 2d5000", "from 2 to 1,000 sides"),
        ("draw sixty cards", "52 cards"),
        ("从5到5随机选一个数", "那就只有5"),
    ],
)
async def test_what_cannot_be_is_said(home: Home, text: str, answer: str) -> None:
    assert answer in (await home.say(text)).text


@pytest.mark.parametrize(
    "text", ["flip a coin, I call heads", "flip a coin and heads I win", "抛个硬币，我猜正面"]
)
async def test_who_bets_hears_who_has_won(home: Home, text: str) -> None:
    for _ in range(6):
        reply = await home.say(text)
        heads = reply.actions[0].data["shown"] == ["heads"]
        assert ("You win" in reply.text or "你赢了" in reply.text) is heads


async def test_numbers_are_within_what_was_said(home: Home) -> None:
    for text in ("pick a number between 3 and 5", "从3到5随机选一个数"):
        for _ in range(10):
            reply = await home.say(text)
            assert any(digit in reply.text for digit in "345")


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("choose between Pizza, pasta and sushi", {"Pizza", "Pasta", "Sushi"}),
        ("pick one: red, green or blue", {"Red", "Green", "Blue"}),
        ("从小明、小红和小刚里面选一个", {"小明", "小红", "小刚"}),
        ("火锅还是烧烤，你来选", {"火锅", "烧烤"}),
        ("帮我在看电影和打游戏之间选一个", {"看电影", "打游戏"}),
    ],
)
async def test_one_of_those_that_were_named_is_chosen(home: Home, text: str, options: set[str]) -> None:
    chosen = {(await home.say(text)).text for _ in range(30)}
    assert all(any(option in text for text in chosen) for option in options)
    assert all(any(option in text for option in options) for text in chosen)


async def test_not_that_one_is_another(home: Home) -> None:
    first = (await home.say("choose between tea and coffee")).text.casefold()
    other = (await home.say("no, not that one")).text.casefold()
    assert ("tea" in first) != ("tea" in other)


async def test_who_names_nothing_is_asked(home: Home) -> None:
    assert (await home.say("你帮我选一个吧")).question
    chosen = (await home.say("火锅还是烧烤")).text
    assert "火锅" in chosen or "烧烤" in chosen


async def test_cards_of_one_deck_differ(home: Home) -> None:
    assert len(set(deck("zh"))) == len(set(deck("en"))) == 52
    cards = (await home.say("draw fifty two cards")).text.strip(".").split(", ")
    assert len(set(cards)) == 52


def test_what_is_parted() -> None:
    assert split("either the red one or the blue one") == ("the red one", "the blue one")
    assert split("和平饭店还是国际饭店") == ("和平饭店", "国际饭店")
    assert split("nothing to choose") == ()
