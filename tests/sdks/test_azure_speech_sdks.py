"""The Speech SDK is heard: once, continuously, in several languages and voices, in Python and Node."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from data import needs_data
from fakes.sdks import Row, Sdks

SURFACE = "Azure Speech: recognition, translation, transcription"
PYTHON = "azure-cognitiveservices-speech 1.53.0"
NODE = "microsoft-cognitiveservices-speech-sdk 1.52.0 (Node.js)"
Record = Callable[..., None]
HERE = Path(__file__).parent

pytestmark = needs_data


def good(rows: Mapping[str, Row], name: str) -> Any:
    """What an operation got, which must not have raised."""
    row = rows[name]
    assert row.ok, (name, row.error, row.message)
    return row.got


SIDE_BY_SIDE = (
    ("push stream: words before the sound is over",),
    ("conversation transcriber",),
    ("continuous", "dictation", "push stream, silence"),
)
"""Operations that last, for the SDKs send sound at twice its pace: each group has a process of its own."""


def side_by_side(run: Callable[..., dict[str, Row]], program: str) -> dict[str, Row]:
    """What became of every operation of a program."""
    slow = {each for group in SIDE_BY_SIDE for each in group}
    source = (HERE / program).read_text("utf-8")
    named = re.findall(r"""operation\(['"](.+?)['"]""", source)
    quick = [each for each in named if each not in slow]
    groups = [[each for each in group if each in named] for group in SIDE_BY_SIDE]
    groups += [quick[::2], quick[1::2]]
    with ThreadPoolExecutor(len(groups)) as threads:
        rows = threads.map(lambda group: run(Path(program).name, *group), filter(None, groups))
        return {name: row for each in rows for name, row in each.items()}


@pytest.fixture(scope="module")
def python(parley: Any) -> dict[str, Row]:
    """Everything that the program for Python tried."""
    return side_by_side(Sdks(parley).run, "programs/azure_speech.py")


@pytest.fixture(scope="module")
def node(parley: Any) -> dict[str, Row]:
    """Everything that the program for Node tried."""
    return side_by_side(Sdks(parley).node, "js/azure_speech.mjs")


def words(text: str) -> str:
    return " ".join(re.findall(r"[a-z]+", text.lower()))


def heard_at_once(got: Mapping[str, Any], begins: str = "and so my fellow america") -> None:
    assert got["reason"] == "RecognizedSpeech"
    assert words(got["text"]).startswith(begins)
    assert 0.1 < got["offset"] < 0.5 and 1.2 < got["duration"] < 2.2, "truthful to a quarter of a second"


@pytest.mark.parametrize(
    "operation",
    [
        "recognize_once",
        "recognize_once, endpoint",
        "recognize_once, token",
        "profanity, silences",
        "pull stream",
        "push stream, mu-law 8 kHz",
        "language identification, English",
    ],
)
def test_one_phrase(python: dict[str, Row], conformance: Record, operation: str) -> None:
    got = good(python, operation)
    heard_at_once(got)
    if "identification" in operation:
        assert got["language"] == "en-US"
    conformance(SURFACE, operation, PYTHON, "works")


def test_one_phrase_after_the_other_on_one_connection(python: dict[str, Row], conformance: Record) -> None:
    first, second = good(python, "recognize_once twice on one connection")
    heard_at_once(first)
    assert second["reason"] == "RecognizedSpeech" and 2.5 < second["offset"] < 4.0, "the sound goes on"
    conformance(SURFACE, "recognize_once twice on one connection", PYTHON, "works")


def whole(got: Mapping[str, Any]) -> None:
    """Everything of the recording was told, in order and at its time."""
    finals = got["finals"]
    assert [each["reason"] for each in finals] == ["RecognizedSpeech"] * len(finals)
    text = words(" ".join(each["text"] for each in finals))
    assert text.startswith("and so my fellow america") and text.endswith("what you can do for your country")
    places = [(each["offset"], each["offset"] + each["duration"]) for each in finals]
    assert all(end <= begin for (_, end), (begin, _) in pairwise(places))
    assert 10.0 < places[-1][1] < 11.0
    assert got["ends"][0][0] == "EndOfStream"


@pytest.mark.parametrize("operation", ["continuous", "dictation"])
def test_to_the_end_of_the_sound(
    python: dict[str, Row], node: dict[str, Row], conformance: Record, operation: str
) -> None:
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        whole(good(rows, operation))
        conformance(SURFACE, operation, sdk, "works")


def test_one_phrase_in_node(node: dict[str, Row], conformance: Record) -> None:
    heard_at_once(good(node, "recognizeOnceAsync"))
    identified = good(node, "language identification")
    heard_at_once(identified)
    assert identified["language"] == "en-US"
    conformance(SURFACE, "recognize_once", NODE, "works")
    conformance(SURFACE, "language identification, English", NODE, "works")


def test_detailed_results(python: dict[str, Row], node: dict[str, Row], conformance: Record) -> None:
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        best = good(rows, "detailed results, word times")["json"]["NBest"][0]
        assert best["Lexical"].startswith("and so my fellow america")
        assert [each["Word"] for each in best["Words"]] == best["Lexical"].split()
        ends = [0, *(each["Offset"] + each["Duration"] for each in best["Words"])]
        assert all(end <= each["Offset"] for end, each in zip(ends, best["Words"], strict=False))
        assert 1.5e7 < best["Words"][3]["Offset"] + best["Words"][3]["Duration"] < 1.8e7, "fellow"
        assert 0.0 < best["Confidence"] <= 1.0
        conformance(SURFACE, "detailed results, word times", sdk, "works")


def test_a_phrase_list_does_no_harm(
    python: dict[str, Row], node: dict[str, Row], conformance: Record
) -> None:
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        assert words(good(rows, "phrase list")["text"]) == "turn on the office lights"
        note = "taken; the English engine that is installed does not lean on it"
        conformance(SURFACE, "phrase list", sdk, "works", note)


def test_words_come_before_the_sound_is_over(
    python: dict[str, Row], node: dict[str, Row], conformance: Record
) -> None:
    name = "push stream: words before the sound is over"
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        got = good(rows, name)
        assert 0.0 < got["given"] <= 5.0 < 10.0 < got["sound"], "words came while most was to be said"
        assert len(got["finals"]) >= 2
        conformance(SURFACE, "push stream: partial results while the sound still comes", sdk, "works")


def test_nobody_speaks(python: dict[str, Row], conformance: Record) -> None:
    got = good(python, "push stream, silence")
    assert (got["reason"], got["no_match"]) == ("NoMatch", "InitialSilenceTimeout")
    assert 4.9 < got["duration"] < 5.3
    conformance(SURFACE, "initial silence", PYTHON, "works")


def test_who_spoke(python: dict[str, Row], node: dict[str, Row], conformance: Record) -> None:
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        finals = good(rows, "conversation transcriber")["finals"]
        by = {
            speaker: " ".join(each["text"] for each in finals if each["speaker"] == speaker)
            for speaker in {each["speaker"] for each in finals}
        }
        assert set(by) - {"Unknown"} == {"Guest-1", "Guest-2"}
        assert words(by["Guest-1"]).count("my fellow america") == 2, "known again"
        assert "dashwood" in words(by["Guest-2"])
        conformance(SURFACE, "conversation transcriber", sdk, "works")


def test_translation(python: dict[str, Row], node: dict[str, Row], conformance: Record) -> None:
    note = "shown with a toy model"
    for rows, sdk in ((python, PYTHON), (node, NODE)):
        got = good(rows, "translation recognizer")
        assert got["reason"] == "TranslatedSpeech"
        assert words(got["text"]) == "turn on the office lights"
        assert set(got["translations"]) == {"zh-Hans", "de"}
        assert all(got["translations"].values())
        conformance(SURFACE, "translation recognizer", sdk, "works", note)
    said = good(python, "translation recognizer, spoken")
    assert said["wav"] == "RIFF" and said["seconds"] > 0.2
    conformance(SURFACE, "translation recognizer, spoken", PYTHON, "works", note)


REFUSED = {
    "translation recognizer, a language that nobody translates": "parley models pull",
    "language identification, Mandarin": "parley models pull sense-voice",
    "Mandarin": "parley models pull sense-voice",
    "pronunciation assessment": "no engine that assesses pronunciation",
    "a language that nobody hears": "parley models list",
}
"""Operation → what the SDK's cancellation details say."""


@pytest.mark.parametrize("operation", REFUSED)
def test_what_is_not_there_is_said(
    python: dict[str, Row], node: dict[str, Row], conformance: Record, operation: str
) -> None:
    got = good(python, operation)
    assert (got["reason"], got["code"]) == ("Canceled", "BadRequest")
    assert REFUSED[operation] in got["details"]
    conformance(SURFACE, operation, PYTHON, "refused", REFUSED[operation])
    if operation in node:
        assert good(node, operation)["reason"] == "Canceled"
        assert REFUSED[operation] in node[operation].got["details"]
        conformance(SURFACE, operation, NODE, "refused", REFUSED[operation])


def test_a_missing_or_wrong_key(python: dict[str, Row], node: dict[str, Row], conformance: Record) -> None:
    for operation in ("no key", "wrong key"):
        got = good(python, operation)
        assert (got["reason"], got["code"]) == ("Canceled", "AuthenticationFailure")
        conformance(SURFACE, operation, PYTHON, "refused", "AuthenticationFailure")
    assert good(python, "wrong key, continuous")["ends"][0][:2] == ["Error", "AuthenticationFailure"]
    assert "401" in good(node, "wrong key")["details"]
    conformance(SURFACE, "wrong key", NODE, "refused", "ConnectionFailure, 401")
