"""What rang a moment ago, that somebody now wants silent, or again in a few minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

from parley.skills.alarms.alarm import Alarm, Alarms
from parley.skills.reminders.reminder import Reminder, Reminders

RECENT = timedelta(minutes=30)
"""Who says "five more minutes" means what rang within this time."""


def rung(alarms: Alarms) -> Alarm | None:
    """The alarm that rang last, if it just did, or that is snoozed."""
    return max((each for each in alarms.all if _recent(each, alarms.now)), key=_last, default=None)


def reminded(reminders: Reminders) -> Reminder | None:
    """The reminder that was said last, if it just was."""
    return max((each for each in reminders.open if _recent(each, reminders.now)), key=_last, default=None)


def _recent(each: Alarm | Reminder, now: datetime) -> bool:
    moment = now.timestamp()
    return each.snoozed > moment or (each.rang > 0 and moment - each.rang < RECENT.total_seconds())


def _last(each: Alarm | Reminder) -> float:
    return each.rang
