"""Under which names, and how sealed, it lies on the disk what somebody wants crawled."""

from __future__ import annotations

import hashlib
from typing import Protocol

from parley.home.vault import AccountKey, Vault


class Cover(Protocol):
    """Hides the addresses of one account, or of the house."""

    def name(self, text: str) -> str:
        """The same for the same text, and tells nobody what it was (40 hex digits)."""
        ...

    def seal(self, data: bytes) -> bytes:
        """For the disk."""
        ...

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises ``Unreadable``."""
        ...


class AccountCover:
    """With an account's key: gone with the account."""

    def __init__(self, key: AccountKey) -> None:
        self._key = key

    def name(self, text: str) -> str:
        return self._key.name(hashlib.sha256(b"crawled\0" + text.encode("utf-8", "replace")).digest())[:40]

    def seal(self, data: bytes) -> bytes:
        return self._key.seal(data, b"crawled")

    def open(self, sealed: bytes) -> bytes:
        return self._key.open(sealed, b"crawled")


class HouseCover:
    """With the server's key, for what everybody of the house may find."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def name(self, text: str) -> str:
        return self._vault.hash("crawled", text)[:40]

    def seal(self, data: bytes) -> bytes:
        return self._vault.seal(data, b"crawled")

    def open(self, sealed: bytes) -> bytes:
        return self._vault.open(sealed, b"crawled")
