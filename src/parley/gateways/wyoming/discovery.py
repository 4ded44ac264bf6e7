"""Satellites that announce themselves on the network (zeroconf)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from parley.errors import MissingEngine
from parley.gateways.wyoming.satellites import MOST, Address

SERVICE = "_wyoming._tcp.local."
_PATIENCE = 3_000
"""Milliseconds in which a service must tell its address."""


class Discovery:
    """Calls ``found`` for everything that speaks Wyoming on the network, and ``lost`` when it says goodbye.

    Use as an async context manager.
    """

    def __init__(
        self,
        found: Callable[[Address], None],
        lost: Callable[[str], None],
        interfaces: Sequence[str] | None = None,
    ) -> None:
        """``interfaces``: addresses of this machine on whose networks to look; None for all of them.

        Raises ``MissingEngine`` without zeroconf's library.
        """
        self._interfaces = interfaces
        try:
            self._library: Any = import_module("zeroconf")
            self._async: Any = import_module("zeroconf.asyncio")
        except ImportError as error:
            raise MissingEngine("zeroconf", "pip install 'parley[wyoming]'") from error
        self._found, self._lost = found, lost
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._zeroconf: Any = None
        self._browser: Any = None

    async def __aenter__(self) -> Discovery:
        where = self._interfaces or self._library.InterfaceChoice.All
        self._zeroconf = self._async.AsyncZeroconf(interfaces=where)
        self._browser = self._async.AsyncServiceBrowser(
            self._zeroconf.zeroconf, SERVICE, handlers=[self._changed]
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._browser.async_cancel()
        await self._zeroconf.async_close()

    def _changed(self, zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
        if state_change is self._library.ServiceStateChange.Removed:
            self._lost(Address("", 0, _instance(name)).hardware)
        elif name not in self._asking and len(self._asking) < MOST:
            task = asyncio.create_task(self._ask(zeroconf, service_type, name), name="zeroconf")
            self._asking[name] = task
            task.add_done_callback(lambda _: self._asking.pop(name, None))

    async def _ask(self, zeroconf: Any, service_type: str, name: str) -> None:
        info = self._async.AsyncServiceInfo(service_type, name)
        if await info.async_request(zeroconf, _PATIENCE):
            hosts: list[str] = info.parsed_scoped_addresses()
            if hosts and info.port:
                self._found(Address(hosts[0], int(info.port), _instance(name)))


def _instance(name: str) -> str:
    """The part of a service's name that is its own."""
    return name.removesuffix(f".{SERVICE}")[:200]
