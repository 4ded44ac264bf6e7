"""One board's time with us over MQTT: it waits, talks, waits again, and can be reached all along."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import msgspec

from parley.assistant.live import Facts
from parley.errors import ParleyError
from parley.gateways.conversing import Assistant
from parley.gateways.together import until_one_ends
from parley.gateways.xiaozhi import messages as m
from parley.gateways.xiaozhi.abilities import MakeTools
from parley.gateways.xiaozhi.boards import Board
from parley.gateways.xiaozhi.doing import Doing
from parley.gateways.xiaozhi.mqtt.lasting_tools import BetweenTalks, LastingTools
from parley.gateways.xiaozhi.mqtt.post import Post
from parley.gateways.xiaozhi.mqtt.sound_port import Channel, SoundPort
from parley.gateways.xiaozhi.mqtt.waiting import Notice, Waiting
from parley.gateways.xiaozhi.session import Session
from parley.settings.speakers import XiaoZhi
from parley.skills.types import Announce, Announcement, Reply
from parley.telemetry import log

_INBOX = 400
"""Messages and packets that wait to be taken; more are lost."""
_HEARD_WITHIN = 10.0
"""Seconds in which a board that opened a channel sends its first sound."""


class UdpLink:
    """A board's MQTT for messages, and its UDP for sound."""

    transport = "udp"

    def __init__(self, tell: Callable[[str], Awaitable[None]], channel: Channel, session: str) -> None:
        self._tell, self._channel, self._session = tell, channel, session
        self.left = False
        """The board has ended the talk itself."""

    async def send_text(self, text: str) -> None:
        await self._tell(text)

    async def send_packet(self, packet: bytes, timestamp: int = 0) -> None:
        self._channel.send(packet, timestamp)

    def flush(self) -> None:
        pass  # everything has gone

    async def close(self) -> None:
        self._channel.close()
        if not self.left:
            self.left = True
            await self._tell(m.encode(m.OurGoodbye(self._session)))


@dataclass(frozen=True, slots=True)
class House:
    """What all visits share."""

    assistant: Assistant
    announce: Announce
    """Says something on a device."""
    settings: XiaoZhi
    post: Post
    sound: SoundPort
    tools: MakeTools


class Visit:
    """From a board's connection to its end."""

    def __init__(self, house: House, board: Board, sound_host: str) -> None:
        """``sound_host``: where the board sends its sound."""
        self._house, self._board, self._sound_host = house, board, sound_host
        # The same every time, so that a board that outlived this server can be told that its talk is over.
        self._id = f"parley-{board.device}"
        self._inbox: asyncio.Queue[str | bytes] = asyncio.Queue(_INBOX)
        """Messages as text, packets of sound as bytes."""
        self._tools = LastingTools(house.tools, self._ask_tools)
        self._lost = False
        self._hello: m.Hello | None = None

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncGenerator[Visit]:
        """Take what the board sends."""
        with self._house.post.delivering(self._board.device, self._message):
            yield self

    async def run(self) -> None:
        """Until it is cancelled. Raises what ends a talk for good: ``TooSlow``, ``TooFast``."""
        await self._tell(m.OurGoodbye(self._id))
        self._tools.start(self._board.vision)
        try:
            while True:
                notices = await self._wait()
                if self._hello is not None:
                    await self._talk(self._hello, notices)
        finally:
            self._tools.finish()

    # Between two talks.

    async def _wait(self) -> list[Notice]:
        """Until the board says hello; what it should be told then."""
        board = self._board
        conversation = self._house.assistant.open(
            board.device,
            f"{board.device}-board",
            person=board.person,
            guest=board.guest,
            rang=(),
            able=BetweenTalks(self._tools),
            facts=Facts("xiaozhi", "mqtt+udp", board.model, board.firmware),
            tools=self._tools,
        )
        doing = Doing(self._tools, self._tell, self._id, board.language)
        waiting = Waiting(conversation, self._id, board.language, self._tell, doing)
        async with conversation:
            await until_one_ends(waiting.run, partial(self._until_hello, waiting), ends=(ParleyError,))
            return waiting.woken()

    async def _until_hello(self, waiting: Waiting) -> None:
        while self._hello is None:
            text = await self._inbox.get()
            message = _decoded(text)
            if isinstance(message, m.Hello):
                self._hello = message
            elif isinstance(message, m.Mcp) and message.payload is not None:
                waiting.answered(message.payload.get("id"))
                self._tools.take(message.payload)
            elif isinstance(message, m.Listen | m.Abort):
                # It takes itself for talking to somebody who is gone: it did not hear that this is over, or
                # was told something while it waited.
                await self._tell(m.OurGoodbye(_session_of(text)))

    # A talk.

    async def _talk(self, hello: m.Hello, notices: list[Notice]) -> None:
        self._hello = None
        channel = self._house.sound.open(self._packet)
        link = UdpLink(self._send, channel, self._id)
        seal = channel.seal
        udp = m.Udp(self._sound_host, self._house.sound.port, seal.key.hex(), seal.nonce.hex())
        house = self._house
        telling = asyncio.create_task(self._catch_up(channel, notices), name="xiaozhi catching up")
        try:
            session = Session(
                link,
                house.assistant,
                self._board,
                hello,
                house.settings,
                udp=udp,
                id=self._id,
                tools=lambda _: self._tools,
            )
            async with session:
                await until_one_ends(session.run, partial(self._feed, session, link), ends=(ParleyError,))
        finally:
            telling.cancel()
            channel.close()

    async def _feed(self, session: Session, link: UdpLink) -> None:
        while True:
            arrived = await self._inbox.get()
            if isinstance(arrived, bytes):
                session.take_packet(arrived)
                continue
            message = _decoded(arrived)
            if isinstance(message, m.Hello):
                self._hello = message  # it began anew, with another channel
                return
            await session.take_text(arrived)
            if isinstance(message, m.Goodbye):
                link.left = True
                return

    async def _catch_up(self, channel: Channel, notices: list[Notice]) -> None:
        """Say what rang while nobody was there, as soon as the board can be heard and sent sound."""
        if not notices:
            return
        try:
            async with asyncio.timeout(_HEARD_WITHIN):
                await channel.heard.wait()
            for notice in notices:
                reply = Reply(notice.text, notice.language)
                await self._house.announce(
                    Announcement(self._board.device, self._board.person, reply, "missed", exact=True)
                )
        except (ParleyError, TimeoutError) as error:
            log.info("xiaozhi.not_caught_up", kind=type(error).__name__)

    # What comes and goes.

    def _message(self, payload: bytes) -> None:
        self._put(payload.decode("utf-8", "replace"))

    def _packet(self, packet: bytes) -> None:
        self._put(packet)

    def _put(self, arrived: str | bytes) -> None:
        try:
            self._inbox.put_nowait(arrived)
        except asyncio.QueueFull:
            if not self._lost:
                log.warning("xiaozhi.inbox_full")
            self._lost = True

    async def _ask_tools(self, payload: Mapping[str, object]) -> None:
        await self._tell(m.OurMcp(self._id, payload))

    async def _tell(self, message: m.ToBoard) -> None:
        await self._send(m.encode(message))

    async def _send(self, text: str) -> None:
        await self._house.post.send(self._board.device, text)


def _decoded(arrived: str | bytes) -> m.FromBoard | None:
    """None for a packet of sound, and for what is no message."""
    if isinstance(arrived, bytes):
        return None
    try:
        return m.decode(arrived)
    except m.BadMessage:
        return None


def _session_of(text: str | bytes) -> str:
    """Which talk a message is about, as the board names it."""
    said: Any = msgspec.json.decode(text)
    name = cast("dict[str, Any]", said).get("session_id") if isinstance(said, dict) else None
    return name[:64] if isinstance(name, str) else ""
