"""What a picture is told again by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Two pictures that look alike have alike ones: made smaller, saved again, a little lighter or darker."""

    bits: int
    """64 bits, 0 to 2^64 - 1: the signs of the lowest frequencies of its brightness (a DCT)."""
    colours: bytes
    """27 bytes: lightness, green to red and blue to yellow (CIE Lab, each 0 to 255) of its 3 by 3 parts, from
    the top left, row by row. Tells apart what only differs in colour."""
    ratio: float
    """Width divided by height."""
    plain: bool = False
    """There is nothing on it to tell it by (a white page, a black picture): its ``bits`` mean nothing, and
    only another plain one of the same colours is like it."""
