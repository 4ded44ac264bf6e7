"""Which reminders a person means who says "the one to call mum" or "the six o'clock one"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parley.language.english.listener import to_listener
from parley.language.moments import hours
from parley.language.script import to_simplified
from parley.language.understanding.when import When
from parley.skills.reminders.reminder import Reminder, Reminders
from parley.skills.types import Context

_SMALL = frozenset({"the", "a", "an", "to", "about", "of", "that", "my", "your", "me", "you"})


def chosen(
    reminders: Reminders, among: Sequence[Reminder], which: When | None, text: str
) -> Sequence[Reminder]:
    """Those that fit what was said of them; all when nothing was."""
    found = [each for each in among if which is None or _fits(reminders, each, which)]
    if not text:
        return found
    wanted = _plain(text)
    exact = [each for each in found if _plain(each.text) == wanted]
    return exact or [each for each in found if _within(wanted, _plain(each.text))]


def same(found: Sequence[Reminder]) -> bool:
    """Whether these are one thing to the person, such as of Mondays and Thursdays."""
    return len({(each.text, each.repeat) for each in found}) == 1 and bool(found[0].repeat)


def set_last(context: Context, reminders: Reminders) -> list[Reminder]:
    """The reminders that the last answer was about."""
    actions = context.last_reply.actions if context.last_reply else ()
    kinds = ("reminder_set", "reminder_changed")
    ids = {str(action.data.get("id")) for action in actions if action.kind in kinds}
    return [each for each in reminders.open if each.id in ids]


def _fits(reminders: Reminders, reminder: Reminder, which: When) -> bool:
    moment = reminder.due or reminder.set_to
    if moment is None:
        return False
    moment = moment.astimezone(reminders.now.tzinfo)
    clues = which.clues
    if clues.hour is not None and (moment.hour not in hours(clues) or moment.minute != clues.minute):
        return False
    if which.repeat:
        return reminder.repeat == which.repeat and (not which.days or moment.isoweekday() in which.days)
    if not clues.dated:
        return True
    day = which.moment(reminders.now)
    return day is not None and day.date() == moment.date()


def _plain(text: str) -> str:
    """Without what people leave out or turn around when they speak of a reminder."""
    words = re.findall(r"[a-z0-9']+|[\u3400-\u9fff]", to_listener(to_simplified(text)).casefold())
    return " ".join(word for word in words if word not in _SMALL and word != "的")


def _within(wanted: str, text: str) -> bool:
    return bool(wanted) and (f" {wanted} " in f" {text} " or set(wanted.split()) <= set(text.split()))
