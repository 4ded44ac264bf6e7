"""Hands-free behind a wake word: when Parley listens, and when it must not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.recogniser import FakeRecogniser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine, word
from parley.assistant.conversation import Conversation, Ears
from parley.assistant.events import EndReason, Listening, Mode, Said, Speech, TurnEnded, Woke
from parley.audio.endpoint import EndpointSettings
from parley.errors import Unsupported


@asynccontextmanager
async def woken(
    folder: Path, recogniser: FakeRecogniser, language: str = ""
) -> AsyncIterator[tuple[Conversation, Diary]]:
    ears = Ears(
        LoudnessVoiceActivity,
        EndpointSettings(),
        follow_up=4.0,
        wake=FakeWakeEngine(),
        words={"okay_nabu": language},
    )
    assistant = open_assistant(folder, recogniser=recogniser, ears=ears)
    async with assistant, assistant.open("kitchen", person="owner") as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        conversation.listen(Mode.WAKE)
        yield conversation, diary
        keeping.cancel()


async def test_nothing_is_heard_before_the_wake_word(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what time is it")
    async with woken(tmp_path, recogniser) as (conversation, diary):
        await say(conversation, speech(2.0))
        await say(conversation, silence(1.0))
    assert not diary.events
    assert not recogniser.hearings


async def test_what_follows_the_wake_word_is_answered_and_then_parley_sleeps_again(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what time is it", "what time is it")
    async with woken(tmp_path, recogniser) as (conversation, diary):
        await say(conversation, word())
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, TurnEnded))
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
    assert [type(event) for _, event in diary.events][:2] == [Listening, Woke]
    assert [end.reason for end in diary.of(TurnEnded) if isinstance(end, TurnEnded)] == [EndReason.ANSWERED]
    assert len(recogniser.hearings) == 1


async def test_a_wake_word_may_set_the_language(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("现在几点了")
    async with woken(tmp_path, recogniser, language="zh") as (conversation, diary):
        await say(conversation, word())
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, TurnEnded))
    assert recogniser.hints[0].language == "zh"


async def test_who_wakes_parley_and_says_nothing_lets_it_sleep_again(tmp_path: Path) -> None:
    async with woken(tmp_path, FakeRecogniser("what time is it")) as (conversation, diary):
        await say(conversation, word())
        await say(conversation, silence(6.0))
        end = await diary.until(lambda event: isinstance(event, TurnEnded))
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
    assert isinstance(end, TurnEnded) and end.reason is EndReason.NOTHING_HEARD
    assert len(diary.of(TurnEnded)) == 1


async def test_the_wake_word_interrupts_an_answer_but_other_speech_does_not(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("what can you do", "what time is it")
    async with woken(tmp_path, recogniser) as (conversation, diary):
        await say(conversation, word())
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, Speech))
        await say(conversation, speech(0.5))  # the radio, or somebody else
        assert not diary.of(TurnEnded)
        await say(conversation, word())
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, TurnEnded) and event.turn == 2)
    ends = [end.reason for end in diary.of(TurnEnded) if isinstance(end, TurnEnded)]
    assert ends == [EndReason.INTERRUPTED, EndReason.ANSWERED]


async def test_parleys_own_question_is_answered_without_the_wake_word(tmp_path: Path) -> None:
    recogniser = FakeRecogniser("set a timer", "five minutes")
    async with woken(tmp_path, recogniser) as (conversation, diary):
        await say(conversation, word())
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        first = await diary.until(lambda event: isinstance(event, TurnEnded))
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        second = await diary.until(lambda event: isinstance(event, TurnEnded) and event.turn == 2)
    assert isinstance(first, TurnEnded) and first.follow_up
    assert isinstance(second, TurnEnded) and second.slots["duration"] == 300
    assert "5 minutes" in " ".join(s.text for s in diary.of(Said) if isinstance(s, Said) and s.turn == 2)


async def test_without_a_wake_engine_waking_is_refused(tmp_path: Path) -> None:
    assistant = open_assistant(tmp_path)
    async with assistant, assistant.open("kitchen", person="owner") as conversation:
        with pytest.raises(Unsupported):
            conversation.listen(Mode.WAKE)
