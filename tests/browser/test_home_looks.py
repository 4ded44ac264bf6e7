"""Every page of the home, on a phone and on a desk, by day and by night, in both languages."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from home_page import look
from people import Person, records_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
DAY = 86_400


@pytest.fixture(scope="module", params=["en-GB", "zh-CN"])
def somebody(request: pytest.FixtureRequest, owner: Person) -> tuple[str, Person]:
    return request.param, _somebody(owner, request.param)


def test_every_page_fits_a_phone_and_a_desk_by_day_and_by_night(
    visit: Visit, somebody: tuple[str, Person]
) -> None:
    language, person = somebody
    page = visit(person, "#/lists", language)
    page.locator(".tile").nth(2).wait_for()
    for name, address in _addresses(page):
        page.evaluate("address => { location.hash = address }", address)
        page.locator(".page-head h2").wait_for()
        page.wait_for_function("() => document.querySelector('.loading') === null")
        look(page, f"home-{language[:2]}-{name}")


def test_the_door_and_whatever_opens_over_a_page_fits_too(visit: Visit, somebody: tuple[str, Person]) -> None:
    language, person = somebody
    short, zh = language[:2], language == "zh-CN"
    door = visit(None, "", language)
    door.locator(".door-card").wait_for()
    look(door, f"home-{short}-door")

    page = visit(person, "#/welcome", language)
    page.locator(".form").wait_for()
    look(page, f"home-{short}-welcome")
    sheets = [
        ("reminders", "新提醒" if zh else "New reminder"),
        ("reminders", "新闹钟" if zh else "New alarm"),
        ("lists", "新清单" if zh else "New list"),
        ("keys", "新密钥" if zh else "New key"),
        ("devices", "配对设备" if zh else "Pair a device"),
        ("account", "编辑" if zh else "Edit"),
    ]
    for number, (place, button) in enumerate(sheets):
        page.evaluate("place => { location.hash = '#/' + place }", place)
        page.get_by_role("button", name=button, exact=True).click()
        page.locator("dialog[open]").wait_for()
        look(page, f"home-{short}-sheet{number}-{place}")
        page.locator(".sheet-head button").click()
        page.locator("dialog[open]").wait_for(state="detached")


def test_what_cannot_be_taken_back_and_what_is_shown_once_fits_too(
    visit: Visit, owner: Person, somebody: tuple[str, Person]
) -> None:
    language, person = somebody
    short, zh = language[:2], language == "zh-CN"

    def press(button: str) -> None:
        page.get_by_role("button", name=button, exact=True).last.click()

    page = visit(person, "#/keys", language)
    press("新密钥" if zh else "New key")
    page.get_by_label("名称" if zh else "Name").fill("门铃" if zh else "Door bell")
    press("创建" if zh else "Create")
    page.locator("dialog .copy code").wait_for()
    look(page, f"home-{short}-once-key")
    press("完成" if zh else "Done")
    page.evaluate("() => { location.hash = '#/data' }")
    press("删除我的账户" if zh else "Delete my account")
    page.locator("dialog[open]").wait_for()
    look(page, f"home-{short}-once-delete")

    page = visit(owner, "#/people", language)
    press("邀请" if zh else "Invite")
    page.locator("dialog[open]").wait_for()
    look(page, f"home-{short}-once-invite")
    page.get_by_label("邀请谁？" if zh else "Who is it for?").fill("Wei")
    press("生成链接" if zh else "Create a link")
    page.locator("dialog .copy code").wait_for()
    look(page, f"home-{short}-once-link")
    press("完成" if zh else "Done")
    name = person.me["name"]
    page.get_by_role("button", name=f"移除“{name}”" if zh else f"Remove “{name}”").first.click()
    page.locator("dialog[open]").wait_for()
    look(page, f"home-{short}-once-remove")


def _addresses(page: Page) -> list[tuple[str, str]]:
    first_list = page.locator(".tile").first.get_attribute("href") or ""
    names = ("lists", "reminders", "notes", "history", "devices")
    names += ("account", "security", "keys", "data", "activity")
    return [*((name, f"#/{name}") for name in names), ("list", first_list), ("note", "#/notes/n1")]


def _somebody(owner: Person, language: str) -> Person:
    """Somebody whose home is full of things."""
    zh = language == "zh-CN"
    person = owner.invited("李晓雯" if zh else "Anna")
    sign_in_name = f"{'xiaowen' if zh else 'anna'}{secrets.randbelow(10**6)}"
    person.ask("PUT", "/api/me/password", {"new": "three blind mice", "sign_in_name": sign_in_name})
    person.ask(
        "POST", "/api/keys", {"name": "Home Assistant", "scopes": ["talk", "records:read"], "days": 30}
    )
    for kind, model, name, room in (
        ("speaker", "Acme One", "厨房音箱" if zh else "Kitchen speaker", "厨房" if zh else "Kitchen"),
        ("phone", "Pixel 9", "我的手机" if zh else "My phone", ""),
    ):
        person.pair(kind, model, name=name, room=room, languages=["zh", "en"] if room else [])
    _fill(person, zh)
    return person


def _fill(person: Person, zh: bool) -> None:
    now = int(time.time())
    speaker = records_of(person)

    def both(english: str, chinese: str) -> str:
        return chinese if zh else english

    for number, (name, kind) in enumerate(
        (
            (both("Shopping", "购物"), "shopping"),
            (both("This weekend", "这个周末"), "tasks"),
            (both("Books to read", "想读的书"), "other"),
        )
    ):
        speaker.edit("lists", f"l{number}", name=name, kind=kind, order="bdf"[number])
    for number, (text, amount, done) in enumerate(
        (
            (both("Oat milk", "燕麦奶"), both("2 litres", "两升"), False),
            (both("Tomatoes", "西红柿"), "", False),
            (
                both(
                    "Bread, the dark one from the bakery at the corner, sliced",
                    "街角那家面包店的全麦面包，切片",
                ),
                "",
                False,
            ),
            (both("Coffee", "咖啡"), "500 g", True),
        )
    ):
        speaker.edit(
            "items", f"i{number}", list="l0", text=text, amount=amount, done=done, order="bdfh"[number]
        )
    speaker.edit(
        "alarms", "a0", time="07:00", days=[1, 2, 3, 4, 5], label=both("Get up", "起床"), zone="Asia/Shanghai"
    )
    speaker.edit("alarms", "a1", time="09:30", days=[6, 7], enabled=False, zone="Asia/Shanghai")
    speaker.edit("timers", "t0", name=both("Tea", "泡茶"), seconds=600, ends=now + 3_600)
    for number, (text, due, repeat) in enumerate(
        (
            (both("Water the plants", "给花浇水"), now + DAY, "weekly"),
            (both("Call grandma", "给奶奶打电话"), now + 7_200, ""),
            (both("Renew the passport", "换护照"), 0, ""),
        )
    ):
        speaker.edit("reminders", f"r{number}", text=text, due=due, repeat=repeat, zone="Asia/Shanghai")
    speaker.edit("reminders", "r9", text=both("Book the dentist", "约牙医"), done=True)
    speaker.edit(
        "notes",
        "n1",
        title=both("Wi-Fi for guests", "客人用的无线网"),
        text=both("Network: Garden\nPassword: on the fridge", "网络：花园\n密码：贴在冰箱上"),
        pinned=True,
        changed=now - 5 * DAY,
    )
    speaker.edit(
        "notes",
        "n2",
        text=both(
            "Ideas for the balcony\nHerbs on the left, where the sun is until noon. A bench would be nice.",
            "阳台的想法\n左边种香草，那里上午有太阳。再放一张长椅就好了。",
        ),
        changed=now - 60,
    )
    for number, (heard, answered, before) in enumerate(
        (
            (both("What time is it?", "现在几点了？"), both("It is ten past nine.", "九点十分。"), 600),
            (
                both("Set a timer for ten minutes", "帮我定一个十分钟的倒计时"),
                both("Ten minutes, starting now.", "好，十分钟，开始了。"),
                900,
            ),
            (
                both("How many kilometres is 26 miles?", "三斤是多少克？"),
                both("41.84 kilometres.", "1500 克。"),
                DAY + 300,
            ),
        )
    ):
        speaker.edit(
            "history",
            f"h{number}",
            at=now - before,
            heard=heard,
            answered=answered,
            language=both("en", "zh"),
        )
    speaker.push()
