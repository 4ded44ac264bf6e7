"""What was said while there was no server: done at once, asked about, or dropped; never done stale."""

from __future__ import annotations

import asyncio
from pathlib import Path

import numpy as np
import pytest

from fakes.satellite import Table
from fakes.voice_activity import LoudnessVoiceActivity
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.satellite import messages as m
from parley.satellite.echo import BLOCK
from parley.satellite.talk import Phase
from parley.satellite.unheard import AT_ONCE, KEPT, LONGEST, MOST, Answer, Return, Unheard, answer

WORDS = (np.sin(np.arange(SPEECH_RATE) * 0.2) * 8_000).astype(np.int16)
QUIET = np.zeros(2 * SPEECH_RATE, np.int16)


class Room(Table):
    """A speaker that lost its server, and somebody who talks to it all the same."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.unheard = Unheard(LoudnessVoiceActivity, lambda: self.now)
        self.said: list[str] = []
        self.back = Return(self.unheard, self.talk, self.playback, self.say, "en", lambda: self.now)

    async def say(self, text: str, language: str) -> None:
        self.said.append(text)

    def speaks(self, sound: Samples = WORDS) -> bool | None:
        """Somebody calls and says something."""
        self.unheard.begin(np.zeros(0, np.int16))
        whole = np.concatenate([sound, QUIET])
        for at in range(0, len(whole), BLOCK):
            if (kept := self.unheard.feed(whole[at : at + BLOCK])) is not None:
                return kept
        return None

    async def returns(self, *answers: m.FromServer) -> None:
        """The server is back; it hears this in the answer to the question."""
        task = asyncio.create_task(self.back.run())
        for _ in range(20):
            await self.settle()
            if answers and self.talk.phase is Phase.LISTENING:
                break
        self.hears(*answers)
        for _ in range(30):
            await self.settle()
            for each in self.wire.sent:
                if each == m.Release() and not task.done():
                    self.hears(m.Thinking(9), m.Ended(9, "answered"))
        task.cancel()

    async def settle(self) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        self.passes(0.5)

    @property
    def sent_sound(self) -> int:
        """Seconds of recordings that were sent."""
        return sum(len(each) for each in self.wire.sound if len(each) > BLOCK) // SPEECH_RATE


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


async def test_after_a_moment_it_is_simply_done(room: Room) -> None:
    assert room.speaks() is True
    room.now += AT_ONCE - 1
    await room.returns()
    assert room.said == []
    assert m.Listen("press") in room.wire.sent and m.Release() in room.wire.sent
    assert room.sent_sound >= 1


async def test_later_it_plays_what_was_said_and_asks(room: Room) -> None:
    room.speaks()
    room.now += 60
    task = asyncio.create_task(room.back.run())
    await asyncio.sleep(0)
    assert room.said == ["I'm back. While I was offline, you said:", "Should I do it now?"]
    assert room.passes(1.0).any()  # the recording
    assert m.Release() not in room.wire.sent
    task.cancel()


async def test_yes_has_it_done_and_the_server_s_own_answer_is_not_heard(room: Room) -> None:
    room.speaks()
    room.now += 60
    heard, ended = m.Heard(1, "Yes, please.", "en", True), m.Ended(1, "answered")
    await room.returns(m.Listening(1), heard, m.Thinking(1), ended)
    assert m.Release() in room.wire.sent and room.sent_sound >= 1


@pytest.mark.parametrize("word", ["No, thanks.", "不用了。"])
async def test_no_drops_it(room: Room, word: str) -> None:
    room.speaks()
    room.now += 60
    await room.returns(m.Listening(1), m.Heard(1, word, "en", True), m.Ended(1, "answered"))
    assert m.Release() not in room.wire.sent
    assert room.said[-1] == "All right, I've dropped it."


async def test_something_else_is_left_to_the_server_and_what_was_kept_is_dropped(room: Room) -> None:
    room.speaks()
    room.now += 60
    await room.returns(m.Listening(1), m.Heard(1, "turn on the light", "en", True))
    assert m.Release() not in room.wire.sent
    assert room.unheard.take() == []


async def test_after_two_minutes_it_is_dropped_and_says_so(room: Room) -> None:
    room.speaks()
    room.now += KEPT + 5
    await room.returns()
    assert len(room.said) == 1 and "too long" in room.said[0]
    assert m.Release() not in room.wire.sent


async def test_nothing_said_is_nothing_told(room: Room) -> None:
    await room.returns()
    assert room.said == [] and room.wire.sent == []


def test_who_calls_and_says_nothing_is_not_kept(room: Room) -> None:
    assert room.speaks(np.zeros(10 * SPEECH_RATE, np.int16)) is False
    assert room.unheard.take() == []


def test_who_talks_on_and_on_is_cut(room: Room) -> None:
    assert room.speaks(np.tile(WORDS, 40)) is True
    (kept,) = room.unheard.take()
    assert len(kept.samples) <= (LONGEST + 1) * SPEECH_RATE


def test_no_more_is_kept_than_its_bound(room: Room) -> None:
    for _ in range(MOST + 3):
        room.speaks()
    assert room.unheard.full and len(room.unheard.take()) == MOST


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Yes.", Answer.YES),
        ("Yes, please.", Answer.YES),
        ("Go ahead!", Answer.YES),
        ("好的。", Answer.YES),
        ("要。", Answer.YES),
        ("no", Answer.NO),
        ("No, thanks.", Answer.NO),
        ("Never mind.", Answer.NO),
        ("算了", Answer.NO),
        ("不要", Answer.NO),
        ("what time is it", Answer.OTHER),
        ("好热啊把空调打开", Answer.OTHER),
        ("no wait turn on the light", Answer.OTHER),
    ],
)
def test_yes_and_no_in_two_languages(text: str, meant: Answer) -> None:
    assert answer(text) is meant
