"""What a person tells of themselves and theirs: kept, answered in either language, forgotten, theirs alone.

It is Saturday, 21 November 2026, 9:30 in Shanghai.
"""

from __future__ import annotations

import pytest

from fakes.home import Home


async def test_what_was_told_in_one_language_is_answered_in_the_other(home: Home) -> None:
    await home.say("my sister's birthday is 3 May")
    assert (await home.say("When's my sister's birthday?")).text == "Your sister's birthday is May 3."
    assert (await home.say("我姐姐的生日是哪天")).text == "你姐姐的生日是5月3日。"
    assert (await home.say("how many days until my sister's birthday")).text.startswith("In 163 days.")
    assert (await home.say("离我姐姐的生日还有几天")).text.startswith("还有163天。")


async def test_what_is_told_again_takes_the_place_of_what_was(home: Home) -> None:
    await home.say("我的车停在B2")
    await home.say("我的车停在A3")
    assert (await home.say("我的车停哪儿了")).text == "你的车在A3。"
    assert len(await home.home.records.all("anna", "facts")) == 1


async def test_words_that_cannot_be_said_in_the_other_language_are_quoted(home: Home) -> None:
    await home.say("my car is parked on level three")
    assert (await home.say("我的车停在哪儿")).text == "你跟我说过：“my car is parked on level three”。"


@pytest.mark.parametrize(
    ("told", "asked", "answer"),
    [
        ("我的车停在B2", "我的 car 停哪了", "B2"),
        ("我的 car 停在 B2", "我的车停哪了", "B2"),
        ("my passport is in the drawer", "我的 passport 放哪了", "drawer"),
        ("我的车停在B2", "where did I park 我的 car", "B2"),
    ],
)
async def test_a_thing_may_have_the_name_of_the_other_language(
    home: Home, told: str, asked: str, answer: str
) -> None:
    await home.say(told)
    assert answer in (await home.say(asked)).text


async def test_an_age_needs_the_year(home: Home) -> None:
    await home.say("我是1990年3月5日出生的")
    assert (await home.say("我多大了")).text == "你36岁，1990年3月5日出生。"
    await home.say("my mother's birthday is 4 June")
    assert (await home.say("how old is my mother")).text.startswith("I don't know the year.")


async def test_what_was_not_told_is_not_guessed(home: Home) -> None:
    assert (await home.say("what's my shoe size")).text == "You haven't told me your shoe size."
    assert (await home.say("我姐姐的生日是哪天")).text == "你还没告诉过我你姐姐的生日。"
    assert (await home.say("你都记得我什么")).text.startswith("你还没跟我说过自己的事")


async def test_a_fact_is_forgotten_and_so_are_all_of_them_after_a_question(home: Home) -> None:
    for text in ("my shoe size is 42", "我对花生过敏", "my sister's husband is Tom"):
        await home.say(text)
    assert (await home.say("forget my shoe size")).text == "Okay, I forgot your shoe size."
    assert (await home.say("what's my shoe size")).text == "You haven't told me your shoe size."
    assert (await home.say("忘掉关于我的一切")).question
    assert (await home.say("不要")).text == "好，那就留着。"
    assert len(await home.home.records.all("anna", "facts")) == 2
    await home.say("forget everything about me")
    assert (await home.say("yes")).text == "I forgot all 2."
    assert await home.home.records.all("anna", "facts") == []


async def test_it_can_be_taken_back(home: Home) -> None:
    await home.say("my shoe size is 42")
    await home.say("my shoe size is 43")
    await home.say("undo that")
    assert (await home.say("what's my shoe size")).text == "Your shoe size is 42."


async def test_contacts_tell_too_and_say_so(home: Home) -> None:
    await home.home.records.put(
        "anna", "contacts", "c1", {"name": "Tom", "phones": ["555 0100"], "birthday": "1990-06-05"}
    )
    told = (await home.say("when is Tom's birthday")).text
    assert told == "Tom's birthday is Jun 5, 1990. That's from your contacts."


async def test_nobody_else_hears_of_it(home: Home) -> None:
    await home.say("my wifi password is swordfish")
    home.somebody_else("bo")
    assert (await home.say("what's my wifi password")).text == "You haven't told me your wifi password."
    home.somebody_else("gast", guest=True)
    assert "guests" in (await home.say("my shoe size is 42")).text
    assert await home.home.records.all("gast", "facts") == []


@pytest.mark.parametrize(
    "text",
    ["where is my phone", "where did I put my phone", "set a timer for five minutes", "what's my name"],
)
async def test_what_belongs_to_other_skills_is_left_to_them(home: Home, text: str) -> None:
    await home.say(text)
    assert home.understood is not None
    assert not home.understood.intent.startswith("fact.")


@pytest.mark.parametrize(
    "text",
    [
        "my account is blocked, help me",
        "my password is wrong",
        "my card number is stolen, what do I do",
        "my account is locked out again",
        "我的密码是被人改了，怎么办",
        "我的尺码是太大了",
    ],
)
async def test_what_went_wrong_is_no_fact(home: Home, text: str) -> None:
    found = home.skills.read(text, None, home.context).commands
    assert "fact.tell" not in {each.intent for each in found}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my favourite colour is red, remember that", "red"),
        ("我女儿的生日是五月三号，记一下", "五月三号"),
        ("my wife's name is Long", "Long"),
        ("my sister's favourite food is full English breakfast", "full English breakfast"),
    ],
)
async def test_what_is_said_behind_a_fact_is_no_part_of_it(home: Home, text: str, value: str) -> None:
    await home.say(text)
    (kept,) = await home.home.records.all("anna", "facts")
    assert kept.document["value"] == value
