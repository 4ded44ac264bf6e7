"""A board's binary frames: exact to the byte, and no harm done by those that are not."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.xiaozhi.framing import LONGEST, MOST_BYTES, VERSIONS, BadFrame, Frame, pack, unpack

versions = st.sampled_from(VERSIONS)
packets = st.binary(min_size=1, max_size=400) | st.just(b"x" * MOST_BYTES)


def test_each_version_to_the_byte() -> None:
    assert pack(1, b"opus") == b"opus"
    assert pack(2, b"opus", 0x01020304) == bytes.fromhex("0002 0000 00000000 01020304 00000004") + b"opus"
    assert pack(3, b"opus") == bytes.fromhex("00 00 0004") + b"opus"


@given(versions, packets, st.integers(0, 2**32 - 1))
def test_what_is_packed_is_unpacked(version: int, packet: bytes, timestamp: int) -> None:
    frame = pack(version, packet, timestamp)
    assert unpack(version, frame) == Frame(packet, timestamp if version == 2 else 0)


def test_a_timestamp_begins_anew_after_49_days() -> None:
    assert unpack(2, pack(2, b"opus", 2**32 + 7)).timestamp == 7


@pytest.mark.parametrize("head", ["0002 0001 00000000 00000000 00000002", "01 00 0002"])
def test_a_frame_may_hold_a_message(head: str) -> None:
    frame = bytes.fromhex(head) + b"{}"
    assert unpack(2 if len(frame) > 6 else 3, frame) == Frame(b"{}", 0, json=True)


@given(versions, packets, st.integers(1, 60))
def test_a_frame_cut_short_or_with_more_behind_it_is_none(version: int, packet: bytes, more: int) -> None:
    frame = pack(version, packet)
    if version == 1:
        return  # there is nothing to see it by
    for wrong in (frame[:-1], frame[: len(frame) - len(packet)], frame + b"\0" * more):
        with pytest.raises(BadFrame):
            unpack(version, wrong)


@pytest.mark.parametrize(
    ("version", "frame"),
    [
        (1, b""),
        (2, b""),
        (3, b""),
        (2, b"\0\2"),
        (3, b"\0"),
        (1, b"x" * (MOST_BYTES + 1)),
        (2, b"x" * (LONGEST + 1)),
        (3, struct.pack(">BBH", 0, 0, MOST_BYTES + 1) + b"x" * (MOST_BYTES + 1)),
        (2, struct.pack(">HHIII", 2, 0, 0, 0, 0)),
        (2, struct.pack(">HHIII", 2, 0, 0, 0, 2**32 - 1) + b"xy"),
        (2, struct.pack(">HHIII", 1, 0, 0, 0, 2) + b"xy"),
        (2, struct.pack(">HHIII", 2, 2, 0, 0, 2) + b"xy"),
        (3, struct.pack(">BBH", 7, 0, 2) + b"xy"),
        (3, struct.pack(">BBH", 0, 0, 65535) + b"xy"),
    ],
)
def test_what_is_no_frame_is_said_to_be_none(version: int, frame: bytes) -> None:
    with pytest.raises(BadFrame) as raised:
        unpack(version, frame)
    assert raised.value.code == "bad_frame"


def test_frames_that_were_tampered_with_give_a_packet_or_the_one_error() -> None:
    chance = random.Random(5)
    good = {version: pack(version, bytes(range(100)), 1234) for version in VERSIONS}
    taken = 0
    for number in range(6_000):
        version = VERSIONS[number % 3]
        frame = bytearray(good[version])
        for _ in range(chance.randint(1, 3)):
            where = chance.randrange(len(frame) + 1)
            match chance.randrange(3):
                case 0 if where < len(frame):
                    frame[where] = chance.randrange(256)
                case 1:
                    del frame[where : where + chance.randint(1, 20)]
                case _:
                    frame[where:where] = chance.randbytes(chance.randint(1, 20))
        try:
            payload = unpack(version, bytes(frame)).payload
        except BadFrame:
            continue
        taken += 1
        assert 0 < len(payload) <= MOST_BYTES
        assert bytes(frame).endswith(payload)
    assert 0 < taken < 6_000


@pytest.mark.parametrize("packet", [b"", b"x" * (MOST_BYTES + 1)])
def test_the_firmware_is_never_sent_a_length_it_cannot_trust(packet: bytes) -> None:
    with pytest.raises(BadFrame):
        pack(3, packet)
