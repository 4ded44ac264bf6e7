"""The pages of photos: uploading, the grid, one at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from home_page import DESK, button
from people import Person
from photo_files import HANGZHOU, file, jpeg
from photo_page import choose, drag, ids, taken_in, until
from talk_page import PATIENCE, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


def test_photos_are_dropped_looked_at_liked_and_deleted_by_the_keyboard_alone(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/photos")
    page.locator(".empty", has_text="No photos yet").wait_for()
    choose(page, [
        file("a.jpg", jpeg(1, datetime(2026, 5, 2, 10, 0), HANGZHOU)),
        file("b.jpg", jpeg(2, datetime(2026, 5, 1, 10, 0), size=(600, 900))),
        file("c.jpg", jpeg(3, datetime(2025, 12, 31, 23, 30))),
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no photo"},
    ])  # fmt: skip
    page.locator(".photo-tray", has_text="Uploaded: 3").wait_for(timeout=PATIENCE)
    page.locator(".photo-cell").nth(2).wait_for()
    assert page.locator(".photo-month h3").all_inner_texts() == ["May 2026", "December 2025"]
    first = page.locator(".photo-open").first
    assert first.get_attribute("aria-label") == "Photo, 2 May 2026 at 10:00"

    first.focus()
    page.keyboard.press("Enter")
    page.locator(".photo-slide img[data-there]").first.wait_for(timeout=PATIENCE)
    page.keyboard.press("ArrowRight")
    page.locator("[aria-live]", has_text="1 May 2026").wait_for()
    page.keyboard.press("f")
    page.locator("[data-icon=heart][aria-pressed=true]").wait_for()
    page.keyboard.press("i")
    page.locator(".photo-facts", has_text="Parley One").wait_for(timeout=PATIENCE)
    assert "b.jpg" in page.locator(".photo-facts").inner_text()
    page.get_by_label("Add a caption").fill("Grandma at the lake")
    page.locator(".photo-details h3").click()
    page.keyboard.press("Escape")
    page.locator(".photo-viewer").wait_for(state="detached")
    shown = page.locator(":focus")
    assert shown.get_attribute("aria-label") == "Favourite photo, 1 May 2026 at 10:00"
    until(lambda: anna.ask("GET", f"/api/photos/{ids(anna)[1]}")["photo"]["caption"] == "Grandma at the lake")

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Space")
    page.locator(".photo-selected", has_text="1 selected").wait_for()
    page.keyboard.press("Delete")
    page.locator("dialog[open]", has_text="Delete this photo?").wait_for()
    button(page, "Delete").last.click()
    page.locator(".photo-cell").nth(2).wait_for(state="detached")
    until(lambda: len(ids(anna)) == 2)


def test_a_finger_swipes_to_the_next_photo_looks_closer_and_swipes_it_away(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    newer, older = taken_in(anna, [
        ("a.jpg", jpeg(14, datetime(2026, 5, 2, 10, 0))), ("b.jpg", jpeg(15, datetime(2026, 5, 1, 10, 0))),
    ])  # fmt: skip
    page = visit(anna, f"#/photos?photo={newer}", size=PHONE)
    page.locator(".photo-slide img[data-there]").first.wait_for(timeout=PATIENCE)
    drag(page, (320, 420), (60, 430))
    page.wait_for_function("id => location.hash.includes(id)", arg=older)
    page.mouse.dblclick(195, 420)
    page.locator(".photo-stage[data-close]").wait_for()
    drag(page, (320, 420), (60, 430))
    assert older in page.url, "a finger moves what is looked at closely"
    page.keyboard.press("0")
    page.locator(".photo-stage:not([data-close])").wait_for()
    drag(page, (195, 300), (195, 700))
    page.locator(".photo-viewer").wait_for(state="detached")
    assert "photo=" not in page.url


def test_a_finger_that_rests_on_a_photo_selects_it(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    taken_in(anna, [("a.jpg", jpeg(18)), ("b.jpg", jpeg(19))])
    page = visit(anna, "#/photos", size=PHONE)
    first = page.locator(".photo-open").first
    first.wait_for()
    finger = {"pointerType": "touch", "bubbles": True, "clientX": 60, "clientY": 500}
    first.dispatch_event("pointerdown", finger)
    page.locator(".photo-selected", has_text="1 selected").wait_for()
    first.dispatch_event("pointerup", finger)
    first.dispatch_event("click")
    page.locator(".photo-open").nth(1).click()
    page.locator(".photo-selected", has_text="2 selected").wait_for()
    first.click()
    page.locator(".photo-selected", has_text="1 selected").wait_for()


def test_fifty_thousand_photos_are_scrolled_without_being_in_the_page(visit: Visit, owner: Person) -> None:
    anna, picture = owner.invited("Anna"), jpeg(11, size=(64, 48))
    count = 50_000
    cells = {
        "version": "1", "ids": [f"{each:026d}" for each in range(count)], "favourites": [3], "versions": {},
        "taken": [1_790_000_000 - 9_000 * each for each in range(count)], "offsets": [0] * count,
        "ratios": [(1.5, 0.75, 1.33)[each % 3] for each in range(count)],
    }  # fmt: skip
    page = visit(anna, "#/notes", size=DESK)
    page.route("**/api/photos/cells", lambda route: route.fulfill(json=cells))
    page.route("**/tile?*", lambda route: route.fulfill(body=picture, content_type="image/jpeg"))
    page.locator(".nav a", has_text="Photos").click()
    page.locator(".photo-open[data-state=there]").first.wait_for(timeout=PATIENCE)
    page.locator(".photo-open").first.focus()
    page.keyboard.press("End")
    page.locator("[data-index='49999']:focus").wait_for()
    assert page.locator(".photo-open").count() < 150
    page.locator("[data-index='49999'][data-state=there]").wait_for(timeout=PATIENCE)
    scrubber = page.get_by_role("slider", name="Go to a month")
    assert "2012" in (scrubber.get_attribute("aria-valuetext") or "")
    scrubber.press("Home")
    page.locator("[data-index='0']").wait_for()
    box = scrubber.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.6)
    name = page.locator(".scrubber-name").inner_text()
    page.mouse.up()
    page.locator(".photo-month h3", has_text=name).wait_for()


def test_an_upload_that_breaks_off_goes_on_and_one_that_is_no_photo_says_so(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/photos")
    page.locator(".empty").wait_for()
    broken: list[str] = []

    def once(route: Any) -> None:
        if route.request.method == "PATCH" and not broken:
            broken.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/files/uploads/*", once)
    choose(page, [file("a.jpg", jpeg(12)), file("b.jpg", b"\xff\xd8 no picture at all")])
    page.locator(".photo-tray .problem", has_text="b.jpg").wait_for(timeout=PATIENCE)
    page.locator(".photo-cell").wait_for(timeout=PATIENCE)
    assert broken
    assert len(ids(anna)) == 1


def test_guests_have_no_photos(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Guest", "guest"), "#/photos")
    page.locator(".page-head h2", has_text="You").wait_for()
    assert page.locator(".nav a", has_text="Photos").count() == 0
