"""The pages of the home as the tests use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


def button(page: Page, name: str) -> Any:
    """The button of exactly this name."""
    return page.get_by_role("button", name=name, exact=True)


def wait_for_title(page: Page, text: str) -> None:
    """Wait until a page of this title is shown."""
    page.locator(".page-head h2", has_text=text).wait_for()
