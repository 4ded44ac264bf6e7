"""Feeds (RSS, Atom): what they announce, and where it stands."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast
from urllib.parse import urljoin

from parley.errors import ParleyError, TooLong
from parley.search.documents.html import html
from parley.search.documents.moments import moment
from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import LONGEST_ADDRESS, BadDocument, Bounds, Format, Read

LARGEST = 10_000_000
"""Bytes of a feed."""
MOST_ENTRIES = 500
_LONGEST_SUMMARY = 20_000
"""Characters of HTML of one entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece that a feed announces."""

    title: str
    summary: str
    """Plain text; may be empty."""
    address: str
    """Absolute; empty where there is none."""
    at: float
    """POSIX seconds; 0 where it does not say."""


def entries(data: bytes, address: str, bounds: Bounds) -> tuple[str, tuple[Entry, ...]]:
    """A feed's title, and what it announces, in its order. Raises ``BadDocument``, ``TooLong``."""
    if len(data) > LARGEST:
        raise TooLong(f"A feed may have {LARGEST} bytes.")
    if b"<!ENTITY" in data:
        raise BadDocument("The feed declares entities.")
    feedparser: Any = import_module("feedparser")
    try:
        # Bytes and never an address: what is fetched is decided elsewhere.
        feed = cast(
            "Mapping[str, Any]",
            feedparser.parse(io.BytesIO(data), resolve_relative_uris=False, sanitize_html=False),
        )
    except ParleyError:
        raise
    except Exception as error:  # a broken feed raises whatever its parts do, deep in libraries
        raise BadDocument(f"The feed cannot be read ({type(error).__name__}).") from error
    found = [
        _entry(each, address, bounds)
        for each in cast("list[Mapping[str, Any]]", feed.get("entries", []))[:MOST_ENTRIES]
    ]
    about = cast("Mapping[str, Any]", feed.get("feed") or {})
    return _plain(about.get("title"), bounds, title=True), tuple(each for each in found if each.title)


def feed(data: bytes, address: str, bounds: Bounds) -> Read:
    """A feed as one document: the titles of what it announces, and where they lead."""
    title, found = entries(data, address, bounds)
    if not found:
        raise BadDocument("The feed announces nothing.")
    body = "\n".join(f"{each.title}\n{each.summary}" for each in found)
    links = tuple(dict.fromkeys(each.address for each in found if each.address))
    at = max(each.at for each in found)
    return Read(Format.FEED, title, tidy(body, bounds.body), at=at, links=links, index=False)


def _entry(entry: Mapping[str, Any], address: str, bounds: Bounds) -> Entry:
    title = _plain(entry.get("title"), bounds, title=True)
    summary = _plain(entry.get("summary"), bounds)
    link = entry.get("link")
    try:
        joined = urljoin(address, link.strip()) if isinstance(link, str) else ""
    except ValueError:
        joined = ""
    if not joined.startswith(("http://", "https://")) or len(joined) > LONGEST_ADDRESS:
        joined = ""
    told = entry.get("published") or entry.get("updated") or ""
    return Entry(title or summary[:100], summary, joined, moment(told) if isinstance(told, str) else 0.0)


def _plain(value: object, bounds: Bounds, *, title: bool = False) -> str:
    text = value[:_LONGEST_SUMMARY] if isinstance(value, str) else ""
    if "<" in text or "&" in text:
        text = html(f"<body>{text}</body>", "", bounds).body
    return title_of(text) if title else tidy(text, 2_000)
