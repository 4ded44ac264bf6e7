"""Having one's voice learned: by consent, where it is sure whose account it is, and forgotten at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from fakes.family import Family
from fakes.voices import vector_of
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did
from parley.assistant.speaking import ENROLLING
from parley.skills.voices.enrolment import TRIES
from parley.skills.voices.handlers import ALLOWED

SENTENCES = [
    "the weather is lovely",
    "随便说一句话",
    "把 lights 关掉吧",
    "what time is it",
    "five more words here",
]
"""What the recogniser makes of the sentences: it does not matter."""


@pytest.fixture
async def family(tmp_path: Path) -> AsyncIterator[Family]:
    async with Family(tmp_path) as family:
        yield family


async def read_out(family: Family, at: Conversation, *names: str) -> str:
    """They say the sentences, one each; the last answer."""
    answer = ""
    for name, text in zip(names, SENTENCES, strict=False):
        answer = await family.says(at, name, text)
    return answer


@pytest.mark.parametrize(
    ("ask", "agree", "who"),
    [
        ("learn my voice", "I agree", "who am i"),
        ("记住我的声音", "我同意", "我是谁"),
        ("录入声纹", "好的", "who am i"),
        ("记住我的 voice", "ok", "你知道我是谁吗"),
    ],
)
async def test_a_voice_is_learned_by_consent(family: Family, ask: str, agree: str, who: str) -> None:
    await family.named("anna", "Anna")
    phone = await family.device("anna")
    asked = await family.says(phone, "anna", ask)
    assert "I agree" in asked or "我同意" in asked
    assert family.home.kept("voices") == 0
    first = await family.says(phone, "anna", agree)
    assert "The weather looks lovely" in first or "今天早上天气" in first
    await read_out(family, phone, *["anna"] * 4)
    assert family.home.kept("voices") == 0 and family.engine.listened == 4
    answer = await family.says(phone, "anna", SENTENCES[4])
    profile = await family.home.voices.of("anna")
    assert profile is not None and len(profile.prints) == 5
    assert float(profile.middle @ vector_of("anna")) > 0.99
    assert answer and family.home.kept("voices") == 1
    kitchen = await family.speaker("owner")
    assert "Anna" in await family.says(kitchen, "anna", who)
    assert "Anna" not in await family.says(kitchen, "carl", who)


async def test_only_numbers_are_kept_and_only_with_their_person(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes"):
        await family.says(phone, "anna", text)
    await read_out(family, phone, *["anna"] * 5)
    (record,) = await family.home.records.all("anna", "voices")
    assert set(record.document) == {"model", "prints", "made"}
    assert all(
        len(each) < 100 for each in record.document["prints"]
    )  # of 16 numbers; no sound has room there
    for other in ("owner", "bob"):
        assert await family.home.records.all(other, "voices") == []
        page = await family.home.records.pull(other)
        assert [row for row in page.rows if row.collection == "voices"] == []


async def test_the_sentences_are_shown_and_no_event_has_the_numbers(family: Family) -> None:
    phone = await family.device("anna")
    await family.says(phone, "anna", "learn my voice")
    await family.says(phone, "anna", "yes")
    shown = [event.action for event in family.events if isinstance(event, Did)]
    assert shown[0].kind == "voice_prompt" and shown[0].data["number"] == 1
    await family.says(phone, "anna", SENTENCES[0])
    for event in family.events:
        assert "Enrolment" not in repr(event) and "vector" not in repr(event)


@pytest.mark.parametrize("no", ["no thanks", "不同意", "what time is it"])
async def test_who_does_not_agree_is_not_learned(family: Family, no: str) -> None:
    phone = await family.device("anna")
    await family.says(phone, "anna", "learn my voice")
    await family.says(phone, "anna", no)
    await read_out(family, phone, *["anna"] * 5)
    assert family.home.kept("voices") == 0 and family.engine.listened == 0


async def test_who_agrees_without_having_been_told_to_what_is_told_first(family: Family) -> None:
    phone = await family.device("anna")
    answer = await family.says(phone, "anna", "i agree")
    assert "I agree" in answer and "never the sound" in answer


async def test_it_can_be_broken_off(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes", SENTENCES[0], "never mind"):
        await family.says(phone, "anna", text)
    assert ":" in await family.says(phone, "anna", "what time is it")
    assert family.home.kept("voices") == 0


async def test_who_walks_away_in_the_middle_is_not_waited_for(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes", SENTENCES[0]):
        await family.says(phone, "anna", text)
    await asyncio.sleep(ENROLLING + 1)
    assert ":" in await family.says(phone, "bob", "what time is it")


async def test_a_sentence_that_is_too_short_is_asked_for_again(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes"):
        await family.says(phone, "anna", text)
    answer = await family.says(phone, "anna", "hm", seconds=0.8)
    assert "too short" in answer and "lovely" in answer
    await read_out(family, phone, *["anna"] * 5)
    assert family.home.kept("voices") == 1


async def test_another_s_sentence_in_between_is_not_taken(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes", SENTENCES[0]):
        await family.says(phone, "anna", text)
    # In the language in which it began, whatever the recogniser makes of the sentences.
    assert "didn't sound like" in await family.says(phone, "bob", SENTENCES[1])
    await read_out(family, phone, *["anna"] * 4)
    profile = await family.home.voices.of("anna")
    assert profile is not None
    assert all(float(each @ vector_of("anna")) > 0.99 for each in profile.prints)


async def test_who_cannot_be_heard_is_let_go(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes"):
        await family.says(phone, "anna", text)
    answer = ""
    for _ in range(TRIES):
        answer = await family.says(phone, "anna", "hm", seconds=0.8)
    assert "Try again where it's quieter" in answer
    assert ":" in await family.says(phone, "anna", "what time is it")
    assert family.home.kept("voices") == 0


async def test_two_who_cannot_be_told_apart_are_not_both_learned(family: Family) -> None:
    await family.learned("anna")
    phone = await family.device("bob")
    for text in ("learn my voice", "yes"):
        await family.types(phone, text)
    answer = await read_out(family, phone, *["twin"] * 5)
    assert "tell you apart" in answer
    assert await family.home.voices.of("bob") is None


async def test_a_guest_is_not_learned(family: Family) -> None:
    phone = await family.device("guest", guest=True)
    for text, refusal in (("learn my voice", "people of the house"), ("录入声纹", "家里人")):
        assert refusal in await family.says(phone, "carl", text)
    assert family.home.kept("voices") == 0


async def test_what_is_typed_is_no_sentence_to_learn_from(family: Family) -> None:
    phone = await family.device("anna")
    for text in ("learn my voice", "yes"):
        await family.types(phone, text)
    assert ":" in await family.types(phone, "what time is it")
    assert family.home.kept("voices") == 0


@pytest.mark.parametrize("text", ["forget my voice", "删除我的声纹", "把我的 声纹 删掉"])
async def test_it_is_forgotten_at_once(family: Family, text: str) -> None:
    await family.learned("anna")
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "anna", text)
    assert family.home.kept("voices") == 0
    before = family.engine.listened
    await family.says(kitchen, "carl", "add milk to my shopping list")
    assert family.home.kept("items") == 1 and family.engine.listened == before


async def test_it_is_forgotten_by_typing_and_by_sync(family: Family) -> None:
    await family.learned("anna", "bob")
    phone = await family.device("anna")
    assert "forgotten" in await family.types(phone, "forget my voice")
    assert "nothing to forget" in await family.types(phone, "forget my voice")
    kitchen = await family.speaker("bob")
    assert "recognise" in await family.says(kitchen, "carl", "what's on my shopping list")
    await family.home.records.delete("bob", "voices", "voice")
    assert "recognise" not in await family.says(kitchen, "carl", "what's on my shopping list")


# On a speaker anybody can say anything.


async def test_a_speaker_does_not_learn_whoever_says_so(family: Family) -> None:
    kitchen = await family.speaker("anna")
    for text, refusal in (("learn my voice", "Anybody could say that"), ("记住我的声音", "谁都可以这么说")):
        assert refusal in await family.says(kitchen, "carl", text)
    await family.says(kitchen, "carl", "i agree")
    await read_out(family, kitchen, *["carl"] * 5)
    assert family.home.kept("voices") == 0


async def test_a_speaker_learns_more_of_whom_it_knows(family: Family) -> None:
    await family.learned("bob")
    kitchen = await family.speaker("anna")
    assert "already" in await family.says(kitchen, "bob", "learn my voice")
    await family.says(kitchen, "bob", "i agree that you may learn my voice")
    await read_out(family, kitchen, *["bob"] * 5)
    profile = await family.home.voices.of("bob")
    assert profile is not None and len(profile.prints) == 10


@pytest.mark.parametrize("allow", ["let the speaker learn my voice", "允许音箱记住我的声音"])
async def test_a_speaker_learns_whom_it_may(family: Family, allow: str) -> None:
    kitchen, phone = await family.speaker("owner"), await family.device("bob")
    assert await family.types(phone, allow)
    for text in ("learn my voice", "yes"):
        await family.says(kitchen, "bob", text)
    await read_out(family, kitchen, *["bob"] * 5)
    assert await family.home.voices.of("bob") is not None
    assert await family.home.voices.of("owner") is None
    # Once: the next who says so is asked to allow it again.
    assert "Anybody" in await family.says(kitchen, "carl", "learn my voice")


async def test_a_permission_ends_and_two_at_once_are_none(family: Family) -> None:
    kitchen = await family.speaker("owner")
    bobs, annas = await family.device("bob"), await family.device("anna")
    await family.types(bobs, "let the speaker learn my voice")
    await family.types(annas, "let the speaker learn my voice")
    assert "Anybody" in await family.says(kitchen, "bob", "learn my voice")
    await asyncio.sleep(ALLOWED)
    await family.types(bobs, "let the speaker learn my voice")
    assert "I agree" in await family.says(kitchen, "bob", "learn my voice")
    await asyncio.sleep(ALLOWED)
    assert "Anybody" in await family.says(kitchen, "bob", "learn my voice")


# Who attacks.


async def test_a_stranger_cannot_replace_a_voice_on_somebody_s_own_device(family: Family) -> None:
    await family.learned("anna")
    phone = await family.device("anna")
    assert "type" in await family.says(phone, "carl", "learn my voice")
    assert "打字" in await family.says(phone, "carl", "记住我的声音")


async def test_whose_voice_has_changed_types_it(family: Family) -> None:
    await family.learned("anna")
    phone = await family.device("anna")
    for text in ("forget my voice", "learn my voice", "yes"):
        await family.types(phone, text)
    await read_out(family, phone, *["carl"] * 5)
    profile = await family.home.voices.of("anna")
    assert profile is not None and float(profile.middle @ vector_of("carl")) > 0.99


async def test_who_copies_another_s_profile_becomes_nobody_else(family: Family) -> None:
    await family.learned("anna")
    await family.learned("anna", account="bob")  # as his own, by sync
    await family.home.records.put("anna", "notes", "n", {"text": "secret"})
    for kitchen in (await family.speaker("bob"), await family.speaker("anna")):
        assert "can't tell" in await family.says(kitchen, "anna", "who am i")
        assert "couldn't tell" in await family.says(kitchen, "anna", "read my notes")
    assert "secret" not in await family.says(await family.device("bob"), "bob", "read my notes")


@pytest.mark.parametrize(
    "prints",
    [["AAAA"], ["not base64!"], [""], ["AAB8AAB8"], ["/////w=="], ["AAAAAAAA"] * 20],
    ids=["zero", "letters", "nothing", "infinite", "not a number", "many"],
)
async def test_rubbish_in_a_profile_is_nobody_s_voice(family: Family, prints: list[str]) -> None:
    await family.home.records.put("bob", "voices", "voice", {"model": "loudness", "prints": prints})
    assert await family.home.voices.all() == ()
    kitchen = await family.speaker("anna")
    await family.says(kitchen, "bob", "add milk to my shopping list")
    assert family.home.kept("items") == 1


async def test_a_profile_of_another_model_recognises_nobody(family: Family) -> None:
    await family.home.voices.keep("anna", "another", [np.ones(8, np.float32)])
    kitchen, phone = await family.speaker("anna"), await family.device("anna")
    assert "recognise" in await family.says(kitchen, "anna", "what's on my shopping list")
    # But at a device of her own nothing is kept from her, and her voice can be learned anew.
    assert "recognise" not in await family.says(phone, "anna", "what's on my shopping list")
    for text in ("learn my voice", "yes"):
        await family.says(phone, "anna", text)
    await read_out(family, phone, *["anna"] * 5)
    profile = await family.home.voices.of("anna")
    assert profile is not None and profile.model == family.engine.name
