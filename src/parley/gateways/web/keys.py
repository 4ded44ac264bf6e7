"""Who may open the talk page: one-time keys in links, and the sessions they are exchanged for.

Each key and each session is a file of its own, named by the SHA-256 of the secret and holding the
moment it expires. Taking a key is removing its file, which only one of several processes can do, so
``parley link`` may issue keys while the server runs and no lock is needed. The secrets are random
(128 and 256 bits), so a plain hash cannot be reversed by guessing.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from parley.clock import Clock, SystemClock

KEY_LIFE = timedelta(hours=24)
"""How long a link works."""
SESSION_LIFE = timedelta(days=365)
"""How long a browser stays signed in."""
MAX_KEYS = 16
"""Unused links at once; the oldest gives way."""
MAX_SESSIONS = 64
"""Signed-in browsers at once; the oldest gives way."""
_LONGEST_SECRET = 128


class Keys:
    """One-time keys and sessions, kept under a folder."""

    def __init__(self, path: Path, clock: Clock | None = None) -> None:
        """Keep everything under ``path``, which is made if it is missing, readable by its owner alone."""
        self._clock = clock or SystemClock()
        self._keys = path / "keys"
        self._sessions = path / "sessions"
        for folder in (path, self._keys, self._sessions):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def issue(self) -> str:
        """Make a key that can be redeemed once, within ``KEY_LIFE``."""
        return self._add(self._keys, secrets.token_urlsafe(16), KEY_LIFE, MAX_KEYS)

    def redeem(self, key: str) -> str | None:
        """Exchange a key for the token of a new session; None if it is unknown, used or expired."""
        name = self._find(self._keys, key)
        if name is None:
            return None
        try:
            (self._keys / name).unlink()
        except FileNotFoundError:
            return None  # someone else took it between the look and the grab
        return self._add(self._sessions, secrets.token_urlsafe(32), SESSION_LIFE, MAX_SESSIONS)

    def check(self, token: str) -> bool:
        """Whether this is the token of a live session."""
        return self._find(self._sessions, token) is not None

    def revoke(self, token: str) -> bool:
        """End one session; False if there was none."""
        name = self._find(self._sessions, token)
        if name is None:
            return False
        (self._sessions / name).unlink(missing_ok=True)
        return True

    def revoke_all(self) -> int:
        """End every session and take back every link; returns how many there were."""
        found = [file for folder in (self._keys, self._sessions) for file in folder.glob("*")]
        for file in found:
            file.unlink(missing_ok=True)
        return len(found)

    def is_empty(self) -> bool:
        """Whether nobody is signed in and no link waits, as at the first start."""
        return not (self._live(self._keys) or self._live(self._sessions))

    def _add(self, folder: Path, secret: str, life: timedelta, most: int) -> str:
        live = self._live(folder)
        for name in sorted(live, key=live.__getitem__)[: max(0, len(live) - most + 1)]:
            (folder / name).unlink(missing_ok=True)
        expires = self._clock.now() + life
        _write(folder / _digest(secret), expires.isoformat())
        return secret

    def _find(self, folder: Path, secret: str) -> str | None:
        if not 0 < len(secret) <= _LONGEST_SECRET:
            return None
        wanted, found = _digest(secret), None
        for name in self._live(folder):
            if hmac.compare_digest(name, wanted):
                found = name
        return found

    def _live(self, folder: Path) -> dict[str, datetime]:
        """Names and expiry of what has not expired; what has is removed."""
        now, live = self._clock.now(), dict[str, datetime]()
        for file in folder.iterdir():
            if file.name.startswith("."):
                continue  # being written
            try:
                expires = datetime.fromisoformat(file.read_text("ascii"))
            except (FileNotFoundError, ValueError):
                continue  # just taken by another process, or damaged: either way it lets nobody in
            if expires > now:
                live[file.name] = expires
            else:
                file.unlink(missing_ok=True)
        return live


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    """Write so that a crash leaves either nothing or the whole file."""
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    temporary.replace(file)
