"""Several commands in one utterance: found where each part of it is understood by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from parley.language.understanding.normal import normal
from parley.skills.asides import aside, day, united
from parley.skills.learning.words import words_of
from parley.skills.part import Part
from parley.skills.splitting import Piece, inherited, part, pieces
from parley.skills.types import Context, Reply

MOST = 4
"""Commands in one utterance."""
_TEXTS = frozenset({"text", "steps", "step", "message"})
"""Slots that hold whole sentences: "remind me to turn off the oven and lock the door" is one command."""
_STEPS = frozenset({"steps", "step"})
"""Slots that are commands themselves."""
_MANY = 4
"""Pieces."""
_LISTS = frozenset({"items", "options"})
"""Slots that hold several things, which "and" joins."""
_IT = frozenset({"it", "that", "this", "them", "those", "它", "它们", "这个", "那个"})
"""Who says so in a slot means what the clause before names, which then cannot be left out."""
_INSTEAD = frozenset({"change", "instead", "again"})
"""Slots that replace what was done before."""
_HOURS = frozenset({"time"})
"""Slots that a time of day is in where its day is told apart from it."""
_OPENINGS = frozenset({"talk.help", "talk.hello"})
"""What begins a request as well as being one."""
_TELLS = 4
"""Words of a clause that tells what the matter is."""
_FEW_WORDS = 3
"""What is added to the command before by "and …" is no longer than this."""


class ReadPart(Protocol):
    """Understands one part."""

    def __call__(self, text: str, main: str, context: Context, *, before: bool) -> Part | None: ...


class ReadRest(Protocol):
    """Understands what fits sentences of the same intent only."""

    def __call__(self, text: str, main: str, intent: str) -> Part | None: ...


def several(
    read: ReadPart, rest: ReadRest, text: str, main: str, context: Context, whole: Part | None
) -> Sequence[Part]:
    """The commands of an utterance: two or more, or one beside words that are no command; empty when none is.

    ``whole`` is what fits all of it, if anything does, with free words that may have swallowed a command.
    """
    if whole is not None and whole.match is not None and _STEPS & whole.match.spans.keys():
        return ()
    found = pieces(text)
    if len(found) < 2:
        return ()
    search = _Search(read, rest, text, main, found)
    ways = search.ways(0, context, None, MOST)
    ways = [way for way in ways if way and (whole is None or _likelier(way, whole))]
    ways = [way for way in ways if len(way) == 1 or not any(each.late for each in way)]
    ways = [way for way in ways if len(way) > 1 or way[0].replaces or not _IT & set(_free(way[0]))]
    found = united(min(ways, key=search.cost, default=()))
    # "Help, my card was stolen" and "hello, i need a taxi" are about the card and the taxi.
    if len(found) == 1 and found[0].understanding.intent in _OPENINGS and search.tells(found[0]):
        return ()
    return found


class _Search:
    """All the ways to cut one utterance so that each part is understood."""

    def __init__(self, read: ReadPart, rest: ReadRest, text: str, main: str, found: Sequence[Piece]) -> None:
        self._read = read
        self._rest = rest
        self._text = text
        self._main = main
        self._pieces = found
        self._alone: dict[tuple[int, int], Part | None] = {}
        self._aside = [aside(part(text, [each]), each.joint) for each in found]

    @staticmethod
    def cost(way: Sequence[Part]) -> tuple[int, int, int]:
        """The likeliest way costs least: few free words, and few words that are left out."""
        return sum(each.free for each in way), -sum(len(each.text) for each in way), len(way)

    def tells(self, one: Part) -> bool:
        """Whether more is said beside a part than who is speaking or a courtesy."""
        left = [part(self._text, [piece]) for piece in self._pieces]
        return any(each not in one.text and len(words_of(each)) >= _TELLS for each in left)

    def ways(self, start: int, context: Context, before: Part | None, most: int) -> list[list[Part]]:
        """Ways to understand the pieces from ``start`` on, in at most so many parts."""
        if start == len(self._pieces):
            return [[]]
        if not most:
            return []
        found: list[list[Part]] = []
        if self._aside[start]:
            found += self.ways(start + 1, context, before, most)
        # Of many pieces at most two are one command: a list of things to do, each said in few words.
        longest = 2 if len(self._pieces) > _MANY else len(self._pieces)
        for end in range(start + 1, min(start + longest, len(self._pieces)) + 1):
            if end == len(self._pieces) and start == 0:
                continue  # the whole
            one = self._one(start, end, context, before)
            if one is None:
                continue
            one = replace(one, joint=self._pieces[start].joint)
            then = replace(context, last=one.understanding, pending=None, last_reply=Reply("", self._main))
            for more in self.ways(end, then, one, most - 1):
                found.append(more if more and more[0].replaces else [one, *more])
        return found

    def _one(self, start: int, end: int, context: Context, before: Part | None) -> Part | None:
        key = start, end
        words = part(self._text, self._pieces[start:end])
        if key not in self._alone:
            self._alone[key] = self._read(
                words, self._main, context if not start else Context(), before=False
            )
        if alone := self._alone[key]:
            return self._on_its_day(start, words, alone) or alone
        if before is None:
            return None
        return self._following(words, self._pieces[start].joint, context) or self._inherited(words, before)

    def _on_its_day(self, start: int, words: str, alone: Part) -> Part | None:
        """What the reason before says a day for: 明天我要赶飞机，四点叫我."""
        if not start or not self._aside[start - 1] or day(words):
            return None
        told = day(part(self._text, [self._pieces[start - 1]]))
        glue = " " if words.isascii() else ""
        found = self._read(f"{told}{glue}{words}", self._main, Context(), before=False) if told else None
        if found is None or found.understanding.intent != alone.understanding.intent:
            return None
        more = found.understanding.slots.keys() ^ alone.understanding.slots.keys()
        return found if more <= _HOURS and found.free <= alone.free else None

    def _following(self, words: str, joint: str, context: Context) -> Part | None:
        """What goes on from the command before, as a follow-up would in a turn of its own."""
        short = len(words.split()) <= _FEW_WORDS if words.isascii() else len(words) <= 2 * _FEW_WORDS + 2
        for said in (words, f"{joint} {words}" if short and joint.isalpha() else ""):
            found = self._read(said, self._main, context, before=True) if said else None
            if found is None or (found.free and not short):
                continue
            # "At seven, at eight" are two, and no correction, which only a word such as "no" makes it.
            if found.replaces or not _INSTEAD & found.understanding.slots.keys():
                return found
        return None

    def _inherited(self, words: str, before: Part) -> Part | None:
        """What leaves unsaid what the command before said."""
        if before.match is None:
            return None
        for said in inherited(before.match, normal(words)):
            found = self._rest(said, self._main, before.understanding.intent)
            if found is None or found.match is None:
                continue
            same = found.understanding.slots == before.understanding.slots
            if not same and found.match.free_slots() <= before.match.spans.keys():
                return replace(found, free=found.free + 1)
        return None


def _likelier(way: Sequence[Part], whole: Part) -> bool:
    """Whether several commands are likelier than one in which some words are free."""
    match = whole.match
    if match is None or sum(each.free for each in way) >= whole.free:
        return False
    if any(_short(each.text) for each in way[1:]):
        return False
    if _LISTS & match.spans.keys() and all(
        each.understanding.intent == whole.understanding.intent for each in way
    ):
        return False
    first = way[0].match
    texts = _TEXTS & match.spans.keys()
    if not texts:
        return True
    # "Remind me to call mum at five and turn off the light" are two: the first ends with its time.
    return first is not None and not any(
        name in first.spans and first.spans[name][1] == len(first.text) for name in texts
    )


def _free(one: Part) -> list[str]:
    """The words in the slots that take any."""
    match = one.match
    if match is None:
        return []
    return [match.text[slice(*match.spans[name])].strip() for name in match.free_slots()]


def _short(text: str) -> bool:
    return len(text.split()) < 2 if text.isascii() else len(text) < 3
