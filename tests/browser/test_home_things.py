"""The page of the home in a real browser: by hand and by keyboard, live in two browsers at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from people import Person
from talk_page import PATIENCE, PHONE, TABLET, shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


def opened(page: Page) -> Page:
    """When the rooms are there."""
    page.locator(".room").nth(5).wait_for(timeout=PATIENCE)
    return page


def card(page: Page, name: str) -> Any:
    """One thing."""
    return page.locator(".thing", has=page.get_by_role("heading", name=name, exact=True))


def test_a_light_is_switched_here_and_seen_elsewhere(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    here, there = opened(visit(anna, "#/home")), opened(visit(owner, "#/home", "zh-CN"))
    here.get_by_role("switch", name="Hall light").click()
    card(there, "玄关灯").get_by_text("开 · 100%").wait_for(timeout=PATIENCE)
    assert there.get_by_role("switch", name="玄关灯").get_attribute("aria-checked") == "true"
    slider = here.get_by_role("slider", name="Brightness, Hall light")
    slider.focus()
    for _ in range(3):
        here.keyboard.press("PageDown")
    card(there, "玄关灯").get_by_text("70%").first.wait_for(timeout=PATIENCE)
    there.get_by_role("switch", name="玄关灯").focus()
    there.keyboard.press("Space")
    card(here, "Hall light").get_by_text("Off").wait_for(timeout=PATIENCE)


def test_unlocking_is_asked_about_once_more(visit: Visit, owner: Person) -> None:
    page = opened(visit(owner, "#/home"))
    page.get_by_role("button", name="Unlock, Front door").click()
    assert card(page, "Front door").get_by_text("Locked").is_visible()
    page.get_by_role("button", name="Unlock: Really?, Front door").click()
    card(page, "Front door").get_by_text("Unlocked").wait_for(timeout=PATIENCE)
    page.get_by_role("button", name="Lock, Front door").click()
    card(page, "Front door").get_by_text("Locked").wait_for(timeout=PATIENCE)


def test_scenes_and_what_moves(visit: Visit, owner: Person) -> None:
    page = opened(visit(owner, "#/home"))
    page.get_by_role("button", name="Movie night").click()
    page.get_by_text("“Movie night” is set.").wait_for(timeout=PATIENCE)
    card(page, "Living room curtains").get_by_text("Closing").wait_for(timeout=PATIENCE)
    card(page, "Floor lamp").get_by_text("On · 15%").wait_for(timeout=PATIENCE)


def test_guests_only_look(visit: Visit, owner: Person) -> None:
    page = opened(visit(owner.invited("Bo", "guest"), "#/home"))
    page.get_by_text("Guests may look.").wait_for()
    assert page.locator(".things").get_by_role("switch").count() == 0
    assert page.locator(".things").get_by_role("slider").count() == 0
    assert page.locator(".things").get_by_role("button").count() == 0


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_it_fits_a_phone_and_a_desk_by_day_and_by_night(visit: Visit, owner: Person, language: str) -> None:
    page = opened(visit(owner, "#/home", language))
    for name in ("Living room light", "Living room air conditioner") if language == "en-GB" else ():
        if page.get_by_role("switch", name=name, exact=True).get_attribute("aria-checked") == "false":
            page.get_by_role("switch", name=name, exact=True).click()
    page.wait_for_timeout(400)
    for look, size in (("phone", PHONE), ("tablet", TABLET)):
        for scheme in ("light", "dark"):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            shoot(page, f"home-things-{language[:2]}-{look}-{scheme}")
            assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"]
            wide = "() => [...document.querySelectorAll('.page')].some(e => e.scrollWidth > e.clientWidth)"
            assert not page.evaluate(wide)
