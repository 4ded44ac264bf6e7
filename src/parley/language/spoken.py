"""Text as it is read aloud: 26.5°C → 二十六点五摄氏度, "7:30 pm" → "seven thirty p m"."""

from __future__ import annotations

import re

from parley.language.chinese import spoken as chinese
from parley.language.english import spoken as english
from parley.language.limits import bounded
from parley.language.width import to_half_width
from parley.tags import primary

#: Emoji, and the marks that join and colour them: nobody reads them aloud.
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\U0001f1e6-\U0001f1ff☀-➿⬀-⯿\u200d\ufe0e\ufe0f\u20e3\U000e0020-\U000e007f]+"
)
_WIDE_DIGITS = re.compile("[０-９．：％＋－／]+")


def spell_out(text: str, language: str) -> str:
    """The text in the words a voice says, for synthesis; emoji are dropped.

    ``language`` is a BCP 47 tag; Chinese and English are spelled out, of other languages only the emoji
    go. Raises ``TooLong`` beyond ``MAX_TEXT`` characters.
    """
    plain = _EMOJI.sub("", bounded(text))
    plain = _WIDE_DIGITS.sub(lambda match: to_half_width(match.group()), plain)
    if primary(language) == "zh":
        return chinese.spell_out(plain)
    if primary(language) == "en":
        return english.spell_out(plain, day_first=_writes_day_first(language))
    return plain


def _writes_day_first(language: str) -> bool:
    """Whether 3/4/2026 is in April: in every region but the United States, meant when none is named."""
    region = language.replace("_", "-").upper().split("-")[1:]
    return bool(region) and "US" not in region
