"""What is said about the weather: first what was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from parley.skills.frame import Ask
from parley.skills.weather.forecast import Day, Forecast, Hour, of_hours
from parley.skills.weather.spans import Asked
from parley.skills.weather.wording import Units, beaufort, span_name, weekday

#: Percent from which on rain is likely, and up to which it is not.
LIKELY, UNLIKELY = 55, 20
#: Millimetres that wet nobody.
TRACE = 0.2
#: Degrees Celsius, as it feels, that are called cold up to, and hot from.
COLD, HOT = 10, 28
#: Beaufort numbers from which on it is windy, and stormy.
WINDY, STORMY = 5, 8
#: What to wear, by how it feels in degrees Celsius.
_CLOTHES = ((0, "down_jacket"), (8, "winter_coat"), (15, "jacket"), (21, "sweater"), (26, "t_shirt"))
_SNOW = frozenset({71, 73, 75, 77, 85, 86})
_RAIN = frozenset({51, 53, 55, 56, 57, 61, 63, 65, 66, 67, 80, 81, 82, 95, 96, 99})
_SUNNY, _CLOUDY = frozenset({0, 1}), frozenset({2})
#: How WMO codes are told; several of them alike.
_SKIES = {
    0: "clear",
    1: "mostly_clear",
    2: "partly_cloudy",
    3: "overcast",
    **dict.fromkeys((45, 48), "fog"),
    **dict.fromkeys((51, 53, 55), "drizzle"),
    **dict.fromkeys((56, 57, 66, 67), "freezing_rain"),
    61: "light_rain",
    63: "rain",
    65: "heavy_rain",
    71: "light_snow",
    **dict.fromkeys((73, 77), "snow"),
    75: "heavy_snow",
    **dict.fromkeys((80, 81), "showers"),
    82: "heavy_rain",
    **dict.fromkeys((85, 86), "snow_showers"),
    95: "thunderstorms",
    **dict.fromkeys((96, 99), "hail"),
}
_MOST_DAYS = 7


@dataclass(frozen=True, slots=True)
class Report:
    """A question about the weather, and what is known to answer it."""

    ask: Ask
    forecast: Forecast
    span: Asked
    now: datetime
    """At the place."""
    where: str
    """Name of the place; empty where it goes without saying."""
    units: Units
    fresh: bool

    def say(self, message: str, **parameters: object) -> str:
        """A message with the place and the time in it."""
        where = self.ask.messages.say("in_place", place=self.where) if self.where else ""
        when = span_name(self.span, self.now.date(), self.ask)
        text = self.ask.messages.say(message, where=where, when=when, **parameters)
        return text[:1].upper() + text[1:]

    def sky(self, code: int) -> str:
        """Clouds, rain and the like in words."""
        return self.ask.messages.say(f"sky_{_SKIES.get(code, 'overcast')}")

    def current(self) -> Hour | None:
        """The weather of this moment; where the answer is old, what was expected of it."""
        plain = self.now.replace(tzinfo=None)
        if self.fresh and self.forecast.now:
            return self.forecast.now
        hour = plain.replace(minute=0, second=0, microsecond=0)
        return next(iter(self.forecast.between(hour, hour + timedelta(hours=1))), None)

    def days(self) -> list[Day]:
        """The days that were asked about, as far as they are known; of today, what is left of it."""
        found: list[Day] = []
        for day in self.span.days[:_MOST_DAYS]:
            known = self._part() if self.span.start else self.forecast.day(day)
            if day == self.now.date() and not self.span.start:
                known = self._rest_of_today() or known
            if known:
                found.append(known)
        return found

    def _part(self) -> Day | None:
        start, end = self.span.start, self.span.end
        return of_hours(self.forecast.between(start, end)) if start and end else None

    def _rest_of_today(self) -> Day | None:
        hour = self.now.replace(minute=0, second=0, microsecond=0, tzinfo=None)
        midnight = datetime.combine(self.now.date() + timedelta(days=1), time())
        return of_hours(self.forecast.between(hour, midnight))


def tell(report: Report, what: str, feel: str, *, general: bool) -> str | None:
    """The answer; None where the forecast does not tell."""
    now = report.current() if report.span.now else None
    days = report.days()
    if report.span.now and now is None:
        return None
    if not report.span.now and not days:
        return None
    if general and now:
        return _in_general(report, now)
    if len(days) > 1:
        return _several(report, days, what)
    day = days[0] if days else None
    match what:
        case "rain" | "umbrella" | "snow" if day or now:
            return _falls(report, what, day or _as_day(now), now)
        case "wind":
            return _wind(report, now.wind if now else day.wind if day else None)
        case "temperature":
            return _warmth(report, now, day, feel)
        case "humidity":
            return _humidity(report, now)
        case "sun" if day or now:
            return _sun(report, day or _as_day(now))
        case "clothes" if day or now:
            return _clothes(report, day or _as_day(now))
        case _:
            pass
    if now:
        return report.say("now", sky=report.sky(now.code), warmth=report.units.degrees(now.warmth))
    return _one_day(report, day) if day else None


def _in_general(report: Report, now: Hour) -> str:
    text = report.say("now", sky=report.sky(now.code), warmth=report.units.degrees(now.warmth))
    today = report.forecast.day(report.now.date())
    if today is None:
        return text
    low, high = report.units.degrees(today.low), report.units.degrees(today.high)
    more = report.ask.messages.say("today_range", low=low, high=high)
    rest = Report(
        report.ask, report.forecast, Asked((report.now.date(),)), report.now, "", report.units, report.fresh
    ).days()
    chance = rest[0].chance if rest else None
    wet = chance is not None and chance > UNLIKELY and now.code not in _RAIN | _SNOW
    if wet:
        more += report.ask.messages.say("and_chance", chance=round(chance or 0))
    return _joined(report, text, report.ask.messages.say("sentence", text=more))


def _one_day(report: Report, day: Day) -> str:
    low, high = report.units.degrees(day.low), report.units.degrees(day.high)
    message = "day" if low != high else "day_even"
    text = report.say(message, sky=report.sky(day.code), low=low, high=high)
    if day.chance is not None and day.chance > UNLIKELY:
        text = _joined(report, text, report.say("chance", chance=round(day.chance)))
    return text


def _falls(report: Report, what: str, day: Day, now: Hour | None) -> str:
    codes = _SNOW if what == "snow" else _RAIN | _SNOW if what == "umbrella" else _RAIN
    snow = what == "snow"
    current = report.current()
    today = bool(report.span.days) and report.span.days[0] == report.now.date()
    if (today and not report.span.start) or now:
        wet = now or current
        if wet and wet.code in codes and report.fresh:
            return report.say(f"{what}_now", sky=report.sky(wet.code))
    chance = day.chance if day.chance is not None else (80 if day.code in codes else 0)
    if snow and day.code not in codes:
        return report.say("snow_no")
    if what == "rain" and day.code in _SNOW and chance > UNLIKELY:
        return report.say("rain_as_snow", chance=round(chance))
    if chance >= LIKELY or (day.code in codes and chance > UNLIKELY):
        since = _since(report, codes)
        return report.say(f"{what}_yes" + ("_from" if since else ""), chance=round(chance), time=since or "")
    if chance > UNLIKELY or (day.code in codes and (day.amount or 0) > TRACE):
        return report.say(f"{what}_maybe", chance=round(chance))
    return report.say(f"{what}_no")


def _since(report: Report, codes: frozenset[int]) -> time | None:
    """From when on it rains or snows on that day, if it does not all day."""
    day = report.span.days[0] if report.span.days else report.now.date()
    start = report.span.start or max(
        datetime.combine(day, time()), report.now.replace(minute=0, second=0, microsecond=0, tzinfo=None)
    )
    end = report.span.end or datetime.combine(day + timedelta(days=1), time())
    hours = report.forecast.between(start, end)
    first = next((each for each in hours if each.code in codes and (each.chance or 100) >= 30), None)
    if first is None or first is hours[0] or first.time.hour < 6:
        return None
    return first.time.time()


def _wind(report: Report, wind: float | None) -> str | None:
    if wind is None:
        return None
    force = beaufort(wind)
    kind = "stormy" if force >= STORMY else "windy" if force >= WINDY else "breezy" if force >= 3 else "calm"
    return report.say(f"wind_{kind}", wind=report.units.wind(wind))


def _warmth(report: Report, now: Hour | None, day: Day | None, feel: str) -> str:
    felt = now.felt if now else (day.felt_high if feel == "hot" else day.felt_low) if day else 0.0
    verdict = ""
    if feel:
        yes = felt <= COLD if feel == "cold" else felt >= HOT
        verdict = report.ask.messages.say(f"{feel}_{'yes' if yes else 'no'}")
    if now:
        degrees, felt_degrees = report.units.degrees(now.warmth), report.units.degrees(now.felt)
        message = "warmth_now" if abs(now.felt - now.warmth) < 3 else "warmth_felt"
        text = report.say(message, warmth=degrees, felt=felt_degrees)
    elif day:
        low, high = report.units.degrees(day.low), report.units.degrees(day.high)
        text = report.say("warmth_day" if low != high else "warmth_even", low=low, high=high)
    else:
        text = ""
    return f"{verdict}{text}"


def _humidity(report: Report, now: Hour | None) -> str | None:
    if now:
        return report.say("humidity", humidity=round(now.humidity)) if now.humidity is not None else None
    start = report.span.start or datetime.combine(report.span.days[0], time())
    end = report.span.end or start + timedelta(days=1)
    known = [each.humidity for each in report.forecast.between(start, end) if each.humidity is not None]
    return report.say("humidity", humidity=round(sum(known) / len(known))) if known else None


def _sun(report: Report, day: Day) -> str:
    kind = "yes" if day.code in _SUNNY else "some" if day.code in _CLOUDY else "no"
    return report.say(f"sun_{kind}", sky=report.sky(day.code))


def _clothes(report: Report, day: Day) -> str:
    # By the colder half of the day: who is too warm takes something off.
    felt = (day.felt_low + day.felt_high) / 2
    wear = next((name for limit, name in _CLOTHES if felt < limit), "light")
    low, high = report.units.degrees(day.low), report.units.degrees(day.high)
    text = report.say(f"wear_{wear}", low=low, high=high)
    if day.chance is not None and day.chance >= LIKELY:
        text = _joined(report, text, report.say("and_umbrella", chance=round(day.chance)))
    return text


def _several(report: Report, days: list[Day], what: str) -> str:
    """Some days, each in a few words; first whether it rains or snows, where that was asked."""
    first = ""
    if what in ("rain", "umbrella", "snow"):
        codes = _SNOW if what == "snow" else _RAIN | _SNOW
        wet = [
            each for each in days if each.code in codes and (each.chance is None or each.chance > UNLIKELY)
        ]
        names = report.ask.messages.say("and").join(weekday(each.date, report.ask) for each in wet)
        if not wet:
            return report.say(f"{what}_never")
        first = report.say(f"{what}_on", days=names)
    lines = [
        report.ask.messages.say(
            "day_line",
            day=weekday(each.date, report.ask),
            sky=report.sky(each.code),
            low=report.units.degrees(each.low),
            high=report.units.degrees(each.high),
        )
        for each in days
    ]
    joined = report.ask.messages.say("between").join(lines)
    if first and len(days) > 3:
        return first
    text = report.say("days", lines=joined)
    return _joined(report, first, text) if first else text


def _joined(report: Report, first: str, second: str) -> str:
    return f"{first}{'' if report.ask.language == 'zh' else ' '}{second}"


def _as_day(hour: Hour | None) -> Day:
    assert hour is not None
    return Day(
        hour.time.date(),
        hour.warmth,
        hour.warmth,
        hour.felt,
        hour.felt,
        hour.code,
        hour.chance,
        hour.amount,
        hour.wind,
    )
