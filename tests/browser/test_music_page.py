"""A person hears music on the talk page: a real Chromium against a real server with songs in its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import soundfile
from talk_page import PATIENCE, ask, overheard, shoot

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Open = Callable[..., "Page"]
RATE = 44_100
#: Asked once: a browser makes only so many contexts.
RATE_OF_THE_PAGE = "() => window.heardAt ??= new AudioContext().sampleRate"


def chord(seconds: float, pitch: float) -> np.ndarray:
    """Something to hear in stereo."""
    at = np.arange(round(seconds * RATE)) / RATE
    ears = [0.3 * np.sin(2 * np.pi * each * at) for each in (pitch, pitch * 1.5)]
    return np.stack(ears, 1).astype(np.float32)


@pytest.fixture(scope="module")
def songs(server: Any) -> Iterator[Path]:
    """Three songs with tags in the folder of the server."""
    folder = server.folder / "music"
    folder.mkdir(exist_ok=True)
    names = (("晴天", "周杰伦"), ("Rain", "Anna"), ("雨的印记", "李闰珉"))
    for number, (title, artist) in enumerate(names):
        with soundfile.SoundFile(folder / f"{number}.mp3", "w", RATE, 2, format="MP3") as file:
            file.title, file.artist = title, artist
            file.write(chord(60, 220.0 * (number + 1)))
    yield folder
    for path in folder.iterdir():
        path.unlink()


def sounding(page: Page) -> float:
    """Seconds of music and words that the audio thread has played in all turns."""
    last = {note["of"]: note["samples"] for note in overheard(page) if note["kind"] == "sounding"}
    return sum(last.values()) / page.evaluate(RATE_OF_THE_PAGE)


def wait_for_sound(page: Page, seconds: float) -> None:
    """Wait until so much more has been heard."""
    wanted = sounding(page) + seconds
    for _ in range(PATIENCE // 100):
        if sounding(page) >= wanted:
            return
        page.wait_for_timeout(100)
    raise AssertionError("nothing sounds")


@pytest.mark.parametrize(
    ("language", "play", "question", "stop", "shot"),
    [
        ("en-GB", "play 晴天 by Jay Chou", "What time is it?", "stop", "tablet-en-light-music"),
        ("zh-CN", "放一首周杰伦的晴天", "现在几点？", "停", "tablet-zh-dark-music"),
    ],
)
def test_music_starts_is_interrupted_by_a_question_goes_on_and_stops(
    open_page: Open, songs: Path, language: str, play: str, question: str, stop: str, shot: str
) -> None:
    page = open_page(language, scheme="dark" if "dark" in shot else "light")
    card = page.locator(".music")

    ask(page, play)
    card.wait_for(timeout=PATIENCE)
    assert "晴天" in card.inner_text() and "周杰伦" in card.inner_text()
    wait_for_sound(page, 3)

    ask(page, question)
    page.locator(".turn").nth(1).locator(".said").wait_for(timeout=PATIENCE)
    first, second = (page.locator(".turn").nth(number) for number in (0, 1))
    assert first.get_attribute("data-ended") == "interrupted"
    wait_for_sound(page, 5)
    assert second.get_attribute("data-ended") is None, "the music goes on in the turn that asked"
    assert card.get_attribute("data-playing") == "true"
    shoot(page, shot)

    ask(page, stop)
    page.locator(".music[data-playing=false]").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(500)
    before = sounding(page)
    page.wait_for_timeout(1500)
    assert sounding(page) == before


def test_the_card_s_buttons_pause_go_on_and_skip(open_page: Open, songs: Path) -> None:
    page = open_page()
    card = page.locator(".music")
    ask(page, "play the song rain")
    card.wait_for(timeout=PATIENCE)
    wait_for_sound(page, 2)

    card.get_by_role("button", name="Pause").click()
    page.locator(".music[data-playing=false]").wait_for(timeout=PATIENCE)
    page.wait_for_timeout(500)
    before = sounding(page)
    page.wait_for_timeout(1200)
    assert sounding(page) == before

    card.get_by_role("button", name="Go on").click()
    page.locator(".music[data-playing=true]").wait_for(timeout=PATIENCE)
    wait_for_sound(page, 2)

    page.reload()
    page.locator(".music[data-playing=false]").wait_for(timeout=PATIENCE)
    assert "Rain" in card.inner_text()


def test_a_page_says_that_it_cannot_change_its_brightness(open_page: Open) -> None:
    page = open_page()
    ask(page, "make the screen brighter")
    page.locator(".said", has_text="can't").wait_for(timeout=PATIENCE)
