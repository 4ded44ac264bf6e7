"""A board as its firmware is over MQTT and UDP: it never subscribes, and seals its sound by itself."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

import aiomqtt
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

WITHIN = 10.0


def counted(key: bytes, start: bytes, data: bytes) -> bytes:
    """AES in counter mode, from single blocks, as the standard describes it."""
    block = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    first = int.from_bytes(start, "big")
    stream = b"".join(
        block.update(((first + at) % (1 << 128)).to_bytes(16, "big")) for at in range(len(data) // 16 + 1)
    )
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))


@dataclass
class Sound:
    """The UDP side of one hello."""

    server: tuple[str, int]
    key: bytes
    nonce: bytes
    style: str = "firmware"
    """``firmware``, or ``python`` for the client that leaves the timestamp as it was given."""
    sent: int = 0
    newest: int = 0
    socket: socket.socket = field(default_factory=lambda: udp_socket())

    def sealed(self, packet: bytes, number: int | None = None, timestamp: int = 0) -> bytes:
        if number is None:
            self.sent += 1
            number = self.sent
        stamp = timestamp.to_bytes(4, "big") if self.style == "firmware" else self.nonce[8:12]
        head = self.nonce[:2] + len(packet).to_bytes(2, "big") + self.nonce[4:8] + stamp
        head += number.to_bytes(4, "big")
        return head + counted(self.key, head, packet)

    def send(self, packet: bytes, timestamp: int = 0) -> bytes:
        datagram = self.sealed(packet, timestamp=timestamp)
        self.raw(datagram)
        return datagram

    def raw(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, self.server)

    async def receive(self) -> bytes:
        """The next packet, as the firmware takes it."""
        while True:
            async with asyncio.timeout(WITHIN):
                data = await asyncio.get_running_loop().sock_recv(self.socket, 4096)
            number = int.from_bytes(data[12:16], "big")
            if data[0] != 1 or len(data) != 16 + int.from_bytes(data[2:4], "big") or number <= self.newest:
                continue
            self.newest = number
            return counted(self.key, data[:16], data[16:])

    def move(self) -> None:
        """Its router gives it another port."""
        self.socket.close()
        self.socket = udp_socket()


def udp_socket(host: str = "127.0.0.1") -> socket.socket:
    """Somewhere."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((host, 0))
    made.setblocking(False)
    return made


@dataclass
class MqttBoard:
    """One board that was told its ``mqtt`` section."""

    section: dict[str, Any]
    client: aiomqtt.Client
    session: str = ""
    sounds: list[Sound] = field(default_factory=list[Sound])

    async def say(self, **message: object) -> None:
        await self.publish(json.dumps({"session_id": self.session} | message))

    async def publish(self, payload: str | bytes, topic: str = "", qos: int = 0) -> None:
        await self.client.publish(topic or self.section["publish_topic"], payload, qos=qos, timeout=5)

    async def next(self) -> dict[str, Any]:
        """The next message, whatever topic it comes under."""
        async with asyncio.timeout(WITHIN):
            async for message in self.client.messages:
                return json.loads(bytes(message.payload))
        raise AssertionError("unreachable")

    async def until(self, kind: str, **fields: object) -> list[dict[str, Any]]:
        """All messages up to one of a kind."""
        messages = [await self.next()]
        while messages[-1]["type"] != kind or not fields.items() <= messages[-1].items():
            messages.append(await self.next())
        return messages

    async def hello(self, style: str = "firmware", **more: object) -> Sound:
        """Open the channel for sound."""
        self.session = ""
        features = {"mcp": True}
        params = {"format": "opus", "sample_rate": 16000, "channels": 1, "frame_duration": 60}
        said = {"type": "hello", "version": 3, "transport": "udp", "features": features}
        await self.publish(json.dumps(said | {"audio_params": params} | more))
        answer = (await self.until("hello"))[-1]
        assert (answer["transport"], answer["version"]) == ("udp", 3)
        self.session, udp = answer["session_id"], answer["udp"]
        assert udp["encryption"] == "aes-128-ctr"
        server = (udp["server"], udp["port"])
        sound = Sound(server, bytes.fromhex(udp["key"]), bytes.fromhex(udp["nonce"]), style)
        self.sounds.append(sound)
        return sound

    async def answer_tools(self, message: dict[str, Any]) -> str:
        """What the firmware answers to a question about its tools; which question it was."""
        asked = message["payload"]
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": asked["id"]}
        match asked["method"]:
            case "initialize":
                server = {"name": "bread", "version": "2.0.3"}
                answer["result"] = {"protocolVersion": "2024-11-05", "capabilities": {}, "serverInfo": server}
            case "tools/list":
                volume = {"type": "integer", "minimum": 0, "maximum": 100}
                schema = {"type": "object", "properties": {"volume": volume}, "required": ["volume"]}
                tool = {"name": "self.audio_speaker.set_volume", "description": "", "inputSchema": schema}
                answer["result"] = {"tools": [tool]}
            case "tools/call":
                answer["result"] = {"content": [{"type": "text", "text": "true"}], "isError": False}
            case unknown:
                answer["error"] = {"message": f"Method not implemented: {unknown}"}
        await self.say(type="mcp", payload=answer)
        return str(asked["method"])

    async def asked(self, method: str, answers: bool = True) -> dict[str, Any]:
        """The next question of a kind; those before it are answered, and this one if it ``answers``."""
        while True:
            message = (await self.until("mcp"))[-1]
            found = message["payload"]["method"] == method
            if not found or answers:
                await self.answer_tools(message)
            if found:
                return message["payload"]


@asynccontextmanager
async def connected(section: dict[str, Any], **changed: Any) -> AsyncIterator[MqttBoard]:
    """A board that connects as it was told, except for what is ``changed``."""
    told = section | changed
    host, _, port = told["endpoint"].partition(":")
    client = aiomqtt.Client(
        host,
        int(port),
        identifier=told["client_id"],
        username=told["username"],
        password=told["password"],
        keepalive=told["keepalive"],
        timeout=5,
        clean_session=True,
    )
    async with client:
        board = MqttBoard(told, client)
        yield board
        for sound in board.sounds:
            sound.socket.close()


class Plain:
    """A connection on which anything can be sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> Self:
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    def send(self, data: bytes) -> None:
        self.writer.write(data)

    async def all(self) -> bytes:
        """What comes until the connection is closed."""
        received = b""
        async with asyncio.timeout(WITHIN):
            while piece := await _read(self.reader):
                received += piece
        return received

    async def exactly(self, count: int) -> bytes:
        async with asyncio.timeout(WITHIN):
            return await self.reader.readexactly(count)

    def close(self) -> None:
        self.writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(4096)
    except ConnectionError:
        return b""
