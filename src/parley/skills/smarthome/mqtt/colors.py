"""Colours as devices write them: red, green and blue; hue and saturation; or CIE x and y."""

from __future__ import annotations

import colorsys
from collections.abc import Collection, Mapping

Rgb = tuple[int, int, int]


def written(rgb: Rgb, modes: Collection[str]) -> Mapping[str, float]:
    """As a light with these colour modes takes it."""
    red, green, blue = (each / 255 for each in rgb)
    if "hs" in modes:
        hue, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
        return {"h": round(hue * 360, 1), "s": round(saturation * 100, 1)}
    if "xy" in modes:
        x, y = _xy(red, green, blue)
        return {"x": x, "y": y}
    return {"r": rgb[0], "g": rgb[1], "b": rgb[2]}


def read(color: Mapping[str, float]) -> Rgb | None:
    """From any of the three; None when there is none."""
    try:
        if {"r", "g", "b"} <= color.keys():
            return _whole(*(float(color[each]) / 255 for each in "rgb"))
        if {"h", "s"} <= color.keys():
            return _whole(*colorsys.hsv_to_rgb(float(color["h"]) / 360 % 1, float(color["s"]) / 100, 1))
        if {"x", "y"} <= color.keys():
            return _from_xy(float(color["x"]), float(color["y"]))
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        pass
    return None


def _whole(*parts: float) -> Rgb:
    red, green, blue = (max(0, min(255, round(each * 255))) for each in parts)
    return red, green, blue


def _xy(red: float, green: float, blue: float) -> tuple[float, float]:
    """sRGB to CIE 1931 xy (IEC 61966-2-1, D65)."""
    r, g, b = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in (red, green, blue)
    )
    x = 0.4124 * r + 0.3576 * g + 0.1805 * b
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = 0.0193 * r + 0.1192 * g + 0.9505 * b
    total = x + y + z
    return (round(x / total, 4), round(y / total, 4)) if total else (0.3127, 0.329)


def _from_xy(x: float, y: float) -> Rgb:
    """The brightest sRGB colour of this tint."""
    big_x, big_z = x / y, (1 - x - y) / y
    linear = (
        3.2406 * big_x - 1.5372 - 0.4986 * big_z,
        -0.9689 * big_x + 1.8758 + 0.0415 * big_z,
        0.0557 * big_x - 0.2040 + 1.0570 * big_z,
    )
    most = max(*linear, 1e-9)
    shares = (max(0.0, each / most) for each in linear)
    return _whole(
        *(12.92 * each if each <= 0.0031308 else 1.055 * each ** (1 / 2.4) - 0.055 for each in shares)
    )
