"""What Computer Vision 3.2 answers with, but for Read."""

from __future__ import annotations

import uuid

from msgspec import UNSET, Struct, UnsetType, field

from parley.gateways.azure.vision.shapes import Area, Caption, Named
from parley.vision.service import Sight
from parley.vision.types import Colours


class Metadata(Struct, frozen=True):
    """What a picture is."""

    width: int
    height: int
    format: str


class ObjectOf(Struct, frozen=True):
    """A thing on a picture."""

    rectangle: Area
    name: str = field(name="object")
    confidence: float


class Description(Struct, frozen=True):
    """A sentence and tags."""

    tags: tuple[str, ...]
    captions: tuple[Caption, ...]


class Color(Struct, frozen=True, rename="camel"):
    """Colours, by twelve names."""

    dominant_color_foreground: str
    dominant_color_background: str
    dominant_colors: tuple[str, ...]
    accent_color: str
    is_bw_img: bool = field(name="isBWImg")

    @classmethod
    def of(cls, colours: Colours) -> Color:
        """The same as Azure has it."""
        return cls(
            colours.foreground, colours.background, colours.dominant, colours.accent, is_bw_img=colours.grey
        )


class Answered(Struct, frozen=True, kw_only=True, rename="camel"):
    """What every answer has."""

    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    metadata: Metadata
    model_version: str = "latest"


class ImageAnalysis(Answered, frozen=True, kw_only=True, rename="camel"):
    """What was asked for."""

    color: Color | UnsetType = UNSET
    tags: tuple[Named, ...] | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    objects: tuple[ObjectOf, ...] | UnsetType = UNSET


class Described(Answered, frozen=True, kw_only=True, rename="camel"):
    """A description."""

    description: Description


class Detected(Answered, frozen=True, kw_only=True, rename="camel"):
    """Things."""

    objects: tuple[ObjectOf, ...]


class Tagged(Answered, frozen=True, kw_only=True, rename="camel"):
    """Tags."""

    tags: tuple[Named, ...]


class Interest(Answered, frozen=True, kw_only=True, rename="camel"):
    """The part that matters."""

    area_of_interest: Area


class Model(Struct, frozen=True):
    """A model of one subject."""

    name: str
    categories: tuple[str, ...]


class Models(Struct, frozen=True):
    """The models of one subject."""

    models: tuple[Model, ...] = ()


def metadata_of(sight: Sight) -> Metadata:
    """Size and format."""
    return Metadata(sight.size.width, sight.size.height, sight.kind.value.capitalize())
