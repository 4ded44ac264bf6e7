"""Parley's services over Wyoming, with fakes for engines, and Wyoming's own client to ask them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import numpy as np
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, Eventable

from parley.audio.pcm import Samples
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.server import Listener


class Services:
    """What runs."""

    def __init__(self, listener: Listener, offer: Offer) -> None:
        self.listener, self.offer = listener, offer

    async def ask(self, *events: Eventable, until: tuple[str, ...], within: float = 60.0) -> list[Event]:
        """Send events over a connection of their own; what comes back, up to one of a type, or to the end."""
        async with AsyncTcpClient("127.0.0.1", self.listener.port) as client, asyncio.timeout(within):
            for each in events:
                await client.write_event(each.event())
            answers: list[Event] = []
            while (event := await client.read_event()) is not None:
                answers.append(event)
                if event.type in until:
                    break
            return answers


Serve = Callable[..., Awaitable[Services]]
"""Serves an assistant that hears lines, one an utterance."""


def sound(samples: Samples, rate: int = 16_000, chunk: int = 1024) -> list[Eventable]:
    """As clients send it."""
    data = samples.astype("<i2").tobytes()
    return [
        AudioStart(rate, 2, 1),
        *(AudioChunk(rate, 2, 1, data[at : at + 2 * chunk]) for at in range(0, len(data), 2 * chunk)),
        AudioStop(),
    ]


def speech(seconds: float, rate: int = 16_000) -> Samples:
    return (np.sin(np.arange(int(seconds * rate)) * 0.2) * 8_000).astype(np.int16)


def types(events: list[Event]) -> list[str]:
    """Types of the events; several of one in a row are one."""
    names = [event.type for event in events]
    return [name for at, name in enumerate(names) if at == 0 or names[at - 1] != name]


async def eventually(condition: Callable[[], object], within: float = 60.0) -> None:
    """Wait for what nobody tells of."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.005)
