"""Passwords: argon2id off the event loop, a few at once, and the same work for a name that nobody has."""

from __future__ import annotations

import asyncio
import threading
import unicodedata
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from parley.errors import Busy, ParleyError
from parley.home.accounts.naming import folded

SHORTEST, LONGEST = 8, 256
"""Characters of a password."""
TOGETHER, WAITING = 2, 32
"""Passwords worked on at once (each takes 64 MiB and a core), and those that may wait for it."""

T = TypeVar("T")


class WrongPassword(ParleyError):
    """The name or the password is wrong; which of them is not told."""

    code: ClassVar[str] = "wrong_password"


class WeakPassword(ParleyError):
    """A new password is too short, too long, or the name itself."""

    code: ClassVar[str] = "weak_password"


def check_strength(password: str, *names: str) -> None:
    """Raises ``WeakPassword``."""
    if not SHORTEST <= len(_text(password)) <= LONGEST:
        raise WeakPassword(f"A password has {SHORTEST} to {LONGEST} characters.")
    if folded(password) in {folded(name) for name in names}:
        raise WeakPassword("A password must not be the name.")


class Passwords:
    """Makes and checks hashes of passwords. The parameters are argon2-cffi's, which are those of RFC 9106."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(TOGETHER, "parley-passwords")
        self._waiting = 0
        self._lock = threading.Lock()

    async def hash(self, password: str) -> str:
        """Raises ``Busy``."""
        return await self._off_the_loop(self._hash, _bytes(password))

    async def fits(self, password: str, known: str | None) -> bool:
        """Whether a password is the one of this hash; as much work where there is none. Raises ``Busy``."""
        return await self._off_the_loop(self._fits, _bytes(password), known)

    def outdated(self, known: str) -> bool:
        """Whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(known)

    def close(self) -> None:
        """Let the threads go, once they have finished."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")

    def _hash(self, password: bytes, _: str | None) -> str:
        return self._hasher.hash(password)

    def _fits(self, password: bytes, known: str | None) -> bool:
        nobodys = self._nobodys  # also where it is not needed, as it takes time once
        try:
            fits = self._hasher.verify(known or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False
        return fits and known is not None

    async def _off_the_loop(
        self, work: Callable[[bytes, str | None], T], password: bytes, known: str | None = None
    ) -> T:
        with self._lock:
            if self._waiting >= WAITING:
                raise Busy("Too many passwords wait to be checked. Try again in a moment.")
            self._waiting += 1
        # Counted until it is really done: whoever goes away meanwhile does not make room.
        future = self._threads.submit(work, password, known)
        future.add_done_callback(self._done)
        return await asyncio.wrap_future(future)

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            self._waiting -= 1


def _text(password: str) -> str:
    """The same password from any keyboard; what is far too long is cut, and fits nothing."""
    return unicodedata.normalize("NFC", password[: 4 * LONGEST])


def _bytes(password: str) -> bytes:
    # Half characters can come in JSON; they fit nothing, and must not fail.
    return _text(password).encode("utf-8", "surrogatepass")
