"""Everything that is looked for on a photo, one question after the other, so that others may come between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from msgspec.structs import replace

from parley.errors import MissingEngine, Unsupported
from parley.vision.faces.types import Face
from parley.vision.metadata.shot import Shot
from parley.vision.objects.names import PERSON
from parley.vision.photos.places import place_of
from parley.vision.photos.types import (
    MOST_FOUND,
    MOST_TEXT,
    Area,
    Facts,
    Likeness,
    Line,
    Object,
    Somewhere,
    Taking,
    Visage,
    Worth,
)
from parley.vision.service import Sight
from parley.vision.types import Box, Code, Found, Polygon, Reading, Size

T = TypeVar("T")

MOST_TINTED = 30
"""Things whose colour is looked at."""


@dataclass(slots=True)
class _Asking:
    """Questions about one picture."""

    pause: Callable[[], Awaitable[None]]
    missing: list[str] = field(default_factory=list[str])

    async def ask(self, name: str, question: Callable[[], Awaitable[T]], otherwise: T) -> T:
        await self.pause()
        try:
            return await question()
        except (MissingEngine, Unsupported):
            self.missing.append(name)
            return otherwise


async def looked_at(
    sight: Sight, known: Facts, pause: Callable[[], Awaitable[None]], *, recognise: bool = False
) -> Facts:
    """What is on a photo, added to what was ``known`` of how it was taken.

    ``recognise``: their person agreed that faces are made prints of. ``pause`` is awaited before every
    question. Raises what ``Sight`` does, but for what has no engine here.
    """
    asking, size = _Asking(pause), sight.size
    reading = await asking.ask("text", sight.read, None)
    codes = await asking.ask("codes", sight.codes, ())
    things = (await asking.ask("objects", sight.objects, ()))[:MOST_FOUND]
    tints = await asking.ask("objects", lambda: sight.tints([each.box for each in things[:MOST_TINTED]]), ())
    faces = await asking.ask("faces", sight.faces, ())
    prints = await asking.ask("recognition", lambda: _prints(sight, faces), ()) if recognise else ()
    colours = await asking.ask("colours", sight.colours, None)
    quality = await asking.ask("quality", sight.quality, None)
    likeness = await asking.ask("likeness", sight.fingerprint, None)
    people = sum(each.name == PERSON for each in things)
    return replace(
        known,
        text=reading.text[:MOST_TEXT] if reading else "",
        lines=_lines(reading) if reading else (),
        codes=tuple(_code(each, size) for each in codes[:MOST_FOUND]),
        objects=tuple(_object(each, at, tints, size) for at, each in enumerate(things)),
        people=max(people, len(faces)),
        faces=tuple(
            Visage(
                _area(each.box, size),
                round(each.confidence, 3),
                _rounded(each.open),
                _rounded(each.sharpness),
                prints[at] if at < len(prints) else b"",
            )
            for at, each in enumerate(faces[:MOST_FOUND])
        ),
        colours=colours.dominant if colours else (),
        accent=colours.accent if colours else "",
        quality=_worth(quality) if quality else None,
        likeness=(
            Likeness(likeness.bits, likeness.colours, likeness.ratio, likeness.plain) if likeness else None
        ),
        missing=tuple(dict.fromkeys(asking.missing)),
    )


async def _prints(sight: Sight, faces: Sequence[Face]) -> tuple[bytes, ...]:
    """Of every face that is kept; empty of one that cannot be compared."""
    made: list[bytes] = []
    for each in faces[:MOST_FOUND]:
        try:
            made.append((await sight.face_print(each)).astype("<f2").tobytes())
        except Unsupported:  # it has no marks: turned away, or found by an engine that tells none
            made.append(b"")
    return tuple(made)


def taking_of(shot: Shot) -> tuple[Taking, Somewhere | None]:
    """What the camera wrote, to be kept; and where that was."""
    taking = Taking(
        shot.taken,
        shot.offset,
        shot.latitude,
        shot.longitude,
        shot.altitude,
        shot.camera,
        shot.lens,
        shot.exposure,
        shot.aperture,
        shot.iso,
        shot.focal,
        shot.software,
    )
    if shot.latitude is None or shot.longitude is None:
        return taking, None
    return taking, place_of(shot.latitude, shot.longitude)


def _lines(reading: Reading) -> tuple[Line, ...]:
    lines = list(reading.lines)[:MOST_FOUND]
    return tuple(Line(each.text[:1_000], _around(each.polygon, reading.size)) for each in lines)


def _code(code: Code, size: Size) -> Line:
    return Line(code.text[:4_000], _around(code.polygon, size), code.kind)


def _object(found: Found, at: int, tints: Sequence[str], size: Size) -> Object:
    tint = tints[at] if at < len(tints) else ""
    return Object(found.name, round(found.confidence, 3), _area(found.box, size), tint)


def _worth(quality: Any) -> Worth:
    return Worth(
        *(
            round(float(each), 4)
            for each in (
                quality.sharpness,
                quality.exposure,
                quality.clipped_dark,
                quality.clipped_light,
                quality.noise,
            )
        )
    )


def _area(box: Box, size: Size) -> Area:
    return Area(
        *(
            round(part / whole, 4)
            for part, whole in (
                (box.x, size.width),
                (box.y, size.height),
                (box.width, size.width),
                (box.height, size.height),
            )
        )
    )


def _around(polygon: Polygon, size: Size) -> Area:
    across, down = [each[0] for each in polygon], [each[1] for each in polygon]
    left, top = max(0.0, min(across)), max(0.0, min(down))
    wide, high = max(across) - left, max(down) - top
    return Area(
        *(
            round(each, 4)
            for each in (left / size.width, top / size.height, wide / size.width, high / size.height)
        )
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
