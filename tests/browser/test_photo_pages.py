"""The pages of photos: uploading, the grid, one at a time, editing, finding, scanning."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from home_page import DESK, LOOKS, button, look
from people import Person
from photo_files import HANGZHOU, file, jpeg, letter, smaller
from talk_page import PATIENCE, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

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


def test_a_photo_is_edited_compared_undone_and_kept_as_a_recipe(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    (photo,) = taken_in(anna, [("a.jpg", jpeg(4, light=0.4))])
    page = visit(anna, f"#/photos?photo={photo}", size=DESK)
    button(page, "Edit").click()
    page.locator(".photo-compare img").first.wait_for(timeout=PATIENCE)
    exposure = page.get_by_role("slider", name="Exposure")
    exposure.fill("1.5")
    button(page, "Undo").click()
    assert exposure.input_value() == "0"
    button(page, "Redo").click()
    assert exposure.input_value() == "1.5"
    button(page, "Before and after").click()
    edge = page.get_by_role("slider", name="How much of each is shown")
    edge.fill("30")
    button(page, "Side by side").click()
    page.locator("figcaption", has_text="Before").wait_for()
    button(page, "Crop").click()
    page.locator(".photo-crop-area").wait_for()
    button(page, "Turn right").click()
    button(page, "Square").click()
    page.get_by_label("Corner 3 of the part that is kept").press("ArrowUp")
    page.keyboard.press("Escape")
    page.locator("dialog", has_text="Leave without saving?").last.wait_for()
    button(page, "Go on editing").click()
    button(page, "Save").click()
    page.locator(".photo-editor").wait_for(state="detached")
    kept = anna.ask("GET", f"/api/photos/{photo}")["photo"]
    steps = {step["do"]: step for step in kept["recipe"]["steps"]}
    assert steps["exposure"]["stops"] == 1.5
    assert steps["turn"]["quarters"] == 1
    assert 0.9 < kept["ratio"] < 1.1
    page.locator(f".photo-slide img[src*='{kept['edit']}'][data-there]").first.wait_for(timeout=PATIENCE)

    button(page, "Edit").click()
    button(page, "Back to the original").click()
    button(page, "Save").click()
    page.locator(".photo-editor").wait_for(state="detached")
    assert anna.ask("GET", f"/api/photos/{photo}")["photo"]["recipe"].get("steps", []) == []


def test_auto_makes_a_dark_photo_lighter_and_says_why(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    (photo,) = taken_in(anna, [("a.jpg", jpeg(5, light=0.25))])
    page = visit(anna, f"#/photos?photo={photo}&edit=1", language="zh-CN")
    button(page, "自动").click()
    page.locator(".photo-reasons li").first.wait_for(timeout=PATIENCE)
    assert "暗" in page.locator(".photo-reasons").inner_text()
    button(page, "保存").click()
    page.locator(".photo-editor").wait_for(state="detached")
    recipe = anna.ask("GET", f"/api/photos/{photo}")["photo"]["recipe"]
    assert any(step["do"] == "exposure" and step["stops"] > 0 for step in recipe["steps"])


def test_what_is_written_and_where_it_was_finds_a_photo(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    written, there, _ = taken_in(anna, [
        ("a.jpg", jpeg(6, datetime(2026, 3, 1, 9, 0), words="WELCOME HOME")),
        ("b.jpg", jpeg(7, datetime(2026, 4, 1, 9, 0), HANGZHOU)),
        ("c.jpg", jpeg(8, datetime(2026, 4, 2, 9, 0))),
    ])  # fmt: skip
    looked_at(anna)
    page = visit(anna, "#/photos")
    box = page.get_by_role("combobox", name="Search photos")
    box.fill("welcome")
    box.press("Enter")
    page.locator(".photo-understood", has_text="1 photo").wait_for(timeout=PATIENCE)
    assert shown(page) == [written]
    box.fill("Hangzhou")
    box.press("Enter")
    page.locator(".photo-understood .chip", has_text="Hangzhou").wait_for()
    page.wait_for_function("id => document.querySelector(`img[src*='${id}']`) !== null", arg=there)
    page.locator(".photo-open").click()
    page.keyboard.press("i")
    page.locator(".photo-facts", has_text="Hangzhou").wait_for(timeout=PATIENCE)
    page.keyboard.press("Escape")
    box.fill("a submarine of cheese")
    box.press("Enter")
    page.locator(".empty", has_text="Nothing found").wait_for()
    page.evaluate("() => { location.hash = '#/photos/albums' }")
    page.locator(".album-card", has_text="Hangzhou").first.wait_for()
    page.locator(".album-card", has_text="1 March 2026").click()
    page.locator(".photo-understood", has_text="1 March 2026").wait_for()
    assert shown(page) == [written]


def test_pages_of_a_letter_become_a_pdf_whose_words_can_be_found(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/photos/scan", size=PHONE)
    chooser = page.locator("input[type=file][multiple]")
    chooser.set_input_files([file("1.jpg", letter(("Dear Anna,", "please pay 128.00 pounds", "by 5 December 2026")))])
    page.locator(".hint", has_text="Move the corners").wait_for(timeout=PATIENCE)
    corner = page.get_by_label("Corner 1", exact=True)
    before = corner.get_attribute("style")
    corner.press("ArrowRight")
    assert corner.get_attribute("style") != before
    button(page, "Find the page").click()
    page.wait_for_function(
        "before => document.querySelector('.photo-corner').getAttribute('style') === before", arg=before
    )
    chooser.set_input_files([file("2.jpg", letter(("Page two", "Thank you")))])
    page.get_by_role("button", name="Page 2", exact=True).wait_for(timeout=PATIENCE)
    button(page, "Black and white").click()
    page.get_by_label("Name of the document").fill("Bill & letter")
    made = button(page, "Make the PDF")
    page.wait_for_function("() => !document.querySelector('.photo-scan .button.wide').disabled", timeout=PATIENCE)
    made.click()
    page.locator(".empty", has_text="Your PDF is ready").wait_for(timeout=2 * PATIENCE)
    address = page.get_by_role("link", name="Save the PDF").get_attribute("href")
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(anna.client.get(str(address)).content)
    texts = [each.get_textpage().get_text_range() for each in document]
    assert len(texts) == 2
    assert "128.00" in texts[0]
    assert "Thank" in texts[1]


def test_photos_that_look_alike_come_together_and_all_but_one_are_deleted(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    taken_in(anna, [("a.jpg", jpeg(9)), ("b.jpg", smaller(jpeg(9))), ("c.jpg", jpeg(10))])
    looked_at(anna)
    page = visit(anna, "#/photos/duplicates")
    page.locator(".photo-choice").wait_for(timeout=PATIENCE)
    assert page.locator(".photo-group li").count() == 2
    button(page, "Delete the other").click()
    button(page, "Delete").last.click()
    page.locator(".empty", has_text="No duplicates").wait_for(timeout=PATIENCE)
    assert len(ids(anna)) == 2


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


def test_an_upload_that_breaks_off_goes_on_and_one_that_is_no_photo_says_so(visit: Visit, owner: Person) -> None:
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


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_every_page_of_photos_fits_a_phone_and_a_desk_by_day_and_by_night(
    visit: Visit, owner: Person, language: str
) -> None:
    anna = owner.invited("Anna" if language == "en-GB" else "李晓雯")
    many = taken_in(anna, [
        (f"IMG_{each:04}.jpg", jpeg(20 + each, datetime(2026, 1 + each % 5, 3 + each, 9, each), HANGZHOU if each % 2 else None,
                                    size=(900, 675) if each % 3 else (600, 900)))
        for each in range(12)
    ] + [("again.jpg", smaller(jpeg(20))), ("sign.jpg", jpeg(40, datetime(2026, 5, 30, 9, 0), HANGZHOU, words="西湖 West Lake"))])  # fmt: skip
    looked_at(anna)
    page = visit(anna, "#/photos", language)
    short = language[:2]
    for name, address in (
        ("all", ""), ("albums", "/albums"), ("duplicates", "/duplicates"), ("bursts", "/bursts"), ("scan", "/scan"),
        ("found", "?q=Hangzhou"), ("scanning", f"/scan?pages={many[-1]}.{many[0]}"),
    ):  # fmt: skip
        page.evaluate("address => { location.hash = '#/photos' + address }", address)
        page.locator(".page-head h2").wait_for()
        page.wait_for_function("() => document.querySelector('.loading') === null", timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        if name == "scanning":
            page.locator(".photo-corner").first.wait_for(timeout=PATIENCE)
            page.locator(".hint", has_text=re.compile("corners|四个角")).wait_for(timeout=PATIENCE)
        look(page, f"photos-{short}-{name}")
    page.evaluate("id => { location.hash = '#/photos?photo=' + id }", many[-1])
    page.locator(".photo-slide img[data-there]").first.wait_for(timeout=PATIENCE)
    page.keyboard.press("i")
    page.locator(".photo-facts").wait_for()
    look(page, f"photos-{short}-one")
    page.keyboard.press("e")
    page.locator(".photo-compare img").first.wait_for(timeout=PATIENCE)
    look(page, f"photos-{short}-edit")
    page.locator(".photo-edit-tabs .toggle").nth(1).click()
    page.locator(".photo-crop-area").wait_for()
    look(page, f"photos-{short}-crop", LOOKS[::3])


def choose(page: Page, files: list[Any]) -> None:
    """As from the file chooser."""
    page.locator(".page-actions input[type=file]").set_input_files(files)


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
    """Ask again until it is so."""
    ends = time.monotonic() + 90
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.1)
