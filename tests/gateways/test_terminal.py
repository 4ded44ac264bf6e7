"""Talking at this computer: Enter, speak, Enter; and what the screen and the loudspeaker give back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fakes.house import open_assistant, silence, speech
from parley.assistant.events import Mode
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.gateways.terminal import converse

BLOCK = SPEECH_RATE // 50


@dataclass
class FakeSoundCard:
    """A microphone that hears what the test says, 20 ms at a time, and a loudspeaker that keeps a list."""

    played: list[Pcm] = field(default_factory=list[Pcm])
    hushed: list[int] = field(default_factory=list[int])
    """At each hush, how many packets had been given to it."""
    gains: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    """At each change of the gain, how many packets had been given to it."""
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    _said: asyncio.Queue[Samples] = field(default_factory=lambda: asyncio.Queue[Samples]())

    async def microphone(self) -> AsyncIterator[Samples]:
        while True:
            yield await self._said.get()
            self._said.task_done()

    def play(self, pcm: Pcm) -> None:
        self.played.append(pcm)
        self.changed.set()

    def hush(self) -> None:
        self.hushed.append(len(self.played))

    def amplify(self, gain: float) -> None:
        self.gains.append((len(self.played), gain))

    async def hear(self, samples: Samples) -> None:
        for begin in range(0, len(samples), BLOCK):
            self._said.put_nowait(samples[begin : begin + BLOCK])
        await self._said.join()


class Terminal:
    """A person at the keyboard, with a fake sound card beside it."""

    def __init__(self, folder: Path, *lines: str, mode: Mode = Mode.PRESS) -> None:
        self.sound = FakeSoundCard()
        self.shown: list[str] = []
        self._assistant = open_assistant(folder, *lines)
        self._mode = mode
        self._keys: asyncio.Queue[bool] = asyncio.Queue()

    async def __aenter__(self) -> Terminal:
        await self._assistant.__aenter__()
        self._conversation = await self._assistant.open("terminal", person="owner").__aenter__()
        self._talk = asyncio.create_task(
            converse(self._conversation, self.sound, self._enters(), self._mode, self._show)
        )
        await asyncio.sleep(0.02)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._keys.put_nowait(False)
        async with asyncio.timeout(30):
            await self._talk
        await self._conversation.__aexit__(None, None, None)
        await self._assistant.__aexit__(None, None, None)

    async def enter(self) -> None:
        self._keys.put_nowait(True)
        await asyncio.sleep(0.02)

    async def until_shown(self, what: str) -> None:
        """Until a line with this in it is on the screen."""
        await self._until(lambda: any(what in line for line in self.shown))

    async def until_played(self, packets: int = 1) -> None:
        """Until the loudspeaker was given so many packets."""
        await self._until(lambda: len(self.sound.played) >= packets)

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not holds():
                self.sound.changed.clear()
                await self.sound.changed.wait()

    def _show(self, line: str) -> None:
        self.shown.append(line)
        self.sound.changed.set()

    async def _enters(self) -> AsyncIterator[None]:
        while await self._keys.get():
            yield


@pytest.mark.parametrize(
    ("words", "answer"),
    [("set a timer for five minutes", "5 minutes"), ("定一个五分钟的定时器", "5分钟")],
)
async def test_enter_speak_enter_gives_an_answer_to_read_and_to_hear(
    tmp_path: Path, words: str, answer: str
) -> None:
    async with Terminal(tmp_path, words) as person:
        await person.enter()
        assert person.shown == ["● …"]
        await person.sound.hear(speech(1.0))
        await person.enter()
        await person.until_shown(answer)
        assert person.shown[-1].startswith("→ ")
        assert f"  {words}" in person.shown
        await person.until_played()
    assert person.sound.hushed == []
    assert all(pcm.rate == 24_000 for pcm in person.sound.played)


async def test_enter_during_the_answer_hushes_the_loudspeaker_and_listens(tmp_path: Path) -> None:
    async with Terminal(tmp_path, "what time is it", "set a timer for five minutes") as person:
        await person.enter()
        await person.sound.hear(speech(1.0))
        await person.enter()
        await person.until_played(2)
        await person.enter()
        assert person.sound.hushed, "the old answer would go on over the person's words"
        assert person.shown[-1] == "● …"
        given = len(person.sound.played)
        await person.sound.hear(speech(1.0))
        assert len(person.sound.played) == given, "packets of the old answer came after the hush"
        await person.enter()
        await person.until_shown("5 minutes")
        assert "  set a timer for five minutes" in person.shown


async def test_hands_free_needs_no_enter_and_enter_stops_the_answer(tmp_path: Path) -> None:
    async with Terminal(tmp_path, "what can you do", mode=Mode.OPEN) as person:
        await person.sound.hear(speech(1.0))
        await person.sound.hear(silence(1.5))
        await person.until_shown("→")
        await person.until_played(2)
        await person.enter()
        given = len(person.sound.played)
        assert person.sound.hushed == [given]
        await asyncio.sleep(0.1)
        assert len(person.sound.played) == given


async def test_nothing_is_heard_before_the_first_enter(tmp_path: Path) -> None:
    async with Terminal(tmp_path, "what time is it") as person:
        await person.sound.hear(speech(1.0))
        await person.sound.hear(silence(1.0))
        assert person.shown == [] and person.sound.played == []


async def test_silence_between_two_enters_is_answered_and_the_talk_goes_on(tmp_path: Path) -> None:
    async with Terminal(tmp_path, "what time is it") as person:
        await person.enter()
        await person.sound.hear(silence(0.5))
        await person.enter()
        await person.until_shown("→ Sorry, I didn't catch that.")
        await person.enter()
        await person.sound.hear(speech(1.0))
        await person.enter()
        await person.until_shown("  what time is it")


@pytest.mark.parametrize(
    ("words", "shown", "grows"),
    [
        ("louder", "🔊 80%", True),
        ("小声一点", "🔊 60%", False),
        ("set the volume to thirty percent", "🔊 30%", False),
        ("音量调到最大", "🔊 100%", True),
    ],
)
async def test_the_loudspeaker_does_what_it_was_told_before_it_says_so(
    tmp_path: Path, words: str, shown: str, grows: bool
) -> None:
    async with Terminal(tmp_path, words) as person:
        await person.enter()
        await person.sound.hear(speech(1.0))
        await person.enter()
        await person.until_played()
    (_, before), (packets, after) = person.sound.gains
    assert (after > before) == grows
    assert packets == 0, "it was said at the old loudness"
    assert shown in person.shown


async def test_mute_is_silence_until_louder(tmp_path: Path) -> None:
    async with Terminal(tmp_path, "mute", "大声一点") as person:
        for shown in ("🔇", "🔊 80%"):
            await person.enter()
            await person.sound.hear(speech(1.0))
            await person.enter()
            await person.until_shown(shown)
    _, (_, muted), (_, louder) = person.sound.gains
    assert muted == 0 < louder
