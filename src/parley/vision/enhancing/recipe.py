"""What is done to a photo: named steps with strengths, as JSON that is kept beside the original."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeVar

import msgspec
from msgspec import Meta, Struct

from parley.errors import ParleyError

T = TypeVar("T", bound="Operation")

MOST_BYTES = 8192
"""Of a recipe as JSON; the longest that says anything has under 1,000."""

Full = Annotated[float, Meta(ge=-1, le=1)]
"""From as much as possible one way to as much the other way; 0 changes nothing."""
Half = Annotated[float, Meta(ge=0, le=1)]
"""From nothing to as much as possible."""


class BadRecipe(ParleyError):
    """What should be done to a photo is no recipe: an unknown step, one named twice, or one out of bounds."""

    code: ClassVar[str] = "bad_recipe"


class Operation(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """Something that can be done to a photo."""


class Turn(Operation, frozen=True, tag="turn"):
    """Turned clockwise."""

    quarters: Annotated[int, Meta(ge=0, le=3)] = 1
    """Of a full turn."""


class Mirror(Operation, frozen=True, tag="mirror"):
    """Left and right exchanged."""


class Straighten(Operation, frozen=True, tag="straighten"):
    """Tilted a little; the largest upright part of the same shape is kept."""

    degrees: Annotated[float, Meta(ge=-45, le=45)] = 0.0
    """Clockwise: a horizon that falls to the right by two degrees needs -2."""


class Crop(Operation, frozen=True, tag="crop"):
    """A part of it, as fractions of the width and height after turning, mirroring and straightening."""

    x: Annotated[float, Meta(ge=0, le=0.99)] = 0.0
    y: Annotated[float, Meta(ge=0, le=0.99)] = 0.0
    width: Annotated[float, Meta(ge=0.01, le=1)] = 1.0
    height: Annotated[float, Meta(ge=0.01, le=1)] = 1.0

    def __post_init__(self) -> None:
        if self.x + self.width > 1.0005 or self.y + self.height > 1.0005:  # the page rounds to four digits
            raise ValueError("the part reaches beyond the picture")


class Noise(Operation, frozen=True, tag="noise"):
    """Grain smoothed away while edges stay."""

    strength: Half = 0.0
    """1 takes grain away that scatters by 32 of 255 levels."""


class WhiteBalance(Operation, frozen=True, tag="white_balance"):
    """The colour of the light."""

    warmth: Full = 0.0
    """Upwards more red and less blue: 1 is 0.8 stops each."""
    tint: Full = 0.0
    """Upwards more magenta, downwards more green: 1 is 0.8 stops of green."""


class Haze(Operation, frozen=True, tag="haze"):
    """The veil of mist taken off."""

    strength: Half = 0.0
    """1 takes off all that is found of it."""


class Exposure(Operation, frozen=True, tag="exposure"):
    """As if more or less light had fallen on the sensor."""

    stops: Annotated[float, Meta(ge=-4, le=4)] = 0.0
    """Each doubles the light. Downwards, what is fully white stays the lightest."""


class Shadows(Operation, frozen=True, tag="shadows"):
    """Dark regions lightened or darkened; their details keep their contrast."""

    strength: Full = 0.0
    """Upwards lighter: 1 is up to two stops."""


class Highlights(Operation, frozen=True, tag="highlights"):
    """Light regions lightened or darkened; their details keep their contrast."""

    strength: Full = 0.0
    """Upwards lighter: 1 is up to one and a half stops."""


class LocalContrast(Operation, frozen=True, tag="local_contrast"):
    """Contrast between neighbouring things, without haloes at strong edges."""

    strength: Full = 0.0
    """1 doubles it; downwards softer."""


class Colour(Operation, frozen=True, tag="colour"):
    """How vivid colours are; pale ones change more than those that are vivid already."""

    strength: Full = 0.0
    """-1 leaves greys."""


class Sharpen(Operation, frozen=True, tag="sharpen"):
    """Edges made crisper."""

    strength: Half = 0.0


class BlackAndWhite(Operation, frozen=True, tag="black_and_white"):
    """Greys as bright as the colours were."""

    strength: Half = 1.0
    """Less than 1 leaves some colour."""


Step = (
    Turn | Mirror | Straighten | Crop | Noise | WhiteBalance | Exposure | Haze | Shadows | Highlights
    | LocalContrast | Colour | Sharpen | BlackAndWhite
)  # fmt: skip
ORDER: tuple[type[Operation], ...] = (
    Turn, Mirror, Straighten, Crop, Noise, WhiteBalance, Haze, Exposure, Shadows, Highlights, LocalContrast,
    Colour, Sharpen, BlackAndWhite,
)  # fmt: skip
"""In which steps are done, however a recipe lists them: so sliders may be moved in any order."""


class Recipe(Struct, frozen=True, forbid_unknown_fields=True):
    """All that is done to a photo; each operation at most once. ``{}`` leaves it as it is."""

    steps: Annotated[tuple[Step, ...], Meta(max_length=len(ORDER))] = ()

    def __post_init__(self) -> None:
        if len({type(step) for step in self.steps}) != len(self.steps):
            raise ValueError("an operation stands in it twice")

    def step(self, kind: type[T]) -> T | None:
        """The step of a kind, if there is one."""
        return next((each for each in self.steps if isinstance(each, kind)), None)

    @property
    def ordered(self) -> tuple[Step, ...]:
        """The steps in the order in which they are done."""
        return tuple(sorted(self.steps, key=lambda step: ORDER.index(type(step))))


def recipe_of(data: bytes | str | object) -> Recipe:
    """A recipe from its JSON, or from what JSON was read into. Raises ``BadRecipe``."""
    try:
        if isinstance(data, bytes | str):
            if len(data) > MOST_BYTES:
                raise BadRecipe(f"A recipe may have {MOST_BYTES} bytes.")
            return msgspec.json.decode(data, type=Recipe)
        return msgspec.convert(data, Recipe)
    except (msgspec.MsgspecError, UnicodeError) as error:
        raise BadRecipe(f"This is no recipe: {error}.") from error


def json_of(recipe: Recipe) -> bytes:
    """Its JSON; ``recipe_of`` reads it back."""
    return msgspec.json.encode(recipe)
