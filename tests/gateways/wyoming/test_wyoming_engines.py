"""Real engines behind the services, asked by Wyoming's own client: a recording in, words out, and back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
from wyoming.asr import Transcribe
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize, SynthesizeVoice
from wyoming.wake import Detect

from data import TEST_DATA, needs_data
from fakes.records import MemoryHome
from fakes.wyoming_client import Services, sound, types
from parley.assistant.assistant import Assistant
from parley.audio.files import read_speech
from parley.audio.pcm import Pcm
from parley.audio.resample import resample
from parley.gateways.wyoming.offering import Offer
from parley.gateways.wyoming.server import Listener
from parley.gateways.wyoming.session import Session
from parley.settings import Settings

pytestmark = pytest.mark.engine


@asynccontextmanager
async def real(folder: Path) -> AsyncIterator[Services]:
    """What is installed, as it comes."""
    async with Assistant(Settings(data=str(folder)), MemoryHome()) as assistant:
        offer = Offer(assistant, "owner")
        listener = Listener("127.0.0.1", 0, (), lambda connection: Session(connection, offer).run())
        async with listener:
            yield Services(listener, offer)


@needs_data
async def test_a_recording_becomes_its_words(tmp_path: Path) -> None:
    recording = read_speech(TEST_DATA / "speech/en/sense_and_sensibility_01_austen_64kb-0930.wav")
    async with real(tmp_path) as services:
        (info,) = await services.ask(Describe(), until=("info",))
        described = Info.from_event(info)
        end = ("transcript", "error")
        answers = await services.ask(
            Transcribe(language="en"), *sound(recording), Describe(), until=("info", "error"), within=60
        )
        loud = await services.ask(*sound(np.zeros(16_000, np.int16)), until=end, within=60)
    transcript = next(event for event in answers if event.type == "transcript")
    words = transcript.data["text"].lower().strip(".")
    assert words == "he might even have been made amiable himself"
    assert transcript.data["language"] == "en"
    assert loud[-1].data["text"] == ""  # silence has no words
    assert "en" in described.asr[0].models[0].languages


async def test_what_is_said_can_be_heard(tmp_path: Path) -> None:
    async with real(tmp_path) as services:
        (info,) = await services.ask(Describe(), until=("info",))
        voices = Info.from_event(info).tts[0].voices
        english = next(voice for voice in voices if voice.languages == ["en"])
        said = await services.ask(
            Synthesize("What time is it?", SynthesizeVoice(english.name)),
            until=("audio-stop", "error"),
            within=60,
        )
        assert types(said) == ["audio-start", "audio-chunk", "audio-stop"]
        samples = np.frombuffer(b"".join(event.payload or b"" for event in said), "<i2")
        voice = Pcm(samples, 24_000)
        assert 0.5 < voice.seconds < 3
        heard = await services.ask(
            Transcribe(language="en"),
            *sound(resample(voice.samples, 24_000, 16_000)),
            until=("transcript", "error"),
            within=60,
        )
    assert "what time is it" in heard[-1].data["text"].lower()


@needs_data
async def test_a_real_wake_word_is_found(tmp_path: Path) -> None:
    called = read_speech(TEST_DATA / "speech/wake/pymicro/okay_nabu__1.wav")
    async with real(tmp_path) as services:
        answers = await services.ask(
            Detect(names=["ok_nabu", "okay_nabu"]), *sound(called), Describe(), until=("info",)
        )
    found = [event.data["name"] for event in answers if event.type == "detection"]
    assert found == ["okay_nabu"]
