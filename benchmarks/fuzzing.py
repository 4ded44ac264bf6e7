"""A million broken inputs at every parser that something outside the house can reach.

Run with ``.venv/bin/python benchmarks/fuzzing.py [INPUTS] [PARSER…]`` (1,000,000 for each). Inputs are valid
ones with bits turned, bytes cut out, put in, repeated and exchanged between two, and lengths that lie; every
tenth is noise. An input is well met when it is read or refused with one of Parley's own errors, within 50 ms.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from fuzzed_parsers import PARSERS, Parser

from parley.errors import ParleyError

SLOW = 0.05
"""Seconds that no input may take, but by the operating system's doing."""
EDGES = (0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x7B, 0x5B, 0x0A)
"""Bytes at which parsers change their minds."""


@dataclass
class Found:
    """What became of the inputs of one parser."""

    name: str
    read: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    """Error codes."""
    crashed: Counter[str] = field(default_factory=Counter[str])
    slow: int = 0
    slowest: float = 0.0
    peak: float = 0.0
    """Megabytes held at most while parsing."""
    seconds: float = 0.0


def mutated(chance: random.Random, corpus: Sequence[bytes]) -> bytes:
    """A broken input."""
    if chance.random() < 0.1:
        return chance.randbytes(chance.choice((0, 1, 2, 4, 16, 64, 300)))
    data = bytearray(chance.choice(corpus))
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        _CHANGES[chance.randrange(len(_CHANGES))](chance, data, corpus)
    return bytes(data[:100_000])


def _turn(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _edge(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.choice(EDGES)


def _cut(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        at = chance.randrange(len(data))
        del data[at : at + chance.randint(1, max(1, len(data) // 4))]


def _end(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    del data[chance.randint(0, len(data)) :]


def _put(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.randbytes(chance.randint(1, 8))


def _repeat(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        at = chance.randrange(len(data))
        data[at:at] = data[at : at + chance.randint(1, 16)] * chance.choice((2, 16, 200))


def _swap(chance: random.Random, data: bytearray, corpus: Sequence[bytes]) -> None:
    other = chance.choice(corpus)
    at = chance.randint(0, len(data))
    data[at:] = other[chance.randint(0, len(other)) :]


def _lie(chance: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    digits = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if digits:
        at = chance.choice(digits)
        data[at : at + 1] = chance.choice((b"-1", b"1e9", b"99999999999999999999", b"0.5", b"null", b"65537"))


_CHANGES: tuple[Callable[[random.Random, bytearray, Sequence[bytes]], None], ...] = (
    _turn,
    _edge,
    _cut,
    _end,
    _put,
    _repeat,
    _swap,
    _lie,
)


def met(parser: Parser, count: int, seed: int = 2026) -> Found:
    """Give one parser that many broken inputs."""
    chance, found = random.Random(seed), Found(parser.name)
    begun = time.perf_counter()
    for number in range(count):
        data = mutated(chance, parser.corpus)
        watched = number % 1_000 == 0
        if watched:
            tracemalloc.start()
        started = time.perf_counter()
        try:
            parser.read(data)
            found.read += 1
        except ParleyError as error:
            found.refused[error.code] += 1
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            found.crashed[f"{type(error).__name__} of {data[:60]!r}"] += 1
        spent = time.perf_counter() - started
        if watched:
            found.peak = max(found.peak, tracemalloc.get_traced_memory()[1] / 1e6)
            tracemalloc.stop()
            continue
        found.slowest = max(found.slowest, spent)
        found.slow += spent > SLOW
    found.seconds = time.perf_counter() - begun
    return found


def measured(job: tuple[int, int]) -> Found:
    """One parser by its place, for a worker process."""
    place, count = job
    return met(PARSERS[place], count)


def main() -> int:
    """1 when anything crashed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    wanted = sys.argv[2:]
    places = [at for at, each in enumerate(PARSERS) if not wanted or each.name in wanted]
    crashed = 0
    with ProcessPoolExecutor() as workers:
        for found in workers.map(measured, [(place, count) for place in places]):
            refused = sum(found.refused.values())
            print(
                f"{found.name:24} {count:9,} inputs  read {found.read:8,}  refused {refused:8,}  crashed "
                f"{sum(found.crashed.values())}  slowest {1000 * found.slowest:5.1f} ms ({found.slow} over "
                f"{1000 * SLOW:.0f})  peak {found.peak:.2f} MB  {found.seconds:.0f} s",
                flush=True,
            )
            for what, times in found.crashed.most_common(5):
                print(f"    {times} x {what}")
            crashed += sum(found.crashed.values())
    return int(crashed > 0)


if __name__ == "__main__":
    sys.exit(main())
