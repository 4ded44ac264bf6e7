"""The silence that ends an utterance is used: what was said is recognised in it. In virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from fakes.house import Diary, fake_ear, fake_parts, say, silence, speech
from fakes.recogniser import FakeRecogniser, Line
from fakes.records import MemoryHome
from fakes.slow import Slow
from fakes.synthesiser import HummingSynthesiser
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import EndReason, Failed, Heard, Mode, TurnEnded
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import Busy, EngineFailed
from parley.settings import Settings
from parley.speech.hearing import HearingService

TIME = "what time is it"
HEAD_START = EndpointSettings().end_silence or 0.0
HEAD_START -= EndpointSettings().kept_silence
"""Seconds between the last sample that is handed on and the end, to a window of 32 ms."""


@asynccontextmanager
async def talking(
    folder: Path, recogniser: FakeRecogniser, *, paced: bool = True, **slow: float
) -> AsyncIterator[tuple[Conversation, Diary, Slow]]:
    """The recogniser takes 0.2 s to say what it heard, or as ``slow`` has it."""
    ear = fake_ear(recogniser, slow={"finish": 0.2} | slow)
    parts = replace(fake_parts(recogniser, HummingSynthesiser()), hearing=HearingService([ear]))
    assistant = Assistant(Settings(data=str(folder)), MemoryHome(), parts)
    async with assistant, assistant.open("kitchen", person="owner", paced=paced) as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        assert isinstance(ear.host, Slow)
        yield conversation, diary, ear.host
        keeping.cancel()


def ended(event: object) -> bool:
    return isinstance(event, TurnEnded)


async def turn(conversation: Conversation, diary: Diary, *sounds: Samples) -> TurnEnded:
    conversation.listen(Mode.OPEN)
    for sound in sounds:
        await say(conversation, sound)
    end = await diary.until(ended)
    assert isinstance(end, TurnEnded)
    return end


async def test_who_has_finished_does_not_wait_for_the_recogniser_too(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, _):
        end = await turn(conversation, diary, speech(1.5), silence(1.0))
    assert end.intent == "clock.time"
    assert end.timings["endpoint"] == pytest.approx(0.7, abs=0.05)
    assert end.timings["recognise"] == 0
    assert recogniser.hearings[0].asked == [recogniser.hearings[0].samples]


async def test_what_takes_longer_than_the_silence_was_begun_in_it(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser, finish=1.0) as (conversation, diary, _):
        end = await turn(conversation, diary, speech(1.5), silence(1.0))
    assert end.timings["recognise"] == pytest.approx(1.0 - HEAD_START, abs=0.05)


async def test_an_engine_that_cannot_go_on_is_asked_when_all_is_said(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME)
    async with talking(tmp_path, recogniser) as (conversation, diary, slow):
        end = await turn(conversation, diary, speech(1.5), silence(1.0))
    assert end.timings["recognise"] == pytest.approx(0.2, abs=0.01)
    assert slow.begun == ["finish"]


async def test_who_goes_on_after_a_pause_is_heard_to_the_end(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("set a timer for ten minutes", resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, slow):
        end = await turn(conversation, diary, speech(1.0), silence(0.5), speech(1.0), silence(1.0))
    assert (slow.begun, slow.cut_off) == (["finish", "finish"], ["finish"])
    assert len(diary.of(TurnEnded)) == 1 and end.intent == "timer.start"
    hearing = recogniser.hearings[0]
    assert hearing.asked == [hearing.samples] and hearing.samples > 2.5 * SPEECH_RATE
    assert end.timings["recognise"] == 0


async def test_what_was_heard_in_a_pause_counts_no_more_once_speech_goes_on(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser, finish=0.05) as (conversation, diary, slow):
        await turn(conversation, diary, speech(1.0), silence(0.6), speech(1.0), silence(1.0))
    hearing = recogniser.hearings[0]
    assert len(hearing.asked) == 2 and hearing.asked[-1] == hearing.samples
    assert slow.cut_off == []
    assert [each.text for each in diary.of(Heard)] == [TIME]


async def test_a_stutterer_is_not_recognised_at_each_pause(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    words = [sound for _ in range(8) for sound in (speech(0.15), silence(0.5))]
    async with talking(tmp_path, recogniser) as (conversation, diary, slow):
        await turn(conversation, diary, speech(2.0), silence(0.5), *words, silence(0.5))
    # 7.5 seconds in ten pieces: each is to be a fifth longer than the one that was tried before.
    assert 4 <= len(slow.begun) <= 7
    assert recogniser.hearings[0].asked == [recogniser.hearings[0].samples]


async def test_a_button_let_go_in_the_silence_is_answered_at_once(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, _):
        conversation.listen(Mode.PRESS)
        await say(conversation, speech(1.0))
        await say(conversation, silence(0.8))
        await conversation.release()
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded)
    assert end.intent == "clock.time" and end.timings["recognise"] == 0


async def test_listening_no_more_stops_the_work_of_a_pause(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, slow):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.0))
        await say(conversation, silence(0.5))
        assert slow.begun == ["finish"]
        conversation.deaf()
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.NOTHING_HEARD
    assert slow.cut_off == ["finish"] and recogniser.hearings[0].closed
    assert not diary.of(Heard)


async def test_a_pool_too_busy_in_the_pause_hears_it_when_all_is_said(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, slow):
        slow.refuses = Busy("It has too much to do.")
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.5))
        await say(conversation, silence(0.5))
        assert slow.begun == ["finish"]
        slow.refuses = None
        await say(conversation, silence(0.5))
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.intent == "clock.time"
    assert end.timings["recognise"] == pytest.approx(0.2, abs=0.01)


async def test_an_engine_that_fails_in_the_pause_is_apologised_for(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(Line("", error=EngineFailed("It crashed.")), TIME, resumes=True)
    async with talking(tmp_path, recogniser) as (conversation, diary, _):
        end = await turn(conversation, diary, speech(1.5), silence(1.0))
        assert end.reason is EndReason.FAILED
        assert [each.code for each in diary.of(Failed)] == ["engine_failed"]
        await say(conversation, speech(1.5))
        await say(conversation, silence(1.0))
        again = await diary.until(lambda event: isinstance(event, TurnEnded) and event.turn > end.turn)
    assert isinstance(again, TurnEnded) and again.intent == "clock.time"


async def test_a_file_is_recognised_once(tmp_path: Path) -> None:
    recogniser = FakeRecogniser(TIME, resumes=True)
    async with talking(tmp_path, recogniser, paced=False) as (conversation, diary, slow):
        await turn(conversation, diary, speech(1.0), silence(0.5), speech(1.0), silence(1.0))
    assert slow.begun == ["finish"]
