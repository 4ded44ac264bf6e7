"""Devices in the rooms of one house that are spoken to, and what is heard from each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fakes.house import Diary, open_assistant
from fakes.music import heard, write_song
from fakes.records import MemoryHome
from parley.assistant.assistant import Assistant
from parley.assistant.conversation import Conversation
from parley.assistant.events import Did, Said
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.skills.types import VOLUME


class Place:
    """A device that is connected, and what happens on it."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.diary = Diary(conversation)
        self._keeping = asyncio.create_task(self.diary.keep())

    async def ask(self, text: str) -> str:
        before = len(self.diary.of(Said))
        await self.conversation.read(text)
        await asyncio.sleep(4)
        return " ".join(event.text for event in self.diary.of(Said)[before:])

    @property
    def said(self) -> str:
        return " ".join(event.text for event in self.diary.of(Said))

    @property
    def music(self) -> list[int]:
        """Packets of music, by their numbers."""
        return heard(event for _, event in self.diary.events)

    @property
    def shown(self) -> list[object]:
        return [each.action.data["state"] for each in self.diary.of(Did) if each.action.kind == "music"]


class House:
    def __init__(self, home: MemoryHome, assistant: Assistant) -> None:
        self.home, self.assistant = home, assistant

    async def connect(
        self,
        room: str,
        person: str = "anna",
        *,
        kind: DeviceKind = DeviceKind.SPEAKER,
        name: str = "",
        able: frozenset[str] = VOLUME | {"sound"},
        guest: bool = False,
    ) -> Place:
        device = await self.home.devices.add(person, NewDevice(kind, name or f"{room} speaker", room))
        conversation = self.assistant.open(device.id, person=person, able=able, guest=guest)
        return Place(await conversation.__aenter__())


@asynccontextmanager
async def house_with_a_song(folder: Path, seconds: float = 60.0) -> AsyncIterator[House]:
    """A house with three people, a guest, and one song of that length."""
    write_song(folder / "music", "Adele - Hello.wav", seconds)
    home = MemoryHome(people=("owner", "anna", "bob", "guest1"))
    async with open_assistant(folder, home=home) as assistant:
        yield House(home, assistant)
