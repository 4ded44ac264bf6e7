"""Devices: what talks for somebody, in which room and languages, and how it is thrown out at once."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from parley.clock import Clock
from parley.errors import ParleyError
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, Forbidden, Scope, TooMany, UnknownDevice, tell
from parley.home.accounts.naming import BadName, cleaned, is_tag
from parley.home.accounts.people import found
from parley.home.accounts.sealing import account_key, seal, unseal
from parley.home.database.database import Database
from parley.home.database.schema import accounts, devices, tokens
from parley.home.vault import AccountKey, Vault

MOST_DEVICES = 200
"""Devices of one account."""
MOST_LANGUAGES = 8
"""Languages of one device."""


class DeviceKind(StrEnum):
    """What sort of device it is."""

    BROWSER = "browser"
    PHONE = "phone"
    SPEAKER = "speaker"
    PROGRAM = "program"


class BadDevice(ParleyError):
    """What was said about a device cannot be: an unknown kind, a name too long, a bad language tag."""

    code: ClassVar[str] = "bad_device"


@dataclass(frozen=True, slots=True)
class NewDevice:
    """What is known of a device that is about to be one."""

    kind: DeviceKind = DeviceKind.BROWSER
    name: str = ""
    room: str = ""
    languages: Sequence[str] = ()
    """Tags (BCP 47) it listens for."""


@dataclass(frozen=True, slots=True)
class Device:
    """A device of somebody's."""

    id: str
    account: str
    """Whose it is."""
    kind: DeviceKind
    name: str
    room: str
    languages: Sequence[str]
    paired: float
    """POSIX seconds."""
    seen: float
    """When it last came, to the minute; POSIX seconds."""


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
        return await self._list(_rows().where(devices.c.account == account))

    async def everybodys(self) -> list[Device]:
        """The devices of the house, oldest first."""
        return await self._list(_rows())

    async def get(self, device: str, *, by: Caller | None = None) -> Device:
        """Raises ``UnknownDevice``."""
        return await self._database.read(lambda connection: _found(connection, self._vault, device, by))

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
            old = _found(connection, self._vault, device, by, lock=True)
            new = checked(
                NewDevice(
                    old.kind,
                    old.name if name is None else name,
                    old.room if room is None else room,
                    old.languages if languages is None else languages,
                )
            )
            owner = old.account if person is None else person
            if owner != old.account:
                self._check_move(connection, at, old, owner, by)
            key = account_key(connection, self._vault, owner)
            values = {"account": owner, "sealed": seal(key, _about(device), _Words.of(new))}
            connection.execute(update(devices).where(devices.c.id == device).values(values))
            if owner != old.account:  # a token's name was sealed for the person before
                theirs = update(tokens).where(tokens.c.device == device)
                connection.execute(theirs.values(account=owner, sealed=None))
            for whose in {old.account, owner}:
                detail = {"device": device}
                noted(connection, self._vault, at, whose, Action.DEVICE_CHANGED, by=by, detail=detail)
            moved = None if owner == old.account else _tokens(connection, device)
            return _found(connection, self._vault, device, None), moved

        changed, moved = await self._database.write(work)
        if moved is not None:
            self._tell(device, moved)
        return changed

    async def remove(self, device: str, *, by: Caller | None = None) -> None:
        """Throw it out: its tokens end, and ``on_gone`` is called. Raises ``UnknownDevice``."""
        at = self._now()

        def work(connection: Connection) -> Sequence[str]:
            old = _found(connection, self._vault, device, by, lock=True)
            gone = _tokens(connection, device)
            connection.execute(delete(devices).where(devices.c.id == device))  # its tokens go with it
            detail = {"kind": old.kind.value, "device": device}
            noted(connection, self._vault, at, old.account, Action.DEVICE_GONE, by=by, detail=detail)
            return gone

        self._tell(device, await self._database.write(work))

    def _check_move(
        self, connection: Connection, at: float, old: Device, person: str, by: Caller | None
    ) -> None:
        check_person(person, by)
        if old.kind is DeviceKind.BROWSER:
            raise BadDevice(
                "A browser belongs to who signed in with it. Sign out, and let the other sign in."
            )
        found(connection, self._vault, person, at)
        _check_room_for_one(connection, person)

    def _tell(self, device: str, its_tokens: Sequence[str]) -> None:
        for token in its_tokens:
            tell(self.on_ended, token)
        tell(self.on_gone, device)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    async def _list(self, query: Select[Any]) -> list[Device]:
        ordered = query.order_by(devices.c.paired, devices.c.id)
        rows = await self._database.read(lambda connection: connection.execute(ordered).all())
        return [_device(row, self._vault) for row in rows]


class _Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed in a device's row."""

    name: str = ""
    room: str = ""
    languages: tuple[str, ...] = ()

    @classmethod
    def of(cls, new: NewDevice) -> _Words:
        return cls(new.name, new.room, tuple(new.languages))


def name_of(key: AccountKey, id: str, sealed: bytes) -> str:
    """The name in a device's row."""
    return unseal(key, _about(id), sealed, _Words).name


def new_id() -> str:
    """A device's id; public, so that it need not be long."""
    return secrets.token_hex(8)


def device_kind(text: str) -> DeviceKind:
    """Raises ``BadDevice``."""
    try:
        return DeviceKind(text)
    except ValueError as error:
        kinds = ", ".join(DeviceKind)
        raise BadDevice(f"That is no kind of device. There are: {kinds}.") from error


def checked(new: NewDevice) -> NewDevice:
    """The same with clean names. Raises ``BadDevice``."""
    try:
        name, room = cleaned(new.name), cleaned(new.room)
    except BadName as error:
        raise BadDevice(str(error)) from error
    if len(new.languages) > MOST_LANGUAGES or not all(is_tag(each) for each in new.languages):
        raise BadDevice(f"A device has at most {MOST_LANGUAGES} languages, as tags such as zh or en-GB.")
    return NewDevice(device_kind(new.kind), name, room, tuple(new.languages))


def check_person(person: str, by: Caller | None) -> None:
    """Whether ``by`` may give devices to a person. Raises ``Forbidden``."""
    if by is not None and by.account != person and not by.may(Scope.HOUSE):
        raise Forbidden("Only the owner gives devices to other people.")


def device_inserted(
    connection: Connection, vault: Vault, at: float, id: str, account: str, new: NewDevice
) -> Device:
    """Write a new device, checked already. Raises ``UnknownAccount``."""
    key = account_key(connection, vault, account)
    sealed = seal(key, _about(id), _Words.of(new))
    values = {
        "id": id,
        "account": account,
        "kind": new.kind.value,
        "sealed": sealed,
        "paired": at,
        "seen": at,
    }
    connection.execute(insert(devices).values(values))
    return Device(id, account, new.kind, new.name, new.room, tuple(new.languages), at, at)


def paired(
    connection: Connection, vault: Vault, at: float, id: str, account: str, new: NewDevice, by: Caller | None
) -> Device:
    """The same within the bound, told in the audit log. Raises ``TooMany`` too."""
    _check_room_for_one(connection, account)
    made = device_inserted(connection, vault, at, id, account, new)
    detail = {"kind": new.kind.value, "device": id}
    noted(connection, vault, at, account, Action.DEVICE_PAIRED, by=by, detail=detail)
    return made


def _tokens(connection: Connection, device: str) -> Sequence[str]:
    return connection.execute(select(tokens.c.hash).where(tokens.c.device == device)).scalars().all()


def _check_room_for_one(connection: Connection, account: str) -> None:
    count = select(func.count()).select_from(devices).where(devices.c.account == account)
    if (connection.execute(count).scalar() or 0) >= MOST_DEVICES:
        raise TooMany(f"A person has at most {MOST_DEVICES} devices.")


def _rows() -> Select[Any]:
    return select(devices, accounts.c.key).join(accounts, accounts.c.id == devices.c.account)


def _found(connection: Connection, vault: Vault, id: str, by: Caller | None, *, lock: bool = False) -> Device:
    query = _rows().where(devices.c.id == id)
    row = connection.execute(query.with_for_update(of=devices) if lock else query).one_or_none()
    if row is None or (by is not None and by.account != row.account and not by.may(Scope.HOUSE)):
        raise UnknownDevice("There is no such device, or no longer.")
    return _device(row, vault)


def _device(row: Row[Any], vault: Vault) -> Device:
    words = unseal(vault.unwrap(row.account, row.key), _about(row.id), row.sealed, _Words)
    kind = DeviceKind(row.kind)
    return Device(row.id, row.account, kind, words.name, words.room, words.languages, row.paired, row.seen)


def _about(id: str) -> str:
    return f"devices:{id}"
