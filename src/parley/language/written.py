"""What people say as it is written: 二十六点五度 → 26.5°C, "half past seven" → "7:30".

Inverse text normalisation: recognisers write numbers in words, people type them either way, and
the skills' sentences expect digits.
"""

from __future__ import annotations

from parley.language import identify
from parley.language.chinese import written as chinese
from parley.language.english import written as english
from parley.language.limits import bounded
from parley.tags import primary


def to_written(text: str, language: str | None = None) -> str:
    """The text with its numbers, times, dates, units and amounts in digits.

    ``language`` is a BCP 47 tag; None lets each part of a mixed text be read in its own language. Words
    that only look like numbers (一下, "no one") stay, and so does text in languages other than Chinese and
    English. Raises ``TooLong`` beyond ``MAX_TEXT`` characters.
    """
    if language is None:
        return "".join(_written(span.text, span.language) for span in identify.spans(text))
    return _written(bounded(text), primary(language))


def _written(text: str, language: str) -> str:
    if language == "zh":
        return chinese.to_written(text)
    if language == "en":
        return english.to_written(text)
    return text
