"""What Document Intelligence answers with: one text of all pages, and where in it, and on paper, all is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import UNSET, Struct, UnsetType

from parley.gateways.azure.vision.pages import Page
from parley.gateways.azure.vision.read32 import corners, language_of
from parley.language.offsets import Offsets, Unit
from parley.vision.types import Block, Cell, Polygon, TextLine

READ, LAYOUT = "prebuilt-read", "prebuilt-layout"
"""The models: the second tells the tables, too."""
KINDS = {
    "QRCode": "QRCode", "MicroQRCode": "MicroQRCode", "Aztec": "Aztec", "AztecCode": "Aztec",
    "DataMatrix": "DataMatrix", "MaxiCode": "MaxiCode", "PDF417": "PDF417", "UPCA": "UPCA", "UPCE": "UPCE",
    "EAN8": "EAN8", "EAN13": "EAN13", "Code39": "Code39", "Code93": "Code93", "Code128": "Code128",
    "Codabar": "Codabar", "ITF": "ITF", "ITF14": "ITF", "DataBar": "DataBar", "DataBarOmni": "DataBar",
    "DataBarExp": "DataBarExpanded", "DataBarExpanded": "DataBarExpanded",
}  # fmt: skip
"""zxing's name → Azure's; a code of another kind is left out, since the API has no name for it."""


class DocumentSpan(Struct, frozen=True):
    """A part of the text."""

    offset: int
    length: int


class DocumentWord(Struct, frozen=True):
    """A word."""

    content: str
    polygon: tuple[float, ...]
    confidence: float
    span: DocumentSpan


class DocumentLine(Struct, frozen=True):
    """A line."""

    content: str
    polygon: tuple[float, ...]
    spans: tuple[DocumentSpan, ...]


class DocumentBarcode(Struct, frozen=True):
    """A code; it is no part of the text. That it could be read at all is its check digits' doing."""

    kind: str
    value: str
    polygon: tuple[float, ...]
    span: DocumentSpan
    confidence: float = 1.0


class DocumentPage(Struct, frozen=True, rename="camel"):
    """A page."""

    page_number: int
    angle: float
    width: float
    height: float
    unit: str
    words: tuple[DocumentWord, ...]
    lines: tuple[DocumentLine, ...]
    spans: tuple[DocumentSpan, ...]
    barcodes: tuple[DocumentBarcode, ...] | UnsetType = UNSET


class Region(Struct, frozen=True, rename="camel"):
    """A place on a page."""

    page_number: int
    polygon: tuple[float, ...]


class DocumentParagraph(Struct, frozen=True, rename="camel"):
    """A paragraph."""

    content: str
    bounding_regions: tuple[Region, ...]
    spans: tuple[DocumentSpan, ...]


class DocumentCell(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A field of a table."""

    row_index: int
    column_index: int
    content: str
    bounding_regions: tuple[Region, ...]
    spans: tuple[DocumentSpan, ...]
    row_span: int = 1
    column_span: int = 1


class DocumentTable(Struct, frozen=True, rename="camel"):
    """A table; which of its fields are headings is not told."""

    row_count: int
    column_count: int
    cells: tuple[DocumentCell, ...]
    bounding_regions: tuple[Region, ...]
    spans: tuple[DocumentSpan, ...]


class DocumentLanguage(Struct, frozen=True):
    """In which language a part of the text is."""

    locale: str
    confidence: float
    """Share of the letters of its line that are of that language's script."""
    spans: tuple[DocumentSpan, ...]


class Document(Struct, frozen=True, rename="camel"):
    """A document that was read."""

    api_version: str
    model_id: str
    string_index_type: str
    content_format: str
    content: str
    pages: tuple[DocumentPage, ...]
    paragraphs: tuple[DocumentParagraph, ...]
    styles: tuple[()] = ()
    languages: tuple[DocumentLanguage, ...] | UnsetType = UNSET
    tables: tuple[DocumentTable, ...] | UnsetType = UNSET


class _Placed:
    """Where every line begins in the text of the whole document."""

    def __init__(self, pages: Sequence[Page]) -> None:
        self.starts: dict[int, int] = {}
        """Identity of a line → its first character."""
        parts: list[str] = []
        place = 0
        for page in pages:
            for line in page.reading.lines:
                self.starts[id(line)] = place
                parts.append(line.text)
                place += len(line.text) + 1
        self.content = "\n".join(parts)


def document_of(
    pages: Sequence[Page], index: str, unit: Unit, version: str, *, languages: bool, model: str = READ
) -> Document:
    """All that was read; with ``LAYOUT`` its tables, too. Offsets and lengths count in ``unit``."""
    placed = _Placed(pages)
    maker = _Maker(placed, Offsets(placed.content, unit))
    return Document(
        version,
        model,
        index,
        "text",
        placed.content,
        tuple(maker.page(page) for page in pages),
        tuple(maker.paragraph(page, block) for page in pages for block in page.reading.blocks),
        languages=tuple(maker.languages(pages)) if languages else UNSET,
        tables=tuple(maker.tables(pages)) if model == LAYOUT else UNSET,
    )


class _Maker:
    def __init__(self, placed: _Placed, offsets: Offsets) -> None:
        self._starts, self._offsets = placed.starts, offsets

    def page(self, page: Page) -> DocumentPage:
        reading, inches = page.reading, page.inches
        scale = 1 if inches is None else inches
        lines = list(reading.lines)
        return DocumentPage(
            page.number,
            reading.angle,
            round(reading.size.width * scale, 4),
            round(reading.size.height * scale, 4),
            "pixel" if inches is None else "inch",
            tuple(word for line in lines for word in self._words(line, inches)),
            tuple(
                DocumentLine(line.text, corners(line.polygon, inches), (self._span(line),)) for line in lines
            ),
            (self._over(lines),) if lines else (),
            tuple(self._barcodes(page, lines)) if page.codes else UNSET,
        )

    def paragraph(self, page: Page, block: Block) -> DocumentParagraph:
        region = Region(page.number, corners(_around([line.polygon for line in block.lines]), page.inches))
        return DocumentParagraph(
            " ".join(line.text for line in block.lines), (region,), (self._over(list(block.lines)),)
        )

    def languages(self, pages: Sequence[Page]) -> Iterator[DocumentLanguage]:
        for page in pages:
            for line in page.reading.lines:
                language = language_of(line.text)
                if language:
                    yield DocumentLanguage(language, _share(line.text, language), (self._span(line),))

    def tables(self, pages: Sequence[Page]) -> Iterator[DocumentTable]:
        for page in pages:
            for table in page.reading.tables:
                cells = [cell for row in table.rows for cell in row]
                lines = [line for cell in cells for line in cell.lines]
                yield DocumentTable(
                    len(table.rows),
                    table.columns,
                    tuple(self._cell(page, cell) for cell in cells),
                    (Region(page.number, corners(table.polygon, page.inches)),),
                    (self._over(lines),),
                )

    def _cell(self, page: Page, cell: Cell) -> DocumentCell:
        return DocumentCell(
            cell.row,
            cell.column,
            cell.text,
            (Region(page.number, corners(cell.polygon, page.inches)),),
            (self._over(list(cell.lines)),) if cell.lines else (),
            cell.rows,
            cell.columns,
        )

    def _words(self, line: TextLine, inches: float | None) -> Iterator[DocumentWord]:
        place = 0
        for word in line.words:
            found = line.text.find(word.text, place)
            place = found if found >= 0 else place
            start = self._starts[id(line)] + place
            place += len(word.text)
            span = DocumentSpan(*self._offsets.of(start, self._starts[id(line)] + place))
            yield DocumentWord(word.text, corners(word.polygon, inches), word.confidence, span)

    def _barcodes(self, page: Page, lines: list[TextLine]) -> Iterator[DocumentBarcode]:
        after = self._over(lines) if lines else DocumentSpan(0, 0)
        span = DocumentSpan(after.offset + after.length, 0)
        for code in page.codes:
            if kind := KINDS.get(code.kind):
                yield DocumentBarcode(kind, code.text, corners(code.polygon, page.inches), span)

    def _span(self, line: TextLine) -> DocumentSpan:
        return self._over([line])

    def _over(self, lines: list[TextLine]) -> DocumentSpan:
        start, last = self._starts[id(lines[0])], lines[-1]
        return DocumentSpan(*self._offsets.of(start, self._starts[id(last)] + len(last.text)))


def _around(polygons: Sequence[Polygon]) -> Polygon:
    xs = [x for polygon in polygons for x, _ in polygon]
    ys = [y for polygon in polygons for _, y in polygon]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _share(text: str, language: str) -> float:
    letters = [char for char in text if char.isalpha()]
    chinese = sum("\u3400" <= char <= "\u9fff" for char in letters)
    share = chinese / max(1, len(letters))
    return round(share if language.startswith("zh") else 1 - share, 3)
