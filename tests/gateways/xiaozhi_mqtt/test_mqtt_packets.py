"""MQTT's packets: what is written can be read, and nothing that comes can do more than be refused."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.gateways.xiaozhi.mqtt import packets
from parley.gateways.xiaozhi.mqtt.packets import (
    BadPacket,
    Kind,
    Packet,
    Refusal,
    Splitter,
    encode,
    read_connect,
    read_publish,
    read_subscribe,
)

HELLO = b'{"type":"hello","version":3,"transport":"udp"}'
names = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), min_size=1, max_size=40)
bodies = st.binary(max_size=300)
free = st.sampled_from([Kind.CONNACK, Kind.PUBLISH, Kind.SUBACK, Kind.PINGREQ, Kind.DISCONNECT])


def published(topic: str, payload: bytes, flags: int = 0) -> Packet:
    data = topic.encode()
    number = b"\x12\x34" if flags & 6 else b""
    return Packet(Kind.PUBLISH, flags, len(data).to_bytes(2, "big") + data + number + payload)


def corpus() -> list[bytes]:
    """Packets as boards send them."""
    return [
        packets.connect("parley-0011", "0011", "pdev_" + "x" * 43, 120),
        encode(published("parley/up/0011", HELLO)),
        encode(published("parley/up/0011", b"x" * 200)),
        packets.subscribe(7, "parley/down/0011"),
        encode(Packet(Kind.UNSUBSCRIBE, 2, b"\x00\x07\x00\x01a")),
        packets.PINGREQ,
        encode(Packet(Kind.DISCONNECT, 0, b"")),
        # As other clients connect: with a will, a version of five, no name.
        bytes.fromhex("101f00044d51545404c6003c0001610001770002626f000175000570617373770000")[:33],
        bytes.fromhex("101000044d5154540502003c000000000000"),
        bytes.fromhex("100c00044d5154540402003c0000"),
    ]


def read_all(data: bytes) -> list[object]:
    """As the doorman reads. Raises ``BadPacket`` and nothing else."""
    readers: dict[Kind, Callable[[Packet], object]] = {
        Kind.CONNECT: lambda packet: read_connect(packet.body),
        Kind.PUBLISH: read_publish,
        Kind.SUBSCRIBE: lambda packet: read_subscribe(packet.body),
        Kind.UNSUBSCRIBE: lambda packet: read_subscribe(packet.body, with_quality=False),
    }
    found: list[object] = []
    for packet in Splitter(4096).feed(data):
        found.append(readers.get(packet.kind, lambda packet: packet)(packet))
    return found


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The same with something wrong."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed)) if changed else 0
        match chance.randrange(6):
            case 0 if changed:
                changed[at] ^= 1 << chance.randrange(8)
            case 1 if changed:
                changed[at] = chance.choice((0, 0x7F, 0x80, 0xFF))
            case 2:
                del changed[at : at + chance.randint(1, 5)]
            case 3:
                changed[at:at] = chance.randbytes(chance.randint(1, 5))
            case 4:
                changed += chance.choice(corpus())
            case _:
                changed = changed[: at + 1]
    return bytes(changed)


@given(free, bodies, st.integers(1, 40))
def test_what_is_written_is_read_however_it_is_cut(kind: Kind, body: bytes, size: int) -> None:
    packet, after = Packet(kind, 0, body), Packet(Kind.PINGREQ, 0, b"")
    data = encode(packet) + encode(after)
    splitter = Splitter()
    found = [each for at in range(0, len(data), size) for each in splitter.feed(data[at : at + size])]
    assert found == [packet, after]


@given(names, names, names, st.integers(0, 65535))
def test_an_introduction_is_read_as_it_was_made(client: str, user: str, password: str, keep: int) -> None:
    [packet] = Splitter().feed(packets.connect(client, user, password, keep))
    connect = read_connect(packet.body)
    assert connect == packets.Connect(4, client, user, password, keep, False)


@given(names.filter(lambda name: not set("+#") & set(name)), bodies)
def test_what_is_published_is_read_as_it_was_made(topic: str, payload: bytes) -> None:
    assert read_publish(published(topic, payload)) == packets.Publish(topic, payload, 0, False)
    assert read_publish(published(topic, payload, 0b0011)) == packets.Publish(topic, payload, 1, True)


@given(st.binary(max_size=600))
def test_anything_at_all_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(BadPacket):
        read_all(data)


def test_thousands_of_spoiled_packets_are_read_or_refused() -> None:
    chance, refused = random.Random(5), 0
    for _ in range(6_000):
        try:
            read_all(mutated(chance.choice(corpus()), chance))
        except BadPacket:
            refused += 1
    assert 1_000 < refused < 6_000


@pytest.mark.parametrize("sample", corpus()[:7])
def test_what_is_not_spoiled_is_not_refused(sample: bytes) -> None:
    assert len(read_all(sample)) == 1


def test_a_length_beyond_the_bound_is_refused_before_it_has_come() -> None:
    with pytest.raises(BadPacket):
        Splitter(1000).feed(b"\x30\xe9\x07")
    assert Splitter(1000).feed(b"\x30\xe8\x07") == []


def test_a_length_without_an_end_is_refused() -> None:
    with pytest.raises(BadPacket):
        Splitter().feed(b"\x30\xff\xff\xff\xff")


@pytest.mark.parametrize("first", [0x00, 0xF0, 0x11, 0x80, 0xC1])
def test_kinds_and_reserved_bits_must_be_right(first: int) -> None:
    with pytest.raises(BadPacket):
        Splitter().feed(bytes([first, 0]))


@pytest.mark.parametrize(
    "packet",
    [
        published("", b"x"),
        published("parley/up/+", b"x"),
        published("#", b"x"),
        published("a\0b", b"x"),
        published("a", b"x", 0b0110),
        published("a", b"x", 0b1000),
        published("a" * 300, b"x"),
        Packet(Kind.PUBLISH, 0, b"\x00\x02\xff\xfe"),
    ],
)
def test_what_cannot_be_published_is_refused(packet: Packet) -> None:
    with pytest.raises(BadPacket):
        read_publish(packet)


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body[:-1],
        lambda body: body + b"x",
        lambda body: body[:7] + b"\xc3" + body[8:],
        lambda body: body[:7] + b"\x42" + body[8:],
        lambda body: body[:7] + b"\xd2" + body[8:],
        lambda body: body[:10] + b"\xff\xff" + body[12:],
    ],
)
def test_an_introduction_that_contradicts_itself_is_refused(change: Callable[[bytes], bytes]) -> None:
    [packet] = Splitter().feed(packets.connect("board", "user", "password", 60))
    with pytest.raises(BadPacket):
        read_connect(change(packet.body))


@pytest.mark.parametrize(
    ("head", "version"), [(b"\x00\x04MQTT\x05", 5), (b"\x00\x06MQIsdp\x03", 3), (b"\x00\x04HTTP\x04", 0)]
)
def test_other_versions_are_told_apart_and_read_no_further(head: bytes, version: int) -> None:
    assert read_connect(head + b"\xff\xff").version == version


@pytest.mark.parametrize("body", [b"", b"\x00\x01", b"\x00\x00\x00\x01a\x00", b"\x00\x01\x00\x01a\x03"])
def test_subscriptions_to_nothing_are_refused(body: bytes) -> None:
    with pytest.raises(BadPacket):
        read_subscribe(body)


def test_many_topics_at_once_are_refused() -> None:
    with pytest.raises(BadPacket):
        read_subscribe(b"\x00\x01" + b"\x00\x01a\x00" * 9)


def test_answers_are_as_the_standard_has_them() -> None:
    assert packets.connack(Refusal.NOT_ALLOWED) == bytes.fromhex("20020005")
    assert packets.suback(0x1234, 2) == bytes.fromhex("900412340000")
    assert packets.unsuback(1) == bytes.fromhex("b0020001")
    assert (bytes.fromhex("c000"), bytes.fromhex("d000")) == (packets.PINGREQ, packets.PINGRESP)
    assert packets.subscribe(1, "ab") == bytes.fromhex("820700010002616200")
