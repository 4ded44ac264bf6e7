"""Where one utterance may be several commands, and what a later one leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parley.language.understanding.matcher import Match

MOST_CUTS = 6
"""Who lists more than that tells a story."""

_WORDS = (
    r"and then|and also|and after that|and afterwards|and next|and|then|also|after that|afterwards|plus|"
    r"as well as|because"
)
_CHARACTERS = (
    "然后再|然后|接着再|接着|之后再|之后|完了再|再|并且|并|还有|另外再|另外|"
    "顺便再|顺便|顺带|同时|以及|和|跟|因为"
)
_MARKS = r"[,，;；。、!！?？\n…]|(?<![.\s][A-Za-z])\.(?=\s)"
_CUT = re.compile(
    rf"(?:\s*(?:{_MARKS}))+\s*(?:(?:{_WORDS})(?![A-Za-z'])|{_CHARACTERS})?[,，]?\s*"
    rf"|\s*(?<![A-Za-z'])(?:{_WORDS})(?![A-Za-z'])[,，]?\s*|\s*(?:{_CHARACTERS})[,，]?\s*",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d,\d{3}(?!\d)")
_FIRST = re.compile(r"^\s*(?:先|首先|first(?![a-z])[,，]?)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an utterance between two places where it may be cut."""

    start: int
    end: int
    """In the raw utterance."""
    joint: str
    """The words between it and the piece before: "and", 然后."""


def pieces(text: str) -> Sequence[Piece]:
    """The pieces of a raw utterance, in order; one alone where it cannot be cut, or too often."""
    found: list[Piece] = []
    start, joint = 0, ""
    for cut in _CUT.finditer(text):
        if _THOUSANDS.match(text, max(0, cut.start() - 1)):
            continue
        if text[start : cut.start()].strip():
            found.append(Piece(start, cut.start(), joint))
            joint = cut.group().strip()
            start = cut.end()
        elif not found:
            start = cut.end()
    if text[start:].strip():
        found.append(Piece(start, len(text), joint))
    return found if len(found) <= MOST_CUTS + 1 else [Piece(0, len(text), "")]


def part(text: str, found: Sequence[Piece]) -> str:
    """The words of neighbouring pieces, without what only orders them: "first", 先."""
    return _FIRST.sub("", text[found[0].start : found[-1].end]).strip()


_ANOTHER = re.compile(
    r"^(?:another(?: one)?|one more|a (?:second|third)(?: one)?|one|the other(?: one)?)"
    r"(?: (?:for|at|to|called))?(?![a-z'])\s*"
    r"|^[再又还也]?(?:来|要|定|加|设|弄|开)?(?:另外?|还有)?(?:一个|个)"
)
_LEADING_NUMBER = re.compile(r"^(?:[\d.:]+|[零一二两三四五六七八九十百半]+|[a-z]+)\s*")
_CJK = re.compile("[\u3400-\u9fff]")


def inherited(before: Match, rest: str) -> Iterator[str]:
    """What may be meant by a rest that lacks what the command before it said: "another for 10", 空调.

    Both as normal text. The likeliest comes first.
    """
    words = before.text
    for start, end in sorted(before.spans.values(), reverse=True):
        for value in _values(rest, words[start:end]):
            yield _joined(words[:start], value, words[end:])
    if _CJK.match(words):
        yield from (_joined(words[:length], rest) for length in (1, 2, 3, 4) if length < len(words))
    else:
        verbs = words.split()
        yield from (_joined(" ".join(verbs[:length]), rest) for length in (1, 2, 3) if length < len(verbs))


def _values(rest: str, old: str) -> Iterator[str]:
    """What may stand in the place of an old slot's words."""
    short = _ANOTHER.sub("", rest).removesuffix("的") or rest
    unit = _LEADING_NUMBER.sub("", old)
    yield from dict.fromkeys((rest, short))
    if unit and unit != old:
        yield _joined(short, unit)


def _joined(*parts: str) -> str:
    """Texts side by side, spaced as normal text is."""
    text = " ".join(part.strip() for part in parts if part.strip())
    return re.sub("(?<=[\u3400-\u9fff])\\s+|\\s+(?=[\u3400-\u9fff])", "", text)
