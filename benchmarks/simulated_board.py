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

from raw_socket import OPCODE_BINARY, OPCODE_TEXT, Client, framed

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


def sealed(packets: Sequence[bytes]) -> list[bytes]:
    """Packets as frames, masked once: what the boards cost must not be taken for the server's cost."""
    return [framed(packet, OPCODE_BINARY) for packet in packets]


class Board:
    """One board: press-to-talk, so that the moment in which the utterance ends is its own."""

    def __init__(self, url: str, headers: dict[str, str], utterance: Sequence[bytes], tally: Tally) -> None:
        """``utterance``: frames (``sealed``) of Opus packets of 60 ms at 16 kHz."""
        self._url, self._headers, self._utterance, self._tally = url, headers, utterance, tally
        self._state = State.IDLE
        self._queued_until = 0.0
        """When the last queued packet will have been played."""
        self._asked = 0.0
        self._hello = asyncio.Event()
        self._started = asyncio.Event()
        self._over = asyncio.Event()
        self._playing = False
        self._lost = False

    async def run(self, plan: Plan, number: int) -> None:
        """Connect, talk and leave. Failures are counted, not raised."""
        begun = time.monotonic()
        self._tally.turns += plan.turns
        done = 0
        try:
            client = await self._connected(begun)
            try:
                await asyncio.sleep(plan.wait)
                for turn in range(plan.turns):
                    await self._turn(client)
                    done += 1
                    await asyncio.sleep(plan.pause[(number + turn) % len(plan.pause)])
            finally:
                client.close()
        except (OSError, TimeoutError, RuntimeError) as error:
            for _ in range(plan.turns - done):
                self._tally.fail(str(error) or type(error).__name__)

    async def idle(self, until: asyncio.Event) -> None:
        """Connect, say hello, and stay without a word."""
        client = await self._connected(time.monotonic())
        await until.wait()
        client.close()

    async def _connected(self, begun: float) -> Client:
        async with asyncio.timeout(HELLO_WITHIN):
            client = await Client.open(self._url, self._headers, self._came, self._gone)
        audio = {"format": "opus", "sample_rate": 16_000, "channels": 1, "frame_duration": 60}
        self._say(client, {"type": "hello", "version": 1, "transport": "websocket", "audio_params": audio})
        await self._within(self._hello, HELLO_WITHIN, "no hello")
        self._tally.hello.append(time.monotonic() - begun)
        return client

    async def _turn(self, client: Client) -> None:
        self._started.clear()
        self._over.clear()
        self._asked = 0.0
        self._state = State.LISTENING
        self._say(client, {"session_id": "", "type": "listen", "state": "start", "mode": "manual"})
        begun = time.monotonic()
        for position, frame in enumerate(self._utterance):
            ahead = begun + (position + 1) * FRAME - time.monotonic()
            if ahead > 0:
                await asyncio.sleep(ahead)
            client.write(frame)
        self._asked = time.monotonic()
        self._state = State.IDLE
        self._say(client, {"session_id": "", "type": "listen", "state": "stop"})
        await self._within(self._started, ANSWER_WITHIN, "no answer")
        await self._within(self._over, ANSWER_WITHIN, "answer without end")
        left = self._queued_until - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)

    def _say(self, client: Client, message: dict[str, object]) -> None:
        client.write(framed(json.dumps(message).encode(), OPCODE_TEXT))

    async def _within(self, event: asyncio.Event, seconds: float, else_: str) -> None:
        try:
            async with asyncio.timeout(seconds):
                await event.wait()
        except TimeoutError:
            raise RuntimeError(else_) from None
        if self._lost:
            raise RuntimeError("the server closed the connection")

    def _gone(self) -> None:
        self._lost = True
        for event in (self._hello, self._started, self._over):
            event.set()

    def _came(self, opcode: int, body: bytes) -> None:
        if opcode == OPCODE_BINARY:
            self._sound()
        elif opcode == OPCODE_TEXT:
            self._told(json.loads(body))

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
