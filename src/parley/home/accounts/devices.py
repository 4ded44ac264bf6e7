"""Devices: what talks for somebody, in which room and languages, and how it is thrown out at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Select, delete, update

from parley.clock import Clock
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, tell
from parley.home.accounts.device_rows import (
    MOST_DEVICES,
    BadDevice,
    Device,
    DeviceKind,
    NewDevice,
    Words,
    check_person,
    check_room_for_one,
    checked,
    device_about,
    device_inserted,
    device_kind,
    device_of,
    device_rows,
    found_device,
    name_of,
    new_id,
    new_of,
    noticing,
    paired,
    recognised,
    tokens_of,
)
from parley.home.accounts.people import found
from parley.home.accounts.sealing import account_key, seal
from parley.home.database.database import Database
from parley.home.database.schema import devices, tokens
from parley.home.vault import Vault

__all__ = [
    "MOST_DEVICES",
    "BadDevice",
    "Device",
    "DeviceKind",
    "Devices",
    "NewDevice",
    "check_person",
    "checked",
    "device_inserted",
    "device_kind",
    "hardware_hash",
    "name_of",
    "new_id",
    "paired",
    "recognised",
]


class Devices:
    """The devices of everybody in one home.

    ``by`` must own the device or have the scope ``house``; for anybody else there is no such device
    (``UnknownDevice``). ``by`` None is the command line.
    """

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self.on_gone: list[Callable[[str], None]] = []
        """Called in the event loop with the id of a device that was thrown out, or now belongs to somebody
        else (its token still works, and it comes back as the other's): close its connections."""
        self.on_changed: list[Callable[[str], None]] = []
        """Called likewise when its name, room, languages or person are others."""
        self.on_ended: list[Callable[[str], None]] = []
        """Called likewise with the ids of that device's tokens."""

    async def add(self, account: str, new: NewDevice, *, by: Caller | None = None) -> Device:
        """A device without a token. Raises ``UnknownAccount``, ``BadDevice``, ``TooMany``."""
        new, id, at = checked(new), new_id(), self._now()

        def work(connection: Connection) -> Device:
            found(connection, self._vault, account, at)
            return paired(connection, self._vault, at, id, account, new, by)

        return await self._database.write(work)

    async def of(self, account: str) -> list[Device]:
        """Somebody's devices, oldest first."""
        return await self._list(device_rows().where(devices.c.account == account))

    async def everybodys(self) -> list[Device]:
        """The devices of the house, oldest first."""
        return await self._list(device_rows())

    async def get(self, device: str, *, by: Caller | None = None) -> Device:
        """Raises ``UnknownDevice``."""
        return await self._database.read(lambda connection: found_device(connection, self._vault, device, by))

    async def change(
        self,
        device: str,
        *,
        name: str | None = None,
        room: str | None = None,
        languages: Sequence[str] | None = None,
        person: str | None = None,
        by: Caller | None = None,
    ) -> Device:
        """Change what is not None. ``person`` gives the device and its tokens to another account, for which
        ``by`` needs the scope ``house`` (``Forbidden``). A browser stays with who signed in (``BadDevice``).

        Raises ``UnknownDevice``, ``UnknownAccount``, ``BadDevice``, ``TooMany``.
        """
        at = self._now()

        def work(connection: Connection) -> tuple[Device, Sequence[str] | None]:
            old = found_device(connection, self._vault, device, by, lock=True)
            new = checked(
                replace(
                    new_of(old),
                    name=old.name if name is None else name,
                    room=old.room if room is None else room,
                    languages=old.languages if languages is None else languages,
                )
            )
            owner = old.account if person is None else person
            if owner != old.account:
                self._check_move(connection, at, old, owner, by)
            key = account_key(connection, self._vault, owner)
            values = {"account": owner, "sealed": seal(key, device_about(device), Words.of(new))}
            connection.execute(update(devices).where(devices.c.id == device).values(values))
            if owner != old.account:  # a token's name was sealed for the person before
                theirs = update(tokens).where(tokens.c.device == device)
                connection.execute(theirs.values(account=owner, sealed=None))
            for whose in {old.account, owner}:
                detail = {"device": device}
                noted(connection, self._vault, at, whose, Action.DEVICE_CHANGED, by=by, detail=detail)
            moved = None if owner == old.account else tokens_of(connection, device)
            return found_device(connection, self._vault, device, None), moved

        changed, moved = await self._database.write(work)
        tell(self.on_changed, device)
        if moved is not None:
            self._tell(device, moved)
        return changed

    async def remove(self, device: str, *, by: Caller | None = None) -> None:
        """Throw it out: its tokens end, and ``on_gone`` is called. Raises ``UnknownDevice``."""
        at = self._now()

        def work(connection: Connection) -> Sequence[str]:
            old = found_device(connection, self._vault, device, by, lock=True)
            gone = tokens_of(connection, device)
            connection.execute(delete(devices).where(devices.c.id == device))  # its tokens go with it
            detail = {"kind": old.kind.value, "device": device}
            noted(connection, self._vault, at, old.account, Action.DEVICE_GONE, by=by, detail=detail)
            return gone

        self._tell(device, await self._database.write(work))

    async def by_hardware(self, hardware: str) -> Device | None:
        """The device that is known by this text, such as an address or a board's own secret."""
        query = device_rows().where(devices.c.hardware == hardware_hash(self._vault, hardware))
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        return None if row is None else device_of(row, self._vault)

    async def adopt(
        self, hardware: str, kind: DeviceKind, name: str, *, account: str, model: str = ""
    ) -> Device:
        """The device that is known by this text, or a new one of the account for what cannot pair.

        It keeps its person, name and room; once it was thrown out, the same hardware makes a new one.
        Raises ``UnknownAccount``, ``BadDevice``, ``TooMany``.
        """
        known = await self.by_hardware(hardware)
        if known is not None:
            return known
        new, id, at = checked(NewDevice(kind, name, model=model)), new_id(), self._now()
        hash = hardware_hash(self._vault, hardware)
        query = device_rows().where(devices.c.hardware == hash)

        def work(connection: Connection) -> Device:
            found(connection, self._vault, account, at)
            made = recognised(connection, self._vault, at, id, account, new, None, hash)
            # Somebody else was first; what is seen now is what they wrote.
            return made or device_of(connection.execute(query).one(), self._vault)

        return await self._database.write(work)

    async def noticed(self, device: str, *, model: str = "", firmware: str = "") -> None:
        """What a device says it is; an empty text leaves what it said before. Raises ``UnknownDevice``."""
        if noticing(await self.get(device), model, firmware) is None:
            return

        def work(connection: Connection) -> None:
            old = found_device(connection, self._vault, device, None, lock=True)
            new = noticing(old, model, firmware)
            if new is not None:
                key = account_key(connection, self._vault, old.account)
                sealed = seal(key, device_about(device), Words.of(new))
                connection.execute(update(devices).where(devices.c.id == device).values(sealed=sealed))

        await self._database.write(work)

    def _check_move(
        self, connection: Connection, at: float, old: Device, person: str, by: Caller | None
    ) -> None:
        check_person(person, by)
        if old.kind is DeviceKind.BROWSER:
            raise BadDevice(
                "A browser belongs to who signed in with it. Sign out, and let the other sign in."
            )
        found(connection, self._vault, person, at)
        check_room_for_one(connection, person)

    def _tell(self, device: str, its_tokens: Sequence[str]) -> None:
        for token in its_tokens:
            tell(self.on_ended, token)
        tell(self.on_gone, device)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def _list(self, query: Select[Any]) -> list[Device]:
        ordered = query.order_by(devices.c.paired, devices.c.id)
        rows = await self._database.read(lambda connection: connection.execute(ordered).all())
        return [device_of(row, self._vault) for row in rows]


def hardware_hash(vault: Vault, hardware: str) -> str:
    """What is kept of what a device can be known again by."""
    return vault.hash("hardware", hardware)
