"""Pictures that tests make: pages of text, turned, bent, dim and noisy, the same every time."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parley.vision.types import Picture, Pixels

SHEET = (900, 740)
"""Pixels across and down of a page of which nobody says more. What finds text enlarges a picture that has
fewer than 736 pixels along its shorter side until it has as many, and takes longer: half as long again for
900 × 500."""
LEAF = (900, 380)
"""The same of a page of a PDF, which is drawn twice as large before it is read."""
CHINESE_FONT = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
LETTER = (
    "Dear Ms Brown,",
    "thank you for your letter of 3 March.",
    "The invoice over £1,284.50 is due on Friday,",
    "and we shall pay it in time.",
)
MIXED = ("Parley 是你自己的语音助手。", "发票号码：20261121", "请于 11 月 30 日前付款 128.50 元。", "谢谢！")


@cache
def font(size: int) -> Any:
    """A font with Chinese and Latin letters. Skips where there is none."""
    from PIL import ImageFont

    if not CHINESE_FONT.exists():
        pytest.skip("no Chinese font here: .ci/browser installs one")
    return ImageFont.truetype(str(CHINESE_FONT), size)


def drawn(
    texts: Sequence[tuple[int, int, str]],
    size: tuple[int, int] = SHEET,
    height: int = 32,
    ink: str = "black",
    paper: str = "white",
) -> Any:
    """Texts at places (x, y), as a picture of Pillow's."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", size, paper)
    pen = ImageDraw.Draw(image)
    for x, y, text in texts:
        pen.text((x, y), text, font=font(height), fill=ink)
    return image


def page(lines: Sequence[str], height: int = 32, size: tuple[int, int] = SHEET) -> Any:
    """Lines below each other."""
    step = round(height * 1.6)
    return drawn([(40, 40 + step * place, line) for place, line in enumerate(lines)], size, height)


def picture(image: Any) -> Picture:
    """As the engines take it."""
    return Picture(np.ascontiguousarray(np.asarray(image.convert("RGB"), np.uint8)))


def encoded(image: Any, kind: str = "PNG", **how: Any) -> bytes:
    """As a file."""
    file = io.BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def noisy(image: Any, sigma: float, seed: int = 7) -> Any:
    """With the grain of a dark room."""
    from PIL import Image

    pixels = np.asarray(image, np.float32)
    grain = np.random.default_rng(seed).normal(0, sigma, pixels.shape)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def tilted(image: Any, degrees: float) -> Any:
    """Turned clockwise on a larger white sheet."""
    return image.rotate(-degrees, expand=True, fillcolor="white", resample=3)


def bent(image: Any, amount: float = 0.06) -> Any:
    """Seen from the side: the right edge is further away."""
    from PIL import Image

    wide, high = image.size
    lower = high * amount
    corners = [(0, 0), (wide, lower), (wide, high - lower), (0, high)]
    # Pillow wants, for each place of the result, where it was.
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(corners, [(0, 0), (wide, 0), (wide, high), (0, high)], strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    wanted = [value for corner in [(0, 0), (wide, 0), (wide, high), (0, high)] for value in corner]
    how = np.linalg.solve(np.array(rows, float), np.array(wanted, float))
    return image.transform(
        image.size, Image.Transform.PERSPECTIVE, how.tolist(), Image.Resampling.BICUBIC, fillcolor="white"
    )


def pdf(images: Sequence[Any]) -> bytes:
    """Pages of a PDF, at 100 dots per inch."""
    return encoded(images[0], "PDF", save_all=True, append_images=list(images[1:]), resolution=100.0)


def blob(size: tuple[int, int], place: tuple[int, int], radius: int = 30) -> Pixels:
    """A bright disc on a dark wall with a little texture."""
    rows, columns = np.mgrid[0 : size[1], 0 : size[0]]
    wall = np.random.default_rng(3).integers(38, 44, (size[1], size[0], 3)).astype(np.uint8)
    wall[(columns - place[0]) ** 2 + (rows - place[1]) ** 2 <= radius**2] = (230, 200, 60)
    return wall


def stop_sign() -> Any:
    """The sign on its pole before a grey sky."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (480, 480), (150, 170, 190))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 380, 480, 480), fill=(90, 110, 70))
    pen.rectangle((232, 240, 248, 480), fill=(110, 110, 110))
    pen.regular_polygon((240, 160, 108), 8, rotation=22, fill=(240, 240, 240))
    pen.regular_polygon((240, 160, 100), 8, rotation=22, fill=(190, 20, 30))
    pen.text((240, 160), "STOP", fill="white", font=ImageFont.load_default(64), anchor="mm")
    return image


def code(text: str, kind: str, scale: int = 6) -> Any:
    """A barcode or matrix code with a white margin. Skips where nothing draws it."""
    from PIL import Image

    zxing = pytest.importorskip("zxingcpp")
    made = zxing.create_barcode(text, getattr(zxing.BarcodeFormat, kind))
    drawn = Image.fromarray(np.array(made.to_image(scale=scale)))
    sheet = Image.new("L", (drawn.width + 120, drawn.height + 120), 255)
    sheet.paste(drawn, (60, 60))
    return sheet.convert("RGB")


def errors(read: str, wanted: str) -> float:
    """Character errors: edits from one to the other per character wanted, white space aside."""
    told, meant = "".join(read.split()), "".join(wanted.split())
    before = list(range(len(told) + 1))
    for place, char in enumerate(meant, 1):
        now = [place]
        for index, other in enumerate(told, 1):
            now.append(min(before[index] + 1, now[-1] + 1, before[index - 1] + (char != other)))
        before = now
    return before[-1] / max(1, len(meant))
