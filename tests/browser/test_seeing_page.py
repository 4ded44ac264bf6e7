"""A person shows Parley something: a real Chromium whose camera sees a page, against a real server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from eye import Eye
from talk_page import PATIENCE, PHONE, TABLET, ask, shoot, shown, wait_for_answer

from fakes.pictures import page as paper

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Open = Callable[..., "Page"]

NOTICE = ("Mind the step", "小心台阶")


def bill(day: date) -> Any:
    """A water bill that is due on a day."""
    lines = ("NORTHERN WATER", "Water bill", "Amount due: £64.20", f"Please pay by {day:%d %B %Y}")
    return paper(lines, height=40, size=(1200, 900))


@pytest.mark.parametrize(
    ("language", "said", "button", "words"),
    [
        ("en-GB", "What does this say?", "Take the picture", NOTICE),
        ("zh-CN", "这上面写了什么？", "拍照", NOTICE),
    ],
)
def test_what_is_held_before_the_camera_is_read(
    open_page: Open, eye: Eye, language: str, said: str, button: str, words: tuple[str, ...]
) -> None:
    eye.show(paper(NOTICE, height=72, size=(960, 720)))
    page = open_page(language, PHONE if language == "en-GB" else TABLET)
    ask(page, said)
    shutter = page.get_by_role("button", name=button)
    page.locator(".viewfinder[data-eye=open]").wait_for(timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.viewfinder video').videoWidth > 0")
    shoot(page, f"viewfinder-{language}")
    shutter.click()
    wait_for_answer(page)
    answer = shown(page)["said"]
    assert all(each in answer for each in words), answer
    assert page.locator(".viewfinder").count() == 0
    shoot(page, f"read-aloud-{language}")


def test_a_bill_is_scanned_and_its_person_reminded(open_page: Open, eye: Eye) -> None:
    day = date.today() + timedelta(20)
    eye.show(bill(day))
    page = open_page()
    ask(page, "Scan this bill and remind me on the due date")
    page.locator(".viewfinder[data-eye=open]").wait_for(timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.viewfinder video').videoWidth > 0")
    page.get_by_role("button", name="Take the picture").click()
    wait_for_answer(page)
    answer = shown(page)["said"]
    assert "water bill" in answer and "64.20 British pounds" in answer and "remind you" in answer, answer
    shoot(page, "scanned-bill")
    page.goto(page.url.split("#")[0] + "#/reminders")
    page.get_by_text("pay the water bill", exact=False).first.wait_for(timeout=PATIENCE)


def test_a_picture_goes_with_words_and_one_may_think_better_of_it(open_page: Open, eye: Eye) -> None:
    eye.show(paper(NOTICE, height=72, size=(960, 720)))
    page = open_page()
    ask(page, "What is this?")
    page.locator(".viewfinder").wait_for(timeout=PATIENCE)
    page.keyboard.press("Escape")
    wait_for_answer(page)
    assert shown(page)["said"].removeprefix("Parley: ") in ("All right.", "Okay, never mind.")

    page.get_by_role("button", name="Show a picture").click()
    page.locator(".viewfinder[data-eye=open]").wait_for(timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.viewfinder video').videoWidth > 0")
    page.get_by_role("button", name="Take the picture").click()
    page.locator(".chosen-picture").wait_for(timeout=PATIENCE)
    shoot(page, "picture-with-words")
    ask(page, "What does it say?")
    wait_for_answer(page, 1)
    assert "Mind the step" in shown(page, 1)["said"]


def test_photos_that_were_found_are_shown(open_page: Open, eye: Eye) -> None:
    eye.show(paper(("Zanzibar ferry", "ticket 4711"), height=72, size=(960, 720)))
    page = open_page()
    ask(page, "What does this say?")
    page.locator(".viewfinder[data-eye=open]").wait_for(timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.viewfinder video').videoWidth > 0")
    page.get_by_role("button", name="Take the picture").click()
    wait_for_answer(page)
    turn = 1
    while True:  # it is looked at as soon as nobody talks
        ask(page, "Find my photos of the Zanzibar ferry")
        wait_for_answer(page, turn)
        if "I found one photo" in shown(page, turn)["said"]:
            break
        turn += 1
        assert turn < 30
        page.wait_for_timeout(1000)
    picture = page.locator(".found-photos img").first
    picture.wait_for(timeout=PATIENCE)
    page.wait_for_function(
        "() => document.querySelector('.found-photos img').naturalWidth > 0", timeout=5 * PATIENCE
    )
    shoot(page, "found-photos")
    page.locator(".found-photos a").first.click()
    page.locator(".photo-viewer").wait_for(timeout=PATIENCE)
