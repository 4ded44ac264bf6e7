"""A fact as a sentence, in either language, and the days in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from parley.knowledge.own.graph import Kept
from parley.knowledge.own.names import ALLERGY, ITS_PLACE, LIKES, LIVES, WORKS, known, name_of, worded, words
from parley.language.messages import Messages
from parley.language.numbers import locale_of
from parley.language.understanding.clues import read_clues
from parley.language.understanding.normal import normal

_VERBS = {
    LIVES: ("lives", "i_live"),
    WORKS: ("works", "i_work"),
    ALLERGY: ("allergy", "i_allergy"),
    LIKES: ("likes", "i_likes"),
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_ISO = re.compile(r"(?:(\d{4})-|--)(\d{2})-(\d{2})")
_PERSONS = frozenset({"name"})


def owner(messages: Messages, path: Sequence[str]) -> str:
    """Whose it is, for the person it is said to: "your sister's husband", 你姐姐的老公, Tom."""
    language = messages.language
    first, *rest = (worded(each, language) for each in path)
    found = (
        messages.say("yours", what=_possessed(first, language)) if known(path[0]) or _own(path[0]) else first
    )
    for each in rest:
        found = messages.say("of", owner=found, what=each)
    return found


def _own(word: str) -> bool:
    """Whether a word that nobody knows better is a thing of the person's, and not somebody's name."""
    return bool(word) and not _HAN.search(word) and word[0].islower()


def _possessed(word: str, language: str) -> str:
    """Kin follow 你 without 的 (你姐姐), things with it (你的车)."""
    people = words().people["zh"]
    return f"的{word}" if language == "zh" and word not in people else word


def what(messages: Messages, path: Sequence[str], relation: str) -> str:
    """What a fact is about: "your sister's birthday", "where your car is"."""
    language = messages.language
    if relation == ITS_PLACE and path:
        return messages.say("where_yours", what=worded(path[-1], language))
    named = worded(relation, language) if not relation.startswith("@") else ""
    if not path:
        plain = named or worded("address" if relation == LIVES else "job", language)
        return messages.say("yours", what=f"的{plain}" if language == "zh" else plain)
    return messages.say("of", owner=owner(messages, path), what=named) if named else owner(messages, path)


def sentence(messages: Messages, fact: Kept, today: date) -> str:
    """The fact. What cannot be said in the language of the answer is quoted as it was told."""
    language = messages.language
    value = shown(fact.value, language, today)
    if value is None and fact.said and _other(fact, language):
        return messages.say("quote", said=fact.said)
    value = value or fact.value
    if fact.relation in _VERBS:
        theirs, mine = _VERBS[fact.relation]
        if not fact.path:
            return messages.say(mine, value=value)
        return messages.say(theirs, who=_capital(owner(messages, fact.path)), value=value)
    if fact.relation == ITS_PLACE:
        return messages.say("place", owner=_capital(owner(messages, fact.path)), value=value)
    if name_of(fact.relation) & _PERSONS and fact.path:
        return messages.say("name", who=_capital(owner(messages, fact.path)), value=value)
    relation = worded(fact.relation, language)
    whose = owner(messages, fact.path) if fact.path else messages.say("you")
    if language == "en":
        whose = f"{whose}'s" if fact.path else "your"
    return messages.say("is", owner=_capital(whose), relation=relation, value=value)


def _other(fact: Kept, language: str) -> bool:
    """Whether its value is words of the other language; a name or a number is of both."""
    return fact.language != language and fact.relation.startswith("@") and bool(fact.language)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def day_of(value: str) -> tuple[int | None, int, int] | None:
    """Year (where it was told), month and day in a value; None where there is no day in it."""
    if match := _ISO.fullmatch(value.strip()):
        return int(match[1]) if match[1] else None, int(match[2]), int(match[3])
    clues = read_clues(normal(value))
    if clues is None or clues.month is None or clues.day is None:
        return None
    return clues.year, clues.month, clues.day


def shown(value: str, language: str, today: date) -> str | None:
    """A value that a language has a way to write: a day; None for other words."""
    from babel.dates import format_skeleton

    found = day_of(value)
    if found is None:
        return None
    year, month, day = found
    try:
        moment = date(year or 2024, month, day)  # a leap year: 29 February is a birthday too
    except ValueError:
        return None
    return format_skeleton("yMMMMd" if year else "MMMMd", moment, locale=locale_of(language))


def next_time(value: str, today: date) -> date | None:
    """The next day with the month and day of a value."""
    found = day_of(value)
    if found is None:
        return None
    for year in range(today.year, today.year + 9):
        try:
            day = date(year, found[1], found[2])
        except ValueError:
            continue
        if day >= today:
            return day
    return None


def years_old(value: str, today: date) -> int | None:
    """Full years since the day in a value; None where its year was not told."""
    found = day_of(value)
    if found is None or found[0] is None:
        return None
    return today.year - found[0] - int((today.month, today.day) < found[1:])
