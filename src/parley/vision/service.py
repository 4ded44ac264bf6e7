"""The service: opens a picture in a worker process, and asks there for what somebody wants to know of it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from datetime import date
from typing import cast

from parley.models.store import Store
from parley.pool.host import EngineHost, EnginePool, Kept
from parley.pool.wire import Load
from parley.settings import Settings
from parley.vision.bills.types import Bill
from parley.vision.describing import LONGEST, Answering, Describing
from parley.vision.enhancing.recipe import Recipe
from parley.vision.enhancing.rendering import QUALITY
from parley.vision.enhancing.types import Proposal
from parley.vision.eyes import About
from parley.vision.faces.types import Face, Print
from parley.vision.fetching import Fetching
from parley.vision.likeness.types import Fingerprint
from parley.vision.metadata.shot import Shot
from parley.vision.quality.types import Quality
from parley.vision.scanning.types import Finish, Scanned, Sheet
from parley.vision.types import (
    Box,
    Code,
    Colours,
    Crop,
    Description,
    Found,
    Kind,
    Limits,
    Polygon,
    Reading,
    Size,
    Tag,
    WrongSize,
)


class Sight:
    """One picture that is open.

    Every question may raise ``EngineFailed``, ``EngineTimeout``, ``Busy``, and ``MissingEngine`` where a
    library is not installed; one about a page, ``BadPicture`` where the page is damaged.
    """

    def __init__(self, kept: Kept, about: About, describing: Describing) -> None:
        self._kept, self._describing = kept, describing
        self.kind: Kind = about.kind
        self.pages: tuple[Size, ...] = about.sizes
        """One for a picture; of a PDF or a TIFF those within the bound."""
        self.page_count: int = about.count
        """How many pages there are in all."""
        self.frames: int = about.frames
        """Pictures of an animation (GIF, WebP, APNG), whose first is looked at; counted to 10,000."""

    @property
    def size(self) -> Size:
        """Of the picture, or of the first page."""
        return self.pages[0]

    async def read(self, page: int = 1, languages: Sequence[str] = ()) -> Reading:
        """What is written on a page (from 1). ``languages`` are a hint; Chinese, English and the other Latin
        scripts are read in any case."""
        return cast(Reading, await self._kept.call("read", page, tuple(languages)))

    async def objects(self) -> tuple[Found, ...]:
        """The things on it, the surest first."""
        return cast("tuple[Found, ...]", await self._kept.call("objects"))

    async def people(self) -> tuple[Found, ...]:
        """The people on it, the surest first; who they are is not asked."""
        return cast("tuple[Found, ...]", await self._kept.call("people"))

    async def faces(self) -> tuple[Face, ...]:
        """The faces on it, the largest first, and whether their eyes are open; who they are is not asked."""
        return cast("tuple[Face, ...]", await self._kept.call("faces"))

    async def face_print(self, face: Face) -> Print:
        """What a face on it is recognised by; to be asked for and kept only by that person's consent.

        Raises ``MissingEngine`` where no model is set (``[vision] recognise``), ``Unsupported`` for a face
        whose finder told no ``marks``.
        """
        return cast(Print, await self._kept.call("face_print", face))

    async def quality(self) -> Quality:
        """How sharp, how light and how noisy it is."""
        return cast(Quality, await self._kept.call("quality"))

    async def fingerprint(self) -> Fingerprint:
        """What it is told again by, though it was made smaller or saved again."""
        return cast(Fingerprint, await self._kept.call("fingerprint"))

    async def tags(self) -> tuple[Tag, ...]:
        """The names of the things on it, each once, the surest first."""
        surest: dict[str, float] = {}
        for each in await self.objects():
            surest.setdefault(each.name, each.confidence)
        return tuple(Tag(name, confidence) for name, confidence in surest.items())

    async def crops(self, ratios: Sequence[float]) -> tuple[Crop, ...]:
        """For every ratio of width to height the part that matters most."""
        return cast("tuple[Crop, ...]", await self._kept.call("crops", tuple(ratios)))

    async def interest(self) -> Box:
        """The part in which nearly all is that matters, of whatever shape."""
        return cast(Box, await self._kept.call("interest"))

    async def bill(self, reading: Reading, today: date, region: str = "") -> Bill:
        """What a paper that was read asks for: whom to pay, how much, by when; see ``bills.finding``."""
        return cast(Bill, await self._kept.call("bill", reading, today, region))

    async def codes(self, page: int = 1) -> tuple[Code, ...]:
        """Barcodes and matrix codes on a page (from 1), from top to bottom."""
        return cast("tuple[Code, ...]", await self._kept.call("codes", page))

    async def colours(self) -> Colours:
        """Its colours."""
        return cast(Colours, await self._kept.call("colours"))

    async def tints(self, boxes: Sequence[Box]) -> tuple[str, ...]:
        """For every box the name of the colour that covers most of the thing in it; empty for none."""
        return cast("tuple[str, ...]", await self._kept.call("tints", tuple(boxes)))

    async def thumbnail(self, width: int, height: int, *, smart: bool) -> bytes:
        """A small JPEG; ``smart`` keeps the part that matters, else the middle is kept."""
        return cast(bytes, await self._kept.call("thumbnail", width, height, smart))

    async def corners(self, page: int = 1) -> Sheet | None:
        """Where a sheet of paper lies on it; None where none can be told from what it lies on."""
        return cast("Sheet | None", await self._kept.call("corners", page))

    async def scan(
        self, polygon: Polygon | None = None, finish: Finish = Finish.COLOUR, page: int = 1
    ) -> Scanned:
        """That sheet as a scanner would have it, and read; ``polygon`` where its corners are known better.

        Raises ``BadOutline`` for corners that are no page's.
        """
        return cast(Scanned, await self._kept.call("scan", page, polygon, finish))

    async def shot(self) -> Shot:
        """When, where and with what it was taken, as its file says; does not unpack it."""
        return cast(Shot, await self._kept.call("shot"))

    async def preview(self, side: int, *, square: bool = False) -> bytes:
        """A JPEG with no side over ``side`` pixels (16 to 8,192); ``square`` cuts out the middle."""
        if not 16 <= side <= 8_192:
            raise WrongSize("A preview may have 16 to 8192 pixels on its longer side.")
        return cast(bytes, await self._kept.call("preview", side, square))

    async def stripped(self, *, keep_place: bool = False) -> bytes:
        """Its file for sharing: nothing in it but the picture, and where it was taken if that is kept."""
        return cast(bytes, await self._kept.call("stripped", keep_place))

    async def proposed(self) -> Proposal:
        """What would make it better, and why; an empty recipe where it is good as it is."""
        return cast(Proposal, await self._kept.call("proposed"))

    async def edited(self, recipe: Recipe, side: int | None = None, *, quality: int = QUALITY) -> bytes:
        """A JPEG (sRGB) with a recipe done to it, at full size; ``side`` bounds the longer side of a preview,
        which looks the same. ``quality`` is the JPEG's, 1 to 97."""
        return cast(bytes, await self._kept.call("edited", recipe, side, quality))

    async def describe(
        self,
        language: str = "en",
        question: str = "",
        *,
        neutral: bool = False,
        box: Box | None = None,
    ) -> Description:
        """What it shows in a sentence, in Chinese or English, or the answer to a question about it, by the
        model that is set; ``neutral`` leaves open who is a man and who a woman, ``box`` is a part of it.

        Raises ``MissingEngine`` where none is set.
        """
        _ = self._describing.model  # before the picture is made small for nobody
        jpeg = cast(bytes, await self._kept.call("small", LONGEST, box))
        return await self._describing.describe(jpeg, language, question, neutral=neutral)


class Vision:
    """What Parley can see. Nothing is loaded before the first picture."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        generation: Answering | None = None,
        host: EngineHost | None = None,
        fetching: Fetching | None = None,
        *,
        nice: int = 0,
    ) -> None:
        """``host`` and ``fetching`` instead of the real ones are for tests. ``nice`` over 0 (to 19) makes it
        one worker that gives way to all others."""
        seeing = settings.vision
        models = {
            "models": str(store.root),
            "objects": seeing.objects,
            "faces": seeing.faces,
            "recognise": seeing.recognise,
        }
        self._host = host or EnginePool(
            "vision-background" if nice else "vision",
            Load("parley.vision.eyes:Eyes", dict(models)),
            copies=1 if nice else seeing.copies,
            max_kept=seeing.pictures,
            load_timeout=settings.pool.load_timeout,
            call_timeout=seeing.seconds,
            memory_mb=seeing.memory_mb,
            nice=nice,
        )
        self._describing = Describing(seeing.describe, generation)
        self._fetching = fetching or Fetching(seeing.fetch, Limits().bytes)

    @asynccontextmanager
    async def open(
        self, data: bytes, limits: Limits | None = None, *, unpack: bool = True
    ) -> AsyncGenerator[Sight]:
        """Open JPEG, PNG, GIF, BMP, WebP, TIFF, PDF, HEIF, AVIF or RAW.

        ``unpack=False`` only measures it: quicker where a preview or the shot is all that is wanted, and a
        file that breaks off further on is refused by the question that unpacks it.

        Raises ``BadPicture``, ``WrongSize``, ``TooLong``, ``Busy``, ``MissingEngine``.
        """
        kept = await self._host.keep("open", data, limits or Limits())
        try:
            about = cast(About, await kept.call("about", unpack))
            yield Sight(kept, about, self._describing)
        finally:
            kept.close()

    async def pdf(self, pages: Sequence[Scanned], title: str = "") -> bytes:
        """Scanned pages as one PDF whose text can be searched. Raises ``TooLong``."""
        return cast(bytes, await self._host.call("pdf", tuple(pages), title))

    async def fetch(self, url: str) -> bytes:
        """The bytes at a public address, where that is allowed (``[vision] fetch``).

        Raises ``Unsupported`` where it is not, ``CannotFetch`` where nothing can be had, ``TooLong``.
        """
        return await self._fetching.fetch(url)

    @property
    def describes(self) -> bool:
        """Whether a model is set that describes pictures."""
        return self._describing.ready

    async def stop(self) -> None:
        """Let the engines go."""
        await self._host.stop()
