"""PDF: the words of its pages, its title and its date, by pdfium."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

from parley.errors import MissingEngine
from parley.search.documents.moments import pdf_moment
from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import BadDocument, Bounds, Format, Read

_JUNK_TITLE = re.compile(
    r"^(?:untitled|microsoft word - .*|.*\.(?:docx?|indd|tex|dvi|qxd|pptx?|xlsx?))$", re.IGNORECASE
)
_HYPHEN = re.compile(r"(?<=[a-z])(?:\ufffe|\u00ad|-)\n(?=[a-z])")
_WITHIN = re.compile(r"(?<=[\u3400-\u9fff，、])\n(?=[\u3400-\u9fff])")


def pdf(data: bytes, bounds: Bounds) -> Read:
    """A PDF's text layer: of a scan without one nothing. Raises ``BadDocument``, ``MissingEngine``."""
    try:
        pypdfium2: Any = import_module("pypdfium2")
    except ImportError as error:
        raise MissingEngine("pypdfium2", "pip install 'parley[vision]'") from error
    try:
        opened: Any = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise BadDocument("The PDF is damaged or locked with a password.") from error
    try:
        return _read(opened, bounds, pypdfium2.PdfiumError)
    finally:
        opened.close()


def _read(opened: Any, bounds: Bounds, failed: type[Exception]) -> Read:
    told: dict[str, str] = opened.get_metadata_dict()
    pieces: list[str] = []
    length = 0
    for number in range(min(len(opened), bounds.pages)):
        try:
            text = _page(opened, number, bounds.body - length)
        except failed:  # one damaged page does not take the others with it
            continue
        pieces.append(text)
        length += len(text)
        if length >= bounds.body:
            break
    title = told.get("Title", "")
    body = _WITHIN.sub("", _HYPHEN.sub("", "\n".join(pieces).replace("\r\n", "\n")))
    at = pdf_moment(told.get("CreationDate", "") or told.get("ModDate", ""))
    title = "" if _JUNK_TITLE.match(title.strip()) else title_of(title)
    return Read(Format.PDF, title=title, body=tidy(body, bounds.body), at=at)


def _page(opened: Any, number: int, most: int) -> str:
    page = opened[number]
    try:
        text = page.get_textpage()
        try:
            count = min(text.count_chars(), most)
            return text.get_text_range(0, count) if count > 0 else ""
        finally:
            text.close()
    finally:
        page.close()
