"""Wyoming in one house: the services that others ask, and the satellites of the owner."""

from __future__ import annotations

from contextlib import AsyncExitStack
from datetime import datetime
from typing import Protocol

from parley.errors import BadSettings, MissingEngine
from parley.gateways.wyoming.connection import Connection
from parley.gateways.wyoming.discovery import Discovery
from parley.gateways.wyoming.offering import Assistant, Offer
from parley.gateways.wyoming.satellites import Devices, Satellites, addresses
from parley.gateways.wyoming.server import Allowed, Listener
from parley.gateways.wyoming.session import Session
from parley.home.accounts.people import Account
from parley.settings.speakers import Wyoming as Settings
from parley.telemetry import log


class Accounts(Protocol):
    """What is needed of ``home.accounts.accounts.Accounts``."""

    async def owner(self) -> Account: ...


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime: ...


class Home(Protocol):
    """What is needed of ``home.home.Home``."""

    @property
    def accounts(self) -> Accounts: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def clock(self) -> Clock: ...


class Wyoming:
    """Runs what the settings ask for. Use as an async context manager, within the home and the assistant."""

    def __init__(self, settings: Settings, assistant: Assistant, home: Home) -> None:
        """Raises ``BadSettings`` for addresses that are none."""
        Allowed(settings.allow)
        self._settings, self._assistant, self._home = settings, assistant, home
        self._set = addresses(settings.satellites)
        self._running = AsyncExitStack()
        self.listener: Listener | None = None
        """Of the services, where they are offered."""

    async def __aenter__(self) -> Wyoming:
        settings = self._settings
        if not (settings.enabled or settings.satellites or settings.discover):
            return self
        owner = (await self._home.accounts.owner()).id
        async with AsyncExitStack() as running:
            if settings.enabled:
                offer = Offer(self._assistant, owner)
                await offer.voices()  # those who ask wait no longer than a second
                await self._serve(running, offer)
            if settings.satellites or settings.discover:
                await self._connect(running, owner)
            self._running = running.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._running.aclose()

    async def _serve(self, running: AsyncExitStack, offer: Offer) -> None:
        async def serve(connection: Connection) -> None:
            await Session(connection, offer).run()

        settings = self._settings
        listener = Listener(settings.host, settings.port, settings.allow, serve)
        try:
            self.listener = await running.enter_async_context(listener)
        except BadSettings as error:
            # The rest of the house need not be silent because a port is taken.
            log.error("wyoming.unavailable", code=error.code, reason=str(error))

    async def _connect(self, running: AsyncExitStack, owner: str) -> None:
        home = self._home
        satellites = Satellites(self._assistant, home.devices, owner, self._set, now=home.clock.now)
        await running.enter_async_context(satellites)
        if self._settings.discover:
            try:
                await running.enter_async_context(Discovery(satellites.keep, satellites.lose))
            except MissingEngine as error:
                log.error("wyoming.unavailable", code=error.code, reason=str(error))
