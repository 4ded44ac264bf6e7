"""epub: the words of a book in the order it is read in, its title and its author."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from urllib.parse import unquote

from parley.search.documents.charsets import decoded
from parley.search.documents.html import html
from parley.search.documents.moments import moment
from parley.search.documents.packed import Packed
from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import BadDocument, Bounds, Format, Read
from parley.search.documents.xml import parse

_CONTAINER = "META-INF/container.xml"
_TOLD = ("title", "creator", "language", "date")


@dataclass(slots=True)
class _Package:
    """What a book tells of itself."""

    told: dict[str, str] = field(default_factory=dict[str, str])
    items: dict[str, str] = field(default_factory=dict[str, str])
    """Id → path of a part."""
    spine: list[str] = field(default_factory=list[str])
    """Ids in the order they are read in."""


def epub(data: bytes, bounds: Bounds) -> Read:
    """A book. Raises ``BadDocument``, ``TooLong``."""
    packed = Packed(data, bounds)
    path = _root(packed.part(_CONTAINER))
    content = packed.part(path)
    if not content:
        raise BadDocument("The file holds no book.")
    book = _package(content)
    folder = posixpath.dirname(path)
    pieces: list[str] = []
    length = 0
    for id in book.spine:
        name = posixpath.normpath(posixpath.join(folder, unquote(book.items.get(id, ""))))
        chapter = html(decoded(packed.part(name)), "", bounds).body
        pieces.append(chapter)
        length += len(chapter)
        if length > bounds.body:
            break
    title = " · ".join(each for each in (book.told.get("title", ""), book.told.get("creator", "")) if each)
    return Read(
        Format.EPUB,
        title=title_of(title),
        body=tidy("\n".join(pieces), bounds.body),
        language=book.told.get("language", "")[:20],
        at=moment(book.told.get("date", "")),
    )


def _root(container: bytes) -> str:
    found: list[str] = []

    def begins(name: str, attributes: dict[str, str]) -> None:
        if name == "rootfile" and attributes.get("full-path"):
            found.append(attributes["full-path"])

    if container:
        parse(container, begins)
    return found[0] if found else ""


def _package(content: bytes) -> _Package:
    book = _Package()
    name = ""

    def begins(element: str, attributes: dict[str, str]) -> None:
        nonlocal name
        name = element if element in _TOLD and element not in book.told else ""
        if element == "item" and attributes.get("id") and attributes.get("href"):
            book.items[attributes["id"]] = attributes["href"]
        elif element == "itemref" and attributes.get("idref"):
            book.spine.append(attributes["idref"])

    def ends(_: str) -> None:
        nonlocal name
        name = ""

    def words(text: str) -> None:
        if name:
            book.told[name] = (book.told.get(name, "") + text)[:1_000]

    parse(content, begins, ends, words)
    return book
