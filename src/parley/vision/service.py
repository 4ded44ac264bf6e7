"""The service: opens a picture in a worker process, and asks there for what somebody wants to know of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from parley.models.store import Store
from parley.settings import Settings
from parley.vision.describing import Answering
from parley.vision.types import Code, Colours, Crop, Description, Found, Kind, Limits, Reading, Size, Tag


class Sight:
    """One picture that is open. Every question raises ``EngineFailed``, ``EngineTimeout`` and ``Busy``, and
    ``MissingEngine`` where a library or model is not installed."""

    kind: Kind
    pages: tuple[Size, ...]
    """One for a picture; of a PDF or a TIFF those within the bound."""
    page_count: int
    """How many pages there are in all."""

    @property
    def size(self) -> Size:
        """Of the picture, or of the first page."""
        raise NotImplementedError

    async def read(self, page: int = 1, languages: Sequence[str] = ()) -> Reading:
        """What is written on a page (from 1). ``languages`` are a hint; Chinese, English and the other Latin
        scripts are read in any case."""
        raise NotImplementedError

    async def objects(self) -> tuple[Found, ...]:
        """The things on it, the surest first."""
        raise NotImplementedError

    async def people(self) -> tuple[Found, ...]:
        """The people on it, the surest first; who they are is not asked."""
        raise NotImplementedError

    async def tags(self) -> tuple[Tag, ...]:
        """The names of the things on it, each once."""
        raise NotImplementedError

    async def crops(self, ratios: Sequence[float]) -> tuple[Crop, ...]:
        """For every ratio of width to height the part that matters most."""
        raise NotImplementedError

    async def codes(self, page: int = 1) -> tuple[Code, ...]:
        """Barcodes and matrix codes, from top to bottom."""
        raise NotImplementedError

    async def colours(self) -> Colours:
        """Its colours."""
        raise NotImplementedError

    async def thumbnail(self, width: int, height: int, *, smart: bool) -> bytes:
        """A small JPEG; ``smart`` keeps the part that matters, else the middle is kept."""
        raise NotImplementedError

    async def describe(self, language: str = "en", question: str = "") -> Description:
        """What it shows in a sentence, or the answer to a question about it, by the model that is set.

        Raises ``MissingEngine`` where none is set.
        """
        raise NotImplementedError


class Vision:
    """What Parley can see."""

    def __init__(self, settings: Settings, store: Store, generation: Answering | None = None) -> None:
        raise NotImplementedError

    @asynccontextmanager
    async def open(self, data: bytes, limits: Limits | None = None) -> AsyncGenerator[Sight]:
        """Open JPEG, PNG, GIF, BMP, WebP, TIFF or PDF. Raises ``BadPicture``, ``Busy``, ``MissingEngine``."""
        raise NotImplementedError
        yield

    async def fetch(self, url: str) -> bytes:
        """The bytes at a public address, where that is allowed (``[vision] fetch``).

        Raises ``Unsupported`` where it is not, ``NotReachable`` where nothing can be had.
        """
        raise NotImplementedError

    async def stop(self) -> None:
        """Let the engines go."""
        raise NotImplementedError
