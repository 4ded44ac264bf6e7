"""The house that the utterances are said in: all skills, Saturday 2026-11-21 09:30 in Shanghai."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from fakes.wall_clock import WallClock
from parley.skills.guessing import Guesser
from parley.skills.learning.curriculum import curriculum, key
from parley.skills.learning.keeping import Kept
from parley.skills.reader import Reader
from parley.skills.service import Skills
from parley.skills.smarthome.handlers import SmartHome
from parley.skills.smarthome.source import Changed, Command
from parley.skills.smarthome.things import Room, Scene, Thing
from parley.skills.types import Context
from understanding.judging import Report
from understanding.sets import Utterance, everything, outside

CLOCK = WallClock()
SCENES = (
    Scene("scenes:party", {"en": "Party", "zh": "聚会模式"}),
    Scene("scenes:reading", {"en": "Reading", "zh": "阅读模式"}),
)
"""What the people of the test set have in their home beside what the virtual one has."""
NOW = CLOCK.now().astimezone(CLOCK.zone())
LEARNED = Path(tempfile.gettempdir()) / "parley-understanding"
"""What was learned of these very sentences is not learned again."""


class _Scenes:
    """A source that has scenes alone."""

    name = "scenes"

    def things(self) -> Sequence[Thing]:
        return ()

    def rooms(self) -> Sequence[Room]:
        return ()

    def scenes(self) -> Sequence[Scene]:
        return SCENES

    def watch(self, changed: Changed) -> None:
        """They never change."""

    async def start(self) -> None:
        """They are there."""

    async def stop(self) -> None:
        """Nothing to end."""

    async def do(self, command: Command) -> None:
        """Nothing is done here."""


@cache
def reader(*, guessing: bool = True) -> Reader:
    """What understands all that comes with Parley, as it does a minute after the start."""
    skills = Skills.load(CLOCK)
    for each in skills.known.installed:
        if isinstance(each.skill, SmartHome):
            each.skill.dwelling.sources = (*each.skill.dwelling.sources, _Scenes())
    if not guessing:
        return Reader(skills.known)
    parts = [(each.name, each.sentences, each.skill.slot_types()) for each in skills.known.installed]
    guesser, kept, name = Guesser(parts), Kept(LEARNED), key(parts)
    model = kept.read(name) or kept.learned(name, lambda: curriculum(parts))
    assert model is not None, "The model could not be learned."
    guesser.know(model)
    return Reader(skills.known, guesser)


def context(utterance: Utterance) -> Context:
    """Somebody begins to talk; nothing was said before."""
    language = "en" if utterance.language == "en" else "zh"
    return Context("test", "speaker", "anna", language=language, clock=CLOCK)


def report(utterances: list[Utterance] | None = None, *, guessing: bool = True) -> Report:
    """What is understood of all utterances, or of some."""
    found, house = Report(), reader(guessing=guessing)
    for each in utterances if utterances is not None else [*everything(), *outside()]:
        text = each.say if each.heard is None else each.heard
        found.note(each, house.read(text, None, context(each)).commands, NOW)
    return found
