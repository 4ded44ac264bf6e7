"""OpenAI's SDKs have a text said: three majors for Python, and the one for JavaScript."""

from __future__ import annotations

import base64
import io
import struct
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import soundfile

from fakes.sdks import Sdks

SURFACE = "OpenAI audio/speech"
Record = Callable[..., None]
MAJORS = [("openai 3.52.0", ()), ("openai 2.54.0", ("openai-2",)), ("openai 1.109.1", ("openai-1",))]
JAVASCRIPT = "openai (JavaScript) 6.49.0"


def good(rows: Any, name: str) -> Any:
    """What an operation got, which must have worked."""
    row = rows[name]
    assert row.ok, (name, row.error, row.message)
    return row.got


def check_formats(got: dict[str, str]) -> None:
    """Every format holds the same sentence, of three to four seconds."""
    data = {form: base64.b64decode(text) for form, text in got.items()}
    assert set(data) == {"mp3", "opus", "aac", "flac", "wav", "pcm"}
    samples = np.frombuffer(data["pcm"], "<i2")
    seconds = len(samples) / 24_000
    assert 2.0 < seconds < 5.0 and np.abs(samples.astype(int)).max() > 2_000
    for form in ("mp3", "opus", "wav"):
        sound: Any = soundfile.read(io.BytesIO(data[form]))
        assert sound[1] == 24_000 and len(sound[0]) / 24_000 == pytest.approx(seconds, abs=0.2), form
        assert np.abs(sound[0]).max() > 0.06, form
    assert data["flac"].startswith(b"fLaC") and len(data["flac"]) > len(data["pcm"]) / 10
    frames = at = 0
    while at < len(data["aac"]):
        head = struct.unpack(">Q", b"\0" + data["aac"][at : at + 7])[0]
        assert head >> 44 == 0xFFF
        at, frames = at + (head >> 13 & 0x1FFF), frames + 1
    assert frames * 1_024 / 24_000 == pytest.approx(seconds, abs=0.2)


@pytest.mark.parametrize(("name", "only"), MAJORS, ids=[name for name, _ in MAJORS])
def test_python(sdks: Sdks, conformance: Record, name: str, only: tuple[str, ...]) -> None:
    rows = sdks.run("openai_speech.py", only=only)
    check_formats(good(rows, "audio.speech.create"))
    conformance(
        SURFACE,
        "audio.speech.create: mp3, opus, aac, flac, wav, pcm",
        name,
        "works",
        "aac with parley[calls]",
    )
    lengths = good(rows, "audio.speech.create(speed=…)")
    for speed in (0.25, 0.5, 2.0, 4.0):
        assert lengths[str(speed)] == pytest.approx(lengths["1.0"] / speed, rel=0.3), speed
    conformance(SURFACE, "audio.speech.create(speed=0.25 … 4)", name, "works")
    streamed = good(rows, "audio.speech.with_streaming_response.create")
    assert streamed["pieces"] > 50 and streamed["bytes"] > 48_000 * 100
    conformance(
        SURFACE, "audio.speech.with_streaming_response.create", name, "works", "a chunk per 80 ms of sound"
    )
    events = good(rows, "audio.speech.create(stream_format='sse')")
    assert events["types"] == ["speech.audio.delta", "speech.audio.done"]
    assert events["last"]["type"] == "speech.audio.done" and events["bytes"] > 48_000
    conformance(SURFACE, "audio.speech.create(stream_format='sse')", name, "works")
    wav = base64.b64decode(good(rows, "AzureOpenAI: audio.speech.create"))
    assert wav.startswith(b"RIFF") and len(wav) > 10_000
    conformance(SURFACE, "AzureOpenAI: audio.speech.create", name, "works")
    assert good(rows, "audio.speech.create, a wrong key") == [401, "invalid_api_key"]
    assert good(rows, "audio.speech.create, a voice that nobody has") == [400, "voice"]
    conformance(SURFACE, "a wrong key, a voice that nobody has", name, "refused")


def test_javascript(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.node("openai_speech.mjs")
    check_formats(good(rows, "audio.speech.create"))
    conformance(
        SURFACE,
        "audio.speech.create: mp3, opus, aac, flac, wav, pcm",
        JAVASCRIPT,
        "works",
        "aac with parley[calls]",
    )
    streamed = good(rows, "audio.speech.create, as a stream")
    assert streamed["pieces"] > 50 and streamed["bytes"] > 48_000 * 100
    conformance(SURFACE, "audio.speech.create, as a stream", JAVASCRIPT, "works")
    assert good(rows, "audio.speech.create, a wrong key") == [401, "invalid_api_key"]
    conformance(SURFACE, "a wrong key", JAVASCRIPT, "refused")
