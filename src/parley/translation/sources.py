"""Which language a text is in that nobody named."""

from __future__ import annotations

from parley.language.identify import main_language
from parley.language.script import to_simplified, to_traditional

UNKNOWN = "und"
_SAMPLE = 2_000
"""Characters that tell."""


def source_of(text: str) -> tuple[str, float]:
    """The language, Chinese with its script, and how sure that is, 0 to 1; ``und`` and 0 without letters."""
    sample = text[:_SAMPLE]
    language, score = _language(sample)
    if language == "zh":
        return chinese(sample), score
    return language, score


def chinese(text: str) -> str:
    """``zh-Hant`` when the characters are those that only traditional writing has, else ``zh-Hans``."""
    return "zh-Hant" if to_simplified(text) != text and to_traditional(text) == text else "zh-Hans"


def _language(text: str) -> tuple[str, float]:
    language = main_language(text)
    return (language, 1.0) if language != UNKNOWN else (UNKNOWN, 0.0)
