"""When a reminder is to be said: the moments that a person's words mean, and what a correction keeps."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from parley.home.collections import Repeat
from parley.home.lunar import read_setting
from parley.language.chinese.lunar import LunarDay
from parley.language.moments import Clues
from parley.language.understanding.when import When
from parley.skills.reminders.reminder import Reminder

FURTHEST = timedelta(days=366 * 10)
EARLIEST = 7
"""Who says "tomorrow at six", without a word about the morning, is not to be reminded before this hour."""


def moments_of(wanted: When, now: datetime) -> list[datetime] | str:
    """The first moment of each record that it takes; or the message that says why there is none."""
    if wanted.repeat == "other":
        return "cannot_repeat"
    if wanted.repeat == "weekly" and wanted.days:
        each = [When(wanted.clues, "weekly", (day,)).moment(now, EARLIEST) for day in wanted.days]
    else:
        each = [wanted.moment(now, EARLIEST)]
    moments = [moment for moment in each if moment is not None]
    if not moments:
        return "no_such_day"
    if moments[0] <= now:
        # "Today" alone, or "this morning", said later than that.
        return "passed" if wanted.timed else "today"
    return "too_far" if moments[0] - now > FURTHEST else moments


def repeat_of(wanted: When) -> Repeat:
    """How a record that is to ring like this repeats."""
    return "" if wanted.repeat == "other" else wanted.repeat


def lunar_of(wanted: When, text: str) -> tuple[When, str]:
    """What is wanted, and the lunar day that it comes again on; a birthday comes every year."""
    lunar = wanted.lunar
    if lunar is None or lunar.leap:
        return wanted, ""
    every_year = not wanted.repeat and re.search("生日|忌日|诞辰|birthday", text.casefold())
    if lunar.month and (every_year or wanted.repeat == "monthly"):
        wanted = replace(wanted, repeat="yearly")
    return wanted, lunar.setting if wanted.repeat else ""


def keeping(reminder: Reminder, to: When, now: datetime) -> When:
    """The new time, with the day or the hour of the old one where nothing else was said."""
    old = reminder.due or reminder.set_to
    if old is None or to.clues.after is not None:
        return to
    old = old.astimezone(now.tzinfo)
    if not to.timed:
        clues = to.clues.then(Clues(hour=old.hour, minute=old.minute, exact=True))
        clock = When(clues, to.repeat, to.days, to.lunar)
        return clock if to.clues.part is None else to
    if to.dated:
        return to
    if (lunar := read_setting(reminder.lunar)) is not None:
        return When(to.clues, reminder.repeat, (), LunarDay(*lunar))
    day = Clues(year=old.year, month=old.month, day=old.day)
    if reminder.repeat == "weekly":
        return When(to.clues, "weekly", (old.isoweekday(),))
    if reminder.repeat:
        return When(
            day.then(to.clues) if reminder.repeat in ("monthly", "yearly") else to.clues, reminder.repeat
        )
    moved = When(day.then(to.clues)).moment(now, EARLIEST)
    return When(day.then(to.clues)) if moved is not None and moved > now else to
