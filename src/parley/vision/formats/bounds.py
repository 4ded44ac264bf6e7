"""How large a picture may be, and what libraries raise for files that lie or break off."""

from __future__ import annotations

import struct

from parley.vision.types import Limits, WrongSize

BROKEN = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
"""What Pillow and its plugins raise for them."""


def fits(width: int, height: int, limits: Limits) -> None:
    """Raises ``WrongSize`` for what is too small to see anything, or too large to unpack."""
    if min(width, height) < limits.least:
        raise WrongSize(f"A picture needs {limits.least} pixels on each side; this has {width} x {height}.")
    if max(width, height) > limits.most:
        raise WrongSize(f"A picture may have {limits.most} pixels on a side; this has {width} x {height}.")
    if width * height > limits.pixels:
        raise WrongSize(f"A picture may have {limits.pixels} pixels in all; this has {width * height}.")
