"""The page that finds everything: completions, kinds, filters, and what is read for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from accessible import shuts_nobody_out
from home_page import DESK, button, look, wait_for_title
from knowing_api import KnowingApi
from knowing_world import NOW, hit
from people import Person, records_of
from photo_page import until
from talk_page import PATIENCE, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
BOX = "[role=combobox]"


def opened(visit: Visit, person: Person, address: str, **how: Any) -> tuple[Page, KnowingApi]:
    """A page of the search, before an API that is known."""
    page, api = visit(person, "#/notes", **how), KnowingApi()
    page.locator(".page-head").wait_for(timeout=PATIENCE)
    api.stands_before(page)
    page.evaluate("address => { location.hash = address }", address)
    return page, api


def test_words_are_completed_and_what_is_found_opens_by_the_keyboard_alone(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    records_of_anna = records_of(anna)
    records_of_anna.edit("notes", "n1", title="Flat", text="The lease ends in May.", changed=NOW)
    records_of_anna.push()
    page, api = opened(visit, anna, "#/notes")
    page.keyboard.press("/")
    wait_for_title(page, "Search")
    page.wait_for_function("() => document.activeElement.getAttribute('role') === 'combobox'")
    page.keyboard.type("lea")
    page.locator("[role=option]", has_text="lease deposit").wait_for()
    page.keyboard.press("ArrowDown")
    assert page.locator(BOX).get_attribute("aria-activedescendant")
    page.keyboard.press("Enter")
    page.locator(".search-count", has_text="Results: 7").wait_for()
    assert "q=lease" in page.url
    assert api.asked[-1]["q"] == "lease"
    assert page.locator(".suggestions").is_hidden()
    assert page.locator(".hit-group h3").all_inner_texts() == [
        "Notes",
        "Web pages",
        "Lists",
        "Photos",
        "Reminders",
    ]
    assert page.locator("mark").first.inner_text() == "lease"

    page.locator("a.row-open").first.focus()
    page.keyboard.press("ArrowDown")
    assert "Ending a lease early" in page.locator(":focus").inner_text()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_function("() => location.hash === '#/notes/n1'")
    page.go_back()
    page.locator(".search-count", has_text="Results: 7").wait_for()
    page.keyboard.press("Control+k")
    page.wait_for_function("() => document.activeElement.getAttribute('role') === 'combobox'")


def test_an_address_that_is_a_script_is_no_link(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/search?q=lease")
    page.locator(".row", has_text="A script").wait_for()
    assert page.locator(".row", has_text="A script").locator("a").count() == 0
    outside = page.locator("a.row-open[target=_blank]")
    assert [each.get_attribute("rel") for each in outside.all()] == ["noopener noreferrer"] * 2


def test_kind_time_site_and_language_narrow_it_down_and_can_be_gone_back_on(
    visit: Visit, owner: Person
) -> None:
    page, api = opened(visit, owner.invited("Anna"), "#/search?q=lease", size=PHONE)
    button(page, "Web pages").click()
    page.locator(".search-count", has_text="Results: 3").wait_for()
    page.get_by_label("Language").select_option("zh")
    page.locator(".search-count", has_text="Results: 1").wait_for()
    page.get_by_label("Site").select_option("zufang.example.cn")
    page.get_by_label("When").select_option("month")
    page.wait_for_function("() => location.hash.includes('since=month')")
    page.locator(".search-count", has_text="Results: 1").wait_for()
    asked = api.asked[-1]
    assert (asked["kind"], asked["language"], asked["site"]) == ("web", "zh", "zufang.example.cn")
    assert len(asked["after"]) == len("2026-11-22")
    page.get_by_label("When").select_option("days")
    page.get_by_label("From", exact=True).fill("2026-01-02")
    page.wait_for_function("() => location.hash.includes('after=2026-01-02')")
    page.get_by_label("Language").select_option("en")
    page.locator(".empty", has_text="Nothing found").wait_for()
    page.get_by_text("Look without the filters").click()
    page.locator(".search-count", has_text="Results: 7").wait_for()


def test_a_slip_is_set_right_and_more_comes_when_asked_for(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), "#/search?q=laese")
    api.spelling = "lease"
    button(page, "Notes").click()  # asked anew, now that there is something to say
    page.locator(".search-spelling a", has_text="lease").wait_for()
    api.hits = [
        hit(f"n{each}", "notes", f"Lease {each}", "a [lease]", open=f"notes/n{each}") for each in range(70)
    ]
    page.locator(".search-spelling a").click()
    page.locator(".search-count", has_text="Results: 70").wait_for()
    assert page.locator(".hits .row").count() == 30
    button(page, "Show more").click()
    button(page, "Show more").click()
    page.wait_for_function("() => document.querySelectorAll('.hits .row').length === 70")
    assert page.get_by_role("button", name="Show more").count() == 0
    page.locator(".search-related a", has_text="notice period").click()
    page.wait_for_function("() => location.hash === '#/search?q=notice+period'")


def test_what_is_known_of_the_words_stands_beside_what_was_found(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/search?q=" + "How tall is Mount Tai", size=DESK)
    page.locator(".answer-text", has_text="1,533 metres").wait_for()
    card = page.locator(".entity-card")
    card.locator("h3", has_text="Mount Tai").wait_for()
    assert "1,532.7 m" in card.inner_text()
    card.get_by_text("Everything about it").click()
    wait_for_title(page, "Mount Tai")


def test_sites_are_added_watched_read_again_and_removed(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner, "#/search/sites")
    api.folders = [
        {
            "id": "f1",
            "path": "/srv/papers",
            "for": "house",
            "state": "done",
            "seen": 41,
            "kept": 39,
            "at": NOW,
            "code": "",
        }
    ]
    wait_for_title(page, "What is searched")
    button(page, "Add a site").click()
    page.get_by_label("Address").fill("javascript:alert(1)")
    button(page, "Add").click()
    page.locator("dialog [role=alert]").wait_for()
    page.get_by_label("Address").fill("tenants.example.org")
    page.get_by_label("Who finds it").select_option("house")
    page.get_by_label("How deep").select_option("1")
    button(page, "Add").click()
    page.locator(".site", has_text="Waits for its turn").wait_for()
    wanted = {
        "url": "https://tenants.example.org",
        "for": "house",
        "depth": 1,
        "pages": 100,
        "every_hours": 168,
    }
    assert wanted.items() <= api.sites[0].items()
    api.sites[0] |= {"state": "going", "seen": 12, "kept": 9}
    page.locator(".site", has_text="12 pages seen, 9 kept").wait_for(timeout=PATIENCE)
    assert page.locator(".site progress").get_attribute("value") == "12"
    page.locator(".site", has_text="39 files").wait_for()
    api.sites[0] |= {"state": "done", "kept": 31, "at": NOW}
    page.locator(".site", has_text="31 pages").wait_for(timeout=PATIENCE)
    button(page, "Read “tenants.example.org” again").click()
    page.locator(".site", has_text="Waits for its turn").wait_for()
    button(page, "Remove “tenants.example.org”").click()
    button(page, "Remove").click()
    page.locator(".toast", has_text="no longer found").wait_for()
    assert api.sites == []


def test_bookmarks_are_kept_changed_and_taken_back(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    page, api = opened(visit, anna, "#/search/sites", size=PHONE)
    button(page, "Add a bookmark").click()
    page.get_by_label("Address").fill("ftp://example.org")
    button(page, "Save").click()
    page.locator("dialog [role=alert]").wait_for()
    page.get_by_label("Address").fill("tenants.example.org/early")
    page.get_by_label("Title").fill("Ending a lease")
    page.get_by_label("Tags").fill("flat，租房, flat")
    button(page, "Save").click()
    row = page.locator(".row", has_text="Ending a lease")
    row.wait_for()
    assert row.locator("a").get_attribute("href") == "https://tenants.example.org/early"
    assert row.locator(".chip").all_inner_texts() == ["flat", "租房"]
    button(page, "Change “Ending a lease”").click()
    page.get_by_label("Title").fill("Leaving early")
    button(page, "Save").click()
    page.locator(".row", has_text="Leaving early").wait_for()
    until(lambda: [each["title"] for each in records.all("bookmarks").values()] == ["Leaving early"])
    api.marked = [
        {"id": id, "state": "failed", "kept": 0, "code": "robots"} for id in records.all("bookmarks")
    ]
    button(page, "Delete “Leaving early”").click()
    page.locator(".empty", has_text="No bookmarks yet").wait_for()
    button(page, "Undo").click()
    page.locator(".row", has_text="does not want to be read").wait_for(timeout=PATIENCE)


def test_only_the_owner_of_the_house_chooses_for_everybody(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/search/sites")
    button(page, "Add a site").click()
    page.get_by_label("Address").wait_for()
    assert page.get_by_label("Who finds it").count() == 0


def test_when_nobody_answers_it_says_so_and_asks_again(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), "#/search")
    page.locator(".empty", has_text="What are you looking for?").wait_for()
    api.away = True
    page.locator(BOX).fill("lease")
    page.keyboard.press("Enter")
    page.locator(".problem", has_text="busy right now").wait_for()
    api.away = False
    button(page, "Try again").click()
    page.locator(".search-count", has_text="Results: 7").wait_for()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_search_fits_everywhere_and_shuts_nobody_out(visit: Visit, owner: Person, language: str) -> None:
    short = language[:2]
    page, api = opened(visit, owner, "#/search", language=language)
    api.sites = [
        {
            "id": "s1",
            "url": "https://tenants.example.org/",
            "for": "house",
            "depth": 3,
            "pages": 100,
            "every_hours": 24,
            "state": "going",
            "seen": 37,
            "kept": 30,
            "at": 0,
            "code": "",
        },
        {
            "id": "s2",
            "url": "https://very-long-address.example.org/a/path/that/goes/on/and/on/without/end",
            "for": "me",
            "depth": 0,
            "pages": 1,
            "every_hours": 0,
            "state": "failed",
            "seen": 1,
            "kept": 0,
            "at": NOW,
            "code": "status_404",
        },
    ]
    api.folders = [
        {
            "id": "f",
            "path": "/srv/papers",
            "for": "house",
            "state": "done",
            "seen": 4,
            "kept": 4,
            "at": NOW,
            "code": "",
        }
    ]
    for name, address, ready in (
        ("empty", "#/search", ".empty"),
        ("found", "#/search?q=lease", ".hits"),
        (
            "known",
            "#/search?q=" + ("泰山有多高" if short == "zh" else "How tall is Mount Tai"),
            ".answer-text",
        ),
        ("nothing", "#/search?q=xyzzy&kind=notes", ".search-hits .empty"),
        ("sites", "#/search/sites", ".site progress"),
    ):
        page.evaluate("address => { location.hash = address }", address)
        page.locator(ready).first.wait_for(timeout=PATIENCE)
        look(page, f"search-{short}-{name}")
        shuts_nobody_out(page, name)
    page.locator(".page-actions button").click()
    page.locator("dialog[open]").wait_for()
    look(page, f"search-{short}-new-site")
    shuts_nobody_out(page, "new site")
