"""The pages of searching and of knowing before a real house: its records, its graph, its talk."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from home_page import wait_for_title
from people import Person, records_of
from talk_page import PATIENCE, ask, wait_for_answer

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
Open = Callable[..., "Page"]
FIRST_START = 60_000
"""Milliseconds: the graph that ships is taken in when somebody first asks, on a busy machine."""


def test_a_note_is_found_by_its_words_and_by_nobody_else(visit: Visit, owner: Person) -> None:
    anna, ben = owner.invited("Anna"), owner.invited("Ben")
    records = records_of(anna)
    now = time.time()
    records.edit("notes", "n1", title="Flat", text="The lease of the flat ends in May.", changed=now)
    records.edit("notes", "n2", title="装修", text="上次记的装修报价：三万八。", changed=now)
    records.push()
    page = visit(anna, "#/search?q=lease")
    page.locator("a.row-open", has_text="Flat").wait_for(timeout=PATIENCE)
    assert page.locator("mark").first.inner_text() == "lease"
    page.locator("[role=combobox]").fill("装修报价")
    page.keyboard.press("Enter")
    page.locator("a.row-open", has_text="装修").click()
    page.wait_for_function("() => location.hash === '#/notes/n2'")

    page = visit(ben, "#/search?q=lease")
    page.locator(".empty", has_text="Nothing found").wait_for(timeout=PATIENCE)
    page.locator("[role=combobox]").fill("Fla")
    page.wait_for_load_state("networkidle")
    assert page.locator("[role=option]").count() == 0


def test_a_country_is_asked_about_looked_up_and_gone_on_from(visit: Visit, owner: Person) -> None:
    page = visit(owner.invited("Anna"), "#/knowledge")
    page.locator("[role=combobox]").fill("What is the capital of Australia?")
    page.keyboard.press("Enter")
    page.locator(".answer-text", has_text="Canberra").wait_for(timeout=FIRST_START)
    assert "Source:" in page.locator(".asked-one").inner_text()
    page.locator(".answer-foot a", has_text="Australia").click()
    wait_for_title(page, "Australia")
    assert "km²" in page.locator(".entity-facts").inner_text()
    neighbours = page.locator(".neighbours a")
    neighbours.first.wait_for(timeout=PATIENCE)
    neighbours.filter(has_text="Canberra").first.click()
    wait_for_title(page, "Canberra")
    page.evaluate("() => { location.hash = '#/knowledge/sources' }")
    page.locator(".sources .row").first.wait_for(timeout=PATIENCE)
    assert page.locator(".sources .row", has_text="Licence").count() >= 5


def test_the_talk_answers_from_the_graph_and_says_where_from(open_page: Open) -> None:
    page = open_page()
    ask(page, "What is the capital of Australia?")
    wait_for_answer(page)
    assert "Canberra" in page.locator(".said").first.inner_text()
    page.locator(".turn-source a", has_text="Source").click()
    page.locator(".entity").wait_for(timeout=PATIENCE)
