"""Records as they lie in the database: sealed with their account's key."""

from __future__ import annotations

import msgspec

from parley.home.changes import State
from parley.home.vault import AccountKey

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(State)


def sealed_state(key: AccountKey, account: str, collection: str, id: str, state: State) -> bytes:
    """What may be written to disk of a record."""
    return key.seal(_ENCODER.encode(state), _about(account, collection, id))


def opened_state(key: AccountKey, account: str, collection: str, id: str, sealed: bytes) -> State:
    """The record of what lay on disk. Raises ``Unreadable``."""
    return _DECODER.decode(key.open(sealed, _about(account, collection, id)))


def _about(account: str, collection: str, id: str) -> bytes:
    return f"records:{account}:{collection}:{id}".encode()
