"""Notes as a person meets them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fakes.finds import FakeFinds
from fakes.home import Home
from fakes.skills import understanding_skills
from parley.errors import ParleyError
from parley.search.types import Hit, Piece
from parley.skills.types import Context, Pending, plain

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("notes.yaml").read_text("utf-8"))
SKILLS = understanding_skills()


def utterances(language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    for intent, texts in SAID[language].items():
        for text, slots in texts.items():
            yield text, intent, slots


def understood(text: str, context: Context | None = None) -> tuple[str, dict[str, object]] | None:
    found = SKILLS.understand(text, None, context)
    if found is None:
        return None
    return found.intent, {key: value for key, value in plain(found.slots).items() if value}


@pytest.mark.parametrize(("language", "enough"), [("en", 0.95), ("zh", 0.95), ("mixed", 0.92)])
def test_what_people_say_is_understood(language: str, enough: float) -> None:
    said = list(utterances(language))
    wrong = [(text, found) for text, *meant in said if (found := understood(text)) != tuple(meant)]
    assert len(wrong) <= (1 - enough) * len(said), wrong


def test_there_are_enough_of_them() -> None:
    assert min(len(list(utterances(each))) for each in ("en", "zh", "mixed")) >= 20


@pytest.mark.parametrize("said", SAID["follow"], ids=lambda each: each["then"])
def test_what_follows_is_about_the_same_note(said: dict[str, Any]) -> None:
    before = SKILLS.understand(said["said"])
    assert before is not None
    asked = before.intent == "note.take" and not before.slots
    context = Context(last=before, pending=Pending("note.take", "text") if asked else None)
    assert understood(said["then"], context) == (said["intent"], said["slots"])


@pytest.mark.parametrize("text", SAID["none"])
def test_what_is_not_about_a_note_is_not_taken(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.skill != "notes"


async def texts(home: Home, person: str = "anna") -> list[str]:
    found = await home.home.records.all(person, "notes")
    return sorted(str(each.document["text"]) for each in found)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Take a note: the WiFi password is on the fridge.", "the WiFi password is on the fridge"),
        ("Note: gate B12, seat 4A", "gate B12, seat 4A"),
        ("记一下：周五交房租", "周五交房租"),
        ("幫我記一下：週五、週六都要交房租。", "週五、週六都要交房租"),
        ("帮我 take a note: 给 Mr. Smith 打电话，three o'clock", "给 Mr. Smith 打电话，three o'clock"),
    ],
)
async def test_a_note_is_in_the_person_s_own_words(home: Home, said: str, kept: str) -> None:
    await home.say(said)
    assert await texts(home) == [kept]


async def test_who_says_nothing_to_note_is_asked(home: Home) -> None:
    assert (await home.say("take a note")).question
    await home.say("The key is under Mrs. Lee's mat, on the left.")
    assert await texts(home) == ["The key is under Mrs. Lee's mat, on the left"]
    assert (await home.say("记个笔记")).text in ("要记什么？", "记点什么？")
    await home.say("车停在B2")
    assert len(await texts(home)) == 2


async def test_notes_are_read_the_latest_by_itself(home: Home) -> None:
    assert (await home.say("read my notes")).text == "You don't have any notes yet."
    await home.say("take a note: The plumber comes on Friday")
    await asyncio.sleep(60)
    await home.say("记一下：周五交房租")
    assert (await home.say("read my latest note")).text == "Your latest note says: 周五交房租."
    assert (await home.say("念一下我的笔记")).text == (
        "你有2条笔记。周五交房租。The plumber comes on Friday。"
    )
    assert (await home.say("我有几条笔记")).text == "你有2条笔记。"
    for number in range(3):
        await home.say(f"note: number {number}")
    assert "You have 5 notes. The first 3: " in (await home.say("read my notes")).text


async def test_a_note_is_found_by_its_words_and_by_their_sound(home: Home) -> None:
    await home.say("take a note: The plumber comes on Friday")
    await home.say("记一下：周五交房租")
    assert "plumber" in (await home.say("what did I write down about the plumbers")).text
    assert "交房租" in (await home.say("关于芳租的笔记")).text
    assert (await home.say("find my notes about Tom")).text == "I can't find a note about Tom."


async def test_a_note_is_deleted_only_when_that_is_sure(home: Home) -> None:
    await home.say("take a note: The plumber comes on Friday")
    await asyncio.sleep(1)
    await home.say("记一下：周五交房租")
    assert (await home.say("删掉吧")).text == "要删除这条笔记吗？周五交房租。"
    await home.say("不要")
    assert len(await texts(home)) == 2
    await home.say("delete my latest note")
    await home.say("yes")
    assert await texts(home) == ["The plumber comes on Friday"]


async def test_what_was_asked_about_is_deleted_and_nothing_else(home: Home) -> None:
    await home.say("take a note: the old code")
    await asyncio.sleep(1)
    asked = await home.say("delete my latest note")
    assert "the old code" in asked.text
    # Another device writes while the person thinks.
    await home.home.records.put("anna", "notes", "n", {"text": "the new code", "changed": 32_000_000_000})
    await home.say("yes")
    assert await texts(home) == ["the new code"]


async def test_which_of_several_is_asked_and_all_means_those(home: Home) -> None:
    for text in ("the wifi is slow", "the wifi password is tulip", "call Tom"):
        await home.say(f"take a note: {text}")
    asked = await home.say("delete the note about the wifi")
    assert asked.text.startswith("There are 2 of them. Which one?")
    assert "Delete 2 notes?" in (await home.say("all of them")).text
    await home.say("no")
    await home.say("delete the note about the wifi")
    assert "tulip" in (await home.say("the one about the password")).text
    await home.say("yes")
    assert await texts(home) == ["call Tom", "the wifi is slow"]


async def test_all_notes_are_deleted(home: Home) -> None:
    await home.say("记一下：周五交房租")
    await home.say("记一下：门禁密码4711")
    assert (await home.say("删掉所有笔记")).text == "要把2条笔记都删除吗？"
    await home.say("删吧")
    assert home.home.kept("notes") == 0


async def test_what_the_pages_wrote_is_read_with_its_title_pinned_first(home: Home) -> None:
    records = home.home.records
    await home.say("note: milk is out")
    await records.put(
        "anna", "notes", "n1", {"title": "Wifi", "text": "tulip", "pinned": True, "changed": 1.0}
    )
    await records.put("anna", "notes", "n2", {"title": "", "text": "", "changed": 2.0})
    assert (await home.say("read my notes")).text == "You have 2 notes. Wifi: tulip. milk is out."


async def test_nobody_hears_noted_when_the_disk_is_full(home: Home) -> None:
    home.home.full = True
    with pytest.raises(ParleyError):
        await home.say("take a note: the key is under the mat")
    home.home.full = False
    assert await texts(home) == []


async def test_notes_belong_to_their_person_and_guests_have_none(home: Home) -> None:
    await home.say("take a note: the key is under the mat")
    home.somebody_else("bob")
    assert (await home.say("read my notes")).text == "You don't have any notes yet."
    home.somebody_else("visitor", guest=True)
    assert "guests" in (await home.say("take a note: hello")).text
    assert "客人" in (await home.say("记一下：你好")).text


async def test_a_note_is_also_found_by_other_forms_of_its_words(home: Home) -> None:
    await home.say("take a note: the leases are in the blue folder")
    (note,) = await home.home.records.all("anna", "notes")
    assert "can't find" in (await home.say("find my note about renting")).text
    hit = Hit(f"notes/{note.id}", "note", "", (Piece("renting"),))
    home.lent.finds = FakeFinds({"anna": [hit, Hit("notes/gone", "note", "renting")]})
    assert "blue folder" in (await home.say("find my note about renting")).text
