"""What the database knows of photos beside their records: how far the looking is, and what was found.

Every function is one step of a transaction, over a connection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, or_, select, tuple_, update

from parley.home.accounts.sealing import account_key
from parley.home.database.schema import accounts, photo_index, records
from parley.home.states import opened_state
from parley.home.vault import AccountKey, Unreadable, Vault
from parley.vision.photos.types import COLLECTION, NOTHING, VERSION, Facts, State

MOST_TRIES = 3
"""Times that a photo is begun before it is given up."""
_TOGETHER = 500
_TICK = 1e-5
"""Seconds; a number of today's seconds has room for it."""

_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Facts)


@dataclass(frozen=True, slots=True)
class Stored:
    """A record of photos as it stands."""

    id: str
    seq: int
    created: float
    fields: dict[str, object]
    """Empty: it was deleted."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found on a photo."""

    photo: str
    at: float
    state: State
    facts: Facts


def photos_since(connection: Connection, vault: Vault, account: str, since: int) -> tuple[int, list[Stored]]:
    """The account's latest change, and the photos that changed after ``since``. Raises ``UnknownAccount``."""
    key = account_key(connection, vault, account)
    latest = connection.execute(select(accounts.c.seq).where(accounts.c.id == account)).scalar_one()
    if latest == since:
        return latest, []
    of = records.c
    wanted = select(of.id, of.seq, of.created, of.sealed).where(
        of.account == account, of.collection == COLLECTION, of.seq > since
    )
    if since <= 0:
        wanted = wanted.where(of.deleted.is_(None))
    found = [
        Stored(id, seq, created, opened_state(key, account, COLLECTION, id, bytes(sealed)).fields)
        for id, seq, created, sealed in connection.execute(wanted)
    ]
    return latest, found


def found_after(
    connection: Connection, account: str, after: tuple[float, str], most: int
) -> list[tuple[str, float, State]]:
    """Photos on which something was found after a moment (POSIX seconds) and a photo, when, and what became
    of them, in that order."""
    of = photo_index.c
    wanted = (
        select(of.photo, of.at, of.state)
        .where(of.account == account, tuple_(of.at, of.photo) > tuple_(*after))
        .order_by(of.at, of.photo)
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(wanted)]


def found_on(connection: Connection, vault: Vault, account: str, photos: Sequence[str]) -> list[Found]:
    """What was found on some photos."""
    key = account_key(connection, vault, account)
    of = photo_index.c
    wanted = select(of.photo, of.at, of.state, of.sealed).where(of.account == account, of.photo.in_(photos))
    return [
        Found(photo, at, state, _opened(key, account, photo, bytes(sealed)))
        for photo, at, state, sealed in connection.execute(wanted)
    ]


def facts_of(connection: Connection, vault: Vault, account: str, photo: str) -> tuple[State, Facts]:
    """What is known of one photo, and whether that is all."""
    row = _row(connection, account, photo)
    if row is None:
        return "waiting", NOTHING
    key = account_key(connection, vault, account)
    return row.state, _opened(key, account, photo, bytes(row.sealed))


def note(
    connection: Connection, vault: Vault, account: str, photo: str, file: str, facts: Facts, now: float
) -> None:
    """Keep what is known of a photo before it was looked at, unless more is known."""
    if _row(connection, account, photo) is None:
        _write(connection, vault, account, photo, file, "waiting", 0, facts, now)


def begin(connection: Connection, vault: Vault, account: str, photo: str, file: str, now: float) -> bool:
    """A photo is about to be looked at; False when that failed too often, which is noted."""
    row = _row(connection, account, photo)
    if row is None:
        _write(connection, vault, account, photo, file, "waiting", 1, NOTHING, now)
        return True
    # What an older version tried does not count.
    tries = row.tries if row.version == VERSION else 0
    given_up = tries >= MOST_TRIES
    changed = {"tries": tries if given_up else tries + 1, "state": "failed" if given_up else "waiting"}
    connection.execute(
        update(photo_index)
        .where(_this(account, photo))
        .values(version=VERSION, file=file, at=_after(connection, account, now), **changed)
    )
    return not given_up


def finish(
    connection: Connection,
    vault: Vault,
    account: str,
    photo: str,
    file: str,
    facts: Facts,
    now: float,
    state: State = "done",
) -> None:
    """A photo was looked at; of one that was deleted meanwhile nothing is kept."""
    if connection.execute(select(1).where(_live(account, photo))).first() is not None:
        _write(connection, vault, account, photo, file, state, 0, facts, now)


def rewrite(connection: Connection, vault: Vault, account: str, photo: str, facts: Facts, now: float) -> None:
    """Keep other facts of a photo, whether it waits or not."""
    sealed = account_key(connection, vault, account).seal(_ENCODER.encode(facts), _about(account, photo))
    connection.execute(
        update(photo_index)
        .where(_this(account, photo))
        .values(sealed=sealed, at=_after(connection, account, now))
    )


def fail(connection: Connection, account: str, photo: str, now: float) -> None:
    """A photo cannot be looked at, however often."""
    connection.execute(
        update(photo_index)
        .where(_this(account, photo))
        .values(version=VERSION, state="failed", at=_after(connection, account, now))
    )


def untried(connection: Connection, account: str, photo: str) -> None:
    """It was not the photo's fault that the last try came to nothing."""
    mine = and_(_this(account, photo), photo_index.c.tries > 0)
    connection.execute(update(photo_index).where(mine).values(tries=photo_index.c.tries - 1))


def waiting(connection: Connection, account: str, most: int) -> list[str]:
    """Photos to look at: first those not tried yet, of these the latest that came."""
    done = and_(
        photo_index.c.account == records.c.account,
        photo_index.c.photo == records.c.id,
        photo_index.c.version == VERSION,
    )
    wanted = (
        select(records.c.id)
        .outerjoin(photo_index, done)
        .where(
            records.c.account == account,
            records.c.collection == COLLECTION,
            records.c.deleted.is_(None),
            or_(photo_index.c.state.is_(None), photo_index.c.state == "waiting"),
        )
        .order_by(func.coalesce(photo_index.c.tries, 0), records.c.created.desc(), records.c.id)
        .limit(most)
    )
    return list(connection.execute(wanted).scalars())


def news(connection: Connection, account: str, since: int) -> tuple[int, bool]:
    """An account's latest change, and whether any after ``since`` is of a photo that is there."""
    latest = connection.execute(select(accounts.c.seq).where(accounts.c.id == account)).scalar()
    of = records.c
    new = select(1).where(
        of.account == account, of.seq > since, of.collection == COLLECTION, of.deleted.is_(None)
    )
    return latest or 0, connection.execute(new.limit(1)).first() is not None


def everybody(connection: Connection) -> list[str]:
    """All accounts."""
    return list(connection.execute(select(accounts.c.id)).scalars())


def owners(connection: Connection) -> list[str]:
    """Accounts that have photos."""
    mine = exists().where(
        records.c.account == accounts.c.id,
        records.c.collection == COLLECTION,
        records.c.deleted.is_(None),
    )
    return list(connection.execute(select(accounts.c.id).where(mine).order_by(accounts.c.id)).scalars())


def counts(connection: Connection, account: str) -> tuple[int, int, int]:
    """How many photos wait, are done, and failed."""
    of = records.c
    all_ = select(func.count()).where(
        of.account == account, of.collection == COLLECTION, of.deleted.is_(None)
    )
    total = connection.execute(all_).scalar_one()
    mine = select(photo_index.c.state, func.count()).where(
        photo_index.c.account == account, photo_index.c.version == VERSION
    )
    by = {row[0]: row[1] for row in connection.execute(mine.group_by(photo_index.c.state))}
    done, failed = by.get("done", 0), by.get("failed", 0)
    return max(0, total - done - failed), done, failed


def forget(connection: Connection, account: str, photos: Iterable[str]) -> None:
    """Photos that were deleted: nothing that was found on them stays."""
    gone = list(photos)
    for start in range(0, len(gone), _TOGETHER):
        some = photo_index.c.photo.in_(gone[start : start + _TOGETHER])
        connection.execute(delete(photo_index).where(photo_index.c.account == account, some))


def sweep(connection: Connection) -> Sequence[tuple[str, str]]:
    """Forget what was found on photos whose records are gone; account and id of each."""
    of = photo_index.c
    live = exists().where(
        records.c.account == of.account,
        records.c.collection == COLLECTION,
        records.c.id == of.photo,
        records.c.deleted.is_(None),
    )
    gone = [
        (account, photo) for account, photo in connection.execute(select(of.account, of.photo).where(~live))
    ]
    for account in {each[0] for each in gone}:
        forget(connection, account, (photo for mine, photo in gone if mine == account))
    return gone


def _row(
    connection: Connection, account: str, photo: str
) -> Row[str, str, str, int, State, int, float, bytes] | None:
    return connection.execute(select(photo_index).where(_this(account, photo))).one_or_none()


def _write(
    connection: Connection,
    vault: Vault,
    account: str,
    photo: str,
    file: str,
    state: State,
    tries: int,
    facts: Facts,
    now: float,
) -> None:
    key = account_key(connection, vault, account)
    sealed = sealed_facts(key, account, photo, facts)
    at = _after(connection, account, now)
    values = {"file": file, "version": VERSION, "state": state, "tries": tries, "at": at, "sealed": sealed}
    done = connection.execute(update(photo_index).where(_this(account, photo)).values(**values))
    if not done.rowcount:
        connection.execute(insert(photo_index).values(account=account, photo=photo, **values))


def _after(connection: Connection, account: str, now: float) -> float:
    """Now, but later than all that was written before: who reads what is new must miss nothing, also when the
    clock was set back or tells the same twice."""
    of = photo_index.c
    latest = connection.execute(select(func.max(of.at)).where(of.account == account)).scalar()
    return now if latest is None else max(now, latest + _TICK)


def sealed_facts(key: AccountKey, account: str, photo: str, facts: Facts) -> bytes:
    """What was found on a photo, as it lies in its row."""
    return key.seal(_ENCODER.encode(facts), _about(account, photo))


def _opened(key: AccountKey, account: str, photo: str, sealed: bytes) -> Facts:
    try:
        return _DECODER.decode(key.open(sealed, _about(account, photo)))
    except msgspec.MsgspecError as error:
        raise Unreadable("What was found on a photo cannot be read.") from error


def _about(account: str, photo: str) -> bytes:
    return f"photo_index:{account}:{photo}".encode()


def _this(account: str, photo: str):
    return and_(photo_index.c.account == account, photo_index.c.photo == photo)


def _live(account: str, photo: str):
    of = records.c
    return and_(of.account == account, of.collection == COLLECTION, of.id == photo, of.deleted.is_(None))
