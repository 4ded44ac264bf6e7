"""Pictures that hold what a test says, for skills."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from parley.errors import DeviceFailed, Unsupported
from parley.skills.speaker.device import CAMERA
from parley.skills.types import DeviceTool
from parley.vision.bills.finding import bill_of
from parley.vision.bills.types import Bill
from parley.vision.photos.search.types import Found, Query
from parley.vision.photos.types import Photo
from parley.vision.scanning.types import Scanned
from parley.vision.types import (
    BadPicture,
    Block,
    Box,
    Code,
    Description,
    Polygon,
    Reading,
    Size,
    TextLine,
    Word,
)
from parley.vision.types import Found as Thing

EDGES: Polygon = ((0, 0), (100, 0), (100, 20), (0, 20))


def reading(*lines: str) -> Reading:
    """Lines of text, one below the other."""
    made: list[TextLine] = []
    for at, text in enumerate(lines):
        top = at * 30.0
        edges: Polygon = ((0, top), (len(text) * 12.0, top), (len(text) * 12.0, top + 20), (0, top + 20))
        made.append(TextLine(text, edges, (Word(text, edges, 0.99),), 0.99))
    return Reading((Block(tuple(made)),) if made else (), 0.0, Size(800, 1000))


@dataclass
class FakeSight:
    """One picture."""

    text: Sequence[str] = ()
    things: Sequence[str] = ()
    code: str = ""
    page: bool = True
    """A sheet of paper is seen on it."""

    async def read(self) -> Reading:
        return reading(*self.text)

    async def objects(self) -> tuple[Thing, ...]:
        return tuple(Thing(name, 0.9, Box(0, 0, 9, 9)) for name in self.things)

    async def codes(self) -> tuple[Code, ...]:
        return (Code(self.code, "QRCode", EDGES),) if self.code else ()

    async def scan(self) -> Scanned:
        return Scanned(b"jpeg", Size(800, 1000), EDGES, self.page, reading(*self.text))

    async def bill(self, reading: Reading, today: date, region: str) -> Bill:
        return bill_of(reading, today, region)

    async def describe(self, language: str) -> Description:
        return Description("Ein Hund." if language == "de" else "A dog on a beach.", "fake")


@dataclass
class FakeSights:
    """The pictures of one house."""

    pictures: dict[str, FakeSight] = field(default_factory=dict[str, FakeSight])
    """By the id of their file."""
    describes: bool = False
    found: Found = field(default_factory=lambda: Found((), Query(())))
    added: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    searched: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    scans: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def add(self, account: str, file: str) -> Photo:
        if file not in self.pictures:
            raise BadPicture("That is no picture.")
        self.added.append((account, file))
        return Photo(file[:8], file, "photo", "jpeg", 0.0, 0, 800, 1000)

    @asynccontextmanager
    async def opened(self, account: str, file: str) -> AsyncGenerator[Any]:
        yield cast(Any, self.pictures[file])

    async def search(self, account: str, text: str, most: int = 200) -> Found:
        self.searched.append((account, text))
        return self.found

    async def keep_scan(self, account: str, scanned: Scanned, title: str) -> str:
        self.scans.append((account, title))
        return "scan"


@dataclass
class FakeCamera:
    """The camera of a device: what it answers, or ``broken``."""

    answers: str = '{"success": true, "file": "new"}'
    broken: bool = False
    taken: int = 0

    def all(self) -> Sequence[DeviceTool]:
        return (DeviceTool(CAMERA),)

    async def call(self, name: str, arguments: object) -> str:
        if name != CAMERA:
            raise Unsupported("No such tool.")
        self.taken += 1
        if self.broken:
            raise DeviceFailed("It is broken.")
        return self.answers
