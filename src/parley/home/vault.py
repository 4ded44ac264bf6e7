"""Keys: one for the server, one for each account, and what they seal.

AES-256-GCM throughout. An account's key is random, and kept only wrapped by the server's key; forgetting it
makes everything that it sealed unreadable at once, wherever copies of that lie.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections import OrderedDict
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from parley.errors import ParleyError

KEY_BYTES = 32
NONCE_BYTES = 12
_REMEMBERED = 4096
"""Unwrapped keys kept in memory."""


class Unreadable(ParleyError):
    """Something sealed cannot be opened: another key, or damaged."""

    code: ClassVar[str] = "unreadable"


def nonces(count: int) -> list[bytes]:
    """So many new ones, for the price of one: whoever seals many things asks the system only once."""
    all_ = os.urandom(count * NONCE_BYTES)
    return [all_[start : start + NONCE_BYTES] for start in range(0, len(all_), NONCE_BYTES)]


class AccountKey:
    """What belongs to one account is sealed with this."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, about: bytes = b"") -> bytes:
        """Nonce, ciphertext and tag. ``about`` is where it belongs; it must be the same to open it."""
        return self.seal_with(os.urandom(NONCE_BYTES), data, about)

    def seal_with(self, nonce: bytes, data: bytes, about: bytes) -> bytes:
        """The same with one of ``nonces``, which nothing was sealed with before."""
        return nonce + self._cipher.encrypt(nonce, data, about)

    def open(self, sealed: bytes, about: bytes = b"") -> bytes:
        """What was sealed. Raises ``Unreadable``."""
        return _open(self._cipher, sealed, about)

    def name(self, digest: bytes) -> str:
        """A name for content with this digest that tells nobody else what the content is (hex)."""
        return hmac.new(self._key, b"content\0" + digest, hashlib.sha256).hexdigest()

    def derived(self, purpose: bytes) -> bytes:
        """A key of its own for a purpose, 32 bytes: it tells nothing of this one, nor of other purposes'."""
        return hmac.new(self._key, b"derived\0" + purpose, hashlib.sha256).digest()


class Vault:
    """The server's key, and the accounts' keys that it wraps. Thread-safe."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise Unreadable(f"The server's key has {len(key)} bytes; it must have {KEY_BYTES}.")
        self._key = key
        self._cipher = AESGCM(key)
        self._unwrapped: OrderedDict[bytes, AccountKey] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def at(cls, path: Path) -> Vault:
        """The key in a file, which is made on the first call, readable by its owner alone.

        Two processes that start together agree on one key. Raises ``Unreadable`` when there is none and none
        can be made.
        """
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _make_once(path)
            return cls(path.read_bytes())
        except OSError as error:
            raise Unreadable(f"The server's key {path} cannot be used: {error.strerror}.") from error

    def wrap(self, account: str) -> bytes:
        """A new key for an account, wrapped."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, secrets.token_bytes(KEY_BYTES), account.encode())

    def unwrap(self, account: str, wrapped: bytes) -> AccountKey:
        """An account's key. Raises ``Unreadable`` when it was wrapped by another server's."""
        with self._lock:
            key = self._unwrapped.get(wrapped)
            if key is None:
                key = AccountKey(_open(self._cipher, wrapped, account.encode()))
                self._unwrapped[wrapped] = key
                if len(self._unwrapped) > _REMEMBERED:
                    self._unwrapped.popitem(last=False)
            return key

    def rewrap(self, account: str, wrapped: bytes, other: Vault) -> bytes:
        """The same account key, wrapped for another server."""
        key = _open(self._cipher, wrapped, account.encode())
        nonce = os.urandom(NONCE_BYTES)
        return nonce + other._cipher.encrypt(nonce, key, account.encode())

    def seal(self, data: bytes, about: bytes) -> bytes:
        """Seal with the server's own key, for what belongs to no account: it cannot be shredded."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, b"server:" + about)

    def open(self, sealed: bytes, about: bytes) -> bytes:
        """What was sealed with the server's key. Raises ``Unreadable``."""
        return _open(self._cipher, sealed, b"server:" + about)

    def forget(self, wrapped: bytes) -> None:
        """Drop a key from memory, because its account is gone."""
        with self._lock:
            self._unwrapped.pop(wrapped, None)

    def hash(self, kind: str, text: str) -> str:
        """A keyed hash to look something guessable up by, such as a name or a six-digit code (hex)."""
        return hmac.new(self._key, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()


def _open(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about)
    except (InvalidTag, ValueError) as error:
        raise Unreadable("What was sealed cannot be opened: the key is another, or it is damaged.") from error


def _make_once(path: Path) -> None:
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # fails where the other process was first
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
