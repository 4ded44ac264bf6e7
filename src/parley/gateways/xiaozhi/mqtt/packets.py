"""The packets of MQTT 3.1.1 that boards send and are sent, read within bounds."""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar, NamedTuple

from parley.errors import ParleyError

MOST_BYTES = 64 * 1024
"""Of a packet: a board's tools answer with 8,000 bytes at most."""
_MOST_NAME = 256
"""Bytes of a topic, a user or a client's name."""
_MOST_PASSWORD = 512
_MOST_FILTERS = 8
"""In one packet; boards subscribe to one topic."""


class BadPacket(ParleyError):
    """What came is not MQTT 3.1.1, or more of it than a board has reason to send."""

    code: ClassVar[str] = "bad_packet"


class Kind(IntEnum):
    """The first four bits of a packet."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class Refusal(IntEnum):
    """What a CONNACK says; 0 lets in."""

    ACCEPTED = 0
    VERSION = 1
    CLIENT = 2
    UNAVAILABLE = 3
    PASSWORD = 4
    NOT_ALLOWED = 5


class Packet(NamedTuple):
    """One packet."""

    kind: Kind
    flags: int
    """The last four bits of its first byte."""
    body: bytes


class Connect(NamedTuple):
    """How a client introduces itself."""

    version: int
    """4 for MQTT 3.1.1; of others the rest is not read."""
    client: str = ""
    user: str = ""
    password: str = ""
    keep_alive: int = 0
    """Seconds; 0 for none."""
    will: bool = False
    """It leaves something to be published when it dies."""


class Splitter:
    """Cuts what comes in pieces into packets."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """``most``: bytes of a packet's body."""
        self._most = most
        self._kept = bytearray()

    def feed(self, piece: bytes) -> list[Packet]:
        """The packets that are complete now. Raises ``BadPacket``; nothing can be read after that."""
        self._kept += piece
        packets: list[Packet] = []
        start = 0
        while (ahead := _length(self._kept, start + 1)) is not None:
            kind, flags = _first(self._kept[start])
            length, begins = ahead
            if length > self._most:
                raise BadPacket(f"A packet may have {self._most} bytes.")
            if len(self._kept) < begins + length:
                break
            packets.append(Packet(kind, flags, bytes(self._kept[begins : begins + length])))
            start = begins + length
        del self._kept[:start]
        return packets


def _first(byte: int) -> tuple[Kind, int]:
    try:
        kind, flags = Kind(byte >> 4), byte & 0x0F
    except ValueError as error:
        raise BadPacket("There is no such kind of packet.") from error
    wanted = 2 if kind in (Kind.PUBREL, Kind.SUBSCRIBE, Kind.UNSUBSCRIBE) else 0
    if kind is not Kind.PUBLISH and flags != wanted:
        raise BadPacket("The reserved bits of a packet are wrong.")
    return kind, flags


def _length(kept: bytearray, at: int) -> tuple[int, int] | None:
    """The length that is written there and where what follows begins; None while it is not all there."""
    length = 0
    for place in range(4):
        if at + place >= len(kept):
            return None
        byte = kept[at + place]
        length |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return length, at + place + 1
    raise BadPacket("The length of a packet has at most four bytes.")


class _Reader:
    """Reads fields one after the other."""

    def __init__(self, body: bytes) -> None:
        self._body, self._at = body, 0

    def bytes(self, most: int) -> bytes:
        length = self.number()
        if length > most:
            raise BadPacket(f"A field may have {most} bytes here.")
        return self._take(length)

    def text(self, most: int) -> str:
        try:
            text = self.bytes(most).decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadPacket("A text is not UTF-8.") from error
        if "\0" in text:
            raise BadPacket("A text holds a null character.")
        return text

    def number(self) -> int:
        return int.from_bytes(self._take(2), "big")

    def byte(self) -> int:
        return self._take(1)[0]

    def ends(self) -> bool:
        return self._at == len(self._body)

    def rest(self) -> bytes:
        return self._body[self._at :]

    def _take(self, length: int) -> bytes:
        taken = self._body[self._at : self._at + length]
        if len(taken) < length:
            raise BadPacket("A packet is shorter than its fields.")
        self._at += length
        return taken


def read_connect(body: bytes) -> Connect:
    """Raises ``BadPacket``."""
    reader = _Reader(body)
    name, version = reader.text(_MOST_NAME), reader.byte()
    if name != "MQTT" or version != 4:
        return Connect(version if version != 4 else 0)
    flags, keep_alive = reader.byte(), reader.number()
    will, has_password, has_user = bool(flags & 0x04), bool(flags & 0x40), bool(flags & 0x80)
    if flags & 0x01 or (not will and flags & 0x38) or (has_password and not has_user):
        raise BadPacket("The flags of a CONNECT contradict each other.")
    client = reader.text(_MOST_NAME)
    if will:
        reader.text(_MOST_NAME)
        reader.bytes(MOST_BYTES)
    user = reader.text(_MOST_NAME) if has_user else ""
    password = reader.text(_MOST_PASSWORD) if has_password else ""
    if not reader.ends():
        raise BadPacket("A CONNECT is longer than its fields.")
    return Connect(version, client, user, password, keep_alive, will)


class Publish(NamedTuple):
    """Something published."""

    topic: str
    payload: bytes
    quality: int
    """0, 1 or 2."""
    retain: bool


def read_publish(packet: Packet) -> Publish:
    """Raises ``BadPacket``."""
    reader = _Reader(packet.body)
    quality = (packet.flags >> 1) & 0x03
    if quality == 3 or (quality == 0 and packet.flags & 0x08):
        raise BadPacket("The flags of a PUBLISH contradict each other.")
    topic = reader.text(_MOST_NAME)
    if not topic or "+" in topic or "#" in topic:
        raise BadPacket("That is no topic to publish to.")
    if quality:
        reader.number()
    return Publish(topic, reader.rest(), quality, bool(packet.flags & 0x01))


def read_subscribe(body: bytes, *, with_quality: bool = True) -> tuple[int, tuple[str, ...]]:
    """The number of the packet and its filters; an UNSUBSCRIBE is read without qualities.

    Raises ``BadPacket``.
    """
    reader = _Reader(body)
    number = reader.number()
    filters: list[str] = []
    while not reader.ends():
        filters.append(reader.text(_MOST_NAME))
        if with_quality and reader.byte() > 2:
            raise BadPacket("There is no such quality of service.")
        if len(filters) > _MOST_FILTERS:
            raise BadPacket("Too many topics at once.")
    if not number or not filters:
        raise BadPacket("A subscription names neither its number nor a topic.")
    return number, tuple(filters)


def encode(packet: Packet) -> bytes:
    """As it goes over the wire."""
    head = bytearray([packet.kind << 4 | packet.flags])
    length = len(packet.body)
    while True:
        length, byte = divmod(length, 128)
        head.append(byte | 0x80 if length else byte)
        if not length:
            return bytes(head) + packet.body


def connect(client: str, user: str, password: str, keep_alive: int) -> bytes:
    """A CONNECT with a clean session."""
    flags = 0x02 | (0x80 if user else 0) | (0x40 if user and password else 0)
    fields = [client, *([user] if user else []), *([password] if user and password else [])]
    body = _field("MQTT") + bytes([4, flags]) + keep_alive.to_bytes(2, "big") + b"".join(map(_field, fields))
    return encode(Packet(Kind.CONNECT, 0, body))


def connack(refusal: Refusal) -> bytes:
    """The answer to a CONNECT."""
    return encode(Packet(Kind.CONNACK, 0, bytes([0, refusal])))


def subscribe(number: int, topic: str) -> bytes:
    """Subscribe to one topic with quality 0."""
    return encode(Packet(Kind.SUBSCRIBE, 2, number.to_bytes(2, "big") + _field(topic) + b"\0"))


def suback(number: int, topics: int) -> bytes:
    """Granted, with quality 0."""
    return encode(Packet(Kind.SUBACK, 0, number.to_bytes(2, "big") + bytes(topics)))


def unsuback(number: int) -> bytes:
    """No longer subscribed to."""
    return encode(Packet(Kind.UNSUBACK, 0, number.to_bytes(2, "big")))


PINGREQ = encode(Packet(Kind.PINGREQ, 0, b""))
PINGRESP = encode(Packet(Kind.PINGRESP, 0, b""))


def _field(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data
