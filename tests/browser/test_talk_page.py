"""A person opens the talk page, talks, types and interrupts: a real Chromium against a real server."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data import needs_data

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

SCREENSHOTS = Path(__file__).resolve().parents[2] / "out" / "screenshots"
PHONE: Any = {"width": 390, "height": 844}
TABLET: Any = {"width": 1180, "height": 820}
PATIENCE = 30_000
"""Milliseconds for an answer, on a machine that is busy with other tests too."""

Open = Callable[..., "Page"]


@pytest.fixture
def open_page(server: Any, browser: Browser, signed_in: Any) -> Iterator[Open]:
    """Opens the page as someone who is let in; whatever goes wrong in its scripts fails the test."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_it(language: str = "en-GB", size: Any = TABLET, scheme: Any = "light") -> Page:
        context = browser.new_context(
            storage_state=signed_in,
            viewport=size,
            locale=language,
            color_scheme=scheme,
            permissions=["microphone"],
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.goto(server.origin)
        page.wait_for_selector(".talk[data-link=open]")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert wrong == []


def hold(page: Page, seconds: float) -> None:
    """Hold the orb as a finger would."""
    box = page.locator(".orb-button").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(seconds * 1000)
    page.mouse.up()


def ask(page: Page, text: str) -> None:
    page.locator(".composer input").fill(text)
    page.keyboard.press("Enter")


def played(page: Page, turn: int = -1) -> tuple[float, float]:
    """Seconds that sounded of a turn, and their root mean square, as the audio thread counted them."""
    facts = page.locator("[data-played-seconds]").nth(turn)
    seconds, level = (facts.get_attribute(f"data-played-{name}") for name in ("seconds", "level"))
    return float(seconds or 0), float(level or 0)


def wait_until_quiet(page: Page) -> None:
    page.wait_for_selector(".turn.latest[data-ended]", timeout=PATIENCE)
    page.wait_for_selector('.talk[data-phase="idle"]', timeout=PATIENCE)


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def test_a_link_lets_one_browser_in_and_tells_the_next_how_to_get_another(
    server: Any, browser: Browser
) -> None:
    first = browser.new_page()
    first.goto(server.link)
    first.wait_for_selector(".talk[data-link=open]")
    assert "key" not in first.url
    first.reload()
    first.wait_for_selector(".talk[data-link=open]")

    for locale, words in (("en-GB", "already been used"), ("zh-CN", "已经用过")):
        other = browser.new_page(locale=locale)
        other.goto(server.link)
        locked = other.locator(".locked")
        locked.wait_for()
        assert words in locked.inner_text() and "parley link" in locked.inner_text()
        assert "key" not in other.url
        shoot(other, f"locked-{locale}")
        other.close()
    first.close()


@needs_data
def test_what_is_said_into_the_microphone_is_heard_and_answered_aloud(open_page: Open) -> None:
    page = open_page()

    hold(page, 5)
    wait_until_quiet(page)

    heard = page.locator(".turn.latest .heard").inner_text().lower()
    assert "office" in heard and "light" in heard
    assert page.locator(".turn.latest .said").inner_text().strip() != ""
    seconds, level = played(page)
    assert seconds > 0.4 and level > 0.01
    shoot(page, "tablet-en-light-spoken")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [("en-GB", "What is seven times eight?", "56"), ("zh-CN", "七乘八等于几", "56")],
)
def test_what_is_typed_is_answered_in_writing_and_aloud(
    open_page: Open, language: str, text: str, expected: str
) -> None:
    page = open_page(language)

    ask(page, text)
    wait_until_quiet(page)

    assert text in page.locator(".turn.latest .heard").inner_text()
    assert expected in page.locator(".turn.latest .said").inner_text()
    seconds, level = played(page)
    assert seconds > 0.3 and level > 0.01


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_whatever_the_page_suggests_is_understood(open_page: Open, language: str) -> None:
    page = open_page(language)
    suggestions = page.locator(".tries button").all_inner_texts()
    assert len(suggestions) == 5

    for number, text in enumerate(suggestions):
        ask(page, text)
        page.locator(".turn[data-ended]").nth(number).wait_for(timeout=PATIENCE)

    assert page.locator(".facts code").count() == 5
    assert page.locator(".trouble").count() == 0


@pytest.mark.parametrize("how", ["Escape", "button", "typing"])
def test_an_interruption_is_silent_at_once_and_stays_so(open_page: Open, how: str) -> None:
    page = open_page()
    ask(page, "Set a timer for one hour and thirty four minutes")
    page.wait_for_selector('.talk[data-phase="speaking"]', timeout=PATIENCE)

    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "button":
        page.locator(".stop-button").click()
    else:
        ask(page, "What time is it?")
    page.locator('.turn[data-ended="interrupted"]').wait_for(timeout=PATIENCE)
    at_once = played(page, 0)[0]
    time.sleep(2)

    assert played(page, 0)[0] == at_once
    if how == "typing":
        wait_until_quiet(page)
        assert page.locator(".turn").count() == 2 and played(page, 1)[0] > 0.3


def test_a_running_timer_is_shown_and_rings_until_it_is_stopped(open_page: Open) -> None:
    page = open_page("zh-CN", PHONE, "dark")
    ask(page, "定一个五秒的倒计时")
    page.locator(".timers time").wait_for(timeout=PATIENCE)
    page.locator(".ring").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(600)
    shoot(page, "phone-zh-dark-ringing")

    page.locator(".ring-stop").click()

    assert page.locator(".ring").count() == 0


def test_everything_is_within_reach_of_the_keyboard_and_has_a_name(open_page: Open) -> None:
    page = open_page()

    names: list[str] = []
    for _ in range(14):
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
        "What time is it?",
        "Hold to talk",
        "Hands-free",
        "I speak",
        "Type instead",
    ):
        assert name in reached


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("size", [PHONE, TABLET], ids=["phone", "tablet"])
def test_every_part_is_in_sight_on_phones_and_tablets(
    open_page: Open, size: dict[str, int], language: str, scheme: str
) -> None:
    page = open_page(language, size, scheme)
    name = f"{'phone' if size is PHONE else 'tablet'}-{language[:2]}-{scheme}"
    page.wait_for_timeout(400)
    shoot(page, f"{name}-welcome")

    tries = page.locator(".tries button")
    assert tries.count() == 5
    tries.first.click()
    wait_until_quiet(page)
    page.locator(".details summary").first.click()
    page.wait_for_timeout(400)
    shoot(page, f"{name}-answer")

    for part in (".orb-button", ".composer input", ".switch", ".turn.latest .said"):
        box = page.locator(part).first.bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"]
    assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
    assert page.evaluate("() => getComputedStyle(document.documentElement).colorScheme") == scheme


def test_the_page_comes_back_by_itself_when_the_server_does(
    server: Any, browser: Browser, signed_in: Any
) -> None:
    page = browser.new_context(storage_state=signed_in, viewport=TABLET).new_page()
    page.goto(server.origin)
    page.wait_for_selector(".talk[data-link=open]")
    ask(page, "What time is it?")
    wait_until_quiet(page)

    server.stop()
    page.wait_for_selector(".talk[data-link=lost]", timeout=PATIENCE)
    assert page.locator(".banner").is_visible()
    assert page.locator(".composer button").is_disabled()
    shoot(page, "tablet-en-light-lost")
    server.start()
    page.wait_for_selector(".talk[data-link=open]", timeout=PATIENCE)

    ask(page, "What time is it?")
    page.locator('.turn[data-ended="answered"]').nth(1).wait_for(timeout=PATIENCE)
    page.context.close()
