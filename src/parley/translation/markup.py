"""Text with tags in it: what of it is translated, and what stays as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*"""
_TAG = re.compile(rf"<!--.*?-->|<![^>]*>|<\?[^>]*>|<(/?)([A-Za-z][\w:-]*)({_ATTRIBUTES})>", re.DOTALL)
_KEEP = re.compile(
    r"""(?ix) \bclass\s*=\s*(["'])[^"']*\bnotranslate\b[^"']*\1 | \bclass\s*=\s*notranslate\b
        | \btranslate\s*=\s*(["']?)no\2(?=\s|/|$)"""
)
_RAW = frozenset({"script", "style", "code", "textarea", "svg", "math", "mstrans:dictionary"})
"""What is in them is no text."""
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_DICTIONARY = re.compile(
    r"""<mstrans:dictionary\s+translation\s*=\s*(?:"([^"]*)"|'([^']*)')\s*>(.*?)</mstrans:dictionary\s*>""",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text with tags."""

    text: str
    """Words to translate, or what stands in the translation as it is here."""
    words: bool


def dictionary(text: str) -> list[Stretch]:
    """The text, cut where Azure's ``mstrans:dictionary`` says what a phrase is to be translated as."""
    found: list[Stretch] = []
    at = 0
    for match in _DICTIONARY.finditer(text):
        if match.start() > at:
            found.append(Stretch(text[at : match.start()], True))
        found.append(Stretch(html.unescape(_wanted(match)), False))
        at = match.end()
    if at < len(text):
        found.append(Stretch(text[at:], True))
    return found


def tagged(text: str) -> list[Stretch]:
    """Text with HTML tags: the tags, comments, scripts and what is marked ``notranslate`` stay."""
    return [
        Stretch(html.unescape(each.text), True)
        if each.words
        else Stretch(_DICTIONARY.sub(_wanted, each.text), False)
        for each in _joined(_stretches(text))
        if each.text
    ]


def _wanted(match: re.Match[str]) -> str:
    return match[1] if match[1] is not None else match[2]


def escaped(text: str) -> str:
    """Words as they stand between tags."""
    return html.escape(text, quote=False)


def _stretches(text: str) -> Iterator[Stretch]:
    at, keeping, depth = 0, "", 0
    for match in _TAG.finditer(text):
        yield Stretch(text[at : match.start()], not keeping)
        yield Stretch(match[0], False)
        at = match.end()
        name = (match[2] or "").lower()
        if not name or name in _VOID or match[3].rstrip().endswith("/"):
            continue
        if keeping:
            if name == keeping:
                depth += -1 if match[1] else 1
                keeping = keeping if depth else ""
        elif not match[1] and (name in _RAW or _KEEP.search(match[3])):
            keeping, depth = name, 1
    yield Stretch(text[at:], not keeping)


def _joined(stretches: Iterator[Stretch]) -> Iterator[Stretch]:
    """Neighbours of a kind as one; white space alone is no text."""
    kept: list[str] = []
    for each in stretches:
        if each.words and each.text.strip():
            if kept:
                yield Stretch("".join(kept), False)
                kept = []
            yield each
        else:
            kept.append(each.text)
    if kept:
        yield Stretch("".join(kept), False)
