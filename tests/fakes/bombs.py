"""Files made to hurt whoever opens them: small outside, endless inside, or not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from fakes.cameras import box, entry, photo, raw, scene
from fakes.pictures import encoded

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "WEBP", "TIFF", "AVIF")


def chunk(name: bytes, body: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


@cache
def zeros(megabytes: int) -> bytes:
    """Packed, a thousandth of that."""
    one = bytes(1 << 20)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    # Packed by itself it may stand as often as one likes: to pack each took every process half a second.
    alone = packer.compress(one) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 1
    for _ in range(megabytes):
        check = zlib.adler32(one, check)
    return b"\x78\xda" + alone * megabytes + packer.flush() + check.to_bytes(4, "big")


def png(width: int, height: int, *parts: bytes, megabytes: int = 1) -> bytes:
    """A grey PNG that says it has that many pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zeros(megabytes))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(parts) + pixels + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    """A JPEG whose header says another size."""
    data = bytearray(encoded(scene(), "JPEG"))
    place = data.find(b"\xff\xc0")
    data[place + 5 : place + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_of_scans(count: int) -> bytes:
    """A large progressive JPEG that goes over its pixels again and again, in a few bytes each time."""
    data = encoded(Image.new("L", (4_000, 4_000)), "JPEG", progressive=True)
    last = data.rfind(b"\xff\xda")
    return data[:last] + data[last:-2] * count + b"\xff\xd9"


def gif(width: int, height: int) -> bytes:
    """A GIF whose screen and picture say that size."""
    data = bytearray(encoded(scene(), "GIF"))
    data[6:10] = struct.pack("<HH", width, height)
    place = data.rfind(b"," + struct.pack("<HHHH", 0, 0, 120, 80))
    data[place + 5 : place + 9] = struct.pack("<HH", width, height)
    return bytes(data)


@cache
def gif_of_frames(count: int) -> bytes:
    """A GIF that moves that often."""
    data = encoded(Image.new("L", (60, 60), 200), "GIF")
    first = data.rfind(b",")
    return data[:first] + (b"!\xf9\x04\0\x05\0\0\0" + data[first:-1]) * count + b";"


@cache
def webp_of_frames(count: int) -> bytes:
    """A WebP that moves that often."""
    frames = [Image.new("RGB", (60, 60), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    first = data.find(b"ANMF")
    length = 8 + struct.unpack_from("<I", data, first + 4)[0]
    body = data[8:first] + data[first : first + length + length % 2] * count
    return b"RIFF" + struct.pack("<I", len(body)) + body


@cache
def png_of_frames(count: int) -> bytes:
    """A PNG that moves that often."""
    frames = [Image.new("L", (60, 60), shade) for shade in (0, 255)]
    data = encoded(frames[0], save_all=True, append_images=frames[1:])
    head = data[: data.find(b"acTL") - 4] + chunk(b"acTL", struct.pack(">II", count, 0))
    rest = data[data.find(b"acTL") + 16 :]
    last = rest.rfind(b"fcTL") - 4
    end = rest.rfind(b"IEND") - 4
    return head + rest[:last] + rest[last:end] * (count - 1) + rest[end:]


def bmp(width: int, height: int, packing: int = 0) -> bytes:
    """A BMP of nothing but a header; 1 is its way to repeat a value."""
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 8, packing, 0, 0, 0, 2, 0)
    return b"BM" + struct.pack("<IHHI", 10_000, 0, 0, 62) + head + b"\0\0\0\0\xff\xff\xff\0" + b"\0\0" * 100


def webp(width: int, height: int) -> bytes:
    """A WebP whose canvas says that size."""
    data = bytearray(encoded(scene(), "WEBP", exif=Image.Exif().tobytes(), icc_profile=b"x" * 200))
    place = data.find(b"VP8X") + 8
    data[place + 4 : place + 10] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


def tiff(width: int, height: int, strips: int = 1, packing: int = 1, following: int = 0) -> bytes:
    """A TIFF of a directory that says whatever it likes."""
    entries = [
        entry(0x0100, 4, 1, width),
        entry(0x0101, 4, 1, height),
        entry(0x0102, 3, 1, 8),
        entry(0x0103, 3, 1, packing),
        entry(0x0106, 3, 1, 1),
        entry(0x0111, 4, strips, 200),
        entry(0x0115, 3, 1, 1),
        entry(0x0116, 4, 1, height),
        entry(0x0117, 4, strips, 4_000_000_000),
    ]
    body = struct.pack("<H", len(entries)) + b"".join(entries) + struct.pack("<I", following)
    return (b"II*\0\x08\0\0\0" + body).ljust(400, b"\0")


def heic(name: str = "wide_colours") -> bytes:
    """What a phone writes."""
    return (Path(__file__).parents[1] / "vision" / "phone" / f"{name}.heic").read_bytes()


def sized(data: bytes, width: int, height: int) -> bytes:
    """A HEIF or AVIF that says another size."""
    place = data.find(b"ispe") + 8
    return data[:place] + struct.pack(">II", width, height) + data[place + 8 :]


def pdf(
    content: bytes = b"", extra: bytes = b"", kids: bytes = b"[3 0 R]", media: str = "0 0 300 300"
) -> bytes:
    """A PDF of one page; readers mend that it has no table."""
    return (
        b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        + (b"2 0 obj<</Type/Pages/Count 1/Kids%b>>endobj\n" % kids)
        + (b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R" % media.encode())
        + b"/Resources<</XObject<</I 5 0 R>>>>>>endobj\n"
        + (b"4 0 obj<</Length %d>>stream\n%b\nendstream endobj\n" % (len(content), content))
        + extra
        + b"\ntrailer<</Root 1 0 R>>\n%%EOF"
    )


def pdf_of_pixels(side: int) -> bytes:
    """A PDF whose page shows a grey picture of that many pixels each way."""
    packed = zeros(side * side >> 20)
    picture = (
        b"5 0 obj<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n" % (side, side, len(packed))
    )
    return pdf(b"300 0 0 300 0 0 cm /I Do", picture + packed + b"\nendstream endobj\n")


def archive() -> bytes:
    """A ZIP."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("run.js", "alert('hello')")
    return file.getvalue()


def polyglots() -> dict[str, bytes]:
    """Files that are two things at once; each of them is a picture too."""
    script = encoded(scene(), "GIF")
    return {
        "GIF and script": script[:-1] + b"!\xfe\x10/*'alert(1);//*/\0;" + b"=1;alert('hello')",
        "JPEG and ZIP": photo() + archive(),
        "PNG and PDF": encoded(scene()) + pdf(),
        "RAW and JPEG": raw() + photo(),
        "WEBP and ZIP": encoded(scene(), "WEBP") + archive(),
    }


def too_large() -> dict[str, bytes]:
    """Files that say they have more pixels than anybody may send; most of them lie."""
    long = np.zeros((1, 100_000), np.uint8)
    return {
        "PNG 1 x 100,000": encoded(Image.fromarray(long.T)),
        "PNG 100,000 x 1": encoded(Image.fromarray(long)),
        "PNG 100,000 x 100,000": png(100_000, 100_000),
        "PNG 2^31": png(0x7FFFFFFF, 0x7FFFFFFF),
        "JPEG 65,500 x 65,500": jpeg(65_500, 65_500),
        "JPEG 1 x 65,500": jpeg(1, 65_500),
        "GIF 65,535 x 65,535": gif(65_535, 65_535),
        "BMP 100,000 x 100,000": bmp(100_000, 100_000),
        "BMP -2^31": bmp(100_000, -0x80000000),
        "WEBP 16,384 x 16,384": webp(16_384, 16_384),
        "TIFF 100,000 x 100,000": tiff(100_000, 100_000),
        "TIFF 1 x 100,000": tiff(1, 100_000),
        "AVIF 60,000 x 60,000": sized(photo(1, "AVIF"), 60_000, 60_000),
        "HEIF 60,000 x 60,000": sized(heic(), 60_000, 60_000),
        "HEIF 1 x 60,000": sized(heic(), 1, 60_000),
        "RAW 60,000 x 60,000": raw(preview=jpeg(60_000, 60_000)),
        "PDF of a kilometre": pdf(media="0 0 3000000 3000000"),
    }


def broken() -> dict[str, bytes]:
    """Files that cannot be what they say."""
    cut = {f"{kind} cut": photo(1, kind)[:-40] for kind in ("JPEG", "PNG", "WEBP", "AVIF")}
    circle = tiff(60, 60, following=8)
    return {
        **cut,
        "nothing": b"",
        "zeros": bytes(100_000),
        "ones": b"\xff" * 100_000,
        "text": b"<svg xmlns='http://www.w3.org/2000/svg'/>" * 100,
        "ZIP": archive(),
        "ELF": b"\x7fELF" + bytes(4_000),
        "PNG of another size": png(6_000, 6_000),
        "PNG with a text of 100 megabytes": png(60, 60, chunk(b"zTXt", b"a\0\0" + zeros(100))),
        "PNG with a profile of 100 megabytes": png(60, 60, chunk(b"iCCP", b"a\0\0" + zeros(100))),
        "JPEG of 500 scans": jpeg_of_scans(500),
        "JPEG of another size": jpeg(7_000, 7_000),
        "TIFF of a billion strips": tiff(6_000, 6_000, strips=1_000_000_000),
        "TIFF of strips beyond its end": tiff(6_000, 6_000, packing=5),
        "TIFF in a circle": circle,
        "WEBP of another size": webp(7_000, 7_000),
        "HEIF of another size": sized(heic(), 7_000, 7_000),
        "HEIF cut": heic()[:-40],
        "HEIF of nothing": box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(100)),
        "RAW of nothing": b"FUJIFILMCCD-RAW " + b"\xff\xd8" * 50_000,
        "BMP of nothing": bmp(5_000, 5_000),
        "PDF of itself": pdf(kids=b"[2 0 R 2 0 R]"),
    }
