"""A person speaks to the talk page: a real Chromium with a real microphone's sound, against a real server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pytest
from sound import Microphone, pause, recording
from talk_page import (
    PATIENCE,
    hold_while_speaking,
    overheard,
    played,
    shoot,
    shown,
    switch,
    wait_for_answer,
    wait_for_sound,
)

from data import TEST_DATA, needs_data
from parley.audio.pcm import SPEECH_RATE, Samples

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

Open = Callable[..., "Page"]
Voice = Mapping[str, Samples]


def test_a_question_said_into_the_microphone_is_answered_aloud(
    open_page: Open, microphone: Microphone, voice: Voice
) -> None:
    length = microphone.hears(pause(0.5), voice["What time is it?"], pause(0.4))
    page = open_page()

    hold_while_speaking(page, length)
    wait_for_answer(page)

    turn = shown(page)
    assert "time" in turn["heard"].lower()
    assert (turn["intent"], turn["ended"]) == ("clock.time", "answered")
    seconds, level = played(page)
    assert seconds > 0.4 and level > 0.01
    page.locator(".details summary").click()
    page.wait_for_timeout(300)
    shoot(page, "tablet-en-light-spoken")


@needs_data
def test_a_real_voice_is_written_down(open_page: Open, microphone: Microphone) -> None:
    """What it asks for Parley cannot do, and says so aloud."""
    said = recording(TEST_DATA / "speech/en/oww_office_lights_1.wav")
    length = microphone.hears(pause(0.4), said, pause(0.4))
    page = open_page()

    hold_while_speaking(page, length)
    wait_for_answer(page)

    turn = shown(page)
    assert "office" in turn["heard"].lower() and "light" in turn["heard"].lower()
    assert turn["said"] != "" and played(page)[0] > 0.4


def test_speaking_over_an_answer_silences_it_at_once_and_is_answered_itself(
    open_page: Open, microphone: Microphone, voice: Voice, capsys: pytest.CaptureFixture[str]
) -> None:
    # What else the machine does may hold the browser up once, but not every time.
    late: list[str] = []
    while len(late) < 3:
        cut = interrupted(open_page(), microphone, voice)
        with capsys.disabled():
            print(f"\n  {cut}")
        assert cut.answer_had_begun
        assert cut.packets_after == 0
        assert cut.samples_after == 0
        # From the detection to the last packet of the old answer, as both arrive; and from the word that the
        # answer is over to silence on the audio thread.
        if cut.last_packet_ms <= 60 and cut.silence_ms <= 150:
            return
        late.append(str(cut))
    pytest.fail(f"three times too late: {late}")


def interrupted(page: Page, microphone: Microphone, voice: Voice) -> Interruption:
    """Somebody asks, and asks something else while that is answered."""
    microphone.hears(pause(0.5), voice["What can you do?"], pause(4), voice["What time is it?"], pause(0.5))
    switch(page, "Hands-free")
    wait_for_answer(page, 1)
    page.wait_for_timeout(500)
    assert shown(page, 0)["ended"] == "interrupted"
    assert (shown(page, 1)["intent"], shown(page, 1)["ended"]) == ("clock.time", "answered")
    cut = Interruption(overheard(page))
    page.context.close()
    return cut


class Interruption:
    """How the answer to a page's first turn was cut off by its second, from what was overheard."""

    def __init__(self, notes: list[dict[str, Any]]) -> None:
        def at(kind: str, **wanted: object) -> list[int]:
            """Positions of the notes of a kind that have these facts."""
            facts = {"kind": kind, **wanted}
            return [i for i, note in enumerate(notes) if facts.items() <= note.items()]

        def time(position: int) -> float:
            return notes[position]["at"]

        old = notes[at("message", type="said")[0]]["turn"]
        ended = at("message", type="ended", turn=old, reason="interrupted")[0]
        noticed = min(ended, at("message", type="listening", turn=old + 1)[0])
        packets, sounds = at("packet", turn=old), at("sounding", turn=old)
        silent = next(i for i in at("sounding", turn=0, of=old) if i > ended)
        loud = [i for i in at("microphone") if i > sounds[0] and notes[i]["level"] > 0.01]
        self.answer_had_begun = sounds[0] < noticed
        self.last_packet_ms = max(0.0, time(packets[-1]) - time(noticed))
        self.packets_after = sum(i > ended for i in packets)
        self.silence_ms = time(silent) - time(ended)
        last = notes[at("sounding", of=old)[-1]]
        self.samples_after = last["samples"] - notes[silent]["samples"]
        self.noticed_ms = time(noticed) - time(loud[0])

    def __str__(self) -> str:
        return (
            f"interruption: noticed {self.noticed_ms:.0f} ms after its first sound; "
            f"last old packet {self.last_packet_ms:.1f} ms after that; "
            f"audio thread silent {self.silence_ms:.1f} ms after the word of it"
        )


def test_parley_asks_back_and_the_answer_needs_no_button(
    open_page: Open, microphone: Microphone, voice: Voice
) -> None:
    microphone.hears(pause(0.5), voice["I need a timer."], pause(3.5), voice["Ten minutes."], pause(0.5))
    page = open_page()

    switch(page, "Hands-free")
    page.locator(".timers time").wait_for(timeout=PATIENCE)

    assert "For how long?" in shown(page, 0)["said"]
    assert page.locator(".timers time").inner_text().startswith(("9:5", "10:00"))


@needs_data
def test_nothing_is_answered_before_the_wake_word_and_all_after_it(
    open_page: Open, microphone: Microphone, voice: Voice
) -> None:
    wake_word = recording(TEST_DATA / "speech/wake/pymicro/okay_nabu__1.wav")[SPEECH_RATE:]
    question = voice["What time is it?"]
    overheard_first = voice["What can you do?"]
    # The first seconds are for whoever clicks the two switches.
    length = microphone.hears(pause(2), overheard_first, pause(0.8), wake_word, question, pause(0.5))
    before = length - (len(wake_word) + len(question)) / SPEECH_RATE - 0.5
    page = open_page()

    switch(page, "Hands-free")
    switch(page, "Wake word")
    page.locator(".orb-caption", has_text="Say the wake word").wait_for()
    wait_for_sound(page, before)
    assert page.locator(".turn").count() == 0
    page.locator(".orb-caption", has_text="Yes?").wait_for(timeout=PATIENCE)
    wait_for_answer(page)

    assert page.locator(".turn").count() == 1
    assert (shown(page)["intent"], shown(page)["ended"]) == ("clock.time", "answered")
    assert [each["word"] for each in overheard(page) if each.get("type") == "woke"] == ["okay_nabu"]
