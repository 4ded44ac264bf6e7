"""What a slot of a sentence template takes, and the typed value it becomes."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

#: A few Latin words. Which of them are numbers the parser says; naming them all here would make every
#: template that has a number take milliseconds to compile.
_WORDS = "[a-z]+(?:[ -][a-z]+){0,7}?"
#: What looks like a number, in digits or in words of either language; ``parse_number`` has the last word.
NUMBER = (
    r"(?:[-负]?\d{1,15}(?:\.\d{1,10})?[万亿]?|负?[零〇一二两三四五六七八九十百千万亿点]{1,30}|"
    rf"(?<![a-z]){_WORDS}(?![a-z]))"
)

_ENGLISH_NUMBERS = (
    "zero|one|tw[oe]|th(?:ree|ir)|four|forty|fi(?:ve|f)|six|seven|eight|nin|ten|eleven|hundred|thousand|[mbt]r?illion|"
    "first|second|half|halves|quarter"
)
#: What is in every text with a number, whatever ``parse_number`` reads.
NUMBER_SIGN = rf"[\d零〇一二两三四五六七八九十百千万亿半点幺]|(?<![a-z])(?:{_ENGLISH_NUMBERS})"
SOME = rf"{NUMBER_SIGN}|(?<![a-z])(?:an?|couple)(?![a-z])"
"""The same for an amount of something: a mile, a couple of hours."""

Parse = Callable[[str, str], object]
"""(text, language) → the typed value, or None when the text is not one after all."""


@dataclass(frozen=True, slots=True)
class Several:
    """A value of more than one slot: "the kitchen light" is a kind of thing and a room."""

    values: Mapping[str, object]
    """By slot; what was said may fill fewer of them, or none."""


def put(slots: dict[str, object], name: str, value: object) -> None:
    """Fill a slot, or the several that a value is of."""
    if isinstance(value, Several):
        slots.update(value.values)
    else:
        slots[name] = value


@dataclass(frozen=True, slots=True)
class SlotType:
    """One kind of value."""

    pattern: str
    """Regular expression over the written, lower-case text; without named groups. It finds no empty text."""

    parse: Parse

    free: bool = False
    """Takes any words (a name): a template that needs no such slot is preferred."""

    spoken: Mapping[str, tuple[str, ...]] | None = None
    """What may be said, as templates by language, for recognisers that hear a closed set of sentences."""

    sign: str = ""
    """Regular expression that is found in every text with such a value; templates that need one are else
    not tried. Empty where nothing tells."""

    values: Mapping[str, object] | None = None
    """All words it takes, with their values, where they are a fixed set."""

    known: frozenset[str] = frozenset()
    """The same for words: one of these is in every text with such a value; empty where nothing tells."""

    telling: Callable[[object], bool] | None = None
    """Whether a value leaves little doubt what is talked about, and what is done to it is soon undone: a
    light. Of a guess with such a value more may stay unexplained. None where no value does."""


def words(values: Mapping[str, object], spoken: Mapping[str, tuple[str, ...]] | None = None) -> SlotType:
    """A slot that takes one of a fixed set of words, longest first."""
    longest = sorted(values, key=len, reverse=True)
    inside = "|".join(re.escape(each) for each in longest)
    # A Latin word must begin and end where the text's word does.
    pattern = rf"(?:(?<![a-z])|(?![a-z]))(?:{inside})(?:(?![a-z])|(?<![a-z]))"
    return SlotType(
        pattern, lambda text, _: values.get(text), spoken=spoken, values=values, known=frozenset(values)
    )
