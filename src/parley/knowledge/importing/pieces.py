"""A stream cut at the ends of lines: pieces large enough to load fast, and no line of endless length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parley.knowledge.importing.unpacking import Unpacked

PIECE = 32 << 20
"""Bytes. Pieces of 16 to 128 MB load at the same speed; smaller ones lose less when the power fails."""
LONGEST = 16 << 20
"""Bytes of a line; the largest thing in Wikidata has about 5 million."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines."""

    data: bytes
    first: int
    """Number of the first line, from 1."""
    ends: int
    """Bytes of the unpacked stream up to the end of it."""
    skipped: tuple[int, ...] = ()
    """Lines before it that were too long to be read."""


def pieces(stream: Unpacked, start: int = 0, line: int = 1, size: int = PIECE) -> Iterator[Piece]:
    """The lines of a stream from byte ``start`` on, where line number ``line`` begins."""
    stream.pass_over(start)
    rest, ends, skipped, dropping = b"", start, list[int](), False
    while block := stream.read(size):
        if dropping:
            cut = block.find(b"\n") + 1
            ends += cut or len(block)
            if not cut:
                continue
            block, line, dropping = block[cut:], line + 1, False
        cut = block.rfind(b"\n") + 1
        if cut:
            data, rest = rest + block[:cut], block[cut:]
            ends += len(data)
            yield Piece(data, line, ends, tuple(skipped))
            line, skipped = line + data.count(b"\n"), []
        else:
            rest += block
        if len(rest) > LONGEST:
            skipped.append(line)
            ends += len(rest)
            rest, dropping = b"", True
    if rest or skipped:
        yield Piece(rest, line, ends + len(rest), tuple(skipped))
