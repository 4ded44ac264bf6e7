"""The due records in the database, and which process is ringing them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, delete, func, or_, select, tuple_, update

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

    async def take(self, wanted: Wanted, now: float, most: int) -> list[Due]:
        """Claim what is due, earliest first. No two processes claim the same."""

        def work(connection: Connection) -> list[Due]:
            chosen = (
                select(due.c.account, due.c.collection, due.c.record)
                .where(due.c.at <= now, self._mine(wanted, now), self._free(now))
                .order_by(due.c.at)
                .limit(most)
                .with_for_update(skip_locked=True)
            )
            claim = (
                update(due)
                .where(_KEY.in_(chosen))
                .values(claimed_by=self._me, claimed_until=now + LEASE, tries=due.c.tries + 1)
                .returning(due.c.account, due.c.collection, due.c.record, due.c.at)
            )
            return [Due(*row) for row in connection.execute(claim).tuples()]

        return sorted(await self._database.write(work), key=lambda each: each.at)

    async def outlook(self, wanted: Wanted, now: float) -> Outlook:
        """When to look again."""

        def work(connection: Connection) -> Outlook:
            mine = self._mine(wanted, now)
            free = select(func.min(due.c.at)).where(mine, self._free(now))
            # What was put off here is free again when that ends.
            put_off = select(func.min(due.c.claimed_until)).where(
                mine, due.c.at <= now, due.c.claimed_by == _NOT + self._me, due.c.claimed_until > now
            )
            others = select(func.count()).where(
                mine,
                due.c.at <= now,
                due.c.claimed_until > now,
                due.c.claimed_by.not_in([self._me, _NOT + self._me]),
            )
            times = [connection.scalar(free), connection.scalar(put_off)]
            earliest = min((each for each in times if each is not None), default=None)
            return Outlook(earliest, bool(connection.scalar(others)))

        return await self._database.read(work)

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
            mine = and_(own, due.c.account.in_(accounts))
        free = update(due).where(mine).values(claimed_by=None, claimed_until=None)
        await self._database.write(lambda connection: connection.execute(free).rowcount)

    def _update(self, connection: Connection, held: Due, values: Mapping[str, object]) -> None:
        connection.execute(update(due).where(self._holding(held)).values(dict(values)))

    def _holding(self, held: Due) -> ColumnElement[bool]:
        return and_(_KEY.in_([held.key]), due.c.at == held.at, due.c.claimed_by == self._me)

    def _free(self, now: float) -> ColumnElement[bool]:
        return or_(
            due.c.claimed_until.is_(None),
            due.c.claimed_until <= now,
            due.c.claimed_until > now + _FAR,
            and_(due.c.claimed_by.startswith(_NOT), due.c.claimed_by != _NOT + self._me),
        )

    def _mine(self, wanted: Wanted, now: float) -> ColumnElement[bool]:
        mine = due.c.collection.in_(wanted.collections)
        if wanted.accounts is None:
            return mine
        # Nobody may be there for days; then it is given up.
        over = and_(due.c.collection == TIMERS, due.c.at < now - GIVE_UP)
        return and_(mine, or_(due.c.account.in_(wanted.accounts), over))


_KEY = tuple_(due.c.account, due.c.collection, due.c.record)
