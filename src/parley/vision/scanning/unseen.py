"""The font of text that is not seen: every character is a plain box, and says what it stands for."""

from __future__ import annotations

import struct
from collections.abc import Iterable

EM = 1000
"""Units of the font's square; every character is as wide as half of it."""
WIDTH = 500
_ABOVE, _BELOW = 800, -200
"""Of the box, above and below the line on which letters stand."""


def truetype() -> bytes:
    """A TrueType font of two shapes: an empty one, which stands for what is missing, and a box for all else.

    Viewers want a font to be there even where nothing is drawn, and mark what is selected by the shapes:
    PDFium leaves out what has none. This one weighs less than a kilobyte.
    """
    box = _box()
    tables = {
        b"cmap": struct.pack(">HH", 0, 1)
        + struct.pack(">HHL", 1, 0, 12)
        + struct.pack(">HHHHH", 6, 10, 0, 0, 0),
        b"glyf": box,
        # Version, revision, sum, magic, flags, EM, made, changed, box, style, size, direction, long, kind.
        b"head": struct.pack(
            ">LLLLHHqqhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            EM,
            0,
            0,
            0,
            _BELOW,
            WIDTH,
            _ABOVE,
            0,
            8,
            2,
            1,
            0,
        ),
        b"hhea": struct.pack(">LhhhHhhhhhhhhhhhH", 0x10000, _ABOVE, _BELOW, 0, WIDTH, *([0] * 11), 1),
        b"hmtx": struct.pack(">Hhh", WIDTH, 0, 0),
        b"loca": struct.pack(">LLL", 0, 0, len(box)),
        b"maxp": struct.pack(">LH", 0x10000, 2) + struct.pack(">13H", 4, 1, 0, 0, 2, *([0] * 8)),
        b"post": struct.pack(">LLhhL", 0x30000, 0, 0, 0, 1) + bytes(16),
    }
    head = struct.pack(">LHHHH", 0x10000, len(tables), 128, 3, len(tables) * 16 - 128)
    place, directory, body = len(head) + 16 * len(tables), b"", b""
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        directory += tag + struct.pack(">LLL", _sum(padded), place + len(body), len(data))
        body += padded
    font = head + directory + body
    # The whole font's sum goes into ``head``, whose eight first bytes come before.
    at = place + _offset(tables, b"head") + 8
    return font[:at] + struct.pack(">L", (0xB1B0AFBA - _sum(font)) & 0xFFFF_FFFF) + font[at + 4 :]


def _box() -> bytes:
    """One outline of four points, whose places are told as steps from each to the next."""
    steps = ((0, _BELOW), (0, _ABOVE - _BELOW), (WIDTH, 0), (0, _BELOW - _ABOVE))
    about = struct.pack(">hhhhhHH", 1, 0, _BELOW, WIDTH, _ABOVE, 3, 0)
    points = struct.pack(">4h", *(x for x, _ in steps)) + struct.pack(">4h", *(y for _, y in steps))
    glyph = about + b"\1" * 4 + points
    return glyph + bytes(-len(glyph) % 4)


def _offset(tables: dict[bytes, bytes], wanted: bytes) -> int:
    before = [data for tag, data in sorted(tables.items()) if tag < wanted]
    return sum(len(data) + (-len(data) % 4) for data in before)


def _sum(data: bytes) -> int:
    padded = data + bytes(-len(data) % 4)
    return sum(struct.unpack(f">{len(padded) // 4}L", padded)) & 0xFFFF_FFFF


class Characters:
    """Numbers for characters, in the order in which they come; PDF calls them CIDs."""

    MOST = 65_000
    """Different characters of one document; what comes after cannot be searched."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def coded(self, text: str) -> bytes:
        """The text as a string of two bytes a character."""
        numbers = (self._number(each) for each in text)
        return b"".join(struct.pack(">H", number) for number in numbers if number)

    def _number(self, character: str) -> int:
        if character not in self._numbers and len(self._numbers) < self.MOST:
            self._numbers[character] = len(self._numbers) + 1
        return self._numbers.get(character, 0)

    def meanings(self) -> bytes:
        """What each number stands for: a ToUnicode map of PDF."""
        lines = [
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            b"1 begincodespacerange <0000> <FFFF> endcodespacerange",
        ]
        items = [
            f"<{number:04X}> <{character.encode('utf-16-be', 'replace').hex().upper()}>".encode()
            for character, number in self._numbers.items()
        ]
        for chunk in _chunks(items, 100):  # the format allows no more in one piece
            lines += [b"%d beginbfchar" % len(chunk), *chunk, b"endbfchar"]
        lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
        return b"\n".join(lines)


def _chunks(items: list[bytes], size: int) -> Iterable[list[bytes]]:
    return (items[place : place + size] for place in range(0, len(items), size))
