"""Records are found from the moment they are written: their documents are kept in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from parley.home.accounts.sealing import account_key
from parley.home.database.schema import accounts, records
from parley.home.database.schema import search_progress as table
from parley.home.following import Written
from parley.home.statements import Dialect, statements
from parley.home.states import opened_state
from parley.home.vault import AccountKey, Vault
from parley.search.personal import rows
from parley.search.personal.photos import COLLECTION as PHOTOS
from parley.search.personal.photos import facts_of, with_facts
from parley.search.personal.records import id_of, kept_of, searched
from parley.vision.photos import rows as photo_rows

VERSION = 1
"""Of what makes documents and words of records: what an older one made is made anew."""


class Following:
    """Keeps the documents of records while the records are written."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def wrote(
        self, connection: Connection, account: str, key: AccountKey, before: int, rows: Sequence[Written]
    ) -> None:
        """As ``home.following.Follower`` has it."""
        index(connection, self._vault, account, key, rows)
        moved(connection, account, before, max(each.seq for each in rows))


def index(
    connection: Connection, vault: Vault, account: str, key: AccountKey, changed: Sequence[Written]
) -> None:
    """Keep the documents of records as they are now; those of deleted ones go."""
    changed = [each for each in changed if searched(each.collection)]
    photos = [each.id for each in changed if each.collection == PHOTOS and each.fields]
    facts = facts_of(connection, vault, account, photos)
    new: list[rows.New] = []
    gone: list[str] = []
    for each in changed:
        kept = kept_of(each)
        if kept is None:
            gone.append(id_of(each.collection, each.id))
            continue
        if each.collection == PHOTOS and each.id in facts:
            kept = with_facts(kept, facts[each.id])
        new.append(rows.New(kept, each.seq))
    if gone:
        rows.drop(connection, account, key, gone)
    if new:
        rows.keep(connection, account, key, new)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an account's records have been seen."""

    version: int = VERSION
    seq: int = 0
    compacted: int = 0
    found_at: float = 0.0
    found_on: str = ""


# Made once: every record that is written asks it, and building it takes as long as the rest.
_MOVED = (
    update(table)
    .where(
        table.c.account == bindparam("whose"), table.c.seq == bindparam("before"), table.c.version == VERSION
    )
    .values(seq=bindparam("now"))
)


def progress(connection: Connection, account: str) -> Progress | None:
    """How far an account's records have been seen; None where none of them has."""
    of = table.c
    wanted = select(of.version, of.seq, of.compacted, of.found_at, of.found_on).where(of.account == account)
    row = connection.execute(wanted).one_or_none()
    return Progress(*row) if row else None


def moved(connection: Connection, account: str, before: int, seq: int) -> None:
    """Changes up to ``seq`` were seen, if all up to ``before`` had been."""
    done = connection.execute(_MOVED, {"whose": account, "before": before, "now": seq}).rowcount
    if not done and before == 0 and progress(connection, account) is None:
        _write(connection, account, Progress(seq=seq))


def behind(connection: Connection) -> list[str]:
    """Accounts of which something has not been seen yet."""
    seen = table.c
    wanted = (
        select(accounts.c.id)
        .outerjoin(table, seen.account == accounts.c.id)
        .where(
            (accounts.c.seq > 0)
            & (seen.seq.is_(None) | (seen.seq != accounts.c.seq) | (seen.version != VERSION))
        )
        .order_by(accounts.c.id)
    )
    return list(connection.execute(wanted).scalars())


def catch_up(connection: Connection, vault: Vault, account: str, most: int) -> bool:
    """See the next changes of an account that were missed, at most so many; whether there are more.

    Everything up to where it stops is found from its commit on: who is killed in the middle goes on there.
    """
    locked = statements(_dialect(connection)).lock(connection, [account])
    if not locked:
        return False
    _, wrapped, seq, _ = locked[0]
    key = vault.unwrap(account, wrapped)
    compacted = connection.execute(select(accounts.c.compacted).where(accounts.c.id == account)).scalar_one()
    now = _valid(connection, account, seq, compacted)
    changed = _changed(connection, account, key, now.seq, most)
    if changed:
        index(connection, vault, account, key, changed)
    full = len(changed) == most
    now = Progress(VERSION, changed[-1].seq if full else seq, now.compacted, now.found_at, now.found_on)
    if not full:
        now, full = _seen_on_photos(connection, vault, account, key, now, most)
    _write(connection, account, now)
    return full


def _valid(connection: Connection, account: str, seq: int, compacted: int) -> Progress:
    """How far the account has been seen; from the beginning where that cannot be gone on from: an older
    version saw it, a backup was restored, or deletions were forgotten that were not seen."""
    now = progress(connection, account)
    missed = now is not None and now.seq < compacted != now.compacted
    if now is not None and now.version == VERSION and now.seq <= seq and not missed:
        return now
    rows.drop_records(connection, account)
    return Progress(compacted=compacted)


def _changed(connection: Connection, account: str, key: AccountKey, since: int, most: int) -> list[Written]:
    of = records.c
    wanted = (
        select(of.collection, of.id, of.seq, of.created, of.sealed)
        .where(of.account == account, of.seq > since)
        .order_by(of.seq)
        .limit(most)
    )
    return [
        Written(
            collection, id, seq, created, opened_state(key, account, collection, id, bytes(sealed)).fields
        )
        for collection, id, seq, created, sealed in connection.execute(wanted)
    ]


def _seen_on_photos(
    connection: Connection, vault: Vault, account: str, key: AccountKey, now: Progress, most: int
) -> tuple[Progress, bool]:
    """What was found on photos since: their documents are made anew with it."""
    found = photo_rows.found_after(connection, account, (now.found_at, now.found_on), most)
    if not found:
        return now, False
    of = records.c
    wanted = select(of.id, of.seq, of.created, of.sealed).where(
        of.account == account, of.collection == PHOTOS, of.id.in_([each[0] for each in found])
    )
    changed = [
        Written(PHOTOS, id, seq, created, opened_state(key, account, PHOTOS, id, bytes(sealed)).fields)
        for id, seq, created, sealed in connection.execute(wanted)
    ]
    index(connection, vault, account, key, changed)
    photo, at, _ = found[-1]
    return Progress(VERSION, now.seq, now.compacted, at, photo), len(found) == most


def _write(connection: Connection, account: str, now: Progress) -> None:
    connection.execute(delete(table).where(table.c.account == account))
    connection.execute(
        insert(table).values(
            account=account,
            version=now.version,
            seq=now.seq,
            compacted=now.compacted,
            found_at=now.found_at,
            found_on=now.found_on,
        )
    )


def key_of(connection: Connection, vault: Vault, account: str) -> AccountKey:
    """The key of an account. Raises ``UnknownAccount``."""
    return account_key(connection, vault, account)


def _dialect(connection: Connection) -> Dialect:
    return "sqlite" if connection.dialect.name == "sqlite" else "postgresql"
