"""The house that the utterances are said in: all skills, Saturday 2026-11-21 09:30 in Shanghai."""

from __future__ import annotations

from functools import cache

from fakes.wall_clock import WallClock
from parley.skills.service import Skills
from parley.skills.types import Context
from understanding.judging import Report
from understanding.sets import Utterance, everything, outside

CLOCK = WallClock()
NOW = CLOCK.now().astimezone(CLOCK.zone())


@cache
def skills() -> Skills:
    """All that come with Parley, loaded once."""
    return Skills.load(CLOCK)


def context(utterance: Utterance) -> Context:
    """Somebody begins to talk; nothing was said before."""
    language = "en" if utterance.language == "en" else "zh"
    return Context("test", "speaker", "anna", language=language, clock=CLOCK)


def report(utterances: list[Utterance] | None = None) -> Report:
    """What is understood of all utterances, or of some."""
    found, house = Report(), skills()
    for each in utterances if utterances is not None else [*everything(), *outside()]:
        found.note(each, house.read(each.say, None, context(each)).commands, NOW)
    return found
