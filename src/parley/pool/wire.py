"""Messages between the server and a worker process: length-prefixed pickles over a pipe.

Pickle is safe here and only here: both ends are this program, and the pipe is private to them.
"""

from __future__ import annotations

import pickle
import struct
from dataclasses import dataclass
from typing import BinaryIO

HEADER = struct.Struct("<I")
MAX_MESSAGE = 256 * 1024 * 1024
"""Bytes; more than any bounded request or result can weigh, so a larger one means a broken pipe."""


@dataclass(frozen=True, slots=True)
class Load:
    """Make the engine; the first message a worker gets."""

    factory: str
    """``module:Class``."""

    arguments: dict[str, object]
    """Keyword arguments of the class."""

    memory_mb: int = 0
    """What the worker may take for its data (Linux; ``RLIMIT_DATA``); beyond it its libraries are told that
    there is no more. 0: no bound."""

    nice: int = 0
    """By how much the worker gives way to other processes: 0 to 19."""


@dataclass(frozen=True, slots=True)
class Call:
    """Run one method."""

    id: int
    target: int
    """0 for the engine itself, else a number that an earlier ``keep`` call returned."""

    method: str
    arguments: tuple[object, ...]
    keep: bool = False
    """Keep the result in the worker and send its number instead."""

    stream: bool = False
    """The result is an iterator: send its items one by one."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Nobody wants the result of the call ``id`` any more."""

    id: int


@dataclass(frozen=True, slots=True)
class Drop:
    """Forget the kept object ``target``, closing it."""

    target: int


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a streaming call."""

    id: int
    value: object


@dataclass(frozen=True, slots=True)
class Done:
    """A call is over."""

    id: int
    value: object = None
    error: BaseException | None = None
    cpu: float = 0.0
    """CPU seconds the call took in the worker."""


Request = Load | Call | Cancel | Drop
Answer = Item | Done


def encode(message: Request | Answer) -> bytes:
    """The message as bytes, with its length in front."""
    body = pickle.dumps(message, protocol=5)
    return HEADER.pack(len(body)) + body


def read(pipe: BinaryIO) -> Request | Answer | None:
    """The next message, or None when the other end has closed the pipe."""
    head = pipe.read(HEADER.size)
    if len(head) < HEADER.size:
        return None
    (length,) = HEADER.unpack(head)
    body = pipe.read(length)
    return pickle.loads(body) if len(body) == length else None
