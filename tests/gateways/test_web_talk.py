"""Talking to the talk page's WebSocket: the order of messages, and what a rude browser gets."""

from __future__ import annotations

import contextlib
import json
import struct
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from fakes.assistant import RATE, FakeAssistant, Script
from fakes.door import FakeDoor
from parley import __version__
from parley.audio.pcm import Pcm
from parley.gateways.outbox import Outbox, TooSlow
from parley.gateways.web import Status, Web
from parley.gateways.web import messages as m
from parley.gateways.web.talk import Limits
from parley.home.accounts.callers import Kind
from parley.skills.types import Action

HELLO = {"type": "hello", "rate": 48_000, "language": "auto", "ui": "en", "device": "tablet"}
SECOND = (np.sin(np.arange(48_000) / 20) * 8000).astype("<i2")


class Talk:
    """A browser in the middle of a talk."""

    def __init__(self, socket: WebSocketTestSession) -> None:
        self._socket = socket

    def say(self, **message: object) -> None:
        self._socket.send_text(json.dumps(message))

    def sound(self, samples: np.ndarray[Any, Any]) -> None:
        for packet in np.array_split(samples, max(1, len(samples) // 1440)):
            self._socket.send_bytes(packet.tobytes())

    def garbage(self, frame: str | bytes) -> None:
        self._socket.send_text(frame) if isinstance(frame, str) else self._socket.send_bytes(frame)

    def next(self) -> dict[str, Any]:
        """The next message; a packet of speech comes as ``{"type": "speech", …}``."""
        frame = self._socket.receive()
        if frame["type"] == "websocket.close":
            raise WebSocketDisconnect(frame["code"], frame.get("reason"))
        if frame.get("text") is not None:
            return json.loads(frame["text"])
        turn, rate = struct.unpack_from("<II", frame["bytes"])
        return {"type": "speech", "turn": turn, "rate": rate, "bytes": len(frame["bytes"]) - 8}

    def until(self, kind: str) -> list[dict[str, Any]]:
        messages = [self.next()]
        while messages[-1]["type"] != kind:
            messages.append(self.next())
        return messages

    def close_code(self) -> int:
        with pytest.raises(WebSocketDisconnect) as closed:
            while True:
                self.next()
        return closed.value.code


class House:
    """A server with a scripted assistant, and browsers that were let in."""

    def __init__(self, script: Script, limits: Limits) -> None:
        self.assistant = FakeAssistant(script)
        self.door = FakeDoor()
        web = Web(self.door, self.door.entrance, self.assistant, lambda: Status("1.2.3"), limits=limits)
        app = Starlette(routes=web.routes())
        self.client = TestClient(app)
        self.client.get(f"/?key={self.door.entrance.key()}", follow_redirects=False)

    @contextlib.contextmanager
    def open(self, **changes: object) -> Iterator[Talk]:
        with self.client.websocket_connect("/api/talk", headers={"origin": "http://testserver"}) as socket:
            talk = Talk(socket)
            talk.say(**{**HELLO, **changes})
            yield talk


@pytest.fixture
def script() -> Script:
    return Script(heard="what time is it", seconds=0.3)


@pytest.fixture
def limits() -> Limits:
    return Limits()


@pytest.fixture
def house(script: Script, limits: Limits) -> House:
    return House(script, limits)


@pytest.fixture
def talk(house: House) -> Iterator[Talk]:
    with house.open() as talk:
        assert talk.next() == {"type": "ready", "version": __version__}
        yield talk


def kinds(messages: list[dict[str, Any]]) -> list[str]:
    return [message["type"] for message in messages]


def test_press_talk_let_go_hear_the_answer(talk: Talk, house: House) -> None:
    talk.say(type="listen", mode="press")
    talk.sound(np.tile(SECOND, 3)[: 48_000 * 5 // 2])
    talk.say(type="release")

    messages = talk.until("ended")

    order = [kind for kind in kinds(messages) if kind != "speech"]
    assert order == ["listening", "heard", "heard", "heard", "thinking", "said", "ended"]
    assert kinds(messages)[-4:] == ["speech", "speech", "speech", "ended"]
    assert {message["turn"] for message in messages} == {1}
    heard = [message for message in messages if message["type"] == "heard"]
    assert not heard[0]["final"] and "what time is it".startswith(heard[0]["text"])
    assert heard[-1] == {
        "type": "heard",
        "turn": 1,
        "text": "what time is it",
        "language": "en",
        "final": True,
        "engine": "fake",
        "spans": [["what time is it", "en"]],
    }
    assert all(message["rate"] == RATE for message in messages if message["type"] == "speech")
    # Two and a half seconds at 48 kHz arrived as just that at 16 kHz.
    assert house.assistant.conversations[0].samples == pytest.approx(40_000, abs=2)


def test_typing_is_answered_in_the_language_typed(talk: Talk) -> None:
    talk.say(type="read", text="现在几点了？")

    messages = talk.until("ended")

    assert kinds(messages) == ["heard", "thinking", "said", "speech", "speech", "speech", "ended"]
    said, ended = messages[2], messages[-1]
    assert said == {
        "type": "said",
        "turn": 1,
        "text": "你说的是:现在几点了？",
        "language": "zh",
        "emotion": "happy",
    }
    assert ended["reason"] == "answered" and ended["intent"] == "fake.echo"
    assert ended["slots"] == {"text": "现在几点了？"} and ended["timings"]["total"] == 0.63


class TestAnswersThatTakeTime:
    @pytest.fixture
    def script(self) -> Script:
        return Script(seconds=30, pace=0.02)

    def test_an_interruption_stops_the_answer_and_nothing_of_it_follows(self, talk: Talk) -> None:
        talk.say(type="read", text="tell me a long story")
        talk.until("speech")
        talk.say(type="interrupt")

        ended = talk.until("ended")[-1]
        assert (ended["turn"], ended["reason"]) == (1, "interrupted")

        talk.say(type="read", text="and now?")
        assert {message["turn"] for message in talk.until("speech")} == {2}

    def test_typing_interrupts_too(self, talk: Talk) -> None:
        talk.say(type="read", text="tell me a long story")
        talk.until("speech")
        talk.say(type="read", text="stop")

        messages = talk.until("said")

        cut = kinds(messages).index("ended")
        assert {message["turn"] for message in messages[cut + 1 :]} == {2}


class TestActions:
    @pytest.fixture
    def script(self) -> Script:
        return Script(actions=(Action("timer_rang", {"id": "7", "name": "面条", "duration": 600}),))

    def test_a_ringing_timer_reaches_the_page(self, talk: Talk) -> None:
        talk.say(type="read", text="x")

        assert talk.until("did")[-1] == {
            "type": "did",
            "turn": 1,
            "kind": "timer_rang",
            "data": {"id": "7", "name": "面条", "duration": 600},
        }


class TestTimersThatRun:
    @pytest.fixture
    def script(self) -> Script:
        return Script(going_on=(Action("timer_started", {"id": "7", "rings_at": "2026-01-01T12:00:00Z"}),))

    def test_a_page_that_opens_is_told_of_them(self, house: House) -> None:
        with house.open() as talk:
            assert talk.until("did")[1:] == [
                {
                    "type": "did",
                    "turn": 0,
                    "kind": "timer_started",
                    "data": {"id": "7", "rings_at": "2026-01-01T12:00:00Z"},
                }
            ]


def test_the_hello_says_what_to_expect_and_who_talks(house: House) -> None:
    with house.open(language="zh", ui="en", device="kitchen", conversation="c1") as talk:
        talk.until("ready")

    assert house.assistant.opened == [("anna-browser", "anna-browser-c1")]
    assert house.assistant.people == [("anna", False)]
    assert house.assistant.conversations[0].calls == ["expect zh en"]
    assert house.assistant.conversations[0].closed


def test_a_page_says_what_it_rang_and_that_it_rings(house: House) -> None:
    with house.open(rang=["timers:a:1"]) as talk:
        talk.until("ready")
        talk.say(type="rang", occurrence="timers:a:2")
        talk.say(type="ping")
        talk.until("pong")

    assert house.assistant.rang == [["timers:a:1"]]
    assert house.assistant.conversations[0].calls[1:] == ["rang timers:a:2"]


def test_what_keeps_no_count_of_its_rings_is_known_by_it(house: House) -> None:
    with house.open() as talk:
        talk.until("ready")

    assert house.assistant.rang == [None]


def test_a_program_talks_as_the_device_it_names(house: House) -> None:
    key = house.door.tokens.issue(kind=Kind.KEY, account="bob", device=None)
    headers = {"authorization": f"Bearer {key}"}
    house.client.cookies.clear()
    with house.client.websocket_connect("/api/talk", headers=headers) as socket:
        talk = Talk(socket)
        talk.say(**{**HELLO, "conversation": "c1"})
        talk.until("ready")

    ((device, conversation),) = house.assistant.opened
    assert device == f"key-{key[:12]}-tablet" and conversation == f"{device}-c1"
    assert house.assistant.people == [("bob", False)]


def test_hands_free_and_deaf_again(talk: Talk, house: House) -> None:
    talk.say(type="listen", mode="open")
    talk.say(type="deaf")
    talk.say(type="ping")
    talk.until("pong")

    assert house.assistant.conversations[0].calls[1:] == ["listen open", "deaf"]


def test_a_device_that_heard_its_own_wake_word_says_how_well(talk: Talk, house: House) -> None:
    talk.say(type="listen", mode="wake", woke={"word": "okay_nabu", "score": 0.9, "loudness": -31.5})
    talk.say(type="listen", mode="open", woke={"word": "okay_nabu"})
    talk.say(type="ping")
    talk.until("pong")

    assert house.assistant.conversations[0].calls[1:] == ["listen wake okay_nabu", "listen open okay_nabu"]


RUDE: list[str | bytes] = [
    '{"type": "listen", "mode": "open", "woke": {}}',
    '{"type": "listen", "mode": "open", "woke": {"word": "hey", "loudness": 3}}',
    '{"type": "listen", "mode": "open", "woke": {"word": "hey", "score": 1.5}}',
    json.dumps({"type": "listen", "mode": "open", "woke": {"word": "x" * 61}}),
    "",
    "{",
    "[]",
    "null",
    '{"type": "nonsense"}',
    '{"type": "read"}',
    '{"type": "read", "text": ""}',
    '{"type": "read", "text": 5}',
    json.dumps({"type": "read", "text": "x" * 2001}),
    '{"type": "listen", "mode": "deaf"}',
    '{"type": "rang"}',
    json.dumps({"type": "rang", "occurrence": "x" * 121}),
    json.dumps(HELLO),
    "x" * 20_000,
    b"",
    b"odd",
    bytes(70_000),
]


@pytest.mark.parametrize("frame", RUDE, ids=range(len(RUDE)))
def test_rubbish_is_refused_by_code_and_the_talk_goes_on(talk: Talk, frame: str | bytes) -> None:
    talk.garbage(frame)

    error = talk.next()
    assert error["type"] == "error" and error["code"] == "bad_message"
    talk.say(type="read", text="still there?")
    assert talk.until("ended")[-1]["reason"] == "answered"


def test_an_error_never_repeats_what_was_typed(talk: Talk) -> None:
    talk.say(type="read", text="my secret " * 500)

    assert "secret" not in json.dumps(talk.next())


@pytest.mark.parametrize(
    "hello",
    [
        {"rate": 7_999},
        {"rate": 96_001},
        {"rate": "fast"},
        {"device": "../../etc"},
        {"device": "x" * 41},
        {"language": "no spaces"},
        {"rang": ["no spaces"]},
        {"rang": ["timers:a:1"] * 51},
        {"rang": "timers:a:1"},
    ],
)
def test_a_bad_hello_is_refused(house: House, hello: dict[str, object]) -> None:
    with house.open(**hello) as talk:
        assert talk.next()["code"] == "bad_message"
        assert talk.close_code() == 4400


class TestSound:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(sound_ahead=3, sound_speed=2)

    def test_a_burst_after_a_stall_is_fine(self, talk: Talk) -> None:
        talk.sound(np.tile(SECOND, 2))
        talk.say(type="ping")
        assert talk.next()["type"] == "pong"

    def test_sound_that_comes_much_faster_than_speech_ends_the_talk(self, talk: Talk) -> None:
        talk.sound(np.tile(SECOND, 8))
        assert talk.next()["code"] == "too_fast"
        assert talk.close_code() == 4429


def test_typing_faster_than_anyone_can_ends_the_talk(talk: Talk) -> None:
    for _ in range(40):
        talk.say(type="read", text="x")
    assert talk.close_code() == 4429


class TestSilence:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(silent_for=0.2, hello_within=0.2)

    def test_a_browser_that_vanished_is_let_go(self, talk: Talk) -> None:
        assert talk.next()["code"] == "idle"
        assert talk.close_code() == 4408

    def test_pings_keep_the_talk_open(self, talk: Talk) -> None:
        for _ in range(4):
            time.sleep(0.1)
            talk.say(type="ping")
            assert talk.next()["type"] == "pong"

    def test_a_browser_that_never_says_hello_is_let_go(self, house: House) -> None:
        headers = {"origin": "http://testserver"}
        with house.client.websocket_connect("/api/talk", headers=headers) as socket:
            assert Talk(socket).close_code() == 4408


class TestCrowd:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits(talks=1)

    def test_one_too_many_hears_busy_and_may_come_later(self, house: House) -> None:
        with house.open() as first:
            first.until("ready")
            with house.open() as second:
                assert second.next()["code"] == "busy"
                assert second.close_code() == 1013
        with house.open() as third:
            assert third.next()["type"] == "ready"


def test_a_revoked_session_ends_the_talk_at_its_next_ping(talk: Talk, house: House) -> None:
    house.door.tokens.revoke_all()
    talk.say(type="ping")

    assert talk.next()["code"] == "not_allowed"
    assert talk.close_code() == 4401


def test_speech_is_packed_as_the_protocol_says() -> None:
    packet = m.pack_speech(7, Pcm(np.array([0, 1, -1, 32767], np.int16), 22_050))

    assert packet == bytes.fromhex("070000002256000000000100ffffff7f")


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_as_bad_message(text: str) -> None:
    with contextlib.suppress(m.BadMessage):
        m.decode(text)


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=m.MAX_TEXT))
def test_any_typed_text_arrives_as_it_was_typed(text: str) -> None:
    assert m.decode(json.dumps({"type": "read", "text": text}, ensure_ascii=False)) == m.Read(text)


async def test_the_outbox_takes_back_sound_but_no_words_and_has_a_bound() -> None:
    outbox = Outbox(most_bytes=100)
    outbox.put("old words")
    outbox.put(b"old sound", speech_of=1)
    outbox.put(b"new sound", speech_of=2)

    outbox.drop_speech(1)

    assert [await outbox.get(), await outbox.get()] == ["old words", b"new sound"]
    outbox.put(bytes(100))
    with pytest.raises(TooSlow):
        outbox.put(b"more")


FILE = "0f" * 32


def said(messages: list[dict[str, Any]]) -> str:
    return next(each["text"] for each in messages if each["type"] == "said")


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"file": FILE}, '{"success":true,"file":"' + FILE + '"}'),
        ({"reason": "cancelled"}, '{"success":false,"reason":"cancelled"}'),
        ({"reason": "failed"}, "device_failed"),
    ],
)
def test_a_page_takes_a_picture_when_it_is_asked_to(house: House, answer: dict[str, str], told: str) -> None:
    with house.open(able=["volume", "camera"]) as talk:
        talk.say(type="read", text="look")
        look = talk.until("look")[-1]
        talk.say(type="looked", id=look["id"] + 7, file="ab")  # nobody asked for that one
        talk.say(type="looked", id=look["id"], **answer)
        assert said(talk.until("ended")) == told


def test_who_interrupts_needs_no_picture_any_more(house: House) -> None:
    with house.open(able=["camera"]) as talk:
        talk.say(type="read", text="look")
        look = talk.until("look")[-1]
        talk.say(type="interrupt")
        assert talk.until("away")[-1]["id"] == look["id"]
        talk.say(type="looked", id=look["id"], file=FILE)
        talk.say(type="read", text="hello")
        assert talk.until("said")[-1]["text"] == "You said: hello"


def test_a_page_without_a_camera_is_not_asked(house: House) -> None:
    with house.open() as talk:
        talk.say(type="read", text="look")
        assert said(talk.until("ended")) == "You said: look"


def test_words_may_be_about_a_picture(house: House) -> None:
    with house.open() as talk:
        talk.say(type="read", text="what is this", picture=FILE)
        talk.until("ended")
        talk.say(type="read", text="hello", picture="../../etc")
        assert talk.until("error")[-1]["code"] == "bad_message"
    assert house.assistant.conversations[0].pictures == [FILE]
