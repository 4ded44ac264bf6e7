"""What a device's page shows of it: its state as it talks, and its last turns, with words by consent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fakes.family import Family
from fakes.house import Diary, open_assistant, say, silence, speech
from fakes.recogniser import Line
from fakes.records import MemoryHome
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine
from parley.assistant.assistant import Assistant
from parley.assistant.consent import SETTING
from parley.assistant.conversation import Conversation
from parley.assistant.ears import Ears
from parley.assistant.events import Did, Mode, Speech, TurnEnded
from parley.assistant.live import LAST_TURNS, MOST_DEVICES, Facts
from parley.assistant.watching import LONGEST_RING, MOST_HEARD, Past, State
from parley.audio.endpoint import EndpointSettings
from parley.skills.types import Action, Announcement, Reply

BOARD = Facts("xiaozhi", "mqtt+udp", "ESP32-S3-BOX-3", "2.2.4", {"battery": "80"})


@dataclass
class Kitchen:
    """A device in the kitchen, and what its page was told."""

    home: MemoryHome
    assistant: Assistant
    conversation: Conversation
    diary: Diary
    states: list[State] = field(default_factory=list[State])

    def note(self, _: str) -> None:
        state = self.assistant.live.now("kitchen").state
        if self.states[-1:] != [state]:
            self.states.append(state)

    async def ask(self, text: str) -> None:
        ended = len(self.diary.of(TurnEnded))
        await self.conversation.read(text)
        await self.diary.until(lambda _: len(self.diary.of(TurnEnded)) > ended)

    async def consent(self, given: bool, person: str = "owner") -> None:
        await self.home.records.put(person, "settings", SETTING, {"value": given})
        await asyncio.sleep(1)

    async def turns(self, reader: str = "owner") -> list[Past]:
        return await self.assistant.live.turns("kitchen", reader)


@asynccontextmanager
async def kitchen(folder: Path, *lines: Line | str, person: str = "owner") -> AsyncIterator[Kitchen]:
    home = MemoryHome(people=("owner", "anna", "guest1"))
    assistant = open_assistant(folder, *lines, home=home)
    guest = person.startswith("guest")
    async with assistant, assistant.open("kitchen", person=person, guest=guest, facts=BOARD) as conversation:
        diary = Diary(conversation)
        keeping = asyncio.create_task(diary.keep())
        made = Kitchen(home, assistant, conversation, diary)
        assistant.live.watch(made.note)
        yield made
        keeping.cancel()


async def test_the_state_follows_the_talk(tmp_path: Path) -> None:
    async with kitchen(tmp_path, "what time is it") as k:
        k.conversation.listen(Mode.OPEN)
        await say(k.conversation, speech(1.0))
        await say(k.conversation, silence(1.0))
        await k.diary.until(lambda event: isinstance(event, TurnEnded))
        assert k.states == [State.LISTENING, State.THINKING, State.SPEAKING, State.IDLE]
        now = k.assistant.live.now("kitchen")
        assert (now.connected, now.facts, now.turns) == (True, BOARD, 1)
        assert now.since == pytest.approx(k.home.clock.now().timestamp(), abs=2)


async def test_a_turn_tells_how_long_each_stage_took_and_not_a_word(tmp_path: Path) -> None:
    async with kitchen(tmp_path, "what time is it") as k:
        began = k.home.clock.now().timestamp()
        k.conversation.listen(Mode.OPEN)
        await say(k.conversation, speech(1.0))
        await say(k.conversation, silence(1.0))
        await k.diary.until(lambda event: isinstance(event, TurnEnded))
        (turn,) = await k.turns()
        assert (turn.how, turn.reason, turn.intent) == ("spoken", "answered", "clock.time")
        assert (turn.languages, turn.engine, turn.failure) == (("en",), "fake", "")
        assert turn.timings["endpoint"] == pytest.approx(0.7, abs=0.05)
        assert set(turn.timings) >= {"recognise", "understand", "act", "first_audio", "total"}
        assert turn.at == pytest.approx(began, abs=1)
        assert (turn.heard, turn.said) == ("", "")


async def test_only_the_last_turns_are_remembered(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        for number in range(LAST_TURNS + 3):
            await k.ask(f"what is {number} plus 1")
        turns = await k.turns()
        assert len(turns) == LAST_TURNS
        assert [each.how for each in turns] == ["typed"] * LAST_TURNS
        assert turns[0].at > turns[-1].at
        assert k.assistant.live.now("kitchen").turns == LAST_TURNS + 3


async def test_words_are_kept_from_the_moment_of_consent_until_it_is_withdrawn(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.ask("what is 20 plus 1")
        await k.consent(True)
        assert [each.heard for each in await k.turns()] == [""]
        await k.ask("what is 30 plus 1")
        after, before = await k.turns()
        assert (after.heard, before.heard) == ("what is 30 plus 1", "")
        assert "31" in after.said

        await k.consent(False)
        # Nothing is left of them in memory, whoever asks.
        known = k.assistant.live._devices["kitchen"]  # pyright: ignore[reportPrivateUsage]
        assert [(each.heard, each.said) for each in known.past] == [("", "")] * 2
        await k.ask("what is 40 plus 1")
        assert [each.heard for each in await k.turns()] == ["", "", ""]


async def test_words_of_a_turn_under_way_are_forgotten_too(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.consent(True)
        await k.conversation.read("what is 20 plus 1")
        await k.diary.until(lambda event: isinstance(event, Speech))
        await k.home.records.put("owner", "settings", SETTING, {"value": False})
        await k.diary.until(lambda event: isinstance(event, TurnEnded))
        assert [(each.heard, each.said) for each in await k.turns()] == [("", "")]


async def test_a_setting_that_is_anything_but_true_is_no_consent(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        for value in ("yes", 1.0, "true"):
            await k.home.records.put("owner", "settings", SETTING, {"value": value})
            await asyncio.sleep(1)
            await k.ask("what is 20 plus 1")
        assert {each.heard for each in await k.turns()} == {""}


async def test_withdrawing_by_deleting_the_setting_is_withdrawing(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.consent(True)
        await k.ask("what is 20 plus 1")
        await k.home.records.delete("owner", "settings", SETTING)
        await asyncio.sleep(1)
        assert [each.heard for each in await k.turns()] == [""]


async def test_nobody_reads_another_s_words(tmp_path: Path) -> None:
    async with kitchen(tmp_path, person="anna") as k:
        await k.consent(True, "anna")
        await k.consent(True, "owner")
        await k.ask("what is 20 plus 1")
        assert [each.heard for each in await k.turns("anna")] == ["what is 20 plus 1"]
        (seen,) = await k.turns("owner")
        assert (seen.heard, seen.said, seen.reason) == ("", "", "answered")


async def test_guests_words_are_never_kept(tmp_path: Path) -> None:
    async with kitchen(tmp_path, person="guest1") as k:
        await k.consent(True, "guest1")
        await k.ask("what is 20 plus 1")
        for reader in ("guest1", "owner"):
            assert [(each.heard, each.said) for each in await k.turns(reader)] == [("", "")]


async def test_what_cannot_be_read_is_no_consent(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.consent(True)
        await k.ask("what is 20 plus 1")
        k.home.full = True
        assert [each.heard for each in await k.turns()] == [""]


async def test_words_are_bounded(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.consent(True)
        await k.ask("what is 1 plus 1 " * 80)
        (turn,) = await k.turns()
        assert len(turn.heard) == MOST_HEARD


async def test_a_failure_is_told_by_its_code(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.ask("…")
        (turn,) = await k.turns()
        assert (turn.reason, turn.failure) == ("failed", "bad_text")


async def test_what_rings_is_seen_until_somebody_sees_to_it(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        rang = Reply("Your timer is over.", "en", actions=(Action("timer_rang", {"id": "t"}),))
        await k.assistant.announce(Announcement("kitchen", "owner", rang, "timer"))
        await k.diary.until(lambda event: isinstance(event, TurnEnded))
        assert k.assistant.live.now("kitchen").state is State.RINGING
        assert [each.how for each in await k.turns()] == ["unasked"]
        await k.ask("stop")
        assert k.assistant.live.now("kitchen").state is State.IDLE


async def test_what_rings_unheard_is_not_shown_for_ever(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        rang = Reply("", "en", actions=(Action("timer_rang", {"id": "t"}),))
        await k.assistant.announce(Announcement("kitchen", "owner", rang, "timer"))
        await asyncio.sleep(LONGEST_RING - 5)
        assert k.assistant.live.now("kitchen").state is State.RINGING
        await asyncio.sleep(10)
        assert k.assistant.live.now("kitchen").state is State.IDLE


async def test_the_volume_is_known_once_it_was_set(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        assert k.assistant.live.now("kitchen").volume is None
        await k.ask("set the volume to 40 percent")
        assert k.assistant.live.now("kitchen").volume == 40
        await k.ask("louder")
        assert k.assistant.live.now("kitchen").volume == 50
        await k.ask("mute")
        assert k.assistant.live.now("kitchen").muted


async def test_a_device_that_left_is_remembered_with_what_it_was(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.ask("what is 20 plus 1")
        live = k.assistant.live
    now = live.now("kitchen")
    assert (now.connected, now.state, now.facts) == (False, State.IDLE, BOARD)
    assert now.since > 0
    assert len(await live.turns("kitchen", "owner")) == 1


async def test_a_device_that_was_thrown_out_is_forgotten(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.ask("what is 20 plus 1")
        for gone in k.home.devices.on_gone:
            gone("kitchen")
        assert await k.turns() == []


async def test_of_two_tabs_the_one_that_does_something_is_shown(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        async with k.assistant.open("kitchen", person="owner") as other:
            reading = asyncio.create_task(Diary(other).keep())
            await k.conversation.read("what is 20 plus 1")
            await k.diary.until(lambda event: isinstance(event, Speech))
            assert k.assistant.live.now("kitchen").state is State.SPEAKING
            reading.cancel()
        assert k.assistant.live.now("kitchen").connected


async def test_devices_that_left_long_ago_are_forgotten_first(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        for number in range(MOST_DEVICES + 5):
            async with k.assistant.open(f"d{number}", person="owner"):
                pass
        assert len(k.assistant.live._devices) == MOST_DEVICES  # pyright: ignore[reportPrivateUsage]
        assert not k.assistant.live.now("d0").since
        assert k.assistant.live.now("kitchen").connected


async def test_a_volume_set_from_afar_interrupts_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        await k.conversation.read("what is 20 plus 1")
        await k.diary.until(lambda event: isinstance(event, Speech))
        k.assistant.remote.volume("kitchen", 25)
        end = await k.diary.until(lambda event: isinstance(event, TurnEnded))
        assert isinstance(end, TurnEnded) and end.reason.value == "answered"
        (did,) = [each for each in k.diary.of(Did) if each.action.kind == "volume"]
        assert (did.action.data, did.turn) == ({"level": 25}, end.turn)
        assert k.assistant.live.now("kitchen").volume == 25


async def words_of(family: Family, device: str, reader: str) -> list[str]:
    return [each.heard for each in await family.assistant.live.turns(device, reader)]


async def test_on_a_shared_speaker_everybody_sees_their_own_words_by_their_own_consent(
    tmp_path: Path,
) -> None:
    async with Family(tmp_path) as family:
        await family.learned("anna", "bob")
        kitchen = await family.speaker("anna")
        await family.home.records.put("anna", "settings", SETTING, {"value": True})
        for name in ("anna", "bob"):
            await family.says(kitchen, name, f"add the milk of {name} to my shopping list")
        assert await words_of(family, kitchen.device, "anna") == [
            "",
            "add the milk of anna to my shopping list",
        ]
        assert await words_of(family, kitchen.device, "bob") == ["", ""], "bob did not consent"

        await family.home.records.put("bob", "settings", SETTING, {"value": True})
        await asyncio.sleep(1)
        await family.says(kitchen, "bob", "what's on my shopping list")
        assert await words_of(family, kitchen.device, "bob") == ["what's on my shopping list", "", ""]
        assert "what's on my shopping list" not in await words_of(family, kitchen.device, "anna")
        await family.home.records.put("bob", "settings", SETTING, {"value": False})
        await asyncio.sleep(1)
        assert (await words_of(family, kitchen.device, "anna"))[
            2
        ] == "add the milk of anna to my shopping list"
        assert not any(await words_of(family, kitchen.device, "bob"))


async def test_a_stranger_s_words_are_never_kept(tmp_path: Path) -> None:
    async with Family(tmp_path) as family:
        await family.learned("anna")
        kitchen = await family.speaker("anna")
        await family.home.records.put("anna", "settings", SETTING, {"value": True})
        await asyncio.sleep(1)
        await family.says(kitchen, "carl", "what is twenty plus one")
        (turn,) = await family.assistant.live.turns(kitchen.device, "anna")
        assert (turn.heard, turn.said, turn.person, turn.reason) == ("", "", "", "answered")


async def test_behind_a_wake_word_it_sleeps(tmp_path: Path) -> None:
    ears = Ears(LoudnessVoiceActivity, EndpointSettings(), wake=FakeWakeEngine(), words={"okay_nabu": ""})
    assistant = open_assistant(tmp_path, ears=ears)
    async with assistant, assistant.open("kitchen", person="owner") as conversation:
        conversation.listen(Mode.WAKE)
        assert assistant.live.now("kitchen").state is State.ASLEEP
        conversation.deaf()
        assert assistant.live.now("kitchen").state is State.IDLE


async def test_a_conversation_that_is_over_holds_nothing(tmp_path: Path) -> None:
    async with kitchen(tmp_path) as k:
        (watched,) = k.assistant.live.conversations("kitchen")
        await k.ask("what is 20 plus 1")
    assert watched.talk is None
    watched.show(Action("volume", {"level": 3}))
