"""What colours a picture has, by twelve names."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.vision.channels import brightest, darkest, vividness
from parley.vision.looks.saliency import Map, shrunk
from parley.vision.types import Box, Colours, Picture

_SIDE = 128
_BLACK, _WHITE = 0.15, 0.85
"""Brightness below and above which something without colour is black or white."""
_GREY = 0.12
"""Saturation below which there is no colour to see."""
_SHARE = 0.1
"""Of the picture that a colour must cover to be dominant."""
_EDGE = 0.15
"""Of each side: what lies so near to the edge is taken for background."""
_AROUND = 0.2
"""Of each side of a thing's box: there is mostly what lies behind it."""
_GREY_LEVELS = 6
"""Of 255, by which red, green and blue may differ in a picture without colours (JPEG rounds)."""

_HUES = (
    (15, "Red"),
    (42, "Orange"),
    (68, "Yellow"),
    (160, "Green"),
    (195, "Teal"),
    (255, "Blue"),
    (290, "Purple"),
    (342, "Pink"),
    (361, "Red"),
)
"""Degrees of hue up to which a colour has a name."""
NAMES = (
    "Black",
    "Gray",
    "White",
    "Red",
    "Orange",
    "Brown",
    "Yellow",
    "Green",
    "Teal",
    "Blue",
    "Purple",
    "Pink",
)


def colours(picture: Picture, map_: Map) -> Colours:
    """The colours of a picture; ``map_`` tells what stands out of it."""
    pixels = shrunk(picture, _SIDE) / 255
    names, vivid = _named(pixels)
    rows, columns = names.shape
    edge = np.zeros(names.shape, bool)
    down, across = max(1, round(rows * _EDGE)), max(1, round(columns * _EDGE))
    edge[:down], edge[-down:], edge[:, :across], edge[:, -across:] = True, True, True, True
    weight = _stretched(map_, rows, columns)
    counts = np.bincount(names.ravel(), minlength=len(NAMES)) / names.size
    order: list[int] = np.argsort(-counts, kind="stable").tolist()
    standing = np.bincount(names.ravel(), weight.ravel() / weight.sum(), len(NAMES))
    # What stands out by more than its area would have it.
    beyond = np.where(counts > 0, standing - counts, -1.0)
    large = [NAMES[each] for each in order if counts[each] >= _SHARE]
    return Colours(
        foreground=NAMES[int(beyond.argmax())],
        background=NAMES[int(np.bincount(names[edge], minlength=len(NAMES)).argmax())],
        dominant=tuple(large),
        accent=_accent(pixels, vivid),
        grey=bool(np.quantile(vividness(pixels), 0.99) * 255 <= _GREY_LEVELS),
    )


def colour_of(picture: Picture, box: Box) -> str:
    """The name of the colour that covers most of a thing: of the middle of its box, where it itself is."""
    across, down = round(box.width * _AROUND), round(box.height * _AROUND)
    left, top = max(0, box.x + across), max(0, box.y + down)
    right = max(left + 1, box.x + box.width - across)
    bottom = max(top + 1, box.y + box.height - down)
    inner = picture.pixels[top:bottom, left:right]
    if not inner.size:
        return ""
    names, _ = _named(shrunk(Picture(np.ascontiguousarray(inner)), _SIDE) / 255)
    return NAMES[int(np.bincount(names.ravel(), minlength=len(NAMES)).argmax())]


def _named(pixels: Map) -> tuple[NDArray[np.intp], Map]:
    """Each pixel's name, as a place in ``NAMES``, and how vivid it is (saturation × brightness)."""
    most, least = brightest(pixels), darkest(pixels)
    spread = most - least
    saturation = np.divide(spread, most, out=np.zeros_like(most), where=most > 0)
    hue = _hue(pixels, most, spread)
    upto = np.array([degrees for degrees, _ in _HUES])
    by_hue = np.array([NAMES.index(name) for _, name in _HUES])
    names = by_hue[np.searchsorted(upto, hue, side="right").clip(0, len(_HUES) - 1)]
    # A dark orange is what people call brown.
    names[(names == NAMES.index("Orange")) & (most < 0.65)] = NAMES.index("Brown")
    plain = (saturation < _GREY) | (most < _BLACK)
    names[plain] = NAMES.index("Gray")
    names[plain & (most < _BLACK)] = NAMES.index("Black")
    names[plain & (most > _WHITE)] = NAMES.index("White")
    return names, saturation * most


def _hue(pixels: Map, most: Map, spread: Map) -> Map:
    red, green, blue = pixels[:, :, 0], pixels[:, :, 1], pixels[:, :, 2]
    safe = np.where(spread > 0, spread, 1.0)
    hue = np.where(
        most == red,
        (green - blue) / safe % 6,
        np.where(most == green, (blue - red) / safe + 2, (red - green) / safe + 4),
    )
    return hue * 60 * (spread > 0)


def _accent(pixels: Map, vivid: Map) -> str:
    """The mean of the most vivid twentieth."""
    chosen = pixels[vivid >= np.quantile(vivid, 0.95)].mean(axis=0)
    return "".join(f"{round(float(each) * 255):02X}" for each in chosen)


def _stretched(map_: Map, rows: int, columns: int) -> Map:
    down = (np.arange(rows) * map_.shape[0] // rows).clip(0, map_.shape[0] - 1)
    across = (np.arange(columns) * map_.shape[1] // columns).clip(0, map_.shape[1] - 1)
    return map_[np.ix_(down, across)]
