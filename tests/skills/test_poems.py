"""Poems, recited and gone on with."""

from __future__ import annotations

import json
from difflib import SequenceMatcher
from pathlib import Path

import msgspec
import pytest

from data import TEST_DATA, needs_data
from fakes.home import Home
from fakes.knows import FakeKnows
from fakes.skills import understanding_skills
from parley.language.script import to_simplified
from parley.skills.poems.book import poems
from parley.skills.types import Context, Understanding

SAID: dict[str, dict[str, list[str]]] = msgspec.yaml.decode(
    Path(__file__).with_name("poems.yaml").read_text("utf-8")
)
COMMANDS = [
    (*text.partition(" = ")[::2], intent)
    for intent, by_language in SAID.items()
    if intent != "none"
    for texts in by_language.values()
    for text in texts
]
SKILLS = understanding_skills()


@pytest.mark.parametrize(("text", "wanted", "intent"), COMMANDS)
async def test_what_people_say_is_understood(text: str, wanted: str, intent: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is not None and understanding.intent == intent
    reply = await SKILLS.act(understanding, Context())
    if intent == "poems.read":
        assert len(reply.text) > 20 and (not wanted or reply.about["poem"] == wanted)
    else:
        assert wanted in reply.text


@pytest.mark.parametrize("text", [text for texts in SAID["none"].values() for text in texts])
def test_what_is_not_about_poems_is_left(text: str) -> None:
    understanding = SKILLS.understand(text)
    assert understanding is None or not understanding.intent.startswith("poems")


def test_there_are_enough_and_each_is_whole() -> None:
    chinese = [each for each in poems().values() if each.language == "zh"]
    english = [each for each in poems().values() if each.language == "en"]
    assert len(chinese) >= 25 and len(english) >= 15
    for poem in chinese:
        assert poem.years in ("唐", "宋") and len(poem.text) >= 18
        assert all(line[-1] in "。！？" for line in poem.lines), poem.title
    for poem in english:
        died = int(poem.years.split("–")[1])
        assert died < 1940 and len(poem.lines) >= 6, poem.title


@needs_data
def test_the_tang_poems_are_those_of_the_collection_they_are_from() -> None:
    """But for a few words that everybody knows otherwise."""
    source = json.loads((TEST_DATA / "language/kg/tang300.json").read_text("utf-8"))
    texts = [to_simplified("".join(each["paragraphs"])) for each in source]
    checked = 0
    for poem in poems().values():
        text = "".join(poem.lines)
        best = max(texts, key=lambda other, text=text: _alike(text, other))
        if _alike(text, best) >= 0.7:
            assert _alike(text, best) >= 0.88, poem.title
            checked += 1
    assert checked >= 40


def _alike(one: str, other: str) -> float:
    if abs(len(one) - len(other)) > 6:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


async def test_a_poem_is_named_and_said_line_by_line(home: Home) -> None:
    text = (await home.say("背一首静夜思")).text
    assert text.startswith("《静夜思》，唐，李白。") and text.endswith("低头思故乡。")
    assert (await home.say("recite the eagle")).text.startswith(
        "The Eagle, by Alfred, Lord Tennyson.\nHe clasps"
    )


async def test_by_an_author_none_comes_twice_until_all_came(home: Home) -> None:
    mine = [each for each in poems().values() if each.author == "王维"]
    told = {(await home.say("背一首王维的诗")).about["poem"] for _ in mine}
    assert told == {each.id for each in mine}


async def test_a_title_that_was_misheard_is_found(home: Home) -> None:
    assert (await home.say("背诵静夜诗")).about["poem"] == "jingyesi"


async def test_what_nobody_knows_is_not_made_up(home: Home) -> None:
    assert "不会背" in (await home.say("背诵长恨歌")).text
    assert "don't know" in (await home.say("recite the poem The Waste Land")).text
    assert "don't know that line" in (await home.say("what's the next line of call me ishmael")).text


async def test_another_and_whose_and_line_by_line(home: Home) -> None:
    first = (await home.say("recite a poem")).about["poem"]
    assert (await home.say("another one")).about["poem"] != first
    assert poems()[str(home.context.about["poem"])].author in (await home.say("who's the poet")).text
    assert "疑是地上霜" in (await home.say("床前明月光下一句")).text
    assert "举头望明月" in (await home.say("然后呢")).text
    assert "低头思故乡" in (await home.say("下一句")).text
    assert "最后一句" in (await home.say("再下一句")).text
    assert (
        "李白" in (await home.say("床前明月光下一句")).text or "李白" in (await home.say("这是谁写的")).text
    )
    assert "床前明月光" in (await home.say("背一下")).text


async def test_a_book_that_is_no_poem_of_ours_is_asked_of_the_graph(home: Home) -> None:
    home.lent.knows = knows = FakeKnows()
    before = Understanding(
        "poems", "poems.author", "en", {"title": "War and Peace"}, said="who wrote War and Peace"
    )
    await home.skills.act(before, home.context)
    assert [each.text for each in knows.asked] == ["who wrote War and Peace"]
