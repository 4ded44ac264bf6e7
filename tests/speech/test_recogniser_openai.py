"""A transcription endpoint over HTTP: what is sent, what comes back, and each way in which it fails."""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from parley.errors import BadSettings, Busy, EngineFailed, EngineTimeout, NotAllowed, ParleyError, Unsupported
from parley.speech.recognisers.openai import OpenAIRecogniser
from parley.speech.types import Hints, Hypothesis

TONE = (8000 * np.sin(np.arange(16_000) / 20)).astype(np.int16)


@dataclass
class Endpoint:
    """A real HTTP server that answers as the test says."""

    url: str = ""
    answers: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    delay: float = 0.0
    requests: list[tuple[str, str, bytes]] = field(default_factory=list[tuple[str, str, bytes]])
    """(path, Authorization, body)."""


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    state = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            state.requests.append((self.path, self.headers["Authorization"], body))
            time.sleep(state.delay)
            status, answer = state.answers.pop(0)
            data = answer.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


def hear(endpoint: Endpoint, hints: Hints | None = None, timeout: float = 5.0) -> Hypothesis:
    recogniser = OpenAIRecogniser(endpoint.url, "whisper-1", key="sk-secret", timeout=timeout)
    hearing = recogniser.open(hints or Hints())
    hearing.feed(TONE[:8000])
    hearing.feed(TONE[8000:])
    return hearing.finish()


def test_the_words_and_the_language_are_the_endpoints(endpoint: Endpoint) -> None:
    endpoint.answers = [(200, json.dumps({"text": " 把灯打开。", "language": "chinese", "duration": 1.0}))]
    assert hear(endpoint) == Hypothesis("把灯打开。", "zh", True, "openai")


def test_the_whole_utterance_is_sent_as_a_wav_with_model_key_language_and_phrases(endpoint: Endpoint) -> None:
    endpoint.answers = [(200, '{"text": "Hello."}')]
    heard = hear(endpoint, Hints(language="en-GB", phrases=("Nabu", "Mr Pete")))
    assert (heard.text, heard.language) == ("Hello.", "en")
    path, key, body = endpoint.requests[0]
    assert path == "/v1/audio/transcriptions"
    assert key == "Bearer sk-secret"
    assert b"whisper-1" in body and b"Nabu, Mr Pete" in body
    with wave.open(io.BytesIO(body[body.index(b"RIFF") :])) as file:
        assert (file.getframerate(), file.getnchannels(), file.getnframes()) == (16_000, 1, 16_000)


def test_a_model_that_knows_only_plain_json_is_asked_again_and_the_script_tells_the_language(
    endpoint: Endpoint,
) -> None:
    endpoint.answers = [(400, '{"error": {"message": "response_format"}}'), (200, '{"text": "播放 Yellow"}')]
    assert hear(endpoint).language == "en"
    endpoint.answers = [(400, "{}"), (200, '{"text": "播放我喜欢的 Yellow"}')]
    assert hear(endpoint).language == "zh"


def _with_words(*places: tuple[object, object]) -> str:
    words = [{"word": f" w{at}", "start": start, "end": end} for at, (start, end) in enumerate(places)]
    return json.dumps({"text": "w0 w1", "language": "english", "duration": 1.0, "words": words})


def test_the_words_places_are_the_endpoints_where_they_are_wanted(endpoint: Endpoint) -> None:
    endpoint.answers = [(200, _with_words((0.1, 0.3), (0.3, 0.8)))] * 2
    words = hear(endpoint, Hints(words=True)).words
    assert [(word.text, word.start, word.end) for word in words] == [("w0", 0.1, 0.3), ("w1", 0.3, 0.8)]
    assert hear(endpoint).words == ()
    asked, not_asked = (body for _, _, body in endpoint.requests)
    assert b"timestamp_granularities" in asked and b"timestamp_granularities" not in not_asked


@pytest.mark.parametrize(
    "places", [((0.5, 0.2),), ((0.5, 0.6), (0.1, 0.2)), ((None, 1),), ((-1, 1),), ((0, 1e9),)]
)
def test_places_that_cannot_be_are_left_out(
    endpoint: Endpoint, places: tuple[tuple[object, object], ...]
) -> None:
    endpoint.answers = [(200, _with_words(*places))]
    heard = hear(endpoint, Hints(words=True))
    assert heard.text == "w0 w1" and heard.words == ()


def test_plain_json_is_asked_for_without_words(endpoint: Endpoint) -> None:
    endpoint.answers = [(400, "{}"), (200, '{"text": "Hello."}')]
    assert hear(endpoint, Hints(words=True)).words == ()
    assert b"timestamp_granularities" not in endpoint.requests[1][2]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, NotAllowed),
        (403, NotAllowed),
        (404, BadSettings),
        (429, Busy),
        (500, EngineFailed),
        (503, EngineFailed),
    ],
)
def test_each_refusal_has_its_own_error_and_keeps_the_key(
    endpoint: Endpoint, status: int, error: type[ParleyError]
) -> None:
    endpoint.answers = [(status, '{"error": {"message": "sk-secret"}}')] * 2
    with pytest.raises(error) as caught:
        hear(endpoint)
    assert "sk-secret" not in str(caught.value)


@pytest.mark.parametrize("answer", ["not json", '{"words": 1}', '{"text": 5}', '{"text": null}', "[]"])
def test_a_malformed_answer_is_a_failure_not_words(endpoint: Endpoint, answer: str) -> None:
    endpoint.answers = [(200, answer)]
    with pytest.raises(EngineFailed):
        hear(endpoint)


def test_an_answer_of_absurd_length_is_refused(endpoint: Endpoint) -> None:
    endpoint.answers = [(200, json.dumps({"text": "la " * 10_000}))]
    with pytest.raises(EngineFailed):
        hear(endpoint)


def test_a_slow_endpoint_is_given_up(endpoint: Endpoint) -> None:
    endpoint.answers = [(200, '{"text": "late"}')]
    endpoint.delay = 0.6
    with pytest.raises(EngineTimeout):
        hear(endpoint, timeout=0.1)


def test_an_endpoint_that_is_not_there_is_a_failure(endpoint: Endpoint) -> None:
    endpoint.url = "http://127.0.0.1:9/v1"
    with pytest.raises(EngineFailed):
        hear(endpoint)


def test_silence_is_not_sent(endpoint: Endpoint) -> None:
    hearing = OpenAIRecogniser(endpoint.url, "whisper-1").open(Hints())
    assert hearing.finish().text == ""
    hearing = OpenAIRecogniser(endpoint.url, "whisper-1").open(Hints(language="zh"))
    hearing.feed(np.zeros(16_000, np.int16))
    assert hearing.finish().language == "zh"
    assert endpoint.requests == []


def test_a_language_it_is_not_set_up_for_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(Unsupported):
        OpenAIRecogniser(endpoint.url, "whisper-1", languages=["en"]).open(Hints(language="zh"))


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(BadSettings):
        OpenAIRecogniser("file:///etc/passwd", "whisper-1")
