"""A family that talks to its devices aloud, each in their own voice."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Self

import numpy as np

from fakes.house import open_assistant, silence
from fakes.recogniser import FakeRecogniser, Line
from fakes.records import MemoryHome
from fakes.synthesiser import HummingSynthesiser
from fakes.voices import LoudnessVoices, SlowInline, spoken_by, vector_of, voice_service
from parley.assistant.conversation import Conversation
from parley.assistant.events import Event, Mode, Said, TurnEnded
from parley.audio.pcm import Samples
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.speech.voices.service import VoiceService


class Family:
    """Anna, Bob and the owner live here; Carl visits. Use as an async context manager."""

    def __init__(self, folder: Path, service: VoiceService | None = None) -> None:
        """``service``: another than that of ``engine``."""
        self.home = MemoryHome(people=("owner", "anna", "bob", "guest"))
        self.engine = LoudnessVoices()
        self.service = service or voice_service(self.engine)
        self.ears = FakeRecogniser()
        self.mouth = HummingSynthesiser()
        self.events: list[Event] = []
        """Of the last turn."""
        self.assistant = open_assistant(
            folder,
            recogniser=self.ears,
            synthesiser=self.mouth,
            home=self.home,
            voices=self.service,
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._stack.enter_async_context(self.assistant)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def slowness(self) -> float:
        """Seconds that a voiceprint takes."""
        host = self.service.host
        assert isinstance(host, SlowInline)
        return host.seconds

    @slowness.setter
    def slowness(self, seconds: float) -> None:
        host = self.service.host
        assert isinstance(host, SlowInline)
        host.seconds = seconds

    async def device(
        self, person: str, kind: DeviceKind = DeviceKind.PHONE, *, guest: bool = False
    ) -> Conversation:
        """A device of somebody's, and a talk on it."""
        device = await self.home.devices.add(person, NewDevice(kind=kind, name=f"{kind} of {person}"))
        return await self._stack.enter_async_context(
            self.assistant.open(device.id, person=person, guest=guest)
        )

    async def speaker(self, person: str = "owner") -> Conversation:
        """A speaker in the kitchen, which is somebody's."""
        return await self.device(person, DeviceKind.SPEAKER)

    async def learned(self, *names: str, account: str = "") -> None:
        """Their voices are known."""
        for name in names:
            await self.home.voices.keep(account or name, self.engine.name, [vector_of(name)] * 5)

    async def named(self, account: str, name: str) -> None:
        await self.home.accounts.change(account, name=name)

    async def says(
        self, at: Conversation, name: str, text: str, seconds: float = 3.0, language: str = ""
    ) -> str:
        """Somebody says something; the answer."""
        tag = language or ("zh" if any("\u4e00" <= each <= "\u9fff" for each in text) else "en")
        self.ears._lines.append(Line(text, tag))  # pyright: ignore[reportPrivateUsage]
        sound = [spoken_by(name, seconds), silence(2.0)]
        self.events = [event async for event in at.hear(_frames(sound), Mode.OPEN)]
        return self._answer()

    async def sounds(self, at: Conversation, sound: Samples, text: str) -> str:
        """Somebody says something, in a recording; the answer."""
        self.ears._lines.append(Line(text))  # pyright: ignore[reportPrivateUsage]
        loud = (sound * (20_000 / np.abs(sound).max())).astype(np.int16)  # whoever listens goes by loudness
        self.events = [event async for event in at.hear(_frames([loud]), Mode.PRESS)]
        return self._answer()

    async def types(self, at: Conversation, text: str) -> str:
        """Somebody types something; the answer."""
        self.events = [event async for event in at.ask(text)]
        return self._answer()

    @property
    def ended(self) -> TurnEnded:
        """How the last turn ended."""
        return next(event for event in self.events if isinstance(event, TurnEnded))

    def _answer(self) -> str:
        return " ".join(event.text for event in self.events if isinstance(event, Said))


async def _frames(sound: Sequence[Samples]) -> AsyncIterator[Samples]:
    for piece in sound:
        for begin in range(0, len(piece), 1_600):
            yield piece[begin : begin + 1_600]
