"""Headlines in a feed, RSS or Atom, as plain text.

``feedparser`` is given bytes and never an address: what is fetched, and how much of it, is decided elsewhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from importlib import import_module
from typing import Any, cast

from parley.language.sentences import split_sentences
from parley.skills.fetching import NoAnswer

#: Bytes of a feed, headlines of it, and characters of a headline and of what is told of it.
LARGEST, MOST = 1_000_000, 40
LONGEST_TITLE, LONGEST_SUMMARY = 200, 500
#: Characters of HTML that are read for a summary.
_LONGEST_HTML = 20_000
_SPACES = re.compile(r"\s+")
_HAN = re.compile("[\u3400-\u9fff]")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


@dataclass(frozen=True, slots=True)
class Headline:
    """One piece of news."""

    title: str
    summary: str
    """A few sentences; empty where the feed has none."""
    source: str
    """Name of the feed."""

    @property
    def language(self) -> str:
        """``zh`` or ``en``, by its letters."""
        return "zh" if _HAN.search(self.title) else "en"


def read(content: bytes, source: str) -> tuple[Headline, ...]:
    """The headlines of a feed, in its order. Raises ``NoAnswer`` where there are none."""
    feedparser: Any = import_module("feedparser")
    if len(content) > LARGEST:
        raise NoAnswer("The feed is too large.")
    try:
        feed = cast(
            "Mapping[str, Any]",
            feedparser.parse(io.BytesIO(content), resolve_relative_uris=False, sanitize_html=False),
        )
    except Exception as error:  # a broken feed raises whatever its parts do, deep in libraries
        raise NoAnswer(f"The feed cannot be read ({type(error).__name__}).") from error
    found = [
        _headline(entry, source) for entry in cast("list[Mapping[str, Any]]", feed.get("entries", []))[:MOST]
    ]
    headlines = tuple({each.title: each for each in found if each}.values())
    if not headlines:
        raise NoAnswer("The feed has no headlines.")
    return headlines


def _headline(entry: Mapping[str, Any], source: str) -> Headline | None:
    title = _cut(plain(_text(entry.get("title"))), LONGEST_TITLE).rstrip("。.")
    if not title:
        return None
    summary = _text(entry.get("summary"))
    if not summary:
        contents = entry.get("content")
        first: object = cast("list[object]", contents)[0] if isinstance(contents, list) and contents else {}
        summary = _text(cast("Mapping[str, Any]", first).get("value")) if isinstance(first, Mapping) else ""
    told = _sentences(plain(summary), LONGEST_SUMMARY)
    return Headline(title, "" if told.rstrip("。.") == title else told, source)


def _text(value: object) -> str:
    return value[:_LONGEST_HTML] if isinstance(value, str) else ""


class _Words(HTMLParser):
    """The words of a page, without its signs and scripts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._silent += tag in ("script", "style")
        self.words.append(" " if tag in ("p", "br", "div", "li", "td", "h1", "h2", "h3") else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in ("script", "style")))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def plain(html: str) -> str:
    """The words of a piece of HTML on one line."""
    words = _Words()
    try:
        words.feed(html)
        words.close()
    except (ValueError, AssertionError):
        return ""  # what is not HTML is no text to read out
    return _SPACES.sub(" ", _CONTROL.sub(" ", "".join(words.words))).strip()


def _sentences(text: str, most: int) -> str:
    """As many whole sentences as fit."""
    if len(text) <= most:
        return text
    kept = ""
    for sentence in split_sentences(text[: most * 3]):
        longer = f"{kept} {sentence}".strip() if not _HAN.search(sentence) else f"{kept}{sentence}"
        if len(longer) > most:
            break
        kept = longer
    return kept or _cut(text, most)


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut if _HAN.search(cut) else cut.rsplit(" ", 1)[0]) + "…"
