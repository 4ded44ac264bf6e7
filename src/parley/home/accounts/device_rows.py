"""The rows of devices: what stands in one, how it is written within bounds, and how it is found."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

import msgspec
from sqlalchemy import Connection, Row, Select, func, select

from parley.errors import ParleyError
from parley.home.accounts.adding import added
from parley.home.accounts.audit import Action, noted
from parley.home.accounts.callers import Caller, Forbidden, Scope, TooMany, UnknownDevice
from parley.home.accounts.naming import LONGEST, BadName, cleaned, is_tag
from parley.home.accounts.sealing import account_key, seal, unseal
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
    model: str = ""
    """What it says it is."""
    firmware: str = ""
    """The version that it says it runs."""


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
    model: str = ""
    """What it says it is; empty when it never said."""
    firmware: str = ""
    """The version that it says it runs; empty when it never said."""


class Words(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is sealed in a device's row."""

    name: str = ""
    room: str = ""
    languages: tuple[str, ...] = ()
    model: str = ""
    firmware: str = ""

    @classmethod
    def of(cls, new: NewDevice) -> Words:
        return cls(new.name, new.room, tuple(new.languages), new.model, new.firmware)


def name_of(key: AccountKey, id: str, sealed: bytes) -> str:
    """The name in a device's row."""
    return unseal(key, device_about(id), sealed, Words).name


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
    kind, languages = device_kind(new.kind), tuple(new.languages)
    return NewDevice(kind, name, room, languages, readable(new.model), readable(new.firmware))


def readable(text: str) -> str:
    """What a machine says of itself, shortened to what can be shown: it cannot be asked for a better name."""
    shown = "".join(each for each in text[: 4 * LONGEST] if each.isprintable())
    return " ".join(shown.split())[:LONGEST].rstrip()


def check_person(person: str, by: Caller | None) -> None:
    """Whether ``by`` may give devices to a person. Raises ``Forbidden``."""
    if by is not None and by.account != person and not by.may(Scope.HOUSE):
        raise Forbidden("Only the owner gives devices to other people.")


def device_inserted(
    connection: Connection, vault: Vault, at: float, id: str, account: str, new: NewDevice
) -> Device:
    """Write a new device, checked already. Raises ``UnknownAccount``."""
    made = _added(connection, vault, at, id, account, new, None)
    assert made is not None, "only hardware can be taken"
    return made


def paired(
    connection: Connection, vault: Vault, at: float, id: str, account: str, new: NewDevice, by: Caller | None
) -> Device:
    """The same within the bound, told in the audit log. Raises ``TooMany`` too."""
    made = recognised(connection, vault, at, id, account, new, by, None)
    assert made is not None, "only hardware can be taken"
    return made


def recognised(
    connection: Connection,
    vault: Vault,
    at: float,
    id: str,
    account: str,
    new: NewDevice,
    by: Caller | None,
    hardware: str | None,
) -> Device | None:
    """The same, known again by the hash of its hardware from now on; None where there is one with it.

    Waits for others who write the same hardware.
    """
    check_room_for_one(connection, account)
    made = _added(connection, vault, at, id, account, new, hardware)
    if made is not None:
        detail = {"kind": new.kind.value, "device": id}
        noted(connection, vault, at, account, Action.DEVICE_PAIRED, by=by, detail=detail)
    return made


def _added(
    connection: Connection,
    vault: Vault,
    at: float,
    id: str,
    account: str,
    new: NewDevice,
    hardware: str | None,
) -> Device | None:
    sealed = seal(account_key(connection, vault, account), device_about(id), Words.of(new))
    values = {
        "id": id,
        "account": account,
        "kind": new.kind.value,
        "sealed": sealed,
        "paired": at,
        "seen": at,
        "hardware": hardware,
    }
    if not added(connection, devices, values):
        return None
    words = new.name, new.room, tuple(new.languages)
    return Device(id, account, new.kind, *words, at, at, new.model, new.firmware)


def new_of(device: Device) -> NewDevice:
    """What of a device may change."""
    words = device.name, device.room, device.languages, device.model, device.firmware
    return NewDevice(device.kind, *words)


def noticing(device: Device, model: str, firmware: str) -> NewDevice | None:
    """What is known of a device that says what it is; None when it is what it said before."""
    said = replace(
        new_of(device), model=readable(model) or device.model, firmware=readable(firmware) or device.firmware
    )
    return None if said == new_of(device) else said


def tokens_of(connection: Connection, device: str) -> Sequence[str]:
    """The hashes of a device's tokens."""
    return connection.execute(select(tokens.c.hash).where(tokens.c.device == device)).scalars().all()


def check_room_for_one(connection: Connection, account: str) -> None:
    """Raises ``TooMany``."""
    count = select(func.count()).select_from(devices).where(devices.c.account == account)
    if (connection.execute(count).scalar() or 0) >= MOST_DEVICES:
        raise TooMany(f"A person has at most {MOST_DEVICES} devices.")


def device_rows() -> Select[Any]:
    """Every device with its account's key."""
    return select(devices, accounts.c.key).join(accounts, accounts.c.id == devices.c.account)


def found_device(
    connection: Connection, vault: Vault, id: str, by: Caller | None, *, lock: bool = False
) -> Device:
    """Raises ``UnknownDevice``, also for what is not ``by``'s business."""
    query = device_rows().where(devices.c.id == id)
    row = connection.execute(query.with_for_update(of=devices) if lock else query).one_or_none()
    if row is None or (by is not None and by.account != row.account and not by.may(Scope.HOUSE)):
        raise UnknownDevice("There is no such device, or no longer.")
    return device_of(row, vault)


def device_of(row: Row[Any], vault: Vault) -> Device:
    """What stands in one of ``device_rows``."""
    words = unseal(vault.unwrap(row.account, row.key), device_about(row.id), row.sealed, Words)
    kind, named = DeviceKind(row.kind), (words.name, words.room, words.languages)
    return Device(row.id, row.account, kind, *named, row.paired, row.seen, words.model, words.firmware)


def device_about(id: str) -> str:
    """What a device's words are sealed for."""
    return f"devices:{id}"
