"""Wyoming has no security of its own: who may connect, and what whoever may cannot do to the others."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import random

import pytest
from wyoming.asr import Transcribe
from wyoming.audio import AudioStart
from wyoming.client import AsyncTcpClient
from wyoming.event import Event, async_read_event
from wyoming.info import Describe

from fakes.recogniser import FakeRecogniser
from fakes.wyoming_client import Serve, eventually, sound, speech, types
from parley.errors import BadSettings
from parley.gateways.wyoming.connection import MOST_BYTES, Connection
from parley.gateways.wyoming.framing import encode
from parley.gateways.wyoming.server import Allowed, Listener, Places


async def nobody(connection: Connection) -> None:
    raise AssertionError("a stranger was served")


@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.10", True),
        ("::ffff:192.168.1.10", True),
        ("10.3.2.1", True),
        ("fd00::5%eth0", True),
        ("192.168.1.11", False),
        ("11.0.0.1", False),
        ("::ffff:192.168.1.11", False),
        ("fd01::1", False),
        ("", False),
        ("example.org", False),
    ],
)
def test_this_machine_and_what_is_set_may_connect(address: str, allowed: bool) -> None:
    assert (address in Allowed(["192.168.1.10", "10.0.0.1/8", "fd00::/16"])) is allowed


@pytest.mark.parametrize("allow", ["everybody", "192.168.1.300", "192.168.1.0/33", ""])
def test_an_address_that_is_none_is_a_bad_setting(allow: str) -> None:
    with pytest.raises(BadSettings):
        Allowed([allow])


class FromElsewhere(asyncio.Transport):
    """A connection of somebody in the network."""

    def __init__(self) -> None:
        super().__init__({"peername": ("192.168.1.66", 5_000)})
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True

    def is_closing(self) -> bool:
        return self.aborted


async def test_a_stranger_is_cut_off_before_a_word_is_read() -> None:
    async with Listener("127.0.0.1", 0, (), nobody) as listener:
        connection = Connection(listener.welcome, listener.gone)
        transport = FromElsewhere()
        connection.connection_made(transport)
        assert transport.aborted and not listener.connections


async def test_one_address_cannot_take_all_places(serve: Serve) -> None:
    services = await serve(places=Places(all=10, each=3))
    port = services.listener.port
    several = [AsyncTcpClient("127.0.0.1", port) for _ in range(3)]
    for each in several:
        await each.connect()
    await eventually(lambda: services.listener.connections == 3)
    async with AsyncTcpClient("127.0.0.1", port) as one_more:
        with pytest.raises((ConnectionError, AssertionError)):
            await one_more.write_event(Describe().event())
            assert await one_more.read_event() is not None
    await several[0].disconnect()
    await eventually(lambda: services.listener.connections == 2)
    assert types(await services.ask(Describe(), until=("info",))) == ["info"]
    for each in several[1:]:
        await each.disconnect()


async def test_whoever_says_nothing_for_long_loses_the_place(serve: Serve) -> None:
    services = await serve(places=Places(asleep=0.1))
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client, asyncio.timeout(30):
        with contextlib.suppress(ConnectionError):
            assert await client.read_event() is None
    await eventually(lambda: not services.listener.connections)


@pytest.mark.parametrize(
    "rubbish", [b"GET / HTTP/1.1\r\n\r\n", b'{"type":"x","payload_length":-5}\n', b"\xff\n"]
)
async def test_rubbish_gets_one_clear_error_one_line_of_log_and_the_end(
    serve: Serve, rubbish: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    services = await serve()
    reader, writer = await asyncio.open_connection("127.0.0.1", services.listener.port)
    writer.write(rubbish)
    async with asyncio.timeout(30):
        answer = await async_read_event(reader)
        assert answer is not None and (answer.type, answer.data["code"]) == ("error", "bad_event")
        assert await reader.read() == b""
    writer.close()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1 and "wyoming.refused" in lines[0] and "bad_event" in lines[0]
    assert "GET" not in lines[0]


async def test_fields_of_the_wrong_kind_are_an_error_too(serve: Serve) -> None:
    services = await serve()
    for odd in (
        Event("synthesize", {}),
        Event("synthesize", {"text": 5}),
        Event("transcribe", {"language": 5}),
        Event("detect", {"names": "x"}),
        Event("transcript", {"text": "hello", "context": []}),
        Event("recognize"),
    ):
        async with AsyncTcpClient("127.0.0.1", services.listener.port) as client, asyncio.timeout(30):
            await client.write_event(odd)
            answer = await client.read_event()
            assert answer is not None and answer.data.get("code") == "bad_event", odd


async def test_events_nobody_here_knows_are_passed_over(serve: Serve) -> None:
    services = await serve()
    async with AsyncTcpClient("127.0.0.1", services.listener.port) as client, asyncio.timeout(30):
        for each in (Event("from-the-future", {"x": 1}, b"abc"), Event("audio-stop"), Describe().event()):
            await client.write_event(each)
        answer = await client.read_event()
        assert answer is not None and answer.type == "info"


async def test_the_noise_of_one_does_not_disturb_another(serve: Serve) -> None:
    recogniser = FakeRecogniser("what time is it")
    services = await serve(recogniser=recogniser)
    chance, port = random.Random(7), services.listener.port

    async def rage() -> None:
        for _ in range(30):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(chance.randbytes(chance.randint(1, 3_000)) + b"\n")
            writer.close()

    raging = asyncio.create_task(rage())
    answers = await services.ask(
        Transcribe(language="en"), *sound(speech(1.0)), until=("transcript", "error")
    )
    await raging
    assert answers[-1].data["text"] == "what time is it"
    await eventually(lambda: not services.listener.connections)


async def test_hundreds_that_talk_and_vanish_leave_nothing(serve: Serve) -> None:
    recogniser = FakeRecogniser(*["hello"] * 400)
    services = await serve(recogniser=recogniser)
    before = asyncio.all_tasks()
    start, chunk = (
        encode(each.event().type, each.event().data, each.event().payload or b"")
        for each in sound(speech(0.1))[:2]
    )

    async def vanish(number: int) -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", services.listener.port)
        writer.write(start + chunk + (chunk[: number % len(chunk)] if number % 2 else b""))
        await writer.drain()
        if number % 3:
            writer.transport.abort()
        writer.close()

    for first in range(0, 300, 20):
        await asyncio.gather(*(vanish(number) for number in range(first, first + 20)))
    await eventually(lambda: not services.listener.connections and not services.offer.taken("asr"))
    assert asyncio.all_tasks() <= before
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, Connection)]  # nor in a timer
    assert len(recogniser.hearings) > 100 and all(each.closed for each in recogniser.hearings)


async def test_who_sends_faster_than_is_heard_is_held_back_not_stored() -> None:
    """Nobody takes the events: what is read is bounded, and the network holds the rest."""
    taken = asyncio.Event()
    connections: list[Connection] = []

    async def slow(connection: Connection) -> None:
        connections.append(connection)
        await taken.wait()
        while await connection.next() is not None:
            pass
        taken.clear()

    async with Listener("127.0.0.1", 0, (), slow) as listener:
        reader, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        chunk = b'{"type":"audio-chunk","payload_length":60000}\n' + bytes(60_000)
        for _ in range(400):
            writer.write(chunk)
        await eventually(lambda: connections and connections[0].paused)
        assert connections[0].held <= MOST_BYTES + 2 * 60_000 + 256 * 1024
        taken.set()
        await writer.drain()
        writer.close()
        await eventually(lambda: not taken.is_set())
        reader.feed_eof()


async def test_who_asks_without_end_and_reads_nothing_is_held_back_while_others_are_served(
    serve: Serve,
) -> None:
    services = await serve("what time is it")
    _, flood = await asyncio.open_connection("127.0.0.1", services.listener.port)
    flood.write(encode("describe") * 200_000)
    answers = await services.ask(*sound(speech(1.0)), until=("transcript", "error"), within=60)
    assert answers[-1].data["text"] == "what time is it"
    flood.transport.abort()
    await eventually(lambda: not services.listener.connections)


async def test_a_server_that_stops_leaves_nothing_running() -> None:
    before = asyncio.all_tasks()

    async def hold(connection: Connection) -> None:
        while await connection.next() is not None:
            pass

    async with Listener("127.0.0.1", 0, (), hold) as listener:
        client = AsyncTcpClient("127.0.0.1", listener.port)
        await client.connect()
        await client.write_event(AudioStart(16_000, 2, 1).event())
        await eventually(lambda: listener.connections)
    with contextlib.suppress(ConnectionError):
        await client.disconnect()
    await eventually(lambda: not listener.connections)
    assert asyncio.all_tasks() <= before


async def test_a_port_that_is_taken_is_told_in_a_sentence() -> None:
    async with Listener("127.0.0.1", 0, (), nobody) as first:
        with pytest.raises(BadSettings, match=r"wyoming\.port"):
            async with Listener("127.0.0.1", first.port, (), nobody):
                pass
