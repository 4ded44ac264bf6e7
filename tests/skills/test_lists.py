"""Lists as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fakes.home import Home
from fakes.skills import understanding_skills
from parley.errors import ParleyError
from parley.skills.lists.entries import entries
from parley.skills.lists.order import appended
from parley.skills.types import Context, plain

SAID: dict[str, Any] = msgspec.yaml.decode(Path(__file__).with_name("lists.yaml").read_text("utf-8"))
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
    assert min(len(list(utterances(each))) for each in ("en", "zh", "mixed")) >= 40


@pytest.mark.parametrize("said", SAID["follow"], ids=lambda each: each["then"])
def test_what_follows_goes_on_with_the_same_list(said: dict[str, Any]) -> None:
    before = SKILLS.understand(said["said"])
    assert understood(said["then"], Context(last=before)) == (said["intent"], said["slots"])


@pytest.mark.parametrize("text", SAID["none"])
def test_what_is_not_about_a_list_is_not_taken(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.skill != "lists"


@pytest.mark.xfail(strict=True, reason="it would need to know what may be on a list")
@pytest.mark.parametrize("text", SAID["taken"])
def test_what_should_be_left_and_is_not_yet(text: str) -> None:
    assert SKILLS.understand(text) is None


async def kept(home: Home, person: str = "anna") -> dict[str, list[str]]:
    """The lists as the pages show them: names, and items in their order."""
    records = home.home.records
    lists = await records.all(person, "lists")
    items = sorted(await records.all(person, "items"), key=lambda each: each.document["order"])
    return {
        str(each.document["name"]): [
            " ".join(filter(None, (item.document["amount"], item.document["text"])))
            + (" ✓" if item.document["done"] else "")
            for item in items
            if item.document["list"] == each.id
        ]
        for each in sorted(lists, key=lambda each: each.document["order"])
    }


async def test_several_things_with_their_amounts_in_the_person_s_own_words(home: Home) -> None:
    await home.say("Add Milk, McVitie's and two loaves of bread to the shopping list.")
    await home.say("把牛奶和两斤苹果加到购物清单")
    things = ["Milk", "McVitie's", "two loaves bread", "牛奶", "两斤 苹果"]
    assert await kept(home) == {"Shopping list": things}


async def test_a_list_is_made_when_something_is_put_on_it_and_that_is_said(home: Home) -> None:
    assert "made the packing list" in (await home.say("add socks to the packing list")).text
    assert "made" not in (await home.say("add hats to the packing list")).text
    assert "新建" in (await home.say("待办加一条交电费")).text
    assert await kept(home) == {"packing list": ["socks", "hats"], "待办清单": ["交电费"]}
    kinds = [each.document["kind"] for each in await home.home.records.all("anna", "lists")]
    assert sorted(kinds) == ["other", "tasks"]


async def test_nothing_is_on_a_list_twice(home: Home) -> None:
    await home.say("add milk and eggs to the shopping list")
    assert (await home.say("add the Milk to the shopping list")).text == (
        "You already have milk on the shopping list."
    )
    assert "3 eggs" in (await home.say("add 3 eggs to the shopping list")).text
    assert await kept(home) == {"Shopping list": ["milk", "3 eggs"]}
    await home.say("check off milk")
    await home.say("add milk to the shopping list")
    assert await kept(home) == {"Shopping list": ["milk", "3 eggs"]}


async def test_the_one_talked_of_goes_on(home: Home) -> None:
    await home.say("add milk to the packing list")
    await home.say("add eggs to the shopping list")
    await home.say("and butter")
    await home.say("not the eggs")
    await home.say("add cheese to the list")
    await home.say("undo that")
    assert await kept(home) == {"packing list": ["milk"], "Shopping list": ["butter"]}
    await home.say("what time is it")
    asked = await home.say("add tea to the list")
    assert asked.question
    assert "the packing list or the shopping list" in asked.text
    await home.say("the shopping one")
    assert (await kept(home))["Shopping list"] == ["butter", "tea"]


async def test_a_correction_takes_the_place_of_what_was_added(home: Home) -> None:
    await home.say("把牛奶加到购物清单")
    await home.say("不对，是酸奶")
    await home.say("还有鸡蛋")
    assert await kept(home) == {"购物清单": ["酸奶", "鸡蛋"]}


async def test_a_recogniser_writes_homophones(home: Home) -> None:
    await home.say("把纸巾和酸奶加到购物清单")
    assert "纸巾" in (await home.say("把直巾勾掉")).text
    assert await kept(home) == {"购物清单": ["纸巾 ✓", "酸奶"]}


async def test_which_of_two_is_asked(home: Home) -> None:
    await home.say("add oat milk, soy milk and tea to the shopping list")
    asked = await home.say("remove milk from the shopping list")
    assert asked.text == "Which one: oat milk or soy milk?"
    await home.say("the soy milk")
    assert await kept(home) == {"Shopping list": ["oat milk", "tea"]}
    assert "can't find" in (await home.say("remove green tea from the shopping list")).text


async def test_both_may_be_the_answer(home: Home) -> None:
    await home.say("add oat milk, soy milk and tea to the shopping list")
    await home.say("check off the milk")
    await home.say("both")
    assert await kept(home) == {"Shopping list": ["oat milk ✓", "soy milk ✓", "tea"]}


@pytest.mark.parametrize(
    ("request_", "yes", "no"),
    [("clear the shopping list", "yes please", "no"), ("清空购物清单", "好的", "不要")],
)
async def test_a_list_is_cleared_only_when_that_is_sure(home: Home, request_: str, yes: str, no: str) -> None:
    await home.say("add milk and eggs to the shopping list")
    assert (await home.say(request_)).question
    await home.say(no)
    assert await kept(home) == {"Shopping list": ["milk", "eggs"]}
    await home.say(request_)
    await home.say(yes)
    assert await kept(home) == {"Shopping list": []}
    await home.say("撤销")
    assert await kept(home) == {"Shopping list": ["milk", "eggs"]}


async def test_clearing_again_asks_again(home: Home) -> None:
    await home.say("add milk to the shopping list")
    await home.say("clear the shopping list")
    await home.say("yes")
    await home.say("add tea")
    assert (await home.say("clear it")).question
    assert await kept(home) == {"Shopping list": ["tea"]}


async def test_what_is_done_is_cleared(home: Home) -> None:
    await home.say("把牛奶、鸡蛋和面包加到购物清单")
    await home.say("把牛奶和面包勾掉")
    assert (await home.say("购物清单上有什么")).text == "购物清单上有1项：鸡蛋。"
    await home.say("清掉购物清单里买好的")
    assert await kept(home) == {"购物清单": ["鸡蛋"]}


async def test_a_list_is_renamed_and_deleted_with_what_is_on_it(home: Home) -> None:
    await home.say("make a packing list")
    await home.say("add Socks")
    await home.say("rename the packing list to Holiday in Rome")
    assert await kept(home) == {"Holiday in Rome": ["Socks"]}
    assert (await home.say("delete the Holiday in Rome list")).question
    await home.say("no")
    assert home.home.kept("items") == 1
    await home.say("delete the Holiday in Rome list")
    await home.say("yes")
    assert home.home.kept("lists") == home.home.kept("items") == 0


async def test_things_move_between_lists(home: Home) -> None:
    await home.say("把充电器和牛奶加到购物清单")
    await home.say("把充电器从购物清单移到旅行清单")
    assert await kept(home) == {"购物清单": ["牛奶"], "旅行清单": ["充电器"]}


async def test_what_the_pages_made_is_known_and_goes_on_where_they_left_off(home: Home) -> None:
    records = home.home.records
    await records.put("anna", "lists", "l1", {"name": "Groceries", "kind": "shopping", "order": "n"})
    await records.put("anna", "items", "i1", {"list": "l1", "text": "Rye bread", "order": "z"})
    assert "Rye bread" in (await home.say("what's on my shopping list")).text
    await home.say("把牛奶加到购物清单")
    assert await kept(home) == {"Groceries": ["Rye bread", "牛奶"]}
    await home.say("check off the rye bread")
    record = await records.get("anna", "items", "i1")
    assert record is not None
    assert record.document["done"] is True


async def test_nobody_hears_added_when_the_disk_is_full(home: Home) -> None:
    await home.say("add milk to the shopping list")
    home.home.full = True
    with pytest.raises(ParleyError):
        await home.say("add eggs to the shopping list")
    home.home.full = False
    assert await kept(home) == {"Shopping list": ["milk"]}


async def test_lists_belong_to_their_person_and_guests_have_none(home: Home) -> None:
    await home.say("add milk to the shopping list")
    home.somebody_else("bob")
    assert (await home.say("what's on my shopping list")).text == "There is nothing on the shopping list."
    home.somebody_else("visitor", guest=True)
    assert "guests" in (await home.say("add milk to the shopping list")).text
    assert "客人" in (await home.say("清空购物清单")).text


@pytest.mark.parametrize(
    ("words", "kind", "expected"),
    [
        ("milk and two loaves of bread", "shopping", [("milk", ""), ("bread", "two loaves")]),
        ("a dozen eggs, 3 lemons", "shopping", [("eggs", "a dozen"), ("lemons", "3")]),
        ("mac and cheese and a bottle of wine", "shopping", [("mac and cheese", ""), ("wine", "a bottle")]),
        ("some oat milk", "shopping", [("oat milk", "")]),
        ("1/2 kg of flour", "shopping", [("flour", "1/2 kg")]),
        ("牛奶和两斤苹果", "shopping", [("牛奶", ""), ("苹果", "两斤")]),
        ("三瓶酱油、鸡蛋十个和一包盐", "shopping", [("酱油", "三瓶"), ("鸡蛋", "十个"), ("盐", "一包")]),
        ("和牛、点心", "shopping", [("和牛", ""), ("点心", "")]),
        ("call Mom and Dad", "tasks", [("call Mom and Dad", "")]),
        ("call Mom and water the plants", "tasks", [("call Mom", ""), ("water the plants", "")]),
        ("给爸爸和妈妈打电话", "tasks", [("给爸爸和妈妈打电话", "")]),
        ("洗衣服和拖地", "tasks", [("洗衣服", ""), ("拖地", "")]),
        ("The Lord of the Rings", "other", [("The Lord of the Rings", "")]),
        ("12 Angry Men", "other", [("12 Angry Men", "")]),
        ("", "shopping", []),
    ],
)
def test_entries_and_amounts(words: str, kind: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.text, each.amount) for each in entries(words, kind)] == expected


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["shopping", "tasks", "other"]))
def test_any_words_are_parted(words: str, kind: str) -> None:
    found = entries(words, kind)
    assert all(each.text.strip() for each in found)
    assert sum(len(each.text) + len(each.amount) for each in found) <= len(words)


@given(
    st.lists(st.sampled_from(["b", "c", "zz", "az", "n", "", "a", "z" * 70]), max_size=6), st.integers(1, 40)
)
def test_what_is_appended_comes_after_everything(orders: list[str], count: int) -> None:
    before = {f"old{index:02}": order for index, order in enumerate(orders)}
    new = [f"new{index:02}" for index in range(count)]
    places = {**before, **appended(before, new)}
    wanted = [*sorted(before, key=lambda id: (before[id], id)), *new]
    assert sorted(places, key=lambda id: places[id]) == wanted
    assert all(len(place) <= 100 for place in places.values())


def test_places_are_those_that_the_pages_give() -> None:
    assert appended({}, ["a", "b"]) == {"a": "c", "b": "e"}
    assert appended({"x": "z"}, ["a"]) == {"a": "zc"}
    assert appended({"x": "y"}, ["a"]) == {"a": "z"}
    assert appended({"x": "", "y": ""}, ["a"]) == {"x": "gn", "y": "nb", "a": "tn"}


@pytest.mark.parametrize(
    ("put", "asked", "yes", "no"),
    [
        (
            "put the tent on camping gear",
            "There is no list called camping gear. Should I make it?",
            "yes",
            "no",
        ),
        ("把帐篷加到露营装备", "没有叫“露营装备”的清单，要建一个吗？", "好的", "不用了"),
    ],
)
async def test_a_list_that_nobody_called_so_is_made_when_they_are_sure(
    home: Home, put: str, asked: str, yes: str, no: str
) -> None:
    assert (await home.say(put)).text == asked
    await home.say(no)
    assert home.home.kept("lists") == home.home.kept("items") == 0
    await home.say(put)
    await home.say(yes)
    (made,) = await home.home.records.all("anna", "lists")
    assert made.document["name"].removesuffix(" list").removesuffix("清单") in asked
    (item,) = await home.home.records.all("anna", "items")
    assert item.document["text"] in put
    # Now it is there, and nothing is asked.
    await home.say(put.replace("tent", "stove").replace("帐篷", "炉子"))
    assert home.home.kept("items") == 2
