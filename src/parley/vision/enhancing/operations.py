"""The table of operations: what each is called and explained as, and which sliders it has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parley.vision.enhancing.types import Reason

LANGUAGES = ("zh", "en")
_SLIDERS: dict[str, tuple[tuple[str, float, float, float, float], ...]] = {
    "exposure": (("stops", -4, 4, 0, 0.05),),
    "shadows": (("strength", -1, 1, 0, 0.01),),
    "highlights": (("strength", -1, 1, 0, 0.01),),
    "local_contrast": (("strength", -1, 1, 0, 0.01),),
    "haze": (("strength", 0, 1, 0, 0.01),),
    "white_balance": (("warmth", -1, 1, 0, 0.01), ("tint", -1, 1, 0, 0.01)),
    "colour": (("strength", -1, 1, 0, 0.01),),
    "black_and_white": (("strength", 0, 1, 1, 0.01),),
    "noise": (("strength", 0, 1, 0, 0.01),),
    "sharpen": (("strength", 0, 1, 0, 0.01),),
    "turn": (("quarters", 0, 3, 1, 1),),
    "mirror": (),
    "straighten": (("degrees", -45, 45, 0, 0.1),),
    "crop": (
        ("x", 0, 0.99, 0, 0.0001),
        ("y", 0, 0.99, 0, 0.0001),
        ("width", 0.01, 1, 1, 0.0001),
        ("height", 0.01, 1, 1, 0.0001),
    ),
}
"""Field, least, most, what it is at first, and by how much a slider moves; bounds are those of ``recipe``."""
_GROUPS = {"white_balance": "colour", "colour": "colour", "black_and_white": "colour"} | {
    "noise": "detail",
    "sharpen": "detail",
    "turn": "shape",
    "mirror": "shape",
    "straighten": "shape",
    "crop": "shape",
}


@dataclass(frozen=True, slots=True)
class Slider:
    """One number of an operation."""

    field: str
    least: float
    most: float
    default: float
    step: float
    names: dict[str, str]
    """By language."""


@dataclass(frozen=True, slots=True)
class Described:
    """An operation as a person sees it."""

    do: str
    """What a recipe calls it."""
    group: str
    """``light``, ``colour``, ``detail`` or ``shape``."""
    names: dict[str, str]
    """By language: ``zh`` and ``en``."""
    explains: dict[str, str]
    """One sentence, by language."""
    sliders: tuple[Slider, ...]


@cache
def operations() -> tuple[Described, ...]:
    """Every operation there is, in the order in which an editor shows them."""
    texts = {language: _read("operations", language) for language in LANGUAGES}
    return tuple(
        Described(
            do=do,
            group=_GROUPS.get(do, "light"),
            names={language: str(texts[language][do]["name"]) for language in LANGUAGES},
            explains={language: str(texts[language][do]["explains"]) for language in LANGUAGES},
            sliders=tuple(
                Slider(*numbers, {each: str(texts[each][do]["sliders"][numbers[0]]) for each in LANGUAGES})
                for numbers in sliders
            ),
        )
        for do, sliders in _SLIDERS.items()
    )


def worded(reason: Reason, language: str) -> str:
    """Why something is proposed, in a sentence: Chinese for ``zh…``, else English."""
    texts = _read("reasons", "zh" if language.lower().startswith("zh") else "en")
    return str(texts[reason.code]).format(amount=f"{abs(reason.amount):.1f}")


@cache
def _read(name: str, language: str) -> dict[str, Any]:
    return msgspec.yaml.decode(
        (files("parley.vision.enhancing") / f"{name}.{language}.yaml").read_text("utf-8")
    )
