"""The keyboard of the page before the real server: what is typed on one device is known on another."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from home_page import DESK, look, wait_for_title
from people import Person
from talk_page import PATIENCE, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(240)]

Visit = Callable[..., "Page"]
BOX = ".typing-try textarea"


def opened(visit: Visit, person: Person, language: str, **how: Any) -> Page:
    page = visit(person, "#/typing", language=language, **how)
    page.locator(BOX).wait_for(timeout=PATIENCE)
    page.evaluate("() => localStorage.setItem('parley.keyboard', 'on')")
    page.reload()
    page.locator(BOX).click()
    page.locator(".keyboard").wait_for()
    page.locator(".alone").wait_for(state="detached", timeout=PATIENCE)
    return page


def taps(page: Page, letters: str) -> None:
    for each in letters:
        page.locator(f'.keyboard [data-key="{"space-" if each == " " else each}"]').click()


def has(page: Page, wanted: str) -> None:
    page.wait_for_function(
        "([box, text]) => document.querySelector(box).value === text", arg=[BOX, wanted], timeout=PATIENCE
    )


def first(page: Page, text: str) -> None:
    """Wait until this is the first candidate."""
    page.wait_for_function(
        "text => { const first = document.querySelector('.candidate:not(.undo)');"
        " return first !== null && first.lastChild.textContent === text }",
        arg=text,
        timeout=PATIENCE,
    )


def test_two_languages_in_one_line_by_touch(visit: Visit, owner: Person) -> None:
    page = opened(visit, owner.invited("Anna"), "zh-CN", size=PHONE)
    taps(page, "womenmingtianqubeijing")
    first(page, "我们明天去北京")
    look(page, "typing-real-zh")
    taps(page, " ")
    has(page, "我们明天去北京")
    page.locator('[data-key="language-"]').click()
    taps(page, "teh ")
    has(page, "我们明天去北京the ")


def test_english_is_completed_by_the_real_server(visit: Visit, owner: Person) -> None:
    page = opened(visit, owner.invited("Anna"), "en-GB", size=DESK)
    page.keyboard.type("I am looking forward to seeing you tomorro")
    page.locator(".candidate", has_text="tomorrow").first.click()
    has(page, "I am looking forward to seeing you tomorrow ")
    look(page, "typing-real-en", [("desk", DESK, "light")])
    page.keyboard.type("and teh ")
    page.wait_for_function("box => document.querySelector(box).value.endsWith(' and the ')", arg=BOX)
    page.keyboard.press("Backspace")
    page.wait_for_function("box => document.querySelector(box).value.endsWith(' and teh')", arg=BOX)


def test_a_swipe_is_a_word(visit: Visit, owner: Person) -> None:
    page = opened(visit, owner.invited("Anna"), "en-GB", size=PHONE)
    places = [page.locator(f'[data-key="{each}"]').bounding_box() for each in "weather"]
    spots = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in places if box]
    page.mouse.move(*spots[0])
    page.mouse.down()
    for x, y in spots[1:]:
        page.mouse.move(x, y, steps=10)
    page.mouse.up()
    has(page, "Weather")


def test_what_is_chosen_is_learned_on_every_device_and_can_be_forgotten(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    page = opened(visit, anna, "en-GB", size=PHONE)
    for _ in range(3):
        taps(page, "zylophrix ")
    other = opened(visit, anna, "en-GB", size=DESK)
    other.keyboard.type("zylop")
    other.locator(".candidate", has_text="zylophrix").first.wait_for(timeout=PATIENCE)
    other.evaluate("() => { location.hash = '#/typing/words' }")
    wait_for_title(other, "Learned words")
    other.locator(".row", has_text="zylophrix").first.wait_for()
    look(other, "typing-real-words", [("desk", DESK, "light")])
    other.get_by_role("button", name="Forget “zylophrix”").first.click()
    other.locator(".toast").wait_for()
    other.locator(".row", has_text="zylophrix").wait_for(state="detached")


def test_it_goes_on_without_the_server(visit: Visit, owner: Person) -> None:
    page = opened(visit, owner.invited("Anna"), "zh-CN", size=PHONE)
    page.wait_for_function(
        """async () => {
            const open = indexedDB.open('parley-keyboard')
            const base = await new Promise(done => { open.onsuccess = () => done(open.result) })
            const keys = base.transaction('packs').objectStore('packs').getAllKeys()
            const all = await new Promise(done => { keys.onsuccess = () => done(keys.result) })
            base.close()
            return all.includes('zh')
        }""",
        timeout=PATIENCE,
    )
    page.route_web_socket("**/api/keyboard", lambda socket: socket.close())
    page.reload()
    page.locator(BOX).click()
    page.locator(".keyboard").wait_for()
    taps(page, "woyaoqubeijing")
    first(page, "我要去北京")
    taps(page, " ")
    has(page, "我要去北京")
    page.evaluate("() => performance.clearMeasures()")
    took = page.evaluate(
        """async () => {
            const took = []
            for (const letter of 'jintianwomenyiqiquchifan') {
                const begun = performance.now()
                document.querySelector(`[data-key="${letter}"]`).click()
                await new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))
                took.push(performance.now() - begun)
            }
            return took.sort((a, b) => a - b)
        }"""
    )
    first(page, "今天我们一起去吃饭")
    print("milliseconds from key to next frame, median and worst:", took[len(took) // 2], took[-1])
