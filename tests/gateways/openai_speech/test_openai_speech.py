"""``audio/speech``: every format, speed and voice; as a stream, as events, and what is refused."""

from __future__ import annotations

import base64
import io
import json
import sys
from typing import Any

import httpx
import pytest
import soundfile
from starlette.applications import Starlette

from fakes.door import FakeDoor
from fakes.leaving_listener import hear_some
from fakes.telling import TellingSynthesiser
from parley.audio.pcm import Pcm
from parley.gateways.access import Limits
from parley.gateways.openai import faults
from parley.gateways.openai.speech.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Kind, Scope
from parley.pool.host import Inline
from parley.speech.performing import sound_of
from parley.speech.saying import ANY, Mouth, Saying
from parley.speech.ssml.reading import plain_script
from parley.speech.voice_names import VoiceNames


class Usage:
    """What was counted."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, int, float]] = []

    def count(self, caller: object, service: str, *, characters: int, seconds: float) -> None:
        self.counted.append((service, characters, round(seconds, 1)))


class House:
    """OpenAI's API with an engine that hums."""

    def __init__(self, engine: TellingSynthesiser | None = None) -> None:
        self.engine = engine or TellingSynthesiser()
        self.usage = Usage()
        self.door = FakeDoor(Limits(requests=1e9, requests_per_second=1e9))
        self.key = self.door.tokens.issue((Scope.SERVICES,), Kind.KEY)
        surface = Surface("openai", "OpenAI", self.door, faults.fault, self.usage)  # type: ignore[arg-type]
        mouth = Mouth("telling", self.engine.languages, Inline("telling", lambda: self.engine))
        self.saying = Saying({ANY: [mouth]})
        self.app = Starlette(routes=routes(surface, self.saying))

    async def post(
        self, path: str = "/v1/audio/speech", key: str | None = None, **asked: Any
    ) -> httpx.Response:
        body = {"model": "tts-1", "voice": "alloy", "input": "Hello there."} | asked
        headers = {"Authorization": f"Bearer {self.key if key is None else key}"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app), base_url="http://parley"
        ) as client:
            return await client.post(path, json=body, headers=headers)


@pytest.mark.parametrize(
    ("form", "media"),
    [
        ("mp3", "audio/mpeg"),
        ("opus", "audio/ogg"),
        ("wav", "audio/wav"),
        ("pcm", "audio/pcm"),
        ("flac", "audio/flac"),
    ],
)
async def test_every_format(form: str, media: str) -> None:
    house = House()
    answer = await house.post(response_format=form)
    assert answer.status_code == 200 and answer.headers["content-type"] == media
    if form == "pcm":
        assert len(answer.content) / 48_000 == pytest.approx(1.2, abs=0.01)
    elif form == "flac":
        assert answer.content.startswith(b"fLaC")
    else:
        samples, rate = _read(answer.content)
        assert rate == 24_000 and len(samples) / rate == pytest.approx(1.2, abs=0.15)
    assert house.usage.counted == [("speech.say", 12, 1.2)]


@pytest.mark.extra
async def test_aac() -> None:
    pytest.importorskip("av")
    answer = await House().post(response_format="aac")
    assert answer.headers["content-type"] == "audio/aac" and answer.content[:2] == b"\xff\xf1"


async def test_without_the_extra_aac_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    answer = await House().post(response_format="aac")
    assert answer.status_code == 400
    assert "parley[calls]" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    "path", ["/v1/audio/speech", "/openai/v1/audio/speech", "/openai/deployments/x/audio/speech"]
)
async def test_every_address(path: str) -> None:
    assert (await House().post(path, response_format="pcm")).status_code == 200


@pytest.mark.parametrize(("speed", "seconds"), [(0.25, 4.2), (0.5, 2.2), (2.0, 0.7), (4.0, 0.35)])
async def test_every_speed(speed: float, seconds: float) -> None:
    answer = await House().post(response_format="pcm", speed=speed)
    assert len(answer.content) / 48_000 == pytest.approx(seconds, abs=0.25)


@pytest.mark.parametrize(
    ("voice", "language"),
    [("alloy", "en"), ("en-GB-SoniaNeural", "en-GB"), ({"id": "telling"}, "en"), ("en-US-Telling", "en-US")],
)
async def test_every_voice(voice: object, language: str) -> None:
    house = House()
    assert (await house.post(voice=voice)).status_code == 200
    assert house.engine.requests[0].language == language


async def test_the_text_says_which_language_it_is() -> None:
    house = House()
    assert (await house.post(input="你好。Hello.")).status_code == 200
    assert [request.language for request in house.engine.requests] == ["zh", "en"]


async def test_events() -> None:
    house = House()
    answer = await house.post(stream_format="sse", response_format="pcm", input="One. Two words.")
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = [json.loads(line.removeprefix("data: ")) for line in answer.text.split("\n\n") if line]
    assert {each["type"] for each in told[:-1]} == {"speech.audio.delta"}
    sound = b"".join(base64.b64decode(each["audio"]) for each in told[:-1])
    plain = (await House().post(response_format="pcm", input="One. Two words.")).content
    assert sound == plain
    assert told[-1] == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 3, "output_tokens": 0, "total_tokens": 3},
    }


async def test_the_first_bytes_come_before_the_last_sentence_is_made() -> None:
    house = House()
    script = plain_script("One. Two. Three.")
    sound = sound_of(house.saying, script, VoiceNames(house.saying), lambda _: None)
    assert isinstance(await anext(sound), Pcm)
    assert house.engine.events == ["say One."]
    await sound.aclose()
    assert house.engine.events == ["say One.", "closed One."]


@pytest.mark.parametrize("stream", ["audio", "sse"])
async def test_whoever_leaves_stops_the_engine(stream: str) -> None:
    house = House()
    asked = {"input": "One more. " * 400, "response_format": "pcm", "stream_format": stream}
    headers = {"Authorization": f"Bearer {house.key}"}
    assert await hear_some(house.app, "/v1/audio/speech", json.dumps(asked).encode(), headers)
    begun = [event for event in house.engine.events if event.startswith("say ")]
    assert len(begun) < 100
    assert len(house.engine.events) == 2 * len(begun)


async def test_what_breaks_in_the_middle_of_events_is_an_event() -> None:
    house = House(TellingSynthesiser(fails="broken"))
    answer = await house.post(stream_format="sse", response_format="pcm", input="It works. Now it is broken.")
    assert answer.status_code == 200
    last = answer.text.strip().split("\n\n")[-1]
    assert last.startswith("event: error\ndata: ")
    assert json.loads(last.split("data: ")[1])["error"]["code"] == "engine_failed"


@pytest.mark.parametrize(
    ("asked", "status", "param"),
    [
        ({"input": ""}, 400, None),
        ({"input": "…!"}, 400, "input"),
        ({"input": "x" * 4_097}, 400, None),
        ({"voice": "nobody"}, 400, "voice"),
        ({"voice": ""}, 400, None),
        ({"speed": 0.1}, 400, None),
        ({"speed": 4.1}, 400, None),
        ({"response_format": "amr"}, 400, None),
        ({"stream_format": "video"}, 400, None),
        ({"voice": "fr-FR-DeniseNeural", "input": "Bonjour"}, 400, None),
        ({"key": "wrong"}, 401, None),
        ({"key": ""}, 401, None),
    ],
)
async def test_what_is_refused(asked: dict[str, Any], status: int, param: str | None) -> None:
    house = House()
    answer = await house.post(**asked)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["message"] and error["type"] and error["param"] == param
    assert not house.engine.events and not house.usage.counted


async def test_an_engine_that_fails_at_once_is_an_error() -> None:
    answer = await House(TellingSynthesiser(fails="broken")).post(input="broken")
    assert answer.status_code == 500 and answer.json()["error"]["code"] == "engine_failed"


def _read(data: bytes) -> Any:
    return soundfile.read(io.BytesIO(data), dtype="int16")
