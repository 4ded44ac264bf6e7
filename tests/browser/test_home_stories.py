"""Somebody lives with the pages of the home: a real Chromium against a real server."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people import PATIENCE, Person, Speaker, records_of
from talk_page import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

Visit = Callable[..., "Page"]
PASSWORD = "three blind mice"


def button(page: Page, name: str) -> Any:
    return page.get_by_role("button", name=name, exact=True)


def title(page: Page, text: str) -> None:
    page.locator(".page-head h2", has_text=text).wait_for()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en-GB",
            {
                "name": "What shall Parley call you?",
                "sign_in": "Name to sign in with",
                "password": "Password",
            },
        ),
        ("zh-CN", {"name": "Parley 怎么称呼你？", "sign_in": "登录名", "password": "密码"}),
    ],
)
def test_who_is_invited_sets_a_name_and_a_password_and_comes_back_with_them(
    visit: Visit, owner: Person, server: Any, language: str, words: dict[str, str]
) -> None:
    english = language == "en-GB"
    link = owner.ask("POST", "/api/people/invite", {"role": "family"})["link"]
    page = visit(None, link.removeprefix(server.origin + "/"), language, PHONE)
    title(page, "Welcome to Parley" if english else "欢迎来到 Parley")
    assert "key" not in page.url

    page.get_by_label(words["name"]).fill("小明")
    page.get_by_label(words["sign_in"]).fill(f"ming-{language}")
    page.get_by_label(words["password"]).fill(PASSWORD)
    button(page, "Use this password" if english else "就用这个密码").click()
    page.locator(".orb-button").wait_for()
    page.get_by_role("link", name="You" if english else "我", exact=True).click()
    assert page.locator(".row.me .row-name").inner_text() == "小明"
    button(page, "Sign out" if english else "退出登录").click()
    page.locator("dialog[open]").get_by_role("button", name="Sign out" if english else "退出登录").click()

    page.get_by_label(words["sign_in"]).fill(f"MING-{language}")
    page.get_by_label(words["password"]).fill("four blind mice")
    button(page, "Sign in" if english else "登录").click()
    wrong = page.locator(".problem")
    wrong.wait_for()
    assert ("is wrong" if english else "不对") in wrong.inner_text()
    page.get_by_label(words["password"]).fill(PASSWORD)
    button(page, "Sign in" if english else "登录").click()
    page.locator(".row.me .row-name", has_text="小明").or_(page.locator(".orb-button")).first.wait_for()


def test_a_passkey_is_made_and_lets_in(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Anna"), "#/security")
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    passkeys = page.locator("section", has_text="Passkeys").last
    passkeys.get_by_role("button", name="Add").click()
    page.locator(".toast", has_text="The passkey is kept").wait_for()
    page.get_by_role("button", name=re.compile("Remove “Linux”")).wait_for()
    page.goto(page.url.split("#")[0] + "#/account")
    button(page, "Sign out").click()
    page.locator("dialog[open]").get_by_role("button", name="Sign out").click()

    button(page, "Use a passkey").click()
    page.locator(".row.me .row-name", has_text="Anna").wait_for()


def test_a_speaker_is_paired_by_its_six_digits_and_thrown_out_at_once(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    secret, code = anna.asking("speaker", "Acme One")
    page = visit(anna, f"pair?code={code}", size=PHONE)
    sheet = page.locator("dialog[open]")

    sheet.locator(".found", has_text="Acme One").wait_for()
    assert "Speaker" in sheet.locator(".found").inner_text()
    sheet.get_by_label("Name").fill("Kitchen speaker")
    sheet.get_by_label("Room").fill("Kitchen")
    sheet.get_by_role("button", name="Chinese").click()
    button(page, "Let it in").click()
    row = page.locator(".row", has_text="Kitchen speaker")
    row.wait_for()
    assert "Kitchen · Chinese" in row.inner_text()
    device = Speaker(anna.origin, anna.token(secret))
    assert device.alive()

    row.get_by_role("button").click()
    page.get_by_label("Room").fill("Study")
    button(page, "Save").click()
    page.locator(".row", has_text="Study").get_by_role("button").click()
    button(page, "Throw out").click()
    page.locator(".decide").get_by_role("button", name="Throw out").click()
    row.wait_for(state="detached")
    assert not device.alive()


def test_a_code_that_nobody_waits_with_is_told_and_can_be_mended(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/devices", "zh-CN", PHONE)
    _, code = anna.asking("speaker", "Acme One")
    button(page, "配对设备").click()
    entry = page.get_by_label("设备上的六位数字")

    entry.fill("999999" if code != "999999" else "999998")
    page.locator(".problem", has_text="没有设备在等这组数字").wait_for()
    entry.fill(" ".join(code))
    page.locator(".found", has_text="音箱").wait_for()
    button(page, "不是我的").click()
    page.locator(".toast", has_text="没有让它进来").wait_for()


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}], ids=["phone", "desk"])
def test_a_list_is_kept_without_a_network_and_in_step_afterwards(
    visit: Visit, owner: Person, size: Any
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/lists", size=size)
    button(page, "New list").click()
    page.get_by_label("Name").fill("Party")
    button(page, "Create").click()
    title(page, "Party")
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
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    speaker = anna.pair("speaker", "Acme One", name="Kitchen")
    speaker.edit("lists", "shop", name="Shopping", kind="shopping", order="b")
    for order, text in zip("bdfh", ("milk", "bread", "tea", "salt"), strict=True):
        speaker.edit("items", text, list="shop", text=text, order=order)
    speaker.push()
    phone, desk = visit(anna, "#/lists/shop", size=PHONE), visit(anna, "#/lists/shop")
    for page in (phone, desk):
        page.locator(".item", has_text="salt").wait_for()
        page.context.set_offline(True)
        page.locator(".banner", has_text="No connection").wait_for()

    # Everybody edits the same things, in turns, and nobody hears of the others.
    _add(phone, "apples")
    _rename(desk, "milk", "oat milk")
    speaker.edit("items", "milk", amount="2 l")
    phone.get_by_label("milk", exact=True).check(force=True)
    _add(desk, "pears")
    speaker.edit("items", "plums", list="shop", text="plums", order="m")
    phone.get_by_role("button", name="Delete “bread”").click()
    _rename(desk, "tea", "green tea")
    speaker.edit("items", "tea", done=True)
    _rename(phone, "salt", "sea salt")
    speaker.delete("items", "salt")
    _rename(desk, "pears", "ripe pears")

    desk.context.set_offline(False)
    speaker.push()
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
    whole = [_whole(each) for each in speaker.all("items").values() if "list" in each]
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
    title(page, "Notes")
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

    page.get_by_label("Search").fill("几点")
    assert page.locator(".past-heard").all_inner_texts() == ["现在几点了？"]
    page.get_by_label("Search").fill("")
    page.get_by_role("button", name="Delete “Tell me a joke”").click()
    page.locator(".past", has_text="joke").wait_for(state="detached")
    button(page, "Delete all").click()
    page.locator("dialog[open]").get_by_role("button", name="Delete all").click()
    page.locator(".empty").wait_for()
    page.get_by_role("switch", name="Keep what is said").click()

    _until(lambda: records.all("settings") == {"history": {"value": False}})
    assert records.all("history") == {}


def test_a_key_is_shown_once_and_taken_back(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Anna"), "#/security", "zh-CN")
    button(page, "新密钥").click()
    page.get_by_label("名称").fill("门铃")
    button(page, "创建").click()
    key = page.get_by_label("你的新密钥").last.inner_text()
    assert re.fullmatch(r"pk_\S{20,}", key)
    page.locator(".copy").get_by_role("button", name="复制").click()
    page.locator(".copy").get_by_role("button", name="已复制").wait_for()
    button(page, "完成").click()

    page.locator(".row", has_text="门铃").wait_for()
    assert key not in page.content()
    page.get_by_role("button", name="移除“门铃”").click()
    page.locator(".row", has_text="门铃").wait_for(state="detached")


def test_the_owner_invites_and_removes_somebody_and_reads_who_did_what(
    visit: Visit, owner: Person, server: Any
) -> None:
    page = visit(owner, "#/people")
    button(page, "Invite").click()
    page.get_by_label("Who is it for?").fill("Bo")
    button(page, "Create a link").click()
    link = page.locator(".copy code").inner_text()
    assert link.startswith(server.origin + "/?key=")
    button(page, "Done").click()
    bo = visit(None, link.removeprefix(server.origin + "/"), "zh-CN")
    title(bo, "欢迎，Bo")
    page.reload()

    page.get_by_role("button", name="Remove “Bo”").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Remove", exact=True).click()
    page.locator(".toast", has_text="Bo is no longer here").wait_for()
    bo.locator(".door-card").wait_for(timeout=PATIENCE * 1000)
    page.goto(server.origin + "/#/activity")
    page.locator(".row", has_text="Person removed").first.wait_for()


def test_everything_is_downloaded_then_the_account_is_deleted(
    visit: Visit, owner: Person, tmp_path: Path
) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    records.edit("notes", "n1", title="Balcony", text="Herbs on the left.")
    records.push()
    page = visit(anna, "#/data", size=PHONE)
    page.locator("text=Download everything").wait_for()

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download everything").click()
    waiting.value.save_as(tmp_path / "all.zip")
    with zipfile.ZipFile(io.BytesIO((tmp_path / "all.zip").read_bytes())) as archive:
        assert archive.testzip() is None
        assert any(b"Herbs on the left." in archive.read(name) for name in archive.namelist())

    button(page, "Delete my account").click()
    sheet = page.locator("dialog[open]")
    delete = sheet.get_by_role("button", name="Delete my account")
    sheet.get_by_label("Type “Anna” to confirm").fill("anna")
    assert delete.is_disabled()
    sheet.get_by_label("Type “Anna” to confirm").fill("Anna")
    delete.click()
    page.locator(".door-card").wait_for()
    assert page.evaluate("async () => (await indexedDB.databases()).map(each => each.name)") == []
    assert not records.alive()
    people = owner.ask("GET", "/api/people")["people"]
    assert anna.me["account"] not in {each["account"] for each in people}


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
