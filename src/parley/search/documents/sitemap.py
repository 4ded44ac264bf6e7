"""Sitemaps: the addresses that a site names itself, as XML, as XML in gzip, or a line each."""

from __future__ import annotations

import gzip
import io
import zlib
from dataclasses import dataclass

from parley.errors import TooLong
from parley.search.documents.charsets import decoded
from parley.search.documents.types import LONGEST_ADDRESS, BadDocument
from parley.search.documents.xml import parse

LARGEST = 50_000_000
"""Bytes, unpacked; what sitemaps.org allows."""
MOST = 50_000
"""Addresses of one sitemap, likewise."""


@dataclass(frozen=True, slots=True)
class Sitemap:
    """What a sitemap names."""

    pages: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    """Others that it is an index of."""


def sitemap(data: bytes) -> Sitemap:
    """The addresses of a sitemap, unchecked. Raises ``BadDocument``, ``TooLong``."""
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data)
    if len(data) > LARGEST:
        raise TooLong(f"A sitemap may have {LARGEST} bytes.")
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        lines = decoded(data).split()
        return Sitemap(tuple(each for each in lines[:MOST] if _address(each)))
    return _xml(data)


def _xml(data: bytes) -> Sitemap:
    pages: list[str] = []
    others: list[str] = []
    within: list[str] = []
    words: list[str] = []

    def begins(name: str, _: dict[str, str]) -> None:
        within.append(name)
        words.clear()

    def ends(name: str) -> None:
        within.pop()
        text = "".join(words).strip()
        words.clear()
        # ``image:loc`` and the like stand one element deeper.
        if name == "loc" and len(within) == 2 and _address(text):
            into = others if within[-1] == "sitemap" else pages
            if len(into) < MOST:
                into.append(text)

    def said(text: str) -> None:
        if within and within[-1] == "loc" and len(words) < 100:
            words.append(text)

    parse(data, begins, ends, said)
    return Sitemap(tuple(pages), tuple(others))


def _address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and len(text) <= LONGEST_ADDRESS


def _unpacked(data: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            found = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise BadDocument("The sitemap is damaged.") from error
    return found
