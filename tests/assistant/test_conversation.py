"""A conversation as the person on the other side of the device notices it, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.recogniser import FakeRecogniser, Line
from fakes.synthesiser import HummingSynthesiser
from parley.assistant.conversation import Conversation
from parley.assistant.events import (
    EndReason,
    Failed,
    Heard,
    Listening,
    Mode,
    Said,
    Speech,
    Thinking,
    TurnEnded,
)
from parley.assistant.pacing import LEAD_SECONDS, TOGETHER_SECONDS
from parley.errors import BadText, EngineFailed
from parley.pool.host import Inline
from parley.skills.reading import Reading
from parley.skills.service import Skills
from parley.skills.types import Announcement, Reply


@asynccontextmanager
async def talking(
    folder: Path,
    *lines: Line | str,
    recogniser: FakeRecogniser | None = None,
    synthesiser: HummingSynthesiser | None = None,
) -> AsyncIterator[tuple[Conversation, Diary]]:
    assistant = open_assistant(folder, *lines, recogniser=recogniser, synthesiser=synthesiser)
    async with assistant, assistant.open("kitchen", person="owner") as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        yield conversation, diary
        keeping.cancel()


def ended(event: object) -> bool:
    return isinstance(event, TurnEnded)


async def test_speech_is_heard_understood_and_answered_aloud(tmp_path: Path) -> None:
    async with talking(tmp_path, Line("what time is it", partials=("what",))) as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.5))
        await say(conversation, silence(1.0))
        end = await diary.until(ended)
    assert diary.order() == [
        "Listening(1)",
        "Heard(1)",
        "Heard(1)",
        "Thinking(1)",
        "Said(1)",
        "Speech(1)",
        "TurnEnded(1)",
    ]
    heard = diary.of(Heard)
    assert [(each.text, each.final) for each in heard if isinstance(each, Heard)] == [
        ("what", False),
        ("what time is it", True),
    ]
    assert isinstance(end, TurnEnded)
    assert end.reason is EndReason.ANSWERED
    assert end.intent == "clock.time"
    assert set(end.timings) == {"endpoint", "recognise", "understand", "act", "first_audio", "total"}
    # The person waits for the silence that ends their words, and for nothing else here.
    assert end.timings["endpoint"] == pytest.approx(0.7, abs=0.05)


async def test_a_name_that_nobody_gave_is_heard_as_the_sentence_that_was_expected(tmp_path: Path) -> None:
    line = Line("Santa timer for ten minutes.", expected=("Set a timer for ten minutes.",))
    async with talking(tmp_path, line) as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.5))
        await say(conversation, silence(1.0))
        await diary.until(ended)
    assert [each.text for each in diary.of(Heard) if each.final] == [line.expected[0]]


async def test_what_was_heard_is_understood_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    read = Skills.read

    def counted(skills: Skills, text: str, *more: Any) -> Reading:
        asked.append(text)
        return read(skills, text, *more)

    monkeypatch.setattr(Skills, "read", counted)
    async with talking(tmp_path, "what time is it") as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.5))
        await say(conversation, silence(1.0))
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded)
    assert end.intent == "clock.time"
    assert asked == ["what time is it"]


async def test_a_room_that_was_just_read_is_not_asked_for_again(tmp_path: Path) -> None:
    assistant = open_assistant(tmp_path)
    async with assistant, assistant.open("new", person="owner", room="Attic") as conversation:
        assert conversation.context.room == "Attic"


@pytest.mark.parametrize(
    ("typed", "language"), [("set a timer for five minutes", "en"), ("设置一个五分钟的定时器", "zh")]
)
async def test_a_typed_utterance_is_answered_in_its_language(
    tmp_path: Path, typed: str, language: str
) -> None:
    async with talking(tmp_path) as (conversation, diary):
        await conversation.read(typed)
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded)
    assert end.intent == "timer.start"
    assert end.slots["duration"] == 300
    assert {said.language for said in diary.of(Said) if isinstance(said, Said)} == {language}


async def test_speaking_cuts_the_answer_off_at_once(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can you do", "stop") as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, Speech))
        await say(conversation, silence(0.5))
        begun = asyncio.get_running_loop().time()
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: ended(event) and event.turn == 2)
    cut = next(i for i, (_, event) in enumerate(diary.events) if isinstance(event, TurnEnded))
    at, event = diary.events[cut]
    assert isinstance(event, TurnEnded) and event.reason is EndReason.INTERRUPTED and event.turn == 1
    # No packet of the old turn after it was cut.
    assert not [e for _, e in diary.events[cut + 1 :] if e.turn == 1]
    # 0.1 s of speech make a beginning; from there on it may take 60 ms, and takes none.
    last_packet = max(at for at, e in diary.events if isinstance(e, Speech) and e.turn == 1)
    assert last_packet - begun <= 0.1 + 0.06
    assert at - begun <= 0.1 + 0.06


async def test_unread_packets_of_an_interrupted_answer_are_thrown_away(tmp_path: Path) -> None:
    """Given a device that reads slowly, when the answer is interrupted, then nothing old reaches it later."""
    assistant = open_assistant(tmp_path)
    async with assistant, assistant.open("slow", person="owner") as conversation:
        await conversation.read("what can you do")
        await asyncio.sleep(0.5)
        conversation.interrupt()
        conversation._outbox.close()  # pyright: ignore[reportPrivateUsage] - the reader comes only now
        events = [event async for event in conversation.events()]
    assert not [event for event in events if isinstance(event, Speech)]
    assert isinstance(events[-1], TurnEnded) and events[-1].reason is EndReason.INTERRUPTED


async def test_a_cough_does_not_end_an_answer(tmp_path: Path) -> None:
    async with talking(tmp_path, "what can you do", "") as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(1.0))
        await say(conversation, silence(1.0))
        await diary.until(lambda event: isinstance(event, Speech))
        interrupted = [s.text for s in diary.of(Said) if isinstance(s, Said)][-1]
        await say(conversation, speech(0.2))
        await say(conversation, silence(1.0))
        end = await diary.until(lambda event: ended(event) and event.turn == 2)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.RESUMED
    again = [s for s in diary.of(Said) if isinstance(s, Said) and s.turn == 2]
    assert again[0].text == interrupted


async def test_going_on_speaking_while_parley_thinks_keeps_the_promise_but_not_the_talk(
    tmp_path: Path,
) -> None:
    """Two commands in one breath: the first is carried out in silence."""
    slow = FakeRecogniser("set a timer for five minutes", "set a timer for ten minutes")
    async with talking(tmp_path, recogniser=slow) as (conversation, diary):
        conversation.listen(Mode.PRESS)
        await say(conversation, speech(1.0))
        await conversation.release()
        conversation.listen(Mode.PRESS)  # before the first one has been answered
        await say(conversation, speech(1.0))
        await conversation.release()
        await diary.until(lambda event: ended(event) and event.turn == 2)
        await conversation.read("how many timers are running")
        await diary.until(lambda event: ended(event) and event.turn == 3)
    ends = {end.turn: end for end in diary.of(TurnEnded) if isinstance(end, TurnEnded)}
    assert ends[1].intent == "timer.start" and ends[1].reason is EndReason.INTERRUPTED
    assert not [e for e in diary.of(Speech) if e.turn == 1]
    assert ends[2].intent == "timer.start" and ends[2].reason is EndReason.ANSWERED


async def test_press_to_talk_waits_for_the_release_however_long_the_pause(tmp_path: Path) -> None:
    async with talking(tmp_path, "what time is it") as (conversation, diary):
        conversation.listen(Mode.PRESS)
        assert isinstance((await diary.until(lambda e: isinstance(e, Listening))), Listening)
        await say(conversation, speech(0.5))
        await say(conversation, silence(3.0))
        await say(conversation, speech(0.5))
        assert not diary.of(Thinking)
        await conversation.release()
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.ANSWERED


@pytest.mark.parametrize(("language", "words"), [("en", "catch"), ("zh", "没听清")])
async def test_who_presses_and_says_nothing_is_told(tmp_path: Path, language: str, words: str) -> None:
    async with talking(tmp_path) as (conversation, diary):
        conversation.expect(None, default=language)
        conversation.listen(Mode.PRESS)
        await say(conversation, silence(1.0))
        await conversation.release()
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.NOTHING_HEARD
    assert [f.code for f in diary.of(Failed) if isinstance(f, Failed)] == ["nothing_heard"]
    assert words in "".join(said.text for said in diary.of(Said) if isinstance(said, Said))


async def test_noise_in_the_room_is_not_answered(tmp_path: Path) -> None:
    async with talking(tmp_path, "") as (conversation, diary):
        conversation.listen(Mode.OPEN)
        await say(conversation, speech(0.4))
        await say(conversation, silence(1.0))
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.NOTHING_HEARD
    assert not diary.of(Said)


@pytest.mark.parametrize(("language", "words"), [("en", "Sorry"), ("zh", "抱歉")])
async def test_an_engine_that_fails_in_mid_turn_is_apologised_for_and_the_next_turn_works(
    tmp_path: Path, language: str, words: str
) -> None:
    lines = (Line("", error=EngineFailed("It crashed.")), Line("what time is it"))
    async with talking(tmp_path, *lines) as (conversation, diary):
        conversation.expect(None, default=language)
        conversation.listen(Mode.OPEN)
        for turn in (1, 2):
            await say(conversation, speech(1.0))
            await say(conversation, silence(1.0))
            await diary.until(lambda event, turn=turn: ended(event) and event.turn == turn)
    ends = [end.reason for end in diary.of(TurnEnded) if isinstance(end, TurnEnded)]
    assert ends == [EndReason.FAILED, EndReason.ANSWERED]
    said = [said.text for said in diary.of(Said) if isinstance(said, Said) and said.turn == 1]
    assert words in said[0]
    assert [e for e in diary.of(Speech) if e.turn == 1], "the apology is spoken"


async def test_a_mouth_that_fails_still_shows_the_words(tmp_path: Path) -> None:
    async with talking(tmp_path, synthesiser=HummingSynthesiser(fail_after=0)) as (conversation, diary):
        await conversation.read("what time is it")
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.FAILED
    assert diary.of(Said)


async def test_a_full_house_says_so_at_once(tmp_path: Path) -> None:
    full = open_assistant(tmp_path)
    ear = full.parts.hearing.ears[0]
    assert isinstance(ear.host, Inline)

    async def busy(*_: object) -> object:
        from parley.errors import Busy

        raise Busy("Full.")

    ear.host.keep = busy  # type: ignore[method-assign, assignment] - the pool is full from now on
    async with full, full.open("late", person="owner") as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        conversation.listen(Mode.PRESS)
        await say(conversation, speech(1.0))
        await conversation.release()
        end = await diary.until(ended)
        keeping.cancel()
    assert isinstance(end, TurnEnded) and end.reason is EndReason.BUSY
    assert "busy" in "".join(said.text for said in diary.of(Said) if isinstance(said, Said))


@pytest.mark.parametrize("text", ["", "   ", "?!…", "x" * 1_000_000])
async def test_text_that_is_no_utterance_is_refused_in_words(tmp_path: Path, text: str) -> None:
    async with talking(tmp_path) as (conversation, diary):
        await conversation.read(text)
        end = await diary.until(ended)
        await conversation.read("what time is it")
        again = await diary.until(lambda event: ended(event) and event.turn == 2)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.FAILED
    codes = [failed.code for failed in diary.of(Failed) if isinstance(failed, Failed)]
    assert codes == ["too_long" if text else BadText.code] or codes == [BadText.code]
    assert isinstance(again, TurnEnded) and again.reason is EndReason.ANSWERED


async def test_what_parley_cannot_do_it_says(tmp_path: Path) -> None:
    async with talking(tmp_path) as (conversation, diary):
        await conversation.read("请帮我写一首关于量子力学的长诗")
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.intent == ""
    assert [said.language for said in diary.of(Said) if isinstance(said, Said)] == ["zh"]


async def test_an_announcement_waits_for_the_turn_under_way(tmp_path: Path) -> None:
    async with talking(tmp_path) as (conversation, diary):
        await conversation.read("what can you do")
        await diary.until(lambda event: isinstance(event, Speech))
        await conversation.unasked.tell(Announcement("", "", Reply("Your timer is over.", "en"), "timer"))
        await diary.until(lambda event: ended(event) and event.turn == 2)
    order = diary.order()
    assert order.index("TurnEnded(1)") < order.index("Said(2)")


async def test_sound_is_sent_no_faster_than_it_is_heard(tmp_path: Path) -> None:
    async with talking(tmp_path) as (conversation, diary):
        await conversation.read("what can you do")
        await diary.until(ended)
    packets = [(at, e.pcm.seconds) for at, e in diary.events if isinstance(e, Speech)]
    begun, sent = packets[0][0], 0.0
    for at, seconds in packets:
        assert sent - (at - begun) <= LEAD_SECONDS + TOGETHER_SECONDS + 0.05
        sent += seconds
    end = next(at for at, e in diary.events if isinstance(e, TurnEnded))
    assert end - begun == pytest.approx(sent, abs=0.1)
