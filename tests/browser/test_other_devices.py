"""Two browsers of one house: one finds the other, speaks through it, and lets the talk go on there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from people import Person
from talk_page import PATIENCE, PHONE, TABLET, ask, loudest, shoot, shown, wait_for_answer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OVERHEAR = Path(__file__).with_name("overhear.js")

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


@pytest.fixture
def both(owner: Person, browser: Browser) -> Iterator[tuple[Page, Page]]:
    """Somebody's laptop and phone."""
    contexts: list[Any] = []
    anna = owner.invited("Anna")

    def opened(person: Person, name: str, room: str, size: Any) -> Page:
        person.ask("PATCH", f"/api/devices/{person.me['device']}", {"name": name, "room": room})
        context = browser.new_context(
            storage_state=person.state(), viewport=size, locale="en-GB", reduced_motion="reduce"
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(path=OVERHEAR)
        contexts.append(context)
        page = context.new_page()
        page.goto(owner.origin)
        page.wait_for_selector(".talk[data-link=open]")
        page.mouse.click(5, 5)  # browsers make no sound before somebody touched the page
        return page

    yield opened(anna, "Laptop", "Kitchen", TABLET), opened(anna.elsewhere(), "My phone", "Study", PHONE)
    for context in contexts:
        context.close()


def test_a_lost_phone_rings_aloud_until_it_is_stopped_there(both: tuple[Page, Page]) -> None:
    laptop, phone = both
    loudest(phone)
    ask(laptop, "Where is my phone?")
    phone.locator(".ring").wait_for(timeout=PATIENCE)
    assert "Here I am" in phone.locator(".ring").inner_text()
    phone.wait_for_timeout(2_500)
    assert loudest(phone) > 0.2
    shoot(phone, "sought")
    wait_for_answer(laptop)
    assert "phone" in shown(laptop)["said"] and laptop.locator(".ring").count() == 0
    phone.locator(".ring-stop").click()
    phone.locator(".ring").wait_for(state="detached", timeout=PATIENCE)


def test_who_found_it_stops_it_from_where_they_are(both: tuple[Page, Page]) -> None:
    laptop, phone = both
    ask(laptop, "我的手机在哪")
    phone.locator(".ring").wait_for(timeout=PATIENCE)
    wait_for_answer(laptop)
    ask(laptop, "找到了")
    phone.locator(".ring").wait_for(state="detached", timeout=PATIENCE)


def test_an_announcement_is_read_and_said_there_and_not_here(both: tuple[Page, Page]) -> None:
    laptop, phone = both
    ask(laptop, "Tell the study that dinner is ready")
    phone.get_by_text("dinner is ready").first.wait_for(timeout=PATIENCE)
    wait_for_answer(laptop)
    assert "Announced" in shown(laptop)["said"]


def test_a_conversation_goes_on_at_the_other(both: tuple[Page, Page]) -> None:
    laptop, phone = both
    ask(laptop, "Set a timer")
    wait_for_answer(laptop)
    ask(laptop, "Continue on my phone")
    phone.locator(".said").first.wait_for(timeout=PATIENCE)
    wait_for_answer(phone)
    ask(phone, "ten minutes")
    phone.get_by_text("10 minutes").first.wait_for(timeout=PATIENCE)
