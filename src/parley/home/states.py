"""Records as they lie in the database: sealed with their account's key."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import msgspec

from parley.home.changes import State
from parley.home.orders import Key
from parley.home.vault import AccountKey

_MOST = 4_096
"""Records of which a process knows what their bytes say."""
_LONGEST = 2_048
"""Bytes of one of them: some 20 MB in all."""

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(State)


def sealed_state(key: AccountKey, account: str, collection: str, id: str, state: State) -> bytes:
    """What may be written to disk of a record."""
    return key.seal(_ENCODER.encode(state), _about(account, collection, id))


def opened_state(key: AccountKey, account: str, collection: str, id: str, sealed: bytes) -> State:
    """The record of what lay on disk. Raises ``Unreadable``."""
    return _DECODER.decode(key.open(sealed, _about(account, collection, id)))


class KnownStates:
    """Seals and opens records, and knows what those that it did last say.

    What is known counts only for the very bytes that are in the database. Each state is sealed at random, so
    no other has those bytes: nothing that another process writes, or that a failed commit takes back, makes
    it wrong. It is forgotten with the account's key.
    """

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[AccountKey, dict[Key, tuple[bytes, State]]] = WeakKeyDictionary()
        self._count = 0

    def sealed(self, key: AccountKey, name: Key, state: State) -> bytes:
        """As ``sealed_state``."""
        sealed = sealed_state(key, *name, state)
        self._keep(key, name, sealed, state)
        return sealed

    def opened(self, key: AccountKey, name: Key, sealed: bytes) -> State:
        """As ``opened_state``."""
        those = self._of.get(key)
        known = None if those is None else those.get(name)
        if known is not None and known[0] == sealed:
            return known[1]
        return opened_state(key, *name, sealed)

    def _keep(self, key: AccountKey, name: Key, sealed: bytes, state: State) -> None:
        those = self._of.get(key)
        if those is None:
            those = self._of[key] = {}
        if len(sealed) > _LONGEST:
            those.pop(name, None)
            return
        before = len(those)
        those[name] = sealed, state
        self._count += len(those) - before
        if self._count > _MOST:  # of accounts that went, too
            self._of.clear()
            self._count = 0


def _about(account: str, collection: str, id: str) -> bytes:
    return f"records:{account}:{collection}:{id}".encode()
