"""OpenAI's transcriptions and translations: every form, the stream, what is refused, and who leaves."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import httpx
import numpy as np
import pytest
from starlette.applications import Starlette

from fakes.asgi import LeavingClient
from fakes.door import FakeDoor
from fakes.recogniser import FakeRecogniser, Line
from fakes.transcribing import Patient, ear, silence, spoken, transcribing
from fakes.voices import LoudnessVoices, spoken_by, voice_service
from parley.audio.files import write_wav
from parley.audio.pcm import Pcm, Samples
from parley.gateways.access import Limits
from parley.gateways.openai.faults import fault
from parley.gateways.openai.transcription.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Kind, Scope
from parley.pool.host import EngineHost, Inline
from parley.speech.alignment.service import Alignment
from parley.speech.transcribing.service import Bounds, Transcribing
from parley.speech.types import Timed
from parley.translation.types import Translated

TWO = spoken(0.5, 1, 1, 2, 1)
"""Two phrases: from 0.5 to 1.5 s, and from 2.5 to 4.5 s."""


def wav(samples: Samples) -> bytes:
    file = io.BytesIO()
    write_wav(file, Pcm(samples, 16_000))
    return file.getvalue()


class Counted:
    """What was used."""

    def __init__(self) -> None:
        self.used: list[tuple[str, float]] = []

    def count(self, _: object, service: str, *, requests: int = 1, seconds: float = 0.0) -> None:
        self.used.append((service, seconds))


class InCapitals:
    """Translates."""

    async def translate(self, texts: list[str], target: str, source: str | None) -> list[Translated]:
        return [Translated(f"[{source} in {target}: {text}]", source or "", 1.0) for text in texts]


class Halves:
    """Finds the first word in the first half of the sound, all others in the second."""

    def align(self, samples: Samples, text: str) -> tuple[Timed, ...]:
        first, _, rest = text.partition(" ")
        half = len(samples) / 32_000
        return (Timed(first, 0.3, half), Timed(rest, half, 2 * half))


class House:
    """OpenAI's API before these ears."""

    def __init__(self, service: Transcribing, translation: object = None, most: int = 10_000_000) -> None:
        self.counted = Counted()
        self.service = service
        self.door = FakeDoor(Limits(requests=1e9, requests_per_second=1e9))
        self.key = self.door.tokens.issue((Scope.SERVICES,), Kind.KEY)
        surface = Surface("openai", "OpenAI", self.door, fault, self.counted)  # type: ignore[arg-type]
        self.app = Starlette(routes=routes(surface, service, translation, most))  # type: ignore[arg-type]

    async def post(
        self,
        path: str = "/v1/audio/transcriptions",
        sound: bytes | None = None,
        key: str | None = None,
        **fields: Any,
    ) -> httpx.Response:
        given = {"model": "whisper-1", **{name.replace("__", "[]"): value for name, value in fields.items()}}
        transport = httpx.ASGITransport(self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://parley") as client:
            return await client.post(
                path,
                data={name: value for name, value in given.items() if value is not None},
                files={"file": ("sound.wav", wav(TWO) if sound is None else sound, "audio/wav")},
                headers={"Authorization": f"Bearer {self.key if key is None else key}"},
            )


def english(*texts: str) -> Transcribing:
    lines = [Line(text, confidence=0.5) for text in texts or ("Hello there.", "What's the time?")]
    return transcribing(
        FakeRecogniser(*lines, languages=("en",)),
        alignment=Alignment({"en": Inline("halves", Halves)}),
        voices=voice_service(LoudnessVoices()),
    )


async def test_json_is_the_text_and_what_is_counted() -> None:
    house = House(english())
    answer = await house.post()
    assert answer.json() == {
        "text": "Hello there. What's the time?",
        "usage": {"type": "duration", "seconds": 6},
    }
    assert house.counted.used == [("speech.recognise", pytest.approx(5.5))]


async def test_text_and_subtitles() -> None:
    text = await House(english()).post(response_format="text")
    assert text.text == "Hello there. What's the time?\n" and text.headers["content-type"].startswith(
        "text/plain"
    )
    srt = (await House(english()).post(response_format="srt")).text
    assert (
        srt.startswith("1\n00:00:00,") and "\n\n2\n00:00:02,496 --> 00:00:04,512\nWhat's the time?\n" in srt
    )
    vtt = await House(english("a < b", "c & d")).post(response_format="vtt")
    assert vtt.text.startswith("WEBVTT\n\n00:00:00.") and "a &lt; b" in vtt.text and "c &amp; d" in vtt.text
    assert vtt.headers["content-type"].startswith("text/vtt")


async def test_verbose_json_has_segments_with_what_is_known_of_them() -> None:
    body = (await House(english()).post(response_format="verbose_json")).json()
    assert (body["task"], body["language"], body["duration"]) == ("transcribe", "english", 5.5)
    first, second = body["segments"]
    assert (first["id"], first["text"], first["start"]) == (0, "Hello there.", pytest.approx(0.5, abs=0.04))
    assert second["seek"] == round(second["start"] * 100) and second["tokens"] == []
    assert first["avg_logprob"] == pytest.approx(-0.693, abs=0.001)
    assert 0 <= first["no_speech_prob"] < 0.1 and first["compression_ratio"] > 0
    assert body["words"] is None


async def test_words_come_where_they_are_asked_for() -> None:
    house = House(english("Hello there.", "Once again"))
    body = (await house.post(response_format="verbose_json", timestamp_granularities__="word")).json()
    assert [word["word"] for word in body["words"]] == ["Hello", "there.", "Once", "again"]
    starts = [word["start"] for word in body["words"]]
    assert starts == sorted(starts) and all(word["start"] <= word["end"] for word in body["words"])
    assert body["segments"] is None


async def test_speakers_have_letters_in_the_order_in_which_they_speak() -> None:
    sound = np.concatenate([part for who in ("anna", "bob", "anna") for part in (spoken_by(who), silence(1))])
    house = House(english("One.", "Two.", "Three."))
    body = (await house.post(sound=wav(sound), response_format="diarized_json")).json()
    assert [segment["speaker"] for segment in body["segments"]] == ["A", "B", "A"]
    assert body["text"] == "One. Two. Three." and body["segments"][0]["type"] == "transcript.text.segment"


async def test_silence_has_no_words_and_is_no_error() -> None:
    answer = await House(english()).post(sound=wav(silence(2)), response_format="verbose_json")
    assert answer.status_code == 200
    assert (answer.json()["text"], answer.json()["segments"], answer.json()["language"]) == ("", [], "")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/audio/transcriptions",
        "/openai/v1/audio/transcriptions",
        "/openai/deployments/whisper-1/audio/transcriptions",
    ],
)
async def test_every_address(path: str) -> None:
    model = None if "deployments" in path else "gpt-4o-transcribe"
    assert (await House(english()).post(path, model=model)).status_code == 200


async def test_a_prompt_names_words_to_expect_and_a_language_its_ears() -> None:
    recogniser = FakeRecogniser("Kryzalys", languages=("en", "zh"))
    house = House(transcribing(recogniser))
    await house.post(prompt="Kryzalys, Zürich。 小爱", language="en-GB")
    assert recogniser.hints[0].phrases == ("Kryzalys", "Zürich", "小爱")
    assert recogniser.hints[0].language == "en"


async def test_several_languages_and_keywords_as_newer_sdks_send_them() -> None:
    english = FakeRecogniser("hello", name="english", languages=("en",))
    german = FakeRecogniser(Line("hallo", "de"), name="german", languages=("de",))
    house = House(transcribing(english, german))
    await house.post(languages__=["de", "zh"], keywords__=["Kryzalys"])
    assert german.hints[0].phrases == ("Kryzalys",) and not english.hearings


def _events(body: bytes) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in body.decode().splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


async def test_a_stream_has_a_delta_for_every_phrase_and_the_whole_at_the_end() -> None:
    answer = await House(english()).post(stream="true")
    events = _events(answer.content)
    assert [event["type"] for event in events] == [
        "transcript.text.delta",
        "transcript.text.delta",
        "transcript.text.done",
    ]
    assert "".join(event["delta"] for event in events[:2]) == events[2]["text"]


async def test_a_diarized_stream_has_a_segment_for_every_phrase() -> None:
    answer = await House(english()).post(stream="true", response_format="diarized_json")
    events = _events(answer.content)
    segments = [event for event in events if event["type"] == "transcript.text.segment"]
    assert [segment["speaker"] for segment in segments] == ["A", "A"]
    deltas = [event for event in events if event["type"] == "transcript.text.delta"]
    assert [each["segment_id"] for each in deltas] == [each["id"] for each in segments]


def _streaming(house: House, *, stream: bool) -> LeavingClient:
    request = httpx.Request(
        "POST",
        "http://parley/v1/audio/transcriptions",
        data={"model": "whisper-1", "stream": str(stream).lower()},
        files={"file": ("sound.wav", wav(TWO))},
        headers={"Authorization": f"Bearer {house.key}"},
    )
    return LeavingClient(house.app, request.url.path, dict(request.headers), request.read())


def _patient() -> tuple[House, FakeRecogniser, Patient]:
    recogniser = FakeRecogniser("One.", "Two.", languages=("en",))
    host: EngineHost = (patient := Patient(recogniser))
    return House(transcribing(ear(recogniser, host=host))), recogniser, patient


async def test_the_first_words_come_before_the_last_are_heard() -> None:
    house, _, patient = _patient()
    client = _streaming(house, stream=True)
    running = client.start()
    await client.until(b"One.")
    assert b"Two." not in client.body
    patient.go_on.set()
    await client.until(b"[DONE]")
    client.gone.set()
    await running


@pytest.mark.parametrize("stream", [True, False])
async def test_when_the_client_leaves_nothing_goes_on(stream: bool) -> None:
    house, recogniser, patient = _patient()
    client = _streaming(house, stream=stream)
    running = client.start()
    if stream:
        await client.until(b"One.")
    else:
        await patient.asked.wait()
    client.gone.set()
    await running
    for _ in range(20):
        await asyncio.sleep(0)
    assert all(hearing.closed for hearing in recogniser.hearings)
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("transcript")]
    assert house.service._files == 0  # pyright: ignore[reportPrivateUsage]
    assert b"Two." not in client.body


async def test_english_is_translated_by_leaving_it_as_it_is() -> None:
    house = House(english())
    answer = await house.post("/v1/audio/translations")
    assert answer.json() == {"text": "Hello there. What's the time?"}


async def test_other_languages_are_translated_into_english() -> None:
    chinese = transcribing(FakeRecogniser(Line("你好", "zh"), Line("再见", "zh")))
    answer = await House(chinese, InCapitals()).post("/v1/audio/translations", response_format="verbose_json")
    body = answer.json()
    assert [each["text"] for each in body["segments"]] == ["[zh in en: 你好]", "[zh in en: 再见]"]
    assert (body["task"], body["language"]) == ("translate", "english")


async def test_without_a_translator_nothing_is_made_up() -> None:
    chinese = transcribing(FakeRecogniser(Line("你好", "zh")))
    answer = await House(chinese).post("/v1/audio/translations")
    assert answer.status_code == 400 and "parley models" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"model": None}, "model"),
        ({"response_format": "docx"}, "response_format"),
        ({"include__": "logprobs"}, "include[]"),
        ({"timestamp_granularities__": "word"}, "timestamp_granularities[]"),
        (
            {"timestamp_granularities__": "letter", "response_format": "verbose_json"},
            "timestamp_granularities[]",
        ),
        ({"language": "in English please"}, "language"),
        ({"languages__": ["en", "no tag"]}, "languages[]"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": "nan"}, "temperature"),
        ({"stream": "perhaps"}, "stream"),
        ({"prompt": "x" * 5000}, "prompt"),
        ({"known_speaker_names__": "Anna"}, "known_speaker_names[]"),
    ],
)
async def test_what_cannot_be_done_is_refused_by_its_name(fields: dict[str, Any], param: str) -> None:
    answer = await House(english()).post(**fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["param"]) == (400, "invalid_request_error", param)


async def test_a_model_that_nobody_knows() -> None:
    answer = await House(english()).post(model="whisper-9")
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "model_not_found"


async def test_a_missing_and_a_wrong_key() -> None:
    house = House(english())
    for key in ("", "wrong"):
        answer = await house.post(key=key)
        assert answer.status_code == 401 and answer.json()["error"]["code"] == "invalid_api_key"


@pytest.mark.parametrize(
    ("sound", "code"),
    [
        (b"", "empty_audio"),
        (wav(silence(0)), "empty_audio"),
        (b"This is a letter and no sound at all." * 9, "bad_audio"),
        (wav(TWO)[:2000], "bad_audio"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(500), "bad_audio"),
    ],
    ids=["nothing", "no samples", "a letter", "cut short", "a film that is none"],
)
async def test_what_is_no_sound(sound: bytes, code: str) -> None:
    answer = await House(english()).post(sound=sound)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


async def test_too_much_sound() -> None:
    answer = await House(english(), most=50_000).post()
    assert answer.status_code == 413
    service = transcribing(FakeRecogniser("x", languages=("en",)), bounds=Bounds(whole=3.0))
    answer = await House(service).post()
    assert answer.status_code == 413 and answer.json()["error"]["code"] == "request_too_large"


async def test_too_many_files_at_once_are_told_so() -> None:
    service = transcribing(FakeRecogniser("x", languages=("en",)), bounds=Bounds(files=0))
    answer = await House(service).post()
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_language_without_ears_is_told_with_what_to_pull() -> None:
    answer = await House(transcribing(FakeRecogniser("x", languages=("en",)))).post(language="zh")
    assert answer.status_code == 400
    assert "parley models pull sense-voice" in answer.json()["error"]["message"]


async def test_speech_in_a_language_that_nobody_here_knows_is_told_too() -> None:
    grammar = ear(FakeRecogniser(Line("", "zh", grammar=True), languages=("zh",)), grammar=True)
    answer = await House(transcribing(grammar)).post()
    assert answer.status_code == 400
    assert "sense-voice" in answer.json()["error"]["message"]
