"""What is seen, in words: things counted, writing read, long texts in pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from parley.language.chinese.numbers import spell_integer
from parley.language.sentences import split_sentences
from parley.skills.frame import Ask
from parley.skills.types import Reply
from parley.vision.objects.names import called
from parley.vision.service import Sight

PAGE = 900
"""Characters that are read out before its person is asked whether to go on; about two minutes of Chinese."""
SHORT = 160
"""Characters of writing that are told beside what is seen."""
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


async def seen(ask: Ask, sight: Sight, topic: Mapping[str, object]) -> Reply:
    """The things on a picture, what is written there, and its codes; nothing that nobody recognised."""
    names = [each.name for each in await sight.objects()]
    text = shortened((await sight.read()).text)
    codes = await sight.codes()
    said: list[str] = []
    if names:
        things = counted(names, ask.language)
        said.append(ask.messages.say("seen_and_written" if text else "seen", things=things, text=text))
    elif text:
        said.append(ask.messages.say("written", text=text))
    for code in codes[:2]:
        said.append(ask.messages.say("and_code" if said else "code", text=shortened(code.text)))
    if not said:
        return ask.reply("nothing_seen", topic=topic)
    return Reply(("" if ask.language == "zh" else " ").join(said), ask.language, about=topic)


def counted(names: Sequence[str], language: str) -> str:
    """ "two cups and a dog", 两个杯子和一只狗: as often as each was seen, in the order in which they come."""
    many = Counter(names)
    if language == "zh":
        told = [f"{_chinese(count)}{_things('zh')[name]}{called(name, 'zh')}" for name, count in many.items()]
        return "和".join(("、".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]
    told = [
        _things("en")[name][0] if count == 1 else f"{_english(count)} {_things('en')[name][1]}"
        for name, count in many.items()
    ]
    return " and ".join((", ".join(told[:-1]), told[-1])) if len(told) > 1 else told[0]


def shortened(text: str) -> str:
    """A text in one line, cut where it is long."""
    line = re.sub(r"\s+", " ", text).strip()
    return line if len(line) <= SHORT else f"{line[: SHORT - 1].rstrip()}…"


def page_from(text: str, start: int) -> tuple[str, int]:
    """Some of a text from a place on, up to the end of a sentence, and where the rest begins; 0 for none."""
    rest = text[max(0, start) :]
    if len(rest) <= PAGE:
        return rest.strip(), 0
    page = rest[:PAGE]
    # A sentence is not broken off, unless it is as long as half a page.
    ends = [len(page) - len(tail) for tail in split_sentences(page)[-1:]] if page else []
    cut = ends[0] if ends and ends[0] > PAGE // 2 else max(page.rfind("\n"), page.rfind(" "))
    cut = cut if cut > PAGE // 2 else PAGE
    return page[:cut].strip(), max(0, start) + cut


def _chinese(count: int) -> str:
    return "两" if count == 2 else spell_integer(count)


def _english(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


@cache
def _things(language: str) -> dict[str, Any]:
    text = (files("parley.skills.seeing") / f"things.{language}.yaml").read_text("utf-8")
    return msgspec.yaml.decode(text)
