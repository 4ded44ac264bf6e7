"""One satellite: its microphone into a conversation, and what happens there back to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from parley.assistant.events import Did, Mode
from parley.assistant.waking import Bid
from parley.audio.pcm import SPEECH_RATE
from parley.errors import ParleyError, Unsupported
from parley.gateways.conversing import Conversation
from parley.gateways.together import until_one_ends
from parley.gateways.wyoming.asking import Detection, RunPipeline, asked
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.framing import Event, pong
from parley.gateways.wyoming.sound import Intake
from parley.gateways.wyoming.telling import Telling
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

_SOUND_AHEAD, _SOUND_SPEED = 10.0, 2.0
"""Seconds of sound taken at once, and per second in the long run; more is dropped."""
_EVENTS_AT_ONCE, _EVENTS = 60, 5.0
"""Other events at once, and per second in the long run; more are passed over."""
_SAME_WAKING = 3.0
"""Seconds within which a detection and the pipeline that follows it are one."""


@dataclass(frozen=True, slots=True)
class Pings:
    """How it is noticed that a satellite is gone; Home Assistant does the same."""

    after: float = 2.0
    """Seconds from an answer to the next ping."""
    silent: float = 5.0
    """Seconds without any event after which a satellite that answers pings is gone."""


class Gone(ParleyError):
    """A satellite answers no more."""

    code = "satellite_gone"


class Satellite:
    """One satellite that is connected, with its conversation. ``run`` it until either side ends."""

    def __init__(
        self,
        connection: Connection,
        conversation: Conversation,
        now: Callable[[], datetime],
        rate: int,
        pings: Pings,
    ) -> None:
        """``rate``: samples per second that it plays."""
        self._pings = pings
        self._connection, self._conversation = connection, conversation
        self._telling = Telling(connection.send, now)
        self._telling.rate = rate
        self._loop = asyncio.get_running_loop()
        self._intake = Intake()
        self._sound = Allowance(_SOUND_AHEAD, _SOUND_SPEED, self._loop.time)
        self._stage = ""
        """Where the pipeline that runs begins: ``wake`` or ``asr``; empty when none does."""
        self._detected: float | None = None
        """When it told of a wake word, while the pipeline that belongs to it is awaited."""
        self._events = Allowance(_EVENTS_AT_ONCE, _EVENTS, self._loop.time)
        self._flooded = False
        self._pong = asyncio.Event()
        self._answers_pings = False
        self._rang: dict[str, str] = {}
        """Text of a ping → what rang before it was sent: once it is answered, that was told for sure."""

    async def run(self) -> None:
        """Raises ``Gone``, ``BadEvent`` and ``TooSlow``."""
        for action in await self._conversation.going_on():
            self._telling.show(action)
        self._connection.send("run-satellite")
        await until_one_ends(self._read, self._tell, self._ping, ends=(ParleyError,))

    async def _read(self) -> None:
        while (event := await self._connection.next()) is not None:
            if event.type == "audio-chunk":
                await self._hear(event)
            elif self._events.take():
                await self._take(event)
            elif not self._flooded:
                self._flooded = True
                log.warning("satellite.flood")
            await asyncio.sleep(0)  # others have a turn, also when a stalled network hands over much at once

    async def _tell(self) -> None:
        async for event in self._conversation.events():
            self._telling.tell(event)
            if isinstance(event, Did) and isinstance(rang := event.action.data.get("occurrence"), str):
                self._rings(rang)

    def _rings(self, occurrence: str) -> None:
        if not self._answers_pings:
            self._conversation.confirm(occurrence)
            return
        if len(self._rang) < 100:
            text = f"rang-{len(self._rang)}-{occurrence}"
            self._rang[text] = occurrence
            self._connection.send("ping", {"text": text})

    async def _ping(self) -> None:
        while True:
            self._pong.clear()
            self._connection.send("ping", {"text": "parley"})
            while not self._pong.is_set():
                silent = self._loop.time() - self._connection.seen
                if self._answers_pings and silent >= self._pings.silent:
                    raise Gone("The satellite answers no more.")
                try:
                    async with asyncio.timeout(max(self._pings.silent / 50, self._pings.silent - silent)):
                        await self._pong.wait()
                except TimeoutError:
                    continue
            await asyncio.sleep(self._pings.after)

    async def _take(self, event: Event) -> None:
        match event.type:
            case "run-pipeline":
                self._run_pipeline(asked(event, RunPipeline))
            case "detection":
                self._woke(asked(event, Detection).name or "")
                self._detected = self._loop.time()
            case "audio-stop":
                await self._stop()
            case "ping":
                self._connection.send("pong", pong(event))
            case "pong":
                self._ponged(event)
            case "error":
                log.warning("satellite.error")
            case _:
                pass  # it streams, it has played, it describes itself: nothing follows from that

    def _ponged(self, event: Event) -> None:
        self._answers_pings = True
        self._pong.set()
        text = event.data.get("text")
        told = [text] if isinstance(text, str) else list(self._rang)
        for each in told:
            if occurrence := self._rang.pop(each, None):
                self._conversation.confirm(occurrence)

    def _run_pipeline(self, wanted: RunPipeline) -> None:
        self._telling.aloud = wanted.end_stage == "tts"
        rate = (wanted.snd_format or {}).get("rate")
        if isinstance(rate, int) and 8_000 <= rate <= 48_000:
            self._telling.rate = rate
        if wanted.start_stage == "asr":
            detected, self._detected = self._detected, None
            if detected is None or self._loop.time() - detected > _SAME_WAKING:
                self._woke(wanted.wake_word_name or "")
        elif wanted.start_stage == "wake" and self._stage != "wake":
            self._listen("wake", partial(self._conversation.listen, Mode.WAKE))

    def _woke(self, word: str) -> None:
        """It heard a wake word itself; other devices may have heard it better."""
        self._telling.woke_itself = True
        self._listen("asr", partial(self._conversation.listen, Mode.WAKE, woke=Bid(word)))

    def _listen(self, stage: str, listen: Callable[[], None]) -> None:
        self._intake = Intake()
        try:
            listen()
        except Unsupported as error:
            log.warning("satellite.refused", code=error.code)
            self._connection.send("error", {"text": str(error), "code": error.code})
            self._stage = ""
        else:
            self._stage = stage

    async def _hear(self, event: Event) -> None:
        if not self._stage or not event.payload:
            return
        samples = self._intake.samples(event)
        if self._sound.take(min(_SOUND_AHEAD, len(samples) / SPEECH_RATE)):
            self._conversation.push(samples)

    async def _stop(self) -> None:
        """It streams no more: what was said is complete."""
        if self._stage:
            self._stage = ""
            await self._conversation.release()
