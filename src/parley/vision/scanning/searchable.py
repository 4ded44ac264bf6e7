"""Scanned pages become a PDF whose text can be searched, selected and copied."""

from __future__ import annotations

import io
import math
import struct
import zlib
from collections.abc import Iterator, Sequence

from parley.errors import TooLong
from parley.vision.reading.quads import height, length
from parley.vision.reading.words import wide
from parley.vision.scanning.paper import Paper, paper_of
from parley.vision.scanning.types import MOST_BYTES, MOST_PAGES
from parley.vision.scanning.unseen import EM, WIDTH, Characters, truetype
from parley.vision.types import BadPicture, Picture, Polygon, Reading, TextLine, Word

QUALITY = 85
"""Of the JPEG that a page becomes which is none yet."""
_TITLE = 200
"""Characters of a title that are kept."""
_DESCENT = 0.18
"""Of a line's height, how far its letters reach below the line that they stand on."""


def searchable(pages: Sequence[tuple[Picture | bytes, Reading]], title: str = "") -> bytes:
    """A PDF of pictures (or JPEG files), each with its text laid over it unseen, in the right places.

    A page is as large as the sheet of paper that it looks like (``paper.paper_of``). The same pages make the
    same bytes: no date and no name of a program is told. Raises ``TooLong`` for more than ``MOST_PAGES`` or
    ``MOST_BYTES``, ``BadPicture`` for bytes that are no JPEG, or no pages.
    """
    if not pages:
        raise BadPicture("A document needs a page.")
    if len(pages) > MOST_PAGES:
        raise TooLong(f"A document may have {MOST_PAGES} pages.")
    document = _Document()
    characters, total = Characters(), 0
    for picture, reading in pages:
        jpeg = picture if isinstance(picture, bytes) else _jpeg(picture)
        total += len(jpeg)
        if total > MOST_BYTES:
            raise TooLong(f"The pages of a document may have {MOST_BYTES} bytes together.")
        document.page(jpeg, reading, characters)
    return document.finished(characters, title)


def _jpeg(picture: Picture) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture.pixels).save(file, "JPEG", quality=QUALITY, optimize=True)
    return file.getvalue()


def jpeg_size(data: bytes) -> tuple[int, int, int]:
    """Pixels across and down of a JPEG, and how many colours it has (1 or 3). Raises ``BadPicture``."""
    place = 2
    while data[:2] == b"\xff\xd8" and place + 9 < len(data) and data[place] == 0xFF:
        mark, long = data[place + 1], int(struct.unpack(">H", data[place + 2 : place + 4])[0])
        if 0xC0 <= mark <= 0xC2:
            high, wide, colours = struct.unpack(">HHB", data[place + 5 : place + 10])
            if wide and high and colours in (1, 3):
                return int(wide), int(high), int(colours)
            break
        place += 1 if mark == 0xFF else 2 + max(2, long)
    raise BadPicture("A page must be a JPEG, of greys or of red, green and blue.")


class _Document:
    """The objects of a PDF, numbered as they come. The first six are known before there is a page."""

    CATALOGUE, PAGES, FONT, INNER, FILE, MEANING = 1, 2, 3, 4, 5, 6

    def __init__(self) -> None:
        self._objects: dict[int, bytes] = {}
        self._next = self.MEANING + 1
        self._pages: list[int] = []

    def page(self, jpeg: bytes, reading: Reading, characters: Characters) -> None:
        wide, high, colours = jpeg_size(jpeg)
        paper = paper_of(high / wide)
        space = "/DeviceGray" if colours == 1 else "/DeviceRGB"
        image = self._add(
            _stream(
                jpeg,
                f"/Type /XObject /Subtype /Image /Width {wide} /Height {high} /BitsPerComponent 8 "
                f"/ColorSpace {space} /Filter /DCTDecode",
            )
        )
        # The picture covers the text: a viewer that knows nothing of unseen text shows none either.
        drawn = f"q {paper.width:.3f} 0 0 {paper.height:.3f} 0 0 cm /P Do Q\n".encode()
        text = b"".join(_laid(reading, paper, characters))
        content = zlib.compress(b"BT 3 Tr\n" + text + b"ET\n" + drawn, 9)
        body = self._add(_stream(content, "/Filter /FlateDecode"))
        self._pages.append(
            self._add(
                f"<< /Type /Page /Parent {self.PAGES} 0 R "
                f"/MediaBox [0 0 {paper.width:.3f} {paper.height:.3f}] "
                f"/Contents {body} 0 R /Resources << /XObject << /P {image} 0 R >> "
                f"/Font << /F {self.FONT} 0 R >> >> >>".encode()
            )
        )

    def finished(self, characters: Characters, title: str) -> bytes:
        kids = " ".join(f"{each} 0 R" for each in self._pages)
        named = _text(" ".join(title.split())[:_TITLE])
        info = self._add(b"<< /Title " + named + b" >>")
        self._objects[self.CATALOGUE] = (
            f"<< /Type /Catalog /Pages {self.PAGES} 0 R /ViewerPreferences << /DisplayDocTitle "
            f"{'true' if title.strip() else 'false'} >> >>".encode()
        )
        self._objects[self.PAGES] = f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode()
        self._font(characters)
        return self._written(info)

    def _font(self, characters: Characters) -> None:
        self._objects[self.FONT] = (
            f"<< /Type /Font /Subtype /Type0 /BaseFont /Unseen /Encoding /Identity-H "
            f"/DescendantFonts [{self.INNER} 0 R] /ToUnicode {self.MEANING} 0 R >>".encode()
        )
        described = self._add(
            f"<< /Type /FontDescriptor /FontName /Unseen /Flags 4 /FontBBox [0 0 {WIDTH} {EM}] "
            f"/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 "
            f"/FontFile2 {self.FILE} 0 R >>".encode()
        )
        # All characters have the font's second shape.
        shapes = self._add(_stream(zlib.compress(b"\0\1" * 65_536, 9), "/Filter /FlateDecode"))
        self._objects[self.INNER] = (
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Unseen /DW {WIDTH} "
            f"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/FontDescriptor {described} 0 R /CIDToGIDMap {shapes} 0 R >>".encode()
        )
        font = truetype()
        self._objects[self.FILE] = _stream(
            zlib.compress(font, 9), f"/Length1 {len(font)} /Filter /FlateDecode"
        )
        self._objects[self.MEANING] = _stream(zlib.compress(characters.meanings(), 9), "/Filter /FlateDecode")

    def _add(self, body: bytes) -> int:
        number, self._next = self._next, self._next + 1
        self._objects[number] = body
        return number

    def _written(self, info: int) -> bytes:
        parts, places, place = [b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"], [0], 15
        for number in range(1, self._next):
            part = b"%d 0 obj\n" % number + self._objects[number] + b"\nendobj\n"
            places.append(place)
            place += len(part)
            parts.append(part)
        table = b"".join(b"%010d 00000 n \n" % each for each in places[1:])
        parts.append(
            b"xref\n0 %d\n0000000000 65535 f \n" % self._next
            + table
            + f"trailer\n<< /Size {self._next} /Root {self.CATALOGUE} 0 R /Info {info} 0 R >>\n".encode()
            + b"startxref\n%d\n%%%%EOF\n" % place
        )
        return b"".join(parts)


def _stream(data: bytes, about: str) -> bytes:
    return f"<< /Length {len(data)} {about} >>\nstream\n".encode() + data + b"\nendstream"


def _text(text: str) -> bytes:
    """A string of PDF, in any script."""
    return b"<FEFF" + text.encode("utf-16-be", "replace").hex().upper().encode() + b">"


def _laid(reading: Reading, paper: Paper, characters: Characters) -> Iterator[bytes]:
    """The words of a page where they stand, in the order of a reader."""
    scale = paper.width / max(1, reading.size.width), paper.height / max(1, reading.size.height)
    for line in reading.lines:
        for text, polygon in _pieces(line):
            a, b, c, d = ((x * scale[0], paper.height - y * scale[1]) for x, y in polygon)
            placed = a, b, c, d
            coded = characters.coded(text)
            if coded:
                yield _piece(coded, len(coded) // 2, placed)


def _pieces(line: TextLine) -> Iterator[tuple[str, Polygon]]:
    """The words of a line with the spaces after them; all of it in one piece where words are not known."""
    starts: list[int] = []
    words = [word for word in line.words if word.text]
    for word in words:
        starts.append(line.text.find(word.text, starts[-1] if starts else 0))
    if not words or min(starts) < 0 or starts != sorted(set(starts)):
        yield line.text, line.polygon
        return
    for first, last in _runs(line, words, starts):
        ends = last + 1 == len(words)
        text = line.text[starts[first] if first else 0 : None if ends else starts[last + 1]]
        here, there = words[first].polygon, words[last].polygon
        if not ends and text != text.rstrip():  # a space reaches as far as the next word begins
            after = words[last + 1].polygon
            yield text, (here[0], after[0], after[3], here[3])
        else:
            yield text, (here[0], there[1], there[2], here[3])


def _runs(line: TextLine, words: Sequence[Word], starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of the words that are one piece: characters without spaces between, or a word alone."""
    first = 0
    for place in range(1, len(words) + 1):
        joined = (
            place < len(words)
            and wide(words[place].text)
            and wide(words[place - 1].text)
            and starts[place] == starts[place - 1] + len(words[place - 1].text)
        )
        if not joined:
            yield first, place - 1
            first = place


def _piece(coded: bytes, many: int, quad: Polygon) -> bytes:
    """A piece of text from the left side of ``quad`` to its right, as high as it."""
    size, wide = max(height(quad), 0.5), max(length(quad), 0.1)
    along = (
        quad[1][0] + quad[2][0] - quad[0][0] - quad[3][0],
        quad[1][1] + quad[2][1] - quad[0][1] - quad[3][1],
    )
    turn = math.atan2(along[1], along[0])
    cosine, sine = math.cos(turn), math.sin(turn)
    # Letters stand a little above the lower edge.
    x = quad[3][0] + _DESCENT * (quad[0][0] - quad[3][0])
    y = quad[3][1] + _DESCENT * (quad[0][1] - quad[3][1])
    stretched = 100 * wide / (many * size * WIDTH / EM)
    return (
        f"/F {size:.2f} Tf {stretched:.2f} Tz "
        f"{cosine:.5f} {sine:.5f} {-sine:.5f} {cosine:.5f} {x:.2f} {y:.2f} Tm <{coded.hex().upper()}> Tj\n"
    ).encode()
