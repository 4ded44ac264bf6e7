"""Speech synthesis over HTTP, and the list of voices."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pytest
import soundfile
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response

from fakes.door import FakeDoor
from fakes.leaving_listener import hear_some
from fakes.telling import TellingSynthesiser
from parley.errors import Busy
from parley.gateways.access import Limits
from parley.gateways.azure.speech_synthesis.routes import routes
from parley.gateways.surface import Refusal, Surface
from parley.home.accounts.callers import Kind, Scope
from parley.pool.host import Inline
from parley.speech.saying import ANY, Mouth, Saying

SSML = "<speak version='1.0' xml:lang='en-US'><voice name='en-US-JennyNeural'>Hello there.</voice></speak>"
FORMAT = "X-Microsoft-OutputFormat"


class Usage:
    """What was counted."""

    def __init__(self) -> None:
        self.counted: list[tuple[str, int, float]] = []

    def count(self, caller: object, service: str, *, characters: int, seconds: float) -> None:
        self.counted.append((service, characters, round(seconds, 1)))


def fault(refusal: Refusal) -> Response:
    return JSONResponse({"error": {"code": refusal.code, "message": refusal.message}}, refusal.status)


class House:
    """Azure's API with an engine that hums."""

    def __init__(self, engine: TellingSynthesiser | None = None) -> None:
        self.engine = engine or TellingSynthesiser()
        self.usage = Usage()
        self.door = FakeDoor(Limits(requests=1e9, requests_per_second=1e9))
        self.key = self.door.tokens.issue((Scope.SERVICES,), Kind.KEY)
        surface = Surface("azure-speech", "Speech", self.door, fault, self.usage)  # type: ignore[arg-type]
        mouth = Mouth("telling", self.engine.languages, Inline("telling", lambda: self.engine))
        self.app = Starlette(routes=routes(surface, Saying({ANY: [mouth]})))

    async def post(
        self, body: str | bytes = SSML, path: str = "/cognitiveservices/v1", **headers: str
    ) -> httpx.Response:
        sent = {FORMAT: "riff-16khz-16bit-mono-pcm", "Ocp-Apim-Subscription-Key": self.key} | headers
        async with self.client() as client:
            return await client.post(path, content=body, headers={k: v for k, v in sent.items() if v})

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url="http://parley")


@pytest.mark.parametrize("path", ["/cognitiveservices/v1", "/tts/cognitiveservices/v1"])
async def test_ssml_becomes_sound(path: str) -> None:
    house = House()
    answer = await house.post(path=path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "audio/wav"
    samples, rate = _read(answer.content)
    assert rate == 16_000 and len(samples) / rate == pytest.approx(1.2, abs=0.01)
    assert house.usage.counted == [("speech.say", 12, 1.2)]
    assert house.engine.events[-1] == "said Hello there."


async def test_mp3() -> None:
    answer = await House().post(**{FORMAT: "audio-24khz-48kbitrate-mono-mp3"})
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(_read(answer.content)[0]) / 24_000 == pytest.approx(1.2, abs=0.15)


@pytest.mark.parametrize(
    ("body", "headers", "status", "said"),
    [
        ("<speak>", {}, 400, "not well-formed"),
        (b"\xff\xfe", {}, 400, "UTF-8"),
        (SSML, {FORMAT: ""}, 400, FORMAT),
        (SSML, {FORMAT: "amr-wb-16000hz"}, 400, "not encoded"),
        (SSML, {"Ocp-Apim-Subscription-Key": "wrong"}, 401, ""),
        (SSML, {"Ocp-Apim-Subscription-Key": ""}, 401, ""),
        ("<speak>" + "x" * 70_000 + "</speak>", {}, 413, "65536"),
        ("x" * 300_000, {}, 413, "262144"),
        ("<speak xml:lang='fr-FR'>Bonjour</speak>", {}, 400, "parley models list"),
    ],
)
async def test_what_cannot_be_done_is_refused(
    body: str | bytes, headers: dict[str, str], status: int, said: str
) -> None:
    house = House()
    answer = await house.post(body, **headers)
    assert answer.status_code == status
    assert said in answer.json()["error"]["message"]
    assert not house.engine.events and not house.usage.counted


async def test_what_fails_before_the_first_byte_is_an_error() -> None:
    class Taken(TellingSynthesiser):
        def speak(self, request: Any) -> Any:
            raise Busy("Too much to do.")

    answer = await House(Taken()).post()
    assert answer.status_code == 503


async def test_whoever_leaves_stops_the_engine() -> None:
    house = House()
    body = ("<speak>" + "One sentence more. " * 500 + "</speak>").encode()
    headers = {"Ocp-Apim-Subscription-Key": house.key, FORMAT: "raw-16khz-16bit-mono-pcm"}
    assert await hear_some(house.app, "/cognitiveservices/v1", body, headers)
    begun = [event for event in house.engine.events if event.startswith("say ")]
    assert len(begun) < 100
    assert len(house.engine.events) == 2 * len(begun)


@pytest.mark.parametrize("path", ["/cognitiveservices/voices/list", "/tts/cognitiveservices/voices/list"])
async def test_the_voices_there_are(path: str) -> None:
    house = House()
    async with house.client() as client:
        answer = await client.get(path, headers={"Ocp-Apim-Subscription-Key": house.key})
        assert (await client.get(path)).status_code == 401
    assert answer.json()[0] == {
        "Name": "Microsoft Server Speech Text to Speech Voice (en-US, Telling)",
        "DisplayName": "Telling",
        "LocalName": "Telling",
        "ShortName": "en-US-Telling",
        "Gender": "Male",
        "Locale": "en-US",
        "LocaleName": "English (United States)",
        "SampleRateHertz": "24000",
        "VoiceType": "Standard",
        "Status": "GA",
    }
    assert [voice["ShortName"] for voice in answer.json()] == ["en-US-Telling", "zh-CN-Telling"]


def _read(data: bytes) -> Any:
    return soundfile.read(io.BytesIO(data), dtype="int16")
