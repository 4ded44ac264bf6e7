"""The whole server: a board asks over HTTP where to talk, and talks there."""

from __future__ import annotations

import socket
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace as changed

from fakes.house import open_assistant
from fakes.mqtt_board import connected
from parley import server
from parley.assistant.assistant import Assistant
from parley.clock import SystemClock
from parley.errors import ParleyError
from parley.home.accounts.devices import DeviceKind
from parley.home.home import Home
from parley.settings import Server, Settings
from parley.settings.speakers import XiaoZhi

MAC, SECRET = "24:0a:c4:00:01:02", "7d444840-9dc0-11d1-b245-5ffdce74fad2"


def free_port(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.mark.usefixtures("broker_there")
async def test_a_board_is_told_of_mqtt_and_talks_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def warm(_: Assistant) -> dict[str, ParleyError | None]:
        return {}  # a board may come before everything is warm, and tests need not wait for it

    monkeypatch.setattr(Assistant, "warm", warm)
    mqtt, udp = free_port(socket.SOCK_STREAM), free_port(socket.SOCK_DGRAM)
    xiaozhi = XiaoZhi(mqtt=True, mqtt_port=mqtt, udp_port=udp)
    settings = Settings(data=str(tmp_path), xiaozhi=xiaozhi, server=Server(host="127.0.0.1"))
    home = await Home.open(settings, SystemClock())
    owner = await home.accounts.owner()
    hardware = f"xiaozhi:{MAC}:{SECRET}"
    await home.devices.adopt(hardware, DeviceKind.SPEAKER, "kitchen", account=owner.id)
    app = server.build(settings, home, parts=open_assistant(tmp_path).parts)
    async with app.router.lifespan_context(app):
        headers = {"Device-Id": MAC, "Client-Id": SECRET, "User-Agent": "bread-compact-wifi/2.0.3"}
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as client:
            told = (await client.post("/xiaozhi/ota/", json={}, headers=headers)).json()["mqtt"]
        assert told["endpoint"] == f"127.0.0.1:{mqtt}"
        async with connected(told) as board:
            sound = await board.hello()
            assert sound.server == ("127.0.0.1", udp)
            await board.say(type="ping")
            await board.until("pong")


@pytest.mark.usefixtures("broker_there")
async def test_where_mqtt_is_not_wanted_a_board_hears_nothing_of_it(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path))
    home = await Home.open(settings, SystemClock())
    owner = await home.accounts.owner()
    await home.devices.adopt(f"xiaozhi:{MAC}:{SECRET}", DeviceKind.SPEAKER, "kitchen", account=owner.id)
    # Wanted, with a port that no board could use: as if it were not wanted.
    for wanted in (XiaoZhi(), XiaoZhi(mqtt=True, mqtt_port=8883)):
        app = server.build(changed(settings, xiaozhi=wanted), home, parts=open_assistant(tmp_path).parts)
        transport = httpx.ASGITransport(app, client=("127.0.0.1", 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8420") as client:
            headers = {"Device-Id": MAC, "Client-Id": SECRET}
            told = (await client.post("/xiaozhi/ota/", json={}, headers=headers)).json()
        assert "mqtt" not in told and told["websocket"]
    await home.close()
