"""Which alarms a person means who says "the seven o'clock one" or "tomorrow's"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.language.moments import DayPart, hours
from parley.language.understanding.when import When
from parley.skills.alarms.alarm import Alarm, Alarms
from parley.skills.types import Context

DAILY = (1, 2, 3, 4, 5, 6, 7)
WEEKDAYS = (1, 2, 3, 4, 5)
_PARTS: Mapping[DayPart, range] = {
    DayPart.NIGHT: range(5),
    DayPart.MORNING: range(3, 12),
    DayPart.NOON: range(11, 14),
    DayPart.AFTERNOON: range(12, 19),
    DayPart.EVENING: range(17, 24),
}


def days_of(when: When) -> tuple[int, ...] | None:
    """The days of the week on which it repeats; none for once, None for what no alarm can keep."""
    match when.repeat:
        case "":
            return ()
        case "daily":
            return DAILY
        case "weekdays":
            return WEEKDAYS
        case "monthly" | "yearly" if when.lunar is not None and not when.lunar.leap:
            return ()
        case "weekly" if when.days:
            return when.days
        case "weekly" if when.clues.weekday is not None:
            return (when.clues.weekday + 1,)
        case _:
            return None


def lunar_of(when: When | None) -> str:
    """The lunar day on which it repeats; empty for none."""
    if when is None or when.lunar is None or not when.repeat:
        return ""
    return when.lunar.setting


def chosen(alarms: Alarms, among: Sequence[Alarm], which: When | None, label: str) -> Sequence[Alarm]:
    """Those that fit what was said of them; all when nothing was."""
    found = [each for each in among if which is None or _fits(alarms, each, which)]
    if not label:
        return found
    wanted = label.casefold()
    exact = [each for each in found if each.label.casefold() == wanted]
    return exact or [each for each in found if wanted in each.label.casefold()]


def set_last(context: Context, alarms: Alarms) -> Alarm | None:
    """The alarm that the last answer was about."""
    actions = context.last_reply.actions if context.last_reply else ()
    ids = [str(action.data.get("id")) for action in actions if action.kind in ("alarm_set", "alarm_changed")]
    return next((each for each in alarms.all if each.id in ids), None)


def _fits(alarms: Alarms, alarm: Alarm, which: When) -> bool:
    hour, minute = alarm.minute
    clues = which.clues
    if clues.hour is not None and (hour not in hours(clues) or minute != clues.minute):
        return False
    if clues.hour is None and clues.part is not None and hour not in _PARTS[clues.part]:
        return False
    if which.lunar is not None and alarm.lunar:
        return which.lunar.setting == alarm.lunar
    if which.repeat:
        days = days_of(which)
        return days is not None and bool(alarm.days) and set(days) <= set(alarm.days)
    if not clues.dated:
        return True
    moment = which.moment(alarms.now)
    if moment is None:
        return False
    if alarm.days:
        return moment.isoweekday() in alarm.days
    return alarm.due is not None and alarm.due.date() == moment.date()
