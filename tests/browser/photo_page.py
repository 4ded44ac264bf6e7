"""The pages of photos as the tests use them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from people import Person
from photo_files import HANGZHOU, blurred, jpeg, smaller

if TYPE_CHECKING:
    from playwright.sync_api import Page


def a_few_of_each() -> list[tuple[str, bytes]]:
    """Photos of some months, two that look alike, two of one moment, and one of a sign."""
    first, moment = jpeg(20, datetime(2026, 5, 3, 9, 0)), datetime(2026, 5, 28, 15, 0)
    return [
        ("first.jpg", first),
        ("again.jpg", smaller(first)),
        ("burst1.jpg", jpeg(60, moment)),
        ("burst2.jpg", blurred(jpeg(60, moment.replace(second=1)))),
        *(
            (
                f"IMG_{each:04}.jpg",
                jpeg(20 + each, datetime(2026, each, 3, 9, each), size=(480, 300 + 60 * each)),
            )
            for each in range(1, 5)
        ),
        ("sign.jpg", jpeg(40, datetime(2026, 5, 30, 9, 0), HANGZHOU, words="西湖 West Lake")),
    ]


def choose(page: Page, files: list[Any]) -> None:
    """As from the file chooser."""
    page.locator(".page-actions input[type=file]").set_input_files(files)


def drag(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    """One finger from here to there."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=6)
    page.mouse.up()


def taken_in(person: Person, photos: list[tuple[str, bytes]]) -> list[str]:
    """Photos of theirs, uploaded beside the page; their ids."""
    return [_taken_in(person, name, data) for name, data in photos]


def _taken_in(person: Person, name: str, data: bytes) -> str:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(len(data)),
        "Content-Type": "application/offset+octet-stream",
    }
    answer = person.client.post("/api/files/uploads", headers=headers, content=data)
    assert answer.status_code == 201, answer.text
    return person.ask("POST", "/api/photos", {"file": answer.headers["Parley-File"], "name": name})["id"]


def ids(person: Person) -> list[str]:
    """Their photos, newest first."""
    return person.ask("GET", "/api/photos/cells")["ids"]


def looked_at(person: Person) -> None:
    """Wait until somebody has looked at all of them."""
    until(lambda: person.ask("GET", "/api/photos/indexing")["waiting"] == 0)


def shown(page: Page) -> list[str]:
    """The ids of the photos in the page."""
    sources = page.locator(".photo-cell img").evaluate_all("all => all.map(each => each.getAttribute('src'))")
    return [match[1] for each in sources if (match := re.search(r"/photos/([^/]+)/tile", each))]


def until(true: Callable[[], bool]) -> None:
    """Ask again until it is so: photos are looked at when nobody else wants the machine."""
    ends = time.monotonic() + 300
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.1)
