"""Bright, plain areas of a photograph that have four corners: where lines are many, they still stand out."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from parley.vision.scanning.edges import Field
from parley.vision.scanning.lines import Floats

_COLOURED = 0.6
"""Levels of lightness that one of colourfulness takes away: paper is pale."""
_SHARES = (30, 45, 60, 70, 80, 88)
"""Of the picture's pixels, per cent that are darker: thresholds that are tried."""
_LEAST = 0.05
"""Of the picture's area."""
_FULL = 0.8
"""Of the area within its corners, that such an area covers at least."""
_LETTERS, _CRUMBS = 13, 7
"""Pixels of dark and of bright things that are taken for letters, or for crumbs."""


def paleness(lab: Field) -> Field:
    """How much each pixel looks like paper by its colour: its lightness, less what it has of a colour."""
    return np.asarray(lab[:, :, 0] - _COLOURED * np.hypot(lab[:, :, 1], lab[:, :, 2]), np.float32)


def paler(pale: Field, corners: Floats) -> float:
    """How much paler it is within an outline (4 × 2) than around it, both by the middle of their pixels."""
    cv2: Any = import_module("cv2")

    mask = np.zeros(pale.shape, np.uint8)
    middle = corners.mean(axis=0)
    for size, value in ((1.35, 1), (1.04, 0), (0.97, 2)):
        grown = middle + size * (corners - middle)
        cv2.fillConvexPoly(mask, np.rint(grown, dtype=np.float64).astype(np.int32), value)
    small, where = pale[::3, ::3], mask[::3, ::3]
    inside, outside = small[where == 2], small[where == 1]
    if not len(inside) or not len(outside):
        return 0.0
    return float(np.median(inside) - np.median(outside))


def around(corners: Floats, size: tuple[int, int]) -> Field:
    """1 within an outline and somewhat around it, else 0; for a picture of so many rows and columns."""
    cv2: Any = import_module("cv2")
    mask = np.zeros((size[0], size[1]), np.float32)
    middle = corners.mean(axis=0)
    grown = middle + 1.4 * (cv2.convexHull(corners.astype(np.float32))[:, 0] - middle)
    cv2.fillConvexPoly(mask, np.rint(grown, dtype=np.float64).astype(np.int32), 1.0)
    return mask


def regions(lab: Field) -> list[Floats]:
    """Quadrangles (4 × 2, clockwise or not) around pale areas; likely ones may be there more than once."""
    cv2: Any = import_module("cv2")

    pale = paleness(lab)
    # Lit evenly too: a page of which one half lies in the shadow.
    even = pale - np.asarray(cv2.GaussianBlur(pale, (0, 0), max(lab.shape[:2]) / 6), np.float32)
    found: list[Floats] = []
    for field in (pale, even):
        whole: Any = cv2.morphologyEx(field, cv2.MORPH_CLOSE, np.ones((_LETTERS, _LETTERS), np.uint8))
        for level in np.unique(np.percentile(whole, _SHARES)):
            found += _quadrangles((whole > level).astype(np.uint8))
    return found


def _quadrangles(mask: Any) -> list[Floats]:
    cv2: Any = import_module("cv2")

    clean = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((_CRUMBS, _CRUMBS), np.uint8))
    contours, _ = cv2.findContours(clean, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Floats] = []
    for contour in contours:
        area = cv2.contourArea(contour)
        if area < _LEAST * mask.size:
            continue
        hull = cv2.convexHull(contour)
        around = cv2.arcLength(hull, True)
        for part in (0.02, 0.03, 0.045, 0.06, 0.08):
            corners = cv2.approxPolyDP(hull, part * around, True)
            if len(corners) <= 4:
                if len(corners) == 4 and area > _FULL * cv2.contourArea(corners):
                    found.append(np.asarray(corners, np.float64).reshape(4, 2))
                break
    return found
