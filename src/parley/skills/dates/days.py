"""A day as people name it: December 25th, the third Friday of next month, 农历八月十五, Easter, 上周五."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from parley.home.lunar import Lunar, date_of, lunar_days
from parley.language.chinese.lunar import LunarDay, find_lunar
from parley.language.chinese.numbers import read_number
from parley.language.english.numbers import read_ordinal, split_words
from parley.language.moments import Clues, resolve
from parley.language.understanding.slots import SlotType
from parley.language.understanding.when import read_when
from parley.language.written import to_written
from parley.skills.dates.festivals import named, nth_weekday

_EN_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EN_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_YEAR_EN = re.compile(
    r"(?:\b(?:of|in|for)? ?(?:the year )?(?P<which>this|next|last) year(?:'s)?\b|"
    r"\b(?:of|in|for)? ?(?:the year )?(?P<year>(?:19|20|21)\d\d)(?:'s)?\b(?!-))"
)
_YEAR_ZH = re.compile(r"(?P<which>大?前年|去年|今年|明年|大?后年)的?|(?P<year>(?:19|20|21)\d\d)年?的?")
_YEARS = {"this": 0, "next": 1, "last": -1, "今年": 0, "明年": 1, "后年": 2, "大后年": 3}
_YEARS.update({"去年": -1, "前年": -2, "大前年": -3})
_NTH_EN = re.compile(
    r"(?:the )?(?P<nth>first|second|third|fourth|fifth|last|1st|2nd|3rd|4th|5th) "
    rf"(?P<day>{'|'.join(_EN_DAYS)}) (?:of|in) (?:the )?"
    rf"(?P<month>(?:this |next )?month|{'|'.join(_EN_MONTHS)})"
)
_NTH_ZH = re.compile(
    r"(?P<month>这个月|本月|这月|下个?月|[一二三四五六七八九十\d]{1,2}月份?)的?(?:第(?P<nth>[一二三四五1-5])|(?P<last>最后一))个?"
    r"(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"
)
_EDGE_EN = re.compile(
    r"(?:the )?(?P<edge>first|last|final) day (?:of|in) (?:the )?(?P<which>this |next |)(?:current )?month"
)
_EDGE_ZH = re.compile("(?P<which>这个月|本月|这月|下个?月)的?(?:(?P<first>第一天|头一天)|最后一天)")
_MONDAYS = re.compile(rf"(?<![a-z])({'|'.join(_EN_DAYS)})s$")
_COMING = re.compile(rf"^(?:the )?(?:following|coming|upcoming) (?=(?:{'|'.join(_EN_DAYS)})$)")
_BACK_EN = re.compile(rf"last (?P<day>{'|'.join(_EN_DAYS)})")
_BACK_ZH = re.compile("(?P<back>上+)个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])")
_SLASH = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})")
_ALONE = re.compile(r"(?:the )?\d{1,2}(?:st|nd|rd|th)")
_AGO = {"the day before yesterday": -2, "yesterday": -1, "前天": -2, "大前天": -3, "昨天": -1}


@dataclass(frozen=True, slots=True)
class Day:
    """What was said about a day."""

    clues: Clues = field(default_factory=Clues)
    lunar: LunarDay | None = None
    festival: str = ""
    nth: int = 0
    """Which such weekday of the month; -1 for its last."""
    year: int = 0
    """0 where none was said."""
    years: int | None = None
    """Years from this one."""

    @property
    def yearly(self) -> bool:
        """Whether there is one in every year, and none was said."""
        every = self.lunar or self.festival or (self.clues.month and self.clues.day and not self.clues.year)
        return bool(every) and not self.year and self.years is None

    def moment(self, now: datetime, _: int = 0) -> datetime | None:
        """The beginning of the day."""
        day = self.date(now.date())
        return None if day is None else datetime.combine(day, time(), now.tzinfo)

    def date(self, today: date, country: str = "", *, past: bool = False) -> date | None:
        """The day that is meant; None if there is none. ``past``: the last one rather than the next."""
        year = self.year or (None if self.years is None else today.year + self.years)
        if self.festival:
            return self._festival(today, country, year, past)
        if self.lunar is not None:
            return self._lunar(self.lunar, today, year)
        if self.nth:
            return self._nth(today, year)
        clues = self.clues
        if year is not None and clues.month is not None and clues.day is not None:
            return _existing(year, clues.month, clues.day)
        if past and clues.month and clues.day and clues.year is None:
            back = (_existing(each, clues.month, clues.day) for each in range(today.year, today.year - 9, -1))
            return next((day for day in back if day is not None and day <= today), None)
        # At midnight, today's date is today's.
        found = resolve(clues, datetime.combine(today, time()).astimezone())
        return None if found is None else found.date()

    def _festival(self, today: date, country: str, year: int | None, past: bool) -> date | None:
        festival = named(self.festival)
        if festival is None:
            return None
        if year is not None:
            return festival.of(year, country)
        return festival.last(today, country) if past else festival.next(today, country)

    def _lunar(self, lunar: LunarDay, today: date, year: int | None) -> date | None:
        if year is not None and lunar.month:
            return date_of(Lunar(year, lunar.month, lunar.day, lunar.leap))
        return next(lunar_days(lunar.setting, today), None)

    def _nth(self, today: date, year: int | None) -> date | None:
        clues = self.clues
        assert clues.weekday is not None
        if clues.month is None:
            years, month = divmod(today.month - 1 + (clues.months or 0), 12)
            return nth_weekday(today.year + years, month + 1, self.nth, clues.weekday)
        if year is not None:
            return nth_weekday(year, clues.month, self.nth, clues.weekday)
        found = (nth_weekday(each, clues.month, self.nth, clues.weekday) for each in _years_from(today))
        return next((day for day in found if day is not None and day >= today), None)


def read_day(text: str, language: str) -> Day | None:
    """The day that is the whole text, in normal form; None if it is none."""
    text = text.strip(" '的").removeprefix("on ")
    text = _COMING.sub("", _MONDAYS.sub(r"\1", text))
    if text in _AGO:
        return Day(Clues(days=_AGO[text]))
    if (special := _special(text)) is not None:
        return special
    year, years, rest = _year(text)
    rest = rest.strip(" '的").removesuffix("'s").removesuffix(" of").removesuffix(" in")
    if not rest:
        return None
    if named(rest) is not None:
        return Day(festival=rest, year=year, years=years)
    if (special := _special(rest)) is not None:
        return Day(special.clues, None, "", special.nth, year, years)
    if (found := find_lunar(rest)) and not found[1]:
        return Day(Clues(), found[0], "", 0, year, years)
    when = read_when(rest, language)
    if when is None or when.repeat or when.lunar or not when.clues.dated or when.timed or when.clues.part:
        return None
    if (year or years is not None) and (when.clues.month is None or when.clues.day is None):
        return None
    return Day(when.clues, None, "", 0, year, years)


def _special(text: str) -> Day | None:
    if found := _NTH_EN.fullmatch(text):
        nth = -1 if found["nth"] == "last" else int(read_ordinal([found["nth"]]) or found["nth"][0])
        month = found["month"]
        months = {"month": 0, "this month": 0, "next month": 1}.get(month)
        number = None if months is not None else _EN_MONTHS.index(month) + 1
        return Day(Clues(weekday=_EN_DAYS.index(found["day"]), months=months, month=number), nth=nth)
    if found := _NTH_ZH.fullmatch(text):
        nth = -1 if found["last"] else _number(found["nth"])
        later = {"这": 0, "本": 0, "下": 1}.get(found["month"][0])
        number = None if later is not None else _number(found["month"].split("月")[0])
        return Day(
            Clues(weekday="一二三四五六日".find(found["day"]) % 7, months=later, month=number), nth=nth
        )
    if found := _EDGE_EN.fullmatch(text):
        return _edge(found["which"] == "next ", found["edge"] == "first")
    if found := _EDGE_ZH.fullmatch(text):
        return _edge(found["which"][0] == "下", bool(found["first"]))
    if found := _BACK_EN.fullmatch(text):
        return Day(Clues(weekday=_EN_DAYS.index(found["day"]), weeks=-1))
    if found := _BACK_ZH.fullmatch(text):
        return Day(Clues(weekday="一二三四五六日".find(found["day"]) % 7, weeks=-len(found["back"])))
    if found := _SLASH.fullmatch(text):
        return Day(Clues(month=int(found["month"]), day=int(found["day"])))
    if _ALONE.fullmatch(text):
        return Day(Clues(day=int(re.sub(r"\D", "", text))))
    number = read_ordinal(split_words(text.removeprefix("the ")))
    return Day(Clues(day=int(number))) if number and 1 <= number <= 31 else None


def _edge(following: bool, first: bool) -> Day:
    """The first or the last day of this month or the following one."""
    return Day(Clues(months=int(following), day=1 if first else None, last=not first))


def _year(text: str) -> tuple[int, int | None, str]:
    """The year that was said, or how many from this, and the text without it."""
    chinese = re.search("[\u3400-\u9fff]", text) is not None
    if chinese or "thousand" in text or re.search(r"\b(?:twenty|nineteen) [a-z-]+ ?[a-z]*$", text):
        text = _written_year(text, "zh" if chinese else "en")
    found = (_YEAR_ZH if chinese else _YEAR_EN).search(text)
    if found is None:
        return 0, None, text
    rest = f"{text[: found.start()]} {text[found.end() :]}".strip()
    years = _YEARS[found["which"]] if found["which"] else None
    return int(found["year"] or 0), years, re.sub(r"\s+", " ", rest)


def _written_year(text: str, language: str) -> str:
    """With a year in digits: 二零二八年, "two thousand and eighteen"."""
    if language == "zh":
        digits = str.maketrans("零〇一二三四五六七八九", "00123456789")
        return re.sub("[零〇一二三四五六七八九]{4}(?=年)", lambda each: each.group().translate(digits), text)
    return to_written(text, "en").strip()


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else int(read_number(text) or 0)


def _existing(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_from(today: date) -> range:
    return range(today.year, today.year + 9)


def days_between(first: date, second: date) -> int:
    """Days from the first to the second."""
    return (second - first) // timedelta(days=1)


DATE = SlotType(r"[a-z0-9\u3400-\u9fff].{0,48}?", read_day)
"""A day; which words are one, ``read_day`` decides."""

EDGE = SlotType(
    rf"(?:(?:the )?(?:first|second|third|fourth|fifth|last|final) (?:day|{'|'.join(_EN_DAYS)}) "
    rf"[a-z ]{{2,20}}(?:month|{'|'.join(_EN_MONTHS)}))",
    lambda text, _: _special(text.strip()),
)
"""The first or last day of a month, or one of its Mondays: such a day is asked for with fewer words than any
other."""
