"""Boards over MQTT need a broker."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from fakes.assistant import FakeAssistant, Script
from fakes.mqtt_house import BoardHouse
from fakes.wall_clock import WallClock
from parley.gateways.xiaozhi.mqtt.broker import nats_server
from parley.home.home import Home
from parley.settings import Server, Settings
from parley.settings.speakers import XiaoZhi


@pytest.fixture
def broker_there() -> None:
    if nats_server() is None:
        pytest.skip("nats-server is not installed (make install)")


@pytest.fixture
async def closed_house(tmp_path: Path, broker_there: None) -> AsyncIterator[BoardHouse]:
    """A house that serves nobody yet."""
    xiaozhi = XiaoZhi(mqtt=True, mqtt_port=0, udp_port=0)
    settings = Settings(data=str(tmp_path), xiaozhi=xiaozhi, server=Server(host="127.0.0.1"))
    async with await Home.open(settings, WallClock()) as home:
        yield BoardHouse(tmp_path, home, FakeAssistant(Script(seconds=0.3)), settings)


@pytest.fixture
async def house(closed_house: BoardHouse) -> AsyncIterator[BoardHouse]:
    async with closed_house.serving():
        yield closed_house
