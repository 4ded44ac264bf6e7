"""What tests of people share: passwords without the wait, and signing in with a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from argon2 import PasswordHasher

from parley.home.accounts.accounts import Account
from parley.home.accounts.callers import Caller

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""No security, and no waiting."""

SignIn = Callable[[Account], Awaitable[Caller]]
"""``await sign_in(anna)`` signs her in."""
