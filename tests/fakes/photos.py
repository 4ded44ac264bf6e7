"""A library of photos over eyes that see what the bytes say: ``photo red-cup text=HELLO``."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from fakes.furnished import blocks
from fakes.wall_clock import WallClock
from parley.errors import EngineFailed, MissingEngine, Unsupported
from parley.home.accounts.callers import Role
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.models.store import Store
from parley.pool.host import Inline
from parley.settings import Home as Kept
from parley.settings import Settings
from parley.settings.photos import Photos
from parley.settings.services import Seeing
from parley.vision.enhancing.recipe import Recipe
from parley.vision.enhancing.types import Proposal
from parley.vision.eyes import About as Opened
from parley.vision.faces.types import Face, Print
from parley.vision.likeness.types import Fingerprint
from parley.vision.metadata.shot import Shot
from parley.vision.photos.library import Library
from parley.vision.photos.types import Photo
from parley.vision.quality.types import Quality
from parley.vision.service import Vision
from parley.vision.types import (
    BadPicture,
    Block,
    Box,
    Code,
    Colours,
    Found,
    Kind,
    Limits,
    Reading,
    Size,
    TextLine,
)

SIZE = Size(400, 300)


class FakeEyes:
    """Sees nothing but words: each ``name=value`` of the bytes is a fact."""

    name = "eyes"

    def __init__(self, looked: Path | None = None) -> None:
        self.looked: list[str] = []
        """Names of the photos that were read, in order."""
        self._log = looked

    def open(self, data: bytes, limits: Limits) -> FakeLook:
        del limits
        words = data.decode("utf-8", "replace").split()
        if not words or words[0] != "photo":
            raise BadPicture("This is no picture.")
        return FakeLook(self, words[1], dict(word.split("=", 1) for word in words[2:] if "=" in word))

    def saw(self, name: str) -> None:
        """Note that somebody looks at a photo, on disk too where that is wanted."""
        self.looked.append(name)
        if self._log is not None:
            with self._log.open("a") as file:
                file.write(f"{name}\n")


@dataclass
class FakeLook:
    """One such picture."""

    eyes: FakeEyes
    name: str
    said: dict[str, str]

    def about(self, unpack: bool = True) -> Opened:
        return Opened(Kind.JPEG, (SIZE,), 1)

    def shot(self) -> Shot:
        place = [float(each) for each in self.said.get("at", "").split(",") if each]
        return Shot(
            taken=self.said.get("taken", ""),
            offset=int(self.said["offset"]) if "offset" in self.said else None,
            latitude=place[0] if place else None,
            longitude=place[1] if place else None,
            camera=self.said.get("camera", ""),
        )

    def read(self, page: int, languages: Sequence[str]) -> Reading:
        self.eyes.saw(self.name)
        if "poison" in self.said:
            raise EngineFailed("The engine 'eyes' crashed.")
        if "blind" in self.said:
            raise MissingEngine("rapidocr", "pip install 'parley[vision]'")
        text = self.said.get("text", "").replace("_", " ")
        corners = ((0.0, 0.0), (200.0, 0.0), (200.0, 30.0), (0.0, 30.0))
        lines = (TextLine(text, corners, (), 0.9),) if text else ()
        return Reading((Block(lines),) if lines else (), 0.0, SIZE)

    def codes(self, page: int) -> tuple[Code, ...]:
        return ()

    def objects(self) -> tuple[Found, ...]:
        names = [each for each in self.said.get("things", "").split(",") if each]
        return tuple(Found(each.replace("_", " "), 0.9, Box(10, 10, 100, 100)) for each in names)

    def tints(self, boxes: Sequence[Box]) -> tuple[str, ...]:
        return tuple(self.said.get("tint", "") for _ in boxes)

    def faces(self) -> tuple[Face, ...]:
        number = max(int(self.said.get("faces", "0")), len(self._who()))
        openness = float(self.said.get("open", "1"))
        return tuple(Face(Box(10 * at, 10, 30, 30), 0.9, open=openness) for at in range(number))

    def face_print(self, face: Face) -> Print:
        """Of ``who=ben,zoe``: a direction for each name, a little another one on every photo."""
        name = self._who()[face.box.x // 10]
        if name == "?":
            raise Unsupported("The face is turned away.")
        both = np.random.default_rng(hash_of(name)).normal(size=128)
        both += 0.5 * np.random.default_rng(hash_of(self.name + name)).normal(size=128)
        return (both / np.linalg.norm(both)).astype(np.float32)

    def _who(self) -> list[str]:
        return [each for each in self.said.get("who", "").split(",") if each]

    def colours(self) -> Colours:
        name = self.said.get("colour", "Gray")
        return Colours(name, name, (name,), "808080", False)

    def quality(self) -> Quality:
        return Quality(float(self.said.get("sharp", "0.5")), 0.0, 0.0, 0.0, 0.0)

    def fingerprint(self) -> Fingerprint:
        bits = int(self.said.get("bits", str(abs(hash_of(self.name)))))
        return Fingerprint(bits, bytes(27), 4 / 3)

    def preview(self, side: int, square: bool) -> bytes:
        return jpeg(min(side, SIZE.width), min(side, SIZE.width) * 3 // 4)

    def proposed(self) -> Proposal:
        return Proposal(Recipe(), ())

    def edited(self, recipe: Recipe, side: int | None, quality: int) -> bytes:
        return jpeg(240, 320) if recipe.steps else self.preview(side or 400, False)

    def close(self) -> None:
        pass


def hash_of(name: str) -> int:
    """64 bits that differ much between names, the same in every run."""
    import hashlib

    return int.from_bytes(hashlib.blake2s(name.encode(), digest_size=8).digest(), "big")


def jpeg(width: int, height: int) -> bytes:
    """A real JPEG."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (width, height), "gray").save(file, "JPEG", quality=30)
    return file.getvalue()


@dataclass
class PhotoHouse:
    """A home with a library, and somebody who has photos."""

    home: Home
    library: Library
    eyes: FakeEyes
    clock: WallClock
    anna: str
    talking: list[bool] = field(default_factory=list[bool])
    """Somebody talks while there is anything in it."""

    async def photo(self, words: str, account: str = "", **more: Any) -> Photo:
        """Take a photo into the library, from a file of that name."""
        account = account or self.anna
        data = f"photo {words}".encode()
        about = About(f"{words.split()[0]}.jpg", "image/jpeg")
        file = await self.home.files.keep(account, len(data), about, blocks(data))
        return await self.library.add(account, file.id, **more)

    async def all_seen(self) -> int:
        """Have everything looked at that waits."""
        return await self.library.indexing.all()


@asynccontextmanager
async def photo_house(
    folder: Path,
    *,
    index: bool = False,
    looked: Path | None = None,
    recognise: str = "",
    database: str | None = None,
) -> AsyncIterator[PhotoHouse]:
    """A home whose photos are looked at when a test says so, or in the background."""
    settings = Settings(
        data=str(folder),
        home=Kept(database=database),
        photos=Photos(index=index, previews_mb=10),
        vision=Seeing(recognise=recognise),
    )
    clock, eyes = WallClock(), FakeEyes(looked)
    async with await Home.open(settings, clock) as home:
        anna = (await home.accounts.create(Role.FAMILY, "Anna")).id
        store = Store(folder / "models")
        talking: list[bool] = []
        vision = Vision(settings, store, host=Inline("vision", lambda: eyes))
        library = Library(
            home, vision, settings, store, busy=lambda: bool(talking), host=Inline("eyes", lambda: eyes)
        )
        async with library:
            yield PhotoHouse(home, library, eyes, clock, anna, talking)
