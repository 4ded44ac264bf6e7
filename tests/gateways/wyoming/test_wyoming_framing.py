"""Frames of Wyoming: whatever comes, however it is cut, nothing grows without bound and nothing crashes."""

from __future__ import annotations

import asyncio
import io
import itertools
import json
import random
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.event import Event as TheirEvent
from wyoming.event import async_read_event, write_event

from parley.gateways.wyoming.framing import (
    MOST_DATA,
    MOST_HEADER,
    MOST_PAYLOAD,
    BadEvent,
    Event,
    Frames,
    encode,
)

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
data = st.dictionaries(st.text(max_size=10), values, max_size=4)
types = st.from_regex(r"[a-z][a-z-]{0,20}", fullmatch=True)
events = st.builds(TheirEvent, types, data, st.none() | st.binary(min_size=1, max_size=300))


def theirs(event: TheirEvent) -> bytes:
    """As the library writes it."""
    out = io.BytesIO()
    write_event(event, out)
    return out.getvalue()


def inline(event: TheirEvent) -> bytes:
    """As a person writes it, with the data in the header."""
    length = {"payload_length": len(event.payload)} if event.payload else {}
    header = {"type": event.type, "data": event.data, "unknown": [1], **length}
    return json.dumps(header).encode() + b"\n" + (event.payload or b"")


def read(pieces: Iterable[bytes]) -> list[Event]:
    frames = Frames()
    return [event for piece in pieces for event in frames.feed(piece)]


def cut(stream: bytes, at: Iterable[int]) -> list[bytes]:
    places = [0, *sorted(each % (len(stream) + 1) for each in at), len(stream)]
    return [stream[a:b] for a, b in itertools.pairwise(places)]


@given(st.lists(events, max_size=5), st.lists(st.integers(0, 10_000), max_size=12), st.booleans())
def test_events_do_not_depend_on_where_the_bytes_were_cut(
    sent: list[TheirEvent], places: list[int], written_inline: bool
) -> None:
    stream = b"".join(inline(each) if written_inline else theirs(each) for each in sent)
    got = read(cut(stream, places))
    assert [(each.type, each.data, each.payload) for each in got] == [
        (each.type, each.data, each.payload or b"") for each in sent
    ]


@given(types, data, st.binary(max_size=300))
def test_wyoming_s_own_library_reads_what_we_write(
    type: str, data: dict[str, object], payload: bytes
) -> None:
    async def go() -> TheirEvent | None:
        reader = asyncio.StreamReader()
        reader.feed_data(encode(type, data, payload))
        reader.feed_eof()
        return await async_read_event(reader)

    event = asyncio.run(go())
    assert event is not None
    assert (event.type, event.data, event.payload or b"") == (type, data, payload)


def test_one_byte_after_the_other() -> None:
    stream = theirs(TheirEvent("audio-chunk", {"rate": 16_000}, bytes(2_048))) * 2
    assert len(read(stream[at : at + 1] for at in range(len(stream)))) == 2


def test_the_second_block_goes_before_what_stands_in_the_header() -> None:
    block = b'{"a": 2, "c": 3}'
    header = {"type": "x", "data": {"a": 1, "b": 1}, "data_length": len(block), "payload_length": None}
    (event,) = read([json.dumps(header).encode() + b"\n" + block])
    assert event.data == {"a": 2, "b": 1, "c": 3}


BAD = [
    b"\n",
    b"hello\n",
    b"GET / HTTP/1.1\r\n",
    b"[]\n",
    b"{}\n",
    b'{"type": 1}\n',
    b'{"type": ""}\n',
    b'{"type": "' + b"x" * 65 + b'"}\n',
    b'{"type": "x", "data": []}\n',
    b'{"type": "x", "data_length": -1}\n',
    b'{"type": "x", "data_length": "1"}\n',
    b'{"type": "x", "data_length": true}\n',
    b'{"type": "x", "data_length": 1e400}\n',
    b'{"type": "x", "data_length": %d}\n' % (MOST_DATA + 1),
    b'{"type": "x", "payload_length": %d}\n' % (MOST_PAYLOAD + 1),
    b'{"type": "x", "payload_length": 99999999999999999999999999}\n',
    b'{"type": "x", "data_length": 2}\n[]',
    b'{"type": "x", "data_length": 2}\n{"',
    b'{"type": "\xff"}\n',
    b'{"type": "x", "data_length": 7}\n{"\xff":1}',
    b'{"type": "x", "data": ' + b"[" * 60_000 + b"\n",
    b'{"type": "x", "data": {"a": ' + b'{"a":' * 12_000 + b"\n",
    b'{"type": "x", "data_length": 500000}\n' + b"[" * 500_000,
    b" " * (MOST_HEADER + 1),
    b'{"type": "' + b"x" * MOST_HEADER,
]


@pytest.mark.parametrize("stream", BAD, ids=lambda stream: repr(stream[:40]))
def test_what_is_no_event_is_refused(stream: bytes) -> None:
    with pytest.raises(BadEvent):
        read([stream])
    with pytest.raises(BadEvent):
        read(cut(stream, range(0, len(stream), 1_000)))


def test_what_came_before_it_still_counts() -> None:
    frames, got = Frames(), []
    with pytest.raises(BadEvent):
        for event in frames.feed(b'{"type":"describe"}\nrubbish\n'):
            got.append(event.type)
    assert got == ["describe"]


def test_a_frame_of_the_greatest_size_is_held_and_nothing_more() -> None:
    frames = Frames()
    header = b'{"type":"x","data_length":%d,"payload_length":%d}\n' % (MOST_DATA, MOST_PAYLOAD)
    body = b'{"a":"' + b"x" * (MOST_DATA - 8) + b'"}' + bytes(MOST_PAYLOAD)
    piece = 4_096
    stream = header + body
    most, got = 0, 0
    for at in range(0, len(stream), piece):
        got += len(list(frames.feed(stream[at : at + piece])))
        most = max(most, frames.held)
    assert got == 1 and frames.held == 0
    assert most <= MOST_HEADER + MOST_DATA + MOST_PAYLOAD + piece


SEEDS = [
    theirs(TheirEvent("describe")),
    theirs(TheirEvent("transcribe", {"language": "en"})),
    theirs(TheirEvent("audio-chunk", {"rate": 16_000, "width": 2, "channels": 1}, bytes(64))),
    inline(TheirEvent("synthesize", {"text": "你好", "voice": {"name": "x"}})),
    theirs(TheirEvent("run-pipeline", {"start_stage": "wake", "end_stage": "tts", "name": None})),
]


def mutated(chance: random.Random) -> bytes:
    """Frames with something wrong in them, or not."""
    stream = bytearray(b"".join(chance.choice(SEEDS) for _ in range(chance.randint(1, 4))))
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(stream) + 1)
        match chance.randrange(5):
            case 0:
                del stream[at : at + chance.randint(1, 12)]
            case 1:
                stream[at:at] = chance.randbytes(chance.randint(1, 8))
            case 2:
                stream[at:at] = chance.choice([b"\n", b"{", b'"', b"-1", b"9" * 30, b"\\u0000", b"null"])
            case 3 if stream:
                stream[at % len(stream)] ^= 1 << chance.randrange(8)
            case _:
                stream[at:at] = bytes(stream[: chance.randint(0, 40)])
        if not stream:
            return b"\n"
    return bytes(stream)


def test_thousands_of_damaged_frames_are_events_or_refused() -> None:
    chance = random.Random(5)
    refused = 0
    for _ in range(5_000):
        stream = mutated(chance)
        try:
            got = read(cut(stream, [chance.randrange(10_000) for _ in range(3)]))
        except BadEvent:
            refused += 1
            continue
        assert all(isinstance(each.data, dict) and each.type for each in got)
    assert 500 < refused < 4_900  # both happened
