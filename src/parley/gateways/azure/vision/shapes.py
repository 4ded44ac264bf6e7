"""What Image Analysis 4.0 and Computer Vision 3.2 answer with."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET, Struct, UnsetType

from parley.vision.objects.names import called
from parley.vision.types import Box, Found, Polygon, Reading, Size, Tag


class Area(Struct, frozen=True):
    """An upright rectangle, in pixels."""

    x: int
    y: int
    w: int
    h: int

    @classmethod
    def of(cls, box: Box) -> Area:
        """The same as Azure has it."""
        return cls(box.x, box.y, box.width, box.height)


class Named(Struct, frozen=True):
    """A name and how sure it is, 0 to 1."""

    name: str
    confidence: float


class Caption(Struct, frozen=True):
    """A sentence about a picture."""

    text: str
    confidence: float
    """Mean probability of its words as the model tells it; 0 where it does not."""


class Measures(Struct, frozen=True):
    """How large a picture is, in pixels."""

    width: int
    height: int

    @classmethod
    def of(cls, size: Size) -> Measures:
        """The same as Azure has it."""
        return cls(size.width, size.height)


class ObjectOn(Struct, frozen=True, rename="camel"):
    """A thing on a picture."""

    bounding_box: Area
    tags: tuple[Named, ...]


class Person(Struct, frozen=True, rename="camel"):
    """A person on a picture."""

    bounding_box: Area
    confidence: float


class CropOf(Struct, frozen=True, rename="camel"):
    """What to show of a picture."""

    aspect_ratio: float
    bounding_box: Area


class Dot(Struct, frozen=True):
    """A point, in pixels."""

    x: int
    y: int


class WordOn(Struct, frozen=True, rename="camel"):
    """A word."""

    text: str
    bounding_polygon: tuple[Dot, ...]
    confidence: float


class LineOn(Struct, frozen=True, rename="camel"):
    """A line."""

    text: str
    bounding_polygon: tuple[Dot, ...]
    words: tuple[WordOn, ...]


class BlockOn(Struct, frozen=True):
    """Lines in reading order."""

    lines: tuple[LineOn, ...]


class Text(Struct, frozen=True):
    """What is written."""

    blocks: tuple[BlockOn, ...]


class RegionCaption(Struct, frozen=True, rename="camel"):
    """A sentence about a part of a picture."""

    text: str
    confidence: float
    bounding_box: Area


class DenseCaptions(Struct, frozen=True):
    """Sentences about parts."""

    values: tuple[RegionCaption, ...]


class Tags(Struct, frozen=True):
    """Names."""

    values: tuple[Named, ...]


class Objects(Struct, frozen=True):
    """Things."""

    values: tuple[ObjectOn, ...]


class People(Struct, frozen=True):
    """People."""

    values: tuple[Person, ...]


class Crops(Struct, frozen=True):
    """Parts."""

    values: tuple[CropOf, ...]


class Analysis(Struct, frozen=True, rename="camel"):
    """The answer of Image Analysis 4.0: what was asked for."""

    model_version: str
    metadata: Measures
    caption_result: Caption | UnsetType = UNSET
    dense_captions_result: DenseCaptions | UnsetType = UNSET
    tags_result: Tags | UnsetType = UNSET
    objects_result: Objects | UnsetType = UNSET
    read_result: Text | UnsetType = UNSET
    smart_crops_result: Crops | UnsetType = UNSET
    people_result: People | UnsetType = UNSET


def tags_of(tags: Iterable[Tag], language: str) -> tuple[Named, ...]:
    """Names in a language."""
    return tuple(Named(called(tag.name, language), tag.confidence) for tag in tags)


def objects_of(found: Iterable[Found], language: str) -> tuple[ObjectOn, ...]:
    """Things, named in a language."""
    return tuple(
        ObjectOn(Area.of(each.box), (Named(called(each.name, language), each.confidence),)) for each in found
    )


def text_of(reading: Reading) -> Text:
    """What is written: as Azure has it one block with all lines, in reading order."""
    lines = tuple(
        LineOn(
            line.text,
            dots(line.polygon),
            tuple(WordOn(word.text, dots(word.polygon), word.confidence) for word in line.words),
        )
        for line in reading.lines
    )
    return Text((BlockOn(lines),) if lines else ())


def dots(polygon: Polygon) -> tuple[Dot, ...]:
    """Whole pixels."""
    return tuple(Dot(round(x), round(y)) for x, y in polygon)
