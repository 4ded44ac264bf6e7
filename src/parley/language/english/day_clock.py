"""Times of day by 24 hours, as they are said: "at fifteen thirty", "at nineteen hundred", "oh six thirty"."""

from __future__ import annotations

import re

_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    "nineteen",
)
_TENS = ("twenty", "thirty", "forty", "fifty")
_NUMBERS = {
    **{word: number for number, word in enumerate((*_UNITS, *_TEENS), 1)},
    **{ten: 10 * (number + 2) for number, ten in enumerate(_TENS)},
    **{
        f"{ten}{glue}{unit}": 10 * (tens + 2) + units + 1
        for tens, ten in enumerate(_TENS)
        for units, unit in enumerate(_UNITS)
        for glue in (" ", "-")
    },
}


def _either(least: int, most: int) -> str:
    fit = [word for word, number in _NUMBERS.items() if least <= number <= most]
    return "|".join(sorted(fit, key=len, reverse=True))


_OH = "oh|o|zero"
_LATE, _EARLY = _either(13, 23), rf"(?:{_OH}) (?:{_either(1, 9)})"
_MINUTES = rf"{_either(10, 59)}|(?:{_OH}) (?:{_either(1, 9)})"
# "Fifteen hundred dollars" are no hour: what may follow is told, not what may not.
_ENDS = (
    r"(?=$|,| (?:to|on|tomorrow|today|tonight|every|each|please|and|remind|wake|this|next|sharp|in|call|ring|"
    r"turn|switch|set|dim|close|open|lock|start|play|alarm|instead|not|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)(?![a-z]))"
)
_SAID = re.compile(
    rf"(?<![a-z])(?P<before>at|for|till|until|around|about|by|from|to) "
    rf"(?:(?P<hour>{_LATE}|{_EARLY})[ -](?P<minute>{_MINUTES}|hundred(?: hours)?)"
    r"|(?P<digits>(?:0\d|1\d|2[0-3])[0-5]\d)(?: hours| hrs)?)" + _ENDS
)
_YEARS = frozenset({"for", "by", "from", "around", "about"})
"""Words after which "nineteen fifty" is likelier a year, and "fifteen hundred" a number."""
_SIGNS = "teen ", "teen-", "twenty ", "twenty-", " oh ", " o ", " zero ", "hundred", "00", "15", "30", "45"
_EARLIEST = 13


def by_the_day(text: str) -> str:
    """The text in lower case with such times in digits; the same where it has none."""
    if not any(each in text for each in _SIGNS):
        return text
    return _SAID.sub(_digits, text)


def _digits(found: re.Match[str]) -> str:
    before = found["before"]
    if digits := found["digits"]:
        if before != "at" and int(digits[:2]) >= _EARLIEST:
            return found[0]
        return f"{before} {digits[:2]}:{digits[2:]}"
    hour, minute = _number(found["hour"]), found["minute"]
    oh = _NUMBERS.get(found["hour"]) is None
    quarter = before == "for" and minute in ("fifteen", "thirty", "forty five")
    if not oh and before in _YEARS and not quarter:
        return found[0]
    minutes = 0 if minute.startswith("hundred") else _number(minute)
    return f"{before} {hour:02}:{minutes:02}"


def _number(words: str) -> int:
    """Of "fifteen", "twenty two", "oh six"."""
    return _NUMBERS.get(words) or _NUMBERS[words.split(" ", 1)[1]]
