"""Files with text in them, made byte by byte: docx, epub, PDF."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def packed(parts: Mapping[str, str | bytes], *, first: str = "") -> bytes:
    """A ZIP of parts; ``first`` is kept as it is, in front, as an epub's ``mimetype`` must be."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first, zipfile.ZIP_STORED)
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def docx(paragraphs: Sequence[str], title: str = "", prologue: str = "") -> bytes:
    """A Word document; of each paragraph a word is struck out. ``prologue`` stands before the root."""
    text = "".join(
        f"<w:p><w:r><w:t>{each}</w:t></w:r><w:del><w:r><w:delText>struck</w:delText></w:r></w:del></w:p>"
        for each in paragraphs
    )
    core = (
        '<cp:coreProperties xmlns:cp="x" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="y">'
        f"<dc:title>{title}</dc:title><dcterms:modified>2026-05-03T08:00:00Z</dcterms:modified>"
        "</cp:coreProperties>"
    )
    body = (
        f'<?xml version="1.0"?>{prologue}<w:document xmlns:w="{_WORD}"><w:body>{text}</w:body></w:document>'
    )
    return packed({"word/document.xml": body, "docProps/core.xml": core})


def epub(chapters: Mapping[str, str], title: str, author: str, language: str = "") -> bytes:
    """A book: file name → XHTML of a chapter, in the order it is read in."""
    items = "".join(f'<item id="{i}" href="{name}"/>' for i, name in enumerate(chapters))
    spine = "".join(f'<itemref idref="{i}"/>' for i in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language>"
        f"</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="text/book.opf"/></rootfiles></container>'
    parts = {"META-INF/container.xml": container, "text/book.opf": package}
    # Whoever packed it put them the other way round.
    parts |= {f"text/{name}": text for name, text in reversed(list(chapters.items()))}
    return packed(parts, first="application/epub+zip")


def pdf(pages: Sequence[str], title: str = "") -> bytes:
    """A PDF with a line of Latin text on each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) /CreationDate (D:20260503100000+08'00') >>")
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size, at = len(objects) + 1, len(out)
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer << /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{at}\n%%EOF".encode()
    return out
