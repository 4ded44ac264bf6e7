"""What the bytes of a picture are: by how they begin, never by what somebody calls them."""

from __future__ import annotations

from parley.vision.formats.boxes import brands
from parley.vision.formats.tiff import BIG, ODD, is_raw
from parley.vision.types import BadPicture, Kind

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
    (b"GIF87a", Kind.GIF),
    (b"GIF89a", Kind.GIF),
    (b"BM", Kind.BMP),
    (b"FUJIFILMCCD-RAW ", Kind.RAW),
    *((magic, Kind.TIFF) for magic in BIG),
    *((magic, Kind.RAW) for magic in ODD),
)
_BRANDS = {
    Kind.RAW: {b"crx "},
    Kind.AVIF: {b"avif", b"avis"},
    Kind.HEIF: {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2"},
}
"""Of ISO base media files (HEIF: ISO 23008-12), the most telling first: AVIF is ``mif1`` too."""


def kind_of(data: bytes) -> Kind:
    """What the bytes are. Raises ``BadPicture``."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[:4] in (b"II*\0", b"MM\0*"):
        return Kind.RAW if is_raw(data) else Kind.TIFF
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    said = brands(data)
    for kind, known in _BRANDS.items():
        if said & known:
            return kind
    if b"%PDF-" in data[:1024]:  # readers of PDF allow some bytes in front
        return Kind.PDF
    raise BadPicture(
        "This is no picture that can be read: JPEG, PNG, GIF, BMP, WebP, TIFF, HEIF, AVIF, PDF and RAW are."
    )
