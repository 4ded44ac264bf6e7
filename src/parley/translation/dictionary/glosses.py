"""English glosses of CC-CEDICT as words that can be looked up, with the part of speech where one tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parley.translation.dictionary.types import MAX_CHARACTERS, Part

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NO_WORD = re.compile(
    r"(?i)(?:CL:|(?:(?:old|erhua|archaic|Japanese|ancient|euphemistic|corrupted|popular) )?variant of |"
    r"see (?:also )?[^a-z]|also written |also pr\.|used in |Taiwan pr\.|pr\. \[|abbr\. |surname |"
    r"Kangxi radical|same as [^a-z]|equivalent (?:to|of):? [^a-z]|lit\. )"
)
"""Remarks about a word, which are not what it means in English; surnames are no words to look up."""
_BRACKET = re.compile(r"[()\[\]]")
_CHINESE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff|]+")
_FIGURATIVE = re.compile(r"(?:fig|idiom)[.:] ")
_WORDS = 5
"""More words than this are an explanation, which is left as it stands and is no part of speech."""
_SHORT = ((re.compile(r"\bsb\b"), "somebody"), (re.compile(r"\bsth\b"), "something"))
_LEADING = re.compile(r"(?i)(to|an?|the) (?=\S)")


@dataclass(frozen=True, slots=True)
class Gloss:
    """One way to say a Chinese word in English."""

    text: str
    """Without ``to`` and articles, which the part of speech stands for."""
    part: Part


def glosses(definition: str, *, name: bool = False) -> Iterator[Gloss]:
    """The glosses of ``/to monitor; to listen in/CL:個|个[ge4]/``, in their order.

    Part of speech, as far as CC-CEDICT's way of writing tells: ``to …`` is a verb; what has an article, what
    begins with a capital letter in the entry of a ``name`` (whose pinyin begins with one), or has a measure
    word (``CL:``) beside it is a noun; everything else is ``OTHER``.
    """
    senses = [each.strip() for each in definition.split("/") if each.strip()]
    counted = any(each.startswith("CL:") for each in senses)
    for sense in senses:
        for piece in _single_spaced(_unbracketed(sense)).split(";"):
            found = _gloss(piece.strip(" ,.!?:\u3002"), counted, name)
            if found is not None:
                yield found


def key_of(text: str) -> str:
    """How an English word is looked up: in small letters, without ``to``, articles and marks around it."""
    plain = _single_spaced(text.replace("\u2019", "'")).strip(" ,.!?:;\"'").lower()
    return _LEADING.sub("", plain, count=1) if _LEADING.match(plain) else plain


def _gloss(piece: str, counted: bool, name: bool) -> Gloss | None:
    if not piece or _NO_WORD.match(piece):
        return None
    # Looking for what is there in one of a hundred is quicker than replacing it in all: 120,000 entries.
    text = _FIGURATIVE.sub("", piece) if "fig" in piece or "idiom" in piece else piece
    text = text if text.isascii() and "|" not in text else _CHINESE.sub(" ", text)
    text = _single_spaced(text).replace(" ,", ",").strip(" ,.!?:")
    if "sb" in text or "sth" in text:
        for short, whole in _SHORT:
            text = short.sub(whole, text)
    if not key_of(text) or len(text) > MAX_CHARACTERS:
        return None
    leading = _LEADING.match(text)
    if leading and leading[1].lower() == "to":
        return Gloss(text[leading.end() :], Part.VERB)
    if len(text.split()) > _WORDS:
        return Gloss(text, Part.OTHER)
    if leading:
        return Gloss(text[leading.end() :], Part.NOUN)
    return Gloss(text, Part.NOUN if counted or (name and text[0].isupper()) else Part.OTHER)


def _unbracketed(sense: str) -> str:
    """Without remarks in brackets, also brackets within brackets."""
    if not _BRACKET.search(sense):
        return sense
    for _ in range(4):
        shorter = _BRACKETS.sub(" ", sense)
        if shorter == sense:
            break
        sense = shorter
    # What is left of brackets that do not close.
    return _BRACKET.split(sense, maxsplit=1)[0]


def _single_spaced(text: str) -> str:
    return " ".join(text.split())
