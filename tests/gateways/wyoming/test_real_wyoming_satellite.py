"""The real ``wyoming-satellite`` process: what is said into its microphone is answered by its loudspeaker."""

from __future__ import annotations

import asyncio
import os
import shlex
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from data import TEST_DATA, needs_data
from fakes.house import open_assistant, silence
from fakes.recogniser import FakeRecogniser
from fakes.records import MemoryHome
from fakes.synthesiser import HummingSynthesiser, seconds
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine, word
from fakes.wyoming_client import eventually, speech
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Ears
from parley.audio.endpoint import EndpointSettings
from parley.audio.files import read_speech
from parley.audio.pcm import Samples
from parley.gateways.wyoming.gateway import Wyoming
from parley.settings.speakers import Wyoming as Settings
from parley.speech.types import WakeEngine
from parley.speech.wake.micro import MicroWakeEngine

PYTHON = Path(__file__).resolve().parents[3] / ".venv-clients" / "bin" / "python"
needs_satellite = pytest.mark.skipif(
    not PYTHON.exists(), reason="no wyoming-satellite here: .ci/clients makes one"
)
pytestmark = needs_satellite
MICROPHONE = Path(__file__).with_name("microphone.py")


@dataclass
class Real:
    """A satellite's process, and its files."""

    folder: Path
    port: int

    @property
    def played(self) -> Samples:
        """What the loudspeaker's command received."""
        file = self.folder / "played.raw"
        data = file.read_bytes() if file.exists() else b""
        return np.frombuffer(data[: len(data) // 2 * 2], "<i2")

    def noted(self, name: str) -> bool:
        """Whether the satellite ran the command of an event."""
        return (self.folder / name).exists()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@asynccontextmanager
async def satellite(folder: Path, samples: Samples, *more: str, started_by: str) -> AsyncIterator[Real]:
    """It runs, and hears ``samples`` after the event ``started_by``."""
    (folder / "said.raw").write_bytes(samples.astype("<i2").tobytes())
    start, port = folder / started_by, free_port()
    touch = [
        part
        for event in ("streaming-start", "streaming-stop", "detection", "transcript", "tts-start", "tts-stop")
        for part in (f"--{event}-command", shlex.join(["touch", str(folder / event)]))
    ]
    process = await asyncio.create_subprocess_exec(
        str(PYTHON),
        *("-m", "wyoming_satellite", "--no-zeroconf", "--name", "Real one", "--area", "Kitchen"),
        *("--uri", f"tcp://127.0.0.1:{port}"),
        *(
            "--mic-command",
            shlex.join([sys.executable, str(MICROPHONE), str(folder / "said.raw"), str(start)]),
        ),
        *("--snd-command", shlex.join(["sh", "-c", f"cat >> {shlex.quote(str(folder / 'played.raw'))}"])),
        *touch,
        *more,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        await eventually(lambda: listens(port), within=60)
        yield Real(folder, port)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            async with asyncio.timeout(3):
                await process.wait()
        except TimeoutError:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class House:
    """A Parley that hears what it is told to hear, and hums."""

    folder: Path
    recogniser: FakeRecogniser
    wake: WakeEngine

    def __post_init__(self) -> None:
        self.synthesiser = HummingSynthesiser()
        self.home = MemoryHome()

    def open(self) -> Assistant:
        ears = Ears(LoudnessVoiceActivity, EndpointSettings(), wake=self.wake, words={"okay_nabu": ""})
        return open_assistant(
            self.folder, recogniser=self.recogniser, synthesiser=self.synthesiser, ears=ears, home=self.home
        )

    @property
    def hummed(self) -> int:
        """Samples that its answers are long at a satellite's rate."""
        return round(22_050 * sum(seconds(each) for each in self.synthesiser.spoken))


async def answered(house: House, real: Real) -> None:
    await eventually(lambda: real.noted("tts-stop"), within=30)
    await eventually(lambda: len(real.played) >= house.hummed - 50, within=60)
    assert len(real.played) == pytest.approx(house.hummed, abs=50)
    spectrum = np.abs(np.fft.rfft(real.played.astype(np.float64)))
    loudest = float(np.argmax(spectrum)) * 22_050 / len(real.played)
    assert loudest == pytest.approx(440, abs=3)  # the hum, at the right speed


@needs_data
async def test_one_that_streams_all_the_time_is_woken_by_a_real_voice_and_answers_aloud(
    tmp_path: Path,
) -> None:
    called = read_speech(TEST_DATA / "speech/wake/pymicro/okay_nabu__1.wav")
    house = House(tmp_path, FakeRecogniser("what time is it"), MicroWakeEngine())
    said = np.concatenate([silence(1.0), called, silence(0.2), speech(1.0), silence(2.0)])
    async with satellite(tmp_path, said, started_by="streaming-start") as real, house.open() as assistant:
        settings = Settings(satellites=(f"127.0.0.1:{real.port}",))
        async with Wyoming(settings, assistant, house.home):
            await answered(house, real)
            (device,) = await house.home.devices.of("owner")
    assert (device.name, device.room) == ("Real one", "Kitchen")
    assert real.noted("detection") and real.noted("transcript")
    assert len(house.recogniser.hearings) == 1


async def test_one_that_wakes_by_our_own_wake_service_streams_until_the_transcript(tmp_path: Path) -> None:
    house = House(tmp_path, FakeRecogniser("what time is it"), FakeWakeEngine())
    said = np.concatenate([silence(0.5), word(), silence(0.3), speech(1.0), silence(2.0)])
    async with (
        house.open() as assistant,
        Wyoming(Settings(enabled=True, port=0), assistant, house.home) as ours,
    ):
        assert ours.listener is not None
        wake = ("--wake-uri", f"tcp://127.0.0.1:{ours.listener.port}", "--wake-word-name", "okay_nabu")
        async with satellite(tmp_path, said, *wake, started_by="streaming-stop") as real:
            settings = Settings(satellites=(f"127.0.0.1:{real.port}",))
            async with Wyoming(settings, assistant, house.home):
                await answered(house, real)
    assert len(house.recogniser.hearings) == 1
