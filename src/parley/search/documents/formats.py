"""What a file is: by its first bytes, then by what was told, then by its name."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from parley.search.documents.types import Format, Source

_HEAD = 1_024
_ENDINGS = {
    Format.TEXT: "txt text log csv tsv rst org tex srt vtt ini conf cfg toml yaml yml json",
    Format.MARKDOWN: "md markdown mkd mdown",
    Format.HTML: "html htm xhtml shtml",
    Format.PDF: "pdf",
    Format.DOCX: "docx docm",
    Format.EPUB: "epub",
}
ENDINGS: dict[str, Format] = {
    f".{ending}": format for format, endings in _ENDINGS.items() for ending in endings.split()
}
"""Of files that can be read."""
_TYPES = {
    "text/html": Format.HTML,
    "application/xhtml+xml": Format.HTML,
    "text/markdown": Format.MARKDOWN,
    "text/x-markdown": Format.MARKDOWN,
    "text/plain": Format.TEXT,
    "text/csv": Format.TEXT,
    "application/pdf": Format.PDF,
    "application/epub+zip": Format.EPUB,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Format.DOCX,
    "application/rss+xml": Format.FEED,
    "application/atom+xml": Format.FEED,
}
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|script)[\s>]", re.IGNORECASE)
_XML = (b"<?xml", b"<rss", b"<feed", b"<rdf")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WIDE = re.compile(rb"\A(?:\xff\xfe|\xfe\xff|(?:[^\x00]\x00){8}|(?:\x00[^\x00]){8})", re.DOTALL)


def readable(type: str) -> bool:
    """Whether what a server calls so can be worth fetching; it may call anything anything."""
    return type in _TYPES or type in ("", "application/octet-stream", "text/xml", "application/xml")


def format_of(data: bytes, source: Source) -> Format | None:
    """What a file is; None for what is not read: pictures, programs, other data."""
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return Format.PDF
    if head.startswith(b"PK\x03\x04"):
        return _packed(data)
    told, named = _TYPES.get(source.type), ENDINGS.get(PurePosixPath(source.name.lower()).suffix)
    if not _WIDE.match(head) and _BINARY.search(head):
        return None
    if told in (Format.PDF, Format.DOCX, Format.EPUB) or named in (Format.PDF, Format.DOCX, Format.EPUB):
        return None  # it is not what it says
    start = data[: _HEAD * 4].lstrip(b"\xef\xbb\xbf \t\r\n")
    if told is Format.FEED or (
        start.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf")) and _FEED.search(start)
    ):
        return Format.FEED
    if told is Format.HTML or named is Format.HTML:
        return Format.HTML
    if told is Format.MARKDOWN or named is Format.MARKDOWN:
        return Format.MARKDOWN
    if start[:1] == b"<" and _HTML.search(start):
        return Format.HTML
    if start.startswith(b"<?xml") and named is None:
        return None
    if told is Format.TEXT or named is Format.TEXT or (not source.type and not source.name):
        return Format.TEXT
    return None


def _packed(data: bytes) -> Format | None:
    if data[30:38] == b"mimetype" and b"application/epub+zip" in data[38:80]:
        return Format.EPUB
    # The names stand in the directory at its end, and before each part.
    if b"word/document.xml" in data[-70_000:] or b"word/document.xml" in data[:70_000]:
        return Format.DOCX
    return Format.EPUB if b"META-INF/container.xml" in data[-70_000:] else None
