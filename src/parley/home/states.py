"""Records as they lie in the database: sealed with their account's key."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from parley.home.changes import State
from parley.home.vault import AccountKey


class _Kept(Struct, frozen=True, array_like=True):
    fields: dict[str, Any]
    stamps: dict[str, str]
    deleted: str | None = None


_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(_Kept)


def sealed_state(key: AccountKey, account: str, collection: str, id: str, state: State) -> bytes:
    """What may be written to disk of a record."""
    kept = _Kept(state.fields, state.stamps, state.deleted)
    return key.seal(_ENCODER.encode(kept), _about(account, collection, id))


def opened_state(key: AccountKey, account: str, collection: str, id: str, sealed: bytes) -> State:
    """The record of what lay on disk. Raises ``Unreadable``."""
    kept = _DECODER.decode(key.open(sealed, _about(account, collection, id)))
    return State(kept.fields, kept.stamps, kept.deleted)


def _about(account: str, collection: str, id: str) -> bytes:
    return f"records:{account}:{collection}:{id}".encode()
