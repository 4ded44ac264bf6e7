"""Pairing: a device shows or says six digits, and somebody who is signed in enters them (RFC 8628).

Who guesses at codes needs an account. They get ten wrong codes at once and then one a minute, per account
and per network address: at most twenty within the ten minutes that a code lives. And a code that was
waiting while fifty wrong ones were entered, by whomever, in whatever process, before or after a restart,
works no more. So, however many accounts and addresses work together, a given device is caught with a
probability of at most 50 in 1,000,000 (one account alone: 20 in 1,000,000). The device's own code has 256
bits and cannot be guessed.
"""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, delete, func, select, update

from parley.clock import Clock
from parley.errors import Busy
from parley.home.accounts.adding import added
from parley.home.accounts.callers import DATA, Caller, Kind, TooManyTries, UnknownAccount
from parley.home.accounts.codes import (
    AccessDenied,
    BadCode,
    ExpiredCode,
    NotYet,
    SlowDown,
    Started,
    State,
    Waiting,
)
from parley.home.accounts.devices import (
    BadDevice,
    Device,
    DeviceKind,
    NewDevice,
    check_person,
    checked,
    device_kind,
    hardware_hash,
    new_id,
    paired,
    recognised,
)
from parley.home.accounts.issuing import DEVICE_LIFE, SECRET_LENGTH, Issued, digest, issued, new_secret
from parley.home.accounts.limits import Guesses, place
from parley.home.accounts.naming import BadName, cleaned
from parley.home.accounts.pacing import LIFE, Paces
from parley.home.accounts.people import found
from parley.home.database.database import Database
from parley.home.database.schema import devices, pairings
from parley.home.vault import Vault

__all__ = [
    "MOST_WAITING",
    "MOST_WRONG",
    "AccessDenied",
    "BadCode",
    "ExpiredCode",
    "NotYet",
    "Pairing",
    "SlowDown",
    "Started",
    "State",
    "Waiting",
]

MOST_WAITING = 1000
"""Pairings that wait at once."""
MOST_WRONG = 50
"""Wrong codes, by whomever, that a waiting code outlives."""

_TOO_LATE = "The code is too old, or the token was already given. Begin again."

T = TypeVar("T")


_WAITING, _APPROVED, _REFUSED = State.WAITING.value, State.APPROVED.value, State.REFUSED.value


class Pairing:
    """The devices that wait to be let in."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database, self._vault, self._clock = database, vault, clock
        self._by_account, self._by_place = Guesses(), Guesses()
        self._paces = Paces()

    async def start(self, kind: str, model: str, address: str, *, hardware: str = "") -> Started:
        """A device wants in.

        With ``hardware`` it is known by that text from the moment it is approved (``Devices.by_hardware``)
        and fetches no token here; codes that the same hardware got before work no more.
        Raises ``BadDevice``, ``Busy`` (too many wait), ``TooManyTries`` (from this address).
        """
        at, where, sort, model = self._now(), place(address), device_kind(kind), _model(model)
        known_by = hardware_hash(self._vault, hardware) if hardware else None
        device_code = new_secret(Kind.DEVICE)
        hash = digest(device_code)
        self._paces.start(hash, where, at)

        def work(connection: Connection) -> tuple[str, Sequence[str]]:
            _swept(connection, at)
            before = _given_up(connection, known_by)
            count = connection.execute(select(func.count()).select_from(pairings)).scalar() or 0
            if count >= MOST_WAITING:
                raise Busy("Too many devices wait to be paired. Try again in some minutes.")
            row = {"device_code": hash, "kind": sort.value, "model": model, "expires": at + LIFE}
            row |= {"state": _WAITING, "polled": 0.0, "tries": 0, "hardware": known_by}
            while True:
                code = f"{secrets.randbelow(10**6):06d}"
                if added(connection, pairings, row | {"user_code": self._hash(code)}):
                    return code, before

        try:
            code, before = await self._database.write(work)
        except BaseException:
            self._paces.end(hash)
            raise
        for each in before:
            self._paces.end(each)
        return Started(device_code, code)

    async def state(self, device_code: str) -> State | None:
        """How it stands with a device that is known by its hardware; None: let in, or too late."""
        this, at = pairings.c.device_code == digest(device_code), self._now()
        row = await self._database.read(lambda c: c.execute(select(pairings).where(this)).one_or_none())
        if row is None or row.expires <= at or (row.state == _WAITING and row.tries >= MOST_WRONG):
            return None
        return State(row.state)

    async def find(self, code: str, *, by: Caller, address: str) -> Waiting:
        """Which device waits with this code. Raises ``BadCode``, ``TooManyTries``."""

        def work(_: Connection, row: Row[Any]) -> Waiting:
            return Waiting(DeviceKind(row.kind), row.model, row.expires)

        return await self._entered(code, by, address, work)

    async def approve(
        self,
        code: str,
        *,
        name: str = "",
        room: str = "",
        languages: Sequence[str] = (),
        person: str | None = None,
        by: Caller,
        address: str,
    ) -> Device:
        """Let it in, as ``by``'s own device, or another ``person``'s, for which ``by`` needs the scope
        ``house``. The device has ten minutes to fetch its token.

        Raises ``BadCode``, ``TooManyTries``, ``BadDevice``, ``Forbidden``, ``UnknownAccount``, ``TooMany``.
        """
        words = checked(NewDevice(DeviceKind.PROGRAM, name, room, languages))
        at, owner = self._now(), person or by.account
        check_person(owner, by)
        let_in: list[str] = []

        def work(connection: Connection, row: Row[Any]) -> Device:
            found(connection, self._vault, owner, at)
            kind, name = DeviceKind(row.kind), words.name or row.model
            new = replace(words, kind=kind, name=name, model=row.model)
            this = pairings.c.device_code == row.device_code
            if row.hardware is not None:  # nothing is left to fetch: it is let in by what it is known by
                connection.execute(delete(pairings).where(this))
                known = recognised(
                    connection, self._vault, at, new_id(), owner, new, by, hardware=row.hardware
                )
                if known is None:
                    raise BadCode("This device is paired already.")
                let_in.append(row.device_code)
                return known
            device = paired(connection, self._vault, at, new_id(), owner, new, by)
            values = {"state": _APPROVED, "account": owner, "device": device.id, "expires": at + LIFE}
            connection.execute(update(pairings).where(this).values(values))
            return device

        device = await self._entered(code, by, address, work)
        for each in let_in:
            self._paces.end(each)
        return device

    async def refuse(self, code: str, *, by: Caller, address: str) -> None:
        """Keep it out. Raises ``BadCode``, ``TooManyTries``."""

        def work(connection: Connection, row: Row[Any]) -> None:
            this = update(pairings).where(pairings.c.device_code == row.device_code)
            connection.execute(this.values(state=_REFUSED))

        await self._entered(code, by, address, work)

    async def poll(self, device_code: str) -> Issued:
        """The device's token, once. Raises ``NotYet``, ``SlowDown``, ``AccessDenied``, ``ExpiredCode``."""
        if len(device_code) not in SECRET_LENGTH:
            raise ExpiredCode(_TOO_LATE)
        at, hash, secret = self._now(), digest(device_code), new_secret(Kind.DEVICE)
        outcome = await self._database.write(lambda c: _polled(c, self._vault, at, hash, secret))
        if isinstance(outcome, float):
            if self._paces.too_soon(hash, outcome, at):
                raise SlowDown("The device asks too often.")
            raise NotYet("Nobody has entered the code yet.")
        self._paces.end(hash)
        if outcome == _REFUSED:
            raise AccessDenied("The person refused the device.")
        if not isinstance(outcome, Issued):
            raise ExpiredCode(_TOO_LATE)
        return outcome

    async def sweep(self) -> int:
        """Forget pairings that came to nothing; how many. To be called now and then."""
        at = self._now()
        return await self._database.write(lambda connection: _swept(connection, at))

    async def _entered(
        self, code: str, by: Caller, address: str, work: Callable[[Connection, Row[Any]], T]
    ) -> T:
        """Do something with the device that waits with a code, or count a wrong guess."""
        digits = "".join(unicodedata.normalize("NFKC", code[:64]).split()).replace("-", "")
        if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
            raise BadCode("The code has six digits.")
        where, at, hash = place(address), self._now(), self._hash(digits)
        if not self._by_account.take(by.account) or not self._by_place.take(where):
            raise TooManyTries("Too many wrong codes. Try again in a few minutes.")

        def guess(connection: Connection) -> tuple[str, T] | None:
            row = connection.execute(_waiting(at).where(pairings.c.user_code == hash)).one_or_none()
            if row is not None:
                return row.device_code, work(connection, row)
            # Kept in the table, so that neither another process nor a restart gives more guesses.
            connection.execute(
                update(pairings).where(pairings.c.state == _WAITING).values(tries=pairings.c.tries + 1)
            )
            return None

        result = await self._database.write(guess)
        if result is None:
            raise BadCode("No device waits with this code. Look at it again.")
        self._by_account.give_back(by.account)
        self._by_place.give_back(where)
        return result[1]

    def _hash(self, code: str) -> str:
        return self._vault.hash("user_code", code)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _waiting(at: float) -> Select[Any]:
    return (
        select(pairings)
        .where(pairings.c.state == _WAITING, pairings.c.expires > at, pairings.c.tries < MOST_WRONG)
        .with_for_update()
    )


def _polled(
    connection: Connection, vault: Vault, at: float, hash: str, secret: str
) -> Issued | float | str | None:
    """The token; or when the device asked before; or that it was refused; or nothing: it is too late."""
    this = pairings.c.device_code == hash
    row = connection.execute(select(pairings).where(this).with_for_update()).one_or_none()
    if row is None or row.expires <= at or (row.state == _WAITING and row.tries >= MOST_WRONG):
        return None
    if row.state == _WAITING:
        connection.execute(update(pairings).where(this).values(polled=at))
        return float(row.polled)
    connection.execute(delete(pairings).where(this))
    if row.state == _REFUSED:
        return _REFUSED
    # Whose it is now: somebody may have given it away already, or thrown it out.
    owner = connection.execute(select(devices.c.account).where(devices.c.id == row.device)).scalar()
    if owner is None:
        return _REFUSED
    try:
        person = found(connection, vault, owner, at)
    except UnknownAccount:
        return _REFUSED
    expires = at + DEVICE_LIFE
    return issued(connection, at, person, Kind.DEVICE, secret, DATA, expires, device=row.device)


def _given_up(connection: Connection, hardware: str | None) -> Sequence[str]:
    """Delete the codes that the same hardware got before; whose they were."""
    if hardware is None:
        return ()
    same = delete(pairings).where(pairings.c.hardware == hardware, pairings.c.state == _WAITING)
    return connection.execute(same.returning(pairings.c.device_code)).scalars().all()


def _swept(connection: Connection, at: float) -> int:
    """Delete what is too old, and the devices that were let in and never fetched their token."""
    over = connection.execute(
        delete(pairings).where(pairings.c.expires <= at).returning(pairings.c.device)
    ).scalars()
    ids = list(over)
    never_came = [id for id in ids if id is not None]
    if never_came:
        connection.execute(delete(devices).where(devices.c.id.in_(never_came)))
    return len(ids)


def _model(text: str) -> str:
    try:
        return cleaned(text)
    except BadName as error:
        raise BadDevice(str(error)) from error
