"""``WebSocket /api/devices/{id}/intercom``: somebody's voice, from their page to one device."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
from starlette.websockets import WebSocket, WebSocketDisconnect

from parley.assistant.chime import Voice
from parley.audio.pcm import SPEECH_RATE
from parley.audio.resample import StreamResampler
from parley.gateways.access import BadRequest
from parley.gateways.outbox import TooSlow
from parley.home.accounts.limits import Allowance

PACKET_BYTES = 64 * 1024
SILENT_FOR = 10.0
"""Seconds without a packet after which the microphone is taken for gone."""
_RATES = range(8_000, 96_001)


class Intercom:
    """One press of the button. The page sends its microphone as int16; text of any kind ends it.

    It is answered ``{"type": "open"}`` when the device has begun to listen to it.
    """

    def __init__(
        self,
        socket: WebSocket,
        speak: Callable[[Voice], Awaitable[None]],
        note: Callable[[], Awaitable[None]],
    ) -> None:
        self._socket, self._speak, self._note = socket, speak, note
        self._voice = Voice()
        # Twice real time, and what a stalled network holds back.
        self._sound = Allowance(4.0, 2.0, asyncio.get_running_loop().time)

    async def hold(self) -> None:
        """Until the button is let go, for at most half a minute of sound. Raises ``ParleyError``."""
        rate = _rate(self._socket.query_params.get("rate", ""))
        resampler = StreamResampler(rate, SPEECH_RATE) if rate != SPEECH_RATE else None
        try:
            await self._speak(self._voice)
            await self._note()
            await self._socket.send_json({"type": "open"})
            while not self._voice.over and (packet := await self._packet(rate)) is not None:
                self._voice.push(packet if resampler is None else resampler.feed(packet))
            if resampler is not None:
                self._voice.push(resampler.flush())
            self._voice.end()
            await self._socket.close()
        except WebSocketDisconnect:
            self._voice.end()
        except BaseException:
            self._voice.close()
            raise

    async def _packet(self, rate: int) -> np.ndarray[tuple[int], np.dtype[np.int16]] | None:
        """The next samples; None when that was all."""
        try:
            async with asyncio.timeout(SILENT_FOR):
                message = await self._socket.receive()
        except TimeoutError:
            return None
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code", 1000))
        frame: bytes | None = message.get("bytes")
        if frame is None:
            return None
        if len(frame) % 2 or not 0 < len(frame) <= PACKET_BYTES:
            raise BadRequest(f"A packet of sound holds 2 to {PACKET_BYTES} bytes, and an even number.")
        if not self._sound.take(len(frame) / 2 / rate):
            raise TooSlow("Sound comes faster than anyone can speak.")
        return np.frombuffer(frame, "<i2").astype(np.int16, copy=False)


def _rate(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and int(text) in _RATES):
        raise BadRequest("rate must be the microphone's samples per second, from 8000 to 96000.")
    return int(text)
