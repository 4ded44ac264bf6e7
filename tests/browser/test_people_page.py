"""People on photos: what the page asks before faces are compared, and the names that it sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from home_page import DESK
from people import Person
from photo_files import jpeg
from photo_page import taken_in
from talk_page import PATIENCE, PHONE, shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


@pytest.mark.parametrize(
    ("language", "size", "yes", "who", "name"),
    [
        ("en-GB", DESK, "Yes, tell them apart", "Who is this?", "Grandma"),
        ("zh-CN", PHONE, "好，区分人物", "这是谁？", "奶奶"),
    ],
)
def test_faces_are_compared_when_their_person_agrees_and_get_names(
    visit: Visit, owner: Person, language: str, size: Any, yes: str, who: str, name: str
) -> None:
    """No face model comes with Parley, so who is on the photo is told here; the rest is the real page."""
    anna = owner.invited("Anna")
    (photo,) = taken_in(anna, [("a.jpg", jpeg(3, datetime(2026, 5, 2, 10, 0)))])
    page = visit(anna, "#/photos", language=language, size=size)
    page.locator(".photo-cell").wait_for(timeout=PATIENCE)
    state: dict[str, Any] = {"possible": True, "on": False, "people": []}
    sent: list[tuple[str, Any]] = []

    def answer(route: Route) -> None:
        method = route.request.method
        if method == "GET":
            route.fulfill(json=state)
            return
        asked = json.loads(route.request.post_data or "{}")
        sent.append((method, asked))
        cover = {"photo": photo, "face": 0, "area": [0.3, 0.2, 0.3, 0.4]}
        somebody = {"id": "", "name": "", "count": 3, "photos": [photo], "cover": cover}
        if method == "POST":
            somebody |= {"id": "b1", "name": asked["name"]}
        state.update({"on": True, "people": [somebody]})
        route.fulfill(
            status=200 if method == "POST" else 204, json={"id": "b1"} if method == "POST" else None
        )

    page.route("**/api/photos/people", answer)
    page.goto(page.url.split("#")[0] + "#/photos/albums")
    page.get_by_role("button", name=yes).click()
    page.locator(".portrait img").wait_for(timeout=PATIENCE)
    page.wait_for_function("() => document.querySelector('.portrait img').naturalWidth > 0")
    shoot(page, f"people-asked-{language}")
    page.get_by_role("button", name=who).click()
    page.locator(".sheet input").fill(name)
    page.locator(".sheet button[type=submit]").click()
    page.locator(".faces a", has_text=name).wait_for(timeout=PATIENCE)
    shoot(page, f"people-named-{language}")
    assert sent == [("PUT", {"on": True}), ("POST", {"photo": photo, "face": 0, "name": name})]
