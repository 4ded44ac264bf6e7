"""Which language a text is in that nobody named."""

from __future__ import annotations

from parley.language.detecting import detect
from parley.language.identify import main_language
from parley.translation.tags import standard

UNKNOWN = "und"
_CHINESE = {"zh_chs": "zh-Hans", "zh_cht": "zh-Hant"}


def source_of(text: str) -> tuple[str, float]:
    """The language, Chinese with its script, and how sure that is, 0 to 1; ``und`` and 0 without letters.

    What too few letters tell nothing of is taken for its script's main language, with 0.
    """
    found = detect(text)
    if found.code:
        return _CHINESE.get(found.code) or standard(found.code), found.confidence
    return main_of(text), 0.0


def main_of(text: str) -> str:
    """The main language of the text's script, which a few words are likeliest in; ``und`` without letters."""
    guess = main_language(text)
    return standard(guess) if guess != UNKNOWN else UNKNOWN
