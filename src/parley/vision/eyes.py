"""In the worker process: a picture is unpacked once, and engines are made when first asked."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from parley.models.store import Store
from parley.vision.bills.finding import bill_of
from parley.vision.bills.types import Bill
from parley.vision.decoding import open_picture
from parley.vision.enhancing.auto import proposed
from parley.vision.enhancing.recipe import Recipe
from parley.vision.enhancing.rendering import rendered
from parley.vision.enhancing.types import Proposal
from parley.vision.faces.looking import faces
from parley.vision.faces.types import Face, Print
from parley.vision.likeness.fingerprint import fingerprint
from parley.vision.likeness.types import Fingerprint
from parley.vision.looks.colours import colour_of, colours
from parley.vision.looks.crops import crop, interest
from parley.vision.looks.saliency import Map, saliency
from parley.vision.metadata.shot import Shot, shot_of
from parley.vision.metadata.stripping import stripped
from parley.vision.objects.names import PERSON
from parley.vision.previews import preview, small
from parley.vision.quality.measure import quality
from parley.vision.quality.types import Quality
from parley.vision.reading.page import reading_of
from parley.vision.scanning.types import Finish, Scanned, Sheet
from parley.vision.types import (
    Box,
    Code,
    Colours,
    Crop,
    Found,
    Kind,
    Limits,
    Picture,
    Polygon,
    Reading,
    Size,
)

T = TypeVar("T")

QUALITY = 88
"""Of the JPEG that a thumbnail is."""


class Eyes:
    """Every engine that sees, each made when it is first needed."""

    name = "vision"

    def __init__(self, models: str = "", objects: str = "", faces: str = "", recognise: str = "") -> None:
        """``models`` is the folder of models, of which the others are names; empty for what is embedded."""
        self._made: dict[str, Any] = {}
        self._models = Path(models)
        self._names = {"things": objects, "faces": faces, "recognition": recognise}

    def open(self, data: bytes, limits: Limits) -> Look:
        """Unpack a picture, for questions about it."""
        return Look(self, data, limits)

    def pdf(self, pages: Sequence[Scanned], title: str) -> bytes:
        """Scanned pages as one document."""
        from parley.vision.scanning.searchable import searchable

        return searchable([(page.jpeg, page.reading) for page in pages], title)

    def engine(self, name: str, make: Callable[[], T]) -> T:
        """The engine of that name."""
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def text(self) -> Any:
        """What reads. Raises ``MissingEngine``."""
        from parley.vision.reading.rapid import RapidOcr

        return self.engine("text", RapidOcr)

    def things(self) -> Any:
        """What finds things. Raises ``MissingEngine``, ``BadModel``."""
        from parley.vision.objects.engines import detector

        return self.engine("things", lambda: detector(Store(self._models), self._names["things"]))

    def faces(self) -> Any:
        """What finds faces. Raises ``MissingEngine``, ``BadModel``."""
        from parley.vision.faces.engines import finder

        return self.engine("faces", lambda: finder(Store(self._models), self._names["faces"]))

    def recognition(self) -> Any:
        """What tells faces apart. Raises ``MissingEngine``, ``BadModel``."""
        from parley.vision.faces.engines import recogniser

        return self.engine("recognition", lambda: recogniser(Store(self._models), self._names["recognition"]))

    def codes(self) -> Any:
        """What reads codes. Raises ``MissingEngine``."""
        from parley.vision.codes.zxing import Zxing

        return self.engine("codes", Zxing)


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a picture before anybody asks."""

    kind: Kind
    sizes: tuple[Size, ...]
    count: int
    frames: int = 1
    """Pictures of an animation, whose first is looked at; counted to 10,000."""


class Look:
    """One picture and what was found out about it; one page at a time is unpacked."""

    def __init__(self, eyes: Eyes, data: bytes, limits: Limits) -> None:
        self._eyes = eyes
        self._data = data
        self._opened = open_picture(data, limits)
        self._page: tuple[int, Picture] | None = None
        self._found: tuple[Found, ...] | None = None
        self._faces: tuple[Face, ...] | None = None
        self._map: Map | None = None

    def about(self, unpack: bool = True) -> About:
        """Its kind and sizes. ``unpack`` it for that: a file that breaks off is refused at once."""
        if unpack and self._opened.kind is not Kind.PDF:
            self._picture(1)
        opened = self._opened
        return About(opened.kind, opened.sizes, opened.count, opened.frames)

    def read(self, page: int, languages: Sequence[str]) -> Reading:
        """What is written on a page."""
        del languages  # this engine reads all that it can in any case
        return reading_of(self._picture(page), self._eyes.text())

    def bill(self, reading: Reading, today: date, region: str) -> Bill:
        """What a paper that was read asks for; here, since odd papers take seconds."""
        return bill_of(reading, today, region)

    def codes(self, page: int) -> tuple[Code, ...]:
        """The codes on a page."""
        return self._eyes.codes().find(self._picture(page))

    def objects(self) -> tuple[Found, ...]:
        """The things on it."""
        found = self._found
        if found is None:
            found = self._found = tuple(self._eyes.things().find(self._picture(1)))
        return found

    def people(self) -> tuple[Found, ...]:
        """The people on it."""
        return tuple(each for each in self.objects() if each.name == PERSON)

    def faces(self) -> tuple[Face, ...]:
        """The faces on it."""
        if self._faces is None:
            self._faces = faces(self._eyes.faces(), self._picture(1))
        return self._faces

    def face_print(self, face: Face) -> Print:
        """What a face on it is recognised by."""
        return self._eyes.recognition().print_of(self._picture(1), face)

    def quality(self) -> Quality:
        """How good it is."""
        return quality(self._picture(1))

    def fingerprint(self) -> Fingerprint:
        """What it is told again by."""
        return fingerprint(self._picture(1))

    def crops(self, ratios: Sequence[float]) -> tuple[Crop, ...]:
        """What to show of it, for every ratio."""
        return tuple(crop(self._attention(), self._size(), ratio) for ratio in ratios)

    def interest(self) -> Box:
        """The part that matters."""
        return interest(self._attention(), self._size())

    def colours(self) -> Colours:
        """Its colours."""
        return colours(self._picture(1), self._attention())

    def tints(self, boxes: Sequence[Box]) -> tuple[str, ...]:
        """The colour of the thing in each box."""
        return tuple(colour_of(self._picture(1), each) for each in boxes)

    def thumbnail(self, width: int, height: int, smart: bool) -> bytes:
        """A JPEG of that size, cut out of it around what matters, or else around its middle."""
        from PIL import Image

        size = self._size()
        if smart:
            box = self.crops([width / height])[0].box
        else:
            wide, high = (
                min(size.width, size.height * width / height),
                min(size.height, size.width * height / width),
            )
            box = Box(
                round((size.width - wide) / 2),
                round((size.height - high) / 2),
                max(1, round(wide)),
                max(1, round(high)),
            )
        cut = self._picture(1).pixels[box.y : box.y + box.height, box.x : box.x + box.width]
        small = Image.fromarray(cut).resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        file = io.BytesIO()
        small.save(file, "JPEG", quality=QUALITY)
        return file.getvalue()

    def small(self, longest: int, box: Box | None) -> bytes:
        """All of it, or a part, as a JPEG with no side over ``longest``; of its file only the pixels."""
        from PIL import Image

        pixels = self._picture(1).pixels
        if box is not None:
            pixels = pixels[box.y : box.y + box.height, box.x : box.x + box.width]
        image = Image.fromarray(pixels)
        image.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=QUALITY)
        return file.getvalue()

    def corners(self, page: int) -> Sheet | None:
        """Where a sheet of paper lies on it."""
        from parley.vision.scanning.corners import corners

        return corners(self._picture(page))

    def scan(self, page: int, polygon: Polygon | None, finish: Finish) -> Scanned:
        """That sheet as a scanner would have it, and read."""
        from parley.vision.scanning.scans import scanned

        return scanned(self._picture(page), polygon, finish, self._eyes.text())

    def shot(self) -> Shot:
        """What its file tells of how it was taken."""
        return shot_of(self._data)

    def preview(self, side: int, square: bool) -> bytes:
        """A small JPEG of it, as ``previews`` has it; unpacked only as far as that needs."""
        if self._page is not None and self._page[0] == 1:
            return preview(self._page[1], side, square=square)
        return small(self._opened, side, square=square)

    def stripped(self, keep_place: bool) -> bytes:
        """Its file for sharing, as ``metadata.stripping`` has it."""
        return stripped(self._data, keep_place)

    def proposed(self) -> Proposal:
        """What would make it better, as ``enhancing.auto`` has it."""
        return proposed(self._picture(1))

    def edited(self, recipe: Recipe, side: int | None, quality: int) -> bytes:
        """A JPEG of it with a recipe done to it, as ``enhancing.rendering`` has it."""
        return rendered(self._picture(1), recipe, side, quality)

    def close(self) -> None:
        """Let go of the pixels."""
        self._page = None

    def _attention(self) -> Map:
        if self._map is None:
            self._map = saliency(self._picture(1), self.objects())
        return self._map

    def _size(self) -> Size:
        picture = self._picture(1)
        return Size(picture.width, picture.height)

    def _picture(self, page: int) -> Picture:
        if self._page is None or self._page[0] != page:
            self._page = None  # two pages at once would be twice the memory
            self._page = page, self._opened.page(page)
        return self._page[1]
