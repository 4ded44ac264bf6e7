"""What reads text on pictures, loaded once for all tests of a process."""

from __future__ import annotations

from functools import cache
from typing import Any

from parley.vision.eyes import Eyes


@cache
def reader() -> Any:
    """Reads with one thread: two wait for each other at full speed, twice the work for the same text."""
    from parley.vision.reading.rapid import RapidOcr

    return RapidOcr(threads=1)


class Spectacles(Eyes):
    """Real eyes that read with it."""

    def text(self) -> Any:
        return self.engine("text", reader)
