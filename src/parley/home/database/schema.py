"""The tables of a home.

What is personal (names, texts, documents) stands only in columns called ``sealed``: encrypted with the key of
the account it belongs to, so that nothing can be read without that key, in the tables, the log of the
database or a backup. The other columns hold ids, hashes, times (POSIX seconds, UTC) and counts.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
)

__all__ = [
    "accounts",
    "audit",
    "devices",
    "due",
    "files",
    "house",
    "metadata",
    "pairings",
    "passkeys",
    "photo_index",
    "records",
    "replicas",
    "search_documents",
    "search_progress",
    "tokens",
    "uploads",
    "usage",
]

metadata = MetaData()

# SQLite's own INTEGER grows to 64 bits and is the only type it counts up by itself.
_Counter = BigInteger().with_variant(Integer(), "sqlite")


def _account() -> Column[str]:
    return Column("account", String, ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)


def _belongs() -> Column[str]:
    return Column("account", String, ForeignKey("accounts.id", ondelete="CASCADE"), nullable=False)


accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("role", String, nullable=False),  # owner, family, guest
    Column("name_hash", String, unique=True),  # keyed hash of the sign-in name; none for who cannot sign in
    Column("sealed", LargeBinary, nullable=False),  # Profile
    Column("password", String),  # argon2id
    Column("key", LargeBinary, nullable=False),  # wrapped by the server's key
    Column("seq", BigInteger, nullable=False, default=0),  # the latest change
    Column("compacted", BigInteger, nullable=False, default=0),  # changes up to here may lack tombstones
    Column("stored", BigInteger, nullable=False, default=0),  # bytes of files
    Column("created", Float, nullable=False),
    Column("expires", Float),  # guests
)

records = Table(
    "records",
    metadata,
    _account(),
    Column("collection", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("created", Float, nullable=False),
    Column("deleted", String),  # stamp of the deletion; the row is a tombstone then
    Column("sealed", LargeBinary, nullable=False),  # fields and their stamps
    Index("records_by_seq", "account", "seq", unique=True),
)

replicas = Table(
    "replicas",
    metadata,
    _account(),
    Column("replica", String, primary_key=True),
    Column("last", BigInteger, nullable=False),  # number of the latest change taken from it
    Column("seen", Float, nullable=False),
    Column("sealed", LargeBinary),  # what was refused of its latest push, in case the answer was lost
)

due = Table(
    "due",
    metadata,
    _account(),
    Column("collection", String, primary_key=True),
    Column("record", String, primary_key=True),
    Column("at", Float, nullable=False),
    Column("claimed_by", String),  # the process that is delivering it
    Column("claimed_until", Float),
    Column("tries", Integer, nullable=False, default=0),
    Index("due_by_time", "at"),
)

devices = Table(
    "devices",
    metadata,
    Column("id", String, primary_key=True),
    _belongs(),
    Column("kind", String, nullable=False),  # browser, phone, speaker, program
    Column("sealed", LargeBinary, nullable=False),  # name, room, languages, model, firmware
    Column("paired", Float, nullable=False),
    Column("seen", Float, nullable=False),
    Column("hardware", String),  # keyed hash of what it is known again by; none for what has a token only
    Index("devices_by_account", "account"),
    Index("devices_by_hardware", "hardware", unique=True),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", String, primary_key=True),
    _belongs(),
    Column("device", String, ForeignKey("devices.id", ondelete="CASCADE")),
    Column("kind", String, nullable=False),  # session, device, key, link
    Column("scopes", String, nullable=False),  # separated by spaces
    Column("sealed", LargeBinary),  # an API key's name
    Column("created", Float, nullable=False),
    Column("used", Float, nullable=False),
    Column("expires", Float),
    Column("replaces", String),  # hash of the token that ends when this one is first used
    Index("tokens_by_account", "account"),
    Index("tokens_by_device", "device"),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", String, primary_key=True),  # credential id, base64url
    _belongs(),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # its name
    Column("created", Float, nullable=False),
    Column("used", Float, nullable=False),
    Index("passkeys_by_account", "account"),
)

pairings = Table(
    "pairings",
    metadata,
    Column("device_code", String, primary_key=True),  # hash
    Column("user_code", String, nullable=False, unique=True),  # keyed hash of the six digits
    Column("kind", String, nullable=False),
    Column("model", String, nullable=False),  # what the device says it is
    Column("account", String, ForeignKey("accounts.id", ondelete="CASCADE")),  # who approved it
    Column("device", String),
    Column("state", String, nullable=False),  # waiting, approved, refused
    Column("polled", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("hardware", String),  # as in devices: what the device is known again by, once it was let in
)

files = Table(
    "files",
    metadata,
    _account(),
    Column("id", String, primary_key=True),  # keyed hash of the content; the object's name in the store
    Column("size", BigInteger, nullable=False),
    Column("created", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # name, media type, SHA-256 of the content
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", String, primary_key=True),
    _belongs(),
    Column("size", BigInteger, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("created", Float, nullable=False),
    Column("expires", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what the client said of the file, and the upload's key
    Index("uploads_by_account", "account"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", _Counter, primary_key=True, autoincrement=True),
    _belongs(),
    Column("at", Float, nullable=False),
    Column("actor", String, nullable=False),  # account that did it, or empty for nobody known
    Column("device", String),
    Column("action", String, nullable=False),  # such as device.paired
    Column("sealed", LargeBinary),  # details
    Index("audit_by_account", "account", "id"),
)

usage = Table(
    "usage",
    metadata,
    Column("token", String, ForeignKey("tokens.hash", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),  # days since 1970, UTC
    Column("service", String, primary_key=True),  # such as speech.recognise
    Column("requests", BigInteger, nullable=False),
    Column("seconds", Float, nullable=False),  # of sound
    Column("characters", BigInteger, nullable=False),
)

photo_index = Table(
    "photo_index",
    metadata,
    _account(),
    Column("photo", String, primary_key=True),  # id of a record of photos
    Column("file", String, nullable=False),
    Column("version", Integer, nullable=False),  # of what looked at it; an older one looks again
    Column("state", String, nullable=False),  # waiting, done, failed
    Column("tries", Integer, nullable=False, default=0),  # begun and not brought to an end
    Column("at", Float, nullable=False),
    Column("sealed", LargeBinary, nullable=False),  # what was found on it
    Index("photo_index_by_time", "account", "at"),
)

search_documents = Table(
    "search_documents",
    metadata,
    # What its words are found by stands under this number in ``search_words``, which each kind of database
    # has in a form of its own (migration 0005): hashes made with the account's key, no words.
    Column("number", _Counter, primary_key=True, autoincrement=True),
    _belongs(),
    Column("name", String, nullable=False),  # keyed hash of the document's id
    Column("kind", String, nullable=False),  # note, list, photo, …
    Column("at", Float, nullable=False),  # the moment it is about; 0 for none
    Column("seq", BigInteger, nullable=False),  # its record's change; 0 for of no record, -1 for of a file
    Column("sealed", LargeBinary, nullable=False),  # the document, for what is shown of it
    Index("search_documents_by_name", "account", "name", unique=True),
    sqlite_autoincrement=True,  # no number is given twice: what was read of one stays true
)

search_progress = Table(
    "search_progress",
    metadata,
    _account(),
    Column("version", Integer, nullable=False),  # of what makes documents; an older one's are made anew
    Column("seq", BigInteger, nullable=False),  # changes up to here have been seen
    Column("compacted", BigInteger, nullable=False),  # of the account, when the first of its records was seen
    Column("found_at", Float, nullable=False),  # what was found on photos up to here has been seen
    Column("found_on", String, nullable=False),  # the last photo of that moment
)

house = Table(
    "house",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
