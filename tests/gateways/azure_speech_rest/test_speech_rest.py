"""Azure's fast transcription and its REST for short audio."""

from __future__ import annotations

import asyncio
import io
import json
import struct
from typing import Any

import httpx
import numpy as np
import pytest
import soundfile
from starlette.applications import Starlette

from fakes.asgi import LeavingClient
from fakes.door import FakeDoor
from fakes.recogniser import FakeRecogniser, Line
from fakes.transcribing import Patient, ear, silence, spoken, tone, transcribing
from fakes.voices import LoudnessVoices, spoken_by, voice_service
from parley.audio.pcm import Samples
from parley.gateways.access import Limits
from parley.gateways.azure.faults import fault
from parley.gateways.azure.speech_rest.fast import locale_of
from parley.gateways.azure.speech_rest.routes import FAST, routes
from parley.gateways.azure.speech_rest.short import mended
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Caller, Kind, Scope
from parley.home.passes import Pass
from parley.pool.host import Inline
from parley.speech.alignment.service import Alignment
from parley.speech.transcribing.service import Transcribing
from parley.speech.types import Timed

TWO = spoken(0.5, 1, 1, 2, 1)
SHORT = "/speech/recognition/conversation/cognitiveservices/v1"


def wav(*channels: Samples) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.stack(channels, axis=1), 16_000, format="WAV", subtype="PCM_16")
    return file.getvalue()


class Counted:
    def __init__(self) -> None:
        self.used: list[tuple[str, float]] = []

    def count(self, _: object, service: str, *, requests: int = 1, seconds: float = 0.0) -> None:
        self.used.append((service, seconds))


class Passes:
    """Makes passes that say whose they are."""

    def issue(self, caller: Caller, life: float) -> Pass:
        return Pass(f"ek_{caller.account}_{life:.0f}", life)


class First:
    """Finds every word at the beginning."""

    def align(self, samples: Samples, text: str) -> tuple[Timed, ...]:
        return tuple(Timed(word, 0.3 + 0.1 * at, 0.4 + 0.1 * at) for at, word in enumerate(text.split()))


class House:
    def __init__(self, service: Transcribing, most: int = 10_000_000) -> None:
        self.counted = Counted()
        self.door = FakeDoor(Limits(requests=1e9, requests_per_second=1e9))
        self.key = self.door.tokens.issue((Scope.SERVICES,), Kind.KEY)
        surface = Surface("azure-speech", "Speech", self.door, fault, self.counted)  # type: ignore[arg-type]
        self.app = Starlette(routes=routes(surface, service, Passes(), most))  # type: ignore[arg-type]

    async def fast(
        self, definition: object = None, sound: bytes | None = None, key: str | None = None
    ) -> httpx.Response:
        said = json.dumps({} if definition is None else definition)
        return await self.post(
            FAST + "?api-version=2025-10-15",
            key=key,
            files={"audio": ("a.wav", wav(TWO) if sound is None else sound)},
            data={"definition": said},
        )

    async def post(self, path: str, key: str | None = None, **body: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://parley") as client:
            headers = {"Ocp-Apim-Subscription-Key": self.key if key is None else key}
            return await client.post(path, headers=headers, **body)


def english(*lines: Line | str) -> Transcribing:
    return transcribing(
        FakeRecogniser(*(lines or (Line("Hello there.", confidence=0.9), "Bye.")), languages=("en",)),
        alignment=Alignment({"en": Inline("first", First)}),
        voices=voice_service(LoudnessVoices()),
    )


async def test_a_file_is_answered_with_its_phrases_and_their_words() -> None:
    house = House(english())
    body = (await house.fast({"locales": ["en-GB"]})).json()
    assert body["durationMilliseconds"] == 5500
    assert body["combinedPhrases"] == [{"text": "Hello there. Bye."}]
    first, second = body["phrases"]
    assert (first["text"], first["locale"], first["confidence"]) == ("Hello there.", "en-GB", 0.9)
    assert first["offsetMilliseconds"] == pytest.approx(500, abs=40)
    assert first["durationMilliseconds"] == pytest.approx(1000, abs=80)
    assert [word["text"] for word in first["words"]] == ["Hello", "there."]
    assert "confidence" not in second and "speaker" not in second and "channel" not in second
    assert house.counted.used == [("speech.recognise", 5.5)]


async def test_channels_are_heard_apart_and_told_in_the_order_of_time() -> None:
    late = np.concatenate([silence(3), tone(1), silence(1.5)])
    sound = wav(TWO[: len(late)], late)
    service = english("left one", "left two", "right")
    body = (await House(service).fast({"channels": [0, 1]}, sound)).json()
    assert body["combinedPhrases"] == [
        {"text": "left one left two", "channel": 0},
        {"text": "right", "channel": 1},
    ]
    assert [(phrase["channel"], phrase["text"]) for phrase in body["phrases"]] == [
        (0, "left one"),
        (0, "left two"),
        (1, "right"),
    ]


async def test_speakers_are_numbered() -> None:
    sound = np.concatenate([part for who in ("anna", "bob", "anna") for part in (spoken_by(who), silence(1))])
    service = english("One.", "Two.", "Three.")
    body = (await House(service).fast({"diarization": {"enabled": True}}, wav(sound))).json()
    assert [phrase["speaker"] for phrase in body["phrases"]] == [1, 2, 1]


@pytest.mark.parametrize(
    ("mode", "text"),
    [
        (None, "This is ****. Bye."),
        ("Masked", "This is ****. Bye."),
        ("None", "This is shit. Bye."),
        ("Removed", "This is. Bye."),
        ("Tags", "This is <profanity>shit</profanity>. Bye."),
    ],
)
async def test_swear_words(mode: str | None, text: str) -> None:
    definition = {} if mode is None else {"profanityFilterMode": mode}
    body = (await House(english("This is shit.", "Bye.")).fast(definition)).json()
    assert body["combinedPhrases"][0]["text"] == text


async def test_words_to_expect_reach_the_engine() -> None:
    recogniser = FakeRecogniser("Kryzalys", languages=("en",))
    await House(transcribing(recogniser)).fast({"phraseList": {"phrases": ["Kryzalys"]}})
    assert recogniser.hints[0].phrases == ("Kryzalys",)


@pytest.mark.parametrize(
    ("definition", "code"),
    [
        ({"locales": "en-US"}, 400),
        ({"locales": ["en US"]}, 400),
        ({"channels": [2]}, 400),
        ({"channels": [1]}, 400),
        ({"channels": [0], "diarization": {"enabled": True}}, 400),
        ({"diarization": {"enabled": True, "maxSpeakers": 99}}, 400),
        ({"profanityFilterMode": "Sometimes"}, 400),
        ({"enhancedMode": {"enabled": True}}, 400),
        ({"audioUrl": "http://127.0.0.1/x.wav"}, 400),
        ({"models": {"en-US": "https://x"}}, 400),
        ({"locales": ["sw-KE"]}, 400),
        ("[", 400),
    ],
)
async def test_what_cannot_be_done_is_refused(definition: object, code: int) -> None:
    answer = await House(english()).fast(definition)
    assert answer.status_code == code and answer.json()["error"]["message"]


async def test_a_wrong_key_too_much_and_what_is_no_sound() -> None:
    house = House(english(), most=50_000)
    assert (await house.fast(key="wrong")).status_code == 401
    assert (await house.fast()).status_code == 413
    assert (await house.fast(sound=b"no sound at all")).status_code == 400
    assert (await house.fast(sound=b"")).status_code == 400


async def test_when_the_client_leaves_nothing_goes_on() -> None:
    recogniser = FakeRecogniser("One.", "Two.", languages=("en",))
    patient = Patient(recogniser)
    house = House(transcribing(ear(recogniser, host=patient)))
    request = httpx.Request(
        "POST",
        f"http://parley{FAST}",
        data={"definition": "{}"},
        files={"audio": ("a.wav", wav(TWO))},
        headers={"Ocp-Apim-Subscription-Key": house.key},
    )
    client = LeavingClient(house.app, request.url.path, dict(request.headers), request.read())
    running = client.start()
    await patient.asked.wait()
    client.gone.set()
    await running
    for _ in range(20):
        await asyncio.sleep(0)
    assert len(recogniser.hearings) == 2 and all(hearing.closed for hearing in recogniser.hearings)
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("transcript")]


async def test_the_locale_that_was_asked_for_is_told() -> None:
    assert locale_of("zh", ("en-US", "zh-TW")) == "zh-TW"
    assert (locale_of("zh", ()), locale_of("en", ()), locale_of("ja", ())) == ("zh-CN", "en-US", "ja")


async def test_short_audio_simple_and_detailed() -> None:
    simple = (await House(english()).post(f"{SHORT}?language=en-US", content=wav(TWO))).json()
    assert (simple["RecognitionStatus"], simple["DisplayText"]) == ("Success", "Hello there. Bye.")
    assert simple["Offset"] == pytest.approx(5_000_000, abs=400_000)
    assert simple["Duration"] == pytest.approx(40_000_000, abs=400_000)
    path = f"/stt{SHORT}?language=en-US&format=detailed&profanity=raw"
    service = english(Line("Oh, shit!", confidence=0.8))
    best = (await House(service).post(path, content=wav(spoken(0.5, 1, 1)))).json()["NBest"][0]
    assert best == {
        "Confidence": 0.8,
        "Lexical": "oh shit",
        "ITN": "oh shit",
        "MaskedITN": "oh shit",
        "Display": "Oh, shit!",
    }


async def test_short_audio_without_words() -> None:
    quiet = (await House(english()).post(SHORT, content=wav(silence(1)))).json()
    assert quiet == {"RecognitionStatus": "InitialSilenceTimeout"}
    mumbled = (await House(english("")).post(SHORT, content=wav(spoken(0.5, 1, 1)))).json()
    assert mumbled == {"RecognitionStatus": "NoMatch"}


async def test_short_audio_that_nobody_here_understands() -> None:
    grammar = ear(FakeRecogniser(Line("", "zh", grammar=True), languages=("zh",)), grammar=True)
    answer = await House(transcribing(grammar)).post(f"{SHORT}?language=zh-CN", content=wav(TWO))
    assert answer.status_code == 400 and "sense-voice" in answer.json()["error"]["message"]


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF])
async def test_a_header_written_before_the_length_was_known(size: int) -> None:
    sound = bytearray(wav(TWO))
    at = sound.find(b"data")
    sound[4:8] = sound[at + 4 : at + 8] = struct.pack("<I", size)
    assert mended(bytes(sound)) == wav(TWO)
    answer = await House(english()).post(SHORT, content=bytes(sound))
    assert answer.json()["DisplayText"] == "Hello there. Bye."


async def test_short_audio_is_short() -> None:
    answer = await House(english()).post(SHORT, content=wav(silence(61)))
    assert answer.status_code == 413
    assert (await House(english()).post(SHORT, content=b"")).status_code == 400
    assert (await House(english()).post(f"{SHORT}?format=poetic", content=wav(TWO))).status_code == 400


async def test_a_token_for_ten_minutes() -> None:
    answer = await House(english()).post("/sts/v1.0/issueToken")
    assert (answer.status_code, answer.text) == (200, "ek_anna_600")
    assert answer.headers["content-type"].startswith("application/jwt")
    assert (await House(english()).post("/sts/v1.0/issueToken", key="wrong")).status_code == 401
