"""What would make a photo better, measured on the photo itself; a good one is left alone.

Every rule asks for evidence that good photos do not give, and does no more than the evidence is good for:
what somebody took dark, warm or misty on purpose looks like what went wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from parley.vision.channels import brightest, darkest, vividness
from parley.vision.enhancing import grain
from parley.vision.enhancing.apply import TINT, WARMTH, edited
from parley.vision.enhancing.horizon import tilt
from parley.vision.enhancing.light_found import cast, lit, over, under, under_haze
from parley.vision.enhancing.linear import LUMA, Plane, coded, light_of_byte
from parley.vision.enhancing.recipe import (
    Colour,
    Exposure,
    Haze,
    LocalContrast,
    Noise,
    Recipe,
    Step,
    Straighten,
    WhiteBalance,
)
from parley.vision.enhancing.tones import Veil, shrunk, veil
from parley.vision.enhancing.types import Proposal, Reason
from parley.vision.types import Picture, Pixels

_GRAINY = 3.0
"""Levels of 255: less grain is not seen."""
_LEAST_CAST = 0.15
"""Stops between channels: less is not seen."""
_LEAST_STOPS = 0.12
"""Less is not seen."""
_VEILED = 0.06
"""Of the light of the haze: so much comes even from what is darkest, where a veil lies over the picture."""
_AS_HAZE = 0.75
"""Light of what is brightest: a thin veil is told from dull stone by what is as bright as haze."""
_THICK = 0.2
"""Part of the light that comes from the haze everywhere, for its colour to be told from that of things."""
_TOO_THICK = 0.7
"""Of the light of the haze: where so much comes from what is darkest, and nothing is as bright as haze, a
picture is of one dull thing (a wall, the moon)."""
_COLOURED_AIR = 1.25
"""Stops by which the colour of haze may lean to a side: no light that people see by leans further."""
_MOST_STOPS = 4.0
"""As many as a recipe may hold."""
_CLEARED = 1.0
"""Of the veil that is taken off: a trace of mist is no fault."""
_DARKEST = 0.005
"""The part of the pixels that is darkest."""
_ENDS = 0.02
"""The part of the pixels at either end that does not count."""
_FLAT, _PALE, _GREY = 0.15, 0.08, 0.03
"""Of the range of the file: within the first lies all of a flat picture, and no further apart are red, green
and blue in a pale one. No good photo of 110 was either. What is nearly grey was meant to be."""
_LIVELIER = 0.3
"""Strength of what is done about either."""


def proposed(picture: Picture) -> Proposal:
    """Exposure, white balance, haze, contrast, noise, colour and horizon: each only where it helps."""
    steps: list[Step] = []
    reasons: list[Reason] = []
    for step, reason in _found(picture.pixels):
        steps.append(step)
        reasons.append(reason)
    return Proposal(Recipe(tuple(steps)), tuple(reasons))


def _found(pixels: Pixels) -> Iterator[tuple[Step, Reason]]:
    """One thing after another, each on a small copy to which the ones before have been done."""
    seen = shrunk(pixels)
    scale = seen.shape[1] / pixels.shape[1]
    if degrees := tilt(pixels):
        yield Straighten(round(degrees, 1)), Reason("tilted", abs(degrees))
    if (scatter := grain.scatter_of(pixels)) >= _GRAINY:
        noise = Noise(round(min(1.0, scatter / grain.MOST), 2))
        seen = edited(seen, Recipe((noise,)), scale)
        yield noise, Reason("grainy", noise.strength)
    light = light_of_byte()[seen]
    highlights = lit(light)
    balance = _balance(*cast(light, highlights))
    if balance:
        light = _light(seen, balance)
    before, fog = light, veil(_planes(light))
    veiled = float(np.quantile(darkest(light), _DARKEST)) / max(fog.air)
    # Of a dark photo in which something is white it is known how bright it would be.
    bright = highlights.white is not None or np.quantile(brightest(light), 1 - _DARKEST) >= _AS_HAZE
    hazy = veiled >= _VEILED if bright else _THICK <= veiled < _TOO_THICK
    haze = Haze(_CLEARED) if hazy else None
    if haze:
        light = _light(seen, balance, haze)
        if balance is None and (balance := _balance(*_cast_behind(light, fog))):
            light = _light(seen, balance, haze)
    if balance:
        yield balance, _tinged(balance)
    if haze:
        yield haze, Reason("hazy", float(fog.depth.mean()))
    # What may be veiled, or merely dull, is not made lighter: a veil would grow with it.
    doubtful = not haze and veiled >= _VEILED
    stops = 0.0 if doubtful else _missing(light, before, fog if haze else None)
    stops = min(_MOST_STOPS, stops) or -over(light)
    if abs(stops) >= _LEAST_STOPS:
        exposure = Exposure(round(stops, 2))
        yield exposure, Reason("dark" if stops > 0 else "light", abs(stops))
        light = _light(seen, balance, haze, exposure)
    yield from _dull(light)


def _missing(light: Plane, before: Plane, cleared: Veil | None) -> float:
    """Stops of light that are missing, of a picture which was otherwise before a veil was taken off it."""
    if cleared is None:
        return under(light, lit(light))
    return under_haze(light, lit(light), before, float(cleared.depth.mean()))


def _dull(light: Plane) -> Iterator[tuple[Step, Reason]]:
    """What is left to do for a picture that is lit as it should be."""
    values = coded(light.astype(np.float64))
    bright = values @ np.array(LUMA)
    least, most = np.quantile(bright, [_ENDS, 1 - _ENDS])
    if most - least < _FLAT:
        yield LocalContrast(_LIVELIER), Reason("flat", float(1 - (most - least) / _FLAT))
    vivid = float(np.quantile(vividness(values), 1 - _ENDS))
    if _GREY < vivid < _PALE:
        yield Colour(_LIVELIER), Reason("pale", 1 - vivid / _PALE)


def _light(seen: Pixels, *steps: Step | None) -> Plane:
    """The light of a small copy with some steps done to it."""
    return light_of_byte()[edited(seen, Recipe(tuple(step for step in steps if step)))]


def _balance(red: float, blue: float) -> WhiteBalance | None:
    """What undoes a lean of so many stops."""
    if math.hypot(red, blue) < _LEAST_CAST:
        return None
    warmth, tint = (blue - red) / (2 * WARMTH), -(red + blue) / (2 * TINT)
    return WhiteBalance(*(round(min(1.0, max(-1.0, each)), 2) for each in (warmth, tint)))


def _tinged(balance: WhiteBalance) -> Reason:
    if abs(balance.warmth) >= abs(balance.tint):
        return Reason("warm" if balance.warmth < 0 else "cold", abs(balance.warmth))
    return Reason("magenta" if balance.tint < 0 else "green", abs(balance.tint))


def _planes(light: Plane) -> tuple[Plane, Plane, Plane]:
    return light[:, :, 0].copy(), light[:, :, 1].copy(), light[:, :, 2].copy()


def _cast_behind(light: Plane, found: Veil) -> tuple[float, float]:
    """The cast of a picture on which a veil lay. Haze is grey: a colour that it has is the light's."""
    if (clear := lit(light)).white is not None:
        return cast(light, clear)
    if float(found.depth.min()) < _THICK:
        return 0.0, 0.0
    red, green, blue = np.log2(found.air)
    lean = float(red - green), float(blue - green)
    # What leans so far has a colour of its own: Mars through a telescope, and no haze.
    return lean if math.hypot(*lean) < _COLOURED_AIR else (0.0, 0.0)
