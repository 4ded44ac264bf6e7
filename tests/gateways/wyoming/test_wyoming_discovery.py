"""Satellites that announce themselves on the network, by zeroconf's own library on this machine."""

from __future__ import annotations

import socket
import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from fakes.wyoming_client import eventually
from parley.errors import MissingEngine
from parley.gateways.wyoming.discovery import SERVICE, Discovery
from parley.gateways.wyoming.satellites import Address


@pytest_asyncio.fixture
async def network() -> AsyncIterator[AsyncZeroconf]:
    try:
        zeroconf = AsyncZeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only)
    except OSError as error:
        pytest.skip(f"this machine lets nobody use multicast: {error}")
    yield zeroconf
    await zeroconf.async_close()


def announced(name: str, port: int) -> AsyncServiceInfo:
    here = [socket.inet_aton("127.0.0.1")]
    return AsyncServiceInfo(SERVICE, f"{name}.{SERVICE}", addresses=here, port=port, server=f"{name}.local.")


async def test_what_comes_is_found_and_what_says_goodbye_is_lost(network: AsyncZeroconf) -> None:
    found: list[Address] = []
    lost: list[str] = []
    async with Discovery(found.append, lost.append, interfaces=["127.0.0.1"]):
        service = announced("b827eb000001", 10_700)
        registered = await network.async_register_service(service)
        await registered
        await eventually(lambda: found, within=60)
        gone = await network.async_unregister_service(service)
        await gone
        await eventually(lambda: lost, within=60)
    assert found[0] == Address("127.0.0.1", 10_700, "b827eb000001")
    assert lost[0] == found[0].hardware


def test_without_its_library_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    with pytest.raises(MissingEngine, match=r"parley\[wyoming\]"):
        Discovery(lambda _: None, lambda _: None)
