"""Questions about the world: what goes to the graph, what its answer becomes, and what it never sees."""

from __future__ import annotations

import pytest

from fakes.home import Home
from fakes.knows import TAI, FakeKnows
from parley.errors import EngineFailed
from parley.skills.knowing.shape import looks_like_a_question

ASKS = [
    "tell me the capital of mongolia",
    "What do you pay with in Switzerland?",
    "Show me the flag of Ghana",
    "How tall is Mount Tai?",
    "and its population?",
    "what is the capital of france",
    "do you know who wrote hamlet",
    "can you tell me how many people live in beijing",
    "is the nile longer than the amazon",
    "name three rivers in germany",
    "泰山有多高",
    "法国的首都是哪里？",
    "你知道西游记是谁写的吗",
    "珠穆朗玛峰比泰山高多少",
    "介绍一下李白",
    "帮我查一下长江有多长",
]
OTHERS = [
    "i feel sad today",
    "tell me a joke",
    "turn on the light",
    "play some music",
    "我今天很难过",
    "把灯关了",
    "",
    "x" * 300 + "?",
]


@pytest.fixture
def knows(home: Home) -> FakeKnows:
    found = FakeKnows()
    home.lent.knows = found
    return found


@pytest.mark.parametrize("text", ASKS)
def test_a_question_about_the_world_is_told_by_its_shape(text: str) -> None:
    assert looks_like_a_question(text, goes_on=text.startswith("and"))


@pytest.mark.parametrize("text", OTHERS)
def test_small_talk_and_wishes_are_no_such_questions(text: str) -> None:
    assert not looks_like_a_question(text)


async def test_the_answer_is_said_with_the_thing_and_the_source_to_show(home: Home, knows: FakeKnows) -> None:
    reply = await home.say("How tall is Mount Tai?")
    assert reply.text == "Mount Tai is 1,532.7 meters high."
    (action,) = reply.actions
    assert (action.kind, action.data["id"], action.data["source"]) == (
        "knowledge",
        TAI.id,
        "A test's own facts",
    )
    assert (await home.say("泰山有多高")).text == "泰山高1,532.7米。"
    assert [each.language for each in knows.asked] == ["en", "zh"]


async def test_what_follows_is_about_the_same_thing_and_not_after_other_talk(
    home: Home, knows: FakeKnows
) -> None:
    await home.say("How tall is Mount Tai?")
    assert (await home.say("and where is it?")).text == "It is in Shandong."
    await home.say("what time is it")
    await home.say("where is Shangri-La?")
    assert knows.asked[-1].thread.subject == ""


async def test_nothing_is_made_up(home: Home, knows: FakeKnows) -> None:
    reply = await home.say("What is the capital of Atlantis?")
    assert "know" in reply.text and not reply.actions
    reply = await home.say("how are you today?")
    assert reply.text == "Sorry, I can't help with that yet."


async def test_a_sentence_of_a_skill_never_goes_to_the_graph(home: Home, knows: FakeKnows) -> None:
    for text in ("what time is it", "现在几点了", "set a timer for five minutes", "how old is my mother"):
        await home.say(text)
    assert knows.asked == []


async def test_without_a_graph_such_a_question_is_not_understood(home: Home) -> None:
    assert home.skills.read("How tall is Mount Tai?", None, home.context).commands == ()


async def test_a_graph_that_fails_is_said_to(home: Home, knows: FakeKnows) -> None:
    knows.broken = True
    with pytest.raises(EngineFailed):
        await home.say("How tall is Mount Tai?")
