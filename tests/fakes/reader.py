"""What reads text on pictures, loaded once for all tests of a process."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from parley.vision.eyes import Eyes
from parley.vision.types import Picture, TextLine


@cache
def reader() -> Any:
    """Reads with one thread: two wait for each other at full speed, twice the work for the same text."""
    from parley.vision.reading.rapid import RapidOcr

    return RapidOcr(threads=1)


class Attentive:
    """The same reader, which remembers a picture that it has read: many tests ask for the same page, each in
    another shape. (That it reads the same every time is told by tests that ask the reader itself.)"""

    name = "attentive"

    def __init__(self) -> None:
        self._read: dict[tuple[tuple[int, ...], bytes], list[TextLine]] = {}

    def lines(self, picture: Picture) -> list[TextLine]:
        seen = picture.pixels.shape, hashlib.sha256(picture.pixels.tobytes()).digest()
        if seen not in self._read:
            self._read[seen] = reader().lines(picture)
        return list(self._read[seen])


class Spectacles(Eyes):
    """Real eyes that read with it."""

    def text(self) -> Any:
        return self.engine("text", Attentive)
