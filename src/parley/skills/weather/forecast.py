"""The forecast of a place, as Open-Meteo gives it.

https://open-meteo.com/en/docs describes the request and the answer. All values are in metric units, all times
those of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

import msgspec

from parley.language.gazetteer.places import Place
from parley.skills.fetching import NoAnswer

#: The most that Open-Meteo knows of.
DAYS = 16
_CURRENT = (
    "temperature_2m",
    "apparent_temperature",
    "relative_humidity_2m",
    "weather_code",
    "wind_speed_10m",
)
_HOURLY = (*_CURRENT, "precipitation_probability", "precipitation")
_DAILY = (
    "weather_code",
    "temperature_2m_max",
    "temperature_2m_min",
    "apparent_temperature_max",
    "apparent_temperature_min",
    "precipitation_sum",
    "precipitation_probability_max",
    "wind_speed_10m_max",
)

_Number = float | None


class _Current(msgspec.Struct):
    time: str
    temperature_2m: _Number = None
    apparent_temperature: _Number = None
    relative_humidity_2m: _Number = None
    weather_code: _Number = None
    wind_speed_10m: _Number = None


class _Hourly(msgspec.Struct):
    time: list[str]
    temperature_2m: list[_Number] = []
    apparent_temperature: list[_Number] = []
    relative_humidity_2m: list[_Number] = []
    weather_code: list[_Number] = []
    wind_speed_10m: list[_Number] = []
    precipitation_probability: list[_Number] = []
    precipitation: list[_Number] = []


class _Daily(msgspec.Struct):
    time: list[str]
    weather_code: list[_Number] = []
    temperature_2m_max: list[_Number] = []
    temperature_2m_min: list[_Number] = []
    apparent_temperature_max: list[_Number] = []
    apparent_temperature_min: list[_Number] = []
    precipitation_sum: list[_Number] = []
    precipitation_probability_max: list[_Number] = []
    wind_speed_10m_max: list[_Number] = []


class _Answer(msgspec.Struct):
    daily: _Daily
    hourly: _Hourly
    current: _Current | None = None


@dataclass(frozen=True, slots=True)
class Hour:
    """The weather in one hour, or just now."""

    time: datetime
    """Without a zone: the place's own."""
    warmth: float
    """Degrees Celsius."""
    felt: float
    """Degrees Celsius, as it feels."""
    code: int
    """WMO 4677, as far as Open-Meteo uses it."""
    humidity: float | None = None
    """Percent."""
    wind: float | None = None
    """Kilometres per hour."""
    chance: float | None = None
    """Percent of something falling from the sky."""
    amount: float | None = None
    """Millimetres of it."""


@dataclass(frozen=True, slots=True)
class Day:
    """The weather of one day."""

    date: date
    low: float
    high: float
    felt_low: float
    felt_high: float
    code: int
    chance: float | None
    amount: float | None
    wind: float | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """The weather of a place, now and in the coming days."""

    now: Hour | None
    hours: tuple[Hour, ...]
    days: tuple[Day, ...]

    def day(self, day: date) -> Day | None:
        """A day's weather, where the forecast goes as far."""
        return next((each for each in self.days if each.date == day), None)

    def between(self, start: datetime, end: datetime) -> tuple[Hour, ...]:
        """The hours that begin in a span of time."""
        return tuple(each for each in self.hours if start <= each.time < end)


def address(url: str, place: Place) -> str:
    """Where the forecast of a place is asked for."""
    query = {
        "latitude": f"{place.latitude:.2f}",
        "longitude": f"{place.longitude:.2f}",
        "current": ",".join(_CURRENT),
        "hourly": ",".join(_HOURLY),
        "daily": ",".join(_DAILY),
        "timezone": place.zone,
        "forecast_days": str(DAYS),
    }
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query, safe=',/')}"


def read(content: bytes) -> Forecast:
    """The forecast in an answer. Raises ``NoAnswer`` when it is none."""
    try:
        answer = msgspec.json.decode(content, type=_Answer)
        hours = tuple(each for each in map(_hour, _rows(answer.hourly)) if each)
        days = tuple(each for each in map(_day, _rows(answer.daily)) if each)
        now = _hour(msgspec.structs.asdict(answer.current)) if answer.current else None
    except (msgspec.DecodeError, ValueError) as error:
        raise NoAnswer("The weather service answered with something else than a forecast.") from error
    if not days:
        raise NoAnswer("The weather service answered with a forecast of no day.")
    return Forecast(now, hours, days)


def _rows(columns: _Hourly | _Daily) -> list[dict[str, object]]:
    """One row for each time, of columns that may be short."""
    table = msgspec.structs.asdict(columns)
    most = DAYS * 24
    return [
        {name: values[at] if at < len(values) else None for name, values in table.items()}
        for at in range(min(len(columns.time), most))
    ]


def _hour(row: dict[str, object]) -> Hour | None:
    warmth = _number(row, "temperature_2m")
    if warmth is None:
        return None
    felt = _number(row, "apparent_temperature")
    return Hour(
        datetime.fromisoformat(str(row["time"])).replace(tzinfo=None),
        warmth,
        warmth if felt is None else felt,
        int(_number(row, "weather_code") or 0),
        _number(row, "relative_humidity_2m"),
        _number(row, "wind_speed_10m"),
        _number(row, "precipitation_probability"),
        _number(row, "precipitation"),
    )


def _day(row: dict[str, object]) -> Day | None:
    low, high = _number(row, "temperature_2m_min"), _number(row, "temperature_2m_max")
    if low is None or high is None:
        return None
    felt_low, felt_high = _number(row, "apparent_temperature_min"), _number(row, "apparent_temperature_max")
    return Day(
        date.fromisoformat(str(row["time"])),
        low,
        high,
        low if felt_low is None else felt_low,
        high if felt_high is None else felt_high,
        int(_number(row, "weather_code") or 0),
        _number(row, "precipitation_probability_max"),
        _number(row, "precipitation_sum"),
        _number(row, "wind_speed_10m_max"),
    )


def _number(row: dict[str, object], name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) and abs(value) < 1e6 else None


def of_hours(hours: Sequence[Hour]) -> Day | None:
    """Some hours as a day of their own: a morning, an evening, the rest of today."""
    if not hours:
        return None
    chances = [each.chance for each in hours if each.chance is not None]
    winds = [each.wind for each in hours if each.wind is not None]
    amounts = [each.amount for each in hours if each.amount is not None]
    codes = [each.code for each in hours]
    return Day(
        hours[0].time.date(),
        min(each.warmth for each in hours),
        max(each.warmth for each in hours),
        min(each.felt for each in hours),
        max(each.felt for each in hours),
        max(codes) if max(codes) >= 45 else max(codes, key=lambda code: (codes.count(code), code)),
        max(chances, default=None),
        sum(amounts) if amounts else None,
        max(winds, default=None),
    )
