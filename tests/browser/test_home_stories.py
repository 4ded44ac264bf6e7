"""Somebody comes in, brings devices, invites others, and leaves: a real Chromium against a real server."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from home_page import button, wait_for_title
from people import PATIENCE, Person, Speaker, records_of
from talk_page import PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
PASSWORD = "three blind mice"


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
    wait_for_title(page, "Welcome to Parley" if english else "欢迎来到 Parley")
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

    row.get_by_role("link").click()
    button(page, "Edit").click()
    page.get_by_label("Room").fill("Study")
    button(page, "Save").click()
    page.locator(".device-hero", has_text="Study").wait_for()
    button(page, "Edit").click()
    button(page, "Throw out").click()
    page.locator(".decide").get_by_role("button", name="Throw out").click()
    wait_for_title(page, "Devices")
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


def test_a_key_is_shown_once_and_taken_back(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Anna"), "#/keys", "zh-CN")
    button(page, "新密钥").click()
    page.get_by_label("名称").fill("门铃")
    button(page, "创建").click()
    key = page.get_by_label("你的新密钥").last.inner_text()
    assert re.fullmatch(r"pk_\S{20,}", key)
    page.locator("dialog .copy").get_by_role("button", name="复制").click()
    page.locator("dialog .copy").get_by_role("button", name="已复制").wait_for()
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
    page.get_by_label("Who is it for?").fill("Wei")
    button(page, "Create a link").click()
    link = page.locator(".copy code").inner_text()
    assert link.startswith(server.origin + "/?key=")
    button(page, "Done").click()
    bo = visit(None, link.removeprefix(server.origin + "/"), "zh-CN")
    wait_for_title(bo, "欢迎，Wei")
    page.reload()

    page.get_by_role("button", name="Remove “Wei”").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Remove", exact=True).click()
    page.locator(".toast", has_text="Wei is no longer here").wait_for()
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


@pytest.mark.parametrize(
    ("language", "new", "talk", "used", "chat"),
    [("en-GB", "New key", "Talk", "1 request", "Chat"), ("zh-CN", "新密钥", "对话", "1 次请求", "对话")],
)
def test_a_key_is_made_used_and_its_use_is_shown(
    visit: Visit, owner: Person, language: str, new: str, talk: str, used: str, chat: str
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/keys", language)
    assert f"{anna.origin}/v1" in page.locator(".addresses").inner_text()
    button(page, new).click()
    sheet = page.locator("dialog[open]")
    sheet.locator("[data-focus]").fill("Script")
    sheet.get_by_role("button", name=talk, exact=True).click()
    sheet.locator("button[type=submit]").click()
    key = sheet.locator(".copy code").inner_text()
    assert key.startswith("pk_")

    asked = {"model": "parley", "messages": [{"role": "user", "content": "what is two plus two"}]}
    answer = httpx.post(
        f"{anna.origin}/v1/chat/completions",
        json=asked,
        headers={"Authorization": f"Bearer {key}"},
        trust_env=False,
    )
    assert answer.json()["choices"][0]["message"]["content"] == "That's 4."

    page.reload()
    row = page.locator(".row", has_text="Script")
    row.locator(".usage svg rect:not([data-none])").wait_for()
    assert chat in row.inner_text() and used in row.inner_text()
    assert key not in page.content()
