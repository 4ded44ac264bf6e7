"""Messages that come whole are read without the library, and nobody can tell."""

from __future__ import annotations

import asyncio
import random
import struct
from collections.abc import Sequence
from typing import Any

import pytest
import uvicorn
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState

from parley.gateways.frames import Frames

MOST = 1_000
REQUEST = (
    b"GET / HTTP/1.1\r\nHost: parley\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
CONT, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


class Wire(asyncio.Transport):
    """Where a connection writes."""

    def __init__(self) -> None:
        super().__init__()
        self.sent, self.closed, self.writes = b"", False, 0

    def write(self, data: Any) -> None:
        self.sent += data
        self.writes += 1

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        pass

    def resume_reading(self) -> None:
        pass


class Talk:
    """One connection and what its application got."""

    def __init__(self, kind: type[WebSocketsSansIOProtocol]) -> None:
        self.got: list[Any] = []
        self.taken: list[bytes] = []
        self.wire = Wire()
        config = uvicorn.Config(
            self._app,
            ws_max_size=MOST,
            ws_per_message_deflate=False,
            log_level="critical",
            lifespan="off",
            interface="asgi3",
        )
        config.load()
        self.protocol = kind(config, ServerState(), {})
        self.protocol.connection_made(self.wire)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        assert await receive() == {"type": "websocket.connect"}
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            self.got.append(message.get("text", message.get("bytes")))
        self.got.append(message)

    async def open(self, early: bytes = b"") -> None:
        self.protocol.data_received(REQUEST)
        if early:
            self.protocol.data_received(early)
        await settle()

    async def comes(self, pieces: Sequence[bytes]) -> None:
        for piece in pieces:
            if self.wire.closed:
                break
            self.protocol.data_received(piece)
            await settle()

    def take(self, message: bytes) -> bool:
        self.taken.append(message)
        return True


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def frame(opcode: int, body: bytes, *, fin: bool = True, masked: bool = True, bits: int = 0) -> bytes:
    size = len(body)
    if size < 126:
        head = bytes([size | 128 * masked])
    elif size < 65_536:
        head = bytes([126 | 128 * masked]) + struct.pack(">H", size)
    else:
        head = bytes([127 | 128 * masked]) + struct.pack(">Q", size)
    mask = b"\x07\xf0\x33\x01" if masked else b""
    hidden = bytes(each ^ mask[i % 4] for i, each in enumerate(body)) if masked else body
    return bytes([opcode | 128 * fin | bits]) + head + mask + hidden


def anything(chance: random.Random) -> bytes:
    """A frame, mostly a good one."""
    body = chance.randbytes(chance.choice([0, 1, 5, 125, 126, 127, 300, MOST]))
    ways = [
        lambda: frame(BINARY, body),
        lambda: frame(TEXT, "话 words".encode() * chance.randrange(40)),
        lambda: frame(PING, body[:125]),
        lambda: frame(PONG, b"late"),
        lambda: (
            frame(BINARY, body[:300], fin=False)
            + frame(PING, b"!")
            + frame(CONT, b"end", fin=chance.random() < 0.9)
        ),
    ]
    faults = [
        lambda: frame(TEXT, b"\xff\xfe"),
        lambda: frame(BINARY, body, masked=False),
        lambda: frame(BINARY, bytes(MOST + 1)),
        lambda: frame(BINARY, bytes(70_000)),
        lambda: frame(CONT, b"of nothing"),
        lambda: frame(BINARY, body, bits=0x40),
        lambda: frame(3, body),
        lambda: frame(CLOSE, struct.pack(">H", 1000) + b"bye"),
        lambda: chance.randbytes(40),
    ]
    return chance.choice(ways if chance.random() < 0.93 else faults)()


def torn(data: bytes, chance: random.Random) -> list[bytes]:
    """In the pieces in which a network may bring it."""
    pieces: list[bytes] = []
    while data:
        size = chance.choice([1, 2, 3, 7, 50, 200, 2_000, len(data)])
        pieces.append(data[:size])
        data = data[size:]
    return pieces


@pytest.mark.parametrize("seed", range(60))
async def test_an_application_gets_and_a_client_sees_what_they_would_of_the_library(seed: int) -> None:
    chance = random.Random(seed)
    early = frame(BINARY, b"early")[: chance.choice([0, 0, 0, 1, 4, 40])]
    frames = [anything(chance) for _ in range(chance.randrange(1, 12))]
    if early:
        frames.insert(0, frame(BINARY, b"early")[len(early) :])
    ours, theirs = Talk(Frames), Talk(WebSocketsSansIOProtocol)
    torn_up = torn(b"".join(frames), chance)
    # Of what comes together with a broken frame the library forgets what came before it.
    for talk, pieces in ((ours, torn_up), (theirs, torn_up if early else frames)):
        await talk.open(early)
        await talk.comes(pieces)
        talk.protocol.connection_lost(None)
        await settle()
    assert ours.got and ours.got == theirs.got
    assert frames_after_the_answer(ours) == frames_after_the_answer(theirs)
    assert ours.wire.closed == theirs.wire.closed


def frames_after_the_answer(talk: Talk) -> bytes:
    return talk.wire.sent.partition(b"\r\n\r\n")[2]


async def test_what_is_taken_at_once_is_not_received_and_keeps_its_place() -> None:
    talk = Talk(Frames)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    with talk.protocol.taking(talk.take):
        talk.protocol.data_received(frame(BINARY, b"1") + frame(TEXT, b"words") + frame(BINARY, b"2"))
        assert talk.taken == [b"1"]
        await settle()
        assert talk.got == ["words", b"2"]
        talk.protocol.data_received(frame(BINARY, b"3"))
        assert talk.taken == [b"1", b"3"]
    talk.protocol.data_received(frame(BINARY, b"4"))
    await settle()
    assert talk.got == ["words", b"2", b"4"]


async def test_what_is_refused_is_received() -> None:
    talk = Talk(Frames)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    with talk.protocol.taking(lambda message: message != b"other"):
        await talk.comes([frame(BINARY, b"other"), frame(BINARY, b"sound")])
    assert talk.got == [b"other"]


@pytest.mark.parametrize("size", [0, 125, 126, 65_535, 65_536])
async def test_a_message_is_sent_as_the_library_sends_it(size: int) -> None:
    ours, theirs = Talk(Frames), Talk(WebSocketsSansIOProtocol)
    for talk in (ours, theirs):
        await talk.open()
    for message in (bytes(size), "话" * (size // 3)):
        assert isinstance(ours.protocol, Frames)
        await ours.protocol.send_whole(message)
        kind = "text" if isinstance(message, str) else "bytes"
        await theirs.protocol.send({"type": "websocket.send", kind: message})  # type: ignore
    await settle()
    assert frames_after_the_answer(ours) == frames_after_the_answer(theirs)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 300, MOST])
async def test_a_packet_that_comes_alone_is_taken_whatever_its_length(size: int) -> None:
    talk, body = Talk(Frames), random.Random(size).randbytes(size)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    with talk.protocol.taking(talk.take):
        await talk.comes([frame(BINARY, body), *torn(frame(BINARY, body), random.Random(1))])
    assert talk.taken == [body, body]


async def test_a_length_in_more_bytes_than_it_needs_is_read_as_it_is() -> None:
    talk, body = Talk(Frames), bytes(range(119))
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    # 133 bytes in all: as many as a frame of 127 would have whose length stood in one byte.
    wordy = b"\x82\xff" + struct.pack(">Q", len(body)) + frame(BINARY, body)[2:]
    with talk.protocol.taking(talk.take):
        await talk.comes([wordy])
    assert talk.taken == [body]


async def test_packets_alike_are_kept_as_long_as_nobody_needs_them_and_offered_in_their_order() -> None:
    talk, now = Talk(Frames), asyncio.get_running_loop().time()
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    one, two, three, four = (bytes([each]) * 200 for each in range(1, 5))
    with talk.protocol.taking(talk.take, lambda: (2 * 208, now + 60)):
        for each in (one, two, three):
            talk.protocol.data_received(frame(BINARY, each))
            assert talk.taken == [one], "the first of them tells what they are like"
        talk.protocol.data_received(frame(BINARY, four))
        assert talk.taken == [one, two, three, four], "there is no more room"


@pytest.mark.parametrize("other", [b"end", bytes(126), bytes(199), bytes(201), bytes(300)])
async def test_a_packet_of_another_length_is_offered_at_once_after_those_that_were_kept(other: bytes) -> None:
    talk, now = Talk(Frames), asyncio.get_running_loop().time()
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    alike = [bytes([each]) * 200 for each in range(3)]
    with talk.protocol.taking(talk.take, lambda: (10_000, now + 60)):
        for each in (*alike, other):
            talk.protocol.data_received(frame(BINARY, each))
        assert talk.taken == [*alike, other]


@pytest.mark.parametrize("after", [frame(TEXT, b"w" * 200), frame(BINARY, b"3" * 200) * 2, b"\x82"])
async def test_whatever_else_comes_lets_go_what_was_kept_before_it(after: bytes) -> None:
    talk, now = Talk(Frames), asyncio.get_running_loop().time()
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    with talk.protocol.taking(talk.take, lambda: (10_000, now + 60)):
        for each in (b"1" * 200, b"2" * 200):
            talk.protocol.data_received(frame(BINARY, each))
        talk.protocol.data_received(after)
        assert talk.taken[:2] == [b"1" * 200, b"2" * 200]
        assert talk.taken[2:] == [b"3" * 200] * (2 if len(after) > 300 else 0)
        await settle()
        assert talk.got == (["w" * 200] if after[0] == 0x81 else [])


async def test_nothing_is_kept_when_its_time_is_over_and_nothing_is_lost_at_the_end() -> None:
    talk, loop = Talk(Frames), asyncio.get_running_loop()
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    until = [loop.time() - 1]
    with talk.protocol.taking(talk.take, lambda: (10_000, until[0])):
        for each in (b"1" * 200, b"2" * 200):
            talk.protocol.data_received(frame(BINARY, each))
        assert talk.taken == [b"1" * 200, b"2" * 200]
        until[0] = loop.time() + 60
        for each in (b"3" * 200, b"4" * 200):
            talk.protocol.data_received(frame(BINARY, each))
        assert talk.taken == [b"1" * 200, b"2" * 200, b"3" * 200]
    await settle()
    assert talk.got == [b"4" * 200], "nobody takes any more: it is received as ever"


async def test_what_is_sent_in_one_moment_is_one_write_and_the_end_comes_last() -> None:
    talk = Talk(Frames)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    before = talk.wire.writes
    for message in ("start", b"1", b"2"):
        await talk.protocol.send_whole(message)
    assert talk.wire.writes == before
    await settle()
    assert talk.wire.writes == before + 1
    await talk.protocol.send_whole(b"3")
    talk.protocol.flush()
    assert talk.wire.writes == before + 2, "it does not wait where somebody waits for it"
    await talk.protocol.send_whole("stop")
    await talk.protocol.send({"type": "websocket.close", "code": 1000, "reason": ""})
    await settle()
    sent = [b"\x81\x05start", b"\x82\x011", b"\x82\x012", b"\x82\x013", b"\x81\x04stop", b"\x88\x02\x03\xe8"]
    assert frames_after_the_answer(talk) == b"".join(sent)


async def test_what_waits_to_be_written_is_dropped_with_the_connection() -> None:
    talk = Talk(Frames)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    await talk.protocol.send_whole(b"sound")
    talk.protocol.data_received(frame(CLOSE, b""))
    await settle()
    assert b"sound" not in talk.wire.sent


async def test_nothing_is_sent_after_the_end() -> None:
    talk = Talk(Frames)
    await talk.open()
    assert isinstance(talk.protocol, Frames)
    talk.protocol.pause_writing()
    waiting = asyncio.ensure_future(talk.protocol.send_whole(b"sound"))
    await settle()
    assert not waiting.done()
    talk.protocol.data_received(frame(CLOSE, b""))
    talk.protocol.resume_writing()
    with pytest.raises(ClientDisconnected):
        await waiting
