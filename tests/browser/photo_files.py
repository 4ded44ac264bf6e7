"""Photos to upload: drawn here, with the time and the place that a camera would write into them."""

from __future__ import annotations

import io
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HANGZHOU = (30.2741, 120.1551)
_FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")


def jpeg(
    seed: int = 1,
    taken: datetime | None = None,
    place: tuple[float, float] | None = None,
    size: tuple[int, int] = (480, 360),
    words: str = "",
    light: float = 1.0,
) -> bytes:
    """A gradient with shapes, each seed another one. ``light`` below 1 is a dark one."""
    rng = np.random.default_rng(seed)
    width, height = size
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    first, second = rng.uniform(60, 220, 3), rng.uniform(60, 220, 3)
    pixels = first * (1 - x[..., None]) + second * y[..., None]
    image = Image.fromarray(np.clip(pixels * light, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        left, top = rng.uniform(0, width), rng.uniform(0, height)
        wide = rng.uniform(20, max(30, width / 4))
        colour = tuple(int(each * light) for each in rng.uniform(30, 240, 3))
        draw.ellipse((left, top, left + wide, top + wide), fill=colour)
    if words:
        draw.rectangle((20, height - 90, width - 20, height - 20), fill="white")
        draw.text((35, height - 78), words, fill="black", font=font(40))
    return _saved(image, _exif(taken, place))


def letter(lines: tuple[str, ...]) -> bytes:
    """A sheet of paper that lies aslant on a dark table."""
    sheet = Image.new("RGB", (900, 1270), "white")
    draw = ImageDraw.Draw(sheet)
    for number, line in enumerate(lines):
        draw.text((90, 120 + 90 * number), line, fill="black", font=font(44))
    table = Image.new("RGB", (1500, 1700), (70, 52, 40))
    turned = sheet.rotate(6, expand=True, resample=Image.Resampling.BICUBIC)
    mask = Image.new("L", sheet.size, 255).rotate(6, expand=True)
    table.paste(turned, (240, 150), mask)
    return _saved(table, _exif(None, None))


def smaller(data: bytes) -> bytes:
    """The same picture, two thirds as wide."""
    with Image.open(io.BytesIO(data)) as image:
        return _saved(image.resize((image.width * 2 // 3, image.height * 2 // 3)), image.getexif())


def blurred(data: bytes) -> bytes:
    """The same picture, out of focus."""
    with Image.open(io.BytesIO(data)) as image:
        return _saved(image.filter(ImageFilter.GaussianBlur(5)), image.getexif())


def file(name: str, data: bytes) -> Any:
    """As Playwright's ``set_input_files`` takes it."""
    return {"name": name, "mimeType": "image/jpeg", "buffer": data}


@cache
def font(size: int) -> Any:
    """One with Chinese in it."""
    for folder in _FONTS:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in {".ttc", ".ttf", ".otf"} and ("wqy" in path.name or "CJK" in path.name):
                return ImageFont.truetype(str(path), size)
    return ImageFont.load_default(size)


def _exif(taken: datetime | None, place: tuple[float, float] | None) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0110] = "Parley One"
    if taken is not None:
        exif.get_ifd(0x8769).update({0x9003: f"{taken:%Y:%m:%d %H:%M:%S}", 0x9011: "+08:00"})
    if place is not None:
        (latitude, longitude) = place
        exif.get_ifd(0x8825).update({1: "N", 2: _degrees(latitude), 3: "E", 4: _degrees(longitude)})
    return exif


def _degrees(value: float) -> tuple[float, float, float]:
    degrees, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return degrees, minutes, round(rest * 60, 2)


def _saved(image: Image.Image, exif: Image.Exif) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88, exif=exif)
    return buffer.getvalue()
