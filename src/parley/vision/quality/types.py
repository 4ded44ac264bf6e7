"""What measuring a photograph gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quality:
    """How good a picture is; every number of the picture made small to one size, so that pictures compare."""

    sharpness: float
    """0 (nothing but blur) over 1/2 (its sharpest edges are some five pixels wide) to 1 (thin lines)."""
    exposure: float
    """-1 (black) over 0 (on the whole a middle grey, lightness 50) to 1 (white)."""
    clipped_dark: float
    """0 to 1: share of the picture that is black, so that nothing can be seen in it."""
    clipped_light: float
    """0 to 1: share of the picture that is burnt out in all three colours."""
    noise: float
    """0 (none) to 1: standard deviation of the grain of its brightness; 1 is an eighth of all (or more)."""
