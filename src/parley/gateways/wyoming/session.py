"""One client of the services: what it asks, one thing after the other."""

from __future__ import annotations

import asyncio

from parley.errors import ParleyError
from parley.gateways.outbox import TooSlow
from parley.gateways.wyoming.answering import handle, recognize
from parley.gateways.wyoming.asking import (
    Detect,
    Said,
    Synthesize,
    SynthesizeStart,
    Transcribe,
    asked,
)
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.describing import info
from parley.gateways.wyoming.framing import Event, pong
from parley.gateways.wyoming.hearing import transcribe
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.speaking import synthesize, synthesize_stream
from parley.gateways.wyoming.waking import detect
from parley.telemetry import log


class Session:
    """Answers until the other side leaves, or something goes wrong: then an ``error`` says what."""

    def __init__(self, connection: Connection, offer: Offer) -> None:
        self._connection = connection
        self._offer = offer
        self._sound_for: Transcribe | Detect = Transcribe()
        """What the sound that comes next is for."""

    async def run(self) -> None:
        """Ends by closing the connection."""
        connection = self._connection
        try:
            while (event := await connection.next()) is not None:
                await self._take(event)
                await asyncio.sleep(0)  # others have a turn, however much this one asks at once
            await connection.drained()
        except TooSlow as error:
            log.warning("wyoming.gone", code=error.code)
        except ParleyError as error:
            # Clients read until they have what they asked for, or until the end: so this is the end.
            log.warning("wyoming.refused", code=error.code)
            connection.send("error", {"text": str(error), "code": error.code})
        finally:
            connection.close()

    async def _take(self, event: Event) -> None:
        connection, offer = self._connection, self._offer
        match event.type:
            case "describe":
                connection.send("info", await info(offer))
            case "ping":
                connection.send("pong", pong(event))
            case "transcribe":
                self._sound_for = asked(event, Transcribe)
            case "detect":
                self._sound_for = asked(event, Detect)
            case "audio-start" | "audio-chunk":
                await self._hear(event if event.type == "audio-chunk" else None)
            case "synthesize":
                await synthesize(connection, offer, asked(event, Synthesize))
            case "synthesize-start":
                await synthesize_stream(connection, offer, asked(event, SynthesizeStart))
            case "transcript":
                await handle(connection, offer, asked(event, Said))
            case "recognize":
                await recognize(connection, offer, asked(event, Said))
            case _:
                pass  # other programs' events, and those of later versions

    async def _hear(self, first: Event | None) -> None:
        if isinstance(self._sound_for, Detect):
            await detect(self._connection, self._offer, self._sound_for, first)
        else:
            await transcribe(self._connection, self._offer, self._sound_for, first)
            self._sound_for = Transcribe()
