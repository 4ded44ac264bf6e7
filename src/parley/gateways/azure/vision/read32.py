"""Computer Vision 3.2: Read, whose result is asked for later, and the old OCR."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Sequence
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType, field
from starlette.responses import Response

from parley.errors import ParleyError
from parley.gateways.access import Answer, Call
from parley.gateways.azure.jobs import Job, Jobs, State
from parley.gateways.azure.vision import faults
from parley.gateways.azure.vision.pages import Page, checked, read
from parley.gateways.azure.vision.pictures import opened, picture_of
from parley.gateways.surface import Surface
from parley.gateways.surface.attending import attended
from parley.language.identify import main_language
from parley.vision.service import Vision
from parley.vision.types import Polygon, Reading

ABOUT = "read"
"""Marks the jobs that are Read's."""
LANGUAGES = {"zh": "zh-Hans"}
"""Parley's tag → Azure's."""
_TAG = Annotated[str, Meta(max_length=20)]


class AskedRead(Struct, frozen=True):
    """The query of ``read/analyze``. Languages are recognised by themselves."""

    language: _TAG = ""
    pages: Annotated[str, Meta(max_length=200)] = ""
    order: Literal["basic", "natural"] = field(name="readingOrder", default="basic")
    model: Annotated[str, Meta(max_length=40)] = field(name="model-version", default="latest")


class AskedOcr(Struct, frozen=True):
    """The query of ``ocr``."""

    language: _TAG = "unk"
    orientation: bool = field(name="detectOrientation", default=True)
    model: Annotated[str, Meta(max_length=40)] = field(name="model-version", default="latest")


class WordRead(Struct, frozen=True, rename="camel"):
    """A word; its corners as eight numbers."""

    bounding_box: tuple[float, ...]
    text: str
    confidence: float


class LineRead(Struct, frozen=True, rename="camel"):
    """A line."""

    bounding_box: tuple[float, ...]
    text: str
    words: tuple[WordRead, ...]


class PageRead(Struct, frozen=True):
    """A page."""

    page: int
    angle: float
    width: float
    height: float
    unit: Literal["pixel", "inch"]
    lines: tuple[LineRead, ...]
    language: str | UnsetType = UNSET


class AllRead(Struct, frozen=True, rename="camel"):
    """All pages."""

    read_results: tuple[PageRead, ...]
    version: str = "3.2.0"
    model_version: str = "latest"


class ReadOperation(Struct, frozen=True, rename="camel"):
    """How far it is."""

    status: Literal["notStarted", "running", "failed", "succeeded"]
    created_date_time: str
    last_updated_date_time: str
    analyze_result: AllRead | msgspec.Raw | UnsetType = UNSET


class OcrWord(Struct, frozen=True, rename="camel"):
    """A word; left, top, width and height in one text."""

    bounding_box: str
    text: str


class OcrLine(Struct, frozen=True, rename="camel"):
    """A line."""

    bounding_box: str
    words: tuple[OcrWord, ...]


class OcrRegion(Struct, frozen=True, rename="camel"):
    """Lines that belong together."""

    bounding_box: str
    lines: tuple[OcrLine, ...]


class Ocr(Struct, frozen=True, rename="camel"):
    """What the old OCR answers."""

    language: str
    text_angle: float
    """Radians by which the text is turned beyond its orientation."""
    orientation: Literal["Up", "Down", "Left", "Right", "NotDetected"]
    regions: tuple[OcrRegion, ...]
    model_version: str = "latest"


class Reading32:
    """Reads pages; what takes long is a job."""

    def __init__(self, vision: Vision, surface: Surface, jobs: Jobs[bytes]) -> None:
        self._vision, self._surface, self._jobs = vision, surface, jobs

    async def begin(self, call: Call) -> Answer:
        """202, and where the result will be."""
        try:
            asked = call.query(AskedRead)
            data = await picture_of(call, self._vision)
            pages = await checked(data, asked.pages, self._vision)

            async def work() -> bytes:
                async with aclosing(read(data, pages, self._vision)) as found:
                    done = [each async for each in found]
                self._surface.usage.count(call.caller, "vision", requests=len(done))
                # Which language it is may need a model, which takes a second to load.
                return await asyncio.to_thread(_encoded, done)

            job = self._jobs.begin(call.caller, work, ABOUT, len(data))
        except ParleyError as error:
            return faults.of_reading(error)
        place = f"{call.origin}/vision/v3.2/read/analyzeResults/{job.id}"
        return Response(status_code=202, headers={"Operation-Location": place})

    async def result(self, call: Call) -> Answer:
        """How far it is, or what was read."""
        try:
            return _operation(self._jobs.find(call.caller, call.id(), ABOUT))
        except ParleyError as error:
            return faults.of_reading(error)

    async def ocr(self, call: Call) -> Answer:
        """What is written on a picture, at once."""
        try:
            call.query(AskedOcr)
            async with opened(call, self._vision) as sight:
                reading = await attended(call.request, sight.read())
        except ParleyError as error:
            return faults.of_reading(error)
        self._surface.usage.count(call.caller, "vision")
        return await asyncio.to_thread(_ocr, reading)


def _operation(job: Job[bytes]) -> ReadOperation:
    status = State.FAILED if job.state is State.CANCELLED else job.state
    result = msgspec.Raw(job.result) if job.result is not None else UNSET
    return ReadOperation(status.value, moment(job.begun), moment(job.changed), result)  # type: ignore[arg-type]


def moment(time: datetime) -> str:
    """As Azure writes it: UTC, to the second."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def corners(polygon: Polygon, inches: float | None) -> tuple[float, ...]:
    """Eight numbers: pixels, or inches where a pixel is so many of them."""
    values = [value for corner in polygon for value in corner]
    return tuple(round(value) if inches is None else round(value * inches, 4) for value in values)


def language_of(text: str) -> str | None:
    """The language of most of a text; None where nothing tells."""
    tag = main_language(text[:4_000])
    return None if tag == "und" else LANGUAGES.get(tag, tag)


def _encoded(pages: Sequence[Page]) -> bytes:
    return msgspec.json.encode(AllRead(tuple(_page(page) for page in pages)))


def _page(page: Page) -> PageRead:
    reading, inches = page.reading, page.inches
    scale = 1 if inches is None else inches
    lines = tuple(
        LineRead(
            corners(line.polygon, inches),
            line.text,
            tuple(WordRead(corners(word.polygon, inches), word.text, word.confidence) for word in line.words),
        )
        for line in reading.lines
    )
    angle = reading.angle if reading.angle < 180 else -180.0
    return PageRead(
        page.number,
        angle,
        round(reading.size.width * scale, 4),
        round(reading.size.height * scale, 4),
        "pixel" if inches is None else "inch",
        lines,
        language_of(reading.text) or UNSET,
    )


def _ocr(reading: Reading) -> Ocr:
    quarters = round(reading.angle / 90) % 4
    orientation = ("Up", "Right", "Down", "Left")[quarters] if reading.blocks else "NotDetected"
    beyond = math.radians((reading.angle - 90 * round(reading.angle / 90)) if reading.blocks else 0)
    regions = tuple(
        OcrRegion(
            _around([line.polygon for line in block.lines]),
            tuple(
                OcrLine(
                    _around([line.polygon]),
                    tuple(OcrWord(_around([word.polygon]), word.text) for word in line.words),
                )
                for line in block.lines
            ),
        )
        for block in reading.blocks
    )
    return Ocr(language_of(reading.text) or "unk", round(beyond, 4), orientation, regions)


def _around(polygons: Sequence[Polygon]) -> str:
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    left, top = round(min(xs)), round(min(ys))
    return f"{left},{top},{round(max(xs)) - left},{round(max(ys)) - top}"
