"""One call: a peer connection, the session it carries, and an end that frees both."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import numpy as np
from aiortc import (
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError

from parley.audio.pcm import SPEECH_RATE
from parley.audio.resample import StreamResampler
from parley.errors import ParleyError
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.dialects import BadEvent, Dialect
from parley.gateways.openai.realtime.session import Session
from parley.gateways.openai.realtime.webrtc.channel import ChannelLink
from parley.gateways.openai.realtime.webrtc.track import RATE, AnswerTrack
from parley.telemetry import log

CONNECT_WITHIN = 30.0
"""Seconds in which the two sides must have found a way to each other."""
LOOK_EVERY = 5.0
"""Seconds after which an open call notices that its key was taken back."""
_MOST_EVENTS = 1_000
"""Events of the client that may wait."""
_GONE = frozenset({"failed", "closed", "disconnected"})


class WebCall:
    """A call. Events and sound are taken in one task, so that they stay in order."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self.link = ChannelLink(dialect)
        # No server elsewhere is asked where this machine is: whoever calls reaches it at its own addresses.
        self._peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.player = AnswerTrack(self.link)
        self._events: asyncio.Queue[str | bytes] = asyncio.Queue(_MOST_EVENTS)
        self._microphone: asyncio.Queue[Any] = asyncio.Queue(1)
        self._connected, self.ended = asyncio.Event(), asyncio.Event()
        self._peer.on("datachannel", self._on_channel)
        self._peer.on("track", self._on_track)
        self._peer.on("connectionstatechange", self._on_state)

    async def answer(self, offer: str) -> str:
        """The SDP answer to an SDP offer. Raises ``BadParameter``."""
        try:
            await self._peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            if not any(each.kind == "audio" for each in self._peer.getTransceivers()):
                raise ValueError("no sound")
            self._peer.addTrack(self.player)
            answer = await self._peer.createAnswer()
            await self._peer.setLocalDescription(answer)
        except Exception as error:  # aiortc raises whatever its parser stumbles over
            await self.close()
            message = "This is no SDP offer of a call with sound."
            raise BadParameter("sdp", message, "invalid_offer") from error
        return self._peer.localDescription.sdp

    async def close(self) -> None:
        """Hang up; safe to call twice."""
        self.ended.set()
        self.player.stop()
        await self._peer.close()

    async def carry(self, session: Session, minutes: float, good: Callable[[], Awaitable[bool]]) -> None:
        """Hold the session until either side hangs up, its time is over, or its key is no longer ``good``."""
        parts = [self._expire(session, minutes), self._watch(good), self._take(session), self._hear(session)]
        tasks = [asyncio.create_task(part, name="realtime call") for part in parts]
        tasks.append(asyncio.create_task(self._end(), name="realtime call"))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, ParleyError):
                    log.info("realtime.call_ended", code=result.code)

    async def _end(self) -> None:
        await self.ended.wait()

    async def _expire(self, session: Session, minutes: float) -> None:
        await asyncio.sleep(minutes * 60)
        session.fail(BadParameter("", f"A session lasts {minutes:.0f} minutes at most.", "session_expired"))
        await asyncio.sleep(0.5)  # the data channel sends it meanwhile

    async def _watch(self, good: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(CONNECT_WITHIN):
            await self._connected.wait()
        ended = False
        while not ended and await good():
            with contextlib.suppress(TimeoutError):
                ended = await asyncio.wait_for(self.ended.wait(), LOOK_EVERY)

    async def _take(self, session: Session) -> None:
        while True:
            message = await self._events.get()
            try:
                event = self._dialect.read(message)
            except BadEvent as error:
                session.fail(error, error.event_id)
            else:
                await session.take(event)

    async def _hear(self, session: Session) -> None:
        track = await self._microphone.get()
        resampler = StreamResampler(RATE, SPEECH_RATE)
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            samples = np.frombuffer(bytes(frame.planes[0]), "<i2")[
                : frame.samples * len(frame.layout.channels)
            ]
            channels = len(frame.layout.channels)
            mono = samples.reshape(-1, channels).mean(axis=1).astype(np.int16) if channels > 1 else samples
            await session.hear(resampler.feed(mono))

    def _on_channel(self, channel: RTCDataChannel) -> None:
        def took(message: str | bytes) -> None:
            if self._events.full():
                self.ended.set()  # nobody writes that fast
            else:
                self._events.put_nowait(message)

        channel.on("message", took)
        self.link.opened(channel)

    def _on_track(self, track: Any) -> None:
        if track.kind == "audio" and self._microphone.empty():
            self._microphone.put_nowait(track)

    def _on_state(self) -> None:
        if self._peer.connectionState == "connected":
            self._connected.set()
        elif self._peer.connectionState in _GONE:
            self.ended.set()
