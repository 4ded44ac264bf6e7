"""How long a tile of 320 pixels takes, of a photo of twelve megapixels, beside Pillow and OpenCV alone.

Run with ``.venv/bin/python benchmarks/photo_tiles.py [ROUNDS]``. The photo is made here: coarse and fine
grain, as a JPEG of some three megabytes. All three read the same bytes, turn them upright as EXIF says, and
give a JPEG of the same quality. Ours looks at the file before it is unpacked, and brings it to sRGB. Told is
processor time, so that other work on the machine counts little.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image, ImageOps

from parley.vision.decoding import open_picture
from parley.vision.previews import QUALITY, TILE, small
from parley.vision.types import PHOTO

WIDE, HIGH = 4_032, 3_024


def photo(orientation: int, **how: object) -> bytes:
    """As a phone writes it."""
    chance = np.random.default_rng(7)
    layers = [
        Image.fromarray(chance.integers(0, 255, (HIGH // n, WIDE // n, 3)).astype(np.uint8)).resize(
            (WIDE, HIGH), Image.Resampling.BICUBIC
        )
        for n in (252, 42, 8, 2)
    ]
    image = layers[0]
    for layer, weight in zip(layers[1:], (0.4, 0.25, 0.1), strict=True):
        image = Image.blend(image, layer, weight)
    exif = Image.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    image.save(file, "JPEG", quality=92, exif=exif, **how)
    return file.getvalue()


def ours(data: bytes) -> bytes:
    """As a library of photos asks for it."""
    return small(open_picture(data, PHOTO), TILE)


def pillow(data: bytes) -> bytes:
    """Pillow unpacks a JPEG small by itself when a thumbnail is asked for."""
    with Image.open(io.BytesIO(data)) as opened:
        opened.thumbnail((TILE, TILE), Image.Resampling.LANCZOS)
        image = ImageOps.exif_transpose(opened)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=QUALITY)
        return file.getvalue()


def opencv(data: bytes) -> bytes:
    """OpenCV, told to unpack an eighth."""
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_REDUCED_COLOR_8)
    assert pixels is not None
    factor = TILE / max(pixels.shape)
    pixels = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()


def took(action: Callable[[bytes], bytes], data: bytes, rounds: int) -> float:
    """Milliseconds of one processor, the median."""
    times: list[float] = []
    for _ in range(rounds):
        begun = time.process_time()
        action(data)
        times.append(1_000 * (time.process_time() - begun))
    return statistics.median(times)


def main(rounds: int) -> None:
    """Measure and tell."""
    cv2.setNumThreads(1)
    print(
        ("{:28}" + "{:>10}" * 5).format("ms of 12 megapixels", "MB", "ours", "Pillow", "OpenCV", "/ Pillow")
    )
    for name, orientation, how in (
        ("baseline", 1, {}),
        ("baseline, on its side", 6, {}),
        ("progressive", 1, {"progressive": True}),
    ):
        data = photo(orientation, **how)
        ours(data)
        times = [took(each, data, rounds) for each in (ours, pillow, opencv)]
        shown = "".join(f"{each:10.1f}" for each in times)
        print(f"{name:28}{len(data) / 1e6:10.1f}{shown}{times[0] / times[1]:10.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 15)
