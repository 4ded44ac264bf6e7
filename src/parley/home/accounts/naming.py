"""Names that people give: how long, which characters, and when two sign-in names are the same."""

from __future__ import annotations

import re
import unicodedata
from typing import ClassVar

from parley.errors import ParleyError

LONGEST = 64
"""Characters of any name."""
_JOINERS = "\u200c\u200d"
"""Invisible, but part of emoji and of some scripts."""
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class BadName(ParleyError):
    """A name is empty, too long, or has characters that cannot be seen."""

    code: ClassVar[str] = "bad_name"


def cleaned(text: str) -> str:
    """A name with single spaces and none around it; may be empty. Raises ``BadName``."""
    if len(text) > 4 * LONGEST:
        raise BadName(f"A name has at most {LONGEST} characters.")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > LONGEST:
        raise BadName(f"A name has at most {LONGEST} characters.")
    if any(_hidden(each) for each in name):
        raise BadName("A name consists of characters that can be seen.")
    return name


def folded(text: str) -> str:
    """What two spellings of one sign-in name have in common: ``Ａnna`` and ``anna`` are one person."""
    whole = text.encode("utf-8", "replace").decode()  # half characters can come in JSON
    once = unicodedata.normalize("NFKC", whole).casefold()
    return " ".join(unicodedata.normalize("NFKC", once).split())


def is_tag(language: str) -> bool:
    """Whether it looks like a language tag (BCP 47)."""
    return len(language) <= 35 and _TAG.fullmatch(language) is not None


def _hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cc", "Cs", "Co", "Zl", "Zp") or (category == "Cf" and character not in _JOINERS)
