"""What a library of photos takes and gives. Places on a photo are shares of its width and height: 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from msgspec import Struct

from parley.errors import ParleyError

COLLECTION = "photos"
"""Of the records; each is a ``home.collections.Photo``."""
VERSION = 1
"""Of what is looked for on a photo: what an older one looked at is looked at again."""
TILE = 320
"""Pixels of the longer side of the picture that a page of many photos shows."""
MOST_TEXT = 20_000
"""Characters of what is written on one photo that are kept."""
MOST_FOUND = 200
"""Lines, things, faces and codes of one photo that are kept, each."""

State = Literal["waiting", "done", "failed"]


class UnknownPhoto(ParleyError):
    """No such photo, or it is somebody else's."""

    code: ClassVar[str] = "unknown_photo"


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo of a library: its record, typed."""

    id: str
    file: str
    """Id of the original among the files."""
    name: str
    kind: str
    """What the original is, such as ``jpeg``."""
    taken: float
    """POSIX seconds."""
    offset: int
    """Minutes that the clock on the wall was ahead of UTC."""
    width: int
    """Pixels of the original, the right way up."""
    height: int
    latitude: float | None = None
    longitude: float | None = None
    recipe: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """How it is edited, as ``enhancing.recipe`` has it; empty for as it was taken."""
    ratio: float = 1.0
    """Width by height as it is shown: edited."""
    edit: str = ""
    """Another one with every edit: goes as ``v`` with the address of a tile or a view, which may then be kept
    for good. Empty for one that is not edited."""
    favourite: bool = False
    caption: str = ""
    hidden: bool = False
    albums: tuple[str, ...] = ()
    added: float = 0.0
    """POSIX seconds."""

    @property
    def local(self) -> float:
        """What the clock on the wall said, as if that were UTC: POSIX seconds."""
        return self.taken + self.offset * 60


class Area(Struct, frozen=True, array_like=True):
    """An upright rectangle, in shares of the photo's width and height."""

    x: float
    y: float
    width: float
    height: float


class Line(Struct, frozen=True, omit_defaults=True):
    """A line of text, or the text of a code."""

    text: str
    area: Area
    kind: str = ""
    """Of a code: as zxing names it. Empty for a line."""


class Object(Struct, frozen=True, omit_defaults=True):
    """A thing that was recognised."""

    name: str
    """English name of its class."""
    confidence: float
    area: Area
    colour: str = ""
    """The colour that covers most of it, one of twelve names (``Red``); empty where it cannot be told."""


class Visage(Struct, frozen=True, omit_defaults=True):
    """A face; whose it is is not asked."""

    area: Area
    confidence: float
    open: float | None = None
    """How open the eyes are: 0 to 1; None where it cannot be told."""
    sharpness: float | None = None
    print: bytes = b""
    """What the face is recognised by, a vector of float16, little-endian; only where its person agreed."""


class Named(Struct, frozen=True):
    """A name in two languages."""

    zh: str
    en: str


class Somewhere(Struct, frozen=True):
    """Where a photo was taken, from the gazetteer."""

    town: Named
    region: Named | None
    """Province or state, where it is known."""
    country: Named | None
    kilometres: float
    """From the middle of the town."""


class Worth(Struct, frozen=True):
    """``vision.quality.Quality``, kept."""

    sharpness: float
    exposure: float
    clipped_dark: float
    clipped_light: float
    noise: float


class Likeness(Struct, frozen=True):
    """``vision.likeness.Fingerprint``, kept."""

    bits: int
    colours: bytes
    ratio: float
    plain: bool = False


class Taking(Struct, frozen=True, omit_defaults=True):
    """What the camera wrote of how it was taken: ``vision.metadata.Shot``, kept."""

    taken: str = ""
    """By the clock on the wall: ``2026-11-22T08:30:00``; empty where it is not told."""
    offset: int | None = None
    """Minutes east of UTC."""
    latitude: float | None = None
    longitude: float | None = None
    altitude: float | None = None
    """Metres."""
    camera: str = ""
    lens: str = ""
    exposure: float | None = None
    """Seconds."""
    aperture: float | None = None
    """f-number."""
    iso: int | None = None
    focal: float | None = None
    """Millimetres."""
    software: str = ""


class Facts(Struct, frozen=True, omit_defaults=True):
    """What was found on a photo. A fact that nobody looked for, for want of an engine, is in ``missing``."""

    shot: Taking = Taking()
    place: Somewhere | None = None
    text: str = ""
    lines: tuple[Line, ...] = ()
    codes: tuple[Line, ...] = ()
    objects: tuple[Object, ...] = ()
    people: int = 0
    """How many are on it: as things or by their faces, whichever are more."""
    faces: tuple[Visage, ...] = ()
    colours: tuple[str, ...] = ()
    """Names of those that cover the most, the largest first."""
    accent: str = ""
    """Six hexadecimal digits."""
    quality: Worth | None = None
    likeness: Likeness | None = None
    missing: tuple[str, ...] = ()
    """Of ``text``, ``codes``, ``objects``, ``faces``, ``colours``, ``quality``, ``likeness``."""


NOTHING = Facts()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the looking at photos is."""

    waiting: int
    done: int
    failed: int
    """Photos that could not be looked at, however often; they are shown all the same."""
    running: bool
    """Whether one is being looked at, or will be as soon as nobody talks."""
    per_second: float
    """Photos a second in the last minute; 0 when idle."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a person changes of a photo; None leaves it."""

    favourite: bool | None = None
    caption: str | None = None
    taken: float | None = None
    """POSIX seconds."""
    hidden: bool | None = None
    albums: tuple[str, ...] | None = None
