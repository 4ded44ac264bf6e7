"""A home, and boards that ask it over HTTP as the firmware does."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from fakes.home_server import HomeServer, home_server
from parley.gateways.access import Door
from parley.gateways.xiaozhi.bootstrap import Bootstrap
from parley.home.accounts.callers import Role
from parley.settings.speakers import Firmware, XiaoZhi


@dataclass
class HttpBoard:
    """A board as the firmware is before it talks: it asks for its settings, and asks until it is let in."""

    client: httpx.AsyncClient
    mac: str = "24:0a:c4:00:01:02"
    secret: str = field(default_factory=lambda: str(uuid.uuid4()))
    name: str = "bread-compact-wifi"
    version: str = "2.0.3"
    language: str = "zh-CN"

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Activation-Version": "1",
            "Device-Id": self.mac,
            "Client-Id": self.secret,
            "User-Agent": f"{self.name}/{self.version}",
            "Accept-Language": self.language,
            "Content-Type": "application/json",
        }

    @property
    def said(self) -> dict[str, Any]:
        return {
            "version": 2,
            "minimum_free_heap_size": "8318916",
            "mac_address": self.mac,
            "uuid": self.secret,
            "application": {"name": "xiaozhi", "version": self.version},
            "board": {"type": self.name, "name": self.name, "rssi": -40},
        }

    async def asks(self, path: str = "/xiaozhi/ota/", **more: Any) -> httpx.Response:
        return await self.client.post(path, json=self.said, headers=self.headers, **more)

    async def checks(self) -> dict[str, Any]:
        """What it learns when it starts."""
        answer = await self.asks()
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def activates(self, body: Any = None) -> int:
        """The status of its question whether it was let in."""
        answer = await self.client.post("/xiaozhi/ota/activate", json=body or {}, headers=self.headers)
        return answer.status_code


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[HomeServer]:
    async with home_server(tmp_path) as serving:
        offers = {"bread-compact-wifi": Firmware("2.1.0", "https://parley.example/bread.bin")}
        settings = XiaoZhi(firmware=offers)
        door = Door(serving.home.tokens)
        serving.app.router.routes[:0] = Bootstrap(serving.home, settings).routes(door)
        yield serving


@pytest.fixture
async def owner(house: HomeServer) -> httpx.AsyncClient:
    """The owner's browser."""
    return house.browser(await house.session(await house.person(Role.OWNER)))


@pytest.fixture
async def anna(house: HomeServer, owner: httpx.AsyncClient) -> httpx.AsyncClient:
    """A browser of somebody of the family."""
    return house.browser(await house.session(await house.person(Role.FAMILY, "Anna")))


MakeBoard = Callable[..., HttpBoard]


@pytest.fixture
def a_board(house: HomeServer) -> MakeBoard:
    """``a_board(mac=…)`` is a board at an address of its own."""

    def make(address: str = "", **known: Any) -> HttpBoard:
        return HttpBoard(house.client(address=address), **known)

    return make


@pytest.fixture
def board(a_board: MakeBoard) -> HttpBoard:
    return a_board()


async def let_in(board: HttpBoard, by: httpx.AsyncClient, **words: Any) -> dict[str, Any]:
    """Somebody enters the code that the board shows; the device."""
    code = (await board.checks())["activation"]["code"]
    answer = await by.post("/api/pair/approve", json={"code": code, **words})
    assert answer.status_code == 200, answer.text
    return answer.json()
