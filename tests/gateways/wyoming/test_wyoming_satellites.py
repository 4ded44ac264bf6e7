"""Satellites, played by Wyoming's own library, and the conversations that Parley holds over them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import numpy as np
import pytest
from wyoming.audio import AudioFormat, AudioStop
from wyoming.event import Event
from wyoming.info import Attribution, Info, Satellite, SndProgram
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.wake import Detection

from fakes.assistant import FakeAssistant, FakeConversation, Script
from fakes.records import MemoryHome
from fakes.wyoming_client import eventually, speech
from fakes.wyoming_satellite import FakeSatellite, satellites
from parley.assistant.events import Did, EndReason, TurnEnded
from parley.errors import BadSettings
from parley.gateways.wyoming.satellite import Pings
from parley.gateways.wyoming.satellites import Address, Backoff, Satellites, addresses
from parley.home.accounts.devices import Device
from parley.skills.types import Action

NOW = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
QUICK = Pings(after=0.02, silent=0.3)


class House:
    """The satellites of one owner."""

    def __init__(self, script: Script | None = None) -> None:
        self.home = MemoryHome()
        self.assistant = FakeAssistant(script)

    @asynccontextmanager
    async def connected(self, *several: FakeSatellite) -> AsyncIterator[Satellites]:
        async with satellites(*several) as where, self.keeping(*addresses(where)) as kept:
            for each in several:
                await each.until("run-satellite")
            yield kept

    def keeping(self, *where: Address) -> Satellites:
        return Satellites(
            self.assistant,
            self.home.devices,
            "owner",
            where,
            now=lambda: NOW,
            backoff=Backoff(0.01, 0.02),
            pings=QUICK,
        )

    @property
    def conversation(self) -> FakeConversation:
        return self.assistant.conversations[-1]

    async def devices(self) -> list[Device]:
        return await self.home.devices.of("owner")


def pipeline(start: PipelineStage, end: PipelineStage = PipelineStage.TTS, **more: object) -> Event:
    event = RunPipeline(start, end).event()
    event.data.update(more)
    return event


# A device of the house


async def test_a_satellite_is_a_device_of_the_owner_in_the_room_that_it_says() -> None:
    house, satellite = House(), FakeSatellite(area="Kitchen")
    async with house.connected(satellite):
        (device,) = await house.devices()
        assert (device.name, device.room, device.firmware) == ("Kitchen speaker", "Kitchen", "1.4.1")
        assert house.assistant.opened[0][0] == device.id
        assert house.assistant.people == [("owner", False)]
        facts = house.assistant.facts[0]
        assert (facts.gateway, facts.transport, facts.firmware) == ("wyoming", "tcp", "1.4.1")
    assert house.conversation.closed


async def test_the_room_that_the_owner_chose_stays() -> None:
    house = House()
    satellite = FakeSatellite(area="Kitchen")
    async with house.connected(satellite):
        (device,) = await house.devices()
        await house.home.devices.change(device.id, room="Study")
        satellite.cut()
        await satellite.until("run-satellite", 2)
        assert [each.room for each in await house.devices()] == ["Study"]


async def test_timers_that_run_are_shown_when_it_connects() -> None:
    running = Action("timer_started", {"id": "t", "duration": 60.0, "rings_at": "2026-11-21T20:01:00+00:00"})
    satellite = FakeSatellite()
    async with House(Script(going_on=(running,))).connected(satellite):
        timer = await satellite.until("timer-started")
    assert timer.data["total_seconds"] == 60


# Listening


async def test_one_that_always_streams_is_listened_to_behind_the_wake_word() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(pipeline(PipelineStage.WAKE, restart_on_end=True))
        await satellite.hear(speech(1.0))
        await eventually(lambda: house.conversation.samples == 16_000)
        assert "listen wake" in house.conversation.calls


async def test_one_that_wakes_itself_competes_with_the_others_of_the_house() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(Detection("hey_jarvis"), pipeline(PipelineStage.ASR))
        await satellite.hear(speech(0.5))
        await eventually(lambda: house.conversation.samples == 8_000)
        assert [each for each in house.conversation.calls if each.startswith("listen")] == [
            "listen wake hey_jarvis"
        ]


async def test_the_first_satellites_tell_of_their_wake_word_by_the_pipeline_alone() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        old = {"name": None, "snd_format": {"rate": 16_000, "width": 2, "channels": 1}}
        await satellite.send(pipeline(PipelineStage.ASR, **old))
        await satellite.hear(speech(0.5))
        await satellite.send(AudioStop())
        start = await satellite.until("audio-start")
        await satellite.until("audio-stop")
    assert start.data["rate"] == 16_000
    assert len(satellite.played) == pytest.approx(0.4 * 16_000, abs=2)
    assert satellite.order() == [
        "describe",
        "run-satellite",
        "voice-started",
        "voice-stopped",
        "transcript",
        "synthesize",
        "audio-start",
        "audio-chunk",
        "audio-stop",
    ]


async def test_a_loudspeaker_s_own_rate_is_taken_from_what_it_says_of_itself() -> None:
    made = Attribution("test", "")
    sat = Satellite("s", made, True, None, None)
    loudspeaker = SndProgram("l", made, True, None, None, snd_format=AudioFormat(48_000, 2, 1))
    house, satellite = House(), FakeSatellite(info=Info(satellite=sat, snd=[loudspeaker]))
    async with house.connected(satellite):
        await satellite.send(pipeline(PipelineStage.ASR), AudioStop())
        assert (await satellite.until("audio-start")).data["rate"] == 48_000


async def test_sound_before_a_pipeline_is_nobody_s_business() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.hear(speech(0.5))
        await satellite.send(pipeline(PipelineStage.ASR))
        await satellite.hear(speech(0.25))
        await eventually(lambda: house.conversation.samples == 4_000)


async def test_an_empty_chunk_and_unknown_events_disturb_nothing() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(pipeline(PipelineStage.ASR), Event("audio-chunk", {"rate": 16_000}))
        await satellite.send(Event("streaming-started"), Event("played"), Event("of-tomorrow", {"x": [1]}))
        await satellite.hear(speech(0.25))
        await eventually(lambda: house.conversation.samples == 4_000)
    assert satellite.connections == 1


async def test_the_one_that_was_not_meant_goes_back_to_waiting() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(Detection("okay_nabu"))
        await eventually(lambda: "listen wake okay_nabu" in house.conversation.calls)
        house.conversation._put(TurnEnded(7, EndReason.ELSEWHERE))  # pyright: ignore[reportPrivateUsage]
        assert (await satellite.until("transcript")).data == {"text": ""}


async def test_a_microphone_that_floods_is_heard_no_faster_than_twice() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(pipeline(PipelineStage.WAKE))
        await satellite.hear(np.tile(speech(1.0), 40), chunk=16_000)
        await satellite.send(Event("ping", {"text": "done"}))
        await satellite.until("pong")
        assert 9 * 16_000 <= house.conversation.samples <= 20 * 16_000


async def test_who_says_the_wake_word_again_at_once_is_heard_again() -> None:
    """The first satellites tell of it by the pipeline alone: each of them is a waking of its own."""
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.send(pipeline(PipelineStage.ASR), pipeline(PipelineStage.ASR))
        await satellite.send(
            Detection("okay_nabu"), pipeline(PipelineStage.ASR), Event("ping", {"text": "done"})
        )
        await satellite.until("pong")
        assert sum(each.startswith("listen wake") for each in house.conversation.calls) == 3


async def test_a_flood_of_events_is_passed_over() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        for _ in range(300):
            await satellite.send(Detection("okay_nabu"))
        await satellite.send(pipeline(PipelineStage.ASR))
        await satellite.hear(speech(0.25))
        await eventually(lambda: house.conversation.samples == 4_000)
        assert sum(each.startswith("listen wake") for each in house.conversation.calls) <= 70


# Staying connected


async def test_pings_are_answered_both_ways() -> None:
    satellite = FakeSatellite()
    async with House().connected(satellite):
        await satellite.send(Event("ping", {"text": "still there?"}))
        assert (await satellite.until("pong")).data == {"text": "still there?"}
        await satellite.until("ping", 4)


async def test_one_that_answers_no_more_is_given_up_and_come_back_to() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.until("ping", 2)
        satellite.answers_pings = False
        await satellite.until("run-satellite", 2)
    assert satellite.connections == 2
    assert house.assistant.conversations[0].closed
    assert house.assistant.opened[0] == house.assistant.opened[1]  # the same device and conversation


async def test_one_that_never_answered_a_ping_is_let_be() -> None:
    satellite = FakeSatellite(answers_pings=False)
    async with House().connected(satellite):
        await satellite.send(Event("ping", {"text": "1"}))
        await satellite.until("pong")
        await asyncio.sleep(2 * QUICK.silent)
    assert satellite.connections == 1


async def test_one_that_is_switched_on_later_is_found() -> None:
    house, satellite = House(), FakeSatellite()
    async with satellites(satellite) as where:
        pass  # its port is known, and nobody listens there now
    async with house.keeping(*addresses(where)):
        await asyncio.sleep(0.03)
        async with satellites(satellite):
            await satellite.until("run-satellite")


async def test_one_that_is_thrown_out_comes_back_as_a_new_device() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        (old,) = await house.devices()
        await house.home.devices.remove(old.id)
        await satellite.until("run-satellite", 2)
        (new,) = await house.devices()
    assert new.id != old.id


async def test_another_service_that_announces_itself_is_not_taken_for_a_satellite() -> None:
    house, service = House(), FakeSatellite(info=Info())
    async with satellites(service) as where:
        found = Address("127.0.0.1", int(where[0].rpartition(":")[2]), "whisper")
        async with house.keeping(found) as kept:
            await service.until("describe")
            await eventually(lambda: not kept.kept)
    assert service.connections == 1
    assert not await house.devices()


async def test_one_that_moved_to_another_address_is_the_same_device() -> None:
    house, before, after = House(), FakeSatellite(), FakeSatellite()
    async with satellites(before, after) as where:
        old, new = (Address(each.host, each.port, "b827eb") for each in addresses(where))
        async with house.keeping(old) as kept:
            await before.until("run-satellite")
            kept.keep(new)
            before.cut()
            await after.until("run-satellite")
            assert len(kept.kept) == 1
    assert len(await house.devices()) == 1


async def test_one_that_is_named_and_found_is_one() -> None:
    house, satellite = House(), FakeSatellite()
    async with satellites(satellite) as where:
        (named,) = addresses(where)
        async with house.keeping(named) as kept:
            await satellite.until("run-satellite")
            kept.keep(Address(named.host, named.port, "b827eb"))
            assert len(kept.kept) == 1
    assert satellite.connections == 1
    assert len(await house.devices()) == 1


async def test_when_the_house_stops_nothing_remains() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite) as kept:
        assert kept.kept
    assert house.conversation.closed and not kept.kept
    assert not house.home.devices.on_gone


# What rings


async def test_what_rings_is_confirmed_once_the_satellite_answers() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.until("ping", 2)
        rang = Did(3, Action("timer_rang", {"id": "t", "occurrence": "o1"}))
        house.conversation._put(rang)  # pyright: ignore[reportPrivateUsage]
        await satellite.until("timer-finished")
        await eventually(lambda: "rang o1" in house.conversation.calls)
    assert house.assistant.rang == [[]]


async def test_what_rings_while_the_satellite_is_dead_is_not_confirmed() -> None:
    house, satellite = House(), FakeSatellite()
    async with house.connected(satellite):
        await satellite.until("ping", 2)
        satellite.answers_pings = False
        rang = Did(3, Action("timer_rang", {"id": "t", "occurrence": "o1"}))
        house.conversation._put(rang)  # pyright: ignore[reportPrivateUsage]
        await satellite.until("run-satellite", 2)
    assert not any("rang o1" in each.calls for each in house.assistant.conversations)


# Settings


def test_addresses_of_satellites() -> None:
    assert addresses(["192.168.1.20:10700", "kitchen.local", "[fd00::1]:10701", "[fd00::2]"]) == [
        Address("192.168.1.20", 10_700),
        Address("kitchen.local", 10_700),
        Address("fd00::1", 10_701),
        Address("fd00::2", 10_700),
    ]


@pytest.mark.parametrize("text", ["", ":10700", "kitchen:port", "kitchen:0", "kitchen:65536", "kitchen:١"])
def test_an_address_without_sense_is_a_bad_setting(text: str) -> None:
    with pytest.raises(BadSettings):
        addresses([text])


def test_what_is_found_by_name_is_the_same_at_another_address() -> None:
    assert Address("a", 1, "kitchen").hardware == Address("b", 2, "kitchen").hardware
    assert Address("a", 1).hardware != Address("b", 1).hardware
