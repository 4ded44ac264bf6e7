"""Talk about the talk."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fakes.home import Home
from fakes.knows import FakeKnows


async def test_say_it_again(home: Home) -> None:
    said = await home.say("what time is it")
    again = await home.say("say that again")
    assert again.text == said.text
    assert again.actions[0].kind == "repeat"


async def test_a_repeated_question_can_be_answered(home: Home) -> None:
    await home.say("定个定时器")
    again = await home.say("再说一遍")
    assert again.question
    assert "5分钟" in (await home.say("五分钟")).text


@pytest.mark.parametrize(
    ("text", "answer"), [("repeat that", "I haven't said anything yet."), ("再说一遍", "我还没说过什么呢。")]
)
async def test_nothing_to_repeat(home: Home, text: str, answer: str) -> None:
    assert (await home.say(text)).text == answer


@pytest.mark.parametrize("text", ["stop", "be quiet", "停", "别说了"])
async def test_stop_is_answered_with_silence(home: Home, text: str) -> None:
    reply = await home.say(text)
    assert reply.text == ""
    assert [action.kind for action in reply.actions] == ["stop"]


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("louder", {"change": 10}),
        ("turn it down a bit", {"change": -10}),
        ("turn the volume up by 20 percent", {"change": 20}),
        ("set the volume to thirty percent", {"level": 30}),
        ("full volume", {"level": 100}),
        ("mute", {"muted": True}),
        ("unmute", {"muted": False}),
        ("大声一点", {"change": 10}),
        ("声音小一点", {"change": -10}),
        ("把音量调到百分之三十", {"level": 30}),
        ("声音开到最大", {"level": 100}),
        ("静音", {"muted": True}),
    ],
)
async def test_volume(home: Home, text: str, data: dict[str, object]) -> None:
    (action,) = (await home.say(text)).actions
    assert (action.kind, action.data) == ("volume", data)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("set the volume to 300", "The volume goes from 0 to 100 percent."),
        ("音量调到三百", "音量只能在0到100之间。"),
    ],
)
async def test_a_volume_beyond_the_range_is_refused(home: Home, text: str, answer: str) -> None:
    reply = await home.say(text)
    assert reply.text == answer
    assert not reply.actions


@pytest.mark.parametrize(
    ("text", "data"),
    [("音乐小声点", {"change": -10}), ("把音乐调小一点", {"change": -10}), ("歌声大一点", {"change": 10})],
)
async def test_the_volume_of_the_music(home: Home, text: str, data: dict[str, object]) -> None:
    (action,) = (await home.say(text)).actions
    assert (action.kind, action.data) == ("volume", data)


@pytest.mark.parametrize(
    "text", ["what is your name", "what's your name", "who are you", "你叫什么名字", "你是谁", "你叫啥"]
)
async def test_it_has_a_name(home: Home, text: str) -> None:
    assert "Parley" in (await home.say(text)).text


@pytest.mark.parametrize("text", ["what can you do", "你能做什么"])
async def test_every_example_it_gives_is_understood(home: Home, text: str) -> None:
    home.lent.knows = FakeKnows()
    reply = await home.say(text)
    language = reply.language
    examples = [each for group in home.skills.examples(language) for each in group]
    assert len(examples) >= 4
    assert examples[0] in reply.text
    before = home.context
    for example in examples:
        found = home.skills.understand(example, context=home.context)
        assert found is not None, example
        home.context = replace(before, last=found)  # "and its population?" follows


async def test_never_mind_ends_a_question(home: Home) -> None:
    await home.say("set a timer")
    await home.say("never mind")
    assert home.skills.understand("five minutes", context=home.context) is None
