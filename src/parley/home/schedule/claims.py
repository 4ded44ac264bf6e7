"""The due records in the database, and which process is ringing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Float,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from parley.home.database.database import Database
from parley.home.database.schema import due

LEASE = 20.0
"""Seconds for which a claim holds; it is renewed while something is being rung. After a crash, another
process takes over when it has run out."""
_FAR = 2 * LEASE + 60.0
"""A claim that ends later than this was made by a clock that was wrong."""
_NOT = "not "
"""What could not be rung by one process stays free for the others: it is claimed by all but that one."""

TIMERS = "timers"
GIVE_UP = 86_400.0
"""Seconds after which a timer that nobody could be told of is given up."""


@dataclass(frozen=True, slots=True)
class Due:
    """A claimed row."""

    account: str
    collection: str
    record: str
    at: float

    @property
    def key(self) -> tuple[str, str, str]:
        """What names its record."""
        return self.account, self.collection, self.record


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a process would ring."""

    collections: Collection[str]
    accounts: Collection[str] | None
    """None for everybody's."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """When there will be something to claim."""

    next: float | None
    """POSIX seconds of the earliest that is free, which may be past."""
    elsewhere: bool
    """Whether another process is ringing something that is due."""


class Claims:
    """Claims of one process."""

    def __init__(self, database: Database, holder: str) -> None:
        self._database = database
        self._me = holder
        self._puts_off = False
        """Something was put off here: otherwise whoever appears need not ask the disk for it."""

    async def take(self, wanted: Wanted, now: float, most: int) -> list[Due]:
        """Claim what is due, earliest first. No two processes claim the same."""
        values = {**self._asked(wanted, now), "most": most, "until": now + LEASE}
        claim = _TAKE_OF_SOME if wanted.accounts is not None else _TAKE
        rows = await self._database.write(lambda connection: connection.execute(claim, values).all())
        return sorted((Due(*row) for row in rows), key=lambda each: each.at)

    async def outlook(self, wanted: Wanted, now: float) -> Outlook:
        """When to look again."""
        values = self._asked(wanted, now)
        look = _OUTLOOK_OF_SOME if wanted.accounts is not None else _OUTLOOK
        free, put_off, others = await self._database.read(
            lambda connection: connection.execute(look, values).one()
        )
        return Outlook(
            min((each for each in (free, put_off) if each is not None), default=None), bool(others)
        )

    def _asked(self, wanted: Wanted, now: float) -> dict[str, object]:
        values: dict[str, object] = {
            "me": self._me,
            "not_me": _NOT + self._me,
            "now": now,
            "far": now + _FAR,
            "collections": list(wanted.collections),
        }
        if wanted.accounts is not None:
            # Nobody may be there for days; then it is given up.
            values |= {"accounts": list(wanted.accounts), "over": now - GIVE_UP}
        return values

    async def renew(self, held: Sequence[Due], now: float) -> None:
        """Go on holding what is being rung."""
        if not held:
            return

        def work(connection: Connection) -> None:
            mine = and_(_KEY.in_([each.key for each in held]), due.c.claimed_by == self._me)
            connection.execute(update(due).where(mine).values(claimed_until=now + LEASE))

        await self._database.write(work)

    async def put_off(self, held: Due, until: float) -> None:
        """It could not be rung here: leave it to the other processes, until it may be tried here again."""
        self._puts_off = True
        values = {"claimed_by": _NOT + self._me, "claimed_until": until}
        await self._database.write(lambda connection: self._update(connection, held, values))

    async def correct(self, held: Due, at: float | None) -> None:
        """Its record says another time (or none) than the row does, as when a zone's rules have changed."""

        def work(connection: Connection) -> None:
            if at is None:
                connection.execute(delete(due).where(self._holding(held)))
            else:
                self._update(connection, held, {"at": at, "claimed_by": None, "claimed_until": None})

        await self._database.write(work)

    async def holds(self, held: Due) -> bool:
        """Whether the claim still stands: nobody changed the record since."""
        row = select(due.c.at).where(self._holding(held))
        return await self._database.read(lambda connection: connection.scalar(row) is not None)

    async def let_go(self, accounts: Collection[str] | None = None) -> None:
        """Make what was put off here free again; all of it, and all claims, without ``accounts``."""
        own = due.c.claimed_by == _NOT + self._me
        if accounts is None:
            mine = or_(own, due.c.claimed_by == self._me)
        else:
            if not self._puts_off:
                return
            mine = and_(own, due.c.account.in_(accounts))
        free = update(due).where(mine).values(claimed_by=None, claimed_until=None)
        await self._database.write(lambda connection: connection.execute(free).rowcount)

    def _update(self, connection: Connection, held: Due, values: Mapping[str, object]) -> None:
        connection.execute(update(due).where(self._holding(held)).values(dict(values)))

    def _holding(self, held: Due) -> ColumnElement[bool]:
        return and_(_KEY.in_([held.key]), due.c.at == held.at, due.c.claimed_by == self._me)


_KEY = tuple_(due.c.account, due.c.collection, due.c.record)
_NOW = bindparam("now", type_=Float)
_ME, _NOT_ME = bindparam("me", type_=String), bindparam("not_me", type_=String)
_FREE = or_(
    due.c.claimed_until.is_(None),
    due.c.claimed_until <= _NOW,
    due.c.claimed_until > bindparam("far", type_=Float),
    and_(due.c.claimed_by.startswith(_NOT), due.c.claimed_by != _NOT_ME),
)
_WANTED = due.c.collection.in_(bindparam("collections", expanding=True))
_WANTED_OF_SOME = and_(
    _WANTED,
    or_(
        due.c.account.in_(bindparam("accounts", expanding=True)),
        and_(due.c.collection == TIMERS, due.c.at < bindparam("over", type_=Float)),
    ),
)


def _take(wanted: ColumnElement[bool]) -> ReturningUpdate[Any, Any, Any, Any]:
    chosen = (
        select(due.c.account, due.c.collection, due.c.record)
        .where(due.c.at <= _NOW, wanted, _FREE)
        .order_by(due.c.at)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("chosen")  # so that PostgreSQL chooses once, and not for every row
    )
    claim = update(due).where(_KEY.in_(select(chosen.c.account, chosen.c.collection, chosen.c.record)))
    until = bindparam("until", type_=Float)
    return claim.values(claimed_by=_ME, claimed_until=until, tries=due.c.tries + 1).returning(
        due.c.account, due.c.collection, due.c.record, due.c.at
    )


def _outlook(wanted: ColumnElement[bool]) -> Select[Any, Any, Any]:
    """The earliest that is free; when something that was put off here is free again; how many others ring."""
    held = select(due.c.at).where(wanted, due.c.at <= _NOW, due.c.claimed_until > _NOW)
    earliest = select(func.min(due.c.at)).where(wanted, _FREE).scalar_subquery()
    free_again = held.with_only_columns(func.min(due.c.claimed_until)).where(due.c.claimed_by == _NOT_ME)
    of_others = held.with_only_columns(func.count()).where(due.c.claimed_by.not_in([_ME, _NOT_ME]))
    return select(earliest, free_again.scalar_subquery(), of_others.scalar_subquery())


_TAKE, _TAKE_OF_SOME = _take(_WANTED), _take(_WANTED_OF_SOME)
_OUTLOOK, _OUTLOOK_OF_SOME = _outlook(_WANTED), _outlook(_WANTED_OF_SOME)
