"""What gateways need of the assistant: conversations to open, and what goes in and out of one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence, Set
from typing import Protocol, Self

from parley.assistant.events import Event, Mode
from parley.assistant.live import Facts
from parley.assistant.waking import Bid
from parley.audio.pcm import Samples
from parley.skills.types import VOLUME, Action, DeviceTools


class Conversation(Protocol):
    """What a gateway needs of ``assistant.conversation.Conversation``."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> bool | None: ...
    def expect(self, language: str | None, default: str | None = None) -> None: ...
    def listen(self, mode: Mode, *, woke: Bid | None = None) -> None: ...
    def push(self, samples: Samples) -> None: ...
    async def release(self) -> None: ...
    def deaf(self) -> None: ...
    async def read(self, text: str, *, picture: str = "") -> None: ...
    def interrupt(self) -> None: ...
    async def going_on(self) -> Sequence[Action]: ...
    def confirm(self, occurrence: str) -> None: ...
    def events(self) -> AsyncIterator[Event]: ...


class Assistant(Protocol):
    """What a gateway needs of ``assistant.assistant.Assistant``."""

    def open(
        self,
        device: str,
        conversation_id: str | None = None,
        *,
        person: str,
        guest: bool = False,
        written: bool = False,
        rang: Sequence[str] | None = None,
        able: Set[str] = VOLUME,
        facts: Facts = ...,
        tools: DeviceTools | None = None,
        room: str | None = None,
    ) -> Conversation: ...
