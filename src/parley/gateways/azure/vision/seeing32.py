"""Computer Vision 3.2: analyze, describe, detect, tag, thumbnails and the area of interest."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, field
from starlette.responses import Response

from parley.gateways.access import Answer, Call, NotFound
from parley.gateways.azure.vision import shapes, shapes32
from parley.gateways.azure.vision.analysis import NO_CAPTION
from parley.gateways.azure.vision.faults import Refused
from parley.gateways.azure.vision.pictures import opened
from parley.gateways.surface import Surface
from parley.gateways.surface.attending import attended
from parley.vision.objects.names import called
from parley.vision.service import Sight, Vision

T = TypeVar("T")

FEATURES = ("Tags", "Objects", "Color", "Description")
_NOT_OFFERED = ("Categories", "Adult", "Faces", "Brands", "ImageType")
_LEAST, _MOST = 1, 1024
"""Pixels of a thumbnail's sides."""

ModelVersion = Annotated[str, Meta(max_length=40)]
Language = Literal["en", "zh", "zh-Hans"]


class Asked(Struct, frozen=True):
    """The query of everything that names things."""

    language: Language = "en"
    model: ModelVersion = field(name="model-version", default="latest")


class AskedAnalysis(Asked, frozen=True):
    """The query of ``analyze``."""

    features: Annotated[str, Meta(max_length=300)] = field(name="visualFeatures", default="Tags")
    details: Annotated[str, Meta(max_length=100)] = ""
    exclude: Annotated[str, Meta(max_length=100)] = field(name="descriptionExclude", default="")


class AskedDescription(Asked, frozen=True):
    """The query of ``describe``; one description is made, however many are asked for."""

    candidates: Annotated[int, Meta(ge=1, le=100)] = field(name="maxCandidates", default=1)
    exclude: Annotated[str, Meta(max_length=100)] = field(name="descriptionExclude", default="")


class AskedThumbnail(Struct, frozen=True):
    """The query of ``generateThumbnail``."""

    width: Annotated[int, Meta(ge=_LEAST, le=_MOST)]
    height: Annotated[int, Meta(ge=_LEAST, le=_MOST)]
    smart: bool = field(name="smartCropping", default=False)
    model: ModelVersion = field(name="model-version", default="latest")


class AskedArea(Struct, frozen=True):
    """The query of ``areaOfInterest``."""

    model: ModelVersion = field(name="model-version", default="latest")


class Seeing:
    """Answers what is asked about one picture."""

    def __init__(self, vision: Vision, surface: Surface) -> None:
        self._vision, self._surface = vision, surface

    async def analyze(self, call: Call) -> Answer:
        """Several things at once."""
        asked = call.query(AskedAnalysis)
        features = _features(asked.features)
        if asked.details.strip():
            raise Refused("InvalidDetails", "Celebrities and landmarks are not recognised.")
        if "description" in features:
            self._needs_model("Description")

        async def look(sight: Sight) -> shapes32.ImageAnalysis:
            colours = await sight.colours() if "color" in features else None
            return shapes32.ImageAnalysis(
                metadata=shapes32.metadata_of(sight),
                color=shapes32.Color.of(colours) if colours else UNSET,
                tags=shapes.tags_of(await sight.tags(), asked.language) if "tags" in features else UNSET,
                objects=await _objects(sight, asked.language) if "objects" in features else UNSET,
                description=(
                    await _description(sight, asked.language) if "description" in features else UNSET
                ),
            )

        return await self._seen(call, look)

    async def describe(self, call: Call) -> Answer:
        """A sentence on a picture."""
        asked = call.query(AskedDescription)
        self._needs_model("Description")

        async def look(sight: Sight) -> shapes32.Described:
            return shapes32.Described(
                metadata=shapes32.metadata_of(sight), description=await _description(sight, asked.language)
            )

        return await self._seen(call, look)

    async def detect(self, call: Call) -> Answer:
        """The things on it."""
        call.query(AskedArea)

        async def look(sight: Sight) -> shapes32.Detected:
            return shapes32.Detected(
                metadata=shapes32.metadata_of(sight), objects=await _objects(sight, "en")
            )

        return await self._seen(call, look)

    async def tag(self, call: Call) -> Answer:
        """The names of what is on it."""
        asked = call.query(Asked)

        async def look(sight: Sight) -> shapes32.Tagged:
            tags = shapes.tags_of(await sight.tags(), asked.language)
            return shapes32.Tagged(metadata=shapes32.metadata_of(sight), tags=tags)

        return await self._seen(call, look)

    async def area(self, call: Call) -> Answer:
        """The part of it that matters."""
        call.query(AskedArea)

        async def look(sight: Sight) -> shapes32.Interest:
            area = shapes.Area.of(await sight.interest())
            return shapes32.Interest(metadata=shapes32.metadata_of(sight), area_of_interest=area)

        return await self._seen(call, look)

    async def thumbnail(self, call: Call) -> Answer:
        """A small JPEG of it."""
        asked = call.query(AskedThumbnail)
        jpeg = await self._seen(
            call, lambda sight: sight.thumbnail(asked.width, asked.height, smart=asked.smart)
        )
        return Response(jpeg, media_type="image/jpeg")

    async def models(self, call: Call) -> Answer:
        """The models of one subject: there are none."""
        del call
        return shapes32.Models()

    async def by_model(self, call: Call) -> Answer:
        """What such a model would find."""
        del call
        raise NotFound("There are no models of celebrities or landmarks here.")

    async def _seen(self, call: Call, look: Callable[[Sight], Awaitable[T]]) -> T:
        async with opened(call, self._vision) as sight:

            async def work() -> T:
                return await look(sight)

            answer = await attended(call.request, work())
        self._surface.usage.count(call.caller, "vision")
        return answer

    def _needs_model(self, feature: str) -> None:
        if not self._vision.describes:
            raise Refused("NotSupportedFeature", NO_CAPTION.format(feature=feature))


async def _objects(sight: Sight, language: str) -> tuple[shapes32.ObjectOf, ...]:
    return tuple(
        shapes32.ObjectOf(
            rectangle=shapes.Area.of(each.box), name=called(each.name, language), confidence=each.confidence
        )
        for each in await sight.objects()
    )


async def _description(sight: Sight, language: str) -> shapes32.Description:
    told = await sight.describe(language)
    tags = tuple(called(tag.name, language) for tag in await sight.tags())
    return shapes32.Description(tags, (shapes.Caption(told.text, told.confidence or 0.0),))


def _features(text: str) -> frozenset[str]:
    """What is asked for. Raises ``Refused`` for what is not offered."""
    features = frozenset(each.strip().lower() for each in text.split(",") if each.strip())
    strange = features - {each.lower() for each in FEATURES}
    if strange & {each.lower() for each in _NOT_OFFERED}:
        raise Refused("NotSupportedVisualFeature", f"No engine here knows {', '.join(_NOT_OFFERED)}.")
    if strange or not features:
        raise Refused("NotSupportedVisualFeature", f"The features that are offered: {', '.join(FEATURES)}.")
    return features
