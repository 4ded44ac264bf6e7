"""A board with the XiaoZhi firmware, as a program: it keeps the firmware's states, times and queues.

Written from the description of the protocol. What it does as the firmware does: a packet of 60 ms every 60 ms
while it listens; a queue of 40 packets for what it plays, beyond which packets are lost; sound that comes in
any state but speaking is thrown away; after ``tts stop`` it plays what is queued before it listens again.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from websockets.asyncio.client import ClientConnection, connect

FRAME = 0.06
"""Seconds of a packet."""
QUEUE = 40
"""Packets that the board holds."""
HELLO_WITHIN = 10.0
"""Seconds until the server must have said hello."""
ANSWER_WITHIN = 15.0
"""Seconds after the end of an utterance in which its answer must have begun, and then ended."""


class State(Enum):
    """What the board is doing."""

    IDLE = "idle"
    LISTENING = "listening"
    SPEAKING = "speaking"


@dataclass
class Tally:
    """What many boards saw."""

    first_audio: list[float] = field(default_factory=list[float])
    """Seconds from ``listen stop`` to the first packet of the answer."""
    hello: list[float] = field(default_factory=list[float])
    """Seconds from connecting to the server's hello."""
    failed: dict[str, int] = field(default_factory=dict[str, int])
    """Why turns failed, and how often."""
    turns: int = 0
    out_of_state: int = 0
    """Packets that came while the board was not speaking."""
    overflowed: int = 0
    """Packets that found the queue full."""
    starved: int = 0
    """Times the queue ran empty in the middle of an answer."""
    packets: int = 0

    def fail(self, why: str) -> None:
        self.failed[why] = self.failed.get(why, 0) + 1


@dataclass(frozen=True)
class Plan:
    """What a board does after it has connected."""

    turns: int = 3
    wait: float = 3.0
    """Seconds before it first speaks."""
    pause: tuple[float, ...] = (2.0, 3.0, 4.0, 5.0)
    """Seconds between an answer and the next utterance, in turn."""


class Board:
    """One board: press-to-talk, so that the moment in which the utterance ends is its own."""

    def __init__(self, url: str, headers: dict[str, str], utterance: Sequence[bytes], tally: Tally) -> None:
        """``utterance``: Opus packets of 60 ms at 16 kHz."""
        self._url, self._headers, self._utterance, self._tally = url, headers, utterance, tally
        self._state = State.IDLE
        self._queued_until = 0.0
        """When the last queued packet will have been played."""
        self._asked = 0.0
        self._hello = asyncio.Event()
        self._started = asyncio.Event()
        self._over = asyncio.Event()
        self._playing = False

    async def run(self, plan: Plan, number: int) -> None:
        """Connect, talk and leave. Failures are counted, not raised."""
        begun = time.monotonic()
        self._tally.turns += plan.turns
        done = 0
        try:
            async with connect(
                self._url,
                additional_headers=self._headers,
                compression=None,
                open_timeout=HELLO_WITHIN,
                ping_interval=None,
                max_queue=256,
            ) as socket:
                reader = asyncio.create_task(self._read(socket))
                try:
                    await self._greet(socket, begun)
                    await asyncio.sleep(plan.wait)
                    for turn in range(plan.turns):
                        await self._turn(socket)
                        done += 1
                        await asyncio.sleep(plan.pause[(number + turn) % len(plan.pause)])
                finally:
                    reader.cancel()
        except (OSError, TimeoutError, RuntimeError) as error:
            for _ in range(plan.turns - done):
                self._tally.fail(str(error) or type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the library's own: whatever it is, the turns were lost
            for _ in range(plan.turns - done):
                self._tally.fail(type(error).__name__)

    async def idle(self, until: asyncio.Event) -> None:
        """Connect, say hello, and stay without a word."""
        async with connect(
            self._url,
            additional_headers=self._headers,
            compression=None,
            open_timeout=HELLO_WITHIN,
            ping_interval=None,
        ) as socket:
            reader = asyncio.create_task(self._read(socket))
            await self._greet(socket, time.monotonic())
            await until.wait()
            reader.cancel()

    async def _greet(self, socket: ClientConnection, begun: float) -> None:
        audio = {"format": "opus", "sample_rate": 16_000, "channels": 1, "frame_duration": 60}
        hello = {"type": "hello", "version": 1, "transport": "websocket", "audio_params": audio}
        await socket.send(json.dumps(hello))
        await self._within(self._hello, HELLO_WITHIN, "no hello")
        self._tally.hello.append(time.monotonic() - begun)

    async def _turn(self, socket: ClientConnection) -> None:
        self._started.clear()
        self._over.clear()
        self._asked = 0.0
        self._state = State.LISTENING
        await self._say(socket, {"type": "listen", "state": "start", "mode": "manual"})
        begun = time.monotonic()
        for position, packet in enumerate(self._utterance):
            ahead = begun + (position + 1) * FRAME - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            await socket.send(packet)
        self._asked = time.monotonic()
        self._state = State.IDLE
        await self._say(socket, {"type": "listen", "state": "stop"})
        await self._within(self._started, ANSWER_WITHIN, "no answer")
        await self._within(self._over, ANSWER_WITHIN, "answer without end")
        left = self._queued_until - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)

    async def _say(self, socket: ClientConnection, message: dict[str, str]) -> None:
        await socket.send(json.dumps({"session_id": "", **message}))

    async def _within(self, event: asyncio.Event, seconds: float, else_: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            raise RuntimeError(else_) from None

    async def _read(self, socket: ClientConnection) -> None:
        async for message in socket:
            if isinstance(message, bytes):
                self._sound()
            else:
                self._told(json.loads(message))

    def _sound(self) -> None:
        now = time.monotonic()
        if self._state is not State.SPEAKING:
            self._tally.out_of_state += 1
            return
        self._tally.packets += 1
        if self._asked and not self._started.is_set():
            self._tally.first_audio.append(now - self._asked)
            self._started.set()
        if self._queued_until <= now:
            self._tally.starved += self._playing
            self._queued_until = now
        self._playing = True
        if self._queued_until - now > QUEUE * FRAME:
            self._tally.overflowed += 1
            return
        self._queued_until += FRAME

    def _told(self, message: dict[str, object]) -> None:
        match message.get("type"), message.get("state"):
            case "hello", _:
                self._hello.set()
            case "tts", "start":
                self._state = State.SPEAKING
                self._playing = False
            case "tts", "stop":
                if self._state is State.SPEAKING:
                    self._state = State.IDLE
                    self._over.set()
            case _:
                pass
