"""What a person can ask of the calendar on the wall."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import ClassVar

from parley.home.lunar import lunar_of
from parley.language.days import format_day
from parley.language.understanding.slots import SlotType
from parley.skills.dates.days import DATE, EDGE, Day, days_between
from parley.skills.dates.festivals import Festival, lunar_year, named, on_day
from parley.skills.dates.lunar_words import LUNAR_DAY, LUNAR_MONTH, MOON_DAY, MOON_MONTH, ZODIAC, said_lunar
from parley.skills.dates.public import Public, country_of
from parley.skills.dates.spans import AHEAD, BACK, MONTH, MONTHS, WEEKDAY, WEEKDAYS, YEAR
from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Reply


class DatesSkill(Skill):
    """Days of the week, holidays, lunar dates, and how long until."""

    types: ClassVar[Mapping[str, SlotType]] = {
        "date": DATE,
        "edge": EDGE,
        "ahead": AHEAD,
        "back": BACK,
        "months": MONTHS,
        "year": YEAR,
        "month": MONTH,
        "weekday": WEEKDAY,
        "weekdays": WEEKDAYS,
        "lunar_month": LUNAR_MONTH,
        "lunar_day": LUNAR_DAY,
        "moon_month": MOON_MONTH,
        "moon_day": MOON_DAY,
        "holiday": SlotType(r"[a-z0-9\u3400-\u9fff].{0,34}?", lambda text, _: _holiday(text)),
    }

    def slot_types(self) -> Mapping[str, SlotType]:
        """With the holidays of the house's own country, as far as settings name it."""
        if not (country := self.house.settings.place.country):
            return self.types
        public = Public(country.upper())

        def parse(text: str, _: str) -> str | None:
            known = _holiday(text)
            return known or (text if public.named(text, self.house.clock.now().date()) else None)

        return {**self.types, "holiday": SlotType(self.types["holiday"].pattern, parse)}

    @handles("dates.weekday")
    async def weekday(self, ask: Ask, date: Day) -> Reply:
        return self._told(ask, date, "weekday")

    @handles("dates.date")
    async def date(self, ask: Ask, date: Day) -> Reply:
        return self._told(ask, date, "date")

    @handles("dates.check")
    async def check(self, ask: Ask, date: Day | None = None, weekday: int | None = None) -> Reply:
        """Is it Monday today? Is the third a Monday?"""
        today = _today(ask)
        day = today if date is None else date.date(today, self._country(ask))
        if day is None:
            return ask.reply("no_such_day")
        if weekday is None:
            yes = day == today
            return ask.reply("is_it_yes" if yes else "is_it_no", date=today, emotion="neutral")
        message = "is_it_yes" if day.weekday() == weekday else "is_it_no"
        return ask.reply(message, date=today if day == today else _day(ask, day), emotion="neutral")

    @handles("dates.holiday")
    async def holiday(self, ask: Ask, name: str, year: int | str | None = None) -> Reply:
        today, country = _today(ask), self._country(ask)
        wanted = _year_of(year, today) if year is not None else None
        festival = named(name)
        if festival is None:
            day = Public(country).named(name, today)
        else:
            day = festival.of(wanted, country) if wanted else festival.next(today, country)
        if day is None:
            return ask.reply("no_such_day")
        message = _tense("holiday", day, today)
        about = {"holiday": name}
        return ask.reply(message, name=_name(ask, festival, name), date=_day(ask, day), topic=about)

    @handles("dates.until")
    async def until(self, ask: Ask, event: str = "", date: Day | None = None, end: str = "") -> Reply:
        """``end`` of this year or month."""
        today, country = _today(ask), self._country(ask)
        if end:
            last = _last_day(today, end)
            return ask.reply("until_day", count=days_between(today, last), name="", date=_day(ask, last))
        festival = named(event) if event else None
        day = self._next(event, festival, today, country) if event else date and date.date(today, country)
        if day is None:
            return ask.reply("no_such_day")
        left = days_between(today, day)
        name = _name(ask, festival, event) if event else _day(ask, day)
        if left == 0:
            return ask.reply("until_today", name=name)
        if left < 0:
            return ask.reply("since", count=-left, date=_day(ask, day))
        message = "until" if event else "until_day"
        return ask.reply(message, count=left, name=name, date=_day(ask, day), topic={"holiday": event})

    @handles("dates.since")
    async def since(self, ask: Ask, date: Day) -> Reply:
        today = _today(ask)
        day = date.date(today, self._country(ask), past=True)
        if day is None:
            return ask.reply("no_such_day")
        if day > today:
            return ask.reply("until_day", count=days_between(today, day), name="", date=_day(ask, day))
        return ask.reply("since", count=days_between(day, today), date=_day(ask, day))

    @handles("dates.between")
    async def between(self, ask: Ask, first: Day, second: Day) -> Reply:
        today, country = _today(ask), self._country(ask)
        one = first.date(today, country)
        # "From the 1st of May to Christmas" is the Christmas after it.
        other = second.date(max(one, today) if one else today, country)
        if one is None or other is None:
            return ask.reply("no_such_day")
        one, other = sorted((one, other))
        return ask.reply(
            "between", count=days_between(one, other), first=_day(ask, one), second=_day(ask, other)
        )

    @handles("dates.is_holiday")
    async def is_holiday(self, ask: Ask, date: Day | None = None, work: bool = False) -> Reply:
        today, country = _today(ask), self._country(ask)
        day = today if date is None else date.date(today, country)
        if day is None:
            return ask.reply("no_such_day")
        public, shown = Public(country), _day(ask, day)
        name = public.name(day, ask.language) or ""
        free = not public.works(day)
        festival = next((each.names[ask.language] for each in on_day(day, country)), "")
        unsure = " " * (ask.language == "en") + ask.messages.say("unsure", year=str(day.year))
        after = unsure if public.unsure(day.year) and day.isoweekday() > 5 else ""
        if name:
            return ask.reply("holiday_yes", date=shown, name=name)
        if public.exchanged(day):
            return ask.reply("exchanged", date=shown)
        if public.known and free and day.isoweekday() < 6:
            return ask.reply("day_off", date=shown)
        if not public.known:
            message = "weekend_unknown" if free else "unknown_named" if festival else "unknown"
            return ask.reply(message, date=shown, name=festival, why=ask.messages.say("no_library"))
        if work or not festival:
            return ask.reply("weekend" if free else "working", date=shown, after=after)
        return ask.reply("not_public", date=shown, name=festival)

    @handles("dates.next_holiday")
    async def next_holiday(self, ask: Ask) -> Reply:
        today, country = _today(ask), self._country(ask)
        public = Public(country)
        found = next(public.coming(today, ask.language), None)
        if found is None:
            return ask.reply("no_library")
        day, name = found
        left = days_between(today, day)
        return ask.reply("next_holiday", name=name, date=_day(ask, day), count=left, topic={"holiday": name})

    @handles("dates.days_off")
    async def days_off(self, ask: Ask, name: str) -> Reply:
        """How long a holiday lasts; where that is announced every year and not yet, how long it last did."""
        today, country = _today(ask), self._country(ask)
        public, festival = Public(country), named(name)
        day = self._next(name, festival, today, country)
        if day is None or not public.known:
            return ask.reply("no_such_day" if public.known else "no_library")
        called = _name(ask, festival, name)
        if not public.name(day, ask.language):
            return ask.reply("not_public", date=_day(ask, day), name=called)
        last = festival.last(today, country) if festival and public.unsure(day.year) else None
        first, end = public.free_around(last or day)
        return ask.reply(
            "days_off" if last is None else "days_off_before",
            count=days_between(first, end) + 1,
            name=called,
            first=_day(ask, first),
            last=_day(ask, end),
            year=str(day.year),
            before=str(first.year),
        )

    @handles("dates.lunar")
    async def lunar(self, ask: Ask, date: Day | None = None) -> Reply:
        today = _today(ask)
        day = today if date is None else date.date(today, self._country(ask))
        found = None if day is None else lunar_of(day)
        if day is None or found is None:
            return ask.reply("no_lunar")
        return ask.reply(
            _tense("lunar", day, today), date=_day(ask, day), lunar=said_lunar(found, ask.language)
        )

    @handles("dates.from_lunar")
    async def from_lunar(
        self, ask: Ask, month: int, day: int, leap: bool = False, year: int | str | None = None
    ) -> Reply:
        from parley.home.lunar import Lunar, date_of, lunar_days

        today = _today(ask)
        if year is not None or leap:
            found = date_of(
                Lunar(_year_of(year, today) if year is not None else today.year, month, day, leap)
            )
        else:
            found = next(lunar_days(f"{month:02}-{day:02}", today), None)
        if found is None:
            return ask.reply("no_such_lunar")
        lunar = lunar_of(found)
        assert lunar is not None
        named_so = said_lunar(lunar, ask.language, with_year=False)
        return ask.reply(_tense("from_lunar", found, today), lunar=named_so, date=_day(ask, found))

    @handles("dates.ahead")
    async def ahead(self, ask: Ask, days: int = 0, months: int = 0, date: Day | None = None) -> Reply:
        today = _today(ask)
        start = today if date is None else date.date(today, self._country(ask))
        if start is None:
            return ask.reply("no_such_day")
        try:
            day = _months_later(start, months) + timedelta(days=days)
        except (OverflowError, ValueError):
            return ask.reply("no_such_day")
        return ask.reply(_tense("ahead", day, today), date=_day(ask, day))

    @handles("dates.week")
    async def week(self, ask: Ask, date: Day | None = None, day: bool = False) -> Reply:
        """``day``: which day of the year it is."""
        today = _today(ask)
        if day:
            return ask.reply("day_of_year", number=today.timetuple().tm_yday, year=str(today.year))
        found = today if date is None else date.date(today, self._country(ask))
        if found is None:
            return ask.reply("no_such_day")
        message = "week" if found == today else "week_of"
        return ask.reply(message, week=found.isocalendar().week, date=_day(ask, found), year=str(found.year))

    @handles("dates.leap_year")
    async def leap_year(self, ask: Ask, year: int | str | None = None) -> Reply:
        today = _today(ask)
        number = _year_of(year, today) if year is not None else today.year
        if year is None and ask.understanding.slots.get("next"):
            number += 1
            while not months.isleap(number):
                number += 1
            return ask.reply("next_leap", year=str(number))
        return ask.reply("leap" if months.isleap(number) else "not_leap", year=str(number))

    @handles("dates.zodiac")
    async def zodiac(self, ask: Ask, year: int | str | None = None, short: float | None = None) -> Reply:
        today = _today(ask)
        if short is not None:
            # Who says 88 is not that old, nor yet to be born.
            year = int(short) + (0 if short > 99 else 1900 if short > today.year % 100 else 2000)
        number = lunar_year(today) if year is None else _year_of(year, today)
        animal = ZODIAC[ask.language if ask.language == "zh" else "en"][(number - 4) % 12]
        return ask.reply("zodiac", year=str(number), animal=animal)

    @handles("dates.length")
    async def length(
        self, ask: Ask, month: int | str | None = None, year: int | str | None = None, leap: bool = False
    ) -> Reply:
        today = _today(ask)
        if leap:
            return ask.reply("leap_length")
        if month is None:
            number = _year_of(year, today) if year is not None else today.year
            return ask.reply("year_length", count=366 if months.isleap(number) else 365, year=str(number))
        number = today.month + {"this": 0, "next": 1, "last": -1}[month] if isinstance(month, str) else month
        years, number = divmod(today.year * 12 + number - 1, 12)
        if year is not None:
            years = _year_of(year, today)
        if isinstance(weekday := ask.understanding.slots.get("weekday"), int):
            count = sum(week[weekday] > 0 for week in months.monthcalendar(years, number + 1))
            day = f"星期{'一二三四五六日'[weekday]}" if ask.language == "zh" else months.day_name[weekday]
            return ask.reply("weekdays", count=count, month=_month_name(number + 1, ask.language), day=day)
        count = months.monthrange(years, number + 1)[1]
        return ask.reply("month_length", count=count, month=_month_name(number + 1, ask.language))

    def _told(self, ask: Ask, wanted: Day, message: str) -> Reply:
        today = _today(ask)
        day = wanted.date(today, self._country(ask))
        if day is None:
            return ask.reply("no_such_day")
        return ask.reply(_tense(message, day, today), date=_day(ask, day))

    def _next(self, name: str, festival: Festival | None, today: date, country: str) -> date | None:
        return festival.next(today, country) if festival else Public(country).named(name, today)

    def _country(self, ask: Ask) -> str:
        return country_of(self.house.settings.place, ask.context)


def _holiday(text: str) -> str | None:
    text = text.strip(" '的")
    return text if named(text) else None


def _today(ask: Ask) -> date:
    clock = ask.context.clock
    return clock.now().astimezone(clock.zone()).date()


def _day(ask: Ask, day: date) -> str:
    """With its day of the week always, which is what people want to know."""
    text = format_day(day, _today(ask), ask.language)
    if ask.language == "zh":
        return text if "星期" in text else text + "星期" + "一二三四五六日"[day.weekday()]
    return f"today, {day:%A}" if text == "today" else text


def _tense(message: str, day: date, today: date) -> str:
    return f"{message}_past" if day < today else message


def _name(ask: Ask, festival: Festival | None, said: str) -> str:
    if festival is not None:
        return festival.names["zh" if ask.language == "zh" else "en"]
    return said if re.search("[\u3400-\u9fff]", said) else said.title().replace("'S", "'s")


def _year_of(year: int | str, today: date) -> int:
    if isinstance(year, int):
        return year
    return today.year + {"this": 0, "next": 1, "last": -1, "after_next": 2, "before_last": -2}.get(year, 0)


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def _last_day(today: date, of: str) -> date:
    month = 12 if of == "year" else today.month
    return date(today.year, month, months.monthrange(today.year, month)[1])


def _month_name(month: int, language: str) -> str:
    return f"{month}月" if language == "zh" else months.month_name[month]
