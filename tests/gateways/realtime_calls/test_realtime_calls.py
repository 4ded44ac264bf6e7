"""Calls: sound and events between two peers in one process, and what is left when one vanishes."""

from __future__ import annotations

import asyncio
import fractions
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest

pytest.importorskip("aiortc", reason="calls are an extra: parley[calls]")

import aioice.ice
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack
from av import AudioFrame

from fakes.realtime import ScriptedBrain, known, parts_of
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime import events as e
from parley.gateways.openai.realtime.answering import Use
from parley.gateways.openai.realtime.brains import Words
from parley.gateways.openai.realtime.dialects import Ga
from parley.gateways.openai.realtime.link import Cut
from parley.gateways.openai.realtime.session import Session
from parley.gateways.openai.realtime.settings import defaults
from parley.gateways.openai.realtime.webrtc.call import WebCall
from parley.gateways.openai.realtime.webrtc.track import FRAME, RATE, AnswerTrack


@pytest.fixture(autouse=True, scope="module")
def loaded() -> None:
    """Not in the middle of a call: these are in real time."""
    known()


@pytest.fixture(autouse=True)
def loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Microphone(MediaStreamTrack):
    """Loud until ``loud`` seconds have passed, then silent."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.loud = 0.0
        self._at = 0
        self._begun = 0.0

    async def recv(self) -> AudioFrame:
        self._begun = self._begun or time.monotonic()
        await asyncio.sleep(max(0.0, self._begun + self._at / RATE - time.monotonic()))
        wave = (9000 * np.sin(2 * np.pi * 300 * (np.arange(FRAME) + self._at) / RATE)).astype(np.int16)
        frame = AudioFrame(format="s16", layout="mono", samples=FRAME)
        frame.planes[0].update((wave if self._at / RATE < self.loud else wave * 0).tobytes())
        frame.pts, frame.sample_rate, frame.time_base = self._at, RATE, fractions.Fraction(1, RATE)
        self._at += FRAME
        return frame

    def speak(self, seconds: float) -> None:
        """Be loud from now on for that long."""
        self.loud = self._at / RATE + seconds


class Caller:
    """The other side."""

    def __init__(self) -> None:
        self.peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.microphone = Microphone()
        self.events: list[dict[str, Any]] = []
        self.loudness: list[float] = []
        """Of each frame that was heard."""
        self._changed = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self.peer.addTrack(self.microphone)
        self.channel = self.peer.createDataChannel("oai-events")
        self.channel.on("message", self._took)
        self.peer.on("track", self._on_track)

    def _took(self, message: str) -> None:
        event = json.loads(message)
        known().validate_python(event, strict=False)
        self.events.append(event)
        self._changed.set()

    def _on_track(self, track: MediaStreamTrack) -> None:
        self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: Any) -> None:
        while True:
            frame = await track.recv()
            samples = np.frombuffer(bytes(frame.planes[0]), "<i2")
            self.loudness.append(float(np.abs(samples.astype(np.float32)).mean()))

    async def offer(self) -> str:
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return self.peer.localDescription.sdp

    async def accept(self, answer: str) -> None:
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def until(self, type: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                for event in self.events:
                    if event["type"] == type:
                        return event
                self._changed.clear()
                await self._changed.wait()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
        await self.peer.close()


class Called:
    """Both sides of a call."""

    def __init__(self, brain: ScriptedBrain, *lines: str) -> None:
        self.ear, self.mouth, self.brain = FakeRecogniser(*lines), HummingSynthesiser(), brain
        self.used: list[Use] = []
        self.caller, self.web = Caller(), WebCall(Ga())
        settings = defaults("realtime", "scripted")
        parts = parts_of(self.ear, self.mouth, self.used)
        link, player = self.web.link, self.web.player
        self.session = Session(parts, settings, brain, link, player, time.time() + 60)


async def _good() -> bool:
    return True


@asynccontextmanager
async def called(brain: ScriptedBrain, *lines: str) -> AsyncIterator[Called]:
    """A call that is under way for the block, and leaves no task behind."""
    before = asyncio.all_tasks()
    both = Called(brain, *lines)
    await both.caller.accept(await both.web.answer(await both.caller.offer()))
    carrying = asyncio.create_task(both.web.carry(both.session, 1.0, _good))
    both.session.begin()
    try:
        yield both
        both.web.ended.set()
        async with asyncio.timeout(10):
            await carrying
    finally:
        carrying.cancel()
        await both.session.close()
        await both.web.close()
        await both.caller.close()
        for _ in range(100):
            if not asyncio.all_tasks() - before:
                break
            await asyncio.sleep(0.02)
        assert not asyncio.all_tasks() - before


async def test_a_voice_turn_goes_through_a_call() -> None:
    async with called(ScriptedBrain(), "hello there") as both:
        created = await both.caller.until("session.created")
        both.caller.microphone.speak(1.0)
        await both.caller.until("input_audio_buffer.speech_stopped")
        done = await both.caller.until("response.done")
        await both.caller.until("output_audio_buffer.stopped")
    assert created["session"]["model"] == "scripted"
    (item,) = done["response"]["output"]
    assert item["content"][0]["transcript"] == "You said hello there."
    types = [event["type"] for event in both.caller.events]
    assert types.index("output_audio_buffer.started") < types.index("output_audio_buffer.stopped")
    assert "response.output_audio.delta" not in types  # the sound goes beside the events
    heard = sum(each > 500 for each in both.caller.loudness) * 0.02
    assert 1.0 < heard < 3.0  # two seconds of hum, less what a busy machine loses
    assert both.ear.hearings[0].samples > 0.8 * 16_000


async def test_speaking_stops_what_is_played_and_cuts_it_off_where_it_was_heard() -> None:
    brain = ScriptedBrain(
        [Words("This is the first sentence. And this is a second one, which is never heard.")]
    )
    async with called(brain, "tell me", "stop") as both:
        await both.caller.until("session.created")
        both.caller.microphone.speak(0.6)
        await both.caller.until("response.done")  # made, not heard: a hum is made faster than it sounds
        await both.caller.until("output_audio_buffer.started")
        both.caller.microphone.speak(0.6)
        await both.caller.until("output_audio_buffer.cleared")
        cut = await both.caller.until("conversation.item.truncated")
        assert 0 < cut["audio_end_ms"] < 6500
        await asyncio.sleep(0.3)
        assert both.caller.loudness[-1] < 500
        items = list(both.session._history)  # pyright: ignore[reportPrivateUsage]
        text = next(each.words for each in items if getattr(each, "role", "") == "assistant")  # type: ignore
        assert "never heard" not in text


async def test_a_peer_that_vanishes_ends_the_call() -> None:
    before = asyncio.all_tasks()
    both = Called(ScriptedBrain())
    await both.caller.accept(await both.web.answer(await both.caller.offer()))
    carrying = asyncio.create_task(both.web.carry(both.session, 1.0, _good))
    both.session.begin()
    await both.caller.until("session.created")
    await both.caller.close()
    async with asyncio.timeout(40):
        await carrying
    await both.session.close()
    await both.web.close()
    assert both.brain.closed
    await asyncio.sleep(0.1)
    assert not asyncio.all_tasks() - before


async def test_a_peer_whose_power_fails_ends_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aioice.ice, "CONSENT_INTERVAL", 0.1)
    monkeypatch.setattr(aioice.ice, "CONSENT_FAILURES", 2)
    both = Called(ScriptedBrain())
    await both.caller.accept(await both.web.answer(await both.caller.offer()))
    carrying = asyncio.create_task(both.web.carry(both.session, 1.0, _good))
    both.session.begin()
    await both.caller.until("session.created")
    for protocol in both.caller.peer.sctp.transport.transport._connection._protocols:  # type: ignore
        protocol.transport.abort()
    async with asyncio.timeout(20):
        await carrying
    await both.session.close()
    await both.web.close()
    await both.caller.close()


async def test_a_key_that_is_taken_back_ends_the_call() -> None:
    both = Called(ScriptedBrain())
    await both.caller.accept(await both.web.answer(await both.caller.offer()))

    async def bad() -> bool:
        return False

    async with asyncio.timeout(20):
        await both.web.carry(both.session, 1.0, bad)
    await both.session.close()
    await both.web.close()
    await both.caller.close()


@pytest.mark.parametrize("offer", ["", "hello", "v=0\r\n", "v=0\r\nm=audio 9 X\r\n", "\0" * 100])
async def test_what_is_no_offer_is_refused(offer: str) -> None:
    web = WebCall(Ga())
    with pytest.raises(BadParameter):
        await web.answer(offer)


class _Events:
    """A link that keeps its events."""

    def __init__(self) -> None:
        self.types: list[str] = []

    def send(self, event: e.Event) -> None:
        self.types.append(str(event.__struct_config__.tag))

    async def room(self) -> None:
        return


async def test_a_track_tells_how_much_of_an_answer_was_played() -> None:
    now = 0.0
    link = _Events()
    track = AnswerTrack(link, lambda: now)
    await track.play("resp_1", np.full(24_000, 1000, np.int16))
    track.finished("resp_1")
    for number in range(10):
        now = number * 0.02
        frame = await track.recv()
        assert frame.pts == number * FRAME
    assert track.clear() == Cut("resp_1", pytest.approx(0.2))  # type: ignore
    assert link.types == ["output_audio_buffer.started", "output_audio_buffer.cleared"]
    assert track.clear() is None
    track.stop()
