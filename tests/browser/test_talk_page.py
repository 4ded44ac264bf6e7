"""A person opens the talk page, types, reads and interrupts: a real Chromium against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from talk_page import PATIENCE, PHONE, TABLET, ask, loudest, played, shoot, shown, switch, wait_for_answer

from parley.clock import SystemClock
from parley.skills.service import Skills

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LAST_SOUND = 0.06
"""Seconds that may still be heard of what is interrupted."""

Open = Callable[..., "Page"]


def test_a_link_lets_one_browser_in_and_tells_the_next_how_to_get_another(
    server: Any, browser: Browser
) -> None:
    link = server.new_link()
    first = browser.new_page(reduced_motion="reduce")
    first.set_default_timeout(PATIENCE)
    first.goto(link)
    first.wait_for_url("**/#/welcome")
    first.goto(server.origin + "/#/")
    first.wait_for_selector(".talk[data-link=open]")
    first.reload()
    first.wait_for_selector(".talk[data-link=open]")

    for locale, words in (("en-GB", "already been used"), ("zh-CN", "已经用过")):
        other = browser.new_page(locale=locale)
        other.set_default_timeout(PATIENCE)
        other.goto(link)
        door = other.locator(".door-card")
        door.wait_for()
        other.locator(".door-help summary").click()
        assert words in door.inner_text() and "parley link" in door.inner_text()
        assert "key" not in other.url
        shoot(other, f"locked-{locale}")
        other.close()
    first.close()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("en-GB", "What is seven times eight?", "56"), ("zh-CN", "七乘八等于几", "56")],
)
def test_what_is_typed_is_answered_in_writing_and_aloud(
    open_page: Open, language: str, text: str, expected: str
) -> None:
    page = open_page(language)

    ask(page, text)
    wait_for_answer(page)

    assert text in shown(page)["heard"]
    assert expected in shown(page)["said"]
    seconds, level = played(page)
    assert seconds > 0.3 and level > 0.01


@pytest.mark.parametrize(
    ("language", "question", "asked_back", "answer"),
    [
        ("en-GB", "Set a timer", "how long", "Three hours"),
        ("zh-CN", "设一个倒计时", "多久", "三个小时"),
    ],
)
def test_what_parley_asks_back_may_be_answered_in_a_word_and_after_a_reload(
    open_page: Open, language: str, question: str, asked_back: str, answer: str
) -> None:
    page = open_page(language)
    ask(page, question)
    page.locator(".said", has_text=asked_back).wait_for(timeout=PATIENCE)

    page.reload()
    page.wait_for_selector(".talk[data-link=open]")
    ask(page, answer)

    in_three_hours = page.locator(".timers time", has_text=re.compile("^(2:59:|3:00:00)"))
    in_three_hours.wait_for(timeout=PATIENCE)
    page.reload()
    in_three_hours.wait_for(timeout=PATIENCE)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_whatever_the_page_suggests_is_understood(open_page: Open, language: str) -> None:
    skills = Skills.load(SystemClock())

    suggestions = open_page(language).locator(".tries button").all_inner_texts()

    assert len(suggestions) == 5
    assert [text for text in suggestions if skills.understand(text, language[:2]) is None] == []


def test_an_interruption_is_silent_at_once_and_stays_so(open_page: Open) -> None:
    page = open_page()

    def by_escape() -> None:
        page.keyboard.press("Escape")

    def by_button() -> None:
        page.locator(".stop-button").click()

    def by_typing() -> None:
        ask(page, "What time is it?")

    for number, interrupt in enumerate((by_escape, by_button, by_typing)):
        ask(page, "What can you do?")
        page.wait_for_selector('.talk[data-phase="speaking"]', timeout=PATIENCE)
        page.wait_for_timeout(200)
        interrupt()
        page.locator('.turn[data-ended="interrupted"]').nth(number).wait_for(timeout=PATIENCE)
        at_once = played(page, number)[0]
        page.wait_for_timeout(350)
        silent = played(page, number)[0]
        # The thread of the sound hears of it a moment later, and tells what it played after that.
        assert 0 < at_once <= silent <= at_once + LAST_SOUND
        page.wait_for_timeout(350)
        assert played(page, number)[0] == silent

    wait_for_answer(page, 3)
    assert played(page, 3)[0] > 0.3


def test_how_loudly_it_speaks_is_up_to_the_person_and_is_remembered(open_page: Open) -> None:
    page = open_page()

    def said_after(number: int, text: str, shown: str) -> float:
        ask(page, text)
        page.locator(".volume", has_text=shown).wait_for()  # for a moment
        wait_for_answer(page, number)
        assert played(page, number)[0] > 0.2
        return loudest(page)

    first = said_after(0, "Quieter", "Volume 60 percent")
    page.reload()
    page.wait_for_selector(".talk[data-link=open]")
    # The same word, a step lower; loudness is to the power 3/5.
    assert said_after(0, "Quieter", "Volume 50 percent") / first == pytest.approx(
        (50 / 60) ** (5 / 3), rel=0.03
    )
    # Silence begins with what it says about it.
    assert said_after(1, "Mute", "Turn the sound on") < 0.01 * first

    shoot(page, "tablet-en-light-muted")
    page.get_by_role("button", name="Turn the sound on").click()
    page.locator(".volume", has_text="Volume 50 percent").wait_for()


def test_how_it_listens_is_remembered(open_page: Open) -> None:
    page = open_page()
    switch(page, "Hands-free")
    switch(page, "Wake word")

    page.reload()
    page.wait_for_selector(".talk[data-link=open]")
    switch(page, "Hands-free")

    page.locator(".orb-caption", has_text="Say the wake word").wait_for()
    assert page.get_by_role("switch", name="Wake word").get_attribute("aria-checked") == "true"


def test_a_running_timer_is_shown_and_rings_until_it_is_stopped(open_page: Open) -> None:
    page = open_page("zh-CN", PHONE, "dark")
    ask(page, "定一个五秒的倒计时")
    page.locator(".timers time").wait_for(timeout=PATIENCE)
    page.locator(".ring").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(600)
    shoot(page, "phone-zh-dark-ringing")

    page.locator(".ring-stop").click()

    assert page.locator(".ring").count() == 0


@pytest.mark.parametrize(
    ("language", "begin", "pause", "paused", "names", "buttons"),
    [
        (
            "en-GB",
            "Set a pasta timer for ten minutes",
            "Pause the timer",
            "Paused",
            "pasta",
            ("Pause: ", "Go on: "),
        ),
        ("zh-CN", "定一个十分钟的泡面定时器", "暂停计时", "已暂停", "泡面", ("暂停：", "继续：")),
    ],
)
def test_a_paused_timer_stands_still_until_it_goes_on_by_word_or_button(
    open_page: Open,
    language: str,
    begin: str,
    pause: str,
    paused: str,
    names: str,
    buttons: tuple[str, str],
) -> None:
    page = open_page(language, PHONE)
    ask(page, begin)
    timer = page.locator(".timers li", has_text=names)
    timer.wait_for(timeout=PATIENCE)
    ask(page, pause)
    page.locator(".timers li[data-paused=true]", has_text=paused).wait_for(timeout=PATIENCE)
    stands = timer.locator("time").inner_text()
    page.wait_for_timeout(1_500)
    assert timer.locator("time").inner_text() == stands
    shoot(page, f"phone-{language[:2]}-paused-timer")
    page.reload()
    timer.locator("time", has_text=stands).wait_for(timeout=PATIENCE)

    stop, go_on = (f"{each}{names}" for each in buttons)
    page.get_by_role("button", name=go_on).click()
    page.locator(".timers li[data-paused=false]").wait_for(timeout=PATIENCE)
    page.wait_for_function(
        "before => document.querySelector('.timers time').textContent !== before", arg=stands
    )

    page.evaluate("location.hash = '#/reminders'")
    page.get_by_role("button", name=stop).click()
    page.locator(".row-note", has_text=paused).wait_for(timeout=PATIENCE)
    page.evaluate("location.hash = '#/'")
    page.locator(".timers li[data-paused=true]", has_text=paused).wait_for(timeout=PATIENCE)


def test_everything_is_within_reach_of_the_keyboard_and_has_a_name(open_page: Open) -> None:
    page = open_page()

    names: list[str] = []
    for _ in range(26):
        page.keyboard.press("Tab")
        names.append(
            page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '' }"
            ).strip()
        )

    reached = " | ".join(names)
    for name in (
        "中文",
        "Theme",
        "Lists",
        "Photos",
        "You",
        "What time is it?",
        "Hold to talk",
        "Hands-free",
        "I speak",
        "Show a picture",
        "Type instead",
    ):
        assert name in reached


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_every_part_is_in_sight_on_phones_and_tablets_by_day_and_by_night(
    open_page: Open, language: str
) -> None:
    page = open_page(language, motion="no-preference")
    looks: list[tuple[str, Any, Any]] = [
        (f"{name}-{language[:2]}-{scheme}", size, scheme)
        for name, size in (("phone", PHONE), ("tablet", TABLET))
        for scheme in ("light", "dark")
    ]

    def look(size: Any, scheme: Any) -> None:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(250)

    for name, size, scheme in looks:
        look(size, scheme)
        shoot(page, f"{name}-welcome")
        assert page.locator(".tries button").count() == 5
    page.locator(".tries button").first.click()
    wait_for_answer(page)
    page.locator(".details summary").click()

    for name, size, scheme in looks:
        look(size, scheme)
        shoot(page, f"{name}-answer")
        for part in (".orb-button", ".composer input", ".switch", ".turn.latest .said"):
            box = page.locator(part).first.bounding_box()
            assert box is not None
            assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
            assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
        assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == scheme


def test_who_signs_out_is_out_and_leaves_nothing_behind(
    server: Any, browser: Browser, signed_in: Any
) -> None:
    page = browser.new_page(storage_state=signed_in, locale="zh-CN", reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    page.goto(server.origin)
    page.wait_for_selector(".talk[data-link=open]")

    page.get_by_role("link", name="我", exact=True).click()
    page.get_by_role("button", name="退出登录").click()
    page.locator(".sheet-head button").click()
    page.get_by_role("button", name="退出登录").click()
    page.locator("dialog[open]").get_by_role("button", name="退出登录").click()
    page.locator(".door-card").wait_for()

    page.reload()
    page.locator(".door-card").wait_for()
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    page.close()


def test_the_page_comes_back_by_itself_when_the_server_does(
    server: Any, browser: Browser, signed_in: Any
) -> None:
    page = browser.new_page(storage_state=signed_in, viewport=TABLET, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE)
    page.goto(server.origin)
    page.wait_for_selector(".talk[data-link=open]")
    ask(page, "What time is it?")
    wait_for_answer(page)

    server.stop()
    try:
        page.wait_for_selector(".talk[data-link=lost]", timeout=PATIENCE)
        assert page.locator(".banner").is_visible()
        assert page.locator(".composer button[type=submit]").is_disabled()
        shoot(page, "tablet-en-light-lost")
    finally:
        server.start()  # for the tests that follow, too
    page.wait_for_selector(".talk[data-link=open]", timeout=PATIENCE)

    ask(page, "What time is it?")
    page.locator('.turn[data-ended="answered"]').nth(1).wait_for(timeout=PATIENCE)
    page.close()
