"""What a person said about a moment, in either language or both: 明天 at 7 am, 下个月五号."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from parley.language.chinese import times as chinese
from parley.language.english import times as english
from parley.language.english.numbers import ORDINALS, ordinal, read_ordinal, split_words
from parley.language.moments import Clues
from parley.language.written import to_written

Read = Callable[[str], Clues | None]
_HAN = re.compile(r"[\u3400-\u9fff]")
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[a-z0-9 ])|(?<=[a-z0-9 ])(?=[\u3400-\u9fff])|(?<=[a-z])(?= \d)")


def read_clues(text: str) -> Clues | None:
    """What the whole text, in normal form, says about a moment; its parts may be in either language."""
    if not _HAN.search(text):
        return _english(text)
    if not re.search("[a-z]", text):
        return _chinese(text)
    return next(_mixed(text), None) or _chinese(text)


def _mixed(text: str) -> Iterator[Clues]:
    """One part in each language."""
    for seam in _SEAM.finditer(text):
        before, after = text[: seam.start()].strip(), text[seam.start() :].strip()
        for first, second in ((_chinese, _english), (_english, _chinese)):
            one, other = first(before), second(after)
            if one is not None and other is not None:
                yield one.then(other)


_YEAR = re.compile(r"\b(?:of |in )?(next|this) year\b(?: on)?")
_ORDINAL = re.compile(rf"\b(?:(?:twenty|thirty)[ -])?(?:{ORDINALS})\b")
_END = re.compile(r"\b(?:at )?(?:the )?end of (the|this|next) month\b")
_OF_MONTH = re.compile(
    r"\b(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th) of (this|next) month\b|\bnext month\b()()"
)
#: As people say it, and as ``english.read_moment`` reads it.
_ENGLISH = tuple(
    (re.compile(pattern), written)
    for pattern, written in (
        (r"\b([ap]) m\b", r"\1m"),
        (r"\b(?:around|about|sharp|exactly|on the dot|for|from(?! now)|starting|early|coming)\b", " "),
        (r"\bhalf (?!past|an?\b|hour)", "half past "),
        (r"\btill\b", "to"),
        (r"\bafter (?=[a-z0-9. -]+ (?:minutes?|hours?|seconds?|mins?))", "in "),
        (r"\b(?:at )?(?:the |this )?weekend\b", "saturday"),
        (r"^next week$", "next monday"),
        (r"\bnext week\b", "next monday"),
        (r"\s+", " "),
    )
)


def _english(text: str) -> Clues | None:
    for pattern, written in _ENGLISH:
        text = pattern.sub(written, text)
    if (match := _YEAR.search(text)) and (rest := _english(_without(text, match))) and rest.month:
        return replace(rest, years=int(match[1] == "next"))
    text = _ORDINAL.sub(_as_digits, text).strip()
    if match := _END.search(text):
        month = Clues(months=int(match[1] == "next"), last=True)
        return _with_month(text, match, english.read_moment, "en", month)
    if match := _OF_MONTH.search(text):
        month = Clues(months=int(match[2] != "this"), day=int(match[1]) if match[1] else None)
        return _with_month(text, match, english.read_moment, "en", month)
    return english.read_moment(to_written(text, "en").strip())


def _without(text: str, match: re.Match[str]) -> str:
    return " ".join((text[: match.start()] + " " + text[match.end() :]).split())


def _as_digits(match: re.Match[str]) -> str:
    value = read_ordinal(split_words(match.group()))
    return match.group() if value is None else ordinal(value)


_MONTH = re.compile(
    r"(?:(?P<next>下+)个?|(?P<this>这个?|本))月(?:(?P<day>\d{1,2})[号日]|(?P<end>[底末])|初)?|月[底末]"
)
_PASSING = re.compile(r"再?过(?P<length>[^后]+?)(?:以后|之后|后)?")


def _chinese(text: str) -> Clues | None:
    if match := _PASSING.fullmatch(text):
        text = match["length"] + "后"
    text = text.removeprefix("再").replace("晚间", "晚上").replace("的", "")
    written = to_written(text, "zh").strip()
    match = _MONTH.search(written)
    if match is None:
        if re.fullmatch("下+个?(?:周|星期|礼拜)", written):
            written += "一"
        return chinese.read_moment(written)
    day = int(match["day"]) if match["day"] else None
    last = match["end"] is not None or match.group()[0] == "月"
    month = Clues(months=len(match["next"] or ""), day=day, last=last)
    return _with_month(written, match, chinese.read_moment, "zh", month)


def _with_month(text: str, match: re.Match[str], read: Read, language: str, month: Clues) -> Clues | None:
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
    if not rest:
        return month
    clock = read(to_written(rest, language).strip())
    return None if clock is None or clock.dated else month.then(clock)
