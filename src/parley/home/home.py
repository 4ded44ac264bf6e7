"""A home: everything that is kept for the people of one house, opened and closed together."""

from __future__ import annotations

from typing import Self

from parley.clock import Clock, SystemClock
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.audit import Audit
from parley.home.accounts.callers import Caller
from parley.home.accounts.devices import Devices
from parley.home.accounts.pairing import Pairing
from parley.home.accounts.passkeys import Passkeys
from parley.home.accounts.tokens import Tokens
from parley.home.archive.deleting import deleted, finished
from parley.home.database.database import Database
from parley.home.database.opening import open_database
from parley.home.files.files import Files
from parley.home.files.objects import Objects
from parley.home.passes import Passes
from parley.home.records import Records
from parley.home.schedule.schedule import Schedule
from parley.home.usage import Usage
from parley.home.vault import Vault
from parley.home.voices import Voices
from parley.settings import Settings

_MEGABYTE = 1_000_000


class Home:
    """The parts of a home, sharing one database, one vault and one clock. Use as an async context manager."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, settings: Settings) -> None:
        """Made by ``open``."""
        self.database = database
        self.vault = vault
        self.clock = clock
        self.accounts = Accounts(database, vault, clock)
        self.tokens = Tokens(database, vault, clock)
        self.passes = Passes(vault, self.tokens, clock)
        self.usage = Usage(database, clock)
        self.passkeys = Passkeys(database, vault, clock)
        self.devices = Devices(database, vault, clock)
        self.pairing = Pairing(database, vault, clock)
        # Whatever ends a token, its connections hear of it in one place.
        self.accounts.on_ended = self.devices.on_ended = self.tokens.on_ended
        self.audit = Audit(database, vault, clock)
        self.records = Records(database, vault, clock)
        self.voices = Voices(self.records, self.accounts, clock)
        self.schedule = Schedule(database, self.records, clock)
        data, kept = settings.data_dir, settings.home
        objects = Objects.at(kept.files, data / "files")
        quota = kept.quota_mb * _MEGABYTE
        self.files = Files(database, vault, objects, data / "uploads", clock, quota)

    @classmethod
    async def open(cls, settings: Settings, clock: Clock | None = None) -> Home:
        """The home that the settings describe, made if it is the first time.

        Finishes deletions that a crash broke off. Raises ``DatabaseFailed``, ``Unreadable``,
        ``MissingEngine``, ``BadSettings``, ``FilesFailed``.
        """
        data = settings.data_dir
        vault = Vault.at(data / "keys" / "server.key")
        database = await open_database(settings.home.database or str(data / "home.db"))
        try:
            home = cls(database, vault, clock or SystemClock(), settings)
            await finished(home)
        except BaseException:
            await database.close()
            raise
        return home

    async def delete(self, account: str, *, by: Caller | None = None) -> list[str]:
        """Delete an account with everything of it; with the last owner, everybody's. Which accounts went.

        Raises ``UnknownAccount``, ``Forbidden``.
        """
        return await deleted(self, account, by=by)

    async def close(self) -> None:
        """Let go of everything. Safe to call twice."""
        await self.usage.close()
        await self.records.close()
        await self.accounts.close()
        await self.database.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
