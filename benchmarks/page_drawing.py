"""Pages drawn to measure reading: letters, columns, receipts, tables, then spoilt as cameras do."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import cv2
import numpy as np
from page_material import receipt, sentences, table

FONTS = Path("/usr/share/fonts/truetype")
CHINESE = ((FONTS / "wqy/wqy-microhei.ttc", 0),)
LATIN = tuple(
    (FONTS / f"dejavu/DejaVu{name}.ttf", 0)
    for name in ("Sans", "Serif", "SansCondensed", "SerifCondensed", "SansMono", "Sans-Bold")
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page, and what is written on it."""

    kind: str
    image: Any
    """Pillow's."""
    text: str
    """In the order of a reader."""
    cells: tuple[tuple[str, ...], ...] = ()
    """Of a table, its rows."""


def font(random: Random, height: int, text: str) -> Any:
    """A font that has all of the letters."""
    from PIL import ImageFont

    kinds = CHINESE if any(ord(letter) > 0x2E7F for letter in text) else (*LATIN, *CHINESE)
    path, index = random.choice(kinds)
    return ImageFont.truetype(str(path), height, index=index)


def wrapped(text: str, letters: Any, width: int) -> list[str]:
    """Lines that fit: broken at spaces, and before any character of Chinese but punctuation."""
    lines, line = [], ""
    for piece in pieces(text):
        if line and letters.getlength((line + piece).rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def pieces(text: str) -> list[str]:
    """What may not be parted."""
    found: list[str] = []
    for letter in text:
        joins = bool(found) and (
            letter in "，。；：？！、”）%,.;:?!" or not (ord(letter) > 0x2E7F or ord(found[-1][-1]) > 0x2E7F)
        )
        opened = bool(found) and found[-1][-1] in "“（("
        if (joins and not found[-1].endswith(" ")) or opened:
            found[-1] += letter
        else:
            found.append(letter)
    return found


class Sheet:
    """Paper that is written on."""

    def __init__(self, width: int, height: int, random: Random) -> None:
        from PIL import Image, ImageDraw

        shade = random.randint(236, 255)
        self.paper = (shade, shade, max(0, shade - random.randint(0, 14)))
        self.ink = tuple(random.randint(0, 60) for _ in range(3))
        self.image = Image.new("RGB", (width, height), self.paper)
        self.pen = ImageDraw.Draw(self.image)

    def write(self, x: float, y: float, text: str, letters: Any) -> None:
        self.pen.text((x, y), text, font=letters, fill=self.ink)

    def cut(self, bottom: float) -> Any:
        """As high as is written on."""
        return self.image.crop((0, 0, self.image.width, min(self.image.height, round(bottom))))


def prose(random: Random, language: str, height: int = 0, width: int = 900) -> tuple[Any, str]:
    """A heading and two or three paragraphs."""
    height = height or random.randint(22, 32)
    texts = sentences(language, 13, random)
    between = " " if language == "en" else ""
    paragraphs = [between.join(texts[start : start + 3]) for start in (1, 4, 7, 10)][: random.randint(2, 4)]
    whole = "".join([texts[0], *paragraphs])
    letters = font(random, height, whole)
    heading = letters.font_variant(size=round(height * 1.4))
    sheet, y = Sheet(width, 2000, random), 40.0
    for line in wrapped(texts[0], heading, width - 90):
        sheet.write(45, y, line, heading)
        y += height * 2.1
    y += height * 0.6
    indent = random.random() < 0.5
    for paragraph in paragraphs:
        for place, line in enumerate(wrapped(paragraph, letters, width - 90 - 2 * height)):
            sheet.write(45 + (2 * height if indent and not place else 0), y, line, letters)
            y += height * 1.55
        y += height * (0.2 if indent else 0.9)
    return sheet.cut(y + 30), whole


def columns(random: Random, language: str) -> tuple[Any, str]:
    """A heading over two columns."""
    height = random.randint(20, 26)
    texts = sentences(language, 8, random)
    sides = "".join(texts[:4]), "".join(texts[4:7])
    letters = font(random, height, "".join(texts))
    sheet, top, bottom = Sheet(1300, 1400, random), 130.0, 0.0
    heading = letters.font_variant(size=height * 3 // 2)
    title = wrapped(texts[7], heading, 1180)[0]
    sheet.write(60, 40, title, heading)
    for x, text in zip((60, 690), sides, strict=True):
        y = top
        for line in wrapped(text, letters, 550):
            sheet.write(x, y, line, letters)
            y += height * 1.55
        bottom = max(bottom, y)
    return sheet.cut(bottom + 40), title + "".join(sides)


def till(random: Random) -> tuple[Any, str]:
    """A receipt."""
    height, width = random.randint(24, 30), random.randint(480, 640)
    rows = receipt(random)
    letters = font(random, height, "".join(row.left for row in rows))
    sheet, y = Sheet(width, 1400, random), 40.0
    for place, row in enumerate(rows):
        middle = (width - letters.getlength(row.left)) / 2
        sheet.write(30 if row.right else middle, y, row.left, letters)
        sheet.write(width - 30 - letters.getlength(row.right), y, row.right, letters)
        y += height * 1.7
        if place in (1, len(rows) - 4):
            for x in range(30, width - 30, 14):
                sheet.pen.line((x, y - 6, x + 7, y - 6), fill=sheet.ink)
            y += 10
    return sheet.cut(y + 30), "".join(row.left + row.right for row in rows)


def fields(random: Random, ruled: bool) -> tuple[Any, str, tuple[tuple[str, ...], ...]]:
    """A table."""
    height = random.randint(20, 26)
    rows = table(random)
    letters = font(random, height, "".join(map("".join, rows)))
    wide = [max(letters.getlength(row[place]) for row in rows) + 2.4 * height for place in range(4)]
    step = height * (2.0 if ruled else 1.75)
    sheet = Sheet(round(sum(wide) + 100), round(step * len(rows) + 110), random)
    starts = [50 + sum(wide[:place]) for place in range(5)]
    for number, row in enumerate(rows):
        for place, text in enumerate(row):
            right = place >= 2
            x = (
                starts[place + 1] - 0.6 * height - letters.getlength(text)
                if right
                else starts[place] + 0.6 * height
            )
            sheet.write(x, 50 + step * number + height * 0.35, text, letters)
    if ruled:
        for number in range(len(rows) + 1):
            sheet.pen.line((50, 50 + step * number, starts[4], 50 + step * number), fill=sheet.ink, width=2)
        for x in starts:
            sheet.pen.line((x, 50, x, 50 + step * len(rows)), fill=sheet.ink, width=2)
    return sheet.image, "".join(map("".join, rows)), tuple(map(tuple, rows))


def textured(random: Random, width: int, height: int) -> Any:
    """A table top."""
    grain = np.random.default_rng(random.randint(0, 2**31)).normal(0, 1, (height // 4 + 1, width // 4 + 1, 3))
    colour = np.array([random.randint(40, 150) for _ in range(3)])
    smooth: Any = cv2.resize(
        cv2.GaussianBlur(grain, (0, 0), 2), (width, height), interpolation=cv2.INTER_CUBIC
    )
    return np.clip(colour + 60 * smooth, 0, 255).astype(np.uint8)


def from_aside(image: Any, random: Random) -> Any:
    """Lying on a table, seen from one side."""
    from PIL import Image

    pixels = np.asarray(image)
    rows, cols = pixels.shape[:2]
    out = (round(cols * 1.1), round(rows * 1.1))

    def off() -> float:
        return random.uniform(0.01, 0.09)

    corners = [(off(), off()), (1 - off(), off()), (1 - off(), 1 - off()), (off(), 1 - off())]
    there = np.array([(x * out[0], y * out[1]) for x, y in corners], np.float32)
    here = np.array([(0, 0), (cols, 0), (cols, rows), (0, rows)], np.float32)
    how: Any = cv2.getPerspectiveTransform(here, there)
    laid: Any = cv2.warpPerspective(pixels, how, out, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    mask: Any = cv2.warpPerspective(np.full((rows, cols), 255, np.uint8), how, out, flags=cv2.INTER_LINEAR)
    below = textured(random, *out)
    share = mask[:, :, None] / 255.0
    return Image.fromarray((laid * share + below * (1 - share)).astype(np.uint8))


def grainy(image: Any, sigma: float, random: Random) -> Any:
    from PIL import Image

    pixels = np.asarray(image, np.float32)
    noise = np.random.default_rng(random.randint(0, 2**31)).normal(0, sigma, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def unsharp(image: Any, random: Random) -> Any:
    """Out of focus, or shaken."""
    from PIL import Image, ImageFilter

    if random.random() < 0.6:
        return image.filter(ImageFilter.GaussianBlur(random.uniform(1.2, 2.4)))
    long = random.randint(4, 7)
    kernel = np.zeros((long, long), np.float32)
    kernel[(long // 2, slice(None)) if random.random() < 0.5 else (slice(None), long // 2)] = 1 / long
    shaken: Any = cv2.filter2D(np.asarray(image), -1, kernel)
    return Image.fromarray(shaken)


def dim(image: Any, random: Random) -> Any:
    """By the light of one lamp, far off to a side."""
    from PIL import Image

    pixels = np.asarray(image, np.float32)
    rows, cols = pixels.shape[:2]
    x, y = random.uniform(-0.3, 1.3) * cols, random.uniform(-0.3, 1.3) * rows
    ys, xs = np.mgrid[0:rows, 0:cols]
    light = 1 / (1 + ((xs - x) ** 2 + (ys - y) ** 2) / (0.7 * max(rows, cols)) ** 2)
    warm = np.array([1.0, 0.9, 0.72])
    dark = Image.fromarray(
        (8 + pixels * light[:, :, None] * warm * random.uniform(0.22, 0.45)).clip(0, 255).astype(np.uint8)
    )
    return grainy(dark, random.uniform(4, 9), random)


def skewed(image: Any, random: Random) -> Any:
    degrees = random.choice((-1, 1)) * random.uniform(3, 18)
    return image.rotate(degrees, expand=True, fillcolor=image.getpixel((2, 2)), resample=3)


def squeezed(image: Any, random: Random) -> Any:
    """As JPEG leaves it."""
    from PIL import Image

    file = io.BytesIO()
    image.save(file, "JPEG", quality=random.randint(55, 90))
    file.seek(0)
    return Image.open(file).convert("RGB")


SPOILT: dict[str, tuple[int, Callable[[Any, Random], Any]]] = {
    "perspective": (16, lambda image, random: squeezed(from_aside(image, random), random)),
    "blur": (16, lambda image, random: squeezed(unsharp(image, random), random)),
    "noise": (16, lambda image, random: grainy(image, random.uniform(12, 32), random)),
    "low light": (16, lambda image, random: squeezed(dim(image, random), random)),
    "turned by 90°": (8, lambda image, random: squeezed(image.rotate(-90, expand=True), random)),
    "turned by 180°": (8, lambda image, random: squeezed(image.rotate(180), random)),
    "turned by 270°": (8, lambda image, random: squeezed(image.rotate(90, expand=True), random)),
    "skewed": (14, lambda image, random: squeezed(skewed(image, random), random)),
}
"""How a page is spoilt, and how many there are of it among two hundred."""
WAYS = ("zh", "en", "mixed")


def plain(random: Random, place: int) -> tuple[Any, str]:
    """What is spoilt: letters in each language, and now and then a receipt."""
    return till(random) if place % 8 == 7 else prose(random, WAYS[place % 3])


def pages(seed: int, share: float = 1.0) -> Iterator[Page]:
    """Two hundred pages, or a share of each kind."""

    def some(count: int) -> range:
        return range(max(1, round(count * share)))

    for language, name in zip(WAYS, ("Chinese", "English", "mixed"), strict=True):
        for place in some(14):
            image, text = prose(Random(f"{seed} {name} {place}"), language)
            yield Page(name, image, text)
    for place in some(14):
        random = Random(f"{seed} receipt {place}")
        image, text = till(random)
        yield Page("receipts", squeezed(image, random), text)
    for kind, (count, change) in SPOILT.items():
        for place in some(count):
            random = Random(f"{seed} {kind} {place}")
            image, text = plain(random, place)
            yield Page(kind, change(image, random), text)
    for place in some(14):
        random = Random(f"{seed} small {place}")
        image, text = prose(random, WAYS[place % 3], random.randint(10, 13), random.randint(460, 900))
        yield Page("small print", image, text)
    for place in some(14):
        random = Random(f"{seed} columns {place}")
        image, text = columns(random, WAYS[place % 3])
        yield Page("two columns", squeezed(image, random), text)
    for place in some(14):
        random = Random(f"{seed} table {place}")
        image, text, cells = fields(random, ruled=place % 2 == 0)
        yield Page("tables", squeezed(image, random), text, cells)


def contact(found: Sequence[Page], side: int = 420) -> Any:
    """All of them on one sheet, to look at."""
    from PIL import Image

    across = 6
    sheet = Image.new("RGB", (across * side, -(-len(found) // across) * side), "grey")
    for place, page in enumerate(found):
        small = page.image.copy()
        small.thumbnail((side - 8, side - 8))
        sheet.paste(small, (place % across * side, place // across * side))
    return sheet
