"""A board with the XiaoZhi firmware in front of a session: its states, its queue, and what it does by itself.

It plays sound in the state ``speaking`` alone and drops it in any other; it queues 40 packets and drops what
is beyond; after ``tts stop`` it plays what is queued and, unless it is pressed to talk, listens again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from parley.audio.opus import OpusDecoder, OpusEncoder
from parley.gateways.xiaozhi.session import Session

QUEUE, FRAME = 40, 0.06


@dataclass
class FakeBoard:
    """The board, and the link to it; the event loop's clock is its clock."""

    mode: str = "auto"
    transport: str = "websocket"
    state: str = "idle"
    told: list[str] = field(default_factory=list[str])
    """Every message in a few words; a run of packets is ``sound``."""
    messages: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    played: list[bytes] = field(default_factory=list[bytes])
    at: list[float] = field(default_factory=list[float])
    """When each packet came."""
    out_of_state: int = 0
    overflowed: int = 0
    most: int = 0
    """Packets that were queued at the worst moment."""
    cut_off: float = 0.0
    """Seconds that were queued when it was told to stop."""
    closed: bool = False

    def __post_init__(self) -> None:
        self.session: Session | None = None
        self._until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    # The link.

    async def send_text(self, text: str) -> None:
        message: dict[str, Any] = json.loads(text)
        self.messages.append(message)
        self.told.append(in_words(message))
        if message["type"] == "tts":
            self._tts(message["state"])

    async def send_packet(self, packet: bytes, timestamp: int = 0) -> None:
        now = asyncio.get_running_loop().time()
        if not self.told or self.told[-1] != "sound":
            self.told.append("sound")
        if self.state != "speaking":
            self.out_of_state += 1
            return
        queued = max(0.0, self._until - now) / FRAME
        if queued >= QUEUE:
            self.overflowed += 1
            return
        self.most = max(self.most, round(queued) + 1)
        self._until = max(self._until, now) + FRAME
        self.played.append(packet)
        self.at.append(now)

    def flush(self) -> None:
        pass

    async def close(self) -> None:
        self.closed = True
        self.state = "idle"

    # The firmware.

    def _tts(self, state: str) -> None:
        if state == "start":
            self.state, self._until = "speaking", 0.0
        elif state == "stop" and self.state == "speaking":
            left = self._until - asyncio.get_running_loop().time()
            self.cut_off = max(self.cut_off, left)
            self.state = "idle" if self.mode == "manual" else "listening"
            if self.mode == "auto":
                self._later(max(0.0, left))

    def _later(self, seconds: float) -> None:
        async def listen_again() -> None:
            await asyncio.sleep(seconds)
            if self.state == "listening":
                await self.say(type="listen", state="start", mode=self.mode)

        task = asyncio.create_task(listen_again())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # The person.

    async def say(self, **message: object) -> None:
        """Send a message."""
        assert self.session is not None
        await self.session.take_text(json.dumps({"session_id": "", **message}))

    async def listen(self) -> None:
        """The button, or the wake word."""
        self.state = "listening"
        await self.say(type="listen", state="start", mode=self.mode)

    async def release(self) -> None:
        """The button is let go."""
        self.state = "idle"
        await self.say(type="listen", state="stop")

    async def send(self, packets: Sequence[bytes], pace: float = FRAME) -> None:
        """Sound, as fast as somebody speaks."""
        assert self.session is not None
        for packet in packets:
            self.session.take_packet(packet)
            await asyncio.sleep(pace)

    def heard(self) -> np.ndarray[Any, Any]:
        """What came out of the loudspeaker, 24 kHz."""
        with OpusDecoder(24_000) as decoder:
            return np.concatenate([decoder.decode(packet) for packet in self.played])

    def words(self) -> list[str]:
        """What it was told, and forget it."""
        told, self.told = self.told, []
        return told


def in_words(message: dict[str, Any]) -> str:
    """``tts start``, ``stt what time is it``, ``llm happy``, …"""
    said = [message["type"], message.get("state"), message.get("emotion"), message.get("command")]
    text = message.get("text") if message["type"] in ("stt", "tts") else message.get("message")
    return " ".join(each for each in (*said, text) if each)


def spoken(seconds: float, rate: int = 16_000, frame_ms: int = 60, loud: float = 8000.0) -> list[bytes]:
    """A hum as Opus packets, as a board sends it."""
    at = np.arange(int(seconds * rate)) / rate
    wave = (loud * np.sin(2 * np.pi * 200 * at)).astype(np.int16)
    with OpusEncoder(rate, frame_ms) as encoder:
        step = encoder.frame
        return [encoder.encode(wave[at : at + step]) for at in range(0, len(wave) - step + 1, step)]
