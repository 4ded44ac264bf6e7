"""A board's own connection to the broker, subscribed to what the board is sent without ever asking for it."""

from __future__ import annotations

import asyncio
import secrets
import ssl

from parley.gateways.xiaozhi.mqtt import packets
from parley.gateways.xiaozhi.mqtt.broker import Broker
from parley.gateways.xiaozhi.mqtt.packets import BadPacket, Kind, Packet, Splitter
from parley.gateways.xiaozhi.mqtt.section import client_id, down_topic

_BUFFER = 16 * 1024
"""Bytes read ahead."""
_FROM_BROKER = 512 * 1024
"""Most bytes of a packet of the broker's, more than it is set to take."""
_ANSWERS_WITHIN = 5.0
"""Seconds that the broker has for an answer."""


class Upstream:
    """Made by ``reach``."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._splitter = Splitter(_FROM_BROKER)
        self._ready: list[Packet] = []

    async def next(self) -> Packet | None:
        """The next packet; None when the connection has ended. Raises ``OSError``, ``BadPacket``."""
        while not self._ready:
            piece = await self._reader.read(_BUFFER)
            if not piece:
                return None
            self._ready = self._splitter.feed(piece)
        return self._ready.pop(0)

    async def write(self, data: bytes) -> None:
        """Raises ``OSError``."""
        self._writer.write(data)
        await self._writer.drain()

    async def answer(self, kind: Kind) -> bytes:
        """The body of the next packet, which must be of this kind. Raises ``OSError``, ``BadPacket``."""
        async with asyncio.timeout(_ANSWERS_WITHIN):
            packet = await self.next()
        if packet is None or packet.kind is not kind:
            raise BadPacket("The broker answered something else.")
        return packet.body

    def close(self) -> None:
        """Without ceremony: the session was clean, and nothing is owed."""
        self._writer.transport.abort()


async def reach(broker: Broker, device: str, keep_alive: int) -> Upstream:
    """Connect to the broker as a device. Raises ``OSError``, ``TimeoutError``, ``BadPacket``."""
    entrance = await broker.boards()
    tls = ssl.create_default_context() if entrance.tls else None
    async with asyncio.timeout(_ANSWERS_WITHIN):
        reader, writer = await asyncio.open_connection(entrance.host, entrance.port, ssl=tls, limit=_BUFFER)
    upstream = Upstream(reader, writer)
    try:
        # A name for this connection alone: for the broker the one before may not have ended yet.
        name = f"{client_id(device)}-{secrets.token_hex(4)}"
        await upstream.write(packets.connect(name, entrance.user, entrance.password, keep_alive))
        if (await upstream.answer(Kind.CONNACK))[1:] != b"\0":
            raise BadPacket("The broker does not let boards in; look at xiaozhi.broker and its password.")
        await upstream.write(packets.subscribe(1, down_topic(device)))
        if (await upstream.answer(Kind.SUBACK))[2:] != b"\0":
            raise BadPacket("The broker does not let boards subscribe.")
    except BaseException:
        upstream.close()
        raise
    return upstream
