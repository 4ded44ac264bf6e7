"""The calendar, and what is set by the moon, at a place, or to be done: on the page and by voice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from datetime import time as clock
from itertools import takewhile
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from home_page import LOOKS, button, look
from people import PATIENCE, Person, Speaker, records_of
from talk_page import PHONE, ask

from parley.clock import SystemClock, zone_name
from parley.home.lunar import lunar_days

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_what_the_page_keeps_is_answered_by_voice_and_what_is_said_shows_on_the_page(
    visit: Visit, owner: Person
) -> None:
    anna, zone = owner.invited("Anna"), zone_name(SystemClock().zone())
    tomorrow = datetime.now(ZoneInfo(zone)).date() + timedelta(days=1)
    page, talk = visit(anna, "#/calendar", zone=zone), visit(anna, zone=zone)
    talk.wait_for_selector(".talk[data-link=open]")
    button(page, "New event").click()
    page.get_by_label("What", exact=True).fill("Piano lesson")
    page.get_by_label("Begins", exact=True).fill(tomorrow.isoformat())
    page.get_by_label("Time it begins").fill("16:00")
    assert page.get_by_label("Ends", exact=True).input_value() == tomorrow.isoformat()
    assert page.get_by_label("Time it ends").input_value() == "17:00"
    page.get_by_label("Where").fill("Music school")
    button(page, "Save").click()
    page.locator(".row", has_text="Piano lesson").wait_for()
    _until(lambda: len(records_of(anna).all("events")) == 1)

    ask(talk, "What's on my calendar tomorrow?")
    talk.locator(".said", has_text=re.compile("Piano lesson, .*4")).wait_for(timeout=PATIENCE * 1000)
    ask(talk, "Put the dentist in my calendar tomorrow at 3 pm")
    page.locator(".row", has_text="dentist").wait_for(timeout=PATIENCE * 1000)
    day = page.locator(".month-day[aria-selected=true]")
    assert (day.get_attribute("aria-label") or "").endswith("2 events: dentist, Piano lesson")
    assert page.locator(".row .event-time").all_inner_texts()[0].startswith("15:00")


def test_an_event_that_repeats_is_kept_without_a_network_walked_to_by_keys_and_left_out_once(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    today = datetime.now(SHANGHAI).date()
    until = today + timedelta(days=40)
    page = visit(anna, "#/calendar", keeps_itself=True)
    page.locator(".empty").wait_for()
    page.evaluate("async () => { await navigator.serviceWorker.ready }")
    page.context.set_offline(True)
    button(page, "New event").click()
    page.get_by_label("What", exact=True).fill("Yoga")
    page.get_by_label("Time it begins").fill("18:30")
    page.get_by_label("Repeat", exact=True).select_option(label="Every day")
    page.get_by_label("For the last time on").fill(until.isoformat())
    button(page, "10 min before").click()
    button(page, "Save").click()
    page.locator(".row", has_text="Yoga").nth(40).wait_for()
    page.context.set_offline(False)
    page.locator(".banner").wait_for(state="detached")
    _until(lambda: bool(records.all("events")))
    (kept,) = records.all("events").values()
    # 18:30 in Shanghai on the last day.
    assert kept["repeat"] == f"FREQ=DAILY;UNTIL={until:%Y%m%d}T103000Z"
    assert (kept["day"], kept["time"], kept["minutes"]) == (str(today), "18:30", 60)
    assert (kept["zone"], kept["alerts"]) == ("Asia/Shanghai", [10])
    assert kept["since"] == kept["changed"] > 0

    page.locator(".month-day[aria-current=date]").focus()
    for key, days in (("ArrowRight", 1), ("ArrowDown", 8), ("ArrowLeft", 7), ("ArrowUp", 0)):
        page.keyboard.press(key)
        day = today + timedelta(days=days)
        page.wait_for_function(
            "text => document.activeElement?.getAttribute('aria-label')?.includes(text)",
            arg=f"{day.day} {day:%B} {day.year}, 1 event: Yoga",
        )
    page.keyboard.press("PageDown")
    page.locator(".month-head h3", has_text=f"{_next_month(today):%B %Y}").wait_for()
    button(page, "Today").click()
    page.locator(".row", has_text="Yoga").first.click()
    button(page, f"Delete only on {today.day} {today:%B}").click()
    page.locator(".agenda-nothing").wait_for()
    _until(lambda: [each.get("skipped") for each in records.all("events").values()] == [[str(today)]])
    button(page, "Undo").click()
    page.locator(".agenda-nothing").wait_for(state="detached")


def test_a_reminder_by_the_moon_shows_its_days_and_another_date_is_without_it(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    _set_by_the_moon(records, zh=True)
    page = visit(anna, "#/reminders", "zh-CN")
    row = page.locator(".row", has_text="妈妈生日")
    row.wait_for()
    following = _following("08-03")
    assert (
        f"{following.month}月{following.day}日" in row.inner_text() and "每年农历八月初三" in row.inner_text()
    )
    assert "到公司的时候" in page.locator(".row", has_text="交报销单").inner_text()
    assert "到时关掉" in page.locator(".row", has_text="客厅灯").inner_text()
    assert "农历每月初一" in page.locator(".alarm").inner_text()
    row.locator(".row-open").click()
    assert page.get_by_label("重复").locator("option:checked").inner_text() == "每年农历八月初三"
    page.get_by_label("日期").fill("2031-05-04")
    assert page.get_by_label("重复").locator("option:checked").inner_text() == "每年"
    button(page, "保存").click()
    _until(lambda: records.all("reminders")["r1"]["lunar"] == "")
    assert records.all("reminders")["r1"]["repeat"] == "yearly"


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_it_fits_a_phone_and_a_desk_by_day_and_by_night(visit: Visit, owner: Person, language: str) -> None:
    zh = language == "zh-CN"
    person = owner.invited("李晓雯" if zh else "Anna")
    records = records_of(person)
    _set_by_the_moon(records, zh)
    _fill(records, zh)
    page = visit(person, "#/calendar", language)
    page.locator(".agenda .row").nth(3).wait_for()
    look(page, f"calendar-{language[:2]}-agenda")
    page.set_viewport_size(PHONE)
    button(page, "月历" if zh else "Month").click()
    look(page, f"calendar-{language[:2]}-month", LOOKS[:1])
    page.locator(".row-open", has_text="游泳课" if zh else "Swimming").first.click()
    page.locator("dialog[open]").wait_for()
    look(page, f"calendar-{language[:2]}-event", LOOKS[1:3])
    button(page, "每一次都删除" if zh else "Delete every time").scroll_into_view_if_needed()
    look(page, f"calendar-{language[:2]}-event-end", LOOKS[:1])
    page.locator(".sheet-head button").click()
    page.evaluate("() => { location.hash = '#/reminders' }")
    page.locator(".row", has_text="妈妈生日" if zh else "Mum’s birthday").wait_for()
    look(page, f"calendar-{language[:2]}-reminders", LOOKS[1:2])


def _set_by_the_moon(records: Speaker, zh: bool) -> None:
    today = datetime.now(SHANGHAI).date()
    days = takewhile(lambda day: day < today, lunar_days("08-03", today - timedelta(days=800)))
    due = datetime.combine([*days][-1], clock(9), SHANGHAI).timestamp()
    home = {"zone": "Asia/Shanghai"}
    records.edit(
        "reminders", "r1", text="妈妈生日" if zh else "Mum’s birthday", due=due, rang=due, repeat="yearly",
        lunar="08-03", **home,
    )  # fmt: skip
    text, place = ("交报销单", "公司") if zh else ("Hand in receipts", "the office")
    records.edit("reminders", "r2", text=text, place=place, **home)
    records.edit("alarms", "a1", time="06:30", lunar="01", label="吃素" if zh else "No meat", **home)
    does = {"intent": "home.off", "things": ["lamp"]}
    name = "客厅灯" if zh else "Living room light"
    records.edit("timers", "t1", name=name, seconds=3_600, ends=time.time() + 3_000, does=does)
    records.push()


def _fill(records: Speaker, zh: bool) -> None:
    today = datetime.now(SHANGHAI).date()
    many: list[tuple[int, str, str, dict[str, Any]]] = [
        (
            0,
            "Lunch with Tom",
            "和小王吃午饭",
            {"time": "12:30", "place": "港丽餐厅" if zh else "Harbour Grill"},
        ),
        (
            0,
            "Call the landlord about the heating",
            "给房东打电话说暖气的事",
            {"time": "17:00", "minutes": 15, "alerts": [10]},
        ),
        (1, "Swimming", "游泳课", {"time": "18:30", "repeat": "FREQ=WEEKLY", "alerts": [60, 1_440]}),
        (1, "Parents visit", "爸妈来", {"minutes": 3 * 1_440}),
        (2, "Dentist", "看牙医", {"time": "15:00"}),
        (
            2,
            "Team meeting",
            "部门开会",
            {"time": "10:00", "repeat": "FREQ=WEEKLY;INTERVAL=2", "place": "3 号会议室" if zh else "Room 3"},
        ),
        (2, "Cinema", "看电影", {"time": "20:00", "minutes": 150}),
        (3, "Night train to Vienna", "去北京的夜车", {"time": "22:10", "minutes": 600}),
        (-3, "Rent", "交房租", {"repeat": "FREQ=MONTHLY"}),
        (9, "Grandma’s birthday", "奶奶生日", {"lunar": "10-22"}),
    ]
    for number, (ahead, english, chinese, fields) in enumerate(many):
        day = (today + timedelta(days=ahead)).isoformat()
        length = {} if "time" in fields else {"minutes": 1_440}
        title = chinese if zh else english
        records.edit(
            "events", f"e{number}", title=title, day=day, **{"zone": "Asia/Shanghai", **length, **fields}
        )
    records.push()


def _following(setting: str) -> date:
    return next(lunar_days(setting, datetime.now(SHANGHAI).date()))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
