"""What somebody does to a device from its page, as it is heard there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.music import heard, write_song
from parley.assistant.assistant import Assistant
from parley.assistant.chime import LONGEST, MOST_WAITING, Chime, Voice
from parley.assistant.device_status import NOTHING, TOOL, Status, read, status_of
from parley.assistant.events import Did, EndReason, Heard, Mode, Said, Speech, TurnEnded
from parley.assistant.remote import LONGEST_TEXT, PATIENCE
from parley.assistant.watching import State
from parley.audio.pcm import SPEECH_RATE, Pcm, Samples
from parley.errors import BadText, Busy, DeviceFailed, ParleyError, TooLong, Unsupported
from parley.home.schedule.occurrence import NobodyThere
from parley.skills.types import Action, Announcement, DeviceTool, Reply

BOTH = frozenset({"volume", "sound"})


@asynccontextmanager
async def kitchen(
    folder: Path, *, able: frozenset[str] = BOTH, person: str = "anna"
) -> AsyncIterator[tuple[Assistant, Diary]]:
    assistant = open_assistant(folder)
    async with assistant, assistant.open("kitchen", person=person, able=able) as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        yield assistant, diary
        keeping.cancel()


def ended(event: object) -> bool:
    return isinstance(event, TurnEnded)


def sound_of(diary: Diary) -> Samples:
    return np.concatenate([each.pcm.samples for each in diary.of(Speech)])


async def test_what_is_said_from_afar_is_said_there_and_nowhere_else(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary), assistant.open("study", person="anna") as study:
        other = Diary(study)
        keeping = asyncio.create_task(other.keep())
        await assistant.remote.say("kitchen", "anna", "  晚饭好了，\n快来吃 ")
        await diary.until(ended)
        keeping.cancel()
    (said,) = diary.of(Said)
    assert (said.text, said.language) == ("晚饭好了， 快来吃", "zh")
    assert diary.of(Speech) and other.events == []


async def test_it_waits_until_an_answer_is_over(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        await diary.conversation.read("what is 20 plus 1")
        await diary.until(lambda event: isinstance(event, Speech))
        await assistant.remote.say("kitchen", "anna", "Dinner is ready.")
        await diary.until(lambda _: len(diary.of(TurnEnded)) == 2)
    assert [each.reason for each in diary.of(TurnEnded)] == [EndReason.ANSWERED] * 2
    assert "Dinner" in diary.of(Said)[-1].text


async def test_who_waits_too_long_is_told_so(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        words = "This is a sentence that takes a while to say. " * 40
        await assistant.announce(Announcement("kitchen", "anna", Reply(words, "en"), "story", exact=True))
        began = asyncio.get_running_loop().time()
        with pytest.raises(Busy):
            await assistant.remote.say("kitchen", "anna", "Dinner is ready.")
        assert asyncio.get_running_loop().time() - began == pytest.approx(PATIENCE, abs=0.1)
        assistant.remote.stop("kitchen")
        await diary.until(ended)
    assert not any("Dinner" in each.text for each in diary.of(Said))


async def test_a_question_is_answered_there(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        await assistant.remote.ask("kitchen", "what is 20 plus 1")
        end = await diary.until(ended)
    assert isinstance(end, TurnEnded) and end.intent
    assert [each.engine for each in diary.of(Heard)] == ["keyboard"]
    assert "21" in diary.of(Said)[0].text and diary.of(Speech)


@pytest.mark.parametrize(
    ("text", "wrong"), [("", BadText), (" …! ", BadText), ("a" * (LONGEST_TEXT + 1), TooLong)]
)
async def test_what_cannot_be_said_is_refused(tmp_path: Path, text: str, wrong: type[ParleyError]) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        with pytest.raises(wrong):
            await assistant.remote.say("kitchen", "anna", text)
        with pytest.raises(wrong):
            await assistant.remote.ask("kitchen", text)
    assert diary.events == []


async def test_a_device_that_is_not_there_is_not_reached(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        for trying in (
            assistant.remote.say("attic", "anna", "hello"),
            assistant.remote.ask("attic", "hello"),
            assistant.remote.sound("attic", "anna"),
        ):
            with pytest.raises(NobodyThere):
                await trying
        with pytest.raises(NobodyThere):
            assistant.remote.stop("attic")
        with pytest.raises(NobodyThere):
            assistant.remote.volume("attic", 3)
    assert diary.events == []


async def test_the_volume_of_a_device_that_does_not_let_it_is_left_alone(tmp_path: Path) -> None:
    async with kitchen(tmp_path, able=frozenset()) as (assistant, diary):
        with pytest.raises(Unsupported):
            assistant.remote.volume("kitchen", 30)
    assert diary.events == []


async def test_the_test_sound_is_a_chime_of_two_seconds(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        await assistant.remote.sound("kitchen", "anna")
        await diary.until(ended)
    sound = sound_of(diary)
    assert len(sound) / SPEECH_RATE == pytest.approx(2.4, abs=0.05)
    level = np.abs(sound.astype(float)).max() / 32_768
    assert 0.4 < level < 0.6
    loudest = np.fft.rfftfreq(SPEECH_RATE)[np.abs(np.fft.rfft(sound[:SPEECH_RATE])).argmax()] * SPEECH_RATE
    assert loudest == pytest.approx(523, abs=140)


async def test_the_test_sound_stops_when_it_is_stopped(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        await assistant.remote.sound("kitchen", "anna")
        await diary.until(lambda event: isinstance(event, Speech))
        await asyncio.sleep(0.2)
        assistant.remote.stop("kitchen")
        end = await diary.until(ended)
        await asyncio.sleep(5)
    assert isinstance(end, TurnEnded) and end.reason is EndReason.INTERRUPTED
    assert len(sound_of(diary)) < 1.5 * SPEECH_RATE
    assert len(diary.of(TurnEnded)) == 1, "it does not go on"


async def test_music_goes_on_after_the_test_sound(tmp_path: Path) -> None:
    write_song(tmp_path / "music", "00 Band - Alpha.wav", 30.0, 0)
    async with kitchen(tmp_path) as (assistant, diary):
        await diary.conversation.read("play alpha")
        await diary.until(lambda _: len(heard(event for _, event in diary.events)) > 50)
        assert assistant.live.now("kitchen").state is State.PLAYING
        await assistant.remote.sound("kitchen", "anna")
        await asyncio.sleep(1)
        assert assistant.live.now("kitchen").state is State.SPEAKING
        await asyncio.sleep(4)
        assert assistant.live.now("kitchen").state is State.PLAYING
        last = diary.of(TurnEnded)[-1].turn
        music = heard(event for _, event in diary.events if event.turn != last + 1)
        assert all(later - earlier in range(-26, 2) for earlier, later in pairwise(music))
        await asyncio.sleep(30)
    states = [each.action.data["state"] for each in diary.of(Did) if each.action.kind == "music"]
    assert states[0] == "playing" and states[-1] == "stopped" and states.count("stopped") == 1


async def test_stopping_the_test_sound_lets_the_music_go_on(tmp_path: Path) -> None:
    write_song(tmp_path / "music", "00 Band - Alpha.wav", 60.0, 0)
    async with kitchen(tmp_path) as (assistant, diary):
        await diary.conversation.read("play alpha")
        await diary.until(lambda _: len(heard(event for _, event in diary.events)) > 50)
        await assistant.remote.sound("kitchen", "anna")
        await asyncio.sleep(1)
        assistant.remote.stop("kitchen")
        await asyncio.sleep(2)
        assert assistant.live.now("kitchen").state is State.PLAYING
        assistant.remote.stop("kitchen")
        await asyncio.sleep(1)
        assert assistant.live.now("kitchen").state is State.IDLE


async def test_stop_silences_what_rings(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        rang = Reply("", "en", actions=(Action("timer_rang", {"id": "t"}),))
        await assistant.announce(Announcement("kitchen", "anna", rang, "timer"))
        await asyncio.sleep(1)
        assert assistant.live.now("kitchen").state is State.RINGING
        assistant.remote.stop("kitchen")
        await asyncio.sleep(1)
        assert assistant.live.now("kitchen").state is State.IDLE
    assert [each.action.kind for each in diary.of(Did)] == ["timer_rang", "stop"]


async def test_somebody_s_voice_is_heard_there_as_it_comes(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        voice = Voice()
        await assistant.remote.speak("kitchen", "anna", voice)
        sent = speech(2.0)
        for begin in range(0, len(sent), 640):
            voice.push(sent[begin : begin + 640])
            await asyncio.sleep(0.04)
        voice.end()
        await diary.until(ended)
    assert np.array_equal(sound_of(diary), sent)
    first = next(at for at, event in diary.events if isinstance(event, Speech))
    last = [at for at, event in diary.events if isinstance(event, Speech)][-1]
    assert last - first == pytest.approx(1.96, abs=0.1), "as it comes, and not when it is over"


async def test_a_voice_ends_after_half_a_minute_and_does_not_pile_up() -> None:
    voice = Voice()
    for _ in range(round(LONGEST) + 5):
        voice.push(speech(1.0))
    assert voice.over
    left = 0
    while isinstance(packet := await voice.next(), Pcm):
        left += len(packet.samples)
    assert left <= (MOST_WAITING + 1) * SPEECH_RATE


async def test_a_voice_whose_page_went_silent_is_over() -> None:
    voice = Voice()
    voice.push(speech(0.04))
    assert isinstance(await voice.next(), Pcm)
    assert await voice.next() is None


async def test_whoever_speaks_there_cuts_the_voice_short(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as (assistant, diary):
        voice = Voice()
        await assistant.remote.speak("kitchen", "anna", voice)
        voice.push(speech(2.0))
        await asyncio.sleep(0.5)
        diary.conversation.listen(Mode.OPEN)
        await say(diary.conversation, speech(1.0))
        await say(diary.conversation, silence(1.0))
        assert voice.over


async def test_the_chime_is_the_same_for_everybody() -> None:
    first, second = Chime(), Chime()
    assert isinstance(await first.next(), Pcm)
    first.close()
    assert await first.next() is None
    assert isinstance(await second.next(), Pcm)


class Board:
    """Tells of its battery, if it can."""

    def __init__(self, told: str, name: str = TOOL) -> None:
        self.told, self.name = told, name

    def all(self) -> Sequence[DeviceTool]:
        return [DeviceTool(self.name)]

    async def call(self, name: str, arguments: object) -> str:
        if self.told == "slow":
            await asyncio.sleep(1_000)
        if self.told == "broken":
            raise DeviceFailed("It is broken.")
        return self.told


async def test_a_board_tells_of_its_battery_and_its_network() -> None:
    told = (
        '{"audio_speaker": {"volume": 70}, "battery": {"level": 55, "charging": true},'
        ' "network": {"type": "wifi", "ssid": "Garden", "signal": "strong"}}'
    )
    details = {"battery": "55", "charging": "yes", "network": "wifi", "signal": "strong"}
    assert await status_of(Board(told)) == Status(70, details)


@pytest.mark.parametrize(
    "told", ["slow", "broken", "", "[]", '{"battery": 3}', '{"battery": {"level": 900}}', "{" * 9]
)
async def test_a_board_that_tells_rubbish_tells_nothing(told: str) -> None:
    assert await status_of(Board(told)) == NOTHING


async def test_a_device_without_that_tool_is_not_asked() -> None:
    assert await status_of(None) == NOTHING
    assert await status_of(Board("broken", "self.camera.take_photo")) == NOTHING
    assert read('{"network": {"type": "' + "x" * 500 + '"}}') == Status(None, {"network": "x" * 60})
