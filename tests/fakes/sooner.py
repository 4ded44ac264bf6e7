"""What thousands of tests would make again and again, made once for each process: the same thing, sooner."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from ssl import SSLContext
from typing import Any

import httpx._transports.default
from httpx._config import create_ssl_context
from sqlalchemy import Engine

from parley.home.database import sqlite

_Open = Callable[[Path], tuple[Engine, Engine]]
migrated: _Open = sqlite._open
"""Opens a home's file as the house does: a new one is made by all migrations, one after the other."""
_trusting: Callable[..., SSLContext] = create_ssl_context


def hasten() -> None:
    """From now on, in this process; ``monkeypatch.setattr(sqlite, "_open", migrated)`` takes it back."""
    opened: Any = _opened
    sqlite._open = opened
    transports: Any = httpx._transports.default
    transports.create_ssl_context = _trusted


def _opened(path: Path) -> tuple[Engine, Engine]:
    """Where there is no file, first puts one there that the migrations made: they were a quarter of all that
    tests of gateways cost. Where that cannot be done, opening it tells why."""
    if not path.exists() and not path.with_name(f"{path.name}-wal").exists():
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            number, beside = tempfile.mkstemp(dir=path.parent)  # nobody but its owner may read it
            with os.fdopen(number, "wb") as file:
                file.write(_new())
            try:
                os.link(beside, path)  # whole, or not at all, if another opens it meanwhile
            finally:
                Path(beside).unlink()
    return migrated(path)


@cache
def _new() -> bytes:
    """A file with all tables, of a home that nobody has moved into."""
    with tempfile.TemporaryDirectory(prefix="parley-new-") as folder:
        path = Path(folder, "home.db")
        for engine in migrated(path):
            engine.dispose()
        return path.read_bytes()


def _trusted(verify: Any = True, cert: Any = None, trust_env: bool = True) -> SSLContext:
    """Whom a client trusts: it takes longer to read who that is than most clients of a test live."""
    if verify is not True or cert is not None:
        return _trusting(verify=verify, cert=cert, trust_env=trust_env)
    named = tuple(os.environ.get(each) for each in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"))
    return _trusting_all(trust_env, named)


@cache
def _trusting_all(trust_env: bool, _: tuple[str | None, ...]) -> SSLContext:
    return _trusting(verify=True, cert=None, trust_env=trust_env)
