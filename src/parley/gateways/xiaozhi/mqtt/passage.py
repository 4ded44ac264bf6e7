"""What passes between one board and the broker, checked and no faster than a board has reason to be."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from parley.errors import ParleyError
from parley.gateways.outbox import TooSlow
from parley.gateways.together import until_one_ends
from parley.gateways.xiaozhi.mqtt import packets
from parley.gateways.xiaozhi.mqtt.admission import Refused
from parley.gateways.xiaozhi.mqtt.broker import Broker
from parley.gateways.xiaozhi.mqtt.packets import BadPacket, Connect, Kind, Packet, Refusal, Splitter
from parley.gateways.xiaozhi.mqtt.section import down_topic, up_topic
from parley.gateways.xiaozhi.mqtt.upstream import Upstream, reach
from parley.home.accounts.limits import Allowance
from parley.telemetry import log

_READ_BYTES = 4 * 1024
_NEVER = 2_400
"""Seconds of keep-alive of a board that has none."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 10.0
"""Seconds between attempts to reach a broker that went away."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one board may do. Whoever wants more waits; whoever sends what is not allowed is closed."""

    packet_bytes: int = 32 * 1024
    """Of one packet; the largest are the answers of its tools, 8,000 bytes and a little."""
    burst_bytes: int = 256 * 1024
    """At once."""
    bytes_per_second: float = 32 * 1024
    """In the long run."""
    burst_messages: int = 60
    messages_per_second: float = 20.0
    takes_within: float = 20.0
    """Seconds that a board has to take one packet."""
    reached_within: float = 5.0
    """Seconds in which the broker must be reached when a board comes."""


class Passage:
    """One board's way to the broker and back."""

    def __init__(
        self,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        splitter: Splitter,
        device: str,
        connect: Connect,
        broker: Broker,
        bounds: Bounds,
    ) -> None:
        self._reader, self._writer = streams
        self._splitter, self._device, self._broker, self._bounds = splitter, device, broker, bounds
        self._silent_for = 1.5 * (connect.keep_alive or _NEVER)
        # It passes the board's pings on, which come in time for this.
        self._keep_alive = min(2 * (connect.keep_alive or _NEVER), 65_535)
        now = asyncio.get_running_loop().time
        self._bytes = Allowance(bounds.burst_bytes, bounds.bytes_per_second, now)
        self._messages = Allowance(bounds.burst_messages, bounds.messages_per_second, now)
        self._upstream: Upstream | None = None

    async def run(self, early: list[Packet], *parts: Callable[[], Awaitable[None]]) -> None:
        """Let the board in, until it leaves or misbehaves, or one of ``parts`` ends.

        ``early`` is what it sent before it was let in. Raises ``Refused``, not letting it in, without a
        broker; ``BadPacket``, ``TooSlow``, ``OSError``, ``TimeoutError`` and what the parts raise.
        """
        try:
            self._upstream = await self._reached()
            await self._give(packets.connack(Refusal.ACCEPTED))
            await until_one_ends(
                partial(self._up, early), self._down, *parts, ends=(ParleyError, OSError, TimeoutError)
            )
        finally:
            if self._upstream is not None:
                self._upstream.close()

    async def _reached(self) -> Upstream:
        try:
            async with asyncio.timeout(self._bounds.reached_within):
                return await reach(self._broker, self._device, self._keep_alive)
        except (OSError, TimeoutError, BadPacket) as error:
            log.warning("mqtt.no_broker", kind=type(error).__name__)
            raise Refused(Refusal.UNAVAILABLE) from error

    async def _up(self, early: list[Packet]) -> None:
        arrived = early
        while True:
            for packet in arrived:
                if packet.kind is Kind.DISCONNECT:
                    return
                await self._pass(packet)
            async with asyncio.timeout(self._silent_for):
                piece = await self._reader.read(_READ_BYTES)
            if not piece:
                return
            await _paced(self._bytes, len(piece))
            arrived = self._splitter.feed(piece)

    async def _pass(self, packet: Packet) -> None:
        match packet.kind:
            case Kind.PUBLISH:
                self._check(packet)
                await _paced(self._messages, 1)
                await self._send(packet)
            case Kind.PINGREQ:
                await self._give(packets.PINGRESP)
                await self._send(packet)
            case Kind.SUBSCRIBE | Kind.UNSUBSCRIBE:
                await self._give(self._subscribed(packet))
            case _:
                raise BadPacket("A board has no reason to send such a packet.")

    def _check(self, packet: Packet) -> None:
        message = packets.read_publish(packet)
        if message.topic != up_topic(self._device):
            raise BadPacket("A board publishes to its own topic and to no other.")
        if message.quality or message.retain:
            raise BadPacket("A board publishes with quality 0, and nothing to be kept.")

    def _subscribed(self, packet: Packet) -> bytes:
        """The answer to a board that subscribes, although it is subscribed from the beginning."""
        asks = packet.kind is Kind.SUBSCRIBE
        number, topics = packets.read_subscribe(packet.body, with_quality=asks)
        if set(topics) != {down_topic(self._device)}:
            raise BadPacket("A board subscribes to its own topic and to no other.")
        return packets.suback(number, len(topics)) if asks else packets.unsuback(number)

    async def _send(self, packet: Packet) -> None:
        """To the broker. While that is away what boards say is lost, as MQTT's quality 0 allows."""
        if self._upstream is not None:
            # A connection that broke is noticed where it is read from, and another one made there.
            with contextlib.suppress(OSError):
                await self._upstream.write(packets.encode(packet))

    async def _down(self) -> None:
        while self._upstream is not None:
            await self._relay(self._upstream)
            self._upstream.close()
            self._upstream = None
            log.info("mqtt.broker_lost")
            self._upstream = await self._reach_again()

    async def _relay(self, upstream: Upstream) -> None:
        """What the broker sends, until it is gone."""
        while (packet := await _next(upstream)) is not None:
            if packet.kind is Kind.PUBLISH:
                await self._give(packets.encode(packet))

    async def _reach_again(self) -> Upstream:
        pause = _FIRST_PAUSE
        while True:
            await asyncio.sleep(pause)
            with contextlib.suppress(OSError, TimeoutError, BadPacket):
                return await reach(self._broker, self._device, self._keep_alive)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _give(self, data: bytes) -> None:
        """To the board. Raises ``TooSlow``."""
        self._writer.write(data)
        try:
            async with asyncio.timeout(self._bounds.takes_within):
                await self._writer.drain()
        except TimeoutError as error:
            raise TooSlow("The board does not take what it is sent.") from error


async def _next(upstream: Upstream) -> Packet | None:
    try:
        return await upstream.next()
    except (OSError, BadPacket):
        return None


async def _paced(allowance: Allowance, amount: float) -> None:
    """Wait until there is room for so much: the board's own connection fills up meanwhile, nobody else's."""
    while not allowance.take(amount):  # noqa: ASYNC110 - time makes room, which tells nobody
        await asyncio.sleep(allowance.wait(amount))
