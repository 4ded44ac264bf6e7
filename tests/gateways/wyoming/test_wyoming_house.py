"""Satellites in a whole house: what was promised rings, one of two answers, the wake word interrupts."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.wake import Detection

from fakes.house import fake_parts, open_assistant, silence
from fakes.recogniser import FakeRecogniser
from fakes.records import MemoryHome
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine, word
from fakes.wyoming_client import speech
from fakes.wyoming_satellite import FakeSatellite, satellites
from parley import server
from parley.assistant.conversation import Ears
from parley.audio.endpoint import EndpointSettings
from parley.errors import BadSettings
from parley.gateways.wyoming.gateway import Wyoming
from parley.home.home import Home
from parley.settings import Settings
from parley.settings.speakers import Wyoming as WyomingSettings

SAID = np.concatenate([speech(0.6), silence(1.0)])
LOCAL = RunPipeline(PipelineStage.ASR, PipelineStage.TTS)


@asynccontextmanager
async def house(
    folder: Path, recogniser: FakeRecogniser, *several: FakeSatellite
) -> AsyncIterator[MemoryHome]:
    """A house with these satellites."""
    ears = Ears(
        LoudnessVoiceActivity,
        EndpointSettings(),
        follow_up=2.0,
        wake=FakeWakeEngine(),
        words={"okay_nabu": ""},
    )
    home = MemoryHome()
    async with (
        open_assistant(folder, recogniser=recogniser, ears=ears, home=home) as assistant,
        satellites(*several) as where,
        Wyoming(WyomingSettings(satellites=tuple(where)), assistant, home),
    ):
        for each in several:
            await each.until("run-satellite")
        yield home


async def test_a_timer_that_is_set_at_a_satellite_rings_there(tmp_path: Path) -> None:
    satellite = FakeSatellite()
    async with house(tmp_path, FakeRecogniser("set a timer for two seconds"), satellite) as home:
        await satellite.send(Detection("okay_nabu"), LOCAL)
        await satellite.hear(SAID)
        started = await satellite.until("timer-started", within=60)
        await satellite.until("timer-finished", within=60)
        await satellite.until("audio-stop", 2, within=60)
        assert home.kept("timers") == 0
    assert started.data["start_seconds"] == 2
    assert [each for each in satellite.order() if each.startswith(("timer", "audio-start"))] == [
        "timer-started",
        "audio-start",
        "timer-finished",
        "audio-start",
    ]


async def test_of_two_in_earshot_one_answers_and_the_other_goes_back_to_waiting(tmp_path: Path) -> None:
    two = FakeSatellite(area="Kitchen"), FakeSatellite(area="Study")
    async with house(tmp_path, FakeRecogniser("what time is it"), *two):
        for each in two:
            await each.send(Detection("okay_nabu"), LOCAL)
        await asyncio.gather(*(each.hear(SAID) for each in two))
        await asyncio.gather(*(each.until("transcript", within=60) for each in two))
        winner, loser = sorted(two, key=lambda each: not each.of("transcript")[0].data["text"])
        await winner.until("audio-stop", within=60)
    assert winner.of("transcript")[0].data["text"] == "what time is it"
    assert loser.order() == ["describe", "run-satellite", "transcript"]
    assert loser.of("transcript")[0].data == {"text": ""}


async def test_the_wake_word_stops_an_answer(tmp_path: Path) -> None:
    satellite = FakeSatellite()
    async with house(tmp_path, FakeRecogniser("what can you do", "what time is it"), satellite):
        await satellite.send(RunPipeline(PipelineStage.WAKE, PipelineStage.TTS, restart_on_end=True))
        await satellite.hear(np.concatenate([word(), SAID]))
        await satellite.until("audio-chunk", within=60)
        await satellite.hear(np.concatenate([word(), SAID]))
        await satellite.until("audio-stop", 2, within=60)
    order = satellite.order("transcribe", "synthesize", "voice-started", "voice-stopped", "error")
    assert order == [
        "describe",
        "run-satellite",
        "detection",
        "transcript",
        "audio-start",
        "audio-chunk",
        "audio-stop",
        "detection",
        "transcript",
        "audio-start",
        "audio-chunk",
        "audio-stop",
    ]


async def test_who_says_the_wake_word_and_nothing_more_ends_the_streaming(tmp_path: Path) -> None:
    satellite = FakeSatellite()
    async with house(tmp_path, FakeRecogniser(), satellite):
        await satellite.send(Detection("okay_nabu"), LOCAL)
        await satellite.hear(silence(3.0))
        assert (await satellite.until("transcript", within=60)).data == {"text": ""}
    assert "audio-start" not in satellite.order()


# The server


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def test_the_server_offers_what_its_settings_say(tmp_path: Path) -> None:
    port = free_port()
    settings = Settings(data=str(tmp_path), wyoming=WyomingSettings(enabled=True, port=port))
    home = await Home.open(settings)
    app = server.build(settings, home, parts=fake_parts(FakeRecogniser(), HummingSynthesiser()))
    async with (
        app.router.lifespan_context(app),
        AsyncTcpClient("127.0.0.1", port) as client,
        asyncio.timeout(60),
    ):
        await client.write_event(Describe().event())
        event = await client.read_event()
    assert event is not None and Info.from_event(event).handle
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_without_settings_nothing_listens_and_a_port_that_is_taken_costs_wyoming_only(
    tmp_path: Path,
) -> None:
    home = MemoryHome()
    async with open_assistant(tmp_path, home=home) as assistant:
        async with Wyoming(WyomingSettings(), assistant, home) as nothing:
            assert nothing.listener is None
        with socket.create_server(("127.0.0.1", 0)) as taken:
            settings = WyomingSettings(enabled=True, port=taken.getsockname()[1])
            async with Wyoming(settings, assistant, home) as unlucky:
                assert unlucky.listener is None
        for wrong in (WyomingSettings(allow=("everybody",)), WyomingSettings(satellites=("kitchen:0",))):
            with pytest.raises(BadSettings):
                Wyoming(wrong, assistant, home)
