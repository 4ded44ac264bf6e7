"""The events of a call, over its data channel."""

from __future__ import annotations

import asyncio
from collections import deque

from aiortc import RTCDataChannel

from parley.gateways.openai.realtime.carrying import MOST
from parley.gateways.openai.realtime.dialects import Dialect
from parley.gateways.openai.realtime.events import Event
from parley.gateways.outbox import TooSlow

_EARLY = 200
"""Events that wait for the channel to open; of a call without one, nobody misses the older ones."""


class ChannelLink:
    """A ``Link`` whose channel may open later, or never."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._channel: RTCDataChannel | None = None
        self._early: deque[str] = deque(maxlen=_EARLY)

    def opened(self, channel: RTCDataChannel) -> None:
        """Here it is."""
        self._channel = channel
        while self._early:
            channel.send(self._early.popleft())

    def send(self, event: Event) -> None:
        """Put an event on its way. Raises ``TooSlow``."""
        for message in self._dialect.write(event):
            text = message.decode()
            if self._channel is None:
                self._early.append(text)
            elif self._channel.readyState == "open":
                if self._channel.bufferedAmount > MOST:
                    raise TooSlow(f"More than {MOST} bytes wait to be sent.")
                self._channel.send(text)

    async def room(self) -> None:
        """There is always room: sound does not come this way."""
        await asyncio.sleep(0)
