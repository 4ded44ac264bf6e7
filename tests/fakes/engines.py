"""Engines that misbehave in every way an engine can, for the tests of the pool."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from parley.errors import Unsupported
from parley.pool.wanted import still_wanted


class Counter:
    """A kept object that adds up what it is fed."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, number: int) -> int:
        self.total += number
        return self.total

    def close(self) -> None:
        pass


class Engine:
    """Does what it is told."""

    def __init__(self, greeting: str = "hello") -> None:
        self.greeting = greeting

    def greet(self, name: str) -> str:
        return f"{self.greeting} {name}"

    def process_id(self) -> int:
        return os.getpid()

    def print_noise(self) -> str:
        os.write(1, b"libraries print to standard output when they please\n")
        print("so do Python packages")
        return "still fine"

    def counter(self) -> Counter:
        return Counter()

    def count(self, until: int, pause: float = 0.0) -> Iterator[int]:
        for number in range(until):
            time.sleep(pause)
            yield number

    def labour(self, until: str) -> None:
        """Works in steps, for as long as it is wanted; makes the file ``until`` with the first one."""
        end = time.monotonic() + 30
        while time.monotonic() < end:
            still_wanted()
            Path(until).touch()
            time.sleep(0.001)

    def refuse(self) -> None:
        raise Unsupported("This engine does not do that.")

    def fail(self) -> None:
        raise RuntimeError("secret words the person said")

    def crash(self) -> None:
        os._exit(139)

    def hoard(self, megabytes: int) -> int:
        return len(bytearray(megabytes * 1024 * 1024))

    def niceness(self) -> int:
        return os.nice(0)

    def hang(self) -> None:
        time.sleep(3600)


class Unloadable:
    """Cannot be made."""

    def __init__(self) -> None:
        raise ValueError("the model is broken")
