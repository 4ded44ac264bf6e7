"""The talk page as the tests use it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCREENSHOTS = Path(__file__).resolve().parents[2] / "out" / "screenshots"
PHONE: Any = {"width": 390, "height": 844}
TABLET: Any = {"width": 1180, "height": 820}
PATIENCE = 60_000
"""Milliseconds for an answer, on a machine that is busy with other tests too."""


def orb(page: Page) -> tuple[float, float]:
    """Where a finger presses to talk."""
    box = page.locator(".orb-button").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def hold_while_speaking(page: Page, seconds: float) -> None:
    """Hold the orb as a finger would, until so much of the microphone's sound was sent."""
    page.mouse.move(*orb(page))
    page.mouse.down()
    wait_for_sound(page, seconds)
    page.mouse.up()


def wait_for_sound(page: Page, seconds: float) -> None:
    """Wait until so many seconds of the microphone's sound were sent."""
    page.wait_for_function("wanted => window.microphoneSeconds >= wanted", arg=seconds, timeout=PATIENCE)


def switch(page: Page, name: str) -> None:
    page.get_by_role("switch", name=name).click()


def ask(page: Page, text: str) -> None:
    page.locator(".composer input").fill(text)
    page.keyboard.press("Enter")


def played(page: Page, turn: int = -1) -> tuple[float, float]:
    """Seconds that sounded of a turn, and their root mean square, as the audio thread counted them."""
    facts = page.locator("[data-played-seconds]").nth(turn)
    seconds, level = (facts.get_attribute(f"data-played-{name}") for name in ("seconds", "level"))
    return float(seconds or 0), float(level or 0)


def loudest(page: Page) -> float:
    """The loudest sample, from 0 to 1, that the loudspeaker was given since this was last asked."""
    # overhear.js looks back over two thirds of a second, five times a second.
    page.wait_for_timeout(900)
    return page.evaluate("() => { const most = window.loudest; window.loudest = 0; return most }")


def wait_for_answer(page: Page, number: int = 0) -> None:
    """Wait until a turn, counted from 0, has ended and the page is quiet."""
    page.locator(".turn").nth(number).and_(page.locator("[data-ended]")).wait_for(timeout=PATIENCE)
    page.wait_for_selector('.talk:not([data-phase="speaking"])', timeout=PATIENCE)


def shown(page: Page, number: int = 0) -> dict[str, str]:
    """What the page shows of a turn: heard, said, how it ended and what was understood."""
    turn = page.locator(".turn").nth(number)
    facts = {"heard": turn.locator(".heard"), "said": turn.locator(".said"), "intent": turn.locator("code")}
    words = {name: " ".join(each.all_text_contents()).strip() for name, each in facts.items()}
    return {**words, "ended": turn.get_attribute("data-ended") or ""}


def overheard(page: Page) -> list[dict[str, Any]]:
    """What ``overhear.js`` noted: each with ``at`` in milliseconds and its ``kind``."""
    return page.evaluate("window.overheard")


def shoot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
