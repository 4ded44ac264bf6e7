"""Finding by voice: what is searched for, what is told of it, and whose it is."""

from __future__ import annotations

import pytest

from fakes.finds import FakeFinds
from fakes.home import Home
from fakes.skills import understanding_skills
from parley.search.types import Hit, Piece

SKILLS = understanding_skills()
SAID = {
    "search my things for the lease": ("lease", None),
    "search for the lease": ("lease", None),
    "search my files for the lease": ("lease", "file"),
    "find the document about the boiler": ("boiler", "file"),
    "find the page about sourdough": ("sourdough", "page"),
    "show me the article about coffee": ("coffee", "page"),
    "look through my bookmarks for tax forms": ("tax forms", "page"),
    "do i have anything about insurance": ("insurance", None),
    "what have i saved about insurance": ("insurance", None),
    "look through my history for pizza": ("pizza", "history"),
    "找一下上次记的装修报价": ("装修报价", None),
    "搜索装修报价": ("装修报价", None),
    "搜一下装修报价": ("装修报价", None),
    "在我的文件里找一下保险单": ("保险单", "file"),
    "找一下关于保险的文件": ("保险", "file"),
    "我有没有存过关于装修的网页": ("装修", "page"),
    "在我的收藏里找一下菜谱": ("菜谱", "page"),
    "在我的聊天记录里找披萨": ("披萨", "history"),
}
OTHERS = [
    "search for jazz music",
    "search for restaurants near me",
    "find my photos of dogs",
    "find my note about the lease",
    "搜一首周杰伦的歌",
    "搜索附近的咖啡店",
    "找一下在杭州拍的照片",
]


@pytest.mark.parametrize("text", SAID)
def test_what_people_say_is_understood(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is not None
    assert (found.intent, found.slots.get("query"), found.slots.get("kind")) == ("find.search", *SAID[text])


@pytest.mark.parametrize("text", OTHERS)
def test_what_others_look_for_is_left_to_them(text: str) -> None:
    found = SKILLS.understand(text)
    assert found is None or found.intent != "find.search"


@pytest.fixture
def finds(home: Home) -> FakeFinds:
    note = Hit(
        "notes/n1",
        "note",
        "Flat",
        (Piece("The "), Piece("lease", True), Piece(" ends in May")),
        open="notes/n1",
    )
    page = Hit("https://example.org/lease", "page", "What a lease is", (), "https://example.org/lease")
    quote = Hit("notes/n2", "note", "", (Piece("装修报价", True), Piece("：三万五")), open="notes/n2")
    found = FakeFinds({"anna": [note, page, quote]})
    home.lent.finds = found
    return found


async def test_the_best_is_read_and_all_are_shown(home: Home, finds: FakeFinds) -> None:
    reply = await home.say("do i have anything about lease")
    assert reply.text == "I found 2. The best: your note “Flat”: The lease ends in May."
    (action,) = reply.actions
    assert action.kind == "found" and action.data["total"] == 2
    assert (await home.say("找一下上次记的装修报价")).text == "你的笔记：装修报价：三万五。"


async def test_a_page_has_its_title(home: Home, finds: FakeFinds) -> None:
    assert (await home.say("find the page about lease")).text == "The page “What a lease is”."


async def test_nothing_found_says_what_was_probably_meant(home: Home, finds: FakeFinds) -> None:
    assert (await home.say("搜索保险单")).text == "没找到和保险单有关的内容。"
    finds.spelling = "insurance"
    assert (await home.say("do i have anything about insurence")).text.endswith("Did you mean insurance?")


async def test_guests_and_others_find_nothing_of_it(home: Home, finds: FakeFinds) -> None:
    home.somebody_else("bo")
    assert (await home.say("do i have anything about lease")).text == "I found nothing about lease."
    home.somebody_else("gast", guest=True)
    assert "live here" in (await home.say("do i have anything about lease")).text
