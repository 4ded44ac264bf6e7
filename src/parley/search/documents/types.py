"""What is read out of a file or a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from parley.errors import ParleyError
from parley.search.types import LONGEST_BODY

LONGEST_TITLE = 300
"""Characters."""
MOST_LINKS = 2_000
LONGEST_ADDRESS = 2_000
"""Characters."""


class BadDocument(ParleyError):
    """A file cannot be read: damaged, locked with a password, or not what it says it is."""

    code: ClassVar[str] = "bad_document"


class Format(StrEnum):
    """What a file is."""

    TEXT = "text"
    MARKDOWN = "markdown"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    EPUB = "epub"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one document may take."""

    file: int = 50_000_000
    """Bytes of the file."""
    unpacked: int = 100_000_000
    """Bytes that the parts of a packed file (docx, epub) may have together."""
    parts: int = 5_000
    """Parts of a packed file."""
    pages: int = 2_000
    """Pages of a PDF that are read."""
    body: int = LONGEST_BODY
    """Characters that are kept."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is known of a file before it is read."""

    name: str = ""
    """File name, or the last part of an address."""
    type: str = ""
    """Media type that was told, without parameters, such as ``text/html``; empty for none."""
    charset: str = ""
    """That was told; empty for none. It may be wrong."""
    address: str = ""
    """Of a page, after redirects; its links are relative to it."""


@dataclass(frozen=True, slots=True)
class Read:
    """A document's text and what it tells of itself."""

    format: Format
    title: str = ""
    body: str = ""
    """Plain text, a paragraph a line."""
    language: str = ""
    """BCP 47; empty where nothing tells."""
    at: float = 0.0
    """When it was written or published, POSIX seconds; 0 where it does not say."""
    canonical: str = ""
    """The address that a page says is its own; empty for none. Whoever uses it checks it."""
    links: tuple[str, ...] = ()
    """Absolute http and https addresses that it leads to, each once, in its order."""
    feeds: tuple[str, ...] = ()
    """Addresses of feeds that it names."""
    index: bool = True
    """It may be found (``robots`` of a page)."""
    follow: bool = True
    """Its links may be gone after."""
    refresh: str = ""
    """Where a page sends its reader at once (``http-equiv=refresh``); empty for nowhere."""
