"""Lists, reminders, notes and history, with and without a network: a real Chromium against a real server."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from copying import CopyingSpeaker
from home_page import button, wait_for_title
from people import PATIENCE, Person, records_of
from talk_page import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_a_list_is_kept_without_a_network_and_in_step_afterwards(
    visit: Visit, owner: Person, size: Any
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/lists", size=size, keeps_itself=True)
    button(page, "New list").click()
    page.get_by_label("Name").fill("Party")
    button(page, "Create").click()
    wait_for_title(page, "Party")
    page.evaluate("async () => { await navigator.serviceWorker.ready }")

    page.context.set_offline(True)
    page.locator(".banner", has_text="No connection").wait_for()
    for text in ("Candles", "Cake", "Balloons"):
        page.get_by_label("Add something").fill(text)
        page.keyboard.press("Enter")
    page.locator(".item", has_text="Balloons").wait_for()
    page.get_by_label("Candles", exact=True).check(force=True)
    page.locator(".item", has_text="Cake").locator(".item-text").click()
    page.get_by_label("Change “Cake”").fill("Chocolate cake")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move “Balloons”, with the arrow keys").press("ArrowUp")
    page.get_by_role("button", name="Delete “Balloons”").click()
    button(page, "Undo").click()
    _wait_for_open(page, ["Balloons", "Chocolate cake"])
    _wait_for_unsent(page)
    page.reload()
    _wait_for_unsent(page)
    _wait_for_open(page, ["Balloons", "Chocolate cake"])

    page.context.set_offline(False)
    page.locator(".banner").wait_for(state="detached")
    kept = records_of(anna).all("items")
    assert {(each["text"], each["done"]) for each in map(_whole, kept.values())} == {
        ("Candles", True),
        ("Chocolate cake", False),
        ("Balloons", False),
    }
    page.reload()
    page.locator(".item", has_text="Candles").wait_for()
    _wait_for_open(page, ["Balloons", "Chocolate cake"])


def test_two_browsers_and_a_speaker_edit_one_list_offline_and_agree_with_every_edit(
    visit: Visit, owner: Person, tmp_path: Path
) -> None:
    anna = owner.invited("Anna")
    token = anna.let_in("speaker", "Acme One", name="Kitchen")
    speaker = CopyingSpeaker(anna.origin, token, tmp_path / "speaker.db")
    speaker.copy.put("lists", "shop", {"name": "Shopping", "kind": "shopping", "order": "b"})
    for order, text in zip("bdfh", ("milk", "bread", "tea", "salt"), strict=True):
        speaker.copy.put("items", text, {"list": "shop", "text": text, "order": order})
    speaker.sync()
    phone, desk = visit(anna, "#/lists/shop", size=PHONE), visit(anna, "#/lists/shop")
    for page in (phone, desk):
        page.locator(".item", has_text="salt").wait_for()
        page.context.set_offline(True)
        page.locator(".banner", has_text="No connection").wait_for()

    # Everybody edits the same things, in turns, and nobody hears of the others.
    _add(phone, "apples")
    _rename(desk, "milk", "oat milk")
    speaker.copy.change("items", "milk", {"amount": "2 l"})
    phone.get_by_label("milk", exact=True).check(force=True)
    _add(desk, "pears")
    speaker.copy.put("items", "plums", {"list": "shop", "text": "plums", "order": "m"})
    phone.get_by_role("button", name="Delete “bread”").click()
    _rename(desk, "tea", "green tea")
    speaker.copy.change("items", "tea", {"done": True})
    _rename(phone, "salt", "sea salt")
    speaker.copy.delete("items", "salt")
    _rename(desk, "pears", "ripe pears")

    desk.context.set_offline(False)
    speaker.sync()
    phone.context.set_offline(False)
    expected = {
        ("oat milk", "2 l", True),
        ("apples", "", False),
        ("ripe pears", "", False),
        ("plums", "", False),
        ("green tea", "", True),
    }
    for page in (phone, desk):
        page.locator(".banner").wait_for(state="detached")
        page.wait_for_function("() => document.querySelectorAll('.item').length === 5")
    assert _all_words(phone) == _all_words(desk)
    speaker.sync()
    kept = records_of(anna).all("items").values()
    for items in (kept, speaker.documents("items")):
        whole = [_whole(each) for each in items]
        assert {(each["text"], each["amount"], each["done"]) for each in whole} == expected
    assert set(_all_words(phone)) == {text + amount for text, amount, _ in expected}


def test_reminders_and_alarms_are_set_changed_snoozed_and_done(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    page = visit(anna, "#/reminders", "zh-CN", PHONE)
    button(page, "新提醒").click()
    page.get_by_label("提醒我").fill("给奶奶打电话")
    page.get_by_label("日期").fill("2031-05-04")
    page.get_by_label("时间").fill("18:30")
    page.get_by_label("重复").select_option(label="每周")
    button(page, "保存").click()
    row = page.locator(".row", has_text="给奶奶打电话")
    row.wait_for()
    assert "2031年5月4日周日 18:30 · 每周" in row.inner_text()
    row.get_by_role("checkbox").click(force=True)
    page.locator(".row", has_text="2031年5月11日").wait_for()

    button(page, "新闹钟").click()
    page.get_by_label("时间").fill("06:45")
    for day in ("星期一", "星期五"):
        page.get_by_role("button", name=day).click()
    page.get_by_label("用途").fill("起床")
    button(page, "保存").click()
    alarm = page.locator(".row", has_text="起床")
    assert "周一、周五" in alarm.inner_text() and "06:45" in alarm.inner_text()
    alarm.get_by_role("switch").click()
    page.wait_for_function("() => document.querySelector('.alarm')?.dataset.off === 'true'")

    _until(lambda: [each.get("enabled") for each in records.all("alarms").values()] == [False])
    (kept,) = records.all("alarms").values()
    assert (kept["time"], kept["days"], kept["zone"]) == ("06:45", [1, 5], "Asia/Shanghai")
    (reminder,) = records.all("reminders").values()
    assert reminder["due"] == 1935657000 and reminder["rang"] == reminder["due"]
    alarm.locator(".row-open").click()
    button(page, "删除").click()
    page.locator(".toast").get_by_role("button", name="撤销").click()
    alarm.wait_for()


def test_a_reminder_made_on_the_page_rings_on_it(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Anna"), "#/reminders")
    now = datetime.now(ZoneInfo("Asia/Shanghai"))
    button(page, "New reminder").click()
    page.get_by_label("Remind me of").fill("Water the plants")
    page.get_by_label("Date").fill(f"{now:%Y-%m-%d}")
    page.get_by_label("Time").fill(f"{now:%H:%M}")
    button(page, "Save").click()

    page.locator(".ring", has_text="Water the plants").wait_for()
    page.locator(".ring-later").click()
    page.locator(".ring").wait_for(state="detached")
    page.locator(".row", has_text="Water the plants").get_by_role("checkbox").check(force=True)
    page.locator("section", has_text="Done").locator(".row", has_text="Water the plants").wait_for()


def test_a_note_is_kept_while_it_is_written_pinned_and_deleted(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    page, other = visit(anna, "#/notes"), visit(anna, "#/notes", size=PHONE)
    button(page, "New note").click()
    page.get_by_label("Title").fill("Balcony")
    page.get_by_label("Write here…").fill("Herbs on the left.")

    other.locator(".tile", has_text="Herbs on the left.").wait_for(timeout=PATIENCE * 1000)
    page.get_by_role("button", name="Pin").click()
    other.locator(".tile-pin").wait_for()
    page.get_by_role("button", name="Delete note").click()
    wait_for_title(page, "Notes")
    other.locator(".tile").wait_for(state="detached")
    button(page, "Undo").click()
    other.locator(".tile", has_text="Balcony").wait_for()


def test_the_history_is_searched_deleted_and_switched_off(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    for number, heard in enumerate(("What time is it?", "现在几点了？", "Tell me a joke")):
        records.edit("history", f"h{number}", at=1_790_000_000 + number, heard=heard, answered="…")
    records.push()
    page = visit(anna, "#/history")
    page.locator(".past").nth(2).wait_for()

    page.get_by_role("searchbox", name="Search").fill("几点")
    assert page.locator(".past-heard").all_inner_texts() == ["现在几点了？"]
    page.get_by_role("searchbox", name="Search").fill("")
    page.get_by_role("button", name="Delete “Tell me a joke”").click()
    page.locator(".past", has_text="joke").wait_for(state="detached")
    button(page, "Delete all").click()
    page.locator("dialog[open]").get_by_role("button", name="Delete all").click()
    page.locator(".empty").wait_for()
    page.get_by_role("switch", name="Keep what is said").click()

    _until(lambda: records.all("settings") == {"history": {"value": False}})
    assert records.all("history") == {}


def test_one_persons_data_is_never_shown_to_the_next_in_the_same_browser(visit: Visit, owner: Person) -> None:
    anna, bo = owner.invited("Anna"), owner.invited("Bo")
    records = records_of(anna)
    records.edit("notes", "n1", title="Dear diary")
    records.push()
    page = visit(anna, "#/notes")
    page.locator(".tile", has_text="Dear diary").wait_for()

    page.context.clear_cookies()
    page.context.add_cookies(bo.state()["cookies"])
    page.reload()
    page.locator(".empty, .page-head").first.wait_for()
    assert page.locator(".tile").count() == 0
    names = page.evaluate("async () => (await indexedDB.databases()).map(each => each.name)")
    assert names == [f"parley-{bo.me['account']}"]


def _whole(item: dict[str, Any]) -> dict[str, Any]:
    return {"amount": "", "done": False, **item}


def _wait_for_unsent(page: Page) -> None:
    """Eight edits; a ninth where the list itself had not been sent yet."""
    page.locator(".banner", has_text=re.compile(r"sent later: [89]\.")).wait_for()


def _wait_for_open(page: Page, texts: list[str]) -> None:
    from playwright.sync_api import expect

    expect(page.locator(".item[data-done=false] .item-text")).to_have_text(texts)


def _all_words(page: Page) -> list[str]:
    return sorted("".join(each.split("\n")) for each in page.locator(".item .item-text").all_inner_texts())


def _add(page: Page, text: str) -> None:
    page.get_by_label("Add something").fill(text)
    page.keyboard.press("Enter")
    page.locator(".item", has_text=text).wait_for()


def _rename(page: Page, before: str, after: str) -> None:
    page.locator(".item-text", has_text=re.compile(f"^{before}")).click()
    page.get_by_label(f"Change “{before}”").fill(after)
    page.keyboard.press("Enter")
    page.locator(".item", has_text=after).wait_for()


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
