"""Image Analysis 4.0: ``imageanalysis:analyze``."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, field

from parley.gateways.access import Answer, Call
from parley.gateways.azure.vision import shapes
from parley.gateways.azure.vision.faults import Refused
from parley.gateways.azure.vision.pictures import opened
from parley.gateways.surface import Surface
from parley.gateways.surface.attending import attended
from parley.vision.service import Sight, Vision
from parley.vision.types import Box

FEATURES = ("tags", "caption", "denseCaptions", "objects", "read", "smartCrops", "people")
ASPECTS = (0.75, 1.8)
"""Bounds of a crop's ratio of width to height."""
_PORTRAIT, _LANDSCAPE = 0.75, 1.33
"""What is taken where nobody asks for a ratio: the shape of the picture, within reason."""
_MOST_RATIOS = 16
_DENSE, _SMALLEST = 6, 32
"""Things that are described one by one, and the pixels of a side from which there is something to see."""

Version = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?$", max_length=20)]


class Asked(Struct, frozen=True):
    """The query."""

    features: Annotated[str, Meta(min_length=1, max_length=300)]
    """Those of ``FEATURES`` that are wanted, separated by commas."""
    version: Version = field(name="api-version", default="2023-10-01")
    model: Annotated[str, Meta(max_length=40)] = field(name="model-version", default="latest")
    language: Literal["en", "zh", "zh-Hans"] = "en"
    ratios: Annotated[str, Meta(max_length=300)] = field(name="smartcrops-aspect-ratios", default="")
    neutral: bool = field(name="gender-neutral-caption", default=False)


class Analysing:
    """Analyses a picture."""

    def __init__(self, vision: Vision, surface: Surface) -> None:
        self._vision, self._surface = vision, surface

    async def analyze(self, call: Call) -> Answer:
        """Everything that was asked for of one picture."""
        asked = call.query(Asked)
        features, ratios = _features(asked.features), _ratios(asked.ratios)
        for feature in ("caption", "denseCaptions"):
            if feature.lower() in features and not self._vision.describes:
                raise Refused("NotSupportedFeature", NO_CAPTION.format(feature=feature))
        async with opened(call, self._vision) as sight:
            answer = await attended(call.request, _analysis(sight, features, ratios, asked))
        self._surface.usage.count(call.caller, "vision")
        return answer


NO_CAPTION = (
    "The feature '{feature}' needs a model that can see. Set one with [vision] describe = \"MODEL\" and "
    "[upstream.NAME] url = … in Parley's settings."
)


async def _analysis(
    sight: Sight, features: frozenset[str], ratios: tuple[float, ...], asked: Asked
) -> shapes.Analysis:
    language, measures = asked.language, shapes.Measures.of(sight.size)
    if not ratios:
        width, height = sight.size.width, sight.size.height
        ratios = (round(min(max(width / height, _PORTRAIT), _LANDSCAPE), 2),)
    return shapes.Analysis(
        "latest",
        measures,
        caption_result=await _caption(sight, asked) if "caption" in features else UNSET,
        dense_captions_result=await _dense(sight, asked) if "densecaptions" in features else UNSET,
        tags_result=(
            shapes.Tags(shapes.tags_of(await sight.tags(), language)) if "tags" in features else UNSET
        ),
        objects_result=(
            shapes.Objects(shapes.objects_of(await sight.objects(), language))
            if "objects" in features
            else UNSET
        ),
        read_result=shapes.text_of(await sight.read()) if "read" in features else UNSET,
        smart_crops_result=(
            shapes.Crops(
                tuple(
                    shapes.CropOf(each.ratio, shapes.Area.of(each.box)) for each in await sight.crops(ratios)
                )
            )
            if "smartcrops" in features
            else UNSET
        ),
        people_result=(
            shapes.People(
                tuple(
                    shapes.Person(shapes.Area.of(each.box), each.confidence) for each in await sight.people()
                )
            )
            if "people" in features
            else UNSET
        ),
    )


async def _caption(sight: Sight, asked: Asked) -> shapes.Caption:
    told = await sight.describe(asked.language, neutral=asked.neutral)
    return shapes.Caption(told.text, told.confidence or 0.0)


async def _dense(sight: Sight, asked: Asked) -> shapes.DenseCaptions:
    """The whole picture and the things on it that were found, each described for itself."""
    whole = Box(0, 0, sight.size.width, sight.size.height)
    parts = [each.box for each in await sight.objects() if min(each.box.width, each.box.height) >= _SMALLEST]
    told: list[shapes.RegionCaption] = []
    for box in [whole, *parts[:_DENSE]]:
        words = await sight.describe(asked.language, neutral=asked.neutral, box=box)
        told.append(shapes.RegionCaption(words.text, words.confidence or 0.0, shapes.Area.of(box)))
    return shapes.DenseCaptions(tuple(told))


def _features(text: str) -> frozenset[str]:
    """What is asked for. Raises ``Refused`` for what is not offered."""
    features = [each.strip().lower() for each in text.split(",")]
    known = {each.lower() for each in FEATURES}
    for each in features:
        if each not in known:
            raise Refused("NotSupportedFeature", f"The features that are offered: {', '.join(FEATURES)}.")
    return frozenset(features)


def _ratios(text: str) -> tuple[float, ...]:
    """Ratios of width to height. Raises ``Refused``."""
    try:
        ratios = tuple(float(each) for each in text.split(",")) if text.strip() else ()
    except ValueError:
        ratios = (0.0,)
    least, most = ASPECTS
    if len(ratios) > _MOST_RATIOS or not all(least <= each <= most for each in ratios):
        raise Refused(
            "InvalidArgument", f"Aspect ratios are up to {_MOST_RATIOS} numbers from {least} to {most}."
        )
    return ratios
