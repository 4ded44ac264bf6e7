"""What a person says in English, as it is written: numbers, times, dates, durations, units."""

from __future__ import annotations

import re
from collections.abc import Callable

from parley.language.english.numbers import (
    HOURS,
    ONES,
    ORDINALS,
    TENS,
    WORDS,
    Reading,
    ordinal,
    read,
    read_ordinal,
    split_words,
)

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_TIME_UNITS = "seconds?|secs?|minutes?|mins?|hours?|days?|weeks?|months?|years?"
_UNITS = (
    f"{_TIME_UNITS}|degrees?|per ?cent|dollars?|bucks?|cents?|euros?|pounds?|yuan|rmb|miles?|"
    "(?:kilo|centi|milli)?met(?:er|re)s?|feet|foot|inch(?:es)?|yards?|(?:kilo|milli)?grams?|kilos?|ounces?|tons?|"
    "(?:milli)?lit(?:er|re)s?|cups?|gallons?|pints?|(?:tea|table)spoons?|watts?|kilowatts?|times|plus|minus|"
    r"divided|multiplied|squared|cubed|o'?clock|[ap]\.?m\b"
)
#: Said of a vague or single thing at least as often as of a count: "one day", "at one point".
_VAGUE_ONE = re.compile(r"[ -](?:days?|times?|years?|months?|weeks?|points?|foot)\b", re.I)
_COUNTED = re.compile(rf"[ -](?:{_UNITS})\b", re.I)
_ANNOUNCED = re.compile(
    r"\b(?:volume|number|channel|level|page|track|episode|chapter|season|brightness|plus|minus|times|equals|"
    r"divided by|multiplied by|"
    r"(?:volume|brightness|level|temperature|heat\w*|channel|it|them|lights?) (?:up |down )?(?:to|at)) $",
    re.I,
)
_CLOCK = re.compile(r"\b(?:at|by|until|till|before|after|around|about) $", re.I)
_TIME_ENDS = (
    r"\s*(?:$|[.,!?;]|[ap]\.?m\b|o'?clock|today|tomorrow|tonight|on|every|each|"
    r"in the (?:morning|afternoon|evening)|at night|this|next|please|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_AFTER_CLOCK = re.compile(_TIME_ENDS, re.I)
_NUMBER = re.compile(
    rf"\b(?:an? (?=hundred|thousand|million|billion))?(?:{WORDS})"
    rf"(?:[ -](?:and )?(?:{WORDS}|oh|point(?= (?:{ONES}))))*\b",
    re.I,
)
#: Of a text of ASCII without digits, nothing is written in another way that has none of these words.
_COUNTS = frozenset(
    [
        *re.split(r"\|", f"{WORDS}|{ORDINALS}"),
        *("half", "halves", "quarter", "quarters", "couple"),
        *(f"{unit}{many}" for unit in ("hour", "minute", "week", "month") for many in ("", "s")),
    ]
)
_LETTERS = re.compile("[a-z]+")
_DIGIT = re.compile(r"\d")
#: Characters looked at on either side of a number.
_CONTEXT = 40
_HOUR = rf"(?P<hour>{HOURS}|1[0-2]|[1-9])\b(?! (?:{WORDS})\b)"


def to_written(text: str) -> str:
    """Inverse text normalisation of English; linear in the text's length."""
    if text.isascii() and not _DIGIT.search(text) and _COUNTS.isdisjoint(_LETTERS.findall(text.lower())):
        return text
    for pattern, written in _BEFORE:
        text = pattern.sub(written, text)
    text = _NUMBER.sub(_number, text)
    for pattern, written in _AFTER:
        text = pattern.sub(written, text)
    return text


def _number(match: re.Match[str]) -> str:
    """All numbers of one run of number words; small ones only where they count something."""
    text = match.string
    spans = [
        (match.start() + word.start(), match.start() + word.end())
        for word in re.finditer(r"[^ -]+", match.group())
    ]
    words = [text[start:end].lower() for start, end in spans]
    out: list[str] = []
    at = 0
    while at < len(words):
        here = words[at : at + _CONTEXT]
        reading = _clock(here) or read(here)
        last = at + (reading.words if reading else 1) - 1
        start, end = spans[at][0], spans[last][1]
        before, after = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
        counts = reading is not None and _is_count(reading, here, before, after)
        out.append(text[spans[at - 1][1] : start] if at else "")
        out.append(reading.text if reading and counts else text[start:end])
        at = last + 1
    return "".join(out)


def _is_count(reading: Reading, words: list[str], before: str, after: str) -> bool:
    """Whether a number is written in digits where it stands."""
    if reading.words == 1 and reading.value < 10:
        return _counts(words[0], before, after)
    if words[0] in ("a", "an") and reading.words == 2 and words[1] != "hundred":
        return _COUNTED.match(after) is not None  # not "thanks a million"
    return True


def _clock(words: list[str]) -> Reading | None:
    """A time of day without "past": seven thirty, seven oh five, ten forty five."""
    hour = read(words[:1])
    if hour is None or not 1 <= hour.value <= 12 or len(words) < 2:
        return None
    if words[1] in ("oh", "o") and len(words) > 2:
        minute = read(words[2:3])
        if minute is None or not 0 < minute.value < 10 or len(words) > 3:
            return None
        return Reading(hour.value, 3, f"{hour.value}:0{minute.value}")
    minute = read(words[1:3])
    if minute is None or not 10 <= minute.value < 60 or len(words) > 1 + minute.words:
        return None
    return Reading(hour.value, 1 + minute.words, f"{hour.value}:{minute.value}")


def _counts(word: str, before: str, after: str) -> bool:
    if _ANNOUNCED.search(before) and not re.match(r" [a-z]", after, re.I):
        return True
    if _CLOCK.search(before) and word != "zero" and _AFTER_CLOCK.match(after):
        return word != "one" or before.rstrip().lower().endswith(("at", "until", "till"))
    if _COUNTED.match(after) is None:
        return False
    if word == "one" and _VAGUE_ONE.match(after):
        return re.search(r"\b(?:in|for|every|after|within) $", before, re.I) is not None
    return True


def _hour(text: str) -> int:
    reading = read([text.lower()])
    return int(reading.value) if reading else int(text)


def _half_past(match: re.Match[str]) -> str:
    return f"{_hour(match['hour'])}:30"


def _minutes_from_hour(match: re.Match[str]) -> str:
    hour = _hour(match["hour"])
    minutes = 15 if "quarter" in match["minutes"].lower() else _small(match["minutes"])
    if match["side"].lower() in ("past", "after"):
        return f"{hour}:{minutes:02d}"
    return f"{hour - 1 or 12}:{60 - minutes:02d}"


def _small(text: str) -> int:
    reading = read(split_words(text))
    return int(reading.value) if reading else int(text)


def _day_first(match: re.Match[str]) -> str:
    day = read_ordinal(split_words(match["day"]))
    return f"{day} {match['month'].capitalize()}"


def _month_first(match: re.Match[str]) -> str:
    day = read_ordinal(split_words(match["day"]))
    return f"{match['month'].capitalize()} {day}"


def _compound_ordinal(match: re.Match[str]) -> str:
    value = read_ordinal(split_words(match.group()))
    return ordinal(value) if value else match.group()


def _fraction(match: re.Match[str]) -> str:
    name = match["below"].lower()
    below = {"hal": 2, "qua": 4}.get(name[:3]) or read_ordinal([name.removesuffix("s")])
    return f"{_small(match['above'])}/{below}"


def _mixed(match: re.Match[str]) -> str:
    part = {"half": ".5", "quarter": ".25"}[match["part"].lower()] if match["part"] else ".75"
    return f"{_small(match['whole'])}{part}"


def _meridiem(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2].lower()}m"


def _dollars(match: re.Match[str]) -> str:
    sign = {"d": "$", "e": "€"}[match["unit"].lower()[0]]
    return f"{sign}{match['whole']}" + (f".{int(match['cents']):02d}" if match["cents"] else "")


_Form = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_DAY = rf"(?P<day>(?:{TENS})[ -](?:{ORDINALS})|{ORDINALS})"
_FIVES = "twenty[ -]five|twenty|ten|five|25|20|10|5"
_SPAN = "hour|minute|day|week|month|year"
#: Forms of several words, before their numbers are digits.
_BEFORE: tuple[_Form, ...] = tuple(
    (re.compile(pattern, re.I), written)
    for pattern, written in (
        (rf"\bhalf past {_HOUR}", _half_past),
        (rf"\b(?P<minutes>(?:an? )?quarter) (?P<side>past|after|to|till) {_HOUR}", _minutes_from_hour),
        (
            rf"(?<!from )(?<!between )\b(?P<minutes>{_FIVES})(?: minutes)? (?P<side>past|to|till) {_HOUR}"
            rf"(?={_TIME_ENDS})",
            _minutes_from_hour,
        ),
        (rf"\b(?:the )?{_DAY} (?:of )?(?P<month>{_MONTHS})\b", _day_first),
        (rf"\b(?P<month>{_MONTHS})(?: the)? {_DAY}\b(?! (?:time|of)\b)", _month_first),
        (rf"\b(?:{TENS})[ -](?:{ORDINALS})\b", _compound_ordinal),
        (r"\bthree[ -]quarters of an hour\b", "45 minutes"),
        (r"\b(?:an? )?quarter (?:of )?an hour\b|\ba quarter hour\b", "15 minutes"),
        (r"\b(?:a )?half an hour\b|\ba half hour\b|\bhalf hour\b", "30 minutes"),
        (r"\bhalf a minute\b", "30 seconds"),
        (rf"\b(?:an?|one) ({_SPAN}) and a half\b", r"1.5 \1s"),
        (rf"\ba couple (?:of )?(?=(?:{_TIME_UNITS})\b)", "2 "),
        (r"\b(for|in|after|every|within|of|another) an? (?=(?:hour|minute|week|month)s?\b)", r"\1 1 "),
        (r"\ban? (?=(?:hour|minute) and (?:\w+[ -]){1,3}(?:minute|second)s?\b)", "1 "),
        (
            rf"\b(?P<above>{ONES}) "
            r"(?P<below>half|halves|quarters?|thirds?|(?:four|fif|six|seven|eigh|nin|ten)ths?)\b",
            _fraction,
        ),
        (rf"\b(?:minus|negative) (?=(?:{WORDS}|[ -])+(?:point (?:{ONES}|[ ])+)?degrees?\b)", "-"),
    )
)
_N = r"(?<![\d.:])(?P<whole>\d{1,15}(?:\.\d{1,9})?)"
#: Forms of digits.
_AFTER: tuple[_Form, ...] = tuple(
    (re.compile(pattern, re.I), written)
    for pattern, written in (
        (
            rf"(?P<whole>(?<![\d.:])\d{{1,9}}|\b(?:{ONES})) and "
            r"(?:a (?P<part>half|quarter)|(?:three|3)[ -/](?:quarters|4))\b",
            _mixed,
        ),
        (rf"(?<![\d.:])(\d{{1,9}}) ({_SPAN})s? and a half\b", r"\1.5 \2s"),
        (_N + r" degrees? (?:celsius|centigrade)\b", r"\g<whole>°C"),
        (_N + r" degrees? fahrenheit\b", r"\g<whole>°F"),
        (_N + r" degrees?\b", r"\g<whole>°"),
        (_N + r" per ?cent\b", r"\g<whole>%"),
        (
            r"(?<![\d.:$€])(?P<whole>\d{1,12}) (?P<unit>dollars?|euros?) (?:and )?(?P<cents>\d{1,2})"
            r"(?: cents?)?\b(?![\d:.])",
            _dollars,
        ),
        (r"(?<![\d:$€])(?P<whole>\d{1,12}(?:\.\d{1,2})?) (?P<unit>dollars?|euros?)(?P<cents>)\b", _dollars),
        (r"\b(\d{1,2}(?::\d\d)?) ?([ap])\.? ?m\b\.?", _meridiem),
    )
)
