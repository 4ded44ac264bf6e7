"""The broker that Parley starts: it comes back when it dies, and goes when Parley goes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.broker import Broker
from fakes.mqtt_board import Plain
from fakes.mqtt_house import BoardHouse
from parley.errors import BadSettings, MissingEngine
from parley.gateways.xiaozhi.mqtt import broker as brokers
from parley.gateways.xiaozhi.mqtt import packets, serving
from parley.gateways.xiaozhi.mqtt.broker import OtherBroker, OwnBroker, broker_of
from parley.settings import Settings
from parley.settings.speakers import XiaoZhi

LIVING = """
import asyncio, signal, sys
from pathlib import Path
from parley.gateways.xiaozhi.mqtt.broker import OwnBroker

async def live():
    async with OwnBroker(Path(sys.argv[1])) as broker:
        await broker.boards()
        print(broker.pid, flush=True)
        await asyncio.sleep(60)

# Whoever starts the tests in the background of a shell has them inherit that it is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
asyncio.run(live())
"""


def group(pid: int) -> list[int]:
    """The processes that a broker is."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True)
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(each) for each, leader, stat in rows if int(leader) == pid and not stat.startswith("Z")]


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while group(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not group(pid)


def nothing_of(folder: Path) -> bool:
    """Whether no process is about this folder any more."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        listed = subprocess.run(["ps", "-eo", "stat=,args="], capture_output=True, text=True, check=True)
        if not [line for line in listed.stdout.splitlines() if str(folder) in line and line[0] != "Z"]:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.usefixtures("broker_there")
def test_a_server_that_is_killed_leaves_no_broker_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-c", LIVING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        pid = int(first.stdout.readline())
        assert len(group(pid)) > 1
        first.kill()
    assert gone(pid)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as second:
        assert second.stdout is not None
        after = int(second.stdout.readline())
        assert after != pid
        assert [each.name for each in tmp_path.iterdir()] == [f"broker-{second.pid}"]
        second.send_signal(signal.SIGINT)
    assert gone(after) and list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("broker_there")
async def test_a_broker_that_is_not_wanted_any_more_while_it_starts_ends_too(tmp_path: Path) -> None:
    for rounds in range(12):
        async with OwnBroker(tmp_path):
            for _ in range(rounds):
                await asyncio.sleep(0.002)
    assert await asyncio.to_thread(nothing_of, tmp_path)


@pytest.mark.usefixtures("broker_there")
async def test_what_it_keeps_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    async with OwnBroker(tmp_path / "xiaozhi") as broker:
        ours, boards = await broker.ours(), await broker.boards()
        assert ours.password != boards.password and ours.host == "127.0.0.1"
        folder = tmp_path / "xiaozhi" / f"broker-{os.getpid()}"
        assert folder.stat().st_mode & 0o077 == 0
        assert (folder / "nats.conf").stat().st_mode & 0o077 == 0
    assert list((tmp_path / "xiaozhi").iterdir()) == []


async def test_a_broker_that_is_killed_comes_back_and_no_board_notices(house: BoardHouse) -> None:
    async with house.board() as board:
        await board.hello()
        assert house.broker.pid is not None
        os.killpg(house.broker.pid, signal.SIGKILL)
        answered = False
        async with asyncio.timeout(20):
            while not answered:
                await board.say(type="ping")
                try:
                    async with asyncio.timeout(0.3):
                        answered = bool(await board.until("pong"))
                except TimeoutError:
                    continue
        await board.say(type="listen", state="detect", text="are you there")
        await board.until("tts", state="stop")


async def test_boards_are_reached_again_after_a_restart(closed_house: BoardHouse) -> None:
    told = {}
    async with closed_house.serving():
        told = await closed_house.paired()
        async with closed_house.connected(told) as board:
            await board.hello()
    async with closed_house.serving():
        told = closed_house.section(told["username"], told["password"])
        async with closed_house.connected(told) as board:
            # It was told that the talk which it may think it is in is over; by the name it knows.
            assert (await board.until("goodbye"))[-1]["session_id"] == f"parley-{told['username']}"
            await board.hello()


@pytest.mark.parametrize("url", ["tcp://there", "mqtt://", "there", "mqtt://there:port", ""])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(BadSettings):
        OtherBroker(url, "")


async def test_another_broker_is_used_as_it_is_named(tmp_path: Path) -> None:
    settings = XiaoZhi(broker="mqtts://anna%40home@there", broker_password_variable="SECRET")
    async with broker_of(settings, tmp_path, {"SECRET": "sesame"}) as broker:
        entrance = await broker.ours()
    assert (entrance.host, entrance.port, entrance.tls) == ("there", 8883, True)
    assert (entrance.user, entrance.password) == ("anna@home", "sesame")


@pytest.mark.parametrize("password", ["sesame", "wrong"])
async def test_boards_talk_through_a_broker_that_was_there_before(
    closed_house: BoardHouse, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("XIAOZHI_BROKER_PASSWORD", password)
    with Broker(closed_house.folder) as there:
        xiaozhi = replace(closed_house.settings.xiaozhi, broker=f"mqtt://parley@127.0.0.1:{there.port}")
        closed_house.settings = replace(closed_house.settings, xiaozhi=xiaozhi)
        async with closed_house.serving():
            told = await closed_house.paired()
            if password == "wrong":  # no fault of the board's
                plain = await Plain.to(closed_house.ports.mqtt)
                plain.send(packets.connect(told["client_id"], told["username"], told["password"], 60))
                assert await plain.all() == packets.connack(packets.Refusal.UNAVAILABLE)
                return
            async with closed_house.connected(told) as board:
                await board.hello()
                await board.say(type="ping")
                await board.until("pong")


def test_without_a_broker_mqtt_is_not_offered_and_the_rest_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(brokers, "nats_server", lambda: None)
    with pytest.raises(MissingEngine) as missing:
        OwnBroker(tmp_path)
    assert "parley[xiaozhi]" in missing.value.remedy
    settings = Settings(data=str(tmp_path), xiaozhi=XiaoZhi(mqtt=True))
    assert serving.mqtt_offered(settings).xiaozhi == XiaoZhi(mqtt=False)
    elsewhere = Settings(data=str(tmp_path), xiaozhi=XiaoZhi(mqtt=True, broker="mqtt://there"))
    assert serving.mqtt_offered(elsewhere) == elsewhere


def test_the_port_that_boards_know_for_tls_needs_a_certificate(tmp_path: Path) -> None:
    settings = Settings(data=str(tmp_path), xiaozhi=XiaoZhi(mqtt=True, mqtt_port=8883, broker="mqtt://there"))
    assert serving.mqtt_offered(settings).xiaozhi.mqtt is False
