"""Music between the words, as the person at the device hears it, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.music import heard, write_song
from fakes.recogniser import FakeRecogniser, Line
from fakes.records import MemoryHome
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, EndReason, Event, Mode, Said, Speech, TurnEnded
from parley.assistant.playing import LEAD, PATIENCE

TITLES = ("Alpha", "Bravo", "Charlie")
ABLE = frozenset({"volume", "sound"})


class Listener(Diary):
    """Somebody who listens to what a device plays."""

    @property
    def music(self) -> list[int]:
        return heard(event for _, event in self.events)

    @property
    def states(self) -> list[str]:
        dids = [event.action for event in self.of(Did) if isinstance(event, Did)]
        return [str(each.data["state"]) for each in dids if each.kind == "music"]

    @property
    def said(self) -> list[str]:
        return [event.text for event in self.of(Said) if isinstance(event, Said)]

    async def ask(self, text: str) -> None:
        """Type it, and wait until it is answered in words."""
        turns = len(self.of(TurnEnded)) + 1
        await self.conversation.read(text)
        await self.until(lambda event: isinstance(event, Said | TurnEnded) and event.turn > turns - 1)


@asynccontextmanager
async def listening(
    folder: Path,
    *lines: Line | str,
    home: MemoryHome | None = None,
    songs: int = 1,
    seconds: float = 60.0,
    able: frozenset[str] = ABLE,
) -> AsyncIterator[Listener]:
    """A device in a house with songs whose packets count on from one to the next."""
    for number in range(songs):
        write_song(
            folder / "music", f"0{number} Band - {TITLES[number]}.wav", seconds, round(number * seconds * 25)
        )
    assistant = open_assistant(folder, recogniser=FakeRecogniser(*lines), home=home)
    async with assistant, assistant.open("kitchen", person="anna", able=able) as conversation:
        listener = Listener(conversation)
        keeping = asyncio.create_task(listener.keep())
        yield listener
        keeping.cancel()


async def playing(listener: Listener, seconds: float, ask: str = "play alpha") -> None:
    """Have the music play for a while."""
    await listener.conversation.read(ask)
    before = len(listener.music)
    await listener.until(lambda _: len(listener.music) > before)
    await asyncio.sleep(seconds)


def without_a_gap(music: list[int]) -> bool:
    """Whether everything was heard that lies between the first packet and the last, some of it twice."""
    return all(later - earlier in range(-round(25 * LEAD) - 1, 2) for earlier, later in pairwise(music))


async def test_music_comes_after_the_words_in_the_same_turn_no_faster_than_it_is_heard(
    tmp_path: Path,
) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 10)
        music = device.music
    assert music == list(range(len(music)))
    assert 10 * 25 <= len(music) <= (10 + LEAD + 0.2) * 25
    first = next(i for i, (_, event) in enumerate(device.events) if heard([event]))
    assert any(isinstance(event, Said) for _, event in device.events[:first])
    assert {event.turn for _, event in device.events} == {1}
    shown = next(e.action.data for e in device.of(Did) if isinstance(e, Did) and "title" in e.action.data)
    assert (shown["state"], shown["title"], shown["artist"]) == ("playing", "Alpha", "Band")


async def test_a_question_holds_it_up_and_it_goes_on_where_it_was(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 5)
        before = device.music
        await device.ask("what time is it")
        await asyncio.sleep(8)
        music = device.music
        ends = [event for event in device.of(TurnEnded) if isinstance(event, TurnEnded)]
    assert [each.reason for each in ends] == [EndReason.INTERRUPTED]
    after = music[len(before) :]
    # What was sent ahead and thrown away is heard now, and nothing twice that was heard.
    assert 5 * 25 - 2 <= after[0] <= 5 * 25 + 7
    assert after == list(range(after[0], after[0] + len(after)))
    assert "It's" in device.said[-1] or ":" in device.said[-1]


async def test_speaking_silences_it_at_once(tmp_path: Path) -> None:
    async with listening(tmp_path, Line("what time is it")) as device:
        device.conversation.listen(Mode.OPEN)
        await playing(device, 3)
        begun = asyncio.get_running_loop().time()
        await say(device.conversation, speech(1.0))
        last = max(at for at, event in device.events if isinstance(event, Speech))
        assert last - begun <= 0.16
        await say(device.conversation, silence(1.0))
        await asyncio.sleep(8)
        assert without_a_gap(device.music) and device.music[-1] > 8 * 25


@pytest.mark.parametrize("line", [Line(""), Line("oh baby baby baby")])
async def test_a_noise_or_words_of_the_song_itself_are_no_reason_to_stop(tmp_path: Path, line: Line) -> None:
    async with listening(tmp_path, line) as device:
        device.conversation.listen(Mode.OPEN)
        await playing(device, 3)
        said = list(device.said)
        await say(device.conversation, speech(0.6))
        await say(device.conversation, silence(1.0))
        await asyncio.sleep(5)
        assert device.said == said
        assert without_a_gap(device.music) and device.music[-1] > 7 * 25


async def test_who_presses_the_button_and_says_nothing_is_told_and_hears_on(tmp_path: Path) -> None:
    async with listening(tmp_path, Line("")) as device:
        await playing(device, 3)
        device.conversation.listen(Mode.PRESS)
        await say(device.conversation, speech(0.6))
        await device.conversation.release()
        await asyncio.sleep(8)
        assert len(device.said) == 2 and device.music[-1] > 5 * 25


@pytest.mark.parametrize("words", ["stop", "停", "pause", "暂停", "stop the music", "别放了"])
async def test_stop_pauses_it_and_resume_goes_on_where_it_was(tmp_path: Path, words: str) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 5)
        await device.conversation.read(words)
        await asyncio.sleep(5)
        still = len(device.music)
        assert device.states[-1] == "paused"
        await device.ask("what time is it")
        await asyncio.sleep(5)
        assert len(device.music) == still
        await device.conversation.read("resume")
        await asyncio.sleep(3)
        assert 5 * 25 - 2 <= device.music[still] <= 5 * 25 + 7
        assert device.states[-1] == "playing"


async def test_the_button_pauses_it(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 3)
        device.conversation.interrupt()
        await asyncio.sleep(20)
        assert device.music[-1] < 5 * 25 and device.states[-1] == "paused"
        end = device.of(TurnEnded)[-1]
        assert isinstance(end, TurnEnded) and end.reason is EndReason.INTERRUPTED


async def test_a_press_of_stop_just_before_a_question_is_part_of_asking(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 3)
        device.conversation.interrupt()
        await device.ask("what time is it")
        await asyncio.sleep(8)
        assert device.music[-1] > 6 * 25


async def test_stop_during_an_answer_ends_the_answer_and_not_the_music(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 3)
        await device.ask("what can you do")
        await asyncio.sleep(1)
        await device.conversation.read("stop")
        await asyncio.sleep(5)
        assert device.music[-1] > 6 * 25


async def test_what_rings_holds_it_up_until_somebody_has_seen_to_it(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await device.ask("set a timer for ten seconds")
        await asyncio.sleep(4)
        await playing(device, 30)
        rang = next(
            at for at, event in device.events if isinstance(event, Did) and "rang" in event.action.kind
        )
        last = max(at for at, event in device.events if heard([event]))
        assert last <= rang + 0.1, "it does not wait for the end of the music, and the music waits"
        await device.conversation.read("stop")
        await asyncio.sleep(5)
        music = device.music
        assert without_a_gap(music) and len(music) > 6 * 25


async def test_the_button_ends_the_ringing_and_the_music_goes_on(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await device.ask("set a timer for ten seconds")
        await asyncio.sleep(4)
        await playing(device, 30)
        before = len(device.music)
        device.conversation.interrupt()
        await asyncio.sleep(5)
        assert len(device.music) > before + 4 * 25


async def test_nobody_is_startled_by_music_long_after_a_ring(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await device.ask("set a timer for ten seconds")
        await asyncio.sleep(4)
        await playing(device, 10)
        before = len(device.music)
        await asyncio.sleep(PATIENCE + 30)
        await device.ask("what time is it")
        await asyncio.sleep(10)
        assert len(device.music) == before
        await device.conversation.read("resume")
        await asyncio.sleep(5)
        assert len(device.music) > before + 4 * 25


async def test_while_the_assistant_waits_for_an_answer_it_is_quiet(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 3)
        before = len(device.music)
        await device.ask("set a timer")
        await asyncio.sleep(5)
        assert len(device.music) <= before + 1
        await device.conversation.read("five minutes")
        await asyncio.sleep(10)
        assert len(device.music) > before + 4 * 25


async def test_and_goes_on_when_nobody_answers(tmp_path: Path) -> None:
    async with listening(tmp_path) as device:
        await playing(device, 3)
        before = len(device.music)
        await device.ask("set a timer")
        await asyncio.sleep(30)
        assert len(device.music) > before + 8 * 25


async def test_songs_follow_one_another_and_the_turn_ends_with_the_last(tmp_path: Path) -> None:
    async with listening(tmp_path, songs=3, seconds=4) as device:
        await device.conversation.read("play alpha")
        await device.until(lambda event: isinstance(event, TurnEnded))
        end = device.of(TurnEnded)[-1]
        assert isinstance(end, TurnEnded) and end.reason is EndReason.ANSWERED
        assert sorted(device.music) == list(range(300)) and device.states[-1] == "stopped"


async def test_next_leaves_nothing_of_the_song_before(tmp_path: Path) -> None:
    async with listening(tmp_path, songs=2, seconds=20) as device:
        await playing(device, 5)
        before = len(device.music)
        await device.conversation.read("next song")
        await asyncio.sleep(3)
        assert device.music[before] == 500
        await device.conversation.read("next song")
        await device.until(lambda event: isinstance(event, Said) and "last" in event.text)
        await asyncio.sleep(6)
        assert device.music[-1] > 600, "who asks for more than there is hears on"


async def test_where_nothing_can_be_played_it_is_said(tmp_path: Path) -> None:
    async with listening(tmp_path, able=frozenset({"volume"})) as device:
        await device.ask("play alpha")
        await device.until(lambda event: isinstance(event, TurnEnded))
        assert "can't play" in device.said[0] and not device.music


async def test_a_device_that_leaves_takes_its_music_along(tmp_path: Path) -> None:
    write_song(tmp_path / "music", "Band - Alpha.wav")
    assistant = open_assistant(tmp_path)
    async with assistant:
        async with assistant.open("kitchen", person="anna", able=ABLE) as conversation:
            first = Listener(conversation)
            keeping = asyncio.create_task(first.keep())
            await playing(first, 5)
        keeping.cancel()
        async with assistant.open("kitchen", person="anna", able=ABLE) as conversation:
            second = Listener(conversation)
            keeping = asyncio.create_task(second.keep())
            shown = await conversation.going_on()
            assert [each.data["state"] for each in shown if each.kind == "music"] == ["paused"]
            await playing(second, 3, "resume")
            assert 3 * 25 < second.music[0] <= 5 * 25 + 7, "it goes on where it was, or a little before"
        keeping.cancel()


async def test_a_slow_device_holds_up_nothing_but_itself(tmp_path: Path) -> None:
    write_song(tmp_path / "music", "Band - Alpha.wav")
    assistant = open_assistant(tmp_path)
    async with assistant, assistant.open("slow", person="anna", able=ABLE) as conversation:
        await conversation.read("play alpha")
        await asyncio.sleep(30)
        events: list[Event] = []

        async def read() -> None:
            async for event in conversation.events():
                events.append(event)

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.05)
        reading.cancel()
        assert len(heard(events)) <= 60


def test_the_states_are_those_that_the_protocol_names() -> None:
    text = (Path(__file__).parents[2] / "docs/talk-protocol.md").read_text("utf-8")
    assert all(f"`{state}`" in text for state in ("playing", "paused", "stopped"))


async def test_two_conversations_of_one_device_play_one_music(tmp_path: Path) -> None:
    write_song(tmp_path / "music", "Band - Alpha.wav")
    assistant = open_assistant(tmp_path)

    async def tab() -> tuple[Conversation, Listener, asyncio.Task[None]]:
        conversation = await assistant.open("page", person="anna", able=ABLE).__aenter__()
        listener = Listener(conversation)
        return conversation, listener, asyncio.create_task(listener.keep())

    async with assistant:
        one, first, keeping = await tab()
        other, second, also = await tab()
        await playing(first, 3)
        await playing(second, 3, "resume")
        before = len(first.music)
        await asyncio.sleep(3)
        assert len(first.music) == before and len(second.music) > 4 * 25
        for conversation, task in ((one, keeping), (other, also)):
            await conversation.__aexit__(None, None, None)
            task.cancel()
