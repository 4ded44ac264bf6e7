"""A home whose boards come over MQTT, with a real broker and a scripted assistant."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes.assistant import FakeAssistant
from fakes.mqtt_board import MqttBoard, connected
from parley.gateways.xiaozhi.mqtt import serving
from parley.gateways.xiaozhi.mqtt.broker import Broker, OtherBroker, OwnBroker
from parley.gateways.xiaozhi.mqtt.section import mqtt_section
from parley.home.accounts.callers import DATA, Kind, Role
from parley.home.accounts.devices import DeviceKind, NewDevice
from parley.home.home import Home
from parley.settings import Settings
from parley.settings.speakers import XiaoZhi
from parley.skills.types import Announcement


@dataclass
class BoardHouse:
    """A home, what serves its boards, and the boards."""

    folder: Path
    home: Home
    assistant: FakeAssistant
    settings: Settings
    ports: serving.Ports = field(
        default_factory=lambda: serving.Ports(0, 0, OtherBroker("mqtt://nowhere", ""))
    )
    brokers: list[Broker] = field(default_factory=list[Broker])
    said: list[Announcement] = field(default_factory=list[Announcement])
    """What was announced because nobody was there before."""

    async def paired(self) -> dict[str, Any]:
        """A new board of a new person; what it is told about MQTT."""
        person = await self.home.accounts.create(Role.FAMILY, "anna")
        board = NewDevice(DeviceKind.SPEAKER, "kitchen", languages=("zh",))
        device = await self.home.devices.add(person.id, board)
        token = await self.home.tokens.issue(person.id, Kind.DEVICE, DATA, device.id)
        return self.section(device.id, token)

    def section(self, device: str, token: str) -> dict[str, Any]:
        told = mqtt_section(XiaoZhi(mqtt_port=self.ports.mqtt), device, token, "127.0.0.1:8420")
        return dict(told)

    @property
    def broker(self) -> OwnBroker:
        """The one that runs now."""
        assert isinstance(self.brokers[-1], OwnBroker)
        return self.brokers[-1]

    @staticmethod
    def connected(told: dict[str, Any]) -> AbstractAsyncContextManager[MqttBoard]:
        """A board that connects as it was told."""
        return connected(told)

    @asynccontextmanager
    async def board(self) -> AsyncIterator[MqttBoard]:
        """A board that is paired, connected, and was told that no talk of before goes on."""
        async with connected(await self.paired()) as board:
            assert (await board.next())["type"] == "goodbye"
            yield board

    async def announce(self, announcement: Announcement) -> None:
        self.said.append(announcement)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[serving.Ports]:
        parts = (self.settings, self.home, self.assistant, self.announce)
        async with serving.boards_by_mqtt(*parts) as ports:
            assert ports is not None
            self.brokers.append(ports.broker)
            self.ports = ports
            yield ports
