"""The Speech SDKs for Python and for JavaScript have something said, by the voices that are installed."""

from __future__ import annotations

import base64
import io
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import soundfile

from fakes.sdks import Row, Sdks
from parley.audio.encoding.names import azure_format

SURFACE = "Azure speech synthesis"
PYTHON = "Speech SDK (Python) 1.53.0"
JAVASCRIPT = "Speech SDK (JavaScript) 1.52.0"
Record = Callable[..., None]
NAMES = {
    "Raw16Khz16BitMonoPcm": "raw-16khz-16bit-mono-pcm",
    "Raw24Khz16BitMonoPcm": "raw-24khz-16bit-mono-pcm",
    "Raw48Khz16BitMonoPcm": "raw-48khz-16bit-mono-pcm",
    "Raw22050Hz16BitMonoPcm": "raw-22050hz-16bit-mono-pcm",
    "Raw8Khz8BitMonoMULaw": "raw-8khz-8bit-mono-mulaw",
    "Raw8Khz8BitMonoALaw": "raw-8khz-8bit-mono-alaw",
}


@pytest.fixture(scope="module")
def kept() -> dict[str, dict[str, Row]]:
    """What each program's run told."""
    return {}


@pytest.fixture
def python(sdks: Sdks, kept: dict[str, dict[str, Row]]) -> dict[str, Row]:
    if "python" not in kept:
        kept["python"] = sdks.run("azure_synthesis.py")
    return kept["python"]


@pytest.fixture
def node(sdks: Sdks, kept: dict[str, dict[str, Row]]) -> dict[str, Row]:
    if "node" not in kept:
        kept["node"] = sdks.node("azure_synthesis.mjs")
    return kept["node"]


def good(rows: Mapping[str, Row], name: str) -> Any:
    """What an operation got, which must have worked."""
    row = rows[name]
    assert row.ok, (name, row.error, row.message)
    return row.got


def heard(row: Mapping[str, Any], rate: int = 16_000) -> np.ndarray:
    """Raw PCM of a result, which must be speech and not silence."""
    data = base64.b64decode(row["sound"])
    # Given without a header to whoever asks for none.
    samples = np.frombuffer(data[44:] if data.startswith(b"RIFF") else data, "<i2")
    assert len(samples) > rate // 4
    assert np.abs(samples.astype(int)).max() > 1_500
    return samples


def test_text_is_said(python: dict[str, Row], conformance: Record) -> None:
    english, chinese = good(python, "speak_text"), good(python, "speak_text in Chinese")
    assert english["reason"] == chinese["reason"] == "SynthesizingAudioCompleted"
    assert 0.9 < len(heard(english)) / 16_000 < 2.5
    assert 1.5 < len(heard(chinese)) / 16_000 < 4.5
    conformance(
        SURFACE, "speak_text, speak_text_async", PYTHON, "works", "also Chinese with the default voice"
    )


def test_words_are_told_when_they_are_said(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "speak_text, words and sentences")
    text, events = got["text"], got["events"]
    for kind, said, offset, length, *_ in events:
        # The SDK finds the places itself, by the words it is told.
        assert text[offset : offset + length] == said, kind
    words = [event for event in events if event[0] == "Word"]
    assert [word[1] for word in words] == [
        "Hello",
        "my",
        "friend",
        "It",
        "is",
        "7:30",
        "今天天气",
        "很",
        "好",
    ]
    assert [event[1] for event in events if event[0] == "Punctuation"] == [",", ".", "。"]
    assert [event[1] for event in events if event[0] == "Sentence"] == [
        "Hello, my friend.",
        "It is 7:30 & 今天天气很好。",
    ]
    sound = heard(got).astype(float)
    for _, word, _, _, at, duration in words:
        assert np.abs(sound[round(at * 16_000) : round((at + duration) * 16_000)]).mean() > 200, word
    assert all(before[4] + before[5] <= after[4] + 1e-6 for before, after in itertools.pairwise(words))
    conformance(SURFACE, "word, punctuation and sentence boundaries", PYTHON, "works", "true times")


def test_ssml(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "speak_ssml")
    words = {event[1]: event for event in got["events"] if event[0] == "Word"}
    assert list(words) == ["One", "two", "3/4/2026", "三"]
    assert all(got["source"][e[2] : e[2] + e[3]] == e[1] for e in words.values())
    (mark,) = [event for event in got["events"] if event[0] == "Mark"]
    assert mark[1] == "here"
    assert mark[2] == pytest.approx(words["One"][4] + words["One"][5], abs=0.05)
    assert words["two"][4] == pytest.approx(mark[2] + 2.0, abs=0.02), "the break"
    assert words["3/4/2026"][5] > 1.2, "a date in words"
    conformance(SURFACE, "speak_ssml: voices, prosody, break, say-as, bookmark", PYTHON, "works")


def test_what_is_no_ssml_says_where(python: dict[str, Row], conformance: Record) -> None:
    broken = good(python, "speak_ssml that is none")
    assert (broken["reason"], broken["code"]) == ("Canceled", "BadRequest")
    assert "mismatched tag (line 1, column" in broken["details"]
    long = good(python, "speak_ssml of 70,000 characters")
    assert long["code"] == "BadRequest" and "65536 characters" in long["details"]
    conformance(SURFACE, "SSML that is wrong or too long", PYTHON, "refused", "with the line and column")


def test_it_is_a_stream(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "start_speaking_text, the first sound")
    assert got["pieces"] > 100 and got["first"] < got["whole"] / 100
    sound = good(python, "AudioDataStream")
    assert sound["status"] == "AllData" and sound["bytes"] > 20_000
    conformance(SURFACE, "start_speaking_text, synthesizing, AudioDataStream", PYTHON, "works")


def test_stopping(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "stop_speaking")
    assert got["ended"] and got["again"]["reason"] == "SynthesizingAudioCompleted"
    assert [row["reason"] for row in good(python, "two at once")] == ["SynthesizingAudioCompleted"] * 2
    conformance(SURFACE, "stop_speaking, several turns on a connection", PYTHON, "works")


def test_files(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "AudioOutputConfig(filename)")
    assert got["rate"] == 16_000 and 0.9 < got["seconds"] < 2.5
    conformance(SURFACE, "AudioOutputConfig(filename)", PYTHON, "works")


def test_text_in_pieces(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "text streaming")
    heard(got)
    assert [event[1] for event in got["events"] if event[0] == "Word"] == [
        *("Hello", "streaming", "world"),
        *("How", "are", "you"),
    ]
    conformance(SURFACE, "text streaming (input_stream)", PYTHON, "works", "endpoint …/websocket/v2")


def test_voices(python: dict[str, Row], node: dict[str, Row], conformance: Record) -> None:
    got = good(python, "get_voices")
    assert got["reason"] == "VoicesListRetrieved"
    listed = {name: (locale, gender) for name, locale, gender in got["voices"]}
    assert listed["zh-CN-Hantts"] == ("zh-CN", "Female")
    assert len(listed) > 100 and got["german"] and all(name.startswith("de-DE") for name in got["german"])
    assert good(python, "speak with a voice of the list")["reason"] == "SynthesizingAudioCompleted"
    assert set(good(node, "getVoicesAsync")["voices"]) == set(listed)
    conformance(SURFACE, "get_voices_async", PYTHON, "works", "the voices that are installed")
    conformance(SURFACE, "getVoicesAsync", JAVASCRIPT, "works", "with fromHost(http://…)")


def test_every_output_format(python: dict[str, Row], conformance: Record) -> None:
    rows = good(python, "every output format")
    assert len(rows) == 16
    for name, row in rows.items():
        assert row["reason"] == "SynthesizingAudioCompleted", name
        data = base64.b64decode(row["sound"])
        assert len(data) > 1_000, name
        if name in NAMES:
            form = azure_format(NAMES[name])
            width = 2 if form.codec == "pcm" else 1
            header = 44 if data.startswith(b"RIFF") else 0
            assert 1.0 < (len(data) - header) / width / form.rate < 2.5, name
        elif name.startswith("Webm"):
            assert data.startswith(b"\x1aE\xdf\xa3")
        elif not name.endswith("KbpsMonoOpus"):
            sound: Any = soundfile.read(io.BytesIO(data))
            assert 1.0 < len(sound[0]) / sound[1] < 2.5, name
    conformance(SURFACE, "output formats: PCM, µ-law, A-law, MP3, Opus in Ogg, WebM or bare", PYTHON, "works")
    refused = good(python, "an output format that is not encoded")
    assert refused["code"] == "BadRequest" and "not encoded" in refused["details"]
    conformance(SURFACE, "output formats: AMR-WB, G.722, SILK", PYTHON, "refused", "no encoder here")


def test_who_is_not_let_in_is_told_so(
    python: dict[str, Row], node: dict[str, Row], conformance: Record
) -> None:
    assert good(python, "a wrong key")["code"] == "AuthenticationFailure"
    assert "401" in good(node, "a wrong key")["details"]
    nobody = good(python, "a language that nobody speaks")
    assert nobody["code"] == "BadRequest" and nobody["bytes"] == 0
    conformance(SURFACE, "a wrong key", PYTHON, "refused")
    conformance(SURFACE, "a wrong key", JAVASCRIPT, "refused")


def test_other_addresses(python: dict[str, Row], conformance: Record) -> None:
    assert good(python, "endpoint=, with /tts")["reason"] == "SynthesizingAudioCompleted"
    conformance(SURFACE, "SpeechConfig(endpoint=…)", PYTHON, "works")


def test_javascript(node: dict[str, Row], conformance: Record) -> None:
    got = good(node, "speakTextAsync")
    heard(got)
    text = "Hello, my friend. It is 7:30 today."
    assert [event[1] for event in got["events"] if event[0] == "WordBoundary"] == [
        *("Hello", "my", "friend", "It"),
        *("is", "7:30", "today"),
    ]
    assert all(text[event[2] : event[2] + event[3]] == event[1] for event in got["events"])
    conformance(SURFACE, "speakTextAsync, wordBoundary", JAVASCRIPT, "works")
    got = good(node, "speakSsmlAsync")
    one, mark, two = got["events"]
    assert [one[1], mark[1], two[1]] == ["One", "here", "two"]
    assert two[4] - mark[2] == pytest.approx(1.0, abs=0.02)
    conformance(SURFACE, "speakSsmlAsync, bookmarkReached", JAVASCRIPT, "works")
    sound: Any = soundfile.read(io.BytesIO(base64.b64decode(good(node, "speakTextAsync as MP3")["sound"])))
    assert 1.0 < len(sound[0]) / sound[1] < 2.5
    conformance(SURFACE, "speakTextAsync as MP3", JAVASCRIPT, "works")
