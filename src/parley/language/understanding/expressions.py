"""Regular expressions, compiled when they are first needed; those that ship were compiled before.

Templates have thousands, and compiling takes a millisecond each, up to a quarter of a second: nine seconds at
each start. The library makes numbers of an expression, in Python, which its matcher in C then reads. These
numbers are kept in a file: they follow from the expression and the Python alone. Where a Python has no such
numbers, or makes them in another way, expressions are compiled as always.
"""

from __future__ import annotations

import array
import hashlib
import importlib
import re
import sys
import zlib
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import msgspec

from parley import cache

KIND = "expressions"
_MOST = 3
"""Files of some 6 MB: of this version and those before, or of several Pythons."""
_MOST_BYTES = 60_000_000
_DIGEST = hashlib.sha256().digest_size
_EMPTY = re.compile("")
_WRONG = (
    *(AttributeError, ImportError, LookupError, RuntimeError),
    *(TypeError, ValueError, OverflowError, zlib.error),
)
"""What a Python may raise that knows of no such numbers, or not of these."""


class _Numbers(msgspec.Struct, array_like=True):
    """What an expression is compiled from."""

    flags: int
    groups: int
    names: dict[str, int]
    code: bytes
    """Compressed."""


_made: dict[bytes, _Numbers] = {}
"""What was compiled before, by a digest of the expression."""


@lru_cache(maxsize=8192)
def compiled(expression: str) -> re.Pattern[str]:
    """The standard library keeps 512 of them, and skills have more."""
    if not expression:
        return _EMPTY
    found = _made.get(_name(expression))
    if found is not None:
        # Whatever is wrong with it, it can be compiled.
        with suppress(*_WRONG):
            return _again(expression, found)
    return re.compile(expression)


def known(expression: str) -> bool:
    """Whether it need not be compiled."""
    return not expression or _name(expression) in _made


def take_up(again: bool = False) -> None:
    """Know what was compiled before. Once in a process, unless it is to be looked at ``again``."""
    if (_made and not again) or not _has_numbers():
        return
    with suppress(OSError, RuntimeError, msgspec.MsgspecError):
        files = [each for each in cache.place(KIND).iterdir() if each.name.startswith(_python())]
        newest = max(files, key=lambda each: each.stat().st_mtime, default=None)
        if newest is None:
            return
        cache.own(newest)
        with newest.open("rb") as file:
            content = file.read(_MOST_BYTES)
        if hashlib.sha256(content[_DIGEST:]).digest() == content[:_DIGEST]:
            _made.update(msgspec.msgpack.decode(content[_DIGEST:], type=dict[bytes, _Numbers]))
            cache.used(newest)


def keep(expressions: Iterable[str]) -> None:
    """Compile expressions that ship for all houses of a user, where this Python can keep them.

    Raises ``OSError``, and ``RuntimeError`` where the user has no home.
    """
    if not _has_numbers():
        return
    names = {_name(each): each for each in sorted(expressions)}
    path = cache.place(KIND) / f"{_python()}-{hashlib.sha256(b''.join(names)).hexdigest()[:32]}"
    with cache.alone(KIND):
        take_up(again=True)
        if any(name not in _made for name in names):
            made = {name: _made.get(name) or _numbers(each) for name, each in names.items()}
            packed = msgspec.msgpack.encode(made)
            with cache.fresh(path) as fresh:
                fresh.write_bytes(hashlib.sha256(packed).digest() + packed)
            cache.make_room(path.parent, _MOST)


def _name(expression: str) -> bytes:
    return hashlib.blake2b(expression.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _python() -> str:
    """Names whatever the numbers depend on but the expression."""
    matcher: Any = importlib.import_module("_sre")
    about = (*sys.version_info[:3], sys.implementation.name, matcher.MAGIC, matcher.CODESIZE, sys.byteorder)
    return "-".join(map(str, about))


@lru_cache(maxsize=1)
def _has_numbers() -> bool:
    """Whether this Python compiles as is thought here: an example comes out the same in both ways."""
    example = r"(?P<one>[a-z]+|[\u4e00-\u9fff]{1,3}) (?=x)(?:(?P=one)|\d)"
    try:
        return _again(example, _numbers(example)) == re.compile(example)
    except _WRONG:
        return False


def _numbers(expression: str) -> _Numbers:
    parser: Any = importlib.import_module("re._parser")
    compiler: Any = importlib.import_module("re._compiler")
    tree = parser.parse(expression, 0)
    code: list[int] = compiler._code(tree, 0)
    state = tree.state
    packed = zlib.compress(array.array("I", code).tobytes(), 6)
    return _Numbers(int(state.flags), int(state.groups) - 1, dict(state.groupdict), packed)


def _again(expression: str, kept: _Numbers) -> re.Pattern[str]:
    """The library looks through the numbers: those that make no sense raise ``RuntimeError``."""
    matcher: Any = importlib.import_module("_sre")
    code = array.array("I", zlib.decompress(kept.code)).tolist()
    names: list[str | None] = [None] * (kept.groups + 1)
    for name, group in kept.names.items():
        names[group] = name
    return matcher.compile(expression, kept.flags, code, kept.groups, kept.names, tuple(names))
