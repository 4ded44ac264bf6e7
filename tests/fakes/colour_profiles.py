"""A colour profile as phones put it into their photos, made from the numbers of its standard."""

from __future__ import annotations

import struct

import numpy as np

_P3 = ((0.51512, 0.24120, -0.00105), (0.29198, 0.69225, 0.04189), (0.15710, 0.06657, 0.78407))
"""Display P3's red, green and blue as XYZ under D50 (SMPTE EG 432-1, adapted by Bradford)."""
_SRGB = ((0.43607, 0.22249, 0.01392), (0.38515, 0.71687, 0.09708), (0.14307, 0.06061, 0.71410))
_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)


def display_p3(space: bytes = b"RGB ") -> bytes:
    """An ICC profile of version 4 for Display P3; ``space`` is what it says it is for."""
    parts = [
        (b"desc", _words("Display P3")),
        (b"cprt", _words("none")),
        (b"wtpt", _place(0.96420, 1.0, 0.82491)),
        *((name + b"XYZ", _place(*each)) for name, each in zip((b"r", b"g", b"b"), _P3, strict=True)),
        *((name + b"TRC", _curve()) for name in (b"r", b"g", b"b")),
    ]
    table, body = struct.pack(">I", len(parts)), b""
    first = 128 + 4 + 12 * len(parts)
    for name, part in parts:
        table += name + struct.pack(">II", first + len(body), len(part))
        body += part + b"\0" * (-len(part) % 4)
    head = struct.pack(
        ">I4sI4s4s4s6H4s4sIIIQI",
        *(first + len(body), b"\0\0\0\0", 0x04000000, b"mntr", space, b"XYZ ", 2026, 1, 1, 0, 0, 0),
        *(b"acsp", b"\0\0\0\0", 0, 0, 0, 0, 0),
    )
    return head + _numbers(0.9642, 1.0, 0.82491) + b"\0" * 48 + table + body


def from_p3(colour: tuple[int, int, int]) -> tuple[float, ...]:
    """What a colour of Display P3 is in sRGB, 0 to 255."""
    lights = [each / 255 for each in colour]
    linear = [((x + 0.055) / 1.055) ** 2.4 if x > 0.04045 else x / 12.92 for x in lights]
    seen = np.linalg.solve(np.array(_SRGB).T, np.array(_P3).T @ np.array(linear))
    back = [1.055 * x ** (1 / 2.4) - 0.055 if x > 0.0031308 else 12.92 * x for x in np.clip(seen, 0, 1)]
    return tuple(255 * each for each in back)


def _numbers(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(each * 65_536)) for each in values)


def _place(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(*values)


def _curve() -> bytes:
    return b"para\0\0\0\0" + struct.pack(">HH", 3, 0) + _numbers(*_CURVE)


def _words(text: str) -> bytes:
    body = text.encode("utf-16-be")
    return b"mluc\0\0\0\0" + struct.pack(">II", 1, 12) + b"enUS" + struct.pack(">II", len(body), 28) + body
