"""What the Speech SDK is told, in which order, while it is spoken to."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncGenerator
from typing import Any

import numpy as np
import pytest

from fakes.speech_sdk import REQUEST
from fakes.telling import TellingSynthesiser
from parley.audio.pcm import Pcm
from parley.errors import Busy, EngineFailed, MissingEngine, ParleyError
from parley.gateways.azure.speech_synthesis import evenly
from parley.pool.host import Kept
from parley.speech.types import SpeechRequest, Voice

HEAD = "<speak version='1.0' xmlns='http://www.w3.org/2001/10/synthesis' xml:lang='en-US'>"
ALL = ("wordBoundary", "punctuationBoundary", "sentenceBoundary", "bookmark", "sessionEnd")
SECOND = "1fda68c86336449b8d6c7543e961bb38"


def said(inside: str) -> str:
    return f"{HEAD}<voice name='en-US-AvaMultilingualNeural'>{inside}</voice></speak>"


def without_sound(lines: list[str]) -> list[str]:
    """The lines, each run of sound as one."""
    kept: list[str] = []
    for line in lines:
        line = "audio" if line.startswith("audio ") and line != "audio 0 bytes" else line
        if line != "audio" or kept[-1:] != ["audio"]:
            kept.append(line)
    return kept


def boundary(kind: str, name: str, offset: int, duration: int, text: str) -> str:
    return (
        f'audio.metadata {{"Metadata": [{{"Type": "{kind}", "Data": {{"Offset": {offset}, "Duration": '
        f'{duration}, "text": {{"Text": "{text}", "Length": {len(text)}, "BoundaryType": "{name}"}}}}}}]}}'
    )


def bookmark(name: str, offset: int) -> str:
    data = f'{{"Offset": {offset}, "Bookmark": "{name}"}}'
    return f'audio.metadata {{"Metadata": [{{"Type": "Bookmark", "Data": {data}}}]}}'


async def test_a_turn_as_the_sdk_knows_it(talk: Any) -> None:
    async with talk() as it:
        it.sdk.config()
        it.context(REQUEST, metadata=ALL)
        it.ssml(said("Hi you, <bookmark mark='b1'/>Bob."), REQUEST)
        lines = await it.sdk.until("turn.end")
        kinds = [line.split(" ", 1)[0] for line in without_sound(lines)]
        assert kinds[:2] == ["turn.start", "response"] and kinds[-3:] == [
            "audio",
            "audio.metadata",
            "turn.end",
        ]
        told = [line for line in lines if line.startswith("audio.metadata")]
        assert told == [
            boundary("WordBoundary", "WordBoundary", 0, 2_000_000, "Hi"),
            boundary("WordBoundary", "WordBoundary", 3_000_000, 3_000_000, "you"),
            boundary("WordBoundary", "PunctuationBoundary", 6_000_000, 1_000_000, ","),
            bookmark("b1", 7_000_000),
            boundary("WordBoundary", "WordBoundary", 7_000_000, 3_000_000, "Bob"),
            boundary("WordBoundary", "PunctuationBoundary", 10_000_000, 1_000_000, "."),
            boundary("SentenceBoundary", "SentenceBoundary", 0, 11_000_000, "Hi you, Bob."),
            'audio.metadata {"Metadata": [{"Type": "SessionEnd", "Data": {"Offset": 11000000}}]}',
        ]
        sound = [m.body for m in it.sdk.messages if m.path == "audio" and isinstance(m.body, bytes)]
        assert len(b"".join(sound)) == pytest.approx(1.1 * 32_000, abs=100)
        assert sound[-1] == b""
        assert it.sdk.subprotocol == "USP"
    assert it.usage.counted == [("speech.say", 1, 1.1, 12)]


async def test_only_the_events_that_somebody_listens_to_are_told(talk: Any) -> None:
    async with talk() as it:
        it.context(REQUEST, metadata=("bookmark",))
        it.ssml(said("Hi <bookmark mark='b1'/>Bob."), REQUEST)
        lines = await it.sdk.until("turn.end")
        assert [line for line in lines if line.startswith("audio.metadata")] == [bookmark("b1", 3_000_000)]


async def test_the_sdk_for_javascript_writes_yes_and_no_as_text(talk: Any) -> None:
    async with talk() as it:
        options = {
            "bookmarkEnabled": False,
            "sentenceBoundaryEnabled": "true",
            "wordBoundaryEnabled": "false",
        }
        audio = {"metadataOptions": options, "outputFormat": "raw-24khz-16bit-mono-pcm"}
        it.sdk.text("synthesis.context", {"synthesis": {"audio": audio, "language": {}}})
        it.ssml(said("Hi."), REQUEST)
        lines = await it.sdk.until("turn.end")
        assert [line for line in lines if line.startswith("audio.metadata")] == [
            boundary("SentenceBoundary", "SentenceBoundary", 0, 3_000_000, "Hi.")
        ]


async def test_the_first_sound_is_sent_before_the_last_sentence_is_made(talk: Any) -> None:
    engine = TellingSynthesiser()
    gate = Gate(engine)
    async with talk(engine, gate) as it:
        it.context(REQUEST)
        it.ssml(said("A first sentence. Another one."), REQUEST)
        assert (await it.sdk.until("audio"))[-1].startswith("audio ")
        assert "say Another one." not in engine.events
        gate.open.set()
        await it.sdk.until("turn.end")
        assert engine.events[-2:] == ["say Another one.", "said Another one."]


async def test_text_in_pieces_is_said_sentence_by_sentence(talk: Any) -> None:
    async with talk() as it:
        wants = {
            "bidirectionalStreamingMode": True,
            "voiceName": "en-US-AvaMultilingualNeural",
            "rate": "+100%",
        }
        it.context(REQUEST, input=wants, metadata=("wordBoundary",))
        for piece in ("One t", "wo. Thr", "ee"):
            it.plain("text.piece", piece, REQUEST)
        lines = await it.sdk.until("audio")
        assert it.engine.events[0] == "say One two." and len(it.engine.events) == 2
        it.plain("text.end", "", REQUEST)
        lines += await it.sdk.until("turn.end")
        assert it.engine.events[2] == "say Three"
        assert {request.rate for request in it.engine.requests} == {2.0}
        words = [line for line in lines if line.startswith("audio.metadata")]
        assert [word.split('"Text": "')[1].split('"')[0] for word in words] == ["One", "two", "Three"]
    assert it.usage.counted[0][3] == len("One two. Three")


async def test_several_turns_on_one_connection(talk: Any) -> None:
    async with talk() as it:
        for request, words in ((REQUEST, "One."), (SECOND, "Two.")):
            it.context(request)
            it.ssml(said(words), request)
        await it.sdk.until("turn.end")
        await it.sdk.until("turn.end")
        turns = [message.request for message in it.sdk.messages if message.path == "turn.end"]
        assert turns == [REQUEST, SECOND]
        assert [message.request for message in it.sdk.messages] == sorted(
            (message.request for message in it.sdk.messages), key=[REQUEST, SECOND].index
        ), "one after the other"


async def test_whoever_leaves_stops_the_engine(talk: Any) -> None:
    engine = TellingSynthesiser()
    async with talk(engine, Gate(engine)) as it:
        it.context(REQUEST)
        it.ssml(said("A first sentence. Another one. A third."), REQUEST)
        await it.sdk.until("audio")
    assert "say A third." not in engine.events
    assert it.usage.counted[0][:2] == ("speech.say", 1)


@pytest.mark.parametrize(
    ("ssml", "code", "reason"),
    [
        ("<speak><p></speak>", 1007, "The SSML is not well-formed: mismatched tag (line 1, column 13)."),
        (f"{HEAD}<audio src='x'/></speak>", 1007, "nothing is fetched"),
        ("<speak>" + "x" * 70_000 + "</speak>", 1007, "SSML has at most 65536 characters."),
        (f"{HEAD}<lang xml:lang='tlh'>nuqneH</lang></speak>", 1007, "parley models list"),
    ],
)
async def test_what_cannot_be_said_ends_the_connection_with_the_reason(
    talk: Any, ssml: str, code: int, reason: str
) -> None:
    async with talk() as it:
        it.context(REQUEST)
        it.ssml(ssml, REQUEST)
        await asyncio.wait_for(it.running, 60)
        assert it.sdk.closed is not None
        assert it.sdk.closed[0] == code
        assert reason in it.sdk.closed[1]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Busy("Too much to do."), 1013),
        (EngineFailed("It broke."), 1011),
        (MissingEngine("x", "pull x"), 1007),
    ],
)
async def test_an_engine_that_fails_ends_the_connection(talk: Any, error: ParleyError, code: int) -> None:
    engine = TellingSynthesiser()
    async with talk(engine, Broken(engine, error)) as it:
        it.context(REQUEST)
        it.ssml(said("Hello."), REQUEST)
        await asyncio.wait_for(it.running, 60)
        assert it.sdk.closed is not None and it.sdk.closed[0] == code


@pytest.mark.parametrize(
    "told",
    [
        {"form": "g722-16khz-64kbps"},
        {"input": {"bidirectionalStreamingMode": True, "rate": "soon"}},
        {"input": {"bidirectionalStreamingMode": "perhaps"}},
    ],
)
async def test_a_context_that_cannot_be_is_refused(talk: Any, told: dict[str, Any]) -> None:
    async with talk() as it:
        it.context(REQUEST, **told)
        it.ssml(said("Hello."), REQUEST)
        await asyncio.wait_for(it.running, 60)
        assert it.sdk.closed is not None and it.sdk.closed[0] == 1007
        assert not it.engine.events


async def test_pieces_without_a_context_and_without_end_are_refused(talk: Any) -> None:
    async with talk() as it:
        it.plain("text.piece", "Hello", REQUEST)
        await asyncio.wait_for(it.running, 60)
        assert it.sdk.closed is not None and it.sdk.closed[0] == 1007
    async with talk() as it:
        it.context(REQUEST, input={"bidirectionalStreamingMode": True})
        for _ in range(30):
            it.plain("text.piece", "x" * 1_000, REQUEST)
        await asyncio.wait_for(it.running, 600)
        assert it.sdk.closed is not None and "20000 characters" in it.sdk.closed[1]


async def test_a_silent_connection_is_closed(talk: Any) -> None:
    async with talk() as it:
        await asyncio.wait_for(it.running, 1_000)
        assert it.sdk.closed is not None and it.sdk.closed[0] == 1000


async def test_the_sdk_s_own_affairs_are_passed_over(talk: Any) -> None:
    async with talk() as it:
        it.sdk.text("telemetry", {"Metrics": []})
        it.context(REQUEST)
        it.ssml(said("Hi."), REQUEST)
        await it.sdk.until("turn.end")


async def test_a_long_speech_is_no_idle_connection(talk: Any) -> None:
    """The client says nothing for longer than five minutes, because it listens."""
    engine = TellingSynthesiser()
    async with talk(engine, Slow(engine, 50.0)) as it:
        it.context(REQUEST)
        it.ssml(said("One. Two. Three. Four. Five. Six. Seven."), REQUEST)
        await it.sdk.until("turn.end")
        assert it.sdk.closed is None


async def test_turns_do_not_pile_up(talk: Any) -> None:
    engine = TellingSynthesiser()
    async with talk(engine, Gate(engine)) as it:
        for number in range(12):
            it.context(f"{number:032x}")
            it.ssml(said("One. Two."), f"{number:032x}")
        await asyncio.wait_for(it.running, 60)
        assert it.sdk.closed is not None and it.sdk.closed[0] == 1013


GARBAGE: list[str | bytes] = [
    "",
    "no headers",
    "Path:ssml\r\n\r\n",
    "Path:ssml\r\nX-RequestId:1\r\n\r\n<speak>",
    "Path:synthesis.context\r\nX-RequestId:1\r\n\r\n[]",
    "Path:synthesis.context\r\nX-RequestId:1\r\n\r\n" + "[" * 20_000,
    'Path:synthesis.context\r\n\r\n{"synthesis":{"audio":{"outputFormat":5}}}',
    'Path:synthesis.context\r\n\r\n{"synthesis":{"input":{"voiceName":"' + "x" * 300 + '"}}}',
    "Path:text.end\r\n\r\n",
    "Path:text.piece\r\nX-RequestId:9\r\n\r\nHello",
    "Path:" + "x" * 5_000 + "\r\n\r\n",
    b"",
    b"\xff\xff",
    b"\x00\x0aPath:ssml\r\n",
    b"\x00\x0bPath:ssml\r\n<speak/>",
    "x" * 300_000,
]


@pytest.mark.parametrize("message", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_ends_the_connection_or_is_passed_over(talk: Any, message: str | bytes) -> None:
    async with talk() as it:
        it.sdk.raw(message)
        it.context(REQUEST)
        it.ssml(said("Hi."), REQUEST)
        told = asyncio.ensure_future(it.sdk.until("turn.end"))
        await asyncio.wait({it.running, told}, timeout=30, return_when=asyncio.FIRST_COMPLETED)
        assert it.sdk.closed is None or it.sdk.closed[0] == 1007
        assert it.sdk.closed is not None or told.done()
        told.cancel()
        await asyncio.gather(told, return_exceptions=True)


async def test_no_sound_waits_longer_than_the_sdk_does(talk: Any) -> None:
    """An engine that needs half a minute for each sentence."""
    engine = TellingSynthesiser()
    async with talk(engine, Slow(engine, 30.0)) as it:
        it.context(REQUEST)
        it.ssml(said("A first sentence. Another one. A third."), REQUEST)
        loop = asyncio.get_running_loop()
        begun, gaps, last = loop.time(), [], None
        while (message := await it.sdk.next()).path != "turn.end":
            if message.path == "audio":
                gaps += [loop.time() - last] if last is not None else []
                last = loop.time()
        assert loop.time() - begun > 89
        assert max(gaps) < 2.5
        sound = b"".join(m.body for m in it.sdk.messages if isinstance(m.body, bytes))
        assert np.abs(np.frombuffer(sound, "<i2")).max() > 5_000


async def test_what_is_held_back_is_neither_lost_nor_torn() -> None:
    async def source() -> AsyncGenerator[bytes]:
        for number in range(4):
            yield bytes([number]) * 1_000
            await asyncio.sleep(100)

    got: list[bytes] = []
    loop = asyncio.get_running_loop()
    times: list[float] = []
    async for piece in evenly.evenly(source(), 10_000):
        got.append(piece)
        times.append(loop.time())
    assert b"".join(got) == b"".join(bytes([number]) * 1_000 for number in range(4))
    assert all(len(piece) % 2 == 0 for piece in got)
    assert max(after - before for before, after in itertools.pairwise(times)) <= evenly.GAP + 0.01


class _Host:
    """An engine somewhere else."""

    name = "telling"

    def __init__(self, engine: TellingSynthesiser) -> None:
        self._engine = engine

    async def start(self) -> None: ...

    async def call(self, method: str, *arguments: object) -> list[Voice]:
        return list(self._engine.voices())

    async def keep(self, method: str, *arguments: object) -> Kept:
        raise NotImplementedError

    async def stop(self) -> None: ...

    async def stream(self, method: str, request: SpeechRequest) -> AsyncGenerator[Any]:
        await self.ready()
        for piece in self._engine.speak(request):
            yield piece

    async def ready(self) -> None: ...


class Gate(_Host):
    """Makes one sentence, and the next ones when it is opened."""

    def __init__(self, engine: TellingSynthesiser) -> None:
        super().__init__(engine)
        self.open = asyncio.Event()

    async def ready(self) -> None:
        if self._engine.events:
            await self.open.wait()


class Slow(_Host):
    """Takes its time before each sentence."""

    def __init__(self, engine: TellingSynthesiser, seconds: float) -> None:
        super().__init__(engine)
        self._seconds = seconds

    async def ready(self) -> None:
        await asyncio.sleep(self._seconds)


class Broken(_Host):
    """Fails."""

    def __init__(self, engine: TellingSynthesiser, error: ParleyError) -> None:
        super().__init__(engine)
        self._error = error

    async def stream(self, method: str, request: SpeechRequest) -> AsyncGenerator[Any]:
        raise self._error
        yield Pcm(np.zeros(0, np.int16), 16_000)
