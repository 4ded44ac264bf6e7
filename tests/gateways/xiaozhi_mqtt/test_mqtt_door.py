"""Who is let in by MQTT, and what nobody may do there: real clients, a real broker."""

from __future__ import annotations

import asyncio
import contextlib
import json
import threading
from typing import Any

import paho.mqtt.client as paho
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from fakes.mqtt_board import MqttBoard, Plain, connected
from fakes.mqtt_house import BoardHouse
from parley.gateways.xiaozhi.mqtt import packets
from parley.gateways.xiaozhi.mqtt.admission import Admission, Refused
from parley.gateways.xiaozhi.mqtt.packets import Connect, Kind, Packet, Refusal, encode
from parley.gateways.xiaozhi.mqtt.passage import Bounds
from parley.home.accounts.callers import DATA, Caller, Role
from parley.home.accounts.callers import Kind as TokenKind
from parley.home.accounts.limits import Guesses

ACCEPTED = packets.connack(Refusal.ACCEPTED)


async def introduced(house: BoardHouse, told: dict[str, Any], keep_alive: int = 60) -> Plain:
    """A connection that said who it is."""
    plain = await Plain.to(house.ports.mqtt)
    plain.send(packets.connect(told["client_id"], told["username"], told["password"], keep_alive))
    return plain


async def let_in(house: BoardHouse, told: dict[str, Any], keep_alive: int = 60) -> Plain:
    plain = await introduced(house, told, keep_alive)
    assert await plain.exactly(4) == ACCEPTED
    return plain


def published(topic: str, payload: bytes = b"{}", flags: int = 0) -> bytes:
    name = topic.encode()
    number = b"\0\1" if flags & 6 else b""
    return encode(Packet(Kind.PUBLISH, flags, len(name).to_bytes(2, "big") + name + number + payload))


async def refusal(house: BoardHouse, told: dict[str, Any]) -> int:
    """What the answer says; the connection is closed then."""
    answer = await (await introduced(house, told)).all()
    assert len(answer) == 4
    return answer[3]


async def works(board: MqttBoard) -> bool:
    """Whether what it says arrives, and it is answered."""
    await board.say(type="listen", state="start", mode="auto", session_id="parley-test")
    return (await board.until("goodbye", session_id="parley-test"))[-1]["type"] == "goodbye"


async def test_a_board_is_let_in_by_its_token(house: BoardHouse) -> None:
    async with house.board() as board:
        assert await works(board)


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "wrong"},
        {"password": ""},
        {"username": "0011223344556677"},
        {"client_id": "parley-0011223344556677"},
    ],
)
async def test_nobody_else_is_let_in(house: BoardHouse, changed: dict[str, str]) -> None:
    told = await house.paired()
    assert await refusal(house, told | changed) == Refusal.NOT_ALLOWED


async def test_a_token_is_good_for_its_own_device_only(house: BoardHouse) -> None:
    one, other = await house.paired(), await house.paired()
    assert await refusal(house, one | {"password": other["password"]}) == Refusal.NOT_ALLOWED
    assert await refusal(house, other | {"client_id": one["client_id"]}) == Refusal.NOT_ALLOWED


async def test_a_browsers_session_is_no_boards_token(house: BoardHouse) -> None:
    told = await house.paired()
    person = await house.home.accounts.create(Role.FAMILY, "Bo")
    session = await house.home.tokens.issue(person.id, TokenKind.KEY, DATA)
    assert await refusal(house, told | {"password": session}) == Refusal.NOT_ALLOWED


async def test_other_versions_and_wills_are_refused(house: BoardHouse) -> None:
    for body, answer in (
        (b"\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x01a", Refusal.VERSION),
        (b"\x00\x04MQTT\x04\x06\x00\x3c\x00\x01a\x00\x01w\x00\x01x", Refusal.CLIENT),
        (b"\x00\x04MQTT\x04\x02\x00\x3c\x00\x00", Refusal.CLIENT),
    ):
        plain = await Plain.to(house.ports.mqtt)
        plain.send(encode(Packet(Kind.CONNECT, 0, body)))
        assert await plain.all() == packets.connack(answer)


@pytest.mark.parametrize(
    "first",
    [
        packets.PINGREQ,
        packets.subscribe(1, "#"),
        b"GET / HTTP/1.1\r\nHost: parley\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\x10\xff\xff\xff\x7f",
    ],
)
async def test_whoever_speaks_something_else_is_sent_nothing(house: BoardHouse, first: bytes) -> None:
    plain = await Plain.to(house.ports.mqtt)
    plain.send(first)
    assert await plain.all() == b""


@pytest.mark.parametrize(
    "what",
    [
        "another's topic",
        "its own down topic",
        "quality 1",
        "retained",
        "too large",
        "a second introduction",
        "an answer",
        "subscribes to all",
        "subscribes to another's",
        "garbage",
    ],
)
async def test_whoever_does_what_no_board_does_is_disconnected(house: BoardHouse, what: str) -> None:
    told = await house.paired()
    own = told["publish_topic"]
    does = {
        "another's topic": published("parley/up/0011223344556677"),
        "its own down topic": published(told["subscribe_topic"]),
        "quality 1": published(own, flags=2),
        "retained": published(own, flags=1),
        "too large": published(own, bytes(Bounds().packet_bytes)),
        "a second introduction": packets.connect(told["client_id"], told["username"], told["password"], 60),
        "an answer": packets.PINGRESP,
        "subscribes to all": packets.subscribe(1, "#"),
        "subscribes to another's": packets.subscribe(1, "parley/down/+"),
        "garbage": b"\x00\x00",
    }
    async with house.board() as other:
        plain = await let_in(house, told)
        plain.send(does[what])
        rest = await plain.all()
        assert b"\x90" not in rest  # no subscription was granted
        assert await works(other)  # and nobody else has noticed


async def test_what_a_board_publishes_reaches_nobody_elses_conversation(house: BoardHouse) -> None:
    async with house.board() as one, house.board() as other:
        await one.hello()
        await one.say(type="listen", state="detect", text="hello there")
        await one.until("tts", state="stop")
        read = [each for each in house.assistant.conversations if "read" in each.calls]
        assert len(read) == 1
        assert await works(other)


async def test_a_client_that_subscribes_works_too(house: BoardHouse) -> None:
    """As paho does it, which asks for quality 1."""
    told = await house.paired()
    arrived: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    loop, granted = asyncio.get_running_loop(), threading.Event()

    def take(client: paho.Client, data: object, message: paho.MQTTMessage) -> None:
        loop.call_soon_threadsafe(arrived.put_nowait, json.loads(message.payload))

    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=told["client_id"])
    client.username_pw_set(told["username"], told["password"])
    client.on_message = take
    client.on_subscribe = lambda *_: granted.set()
    await asyncio.to_thread(client.connect, "127.0.0.1", house.ports.mqtt, 60)
    client.loop_start()
    try:
        client.subscribe(told["subscribe_topic"], qos=1)
        assert await asyncio.to_thread(granted.wait, 5)
        hello = {"type": "hello", "version": 3, "transport": "udp", "features": {}}
        client.publish(told["publish_topic"], json.dumps(hello))
        client.unsubscribe(told["subscribe_topic"])
        client.publish(told["publish_topic"], json.dumps({"type": "ping"}))
        kinds: list[str] = []
        while "pong" not in kinds:
            kinds.append((await asyncio.wait_for(arrived.get(), 30))["type"])
        assert sorted(kinds) == ["goodbye", "hello", "mcp", "pong"]  # nothing comes twice
    finally:
        client.disconnect()
        await asyncio.to_thread(client.loop_stop)


async def test_a_ping_is_answered(house: BoardHouse) -> None:
    plain = await let_in(house, await house.paired())
    plain.send(packets.PINGREQ)
    received = b""
    while not received.endswith(packets.PINGRESP):
        received += await plain.exactly(1)
    plain.close()


async def test_a_silent_board_is_taken_for_gone(house: BoardHouse) -> None:
    silent = await let_in(house, await house.paired(), keep_alive=1)
    began = asyncio.get_running_loop().time()
    await silent.all()
    assert 1.4 < asyncio.get_running_loop().time() - began < 15


async def test_a_board_that_comes_again_loses_its_earlier_connection(house: BoardHouse) -> None:
    told = await house.paired()
    earlier = await let_in(house, told)
    async with connected(told) as board:
        await earlier.all()
        assert await works(board)
        open_ones = [each for each in house.assistant.conversations if not each.closed]
        assert len(open_ones) == 1


async def test_a_token_taken_back_ends_the_connection(house: BoardHouse) -> None:
    told = await house.paired()
    plain = await let_in(house, told)
    await house.home.devices.remove(told["username"])
    await plain.all()
    assert await refusal(house, told) == Refusal.NOT_ALLOWED
    assert all(each.closed for each in house.assistant.conversations)


async def test_a_flood_slows_only_itself(house: BoardHouse) -> None:
    told = await house.paired()
    flood = await let_in(house, told)
    message = published(told["publish_topic"], b'{"type":"listen","state":"start"}')
    goes_on = True

    async def pour() -> None:
        while goes_on:
            flood.send(message * 200)
            await asyncio.wait_for(flood.writer.drain(), 30)

    pouring = asyncio.create_task(pour())
    async with house.board() as other:
        times: list[float] = []
        for _ in range(20):
            began = asyncio.get_running_loop().time()
            assert await works(other)
            times.append(asyncio.get_running_loop().time() - began)
    goes_on = False
    pouring.cancel()
    await asyncio.gather(pouring, return_exceptions=True)
    flood.close()
    assert sorted(times)[len(times) // 2] < 0.1


@pytest.mark.parametrize(("size", "most"), [(0, 60 + 20 * 2), (16_000, (256 + 32 * 2) // 16)])
async def test_whoever_sends_too_much_is_read_slowly(house: BoardHouse, size: int, most: int) -> None:
    told = await house.paired()
    plain = await let_in(house, told)
    filling = b" " * size
    plain.send(published(told["publish_topic"], b'{"type":"listen","state":"start"}' + filling) * 200)
    answers = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(1.0):
            while True:
                answers += (await plain.reader.read(65_536)).count(b'"goodbye"')
    plain.close()
    assert 1 < answers <= most + 1  # and the one for the beginning


class _Nobodys:
    """Tokens of which none is good."""

    def __init__(self) -> None:
        self.on_ended = []
        self.asked = 0

    async def caller(self, secret: str) -> Caller | None:
        self.asked += 1
        return None

    async def still(self, token: str) -> Caller | None:
        return None


async def test_guesses_are_counted_by_network() -> None:
    tokens = _Nobodys()
    admission = Admission(tokens, Guesses(3, 1 / 3600))
    for _ in range(10):
        with pytest.raises(Refused):
            await admission.admit(Connect(4, "parley-a", "a", "guess", 60), "192.168.1.9")
    assert tokens.asked == 3
    with pytest.raises(Refused):
        await admission.admit(Connect(4, "parley-a", "a", "guess", 60), "192.168.1.10")
    assert tokens.asked == 4


async def test_guesses_of_others_lock_no_known_board_out() -> None:
    known = Caller("anna", Role.FAMILY, TokenKind.DEVICE, DATA, "hash", "kitchen")

    class Tokens(_Nobodys):
        async def caller(self, secret: str) -> Caller | None:
            return known if secret == "right" else None

    admission = Admission(Tokens(), Guesses(3, 1 / 3600))
    right = Connect(4, "parley-kitchen", "kitchen", "right", 60)
    assert (await admission.admit(right, "192.168.1.9"))[1] == "kitchen"
    for _ in range(10):
        with pytest.raises(Refused):
            await admission.admit(Connect(4, "parley-a", "a", "guess", 60), "192.168.1.9")
    assert (await admission.admit(right, "192.168.1.9"))[0] is known
    with pytest.raises(Refused):  # elsewhere it has not proved itself, but nobody has guessed there
        await admission.admit(right._replace(password="wrong"), "192.168.1.10")
