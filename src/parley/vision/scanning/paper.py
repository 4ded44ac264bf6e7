"""Sheets of paper, by their shape."""

from __future__ import annotations

from dataclasses import dataclass

_NEAR = 0.045
"""By how much a page's ratio may be off that of a sheet: A4 and Letter are 9 % apart."""
POINTS = 72.0
"""Of an inch."""


@dataclass(frozen=True, slots=True)
class Paper:
    """How large a page is on paper."""

    width: float
    """Points, of 1/72 inch."""
    height: float
    """Points."""


A4 = Paper(595.276, 841.890)
"""210 × 297 mm (ISO 216)."""
LETTER = Paper(612.0, 792.0)
"""8½ × 11 inches."""
_LONGEST, _NARROWEST = A4.height, 164.4
"""Points that the longer side of any other page has, and its shorter side at least: a receipt of 58 mm."""


def paper_of(ratio: float) -> Paper:
    """The sheet of paper of a page with that ratio of height to width.

    A4 and its like (A5, A3) become A4; Letter is Letter; either may lie. Anything else keeps its shape: its
    longer side is as long as that of A4, its shorter no shorter than a receipt's.
    """
    upright = max(ratio, 1 / ratio)
    known = min((A4, LETTER), key=lambda paper: abs(upright / (paper.height / paper.width) - 1))
    if abs(upright / (known.height / known.width) - 1) <= _NEAR:
        short, long = known.width, known.height
    else:
        short = max(_LONGEST / upright, min(_NARROWEST, _LONGEST))
        long = short * upright
    return Paper(short, long) if ratio >= 1 else Paper(long, short)


def shape_of(ratio: float) -> float:
    """The ratio itself, or that of A4 or Letter where it is near: a page is measured on a photograph to some
    per cent only."""
    paper = paper_of(ratio)
    return paper.height / paper.width
