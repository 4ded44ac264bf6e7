"""In which light a photo was taken, as far as its highlights tell: of what colour, and whether enough."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from parley.vision.channels import brightest, darkest
from parley.vision.enhancing.linear import LUMA, Plane
from parley.vision.enhancing.opencv import opencv

_TOP = 0.9995
"""The part of the pixels that is darker than what counts as a channel's lightest."""
_WIDTH = 0.06
"""Of the lightest: what lies so near to it belongs to it."""
_CLIPPED = 0.97
"""Light that a file cannot tell from more."""
_SPIKE = 0.001
"""Of the pixels that must be white together, for white to be known."""
_TOGETHER = 0.3
"""Of the pixels that are lightest in a channel: so many are so in all three, where they are white."""
_BLACKISH, _EVERYWHERE = 0.02, 0.6
"""Light that is too little for white, and the part of the pixels that are never all cut off."""
_CLIFF = 1.5
"""How much denser the lightest are than what comes below them, where light was cut off."""
_NATURAL, _LIKELY = 1.25, 0.88
"""Stops by which the colours of no good photo of 110 lean to a side by both measures at once; and how much of
such a lean is taken for the things' own."""
_SUBJECT, _PLAIN = 1.8, 2.4
"""Stops: what leans further, by both or by either alone, is the thing itself (a leaf, a retina)."""
_SURE, _UNSURE = 1.55, 1.75
"""Stops: between these the lean is ever less believed to be the light's, and beyond the latter not at all."""
_DISCOLOURED = 0.15
"""Part of the pixels that are cut off in some channel: with so many of them no colour can be trusted."""
_LESS_LIGHT = 0.9
"""Stops below white at which the lightest of a good photo hardly ever is: once in 110."""
_LESS_HAZE = 0.4
"""The same of what was seen through haze, which is as bright as day."""
_DUSK, _NIGHT = 2.4, 3.4
"""Stops below white at which the lightest may be for all of them to be made up for, and for any: it may be
a night that is meant to be one. What is darker still can hardly be seen, and becomes as dark as a night."""
_HIGHEST_MEAN = -2.3
"""Stops: the mean brightness up to which a photo is lightened in which nothing is known to be white; a few
lights in the night stay few, and stone stays dark. Up to -2.7 one and two missing stops are made up for less
well on Kodak's 24 (by 2 dB), up to -1.9 half a stop is more often made too much of."""
_BURNT, _BRIGHT, _TRADE = 0.03, -2.2, 0.12
"""Part of the pixels that are too light in one channel and not in all; mean brightness in stops of those that
are not too light; and how much of the one makes up for a stop of the other."""
_TOO_MUCH = 0.08
"""Beyond this sum of both no good photo was, of 110, and seven in ten that had two stops too many."""
_COLOURED = 0.75
"""Light of the darkest channel below which something burnt is no white."""
_LEAST_OVER, _MOST_OVER = 0.7, 1.2
"""Stops by which a photo is darkened. How much was clipped cannot be told, so it is rather less: with half a
stop too many, 1.5 make it worse."""
_BEHIND_HAZE = 0.85
"""Of the light that seems to be missing behind haze: what was taken off as a veil may have been the things'
own, and grain in the dark grows the most."""
_MOST_CONTRAST = 3.5
"""By how much haze and too little light may have divided contrasts, for it to be believed."""
_CHANGE = 0.07
"""Stops from one place to the next: less is not told from what files round."""
_DARK = 0.004
"""Light below which colours are not told."""
_GREYS, _FEWEST = 0.01, 50
"""The part of the pixels that are looked at as greys, and how many there must be."""


@dataclass(frozen=True, slots=True)
class Lit:
    """What the highlights of a photo tell."""

    white: tuple[float, float, float] | None
    """Light of what is white in it: red, green, blue; None where nothing is known to be."""
    top: float
    """Light of the lightest."""


def lit(light: Plane) -> Lit:
    """The highlights of a picture (light, height × width × 3).

    Where light is cut off it is white (or very nearly): many pixels are at the very top of all three channels
    together, with a gap below. If the tops differ, the light was coloured, or the picture was.
    """
    tops = np.quantile(light.reshape(-1, 3), _TOP, axis=0)
    near = [light[:, :, each] >= tops[each] * (1 - _WIDTH) for each in range(3)]
    together = float((near[0] & near[1] & near[2]).mean())
    lean = np.log2(np.maximum(tops, 1e-4))
    known = (
        together >= _SPIKE
        and np.ptp(lean) < _SUBJECT
        and all(
            tops[each] >= _CLIPPED or _cut_off(light[:, :, each], tops[each], near[each], together)
            for each in range(3)
        )
    )
    white = (float(tops[0]), float(tops[1]), float(tops[2])) if known else None
    return Lit(white, float(np.quantile(brightest(light), 0.999)))


def _cut_off(plane: Any, top: float, near: Any, together: float) -> bool:
    lightest = float(near.mean())
    below = float(((plane >= top * (1 - 3 * _WIDTH)) & ~near).mean()) / 2
    if top < _BLACKISH or lightest > _EVERYWHERE:
        return False
    return together >= _TOGETHER * lightest and lightest >= _CLIFF * max(below, 2e-4)


def cast(light: Plane, found: Lit) -> tuple[float, float]:
    """By how many stops red and blue lean away from green, as far as that is the light's doing."""
    if found.white is not None:
        red, green, blue = np.log2(found.white)
        return float(red - green), float(blue - green)
    edges, bright = _lean_of_greys(light), _lean_of_bright(light)
    if edges is None:
        return 0.0, 0.0
    both = np.where(np.sign(edges) == np.sign(bright), np.minimum(np.abs(edges), np.abs(bright)), 0.0)
    lean = np.sign(edges) * both
    size = float(np.hypot(*lean))
    if max(np.hypot(*edges), np.hypot(*bright)) > _PLAIN:
        return 0.0, 0.0
    if not _NATURAL < size < _SUBJECT:
        return 0.0, 0.0
    sure = (_UNSURE - size) / (_UNSURE - _SURE)
    cut = float((brightest(light) >= _CLIPPED).mean())
    sure = min(1.0, max(0.0, sure)) * max(0.0, 1 - cut / _DISCOLOURED)
    red, blue = lean * (1 - _LIKELY / size) * sure
    return float(red), float(blue)


def under(light: Plane, found: Lit) -> float:
    """Stops of light that are missing; 0 where it cannot be told."""
    if found.white is not None:
        return max(0.0, -math.log2(max(found.white)))
    missing = -math.log2(max(found.top, 1e-4))
    if missing < _LESS_LIGHT:
        return 0.0
    believed = min(1.0, max(0.0, (_NIGHT - missing) / (_NIGHT - _DUSK)))
    most = max(0.0, _HIGHEST_MEAN - _mean(light))
    return min(missing, most) * believed + min(max(0.0, missing - _NIGHT), most)


def under_haze(light: Plane, found: Lit, before: Plane, depth: float) -> float:
    """The same for a picture off which a veil was taken. ``before`` is how it was, whose light it may have
    again; ``depth`` is the part of that light that was the veil's (0 to 1)."""
    if found.white is not None:
        return max(0.0, -math.log2(max(found.white)))
    missing = -math.log2(max(found.top, 1e-4))
    if missing < _LESS_HAZE:
        return 0.0
    missing = min(missing, max(_HIGHEST_MEAN, _mean(before)) - _mean(light)) * _BEHIND_HAZE
    return max(0.0, min(missing, math.log2(_MOST_CONTRAST * max(1 - depth, 1e-3))))


def over(light: Plane) -> float:
    """Stops of light that are too many; 0 where it cannot be told."""
    most, least = brightest(light), darkest(light)
    clipped = most >= _CLIPPED
    burnt = float((clipped & (least < _COLOURED)).mean())
    rest = light[~clipped]
    bright = _mean(rest) - _BRIGHT if len(rest) > _FEWEST else -_BRIGHT
    score = burnt + _TRADE * bright
    white = float((least >= _CLIPPED).mean())
    # Without any white it is the colour of the light, or of the things, that is too strong.
    if burnt < _BURNT or score < _TOO_MUCH or white < _SPIKE:
        return 0.0
    return min(_MOST_OVER, _LEAST_OVER + 2.5 * (score - _TOO_MUCH))


def _mean(light: Plane) -> float:
    """The mean brightness in stops."""
    return float(np.log2(np.maximum(light @ np.array(LUMA, np.float32), 2.0**-12)).mean())


def _lean_of_bright(light: Plane) -> Any:
    """By how many stops red and blue lean away from green where it is light (shades of grey, Finlayson and
    Trezzi 2004)."""
    means = (np.minimum(light, 1.0).reshape(-1, 3) ** 6).mean(axis=0)
    red, green, blue = np.log2(np.maximum(means, 1e-30)) / 6
    return np.array([red - green, blue - green])


def _lean_of_greys(light: Plane) -> Any:
    """The same of what is grey: where red, green and blue change by the same number of stops from one place
    to the next, whatever the light's colour (grey pixels, Qian and others 2019). None where nothing is.
    """
    cv2 = opencv()
    logs = np.log2(np.maximum(light, 2.0**-12))
    change = cv2.GaussianBlur(logs, (0, 0), 1.2) - cv2.GaussianBlur(logs, (0, 0), 2.4)
    size = np.abs(change).mean(axis=2)
    unlike = np.hypot(change[:, :, 0] - change[:, :, 1], change[:, :, 2] - change[:, :, 1])
    told = (size > _CHANGE) & (brightest(light) < _CLIPPED) & (darkest(light) > _DARK)
    score = np.where(told, unlike / np.maximum(size, 1e-6), 1.0).astype(np.float32)
    score = np.asarray(cv2.blur(score, (5, 5)))
    greys = np.flatnonzero(told.ravel() & (score.ravel() <= np.quantile(score, _GREYS)))
    if len(greys) < _FEWEST:
        return None
    chosen = logs.reshape(-1, 3)[greys]
    return np.median(chosen[:, [0, 2]] - chosen[:, [1]], axis=0)
