"""A speaker and a server over a real network: called, answered, interrupted, and alone."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import soundfile
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from data import TEST_DATA, needs_data
from fakes.recogniser import FakeRecogniser
from fakes.satellite import FakeLight, FakeSound, presses, silence
from fakes.synthesiser import HummingSynthesiser
from fakes.voice_activity import LoudnessVoiceActivity
from fakes.wake import FakeWakeEngine, word
from parley import server
from parley.assistant.assistant import Parts
from parley.assistant.conversation import Ears as Attentive
from parley.audio.endpoint import EndpointSettings
from parley.audio.pcm import SPEECH_RATE, Samples
from parley.audio.resample import resample
from parley.home.accounts.devices import NewDevice
from parley.home.home import Home
from parley.home.sync import client as sync_client
from parley.pool.host import Inline
from parley.satellite import ringing
from parley.satellite import speaker as satellite_speaker
from parley.satellite.echo import Duplex, NoEcho
from parley.satellite.kept import Kept, SpeakerFailed
from parley.satellite.lights import Doing
from parley.satellite.pairing import Door, trust
from parley.satellite.playing import PLAYED_RATE, Playback
from parley.satellite.speaker import Speaker
from parley.settings import Ears, Mouth, Settings
from parley.speech.hearing import Ear, HearingService
from parley.speech.saying import ANY, Saying
from parley.speech.saying import Mouth as Voice
from parley.speech.synthesisers.espeak import EspeakSynthesiser
from parley.speech.types import SpeechRequest, WakeListener, sound_alone
from parley.speech.wake.micro import MicroWakeEngine

SPEECH = (np.sin(np.arange(SPEECH_RATE) * 0.2) * 8_000).astype(np.int16)


@dataclass
class Place:
    """A server that can be stopped and started again at the same address."""

    settings: Settings
    port: int
    hears: tuple[str, ...] = ("what time is it",)
    real: bool = False
    certificate: Path | None = None
    home: Home | None = None

    @property
    def address(self) -> str:
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Home]:
        home = self.home = await Home.open(self.settings)
        app = server.build(self.settings, home, parts=None if self.real else self._parts())
        config = uvicorn.Config(
            app,
            ws="websockets-sansio",
            lifespan="off",
            log_level="warning",
            ssl_certfile=self.certificate,
        )
        running = uvicorn.Server(config)
        async with app.router.lifespan_context(app):
            with socket.create_server(("127.0.0.1", self.port)) as listener:
                serving = asyncio.create_task(running.serve([listener]))
                try:
                    yield home
                finally:
                    running.should_exit = running.force_exit = True
                    await serving

    def _parts(self) -> Parts:
        hears, says = FakeRecogniser(*self.hears), HummingSynthesiser()
        return Parts(
            HearingService([Ear("fake", hears.languages, Inline("fake", lambda: hears), hears.partials)]),
            Saying({ANY: [Voice("fake", frozenset(), Inline("fake", lambda: says))]}),
            Attentive(LoudnessVoiceActivity, EndpointSettings()),
        )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all, because what its skills learn at first takes seconds."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture
def place(folder: Path) -> Place:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Place(Settings(data=str(folder), ears=Ears(engines=()), mouth=Mouth(engines={})), port)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    return Kept(tmp_path)


async def let_in(place: Place, home: Home, kept: Kept) -> None:
    """As if somebody had entered its digits."""
    owner = await home.accounts.owner()
    signed_in = await home.tokens.sign_in(owner.id, NewDevice(name="Firefox"), "password")
    started = await home.pairing.start("speaker", "Kitchen", "127.0.0.1")
    await home.pairing.approve(started.user_code, by=signed_in.caller, address="127.0.0.1")
    issued = await home.pairing.poll(started.device_code)
    state = kept.state
    state.server, state.token, state.device = place.address, issued.secret, issued.caller.device or ""
    state.token_since = time.time()
    kept.save()


@dataclass
class Kitchen:
    """A speaker that runs, and what it does."""

    speaker: Speaker
    sound: FakeSound
    kept: Kept
    light: FakeLight
    keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue[str])
    done: asyncio.Task[None] = field(init=False)

    async def until(self, holds: Callable[[], bool], within: float = 60.0) -> None:
        async with asyncio.timeout(within):
            while not holds():
                assert not self.done.done(), self.done.exception()
                await asyncio.sleep(0.01)

    def heard_since(self, block: int) -> Samples:
        return np.concatenate([np.zeros(0, np.int16), *self.sound.played[block:]])

    async def quiet(self) -> None:
        await self.until(lambda: self.speaker.doing is Doing.IDLE)


@asynccontextmanager
async def a_kitchen(
    kept: Kept, settings: Settings, listener: WakeListener | None = None
) -> AsyncIterator[Kitchen]:
    playback, light = Playback(), FakeLight()
    duplex = Duplex(playback, NoEcho())
    wake = listener or FakeWakeEngine().open(["okay_nabu"])
    tls = trust(kept.state.server, kept.state.ca)
    speaker = Speaker(kept, settings, duplex, playback, wake, light, tls=tls)
    kitchen = Kitchen(speaker, FakeSound(duplex.render, 0.009), kept, light)
    kitchen.done = asyncio.create_task(speaker.run(kitchen.sound, presses(kitchen.keys)))
    try:
        yield kitchen
    finally:
        kitchen.done.cancel()
        await asyncio.gather(kitchen.done, return_exceptions=True)


def loud(played: Samples) -> bool:
    return bool(np.abs(played.astype(int)).max(initial=0) > 500)


async def test_called_asked_answered_and_quiet_again(place: Place, kept: Kept) -> None:
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            kitchen.sound.hear(np.concatenate([word(), SPEECH, silence(1.5)]))
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.SPEAKING)
            spoken = len(kitchen.sound.played)
            await kitchen.quiet()
            assert loud(kitchen.heard_since(spoken))
            assert any(line.startswith("→ ") for line in kitchen.light.told)
            shown = kitchen.light.shown
            order = [Doing.IDLE, Doing.LISTENING, Doing.SPEAKING, Doing.IDLE]
            assert [each for each in shown if each is not Doing.THINKING] == order  # thought of in no time


async def test_who_speaks_into_the_answer_silences_it(place: Place, kept: Kept) -> None:
    place.hears = ("what is the date tomorrow", "stop")
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            kitchen.sound.hear(np.concatenate([word(), SPEECH, silence(1.5)]))
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.SPEAKING)
            for _ in range(30):
                await asyncio.sleep(0.01)
            begins = len(kitchen.sound.played)
            kitchen.sound.hear(np.concatenate([SPEECH, silence(2.0)]))
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.LISTENING)
            await asyncio.sleep(0.2)
            heard = next(at for at, each in enumerate(kitchen.sound.heard) if at >= begins and loud(each))
            last = max(at for at, each in enumerate(kitchen.sound.played) if loud(each))
            print(f"silent {10 * (last + 1 - heard)} ms after somebody began to speak")
            assert last - heard < 25, "it goes on for more than a quarter of a second"


async def test_alone_it_rings_and_the_server_hears_of_it(
    place: Place, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ringing, "APART", 0.3)
    monkeypatch.setattr(sync_client, "FIRST_PAUSE", 600.0)  # what ends it is that the talk is connected
    bells: list[tuple[str, str]] = []
    monkeypatch.setattr(ringing.Bell, "begin", lambda _, kind, occurrence: bells.append((kind, occurrence)))
    async with place.open() as home:
        await let_in(place, home, kept)
    async with a_kitchen(kept, place.settings) as kitchen:
        replica = kitchen.speaker._replica  # pyright: ignore[reportPrivateUsage]
        async with place.open() as home:
            await kitchen.quiet()
            owner = await home.accounts.owner()
            await home.records.put(owner.id, "notes", "n", {"text": "It is in step."})
            await kitchen.until(lambda: replica.get("notes", "n") is not None)
            ends = home.clock.now().timestamp() + 3.0
            document = {"seconds": 3.0, "ends": ends, "device": kept.state.device}
            await home.records.put(owner.id, "timers", "t", document)
            await kitchen.until(lambda: replica.get("timers", "t") is not None)
        await kitchen.until(lambda: kitchen.speaker.doing is Doing.OFFLINE)
        await kitchen.until(lambda: bool(bells))
        async with place.open() as home:
            await kitchen.quiet()
            left = [await home.records.all(owner.id, "timers")]
            for _ in range(400):
                if not left[-1]:
                    break
                await asyncio.sleep(0.05)
                left.append(await home.records.all(owner.id, "timers"))
            assert left[-1] == []
            await asyncio.sleep(0.5)  # in which it would ring again
        assert bells == [("alarm_rang", f"timers:t:{round(ends * 1000)}")]
        assert kept.state.rang == [f"timers:t:{round(ends * 1000)}"]


async def test_what_is_asked_while_the_server_is_away_is_done_when_it_is_back_at_once(
    place: Place, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellite_speaker, "voice_activity", LoudnessVoiceActivity)
    async with place.open() as home:
        await let_in(place, home, kept)
    async with a_kitchen(kept, place.settings) as kitchen:
        await kitchen.until(lambda: kitchen.speaker.doing is Doing.OFFLINE)
        kitchen.sound.hear(np.concatenate([word(), SPEECH, silence(1.0)]))
        await kitchen.until(lambda: kitchen.speaker.doing is Doing.LISTENING)
        await kitchen.until(lambda: kitchen.speaker.doing is Doing.OFFLINE)
        assert not any(line.startswith("→") for line in kitchen.light.told)
        async with place.open():
            await kitchen.until(lambda: any(line.startswith("→") for line in kitchen.light.told))
            await kitchen.quiet()


async def test_keys_talk_mute_and_set_the_volume(place: Place, kept: Kept) -> None:
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            kitchen.keys.put_nowait("m")
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.MUTED)
            kitchen.sound.hear(np.concatenate([word(), silence(0.3)]))
            await kitchen.until(kitchen.sound.empty)
            assert Doing.LISTENING not in kitchen.light.shown
            for key in "m-\n":
                kitchen.keys.put_nowait(key)
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.LISTENING)
            assert kept.state.volume == 60
            kitchen.sound.hear(SPEECH)
            await kitchen.until(kitchen.sound.empty)
            kitchen.keys.put_nowait("\n")
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.SPEAKING)
            kitchen.keys.put_nowait("\n")
            await kitchen.quiet()


async def test_a_sound_card_that_was_pulled_out_is_told(
    place: Place, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(satellite_speaker, "_STILL", 0.2)
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            kitchen.sound.pulled_out = True
            async with asyncio.timeout(60):
                await asyncio.wait([kitchen.done])
            assert isinstance(kitchen.done.exception(), SpeakerFailed)


async def test_a_speaker_that_was_thrown_out_says_so(place: Place, kept: Kept) -> None:
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            owner = await home.accounts.owner()
            caller = (await home.tokens.sign_in(owner.id, NewDevice(name="x"), "password")).caller
            await home.devices.remove(kept.state.device, by=caller)
            async with asyncio.timeout(20):
                await asyncio.wait([kitchen.done])
            error = kitchen.done.exception()
            assert error is not None and "pair" in str(error)


def self_signed(file: Path) -> Path:
    """A certificate as somebody makes it for their own house, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "parley.local")])
    today = datetime.now(UTC)
    alternative = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(today - timedelta(days=1)).not_valid_after(today + timedelta(days=1))
    made = builder.add_extension(alternative, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


async def test_over_tls_it_trusts_the_certificate_it_was_given_and_no_other(
    place: Place, kept: Kept, tmp_path: Path
) -> None:
    place.certificate = self_signed(tmp_path / "home.pem")
    async with place.open() as home:
        await let_in(place, home, kept)
        stranger = Door(place.address, trust(place.address, ""))
        with pytest.raises(SpeakerFailed, match="--ca FILE"):
            await stranger.start("x")
        await stranger.close()
        kept.state.ca = str(place.certificate)
        owner = await home.accounts.owner()
        async with a_kitchen(kept, place.settings) as kitchen:
            await kitchen.quiet()
            replica = kitchen.speaker._replica  # pyright: ignore[reportPrivateUsage]
            await home.records.put(owner.id, "notes", "n", {"text": "by the live feed"})
            await kitchen.until(lambda: replica.get("notes", "n") is not None)


@needs_data
@pytest.mark.engine
async def test_a_real_wake_word_and_a_real_question_are_answered_aloud(place: Place, kept: Kept) -> None:
    """The real wake engine, the real ears and the real mouth; only the air is missing."""
    place.real = True
    place.settings = Settings(
        data=place.settings.data, ears=Ears(engines=("moonshine",)), mouth=Mouth(engines={"*": "espeak"})
    )
    clip, _ = soundfile.read(TEST_DATA / "speech/wake/pymicro/okay_nabu__1.wav", dtype="int16")
    pieces = list(sound_alone(EspeakSynthesiser().speak(SpeechRequest("What time is it?", "en"))))
    said = np.concatenate([piece.samples for piece in pieces])
    question = resample(said, pieces[0].rate, SPEECH_RATE)
    async with place.open() as home:
        await let_in(place, home, kept)
        async with a_kitchen(kept, place.settings, MicroWakeEngine().open(["okay_nabu"])) as kitchen:
            await kitchen.quiet()
            sound = [silence(0.5), np.asarray(clip, np.int16), silence(0.15), question, silence(1.5)]
            kitchen.sound.hear(np.concatenate(sound))
            await kitchen.until(lambda: kitchen.speaker.doing is Doing.SPEAKING, 30)
            spoken = len(kitchen.sound.played)
            await kitchen.quiet()
            assert loud(kitchen.heard_since(spoken))
            assert any("time is it" in line.lower() for line in kitchen.light.told), kitchen.light.told
            assert len(kitchen.heard_since(spoken)) > PLAYED_RATE // 2
