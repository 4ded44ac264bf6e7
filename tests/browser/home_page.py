"""The pages of the home as the tests use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talk_page import PHONE, shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page

DESK: Any = {"width": 1440, "height": 900}
LOOKS: Any = [
    (name, size, scheme) for name, size in (("phone", PHONE), ("desk", DESK)) for scheme in ("light", "dark")
]


def button(page: Page, name: str) -> Any:
    """The button of exactly this name."""
    return page.get_by_role("button", name=name, exact=True)


def wait_for_title(page: Page, text: str) -> None:
    """Wait until a page of this title is shown."""
    page.locator(".page-head h2", has_text=text).wait_for()


def look(page: Page, name: str, looks: Any = LOOKS) -> None:
    """Shoot it on a phone and on a desk, by day and by night; it must be no wider than they are."""
    for device, size, scheme in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        shoot(page, f"{name}-{device}-{scheme}")
        assert page.evaluate("() => document.documentElement.scrollWidth") <= size["width"], name
        wide = page.evaluate(
            "() => [...document.querySelectorAll('.page, dialog[open]')]"
            ".some(each => each.scrollWidth > each.clientWidth)"
        )
        assert not wide, f"{name} is wider than the {device}"
