"""What a person can ask for to laugh about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar

import msgspec

from parley.language.understanding.names import mentions
from parley.language.understanding.slots import SlotType
from parley.skills.frame import Ask, Skill, handles
from parley.skills.turns import next_of
from parley.skills.types import Reply


class Jokes(Skill):
    """Tell a joke, and take what people say to it."""

    async def start(self) -> None:
        for language in ("en", "zh"):
            jokes(language)

    types: ClassVar[Mapping[str, SlotType]] = {
        "topic": SlotType(r"\S(?:.{0,38}?\S)?", lambda text, _: text, free=True),
        "kind": SlotType(r"[a-z]{3,12}(?: [a-z]{3,12})?", lambda text, _: text, free=True),
    }

    @handles("jokes.tell")
    async def tell(self, ask: Ask, about: str = "") -> Reply:
        there = jokes(ask.language)
        kind = f"jokes.{ask.language}"
        if about:
            fitting = [id for id, joke in there.items() if mentions(joke, about)]
            if not fitting:
                joke = await next_of(self.house, ask.context, kind, list(there))
                topic = {kind: joke}
                return ask.reply("other", about=about, joke=there[joke], emotion="happy", topic=topic)
            joke = fitting[0]
            return ask.reply("joke", joke=there[joke], emotion="happy", topic={kind: joke})
        joke = await next_of(self.house, ask.context, kind, list(there))
        return ask.reply("joke", joke=there[joke], emotion="happy", topic={kind: joke})

    @handles("jokes.react")
    async def react(self, ask: Ask, liked: bool = True) -> Reply:
        return ask.reply("thanks" if liked else "sorry", emotion="happy" if liked else "sad")

    @handles("jokes.explain")
    async def explain(self, ask: Ask) -> Reply:
        return ask.reply("why")


@cache
def jokes(language: str) -> Mapping[str, str]:
    """Jokes of a language by id."""
    file = Path(__file__).with_name("chinese.yaml" if language == "zh" else "english.yaml")
    return msgspec.yaml.decode(file.read_bytes(), type=dict[str, str])
