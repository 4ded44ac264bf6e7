"""The pages of what is known: asking, a thing and what is around it, sources, and one's own facts."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from accessible import shuts_nobody_out
from home_page import DESK, button, look, wait_for_title
from knowing_api import KnowingApi
from people import Person, records_of
from photo_page import until
from talk_page import PATIENCE, PHONE, shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]


def opened(visit: Visit, person: Person, address: str, **how: Any) -> tuple[Page, KnowingApi]:
    """A page of what is known, before an API that is known."""
    page, api = visit(person, "#/notes", **how), KnowingApi()
    page.locator(".page-head").wait_for(timeout=PATIENCE)
    api.stands_before(page)
    page.evaluate("address => { location.hash = address }", address)
    return page, api


def ask(page: Page, question: str) -> None:
    page.locator("[role=combobox]").fill(question)
    page.keyboard.press("Enter")


def test_a_question_is_answered_with_its_source_and_may_be_followed_up(visit: Visit, owner: Person) -> None:
    page, api = opened(visit, owner.invited("Anna"), "#/knowledge")
    ask(page, "How tall is Mount Tai?")
    answer = page.locator(".asked-one").first
    answer.locator(".answer-text", has_text="1,533 metres").wait_for()
    assert "Source: Wikidata (CC0-1.0)" in answer.inner_text()
    assert answer.get_by_text("CC0-1.0").get_attribute("href") == "https://spdx.org/licenses/CC0-1.0.html"
    ask(page, "And which country is it in?")
    page.locator(".answer-text", has_text="is in China").wait_for()
    assert api.threads == [{}, {"subject": "Q216059"}]
    assert page.locator(".asked-one .heard").all_inner_texts()[0].endswith("And which country is it in?")
    page.locator(".answer .chips a", has_text="China").click()
    wait_for_title(page, "China")


def test_it_does_not_guess_and_says_what_it_does_know(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/knowledge")
    ask(page, "Who owns Mount Tai?")
    page.locator(".answer-none", has_text="I know Mount Tai, but not that.").wait_for()
    page.locator("a", has_text="More about Mount Tai").wait_for()
    ask(page, "Tell me about China please")
    page.locator(".asked-one[data-kind=not_a_question] a", has_text="China").wait_for()


def test_a_name_that_is_typed_leads_to_its_page(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/knowledge", language="zh-CN")
    page.locator("[role=combobox]").fill("泰山")
    page.locator("[role=option]", has_text="中国山东省的山").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wait_for_title(page, "泰山")
    assert page.url.endswith("#/knowledge/Q216059")


def test_a_thing_shows_its_facts_with_units_and_which_source_says_so(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/knowledge/Q148", size=DESK)
    wait_for_title(page, "China")
    facts = page.locator(".entity-facts")
    assert "9,596,961 km²" in facts.inner_text()
    assert "1 October 1949" in facts.inner_text()
    assert page.locator("[data-relation=P2046] sup").inner_text() == "2"
    borders = page.locator("[data-relation=P47]")
    assert borders.locator("a").count() == 8
    borders.get_by_role("button", name="Show 6 more").click()
    assert borders.locator("a").count() == 14
    sources = page.locator(".entity-sources li")
    assert "GeoNames" in sources.nth(1).inner_text()
    page.evaluate("() => { location.hash = '#/knowledge/Q1' }")
    page.locator(".empty", has_text="not in the graph").wait_for()


def test_the_picture_around_a_thing_leads_on_by_the_keyboard(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/knowledge/Q148", size=DESK)
    page.locator(".neighbours a").nth(11).wait_for()
    tai = page.locator(".neighbours a[title='country: Mount Tai → China']")
    for key, axis, sign in (
        ("ArrowUp", "y", -1),
        ("ArrowRight", "x", 1),
        ("ArrowDown", "y", 1),
        ("ArrowLeft", "x", -1),
    ):
        tai.focus()
        page.keyboard.press(key)
        there, here = (int(each.get_attribute(f"data-{axis}") or 0) for each in (page.locator(":focus"), tai))
        assert (there - here) * sign > 0, key
    tai.focus()
    page.keyboard.press("Enter")
    wait_for_title(page, "Mount Tai")
    page.set_viewport_size(PHONE)
    page.locator(".neighbours a", has_text="China").click()
    wait_for_title(page, "China")
    page.wait_for_function("() => document.querySelectorAll('.neighbours a').length === 9")


def test_every_source_is_told_with_its_terms(visit: Visit, owner: Person) -> None:
    page, _ = opened(visit, owner.invited("Anna"), "#/knowledge/sources")
    page.locator(".sources .row").nth(1).wait_for()
    assert "10,412,873" in page.locator(".sources").inner_text()
    assert page.get_by_text("CC-BY-4.0").get_attribute("href") == "https://spdx.org/licenses/CC-BY-4.0.html"


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_what_is_known_fits_everywhere_and_shuts_nobody_out(
    visit: Visit, owner: Person, language: str
) -> None:
    short = language[:2]
    page, _ = opened(visit, owner, "#/knowledge", language=language)
    for name, address, ready in (
        ("ask", "#/knowledge", ".knowledge-page .chips"),
        ("country", "#/knowledge/Q148", ".neighbours a"),
        ("mountain", "#/knowledge/Q216059", ".neighbours a"),
        ("unknown", "#/knowledge/Q2", ".empty"),
        ("sources", "#/knowledge/sources", ".sources .row"),
        ("mine", "#/knowledge/mine", ".empty"),
    ):
        page.evaluate("address => { location.hash = address }", address)
        page.locator(ready).first.wait_for(timeout=PATIENCE)
        look(page, f"knowledge-{short}-{name}")
        shuts_nobody_out(page, name)
    page.evaluate("() => { location.hash = '#/knowledge' }")
    ask(page, "泰山有多高？" if short == "zh" else "How tall is Mount Tai?")
    page.locator(".answer-text").wait_for()
    look(page, f"knowledge-{short}-answer")
    shuts_nobody_out(page, "answer")


def test_what_was_told_is_listed_and_forgotten_for_good_or_taken_back(visit: Visit, owner: Person) -> None:
    anna = owner.invited("Anna")
    records = records_of(anna)
    records.edit(
        "facts",
        "f1",
        path=["sister"],
        relation="birthday",
        value="3 May",
        said="My sister’s birthday is 3 May",
        at=2,
    )
    records.edit("facts", "f2", path=["car"], relation="@place", value="B2", said="我的车停在B2", at=1)
    records.push()
    page = visit(anna, "#/knowledge/mine")
    page.locator(".row", has_text="Birthday: 3 May").wait_for(timeout=PATIENCE)
    assert page.locator(".page .day").all_inner_texts() == ["Car", "Sister"]
    look(page, "knowledge-en-told", [("phone", PHONE, "light"), ("desk", DESK, "dark")])
    shuts_nobody_out(page, "told")
    button(page, "Delete “My sister’s birthday is 3 May”").click()
    page.locator(".row", has_text="Birthday").wait_for(state="detached")
    button(page, "Undo").click()
    page.locator(".row", has_text="Birthday: 3 May").wait_for()
    button(page, "Forget them all").click()
    page.locator("dialog[open]", has_text="for good: 2").wait_for()
    button(page, "Forget them all").last.click()
    page.locator(".empty", has_text="Nothing yet").wait_for()
    until(lambda: records.all("facts") == {})


def test_an_answer_of_the_talk_names_its_source_and_what_was_found_leads_there(
    visit: Visit, owner: Person
) -> None:
    anna = owner.invited("Anna")
    page = visit(anna, "#/notes", size=PHONE)
    page.locator(".page-head").wait_for(timeout=PATIENCE)
    KnowingApi().stands_before(page)
    known = {"id": "Q216059", "label": "Mount Tai", "source": "Wikidata"}
    hits = [
        {"kind": "note", "title": "Flat", "open": "notes/n1", "url": ""},
        {
            "kind": "page",
            "title": "Ending a lease early",
            "open": "",
            "url": "https://tenants.example.org/early",
        },
        {"kind": "page", "title": "A script", "open": "", "url": "javascript:alert(1)"},
    ]
    found = {"query": "lease", "total": 7, "hits": hits}

    def between(page_side: Any) -> None:
        """The server says what it says, and then what it did."""
        server_side = page_side.connect_to_server()

        def told(message: Any) -> None:
            page_side.send(message)
            if isinstance(message, str) and json.loads(message).get("type") == "said":
                turn = json.loads(message)["turn"]
                for kind, data in (("knowledge", known), ("found", found)):
                    page_side.send(json.dumps({"type": "did", "turn": turn, "kind": kind, "data": data}))

        server_side.on_message(told)

    page.route_web_socket(re.compile("/api/talk"), between)
    page.goto(page.url.split("#")[0])
    page.wait_for_selector(".talk[data-link=open]", timeout=PATIENCE)
    page.locator(".composer input").fill("What time is it?")
    page.keyboard.press("Enter")
    page.locator(".turn-source a", has_text="Mount Tai · Source: Wikidata").wait_for(timeout=PATIENCE)
    links = page.locator(".turn-found a")
    assert [each.get_attribute("href") for each in links.all()] == [
        "#/notes/n1",
        "https://tenants.example.org/early",
        "#/search?q=lease",
    ]
    assert links.last.inner_text() == "All 7"
    shoot(page, "talk-known-phone")
    shuts_nobody_out(page, "talk")
    page.locator(".turn-source a").click()
    wait_for_title(page, "Mount Tai")
