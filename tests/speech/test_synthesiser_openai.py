"""The OpenAI-compatible voice against a real server on this machine, honest and otherwise."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from parley.errors import Busy, EngineFailed, EngineTimeout, Unsupported
from parley.speech.synthesisers.openai import OpenAISynthesiser
from parley.speech.types import SpeechRequest

KEY = "sk-very-secret"
HELLO = SpeechRequest("Hello there.", "en")
TONE = (np.sin(np.arange(24_000) / 9) * 9_000).astype("<i2").tobytes()


class Server:
    """Answers every request with ``behave`` and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, object]] = []
        self.keys: list[str | None] = []
        self.behave: Callable[[BaseHTTPRequestHandler], object] = lambda handler: stream(handler, TONE)
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                outer.asked.append(json.loads(body))
                outer.keys.append(self.headers["authorization"])
                outer.behave(self)

            def log_message(self, format: str, *args: object) -> None: ...

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}/v1"
        threading.Thread(target=self.http.serve_forever, args=(0.02,), daemon=True).start()


def stream(
    handler: BaseHTTPRequestHandler,
    data: bytes,
    *,
    pause: float = 0.0,
    cut: int | None = None,
    half_way: Callable[[], object] = lambda: None,
) -> None:
    """Send ``data`` in odd pieces; ``cut``: the connection drops after so many bytes; ``half_way`` is called
    when half is sent."""
    handler.send_response(200)
    handler.send_header("content-type", "audio/pcm")
    handler.send_header("content-length", str(len(data)))
    handler.end_headers()
    for start in range(0, cut or len(data), 1_601):
        handler.wfile.write(data[start : min(start + 1_601, cut or len(data))])
        handler.wfile.flush()
        if start < len(data) // 2 <= start + 1_601:
            half_way()
        time.sleep(pause)
    if cut is not None:
        handler.close_connection = True


def refuse(status: int) -> Callable[[BaseHTTPRequestHandler], None]:
    def behave(handler: BaseHTTPRequestHandler) -> None:
        body = json.dumps({"error": {"message": f"You said Hello there with {KEY}"}}).encode()
        handler.send_response(status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return behave


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.shutdown()
    server.http.server_close()


def voice(server: Server, timeout: float = 5.0) -> OpenAISynthesiser:
    return OpenAISynthesiser(server.url, "tts-1", KEY, voices=("alloy", "nova"), timeout=timeout)


def test_every_sample_arrives_in_order_though_the_network_splits_them_anywhere(server: Server) -> None:
    pieces = list(voice(server).speak(SpeechRequest("Hello there.", "en", "nova", 1.25)))
    assert np.concatenate([piece.samples for piece in pieces]).astype("<i2").tobytes() == TONE
    assert {piece.rate for piece in pieces} == {24_000}
    assert server.asked == [
        {"model": "tts-1", "voice": "nova", "input": "Hello there.", "response_format": "pcm", "speed": 1.25}
    ]
    assert server.keys == [f"Bearer {KEY}"]


def test_the_first_sound_is_heard_before_the_last_is_made(server: Server) -> None:
    heard = threading.Event()
    server.behave = lambda handler: stream(handler, TONE, half_way=lambda: heard.wait(10))
    pieces = voice(server, timeout=5.0).speak(HELLO)
    first = next(pieces)
    heard.set()
    assert len(first.samples) + sum(len(piece.samples) for piece in pieces) == len(TONE) / 2


def test_an_interruption_closes_the_connection(server: Server) -> None:
    noticed = threading.Event()

    def behave(handler: BaseHTTPRequestHandler) -> None:
        try:
            stream(handler, TONE * 200, pause=0.001)
        except OSError:
            noticed.set()

    server.behave = behave
    pieces = voice(server).speak(HELLO)
    next(pieces)
    pieces.close()  # type: ignore[attr-defined] - a generator
    assert noticed.wait(30)


@pytest.mark.parametrize(
    ("status", "error"),
    [(400, EngineFailed), (401, EngineFailed), (404, EngineFailed), (429, Busy), (500, EngineFailed)],
)
def test_a_refusal_becomes_an_error_that_tells_neither_key_nor_words(
    server: Server, status: int, error: type[Exception]
) -> None:
    server.behave = refuse(status)
    with pytest.raises(error) as raised:
        list(voice(server).speak(HELLO))
    assert KEY not in str(raised.value) and "Hello" not in str(raised.value)


def test_a_server_that_breaks_off_is_reported_after_the_sound_it_sent(server: Server) -> None:
    server.behave = lambda handler: stream(handler, TONE, cut=20_001)
    heard = []
    with pytest.raises(EngineFailed):
        for piece in voice(server).speak(HELLO):
            heard.append(len(piece.samples))
    assert 0 < sum(heard) <= 10_000


def test_a_server_that_falls_silent_is_given_up(server: Server) -> None:
    given_up = threading.Event()
    server.behave = lambda handler: given_up.wait(30)
    begun = time.monotonic()
    with pytest.raises(EngineTimeout):
        list(voice(server, timeout=0.3).speak(HELLO))
    given_up.set()
    assert time.monotonic() - begun < 20


@pytest.mark.parametrize(
    "lie", [b"RIFF\x24\x00\x00\x00WAVEfmt ", b'{"error": "none"}', b"<html>sorry</html>", b""]
)
def test_what_is_no_pcm_is_never_played(server: Server, lie: bytes) -> None:
    server.behave = lambda handler: stream(handler, lie)
    with pytest.raises(EngineFailed):
        list(voice(server).speak(HELLO))


def test_endless_sound_is_cut(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parley.speech.synthesisers.openai._MAX_SECONDS", 2)
    server.behave = lambda handler: stream(handler, TONE * 5)
    with pytest.raises(EngineFailed, match="more than 2 s"):
        list(voice(server).speak(HELLO))


def test_nobody_at_the_address_is_an_error_not_a_crash() -> None:
    nobody = OpenAISynthesiser("http://127.0.0.1:9/v1", "tts-1", KEY)
    with pytest.raises(EngineFailed):
        list(nobody.speak(HELLO))


def test_a_voice_or_language_that_was_not_set_up_is_refused_before_anything_is_sent(server: Server) -> None:
    with pytest.raises(Unsupported):
        voice(server).speak(SpeechRequest("Hallo", "de"))
    with pytest.raises(Unsupported):
        voice(server).speak(SpeechRequest("Hello", "en", "nobody"))
    assert server.asked == []
