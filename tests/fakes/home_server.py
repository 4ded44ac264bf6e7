"""A home and the app before it, for tests that come over HTTP."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.types import ASGIApp

from fakes.people import QUICK
from fakes.wall_clock import WallClock
from parley import server
from parley.gateways.access import COOKIE, Limits
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.callers import Role
from parley.home.accounts.devices import NewDevice
from parley.home.accounts.people import Account
from parley.home.home import Home
from parley.settings import Ears, Mouth, Server, Settings
from parley.settings import Home as Kept

ORIGIN = "http://parley.local:8420"
_addresses = itertools.count(1)


@dataclass
class HomeServer:
    """The real app over an empty home, without ears and mouth."""

    folder: Path
    home: Home
    app: Starlette
    clock: WallClock
    _opened: list[httpx.AsyncClient] = field(default_factory=list[httpx.AsyncClient])

    def client(self, token: str = "", address: str = "") -> httpx.AsyncClient:
        """Something at an address of its own; with a token, a device or a program."""
        return self._client(address, headers={"Authorization": f"Bearer {token}"} if token else {})

    def browser(self, session: str = "", address: str = "") -> httpx.AsyncClient:
        """A browser on Parley's page; with a session, signed in."""
        return self._client(address, headers={"Origin": ORIGIN}, cookies={COOKIE: session} if session else {})

    def address(self) -> str:
        """A network address that nobody came from before."""
        at = next(_addresses)
        return f"10.{at >> 16 & 255}.{at >> 8 & 255}.{at & 255}"

    def _client(
        self, address: str, headers: dict[str, str], cookies: dict[str, str] | None = None
    ) -> httpx.AsyncClient:
        at = (address or self.address(), 4711)
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=True, client=at)
        client = httpx.AsyncClient(
            transport=transport, base_url=ORIGIN, headers=headers, cookies=cookies, trust_env=False
        )
        self._opened.append(client)
        return client

    async def person(self, role: Role = Role.FAMILY, name: str = "Anna") -> Account:
        """Somebody; the first owner if an owner is asked for."""
        if role is Role.OWNER:
            return await self.home.accounts.owner()
        return await self.home.accounts.create(role, name)

    async def session(self, account: Account | str, name: str = "Firefox") -> str:
        """The secret of a new session of somebody's."""
        id = account if isinstance(account, str) else account.id
        return (await self.home.tokens.sign_in(id, NewDevice(name=name), "password")).secret

    async def close(self) -> None:
        for each in self._opened:
            await each.aclose()


@asynccontextmanager
async def home_server(
    folder: Path, limits: Limits | None = None, database: str | None = None
) -> AsyncGenerator[HomeServer]:
    """A server in virtual clockwork: its clock goes with the loop and can be set."""
    settings = Settings(
        data=str(folder), ears=Ears(engines=()), mouth=Mouth(engines={}), home=Kept(database=database)
    )
    clock = WallClock()
    async with await Home.open(settings, clock) as home:
        await home.accounts.close()
        home.accounts = Accounts(home.database, home.vault, clock, QUICK)
        serving = HomeServer(folder, home, server.build(settings, home, limits=limits), clock)
        yield serving
        await serving.close()


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncGenerator[str]:
    """The app on a real port of this machine; ``host:port``."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as the real server has it
    host, port = listener.getsockname()[:2]
    running = uvicorn.Server(server.config(Server(), app, lifespan="off"))
    with listener:
        serving = asyncio.create_task(running.serve([listener]))
        try:
            yield f"{host}:{port}"  # who connects before it has started waits in the backlog
        finally:
            running.should_exit = running.force_exit = True
            await serving
