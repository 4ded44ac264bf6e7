"""Passwords: argon2id off the event loop, a few at once, and the same work for a name that nobody has."""

from __future__ import annotations

from typing import ClassVar

from parley.errors import ParleyError

SHORTEST, LONGEST = 8, 256
"""Characters of a password."""


class WrongPassword(ParleyError):
    """The name or the password is wrong; which of them is not told."""

    code: ClassVar[str] = "wrong_password"


class WeakPassword(ParleyError):
    """A new password is too short, too long, or the name itself."""

    code: ClassVar[str] = "weak_password"
