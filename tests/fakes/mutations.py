"""Files of every format, and the same files with bytes turned, cut, doubled and filled."""

from __future__ import annotations

import random
import struct
import zlib

from fakes import bombs
from fakes.cameras import cr3, photo, raf, raw, scene
from fakes.pictures import encoded
from parley.vision.formats import chunks

SEEDS = {
    **{kind: photo(6, kind) for kind in ("JPEG", "PNG", "WEBP", "AVIF")},
    "progressive": encoded(scene().convert("CMYK"), "JPEG", progressive=True),
    "moving": encoded(scene(), "GIF", save_all=True, append_images=[scene().rotate(180)]),
    "moving WEBP": encoded(scene(), "WEBP", save_all=True, append_images=[scene().rotate(180)]),
    "moving PNG": encoded(scene(), "PNG", save_all=True, append_images=[scene().rotate(180)]),
    "BMP": encoded(scene(), "BMP"),
    "TIFF": encoded(scene(), "TIFF", compression="tiff_lzw"),
    "fractions": encoded(scene().convert("F"), "TIFF"),
    "HEIF": bombs.heic(),
    "HEIF thumb": bombs.heic("with_thumbnail"),
    "RAW": raw(),
    "CR3": cr3(),
    "RAF": raf(),
    "PDF": bombs.pdf_of_pixels(1_024),
}


def mutated(data: bytes, seed: int) -> bytes:
    """The file with some of its bytes turned, cut, doubled or filled; its first bytes mostly stay."""
    chance = random.Random(seed)
    bytes_ = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        place = chance.randrange(4, max(5, len(bytes_)))
        match chance.randrange(6):
            case 0:
                bytes_[place : place + 1] = bytes([chance.randrange(256)])
            case 1:
                bytes_[place : place + 4] = chance.choice(
                    (b"\xff\xff\xff\xff", bytes(4), b"\x7f\xff\xff\xff")
                )
            case 2:
                del bytes_[place:]
            case 3:
                bytes_[place:place] = bytes_[place : place + chance.randrange(1, 200)]
            case 4:
                del bytes_[place : place + chance.randrange(1, 50)]
            case _:
                bytes_[place] ^= 1 << chance.randrange(8) if place < len(bytes_) else 0
        bytes_.extend(b"\0" * (8 - len(bytes_)))
    if chance.random() < 0.5 and data.startswith(b"\x89PNG"):
        return _mended(bytes(bytes_))
    return bytes(bytes_)


def _mended(data: bytes) -> bytes:
    """A PNG whose check sums are right again: what is wrong with it gets further."""
    fixed = bytearray(data)
    for each in chunks.png(data):
        fixed[each.end : each.after] = struct.pack(">I", zlib.crc32(data[each.start + 4 : each.end]))
    return bytes(fixed)
