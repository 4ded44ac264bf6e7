"""The record of a photo."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from parley.home.fields import Line, Moment, Text


class Person(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody who is on photos, as the photos' person calls them. There is no picture in it."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    prints: Annotated[list[Annotated[str, Meta(max_length=4_000)]], Meta(max_length=20)] = []
    """One a face that was given this name: a vector of float16, little-endian, in base64."""
    made: Moment = 0


class Photo(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A photo: where its original lies, and what its person made of it. Every page of a sync may leave these
    out (``without=photos``): there may be tens of thousands, and a speaker has no use for them."""

    file: Line
    """Id of the original among the files; it is never changed."""
    name: Line = ""
    """As the file was called."""
    kind: Annotated[str, Meta(max_length=20)] = ""
    """What the original is, such as ``jpeg``."""
    taken: Annotated[float, Meta(ge=-5_000_000_000, le=32_503_680_000)] = 0
    """When, in POSIX seconds; that may be before 1970."""
    offset: Annotated[int, Meta(ge=-1_440, le=1_440)] = 0
    """Minutes that the clock on the wall was ahead of UTC there."""
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    width: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Pixels of the original, the right way up."""
    height: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    recipe: dict[str, Any] = {}
    """How it is edited; empty for as it was taken."""
    ratio: Annotated[float, Meta(ge=0, le=1_000_000)] = 0
    """Width by height once edited; 0 for that of the original."""
    favourite: bool = False
    caption: Text = ""
    """What its person says of it."""
    hidden: bool = False
    """Kept, and not shown among the others."""
    albums: Annotated[list[Line], Meta(max_length=50)] = []
    """Names of its person's own albums that it is in."""
