"""A speaker's page in a real browser: live, talked through, tried out; with words by consent alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from home_page import LOOKS, button, look, wait_for_title
from people import Person, records_of
from talk_page import PATIENCE, PHONE
from talking_speaker import TalkingSpeaker

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Visit = Callable[..., "Page"]
TWO: Any = [LOOKS[0], LOOKS[3]]
"""A phone by day and a desk by night: enough for what is laid out like the rest."""


@pytest.fixture
def anna(owner: Person) -> Person:
    return owner.invited("Anna")


@pytest.fixture
def speaker(anna: Person) -> Iterator[TalkingSpeaker]:
    token = anna.let_in("speaker", "Acme One", name="Kitchen speaker", room="Kitchen", languages=["zh", "en"])
    with TalkingSpeaker(anna.origin, token) as talking:
        yield talking


def opened(page: Page, name: str = "Kitchen speaker") -> Page:
    """The page of a device, from the list."""
    page.locator(".row", has_text=name).get_by_role("link").click()
    wait_for_title(page, name)
    return page


def turns(page: Page) -> Any:
    return page.locator(".device-turn")


def test_a_speaker_is_seen_as_it_talks(visit: Visit, anna: Person, speaker: TalkingSpeaker) -> None:
    listing = visit(anna, "#/devices")
    row = listing.locator(".row", has_text="Kitchen speaker")
    row.get_by_text("Connected").wait_for()
    page = opened(visit(anna, "#/devices"))
    hero = page.locator(".device-hero")
    hero.get_by_text("Ready").wait_for(timeout=PATIENCE)
    assert "Acme One" in page.locator(".device-facts").inner_text()

    speaker.listen()
    speaker.hear(np.zeros(8_000, np.int16))
    hero.get_by_text("Listening").wait_for(timeout=PATIENCE)
    listing.locator('.row[data-state="listening"]', has_text="Kitchen speaker").wait_for(timeout=PATIENCE)
    speaker.release()
    hero.get_by_text("Ready").wait_for(timeout=PATIENCE)
    turns(page).first.wait_for(timeout=PATIENCE)
    assert "No words heard" in turns(page).first.inner_text()


def test_what_comes_in_while_one_looks_is_there_by_itself(visit: Visit, anna: Person) -> None:
    page = visit(anna, "#/devices")
    page.get_by_text("No speaker yet").wait_for()
    token = anna.let_in("speaker", "Acme One", name="Satellite")
    with TalkingSpeaker(anna.origin, token):
        page.locator(".row", has_text="Satellite").get_by_text("Connected").wait_for(timeout=PATIENCE)


def test_it_is_talked_through_and_tried_out(visit: Visit, anna: Person, speaker: TalkingSpeaker) -> None:
    page = opened(visit(anna, "#/devices"))
    hero = page.locator(".device-hero")
    button(page, "Test sound").click()
    page.locator('.device-hero[data-state="speaking"]').wait_for(timeout=PATIENCE)
    speaker.until(lambda: speaker.seconds > 2)
    assert speaker.loudest > 0.4

    entry = page.get_by_label("Say or ask something there")
    entry.fill("Dinner is ready.")
    page.keyboard.press("Enter")
    speaker.until(lambda: speaker.said == ["Dinner is ready."])
    page.locator(".toast", has_text="It is being said there.").wait_for()

    entry.fill("What is 20 plus 1?")
    button(page, "Ask it").click()
    speaker.until(lambda: len(speaker.said) == 2)
    assert "21" in speaker.said[1]
    hero.get_by_text("Ready").wait_for(timeout=PATIENCE)

    slider = page.get_by_role("slider", name="Volume, Kitchen speaker")
    slider.focus()
    page.keyboard.press("Home")
    speaker.until(lambda: speaker.did("volume") == [{"level": 0}])
    page.locator(".level-figure", has_text="0%").wait_for(timeout=PATIENCE)

    entry.fill("This sentence goes on and on for a long time, so that there is something to stop. " * 3)
    button(page, "Say it").click()
    page.locator('.device-hero[data-state="speaking"]').wait_for(timeout=PATIENCE)
    button(page, "Stop").click()
    hero.get_by_text("Ready").wait_for(timeout=PATIENCE)
    assert len(speaker.said) <= 4


def test_words_are_shown_by_consent_and_forgotten_without_it(
    visit: Visit, anna: Person, owner: Person, speaker: TalkingSpeaker
) -> None:
    page = opened(visit(anna, "#/devices"))
    entry, consent = page.get_by_label("Say or ask something there"), page.get_by_role("switch")

    def ask(text: str, answers: int) -> None:
        entry.fill(text)
        button(page, "Ask it").click()
        turns(page).nth(answers - 1).wait_for(timeout=PATIENCE)

    ask("What is 20 plus 1?", 1)
    assert turns(page).first.locator(".stage-bar i").count() >= 1
    assert "20 plus" not in page.locator(".device-turns").inner_text()

    consent.click()
    page.get_by_text("to you alone").wait_for()
    page.wait_for_timeout(600)
    ask("What is 30 plus 1?", 2)
    turns(page).first.get_by_text("What is 30 plus 1?").wait_for(timeout=PATIENCE)
    assert "20 plus" not in page.locator(".device-turns").inner_text()
    theirs = visit(owner, page.url.split("/", 3)[3])
    turns(theirs).nth(1).wait_for(timeout=PATIENCE)
    assert "30 plus" not in theirs.content()
    assert (
        theirs.get_by_role("switch").count() == 0 and theirs.get_by_role("button", name="Ask it").count() == 0
    )

    consent.click()
    turns(page).first.get_by_text("What is 30 plus 1?").wait_for(state="detached", timeout=PATIENCE)


def test_ones_own_voice_is_heard_there(
    visit: Visit, anna: Person, speaker: TalkingSpeaker, microphone: Any, voice: Any
) -> None:
    page = visit(anna, "#/devices")
    page.context.grant_permissions(["microphone"])
    opened(page)
    microphone.hears(voice["What can you do?"])
    hold = button(page, "Hold to speak")
    box = hold.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.get_by_text("Speak: you are heard there").wait_for(timeout=PATIENCE)
    speaker.until(lambda: speaker.seconds > 1.5)
    page.mouse.up()
    page.locator('.device-hero[data-state="idle"]').wait_for(timeout=PATIENCE)
    page.wait_for_timeout(400)
    before = speaker.seconds
    page.wait_for_timeout(500)
    assert speaker.seconds == before
    assert speaker.loudest > 0.02


def test_the_guide_says_what_to_do_with_each_kind_of_device(visit: Visit, anna: Person) -> None:
    page = visit(anna, "#/devices")
    button(page, "Pair a device").click()
    guide = page.locator(".guide")
    assert "/xiaozhi/ota/" in guide.locator(".copy code").inner_text()
    guide.locator(".copy").get_by_role("button", name="Copy").click()
    guide.get_by_role("button", name="Copied").wait_for()
    guide.get_by_role("tab", name="XiaoZhi board").press("ArrowRight")
    assert "parley speaker --server" in guide.locator(".copy code").last.inner_text()
    guide.get_by_role("tab", name="Mi AI Speaker").click()
    assert "[xiaoai]" in guide.locator(".copy code").first.inner_text()
    assert guide.get_by_role("tab", selected=True).inner_text() == "Mi AI Speaker"
    page.locator(".sheet-head button").click()
    page.goto(page.url.split("#")[0] + "#/devices/nothing")
    page.get_by_text("This device is not here any more").wait_for()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_it_fits_a_phone_and_a_desk_by_day_and_by_night(
    visit: Visit, owner: Person, language: str, voice: Any
) -> None:
    zh = language == "zh-CN"
    person = owner.invited("李晓雯" if zh else "Anna")
    name, room = ("厨房音箱", "厨房") if zh else ("Kitchen speaker", "Kitchen")
    person.pair("speaker", "ESP32-S3-BOX-3", name="书房的小智" if zh else "Board in the study", room="")
    person.pair("phone", "Pixel 9", name="我的手机" if zh else "My phone")
    token = person.let_in("speaker", "Raspberry Pi 5", name=name, room=room, languages=["zh", "en"])
    records = records_of(person)
    records.edit("settings", "device_log", value=True)
    records.push()
    with TalkingSpeaker(person.origin, token) as speaker:
        page = visit(person, "#/devices", language, PHONE)
        page.locator(".row", has_text=name).wait_for()
        questions = (
            ["20 加 1 等于多少？", "现在几点了？"] if zh else ["What is 20 plus 1?", "What time is it?"]
        )
        device = page.locator(".row", has_text=name).get_by_role("link").get_attribute("href") or ""
        id = device.rsplit("/", 1)[1]
        for number, question in enumerate(questions, 1):
            person.ask("POST", f"/api/devices/{id}/ask", {"text": question})
            speaker.answered(number)
        speaker.listen()
        speaker.hear(voice["What time is it?"])
        speaker.release()
        speaker.answered(3)
        person.ask("POST", f"/api/devices/{id}/volume", {"level": 60})
        look(page, f"devices-{language[:2]}-list", TWO)
        page.goto(page.url.split("#")[0] + device)
        turns(page).nth(2).wait_for(timeout=PATIENCE)
        long = (
            "这句话很长，好让人看清楚它正在说话的样子。"
            if zh
            else "This is long enough to be seen speaking. "
        )
        person.ask("POST", f"/api/devices/{id}/say", {"text": long * 6})
        page.locator('.device-hero[data-state="speaking"]').wait_for(timeout=PATIENCE)
        look(page, f"devices-{language[:2]}-speaking")
        person.ask("POST", f"/api/devices/{id}/stop", {})
        page.locator(".device-turn").last.scroll_into_view_if_needed()
        look(page, f"devices-{language[:2]}-turns", TWO)
    page.locator('.device-hero[data-state="gone"]').wait_for(timeout=PATIENCE)
    page.locator(".page").evaluate("page => page.scrollTo(0, 0)")
    look(page, f"devices-{language[:2]}-gone", TWO)
    page.evaluate("() => { location.hash = '#/devices' }")
    button(page, "配对设备" if zh else "Pair a device").click()
    tabs = page.get_by_role("tab")
    for number in range(tabs.count()):
        tabs.nth(number).click()
        page.locator(".guide .steps").scroll_into_view_if_needed()
        look(page, f"devices-{language[:2]}-guide{number}", [LOOKS[number]])
