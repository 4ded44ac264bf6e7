"""A person's documents in the home's database, and the words that they are found by.

Every function is one step of a transaction, over a connection; the words lie in ``search_words``, which is
an FTS5 table in SQLite and a ``tsvector`` in PostgreSQL. Whatever is asked carries the account twice: as the
hash that only its key makes, and as the column that every row has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, func, insert, select, text

from parley.home.database.schema import search_documents as table
from parley.home.vault import AccountKey, Unreadable
from parley.search.personal.blind import Blind, Words, words_of
from parley.search.personal.matching import Either, Node, as_fts5, as_tsquery, runs_of
from parley.search.types import Document

TITLE_WEIGHT = 4.0
"""How much more a word in the title counts than one in the text."""
WEIGHTS = {"history": 0.5}
"""What a fit of a kind counts: who looks for words seldom means when they said them to the house."""
OF_FILE = -1
"""In the place of a change, in rows of documents made of the person's own files."""
RANKED = 1_000
"""Documents of which it is found out how well they fit: to score one takes longer than to match hundreds."""
_TOGETHER = 500
_PART = 12_000
"""Words of one row in PostgreSQL, which counts no further than 16,383."""


class Kept(Struct, frozen=True, array_like=True):
    """A document as its row seals it."""

    id: str
    kind: str
    title: str
    body: str
    url: str
    site: str
    language: str
    at: float
    changed: float
    open: str
    """The web app's page that shows it; empty for an address."""

    @classmethod
    def of(cls, document: Document, open: str = "") -> Kept:
        """A document to be kept."""
        d = document
        w = _whole
        names = w(d.url), w(d.site), w(d.language)
        return cls(w(d.id), w(d.kind), w(d.title), w(d.body), *names, d.at, d.changed, open)

    def document(self, owner: str) -> Document:
        """The document again."""
        d = self
        return Document(d.id, d.kind, d.title, d.body, owner, d.url, d.site, d.language, d.at, d.changed)


@dataclass(frozen=True, slots=True)
class New:
    """A document to be written."""

    kept: Kept
    seq: int = 0
    """The change of the record that it is made of; 0 for of no record, ``OF_FILE`` for of a file."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A row that fits a query."""

    number: int
    score: float
    """More is better."""
    at: float
    kind: str


def name_of(key: AccountKey, id: str) -> str:
    """What a document's row is called: nobody reads the id out of it (a page's is its address)."""
    return key.name(hashlib.sha256(b"search\0" + id.encode("utf-8", "replace")).digest())[:32]


def keep(connection: Connection, account: str, key: AccountKey, new: Sequence[New]) -> None:
    """Write documents, in place of those of the same id."""
    newest = {each.kept.id: each for each in new}
    drop(connection, account, key, newest)
    spelled = Blind(key)
    several = [*newest.values()]
    for start in range(0, len(several), _TOGETHER):
        some = several[start : start + _TOGETHER]
        numbers = _numbers(connection, len(some))
        rows = [_row(account, key, number, each) for number, each in zip(numbers, some, strict=True)]
        connection.execute(insert(table), rows)
        _keep_words(
            connection,
            [
                (number, words_of(each.kept.document(account), spelled))
                for number, each in zip(numbers, some, strict=True)
            ],
        )


def drop(connection: Connection, account: str, key: AccountKey, ids: Iterable[str]) -> int:
    """Forget documents; how many of them were there."""
    return drop_names(connection, account, [name_of(key, each) for each in ids])


def drop_names(connection: Connection, account: str, gone: Iterable[str]) -> int:
    """Forget documents by what their rows are called."""
    names, count = [*gone], 0
    for start in range(0, len(names), _TOGETHER):
        some = names[start : start + _TOGETHER]
        if len(some) == 1:
            count += connection.execute(_GONE, {"whose": account, "gone": some[0]}).rowcount
        else:
            count += connection.execute(_SEVERAL_GONE, {"whose": account, "gone": some}).rowcount
    return count


# Made once: every record that is written asks them, and building them takes as long as the rest.
_GONE = delete(table).where(table.c.account == bindparam("whose"), table.c.name == bindparam("gone"))
_SEVERAL_GONE = delete(table).where(
    table.c.account == bindparam("whose"), table.c.name.in_(bindparam("gone", expanding=True))
)


def drop_records(connection: Connection, account: str) -> None:
    """Forget all documents that were made of records."""
    connection.execute(delete(table).where(table.c.account == account, table.c.seq > 0))


def fitting(
    connection: Connection,
    account: str,
    node: Node,
    *,
    kinds: Sequence[str] = (),
    after: float | None = None,
    before: float | None = None,
) -> list[Fit]:
    """An account's documents that fit, the best first: at most ``RANKED``, those that were written last."""
    sqlite = connection.dialect.name == "sqlite"
    limits, values = _limits(kinds, after, before)
    values |= {"account": account, "query": as_fts5(node) if sqlite else as_tsquery(node)}
    if not sqlite:
        values["words"] = as_tsquery(Either(tuple(runs_of(node))))
    of, rank = (_SQLITE, _SQLITE_RANK) if sqlite else (_POSTGRESQL, _POSTGRESQL_RANK)
    # FTS5 goes through its own rows backwards and stops; in the order of a joined table it would score all.
    together = " ORDER BY search_words.rowid" if sqlite else " GROUP BY d.number ORDER BY d.number"
    asked = f"SELECT d.number, {rank} AS score, d.at, d.kind {of}{limits}{together}"
    found = connection.execute(text(f"{asked} DESC LIMIT {RANKED}"), values)
    fits = [
        Fit(int(row[0]), float(row[1]) * WEIGHTS.get(row[3], 1.0), float(row[2]), str(row[3]))
        for row in found
    ]
    return sorted(fits, key=lambda each: (-each.score, -each.at, -each.number))


def opened(connection: Connection, account: str, key: AccountKey, numbers: Sequence[int]) -> dict[int, Kept]:
    """Documents of an account by their rows' numbers; those of anybody else are left out."""
    found: dict[int, Kept] = {}
    for start in range(0, len(numbers), _TOGETHER):
        some = table.c.number.in_(numbers[start : start + _TOGETHER])
        wanted = select(table.c.number, table.c.name, table.c.sealed).where(table.c.account == account, some)
        for number, name, sealed in connection.execute(wanted):
            found[number] = _opened(key, account, name, bytes(sealed))
    return found


def latest(connection: Connection, account: str, most: int) -> list[int]:
    """Numbers of the rows of an account's latest documents."""
    wanted = select(table.c.number).where(table.c.account == account).order_by(table.c.at.desc())
    return list(connection.execute(wanted.limit(most)).scalars())


def signature(connection: Connection, account: str) -> tuple[int, int]:
    """Other numbers whenever a document of the account is another: rows are never changed, only replaced."""
    wanted = select(func.count(), func.coalesce(func.max(table.c.number), 0))
    row = connection.execute(wanted.where(table.c.account == account)).one()
    return row[0], row[1]


def names_of_files(connection: Connection, account: str) -> set[str]:
    """What the rows of an account's own files are called."""
    wanted = select(table.c.name).where(table.c.account == account, table.c.seq == OF_FILE)
    return set(connection.execute(wanted).scalars())


def count(connection: Connection, account: str) -> int:
    """How many documents an account has."""
    wanted = select(func.count()).select_from(table).where(table.c.account == account)
    return connection.execute(wanted).scalar_one()


_SQLITE = (
    "FROM search_words CROSS JOIN search_documents AS d ON d.number = search_words.rowid"
    " WHERE search_words MATCH :query AND d.account = :account"
)
_SQLITE_RANK = f"-bm25(search_words, {TITLE_WEIGHT}, 1.0, 0.0)"
_POSTGRESQL = (
    "FROM search_words AS w JOIN search_documents AS d ON d.number = w.number"
    " WHERE w.words @@ CAST(CAST(:query AS text) AS tsquery) AND d.account = :account"
)
# Of D (marks), C, B (texts) and A (titles); divided by 1 + the logarithm of the length.
_POSTGRESQL_RANK = (
    "max(ts_rank(CAST('{0, 0, 0.25, 1}' AS real[]), w.words, CAST(CAST(:words AS text) AS tsquery), 1))"
)


def _limits(kinds: Sequence[str], after: float | None, before: float | None) -> tuple[str, dict[str, object]]:
    limits, values = "", dict[str, object]()
    if kinds:
        values |= {f"kind{at}": kind for at, kind in enumerate(kinds)}
        limits += f" AND d.kind IN ({', '.join(f':kind{at}' for at in range(len(kinds)))})"
    if after is not None or before is not None:
        limits += " AND d.at <> 0"  # nobody knows of when it is
    if after is not None:
        limits, values["after"] = f"{limits} AND d.at >= :after", after
    if before is not None:
        limits, values["before"] = f"{limits} AND d.at < :before", before
    return limits, values


def _numbers(connection: Connection, most: int) -> range | list[int]:
    """Numbers for new rows."""
    if connection.dialect.name == "sqlite":  # nobody else writes meanwhile
        wanted = "SELECT seq FROM sqlite_sequence WHERE name = 'search_documents'"
        last = connection.execute(text(wanted)).scalar() or 0
        return range(last + 1, last + 1 + most)
    wanted = (
        "SELECT nextval(pg_get_serial_sequence('search_documents', 'number')) FROM generate_series(1, :most)"
    )
    return [int(each) for each in connection.execute(text(wanted), {"most": most}).scalars()]


def _row(account: str, key: AccountKey, number: int, new: New) -> dict[str, object]:
    name = name_of(key, new.kept.id)
    return {
        "number": number,
        "account": account,
        "name": name,
        "kind": new.kept.kind,
        "at": new.kept.at,
        "seq": new.seq,
        "sealed": key.seal(_ENCODER.encode(new.kept), _about(account, name)),
    }


def _keep_words(connection: Connection, several: Sequence[tuple[int, Words]]) -> None:
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO search_words (rowid, title, body, marks) VALUES (?, ?, ?, ?)"
        connection.exec_driver_sql(
            statement,
            [
                (number, " ".join(words.title), " ".join(words.body), " ".join(words.marks))
                for number, words in several
            ],
        )
        return
    values = "(:number, :part, CAST(CAST(:words AS text) AS tsvector))"
    rows = [
        {"number": number, "part": part, "words": vector}
        for number, words in several
        for part, vector in enumerate(_vectors(words))
    ]
    connection.execute(text(f"INSERT INTO search_words (number, part, words) VALUES {values}"), rows)


def _vectors(words: Words) -> Iterator[str]:
    """The words of a document for PostgreSQL: in parts where it is long, each with title and marks."""
    title = [f"'{each}':{at}A" for at, each in enumerate(words.title[: _PART // 8], 1)]
    marks = [f"'{each}'" for each in words.marks]
    first = len(title) + 2  # nothing of the text stands after the end of the title
    for start in range(0, max(1, len(words.body)), _PART):
        some = words.body[start : start + _PART]
        yield " ".join([*title, *marks, *(f"'{each}':{at}B" for at, each in enumerate(some, first))])


def _opened(key: AccountKey, account: str, name: str, sealed: bytes) -> Kept:
    try:
        return _DECODER.decode(key.open(sealed, _about(account, name)))
    except msgspec.MsgspecError as error:
        raise Unreadable("What was indexed of a document cannot be read.") from error


def _whole(text: str) -> str:
    """The text with ``?`` for each half of a character, which nothing can be written with."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _about(account: str, name: str) -> bytes:
    return f"search_documents:{account}:{name}".encode()


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Kept)
