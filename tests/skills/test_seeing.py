"""What a person asks of a camera and of their photos, as they meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from fakes.home import Home
from fakes.sights import FakeCamera, FakeSight
from fakes.skills import understanding_skills
from parley.skills.seeing.wording import PAGE, counted, page_from
from parley.skills.types import plain
from parley.vision.photos.search.types import Found, Query

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("seeing.yaml").read_text("utf-8"))
SKILLS = understanding_skills()
BILL = ("国网浙江省电力有限公司", "电费账单", "户号：3301234567", "本期应缴金额：128.50元", "缴费截止日：{}")
LETTER = ("NORTHERN WATER", "Water bill", "Total amount due: £64.20", "Please pay by {}")


def utterances(language: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    for intent, texts in SAID[language].items():
        for text, slots in texts.items():
            yield text, intent, slots


def understood(text: str) -> tuple[str, dict[str, object]] | None:
    found = SKILLS.understand(text)
    return (found.intent, dict(plain(found.slots))) if found else None


@pytest.mark.parametrize(("language", "enough"), [("en", 0.95), ("zh", 0.95), ("mixed", 0.92)])
def test_what_people_say_of_pictures_is_understood(language: str, enough: float) -> None:
    said = list(utterances(language))
    wrong = [(text, found) for text, *meant in said if (found := understood(text)) != tuple(meant)]
    assert len(wrong) <= (1 - enough) * len(said), wrong


@pytest.mark.parametrize("text", SAID["none"])
def test_what_is_about_no_picture_is_not_taken(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.skill != "seeing"


def before_a_camera(home: Home, sight: FakeSight) -> FakeCamera:
    camera = FakeCamera()
    home.sights.pictures["new"] = sight
    home.context = replace(home.context, tools=camera)
    return camera


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("what does this say", ("Keep off the grass.",)),
        ("这上面写了什么", ("小心地滑",)),
        ("念一下这个", ("Open here", "从此处打开")),
    ],
)
async def test_what_is_held_before_a_camera_is_read_out(
    home: Home, text: str, lines: tuple[str, ...]
) -> None:
    camera = before_a_camera(home, FakeSight(lines))
    reply = await home.say(text)
    assert reply.text == "\n".join(lines) and camera.taken == 1
    assert home.sights.added == [("anna", "new")]


async def test_what_is_read_is_spoken_in_its_own_language(home: Home) -> None:
    before_a_camera(home, FakeSight(("小心地滑，请注意安全。",)))
    assert (await home.say("what does this say")).language == "zh"


async def test_a_long_text_is_read_in_parts_as_long_as_its_person_likes(home: Home) -> None:
    line = "This is sentence number {} of a long and patient letter."
    camera = before_a_camera(home, FakeSight([line.format(at) for at in range(40)]))
    reply = await home.say("read this to me")
    assert reply.question and reply.text.endswith("Shall I go on?") and len(reply.text) < PAGE + 20
    parts = [reply.text.removesuffix("\nThere is more. Shall I go on?")]
    while reply.question:
        reply = await home.say("yes")
        parts.append(reply.text.removesuffix("\nThere is more. Shall I go on?"))
    assert "\n".join(parts) == "\n".join(line.format(at) for at in range(40))
    assert camera.taken == 1, "the picture is the same"


async def test_who_has_heard_enough_says_so(home: Home) -> None:
    before_a_camera(home, FakeSight(["一二三四五六七八九十。" * 200]))
    assert (await home.say("念一下这个")).question
    assert (await home.say("不用了")).text in ("好。", "好的。")


@pytest.mark.parametrize(
    ("text", "words"), [("read this to me", "can't find any writing"), ("念一下这个", "没看到有字")]
)
async def test_where_nothing_is_written_it_is_said(home: Home, text: str, words: str) -> None:
    before_a_camera(home, FakeSight(things=["cup"]))
    assert words in (await home.say(text)).text


@pytest.mark.parametrize(
    ("text", "sight", "told"),
    [
        ("what is this", FakeSight(things=["cup", "cup", "dog"]), "I see two cups and a dog."),
        ("这是什么", FakeSight(things=["cup", "cup", "dog"]), "我看到两个杯子和一只狗。"),
        ("what is this", FakeSight(["Fragile"], ["suitcase"]), "I see a suitcase. Written on it: Fragile"),
        ("这是什么", FakeSight(["易碎"], ["suitcase"]), "我看到一个行李箱，上面写着：易碎"),
        ("what is this", FakeSight(code="https://example.org"), "The code says: https://example.org"),
        ("这是什么", FakeSight(), "我认不出这是什么。"),
        ("what is this", FakeSight(), "I can't make out what it is."),
    ],
)
async def test_only_what_was_recognised_is_told(home: Home, text: str, sight: FakeSight, told: str) -> None:
    before_a_camera(home, sight)
    assert (await home.say(text)).text == told


async def test_a_model_that_describes_is_asked_where_there_is_one(home: Home) -> None:
    before_a_camera(home, FakeSight(things=["dog"]))
    home.sights.describes = True
    assert (await home.say("what is this")).text == "A dog on a beach."


async def test_the_picture_that_came_with_the_words_is_the_one_that_is_meant(home: Home) -> None:
    camera = before_a_camera(home, FakeSight(["the new one"]))
    home.sights.pictures["sent"] = FakeSight(["the one that was sent"])
    home.context = replace(home.context, picture="sent")
    assert (await home.say("what does this say")).text == "the one that was sent"
    assert camera.taken == 0


async def test_it_is_the_picture_that_was_looked_at_before(home: Home) -> None:
    camera = before_a_camera(home, FakeSight(["Fragile"], ["suitcase"]))
    await home.say("what is this")
    assert (await home.say("what does it say")).text == "Fragile"
    assert camera.taken == 1


@pytest.mark.parametrize(("text", "words"), [("what is this", "no camera"), ("这是什么", "没有摄像头")])
async def test_a_device_without_a_camera_says_how_it_can_be_done(home: Home, text: str, words: str) -> None:
    assert words in (await home.say(text)).text


async def test_who_thinks_better_of_it_is_left_alone(home: Home) -> None:
    camera = before_a_camera(home, FakeSight())
    camera.answers = '{"success": false, "reason": "cancelled"}'
    assert (await home.say("what is this")).text in ("All right.", "Okay, never mind.")
    camera.broken = True
    assert "no picture" in (await home.say("what is this")).text


async def test_guests_are_not_looked_at(home: Home) -> None:
    home.somebody_else("bob", guest=True)
    camera = before_a_camera(home, FakeSight(["secret"]))
    assert "guests" in (await home.say("what does this say")).text and camera.taken == 0


async def test_what_is_no_picture_is_said_to_be_none(home: Home) -> None:
    home.context = replace(home.context, picture="a text file")
    assert "couldn't open" in (await home.say("what is this")).text


def due(home: Home, days: int) -> str:
    day = (home.clock.now().astimezone(home.clock.zone()) + timedelta(days)).date()
    return day.isoformat()


async def test_a_bill_is_scanned_and_its_person_reminded_on_the_day_it_is_due(home: Home) -> None:
    day = due(home, 12)
    before_a_camera(home, FakeSight([line.format(day) for line in BILL]))
    reply = await home.say("扫描一下这张账单，到期提醒我")
    assert "国网浙江省电力有限公司的电费单" in reply.text and "128.50元" in reply.text
    (action,) = reply.actions
    assert action.kind == "reminder_set" and "交电费" in str(action.data["text"])
    ((account, title),) = home.sights.scans
    assert account == "anna" and title.startswith("国网浙江省电力有限公司 ")
    (record,) = await home.home.records.all("anna", "reminders")
    at = datetime.fromtimestamp(float(record.document["due"]), home.clock.zone())
    assert (at.date().isoformat(), at.hour) == (day, 9)


async def test_who_only_scans_is_asked_whether_to_be_reminded(home: Home) -> None:
    before_a_camera(home, FakeSight([line.format(due(home, 5)) for line in LETTER]))
    reply = await home.say("scan this")
    assert reply.question and "a water bill" in reply.text and "64.20 British pounds" in reply.text
    assert "I'll remind you" in (await home.say("yes please")).text
    (record,) = await home.home.records.all("anna", "reminders")
    assert "pay the water bill" in str(record.document["text"]).lower()


async def test_who_does_not_want_to_be_is_not(home: Home) -> None:
    before_a_camera(home, FakeSight([line.format(due(home, 5)) for line in LETTER]))
    assert (await home.say("scan this")).question
    await home.say("no")
    assert await home.home.records.all("anna", "reminders") == []


async def test_a_bill_without_a_day_is_kept_and_its_person_asked(home: Home) -> None:
    before_a_camera(home, FakeSight(["Garden club", "Dear member,", "thank you for the roses."]))
    reply = await home.say("scan this and remind me on the due date")
    assert reply.question and "When shall I remind you?" in reply.text and home.sights.scans
    assert "I'll remind you" in (await home.say("tomorrow at ten")).text
    assert len(await home.home.records.all("anna", "reminders")) == 1


async def test_a_day_that_is_past_is_told(home: Home) -> None:
    before_a_camera(home, FakeSight([line.format(due(home, -5)) for line in LETTER]))
    reply = await home.say("scan this and remind me on the due date")
    assert "it was due" in reply.text and "past" in reply.text
    assert await home.home.records.all("anna", "reminders") == []


async def test_a_picture_without_a_page_is_kept_whole_and_that_is_said(home: Home) -> None:
    before_a_camera(home, FakeSight(["hello"], page=False))
    assert "whole picture" in (await home.say("scan this")).text


@pytest.mark.parametrize(
    ("text", "told"),
    [("find my photos of dogs", "I found 3 photos."), ("找一下狗狗的照片", "找到了3张照片。")],
)
async def test_photos_are_found_and_shown(home: Home, text: str, told: str) -> None:
    home.sights.found = Found(("a", "b", "c"), Query(()))
    reply = await home.say(text)
    assert reply.text == told and reply.actions[0].kind == "photos"
    assert reply.actions[0].data["ids"] == ["a", "b", "c"] and reply.actions[0].data["count"] == 3
    assert home.sights.searched[0][0] == "anna"


async def test_where_no_photo_fits_it_is_said(home: Home) -> None:
    assert (await home.say("show me pictures of elephants")).text == "I can't find a photo like that."
    home.sights.found = Found(("a",), Query(()), partly=True)
    assert "Nothing fits all of it" in (await home.say("show me pictures of elephants")).text


def test_things_are_counted_as_people_count_them() -> None:
    assert counted(["knife"] * 3 + ["person", "person", "car"], "en") == "three knives, two people and a car"
    assert counted(["knife"] * 3 + ["person", "person", "car"], "zh") == "三把餐刀、两个人和一辆汽车"


@pytest.mark.parametrize("text", ["", "short", "字" * 5000, "word " * 3000, "A sentence. " * 700])
def test_every_part_of_a_text_comes_once(text: str) -> None:
    start, parts = 0, list[str]()
    while True:
        page, start = page_from(text, start)
        parts.append(page)
        if not start:
            break
    assert "".join("".join(parts).split()) == "".join(text.split())
