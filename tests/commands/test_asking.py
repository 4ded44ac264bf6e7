"""``parley ask``: what one input becomes, and what a wrong one is told."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from data import TEST_DATA, needs_data
from fakes.house import open_assistant, speech
from parley.assistant.conversation import Conversation
from parley.audio.files import read_audio, write_wav
from parley.audio.pcm import SPEECH_RATE, Pcm
from parley.commands.ask import Answer, answer_one, recording, run
from parley.errors import BadAudio


@pytest.fixture
async def conversation(tmp_path: Path) -> AsyncIterator[Conversation]:
    assistant = open_assistant(tmp_path / "house", "what time is it", "set a timer for five minutes")
    async with assistant, assistant.open("ask", person="owner", paced=False) as opened:
        yield opened


async def test_a_recording_is_heard_as_one_utterance(conversation: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "question.wav"
    pause = np.zeros(SPEECH_RATE, np.int16)
    write_wav(file, Pcm(np.concatenate((speech(1.0), pause, speech(1.0))), SPEECH_RATE))
    answer = await answer_one(conversation, str(file), 60)
    assert (answer.heard, answer.intent, answer.reason) == ("what time is it", "clock.time", "answered")
    assert answer.said and answer.sound
    assert set(answer.timings) >= {"endpoint", "recognise", "understand", "act", "first_audio", "total"}


async def test_json_has_every_promised_key(conversation: Conversation) -> None:
    answer = await answer_one(conversation, "定一个五分钟的定时器", 60)
    shown = json.loads(answer.json())
    assert {"heard", "language", "intent", "slots", "said", "said_language", "timings"} <= set(shown)
    assert shown["slots"] == {"duration": 300.0}
    assert (shown["language"], shown["said_language"]) == ("zh", "zh")


async def test_events_of_one_input_never_leak_into_the_next(conversation: Conversation) -> None:
    for text, intent in [("what time is it", "clock.time"), ("what can you do", "talk.help")] * 3:
        answer = await answer_one(conversation, text, 60)
        assert (answer.heard, answer.intent, answer.reason) == (text, intent, "answered")


async def test_a_follow_up_remembers_what_was_asked(conversation: Conversation) -> None:
    first = await answer_one(conversation, "set a timer", 60)
    assert first.said.endswith("?")
    second = await answer_one(conversation, "five minutes", 60)
    assert second.intent == "timer.start" and second.slots["duration"] == 300


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "empty_audio"), (b"this is no sound at all" * 50, "bad_audio")]
)
async def test_a_file_that_is_no_recording_says_so(
    conversation: Conversation, tmp_path: Path, content: bytes, code: str
) -> None:
    file = tmp_path / "broken.wav"
    file.write_bytes(content)
    answer = await answer_one(conversation, str(file), 60)
    assert answer.error == code and answer.message


async def test_a_recording_that_is_too_long_says_so(conversation: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "long.wav"
    write_wav(file, Pcm(np.zeros(8_000 * 90, np.int16), 8_000))
    assert (await answer_one(conversation, str(file), 60)).error == "too_long"


async def test_silence_is_answered_with_an_apology(conversation: Conversation, tmp_path: Path) -> None:
    file = tmp_path / "silence.wav"
    write_wav(file, Pcm(np.zeros(SPEECH_RATE * 2, np.int16), SPEECH_RATE))
    answer = await answer_one(conversation, str(file), 60)
    assert answer.error == "nothing_heard" and answer.said and answer.sound


def test_a_missing_file_is_not_taken_for_a_sentence() -> None:
    with pytest.raises(BadAudio, match="no file"):
        recording("question.wav")
    assert recording("what time is it") is None
    assert recording("现在几点了？") is None
    assert recording("x" * 100_000) is None


def test_for_files_that_are_not_there_nothing_is_woken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def woken(*_: object) -> None:
        raise AssertionError("the home was opened")

    monkeypatch.setattr("parley.commands.ask.Home.open", woken)
    assert run(["/nowhere/a.wav", "/nowhere/b.flac"], None, as_json=True, language=None) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["input"] for each in told] == ["/nowhere/a.wav", "/nowhere/b.flac"]
    assert all(each["error"]["code"] == "bad_audio" for each in told)
    with pytest.raises(AssertionError, match="opened"):  # the second is to be answered
        run(["/nowhere/a.wav", "what time is it"], None, as_json=True, language=None)


def test_an_answer_in_several_sentences_reads_as_its_language_is_written() -> None:
    from parley.assistant.events import Said

    chinese, english = Answer("a"), Answer("b")
    for text in ("好的。", "五分钟。"):
        chinese.take(Said(1, text, "zh"))
    for text in ("Okay.", "Five minutes."):
        english.take(Said(1, text, "en"))
    assert (chinese.said, english.said) == ("好的。五分钟。", "Okay. Five minutes.")


@pytest.mark.engine
@needs_data
def test_a_real_recording_and_a_sentence_share_warm_engines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given the product as installed, when asked aloud and in writing, then it answers both aloud."""
    monkeypatch.setenv("PARLEY_DATA", str(tmp_path))
    monkeypatch.setenv("PARLEY_EARS__ENGINES", '["moonshine"]')
    monkeypatch.setattr(sys, "stdin", io.StringIO("现在几点了"))
    out = tmp_path / "answers.wav"
    clip = TEST_DATA / "speech" / "en" / "oww_office_lights_1.wav"
    assert run([str(clip), "-"], out, as_json=True, language=None) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["heard"].lower().strip(".") == "turn on the office lights"
    assert (second["intent"], second["said_language"]) == ("clock.time", "zh")
    assert read_audio(out).seconds > 2
