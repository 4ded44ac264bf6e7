"""The server's key inside a backup: wrapped with a key that is made of a passphrase, slowly (scrypt)."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Meta, Struct

from parley.home.archive.errors import BadArchive, WrongPassphrase
from parley.home.vault import KEY_BYTES, NONCE_BYTES

SHORTEST = 8
"""Characters of a passphrase."""
_LONGEST = 1024
_COST = 2**17
"""Takes 128 MiB and about half a second, so that a thief tries two passphrases a second and core."""
_MOST_COST = 2**19
_ABOUT = b"parley-backup-key"


class Wrapped(Struct, frozen=True):
    """``key.json``."""

    salt: bytes
    sealed: bytes
    """Nonce, ciphertext and tag."""
    n: Annotated[int, Meta(ge=2**14, le=_MOST_COST)] = _COST
    r: Annotated[int, Meta(ge=8, le=16)] = 8
    p: Annotated[int, Meta(ge=1, le=4)] = 1
    kdf: str = "scrypt"


def wrapped(key: bytes, passphrase: str, cost: int = _COST) -> bytes:
    """The key, to be opened by the passphrase. Raises ``WrongPassphrase`` when that protects nothing."""
    if not SHORTEST <= len(passphrase) <= _LONGEST:
        raise WrongPassphrase(f"A passphrase has {SHORTEST} to {_LONGEST} characters.")
    salt, nonce = os.urandom(16), os.urandom(NONCE_BYTES)
    cipher = AESGCM(_stretched(passphrase, Wrapped(salt, b"", cost)))
    return msgspec.json.encode(Wrapped(salt, nonce + cipher.encrypt(nonce, key, _ABOUT), cost))


def unwrapped(data: bytes, passphrase: str) -> bytes:
    """The key. Raises ``WrongPassphrase``, ``BadArchive``."""
    try:
        kept = msgspec.json.decode(data, type=Wrapped)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadArchive("The key in the backup cannot be read.") from error
    power_of_two = kept.n & (kept.n - 1) == 0
    if kept.kdf != "scrypt" or not power_of_two or len(kept.salt) > 64:
        raise BadArchive("The key in the backup is wrapped in a way that Parley does not know.")
    if len(passphrase) > _LONGEST:
        raise WrongPassphrase("The passphrase is not the one that the backup was made with.")
    try:
        cipher = AESGCM(_stretched(passphrase, kept))
        key = cipher.decrypt(kept.sealed[:NONCE_BYTES], kept.sealed[NONCE_BYTES:], _ABOUT)
    except (InvalidTag, ValueError) as error:
        raise WrongPassphrase("The passphrase is not the one that the backup was made with.") from error
    if len(key) != KEY_BYTES:
        raise BadArchive("The key in the backup is none.")
    return key


def _stretched(passphrase: str, wrapped: Wrapped) -> bytes:
    # The same passphrase may be typed in two forms of Unicode.
    text = unicodedata.normalize("NFKC", passphrase).encode(errors="replace")
    room = 128 * wrapped.n * wrapped.r * wrapped.p + 2**20
    return hashlib.scrypt(
        text, salt=wrapped.salt, n=wrapped.n, r=wrapped.r, p=wrapped.p, maxmem=room, dklen=KEY_BYTES
    )
