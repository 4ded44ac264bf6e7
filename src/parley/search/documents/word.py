"""docx: the words of a Word document, its title and its date."""

from __future__ import annotations

from parley.search.documents.moments import moment
from parley.search.documents.packed import Packed
from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import BadDocument, Bounds, Format, Read
from parley.search.documents.xml import parse

_EXTRA = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_LINES = frozenset(("p", "br", "cr", "tr"))


def docx(data: bytes, bounds: Bounds) -> Read:
    """A Word document. Raises ``BadDocument``, ``TooLong``."""
    packed = Packed(data, bounds)
    main = packed.part("word/document.xml")
    if not main:
        raise BadDocument("The file holds no document of Word.")
    text = "\n".join(_words(part) for part in (main, *map(packed.part, _EXTRA)) if part)
    told = _core(packed.part("docProps/core.xml"))
    title = told.get("title") or ""
    body = tidy(text, bounds.body)
    at = moment(told.get("modified") or told.get("created") or "")
    return Read(Format.DOCX, title=title_of(title), body=body, language=told.get("language", ""), at=at)


def _words(part: bytes) -> str:
    pieces: list[str] = []
    within: list[str] = []

    def begins(name: str, _: dict[str, str]) -> None:
        within.append(name)
        if name == "tab":
            pieces.append(" ")

    def ends(name: str) -> None:
        within.pop()
        if name in _LINES:
            pieces.append("\n")
        elif name == "tc":
            pieces.append(" ")

    def words(text: str) -> None:
        # ``t`` is text; ``delText``, which somebody struck out, and ``instrText`` are none.
        if within and within[-1] == "t":
            pieces.append(text)

    parse(part, begins, ends, words)
    return "".join(pieces)


def _core(part: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""

    def begins(element: str, _: dict[str, str]) -> None:
        nonlocal name
        name = element

    def words(text: str) -> None:
        if name:
            found[name] = (found.get(name, "") + text)[:1_000]

    def ends(_: str) -> None:
        nonlocal name
        name = ""

    if part:
        parse(part, begins, ends, words)
    return found
