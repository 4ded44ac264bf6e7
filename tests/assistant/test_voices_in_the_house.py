"""Who is speaking: whose things are told to whom, on whose device, and what stays with whom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data import needs_data
from fakes.digits import speakers_of_digits
from fakes.family import Family
from parley.assistant.events import Did
from parley.assistant.speaking import LATE
from parley.home.accounts.devices import DeviceKind
from parley.pool.host import Inline
from parley.speech.voices.ge2e import Ge2eEngine
from parley.speech.voices.service import VoiceService

STRANGE = "I don't recognise your voice"
UNSURE = "I couldn't tell whose voice that was"


@pytest.fixture
async def family(tmp_path: Path) -> AsyncIterator[Family]:
    async with Family(tmp_path) as family:
        yield family


async def texts(family: Family, account: str, collection: str = "items") -> list[str]:
    return [str(each.document["text"]) for each in await family.home.records.all(account, collection)]


async def heard(family: Family, account: str) -> list[str]:
    await asyncio.sleep(0.1)
    return [str(each.document["heard"]) for each in await family.home.records.all(account, "history")]


async def test_where_nobody_s_voice_is_known_nothing_is_computed_and_nothing_changes(family: Family) -> None:
    kitchen = await family.speaker()
    await family.says(kitchen, "carl", "add milk to my shopping list")
    assert await texts(family, "owner") == ["milk"]
    assert "don't know your voice" in await family.says(kitchen, "carl", "who am i")
    assert family.engine.listened == 0
    assert await heard(family, "owner") == ["add milk to my shopping list", "who am i"]


async def test_two_people_on_one_speaker_have_a_list_each(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", "add milk to my shopping list")
    await family.says(kitchen, "bob", "把啤酒加到购物清单")
    await family.says(kitchen, "bob", "帮我把 coffee 加到购物清单")
    assert "milk" in await family.says(kitchen, "anna", "what's on my shopping list")
    answer = await family.says(kitchen, "bob", "what's on my shopping list")
    assert "啤酒" in answer and "coffee" in answer and "milk" not in answer
    assert await texts(family, "anna") == ["milk"]
    assert await texts(family, "bob") == ["啤酒", "coffee"]
    assert len(await heard(family, "anna")) == 2 and len(await heard(family, "bob")) == 3


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("what's on my shopping list", STRANGE),
        ("购物清单上有什么", "我听不出你是谁"),
        ("帮我读一下 my notes", "我听不出你是谁"),
        ("what's in my calendar today", STRANGE),
        ("提醒我明天早上八点吃药", "我听不出你是谁"),
        ("take a note that the code is four", STRANGE),
        ("我有哪些闹钟", "我听不出你是谁"),
        ("find my phone", STRANGE),
        ("forget my voice", STRANGE),
        ("运行晚安程序", ""),
    ],
)
async def test_a_stranger_is_told_nothing_that_is_one_person_s_own(
    family: Family, text: str, refusal: str
) -> None:
    await family.learned("anna")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", "add milk to my shopping list")
    answer = await family.says(kitchen, "carl", text)
    assert refusal in answer and "milk" not in answer
    assert family.home.kept("notes") == family.home.kept("reminders") == 0
    assert await family.home.voices.of("anna") is not None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("what time is it", ":"),
        ("what is seven times eight", "56"),
        ("定一个五分钟的定时器", "五分钟"),
        ("set a timer for five minutes", "5 minutes"),
        ("set an alarm for seven tomorrow", "7"),
    ],
)
async def test_a_stranger_is_helped_with_everything_else(family: Family, text: str, answer: str) -> None:
    await family.learned("anna")
    kitchen = await family.speaker("anna")
    said = await family.says(kitchen, "carl", text)
    assert STRANGE not in said and "听不出" not in said and said
    assert await heard(family, "anna") == []  # nor is a stranger's talk kept in anybody's history
    if "timer" in text or "定时器" in text:
        assert family.home.kept("timers") == 1


async def test_of_several_commands_a_stranger_gets_those_that_are_nobody_s(family: Family) -> None:
    await family.learned("anna")
    kitchen = await family.speaker("anna")
    answer = await family.says(
        kitchen, "carl", "set a timer for five minutes and add milk to my shopping list"
    )
    assert STRANGE in answer
    assert family.home.kept("timers") == 1 and family.home.kept("items") == 0


async def test_what_one_was_asked_is_not_answered_by_another(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen = await family.speaker("anna")
    assert "?" in await family.says(kitchen, "anna", "take a note")
    await family.says(kitchen, "bob", "the key is under the mat by the door")
    await family.says(kitchen, "carl", "the key is under the mat by the door")
    assert family.home.kept("notes") == 0
    await family.says(kitchen, "anna", "the cat was fed this morning")
    assert await texts(family, "anna", "notes") == ["the cat was fed this morning"]
    assert await texts(family, "bob", "notes") == []


async def test_what_one_did_is_not_taken_back_by_another(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", "add milk to my shopping list")
    await family.says(kitchen, "bob", "undo that please right now")
    await family.says(kitchen, "carl", "undo that please right now")
    assert await texts(family, "anna") == ["milk"]
    await family.says(kitchen, "anna", "undo that please right now")
    assert await texts(family, "anna") == []


async def test_what_one_said_is_not_repeated_to_another(family: Family) -> None:
    await family.learned("anna")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", "add milk to my shopping list")
    await family.says(kitchen, "anna", "what's on my shopping list")
    assert "milk" not in await family.says(kitchen, "carl", "say that again please")
    assert "milk" in await family.says(kitchen, "anna", "say that again please")


async def test_of_a_few_words_nobody_can_tell_whose_they_are(family: Family) -> None:
    await family.learned("anna")
    kitchen, phone = await family.speaker("anna"), await family.device("anna")
    assert UNSURE in await family.says(kitchen, "anna", "read my notes", seconds=1.0)
    assert "听出" in await family.says(kitchen, "anna", "念一下我的笔记", seconds=1.0)
    assert UNSURE not in await family.says(phone, "anna", "read my notes", seconds=1.0)
    assert UNSURE in await family.says(kitchen, "mumbler", "what's on my shopping list")


async def test_who_was_known_a_moment_ago_may_go_on_in_a_few_words(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", "take a note")
    await family.says(kitchen, "bob", "buy beer", seconds=0.6)
    assert family.home.kept("notes") == 0
    await family.says(kitchen, "anna", "take a note")
    await family.says(kitchen, "anna", "buy bread", seconds=0.6)
    assert await texts(family, "anna", "notes") == ["buy bread"]
    await asyncio.sleep(60)
    assert UNSURE in await family.says(kitchen, "anna", "read my notes", seconds=0.6)


async def test_a_personal_device_is_its_person_s_and_opens_nothing_of_others(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen, phone = await family.speaker("anna"), await family.device("bob")
    await family.says(kitchen, "anna", "add milk to my shopping list")
    answer = await family.says(phone, "anna", "what's on my shopping list")
    assert STRANGE in answer and "milk" not in answer  # a recording of her may be played there, from afar
    await family.says(phone, "bob", "add beer to my shopping list")
    assert await texts(family, "bob") == ["beer"]
    assert STRANGE in await family.says(phone, "carl", "what's on my shopping list")


async def test_who_never_had_their_voice_learned_is_not_shut_out(family: Family) -> None:
    await family.learned("bob")
    kitchen, phone = await family.speaker("owner"), await family.device("anna")
    await family.says(kitchen, "carl", "add milk to my shopping list")
    await family.says(phone, "anna", "add tea to my shopping list")
    assert await texts(family, "owner") == ["milk"] and await texts(family, "anna") == ["tea"]
    await family.says(kitchen, "bob", "add beer to my shopping list")
    assert await texts(family, "bob") == ["beer"]
    assert STRANGE in await family.says(phone, "bob", "what's on my shopping list")


async def test_what_is_typed_is_said_by_whose_device_it_is(family: Family) -> None:
    await family.learned("anna")
    phone = await family.device("anna")
    await family.types(phone, "add milk to my shopping list")
    assert STRANGE in await family.says(phone, "carl", "what's on my shopping list")
    assert "milk" in await family.types(phone, "what's on my shopping list")
    assert family.engine.listened == 1


async def test_the_voice_of_a_guest_is_nobody_s(family: Family) -> None:
    await family.learned("anna")
    phone = await family.device("guest", guest=True)
    assert "milk" not in await family.says(phone, "anna", "what's on my shopping list")
    assert "guest" in await family.says(phone, "anna", "who am i")
    assert family.engine.listened == 0


@pytest.mark.parametrize("trouble", ["late", "failing"])
async def test_a_voice_that_is_late_or_fails_holds_nothing_up(family: Family, trouble: str) -> None:
    await family.learned("anna")
    kitchen, phone = await family.speaker("anna"), await family.device("anna")
    family.slowness = 30.0 if trouble == "late" else 0.0
    family.engine.failing = trouble == "failing"
    assert UNSURE in await family.says(kitchen, "anna", "what's on my shopping list")
    assert family.ended.timings["recognise"] <= LATE + 0.01
    assert ":" in await family.says(kitchen, "anna", "what time is it")
    await family.says(phone, "anna", "add milk to my shopping list")
    assert await texts(family, "anna") == ["milk"]
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "voice"]


async def test_everybody_is_spoken_to_as_they_wish_on_one_speaker(family: Family) -> None:
    await family.learned("anna", "bob")
    await family.home.records.put("bob", "settings", "rate", {"value": 1.5})
    kitchen = await family.speaker("anna")
    for name, rate in (("bob", 1.5), ("anna", 1.0)):
        family.mouth.spoken.clear()
        await family.says(kitchen, name, "what time is it now please")
        assert {each.rate for each in family.mouth.spoken} == {rate}


async def test_what_is_set_on_a_speaker_rings_there_whoever_set_it(family: Family) -> None:
    await family.learned("anna", "bob")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "bob", "set a timer for five minutes")
    assert "minute" in await family.says(kitchen, "anna", "how long is left on the timer")
    await family.says(kitchen, "bob", "remind me in ten minutes to call mum")
    assert family.home.kept("reminders") == 1 and await texts(family, "anna", "reminders") == []
    rang: list[str] = []

    async def listen() -> None:
        async for event in kitchen.events():
            if isinstance(event, Did):
                rang.append(event.action.kind)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(700)
    listening.cancel()
    assert "timer_rang" in rang and "reminder_rang" in rang


async def test_the_tablet_of_another_is_not_where_somebody_s_reminder_rings(family: Family) -> None:
    await family.learned("anna", "bob")
    tablet = await family.device("anna", DeviceKind.BROWSER)
    await family.says(tablet, "bob", "what time is it now please")
    presence = family.assistant._presence  # pyright: ignore[reportPrivateUsage]
    await family.home.records.put("bob", "reminders", "r", {"text": "x", "device": tablet.device})
    assert "bob" not in presence.accounts()


@needs_data
@pytest.mark.engine
async def test_real_voices_on_one_speaker(tmp_path: Path) -> None:
    takes = speakers_of_digits()
    service = VoiceService(Inline("ge2e", Ge2eEngine))
    async with Family(tmp_path, service) as family:
        for account, name in (("anna", "theo"), ("bob", "jackson")):
            prints = [(await service.listen(each)).vector for each in takes[name][:2]]
            await family.home.voices.keep(account, "ge2e", prints)
        kitchen = await family.speaker("anna")
        await family.sounds(kitchen, takes["theo"][2], "add milk to my shopping list")
        await family.sounds(kitchen, takes["jackson"][2], "add beer to my shopping list")
        for stranger in ("george", "nicolas", "yweweler"):
            answer = await family.sounds(kitchen, takes[stranger][2], "what's on my shopping list")
            assert STRANGE in answer or UNSURE in answer
        assert await texts(family, "anna") == ["milk"] and await texts(family, "bob") == ["beer"]
