"""Sound sealed and opened, against another implementation of the cipher."""

from __future__ import annotations

import asyncio
import random

from hypothesis import given
from hypothesis import strategies as st

from fakes.mqtt_board import Sound, counted
from parley.gateways.xiaozhi.mqtt.sealed import HEADER, MOST_BYTES, Seal, read_header
from parley.gateways.xiaozhi.mqtt.sound_port import SoundPort

packets = st.binary(min_size=1, max_size=400)


def other(seal: Seal, style: str = "firmware") -> Sound:
    """The board's end of it."""
    return Sound(("127.0.0.1", 9), seal.key, seal.nonce, style)


@given(packets, st.integers(0, 2**32 - 1), st.sampled_from(["firmware", "python"]))
def test_what_a_board_seals_is_opened(packet: bytes, timestamp: int, style: str) -> None:
    seal = Seal(0x01020304)
    board = other(seal, style)
    for number in (1, 2):
        datagram = board.sealed(packet, timestamp=timestamp)
        header = read_header(datagram)
        assert header is not None
        assert (header.channel, header.number, header.length) == (0x01020304, number, len(packet))
        assert seal.open(datagram) == packet


@given(packets, st.integers(0, 2**32 - 1))
def test_a_board_opens_what_is_sealed(packet: bytes, timestamp: int) -> None:
    seal = Seal(7)
    for number in (1, 2):
        datagram = seal.close(packet, timestamp)
        assert datagram[0] == 1 and datagram[2:4] == len(packet).to_bytes(2, "big")
        assert datagram[8:16] == timestamp.to_bytes(4, "big") + number.to_bytes(4, "big")
        assert counted(seal.key, datagram[:16], datagram[16:]) == packet


def test_the_nonce_is_the_template_of_the_firmware() -> None:
    assert Seal(0xDEADBEEF).nonce.hex() == "01000000deadbeef0000000000000000"


def test_every_hello_has_a_key_of_its_own() -> None:
    assert len({Seal(1).key for _ in range(50)}) == 50


def test_no_two_packets_share_keystream() -> None:
    """Not even where each turn counts its timestamps from zero, and a packet uses up many counts."""
    seal, chance = Seal(9), random.Random(2)
    counts: set[int] = set()
    length = 320  # always the same, which is the worst that can happen
    for _ in range(300):
        for timestamp in range(0, chance.randint(1, 30) * 60, 60):
            start = int.from_bytes(seal.close(bytes(length), timestamp)[:HEADER], "big")
            used = set(range(start, start + length // 16))
            assert not counts & used
            counts |= used


def test_ours_share_none_with_a_boards() -> None:
    seal = Seal(9)
    board = other(seal)
    theirs = {board.sealed(bytes(100))[:HEADER] for _ in range(200)}
    ours = {seal.close(bytes(100), 0)[:HEADER] for _ in range(200)}
    assert not {each[:2] for each in theirs} & {each[:2] for each in ours}


def test_what_is_no_packet_of_sound_has_no_header() -> None:
    good = other(Seal(3)).sealed(b"opus")
    assert read_header(good) is not None
    assert read_header(good[:-1]) is None and read_header(good + b"x") is None
    assert read_header(b"\x02" + good[1:]) is None
    assert read_header(good[:15]) is None and read_header(b"") is None
    assert read_header(good[:2] + b"\0\0" + good[4:16]) is None
    large = other(Seal(3)).sealed(bytes(MOST_BYTES + 1))
    assert read_header(large) is None


@given(st.binary(max_size=100))
def test_anything_at_all_has_a_header_or_none(data: bytes) -> None:
    header = read_header(data)
    assert header is None or header.length == len(data) - HEADER


async def test_of_too_much_sound_what_is_too_much_is_not_even_opened() -> None:
    arrived: list[bytes] = []
    async with SoundPort("127.0.0.1", 0) as port:
        channel = port.open(arrived.append)
        board = Sound(("127.0.0.1", port.port), channel.seal.key, channel.seal.nonce)
        for _ in range(600):
            board.send(b"\x58" + bytes(20))
        await asyncio.wait_for(channel.heard.wait(), 30)
        await asyncio.sleep(0.1)
    assert 250 <= len(arrived) < 350


async def test_thousands_of_spoiled_datagrams_harm_nobody() -> None:
    chance, arrived, others = random.Random(7), list[bytes](), list[bytes]()
    async with SoundPort("127.0.0.1", 0) as port:
        channel, other = port.open(arrived.append), port.open(others.append)
        board = Sound(("127.0.0.1", port.port), channel.seal.key, channel.seal.nonce)
        beside = Sound(("127.0.0.1", port.port), other.seal.key, other.seal.nonce)
        for _ in range(5_000):
            datagram = bytearray(board.sealed(b"\x58" + bytes(chance.randrange(80)), chance.randrange(100)))
            for _ in range(chance.randint(1, 4)):
                datagram[chance.randrange(len(datagram))] = chance.randrange(256)
            del datagram[chance.randrange(len(datagram) + 40) :]
            board.raw(bytes(datagram))
            if chance.random() < 0.05:
                await asyncio.sleep(0)
        beside.send(b"\x58fine")
        await asyncio.wait_for(other.heard.wait(), 30)
    assert others == [b"\x58fine"]
    assert len(arrived) < 300
