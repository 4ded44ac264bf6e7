"""Plain text and Markdown: their titles, and their words without signs."""

from __future__ import annotations

import re

from parley.search.documents.tidying import tidy, title_of
from parley.search.documents.types import LONGEST_ADDRESS, MOST_LINKS, Bounds, Format, Read

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.{1,300}?)[ \t]*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S[^\n]{0,300})\n(?:=+|-{2,})[ \t]*$", re.MULTILINE)
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,10000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:[ \t]*[\"']?([^\n]{1,300}?)[\"']?[ \t]*$", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\(\s*<?([^\s()<>]{0,2000})>?(?:\s+[^()\n]{0,300})?\)")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]\n]{1,300}\]:\s*\S{1,2000}.{0,300}$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)[^\n]{0,200}$", re.MULTILINE)
_LINE_SIGNS = re.compile(
    r"^[ \t]{0,12}(?:#{1,6}[ \t]+|>+[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|\d{1,6}[.)][ \t]+)", re.MULTILINE
)
_RULES = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t]*\|?[ \t:|-]{3,}\|[ \t:|-]*$", re.MULTILINE)
_SIGNS = re.compile(r"(?<!\\)(?:\*{1,3}|~~|`+)|(?<![\w\\])_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)")
_TAG = re.compile(r"<!--.{0,5000}?-->|</?[A-Za-z][^<>\n]{0,500}>", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")


def plain_text(text: str, bounds: Bounds) -> Read:
    """A plain text; its title is its first line, if that is short enough for one."""
    body = tidy(text, bounds.body)
    first = body.split("\n", 1)[0]
    return Read(Format.TEXT, title=first if len(first) <= 120 else "", body=body)


def markdown(text: str, bounds: Bounds) -> Read:
    """The words of a Markdown text. Its title is what its front matter or first heading says."""
    text = text[: bounds.body * 4].replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT.match(text):
        named = _FRONT_TITLE.search(front[1])
        title = named[1] if named else ""
        text = text[front.end() :]
    if not title and (heading := _first(_HEADING.search(text), _UNDERLINED.search(text))):
        title = words(heading)
    links = list(dict.fromkeys(found[2] for found in _LINK.finditer(text)))
    kept = [
        each for each in links if each.startswith(("http://", "https://")) and len(each) <= LONGEST_ADDRESS
    ]
    return Read(
        Format.MARKDOWN,
        title=title_of(title),
        body=tidy(words(text), bounds.body),
        links=tuple(kept[:MOST_LINKS]),
    )


def words(text: str) -> str:
    """Markdown without its signs. What is code stays: somebody may look for it."""
    text = _FENCE.sub("", text)
    text = _TAG.sub(" ", text)
    text = _REFERENCE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _RULES.sub("", text)
    text = _LINE_SIGNS.sub("", text)
    text = _SIGNS.sub("", text).replace("|", " ")
    return _ESCAPED.sub(r"\1", text)


def _first(*found: re.Match[str] | None) -> str:
    """What the match says that comes first."""
    there = [each for each in found if each]
    return min(there, key=lambda each: each.start())[1] if there else ""
