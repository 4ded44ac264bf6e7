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


class AccountStates:
    """Seals and opens the records of one account, for as long as one transaction takes."""

    __slots__ = ("_all", "_key", "_known")

    def __init__(self, key: AccountKey, known: dict[Key, tuple[bytes, State]], all_: KnownStates) -> None:
        self._key = key
        self._known = known
        self._all = all_

    def sealed(self, name: Key, state: State, nonce: bytes) -> bytes:
        """As ``sealed_state``, with one of ``nonces``."""
        sealed = self._key.seal_with(nonce, _ENCODER.encode(state), _about(*name))
        known = self._known
        if name not in known:
            self._all.count(known)
        if len(sealed) <= _LONGEST:
            known[name] = sealed, state
        else:
            known.pop(name, None)
        return sealed

    def opened(self, name: Key, sealed: bytes) -> State:
        """As ``opened_state``."""
        known = self._known.get(name)
        if known is not None and known[0] == sealed:
            return known[1]
        return opened_state(self._key, *name, sealed)


class KnownStates:
    """Knows what the records that it sealed last say.

    What is known counts only for the very bytes that are in the database. Each state is sealed at random, so
    no other has those bytes: nothing that another process writes, or that a failed commit takes back, makes
    it wrong. It is forgotten with the account's key.
    """

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[AccountKey, dict[Key, tuple[bytes, State]]] = WeakKeyDictionary()
        self._count = 0

    def of(self, key: AccountKey) -> AccountStates:
        """An account's."""
        known = self._of.get(key)
        if known is None:
            known = self._of[key] = {}
        return AccountStates(key, known, self)

    def count(self, known: dict[Key, tuple[bytes, State]]) -> None:
        """One of these will be known, too; all are forgotten where that makes too many."""
        self._count += 1
        if self._count > _MOST:  # of accounts that went, too
            for each in [*self._of.values(), known]:
                each.clear()
            self._count = 1


def _about(account: str, collection: str, id: str) -> bytes:
    return f"records:{account}:{collection}:{id}".encode()
