"""Whatever comes over the Speech SDK's WebSocket, nothing breaks and nothing is left behind."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest

from fakes.speech_sdk import REQUEST, FakeSpeechSdk
from fakes.written_down import FakeTranscribing
from parley.gateways.azure.speech import usp
from parley.gateways.azure.speech.framing import MOST_TEXT
from parley.gateways.azure.speech.listening import IDLE
from parley.speech.transcribing.types import Final, Partial, Phrase

TALKATIVE = [(0.1 * at, Partial("so", "en", 0.0, 0.1 * at)) for at in range(1, 400)]


@pytest.mark.parametrize("mode", ["interactive", "conversation", "dictation"])
async def test_a_client_that_vanishes_in_mid_stream_stops_everything(talk: Any, mode: str) -> None:
    async with talk(FakeTranscribing(TALKATIVE), mode) as it:
        it.sdk.begin()
        it.sdk.speak(3.0)
        await it.sdk.until("speech.hypothesis")
        it.sdk.vanish()
        await it.over()
        assert it.transcript.closed and not it.transcript.ended
    # The fixture looks at the tasks that are left.


async def test_a_server_that_stops_leaves_nothing_behind(talk: Any) -> None:
    async with talk(FakeTranscribing(TALKATIVE), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(1.0)
        await it.sdk.until("speech.hypothesis")
        it.running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await it.running
        assert it.transcript.closed
        it.running = asyncio.create_task(asyncio.sleep(0))


async def test_a_connection_on_which_nothing_is_said_is_closed(talk: Any) -> None:
    async with talk(FakeTranscribing()) as it:
        it.sdk.config()
        begun = asyncio.get_running_loop().time()
        await it.over()
        assert asyncio.get_running_loop().time() - begun == pytest.approx(IDLE, abs=1)
        assert it.sdk.closed and it.sdk.closed[0] == usp.DONE


async def test_sound_that_trickles_in_keeps_a_connection_open(talk: Any) -> None:
    async with talk(FakeTranscribing(TALKATIVE), "conversation") as it:
        it.sdk.begin()
        for _ in range(10):
            await asyncio.sleep(0.9 * IDLE)
            it.sdk.audio(bytes(32))
        it.sdk.stop()
        await it.sdk.until("turn.end")
        assert it.transcript.seconds == pytest.approx(10 * 0.001)


async def test_most_sound_that_is_offered_is_taken_in_order(
    talk: Any, request: pytest.FixtureRequest
) -> None:
    async with talk(FakeTranscribing(TALKATIVE), "conversation") as it:
        it.sdk.begin()
        pieces = [bytes([at]) * 3_200 for at in range(100)]
        for piece in pieces:
            it.sdk.audio(piece)
            await asyncio.sleep(0.1)
        it.sdk.stop()
        await it.sdk.until("turn.end")
        assert b"".join(each.tobytes() for each in it.transcript.samples) == b"".join(pieces)
        offered = "offered" in request.node.callspec.id
        assert it.sdk.taken == (len(pieces) if offered else 0)


async def test_too_many_messages_are_read_slowly_and_none_is_lost(talk: Any) -> None:
    async with talk(FakeTranscribing(), "conversation") as it:
        it.sdk.begin()
        it.sdk.speak(300.0)
        it.sdk.stop()
        begun = asyncio.get_running_loop().time()
        await it.sdk.until("turn.end")
        took = asyncio.get_running_loop().time() - begun
        assert took == pytest.approx((3_003 - usp.BURST) / usp.PER_SECOND, abs=0.5)
        assert it.transcript.seconds == pytest.approx(300.0)


@pytest.mark.parametrize(
    "said",
    [
        "nonsense",
        "Path: speech.context\r\n\r\n{",
        "Path: speech.context\r\n\r\n[]",
        "Path: speech.context\r\n\r\n" + "[" * 100_000,
        'Path: speech.context\r\n\r\n{"phraseDetection":{"initialSilenceTimeout":-1}}',
        'Path: speech.context\r\n\r\n{"phraseDetection":{"language":' + '"x' * 100 + '"}}',
        "Path: speech.context\r\n\r\n" + "x" * MOST_TEXT,
        b"",
        b"\xff\xff",
        b"\x00\x05ab: c",
    ],
)
async def test_a_message_that_is_none_closes_the_connection(talk: Any, said: str | bytes) -> None:
    async with talk(FakeTranscribing(TALKATIVE)) as it:
        it.sdk.begin()
        it.sdk.speak(0.5)
        await it.sdk.until("speech.hypothesis")
        it.sdk.raw(said)
        await it.over()
        assert it.sdk.closed and it.sdk.closed[0] == usp.BAD_DATA
        assert len(it.sdk.closed[1].encode()) <= usp.MOST_REASON


@pytest.mark.parametrize("header", [b"OggS\0\2", b"ID3\4", b"RIFF\0\0\0\0AVI LIST", bytes(44)])
async def test_sound_of_another_kind_is_refused(talk: Any, header: bytes) -> None:
    async with talk(FakeTranscribing(TALKATIVE)) as it:
        it.sdk.context()
        it.sdk.audio(header + bytes(6), first=True, kind="audio/ogg; codecs=opus")
        await it.over()
        assert it.sdk.closed and it.sdk.closed[0] == usp.BAD_DATA
        assert "WAV" in it.sdk.closed[1]


async def test_what_the_sdk_reports_of_itself_changes_nothing(talk: Any) -> None:
    async with talk(FakeTranscribing([(1.0, Final(Phrase("Hello.", "en", 0.0, 1.0)))])) as it:
        it.sdk.text("telemetry", {"Metrics": [], "ReceivedMessages": []})
        it.sdk.text("agent.config", {})
        it.sdk.audio(bytes(3_200))  # of a turn that never began
        it.sdk.begin()
        it.sdk.speak(1.0)
        it.sdk.text("telemetry", {"Metrics": []})
        assert (await it.sdk.until("turn.end"))[0] == "turn.start {}"


@pytest.mark.parametrize("seed", range(60))
async def test_random_messages_neither_break_the_server_nor_leak(talk: Any, seed: int) -> None:
    dice = random.Random(seed)
    async with talk(FakeTranscribing(TALKATIVE), dice.choice(["interactive", "conversation"])) as it:
        for _ in range(dice.randrange(1, 30)):
            _one(it.sdk, dice)
        it.sdk.vanish()
        await it.over()
        if it.sdk.closed:
            assert it.sdk.closed[0] in (usp.DONE, usp.BAD_DATA, usp.FAILED, usp.TRY_LATER)


def _one(sdk: FakeSpeechSdk, dice: random.Random) -> None:
    """Send something: often right, sometimes broken in one place, sometimes nothing but noise."""
    request = dice.choice([REQUEST, "b" * 32, "", "x" * 70])
    kind = dice.randrange(8)
    if kind < 2:
        sdk.begin(dice.choice([{}, {"phraseDetection": {"mode": "DICTATION"}}, {"dgi": 1}]), request)
    elif kind < 5:
        sdk.speak(dice.random(), request)
    elif kind == 5:
        sdk.stop(request)
    elif kind == 6:
        sdk.audio(dice.randbytes(dice.randrange(200)), request, first=dice.random() < 0.5)
    else:
        noise = dice.randbytes(dice.randrange(300))
        sdk.raw(noise if dice.random() < 0.5 else noise.decode("latin-1"))
