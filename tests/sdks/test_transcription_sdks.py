"""Recordings are written down for OpenAI's SDKs of every major and for JavaScript, and for Azure's."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from data import needs_data
from fakes.sdks import Row, Sdks

OPENAI = "OpenAI audio: transcriptions, translations"
AZURE = "Azure Speech: recognition, translation, transcription"
MAJORS = [("openai 3.52.0", ()), ("openai 2.54.0", ("openai-2",)), ("openai 1.109.1", ("openai-1",))]
JAVASCRIPT = "openai (JavaScript) 6.49.0"
TRANSCRIPTION = "azure-ai-transcription 1.0.0"
SAID = (
    "and so my fellow americans ask not what your country can do for you ask what you can do for your country"
)
NEEDS_EARS = "needs ears for Chinese: parley models pull sense-voice"
Record = Callable[..., None]

pytestmark = needs_data


def good(rows: Mapping[str, Row], name: str) -> Any:
    """What an operation got, which must have worked."""
    row = rows[name]
    assert row.ok, (name, row.error, row.message)
    return row.got


def heard(text: str) -> None:
    """At most two of the 22 words are not as they were said."""
    words = re.findall(r"[a-z]+", text.lower())
    wrong = sum(a != b for a, b in zip(words, SAID.split(), strict=True))
    assert wrong <= 2, text


def in_order(words: list[dict[str, Any]], start: str, end: str) -> None:
    """The words' places follow each other, and are where the recording has them."""
    assert len(words) == 22
    places = [place for word in words for place in (word[start], word[end])]
    assert places == sorted(places)
    # Silence between "Americans" (till 2.2 s) and "ask" (from 3.3 s), by ear and by the waveform.
    assert words[4][end] <= 2.3 and 3.2 <= words[5][start] <= 3.5 and words[-1][end] <= 10.9


@pytest.mark.parametrize(("sdk", "only"), MAJORS, ids=[name for name, _ in MAJORS])
def test_openai_s_sdk_transcribes(sdks: Sdks, conformance: Record, sdk: str, only: tuple[str, ...]) -> None:
    rows = sdks.run("openai_transcription.py", only=only, seconds=200)
    assert good(rows, "version") == sdk.split()[1]

    def works(operation: str) -> None:
        conformance(OPENAI, operation, sdk, "works")

    for name in ("json", "async", "AzureOpenAI", "translation of English"):
        got = good(rows, name)
        heard(got["text"] if name == "json" else got)
    works("audio.transcriptions.create")
    works("AzureOpenAI: audio.transcriptions.create")
    works("audio.translations.create, English speech")
    forms = good(rows, "text, srt, vtt")
    heard(forms["text"])
    assert forms["srt"].startswith("1\n00:00:00,") and forms["vtt"].startswith("WEBVTT\n\n00:00:00.")
    works("response_format: text, srt, vtt")
    verbose = good(rows, "verbose_json with words")
    assert verbose["language"] == "english" and verbose["duration"] == pytest.approx(11, abs=0.1)
    in_order(verbose["words"], "start", "end")
    works("response_format: verbose_json, timestamp_granularities: segment, word")
    diarized = good(rows, "diarized_json")
    assert {segment["speaker"] for segment in diarized["segments"]} == {"A"}
    works("response_format: diarized_json")
    _streamed(good(rows, "stream"))
    works("stream=True")
    _refused(rows, sdk, conformance)


def _streamed(events: list[dict[str, Any]]) -> None:
    deltas = [event for event in events if event["type"] == "transcript.text.delta"]
    assert len(deltas) >= 3 and events[-1]["type"] == "transcript.text.done"
    assert "".join(event["delta"] for event in deltas) == events[-1]["text"]
    assert deltas[0]["after"] < deltas[-1]["after"], "the first words come before the last are heard"


def _refused(rows: Mapping[str, Row], sdk: str, conformance: Record) -> None:
    """What cannot be done, and how the SDK says it."""
    for name, error, status in (
        ("unknown model", "NotFoundError", 404),
        ("logprobs", "BadRequestError", 400),
        ("no sound", "BadRequestError", 400),
        ("wrong key", "AuthenticationError", 401),
    ):
        assert (rows[name].error, rows[name].status) == (error, status), rows[name]
    conformance(OPENAI, "errors: model, sound, key", sdk, "works")
    conformance(OPENAI, "include: logprobs", sdk, "refused", "no engine gives probabilities of tokens")
    for name, operation in (
        ("Chinese", "audio.transcriptions.create, Chinese speech"),
        ("translation of Chinese", "audio.translations.create, Chinese speech"),
    ):
        assert rows[name].error == "BadRequestError" and "sense-voice" in rows[name].message
        conformance(OPENAI, operation, sdk, "refused", NEEDS_EARS)


def test_openai_s_sdk_for_javascript_transcribes(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.node("openai_transcription.mjs")
    heard(good(rows, "json")["text"])
    heard(good(rows, "translation of English"))
    in_order(good(rows, "verbose_json with words")["words"], "start", "end")
    events = good(rows, "stream")
    assert "".join(event["delta"] for event in events[:-1]) == events[-1]["text"]
    assert rows["wrong key"].status == 401
    for operation in (
        "audio.transcriptions.create",
        "audio.translations.create, English speech",
        "response_format: verbose_json, timestamp_granularities: segment, word",
        "stream=True",
    ):
        conformance(OPENAI, operation, JAVASCRIPT, "works")


def test_azure_s_sdk_for_fast_transcription(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.run("azure_transcription.py", seconds=200)
    for name, locale in (("transcribe", "en-US"), ("transcribe, several locales", "en-GB")):
        got = good(rows, name)
        heard(got["combinedPhrases"][0]["text"])
        assert {phrase["locale"] for phrase in got["phrases"]} == {locale}
        words = [
            {
                "from": word["offsetMilliseconds"] / 1000,
                "to": (word["offsetMilliseconds"] + word["durationMilliseconds"]) / 1000,
            }
            for phrase in got["phrases"]
            for word in phrase["words"]
        ]
        in_order(words, "from", "to")
        conformance(AZURE, f"fast transcription: {name}", TRANSCRIPTION, "works")
    assert {phrase["speaker"] for phrase in good(rows, "transcribe, diarization")["phrases"]} == {1}
    conformance(AZURE, "fast transcription: transcribe, diarization", TRANSCRIPTION, "works")
    assert rows["transcribe, Chinese"].status == 400 and "sense-voice" in rows["transcribe, Chinese"].message
    conformance(AZURE, "fast transcription: transcribe, Chinese", TRANSCRIPTION, "refused", NEEDS_EARS)
    assert rows["transcribe, wrong key"].error == "ClientAuthenticationError"
    short = json.loads(good(rows, "short audio"))
    heard(short["NBest"][0]["Lexical"])
    conformance(AZURE, "short audio", "HTTP, no SDK", "works")
