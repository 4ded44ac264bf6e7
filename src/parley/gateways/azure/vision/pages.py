"""Pages that are asked for, such as ``1-3,5``, and all of them read one after the other."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass

from parley.gateways.azure.vision.faults import Refused
from parley.gateways.azure.vision.pictures import LIMITS
from parley.vision.service import Vision
from parley.vision.types import Code, Kind, Reading

_RANGES = re.compile(r"\s*\d{1,6}(\s*-\s*\d{1,6})?(\s*,\s*\d{1,6}(\s*-\s*\d{1,6})?)*\s*")
_POINTS = 72.0
"""Of an inch."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page that was read."""

    number: int
    """From 1."""
    reading: Reading
    codes: tuple[Code, ...]
    inches: float | None
    """What one pixel measures on paper; None for a picture, whose unit is the pixel."""


def numbers(text: str, count: int) -> list[int]:
    """The pages that are asked for, in order; all of them where nothing is said. Raises ``Refused``."""
    if not text.strip():
        if count > LIMITS.pages:
            raise Refused(
                "InvalidPageRange",
                f"There are {count} pages; ask for up to {LIMITS.pages} of them with 'pages'.",
            )
        return list(range(1, count + 1))
    if not _RANGES.fullmatch(text):
        raise Refused("InvalidPageRange", "Pages are numbers and ranges, such as 1-3,5.")
    chosen: set[int] = set()
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end:
            raise Refused("InvalidPageRange", "Pages count from 1, and a range goes upwards.")
        chosen.update(range(start, min(end, count) + 1))
    if not chosen or len(chosen) > LIMITS.pages:
        raise Refused("InvalidPageRange", f"There are {count} pages; up to {LIMITS.pages} are read at once.")
    return sorted(chosen)


async def checked(data: bytes, pages: str, vision: Vision) -> list[int]:
    """The pages that will be read. Raises what is wrong with the file before anybody waits for it."""
    async with vision.open(data, LIMITS) as sight:
        return numbers(pages, sight.page_count)


async def read(
    data: bytes, wanted: list[int], vision: Vision, *, codes: bool = False
) -> AsyncGenerator[Page]:
    """The pages, one by one."""
    async with vision.open(data, LIMITS) as sight:
        for number in wanted:
            reading = await sight.read(number)
            found = await sight.codes(number) if codes else ()
            inches = 1 / reading.size.dots_per_inch if sight.kind is Kind.PDF else None
            yield Page(number, reading, found, inches)
