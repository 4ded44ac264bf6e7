"""What is done with photos on their pages: finding, editing, choosing, scanning; and how they look."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from home_page import DESK, LOOKS, button, look
from people import Person
from photo_files import HANGZHOU, blurred, file, jpeg, letter, smaller
from photo_page import a_few_of_each, ids, looked_at, shown, taken_in, until
from PIL import Image
from talk_page import PATIENCE, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


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
    page.locator(".photo-slide img[data-there]").first.wait_for(timeout=PATIENCE)
    page.keyboard.press("i")  # which nobody hears before the photo is open
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


def test_a_copy_to_share_shows_the_edit_and_tells_neither_place_nor_camera(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    (photo,) = taken_in(anna, [("IMG_0001.jpg", jpeg(17, datetime(2026, 5, 1, 10, 0), HANGZHOU))])
    turned = {"recipe": {"steps": [{"do": "turn", "quarters": 1}]}}
    anna.ask("PUT", f"/api/photos/{photo}/recipe", turned)
    page = visit(anna, f"#/photos?photo={photo}")
    button(page, "Share").click()
    with page.expect_download() as started:
        button(page, "Save a copy").click()
    with Image.open(started.value.path()) as copy:
        assert copy.size == (360, 480)
        assert dict(copy.getexif().get_ifd(0x8825)) == {}
        assert "Parley One" not in map(str, copy.getexif().values())


def test_pages_of_a_letter_become_a_pdf_whose_words_can_be_found(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/photos/scan", size=PHONE)
    chooser = page.locator("input[type=file][multiple]")
    chooser.set_input_files(
        [file("1.jpg", letter(("Dear Anna,", "please pay 128.00 pounds", "by 5 December 2026")))]
    )
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
    page.wait_for_function(
        "() => !document.querySelector('.photo-scan .button.wide').disabled", timeout=PATIENCE
    )
    made.click()
    page.locator(".empty", has_text="Your PDF is ready").wait_for(timeout=2 * PATIENCE)
    address = page.get_by_role("link", name="Save the PDF").get_attribute("href")
    pdfium = pytest.importorskip("pypdfium2")
    document = pdfium.PdfDocument(anna.client.get(str(address)).content)
    texts = [each.get_textpage().get_text_range() for each in document]
    assert len(texts) == 2
    assert "128.00" in texts[0]
    assert "Thank" in texts[1]


def test_photos_that_look_alike_come_together_and_all_but_one_are_deleted(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    taken_in(anna, [("a.jpg", jpeg(9)), ("b.jpg", smaller(jpeg(9))), ("c.jpg", jpeg(10))])
    looked_at(anna)
    page = visit(anna, "#/photos/duplicates")
    page.locator(".photo-choice").wait_for(timeout=PATIENCE)
    assert page.locator(".photo-group li").count() == 2
    button(page, "Delete the other").click()
    button(page, "Delete").last.click()
    page.locator(".empty", has_text="No duplicates").wait_for(timeout=PATIENCE)
    until(lambda: len(ids(anna)) == 2)


def test_of_photos_of_one_moment_the_best_is_chosen_and_it_is_said_why(visit: Visit, owner: Person) -> None:
    anna, moment = owner.invited("Anna"), datetime(2026, 5, 1, 10, 0)
    sharp = jpeg(13, moment)
    dull, best = taken_in(anna, [("a.jpg", blurred(sharp)), ("b.jpg", jpeg(13, moment.replace(second=1)))])
    looked_at(anna)
    page = visit(anna, "#/photos/bursts")
    page.locator(".photo-choice").wait_for(timeout=PATIENCE)
    kept = page.locator(".photo-group li[data-kept]")
    assert best in (kept.locator("img").get_attribute("src") or "")
    assert "Best" in kept.inner_text()
    assert page.locator(".photo-group li:not([data-kept]) .row-note").count() > 0
    page.get_by_role("button", name="Keep: Photo", exact=False).nth(0).click()
    page.get_by_role("button", name="Keep: Photo", exact=False).nth(1).click()
    button(page, "Delete the other").click()
    button(page, "Delete").last.click()
    page.locator(".empty", has_text="No bursts").wait_for(timeout=PATIENCE)
    until(lambda: ids(anna) == [dull])


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_every_page_of_photos_fits_a_phone_and_a_desk_by_day_and_by_night(
    visit: Visit, owner: Person, language: str
) -> None:
    anna = owner.invited("Anna" if language == "en-GB" else "李晓雯")
    many = taken_in(anna, a_few_of_each())
    looked_at(anna)
    page = visit(anna, "#/photos", language)
    short = language[:2]
    # The one language by day on a phone, the other by night.
    looks = LOOKS[::3] if short == "en" else LOOKS[1:3]
    for name, address in (
        ("all", ""),
        ("albums", "/albums"),
        ("duplicates", "/duplicates"),
        ("bursts", "/bursts"),
        ("scan", "/scan"),
        ("found", "?q=Hangzhou"),
        ("scanning", f"/scan?pages={many[-1]}.{many[0]}"),
    ):
        page.evaluate("address => { location.hash = '#/photos' + address }", address)
        page.locator(".page-head h2").wait_for()
        page.wait_for_function("() => document.querySelector('.loading') === null", timeout=PATIENCE)
        page.wait_for_load_state("networkidle")
        if name == "scanning":
            page.locator(".photo-corner").first.wait_for(timeout=PATIENCE)
            page.locator(".hint", has_text=re.compile("corners|四个角")).wait_for(timeout=PATIENCE)
        look(page, f"photos-{short}-{name}", looks)
    page.evaluate("id => { location.hash = '#/photos?photo=' + id }", many[-1])
    page.locator(".photo-slide img[data-there]").first.wait_for(timeout=PATIENCE)
    page.keyboard.press("i")
    page.locator(".photo-facts").wait_for()
    look(page, f"photos-{short}-one", looks)
    page.keyboard.press("e")
    page.locator(".photo-compare img").first.wait_for(timeout=PATIENCE)
    look(page, f"photos-{short}-edit", looks)
    page.locator(".photo-edit-tabs .toggle").nth(1).click()
    page.locator(".photo-crop-area").wait_for()
    look(page, f"photos-{short}-crop", looks)
