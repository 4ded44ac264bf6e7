"""Of which day, or days, somebody asks: as a slot, and as the days it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from parley.language.moments import Clues, DayPart
from parley.language.understanding.slots import SlotType, words
from parley.language.understanding.when import When, read_when
from parley.language.understanding.when_patterns import MARKED

#: Hours of the clock that a part of the day has; the night goes on to the next morning.
_PARTS: dict[DayPart, tuple[int, int]] = {
    DayPart.MORNING: (6, 12),
    DayPart.NOON: (11, 14),
    DayPart.AFTERNOON: (12, 18),
    DayPart.EVENING: (18, 24),
    DayPart.NIGHT: (0, 6),
}
_SATURDAY = 5
_TODAY = When(Clues(days=0))

_FIXED: dict[str, When | str] = {
    **dict.fromkeys(("now", "right now", "currently", "at the moment", "at present", "just now"), "now"),
    **dict.fromkeys(("现在", "目前", "这会儿", "此刻", "当前", "眼下", "这时候"), "now"),
    **dict.fromkeys(
        ("weekend", "the weekend", "this weekend", "on the weekend", "at the weekend"), "weekend"
    ),
    **dict.fromkeys(
        ("over the weekend", "this coming weekend", "the coming weekend", "这 weekend"), "weekend"
    ),
    **dict.fromkeys(
        ("周末", "这周末", "这个周末", "本周末", "这个weekend", "this周末", "weekend的"), "weekend"
    ),
    **dict.fromkeys(
        ("next weekend", "the next weekend", "下周末", "下个周末", "下个weekend"), "next weekend"
    ),
    **dict.fromkeys(("this week", "the week", "week", "this coming week", "the week ahead"), "week"),
    **dict.fromkeys(("the coming week", "the rest of the week", "the next seven days", "7 days"), "week"),
    **dict.fromkeys(
        ("这周", "本周", "这个星期", "这星期", "这一周", "一周", "未来一周", "这礼拜", "这个week"), "week"
    ),
    **dict.fromkeys(("next week", "下周", "下星期", "下个星期", "下礼拜", "下一周", "下个礼拜"), "next week"),
    **dict.fromkeys(
        ("the next few days", "next few days", "the coming days", "the next couple of days"), "days"
    ),
    **dict.fromkeys(("in the next few days", "in the coming days", "the next three days"), "days"),
    **dict.fromkeys(
        ("最近", "最近几天", "这几天", "这两天", "接下来几天", "未来几天", "近几天", "过几天"), "days"
    ),
    **dict.fromkeys(("未来三天", "接下来三天", "未来两天", "接下来的几天", "近期"), "days"),
    **dict.fromkeys(
        ("later", "later today", "later on", "待会儿", "待会", "等会儿", "等会", "一会儿", "等下"), _TODAY
    ),
    **dict.fromkeys(("今儿", "今儿个", "今日", "白天", "这天", "今天白天"), _TODAY),
    **dict.fromkeys(("明儿", "明儿个", "明日"), When(Clues(days=1))),
    # 晚 before 会 is else a party.
    **dict.fromkeys(("今晚", "今天晚上", "今儿晚上", "今夜"), When(Clues(days=0, part=DayPart.EVENING))),
    **dict.fromkeys(("明晚", "明天晚上"), When(Clues(days=1, part=DayPart.EVENING))),
    **dict.fromkeys(("今早", "今天早上"), When(Clues(days=0, part=DayPart.MORNING))),
    **dict.fromkeys(("明早", "明天早上"), When(Clues(days=1, part=DayPart.MORNING))),
    "后儿": When(Clues(days=2)),
    "tonite": When(Clues(days=0, part=DayPart.EVENING)),
    **dict.fromkeys(("yesterday", "昨天", "昨日", "昨儿"), When(Clues(days=-1))),
}


def _read(text: str, language: str) -> When | str | None:
    if found := _FIXED.get(text.removesuffix("'s").strip()):
        return found
    when = read_when(text, language)
    if when is None or when.repeat:
        return None
    return when


_PATTERN = rf"(?:{words(_FIXED).pattern}(?:'s(?![a-z]))?|{MARKED})"
#: A day or several: a ``When`` of one day, or "now", "weekend", "week", "days", "next week", "next weekend".
SPAN = SlotType(_PATTERN, _read, sign=_PATTERN)


@dataclass(frozen=True, slots=True)
class Asked:
    """What time is asked about, at the place."""

    days: tuple[date, ...] = ()
    """Empty for now."""
    start: datetime | None = None
    """Where a part of a day is meant: from when, in the place's own time, without zone."""
    end: datetime | None = None
    part: DayPart | None = None
    name: str = ""
    """``weekend``, ``week`` and the like, where several days were called so."""

    @property
    def now(self) -> bool:
        return not self.days


def asked(when: When | str | None, now: datetime, *, otherwise: str = "now") -> Asked:
    """The days that are meant; ``now`` is the time at the place. ``otherwise`` stands in for no ``when``."""
    today = now.date()
    match when or otherwise:
        case "now":
            return Asked()
        case "today":
            return Asked((today,))
        case "weekend":
            return Asked(_weekend(today), name="weekend")
        case "next weekend":
            monday = today + timedelta(days=7 - today.weekday())
            return Asked(_weekend(monday), name="next_weekend")
        case "week":
            return Asked(_run(today, 7), name="week")
        case "next week":
            return Asked(_run(today + timedelta(days=7 - today.weekday()), 7), name="next_week")
        case "days":
            return Asked(_run(today, 3), name="days")
        case When() as said:
            return _of(said, now)
        case _:
            return Asked()


def _of(when: When, now: datetime) -> Asked:
    clues = when.clues
    if clues.days is not None and clues.days < 0:
        return Asked((now.date() + timedelta(days=clues.days),))
    moment = when.moment(now)
    if moment is None:
        return Asked()
    if clues.after is not None or clues.hour is not None:
        start = _hour(moment)
        return Asked((start.date(),), start, start + timedelta(hours=2))
    if clues.part is None:
        return Asked((moment.date(),))
    day = moment.date() if clues.dated else now.date()
    if not clues.dated and now.hour >= _PARTS[clues.part][1]:
        day += timedelta(days=1)
    begin, end = _PARTS[clues.part]
    midnight = datetime.combine(day, time())
    start = max(midnight + timedelta(hours=begin), _hour(now))
    return Asked((day,), start, max(midnight + timedelta(hours=end), start + timedelta(hours=1)), clues.part)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0, tzinfo=None)


def _weekend(today: date) -> tuple[date, ...]:
    """The days that are left of this week's end."""
    return tuple(day for day in _run(today, 7 - today.weekday()) if day.weekday() >= _SATURDAY)


def _run(first: date, count: int) -> tuple[date, ...]:
    return tuple(first + timedelta(days=each) for each in range(count))
