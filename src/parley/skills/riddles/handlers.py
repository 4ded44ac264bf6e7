"""What a person can ask of riddles. The riddle that was asked is in the context; nobody else's is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import ClassVar

import msgspec

from parley.language.understanding.names import likeness
from parley.language.understanding.slots import SlotType
from parley.skills.frame import Ask, Skill, handles
from parley.skills.turns import next_of
from parley.skills.types import Pending, Reply

RIGHT = 0.8
"""Likeness to the answer from which on a guess is right: "an umbrela", 雨散."""
GUESSES = 3
"""Wrong guesses after which the answer is told."""


class Riddle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A riddle and what solves it."""

    question: str
    answer: str
    also: tuple[str, ...] = ()
    """Other words that are right."""

    def solved_by(self, guess: str) -> bool:
        """Whether a guess is the answer, or near enough to have been meant so."""
        return any(likeness(guess, right) >= RIGHT for right in (self.answer, *self.also))


class Riddles(Skill):
    """Ask a riddle, judge guesses, tell the answer."""

    types: ClassVar = {"guess": SlotType(r"\S(?:.{0,60}\S)?", lambda text, _: text, free=True)}

    async def start(self) -> None:
        for language in ("en", "zh"):
            riddles(language)

    @handles("riddles.tell")
    async def tell(self, ask: Ask) -> Reply:
        there = riddles(ask.language)
        kind = f"riddles.{ask.language}"
        id = await next_of(self.house, ask.context, kind, list(there))
        asked = f"{ask.language} {id} 0"
        return _waiting(ask.reply("ask", question=there[id].question, topic={kind: id, "riddle": asked}))

    @handles("riddles.guess")
    async def guess(self, ask: Ask, text: str) -> Reply:
        found = _asked(ask)
        if found is None:
            return ask.reply("none")
        language, id, count = found
        riddle = riddles(language)[id]
        if riddle.solved_by(text):
            return ask.reply("right", answer=riddle.answer, emotion="happy", topic={"riddle": ""})
        if count + 1 >= GUESSES:
            return ask.reply("last", answer=riddle.answer, topic={"riddle": ""})
        return _waiting(ask.reply("wrong", topic={"riddle": f"{language} {id} {count + 1}"}))

    @handles("riddles.hint")
    async def hint(self, ask: Ask) -> Reply:
        found = _asked(ask)
        if found is None:
            return ask.reply("none")
        language, id, _ = found
        return _waiting(ask.reply("hint", letter=_clue(riddles(language)[id].answer, language)))

    @handles("riddles.answer")
    async def answer(self, ask: Ask) -> Reply:
        found = _asked(ask)
        if found is None:
            return ask.reply("none")
        language, id, _ = found
        return ask.reply("answer", answer=riddles(language)[id].answer, topic={"riddle": ""})


def _waiting(reply: Reply) -> Reply:
    """Whatever is said next, and is nothing else, is a guess."""
    return replace(reply, question=True, pending=Pending("riddles.guess", "text"))


def _asked(ask: Ask) -> tuple[str, str, int] | None:
    """Language and id of the riddle that waits, and how many wrong guesses there were."""
    known = str(ask.context.about.get("riddle") or "").split()
    if len(known) != 3 or known[1] not in riddles(known[0]):
        return None
    return known[0], known[1], int(known[2])


def _clue(answer: str, language: str) -> str:
    if language == "zh":
        return f"一共{len(answer)}个字" + (f"，第一个字是“{answer[0]}”" if len(answer) > 1 else "")
    word = answer.split()[-1] if answer.split()[0] in ("A", "An", "The", "Your") else answer
    return word[0].upper()


@cache
def riddles(language: str) -> Mapping[str, Riddle]:
    """Riddles of a language by id."""
    file = Path(__file__).with_name("chinese.yaml" if language == "zh" else "english.yaml")
    return msgspec.yaml.decode(file.read_bytes(), type=dict[str, Riddle])
