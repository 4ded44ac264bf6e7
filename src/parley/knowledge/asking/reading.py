"""A question cut into names and words: what it may mean, and what the graph has for each meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from parley.knowledge.asking import measuring
from parley.knowledge.asking.finding import Finder
from parley.knowledge.asking.masking import Masked
from parley.knowledge.asking.normal import SLOTS, X, Y
from parley.knowledge.asking.relations import LANGUAGES, class_words, classes
from parley.knowledge.asking.templates import templates
from parley.knowledge.asking.types import Meaning, Outcome, Reading, Shape, Thing
from parley.knowledge.types import Candidate

_STEPS = 2
"""Questions inside a question: "the population of the capital of the largest country"."""
_RANK = 0.9
"""How much less likely each further meaning of the same words is."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A reading and what came of it."""

    reading: Reading
    outcome: Outcome | None


class Reader:
    """Reads questions whose names are taken out."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder
        self._templates = templates()

    def fits(self, form: str) -> bool:
        """Whether a question with one slot may be about a thing."""
        return any(meaning.shape is not Shape.ABOUT for meaning, _ in self.meanings(form, 1))

    def tried(self, masked: Masked, language: str, today: date) -> list[Tried]:
        """All meanings of one way to cut the question, with what the graph has for each."""
        found: list[Tried] = []
        for form in masked.forms:
            found += self._form(form, masked.things, language, today, _STEPS)
            if found:
                break
        return found

    def _form(
        self, form: str, things: Sequence[Sequence[Thing]], language: str, today: date, steps: int
    ) -> list[Tried]:
        found: list[Tried] = []
        for place, (meaning, slots) in enumerate(self.meanings(form, len(things))):
            for chosen in _choices(things, slots):
                sure = meaning.sure * _RANK**place
                for thing in chosen:
                    sure *= thing.sure
                reading = Reading(meaning, chosen, sure)
                found.append(Tried(reading, self._finder.find(reading, language, today)))
        if steps and not any(each.outcome for each in found):
            found += self._shorter(form, things, language, today, steps)
        return found

    def meanings(self, form: str, slots: int) -> list[tuple[Meaning, str]]:
        """What a form may ask, each with its slots in the order of the meaning."""
        kinds = _kinds_in(form)
        found: list[tuple[Meaning, str]] = []
        if slots == 1:
            one = SLOTS[0]
            for meaning in self._templates.meanings(form.replace(one, X)):
                found.append((replace(meaning, kinds=kinds) if meaning.shape is Shape.FACT else meaning, one))
            for meaning in self._templates.meanings(form.replace(one, Y)):
                if meaning.shape is Shape.INVERSE:
                    found.append((replace(meaning, kinds=kinds), one))
        elif slots == 2:
            for one, other in (SLOTS[:2], SLOTS[1::-1]):
                for meaning in self._templates.meanings(form.replace(one, X).replace(other, Y)):
                    found.append((meaning, one + other))
        else:
            found += [(each, "") for each in self._templates.whole.get(form, ())]
        found += [(each.meaning, each.slots) for each in measuring.asked(form) if len(each.slots) == slots]
        return list(dict.fromkeys(found))

    def _shorter(
        self, form: str, things: Sequence[Sequence[Thing]], language: str, today: date, steps: int
    ) -> list[Tried]:
        """The question with a part of it answered first."""
        found: list[Tried] = []
        for start, end, meaning, slots in self._inside(form, len(things)):
            # The slots that are left, and one more for what the part is.
            kept = [slot for slot in SLOTS[: len(things)] if slot in form[:start] + form[end:]]
            mark = "\ue7ff"
            shorter = form[:start] + mark + form[end:]
            for new, old in zip(SLOTS, kept, strict=False):
                shorter = shorter.replace(old, new)
            shorter = shorter.replace(mark, SLOTS[len(kept)])
            rest = [things[SLOTS.index(slot)] for slot in kept]
            # Worth finding out only if something is asked of it.
            if not self.meanings(shorter, len(kept) + 1) and (
                steps == 1 or not list(self._inside(shorter, len(kept) + 1))
            ):
                continue
            inner = tuple(self._answers(meaning, slots, things, language, today))
            if inner:
                found += self._form(shorter, [*rest, inner], language, today, steps - 1)
            if any(each.outcome for each in found):
                break
        return found

    def _inside(self, form: str, slots: int) -> Iterator[tuple[int, int, Meaning, str]]:
        """Parts of a form that stand for a thing."""
        for slot in SLOTS[:slots]:
            for start, end, meaning in self._templates.inside(form, slot):
                yield start, end, meaning, slot
        for start, end, asked in measuring.within(form):
            yield start, end, asked.meaning, asked.slots

    def _answers(
        self, meaning: Meaning, slots: str, things: Sequence[Sequence[Thing]], language: str, today: date
    ) -> Iterator[Thing]:
        """The things that a part of a question stands for; none where it stands for several."""
        for chosen in _choices(things, slots):
            reading = Reading(meaning, chosen, 1.0)
            outcome = self._finder.find(reading, language, today)
            if outcome is None or len(outcome.values) != 1 or not outcome.values[0].id:
                continue
            value = outcome.values[0]
            sure = 0.97
            for thing in chosen:
                sure *= thing.sure
            steps = (*(step for thing in chosen for step in thing.steps), meaning.relation)
            yield Thing(Candidate(value.id, value.text), sure, steps=steps)


def _choices(things: Sequence[Sequence[Thing]], slots: str) -> Iterator[tuple[Thing, ...]]:
    """Every choice of a thing for each slot, the likeliest first."""
    if not slots:
        yield ()
        return
    options = [things[SLOTS.index(slot)] for slot in slots]
    if len(options) == 1:
        yield from ((thing,) for thing in options[0])
    else:
        yield from ((one, other) for one in options[0][:3] for other in options[1][:3])


def _kinds_in(form: str) -> tuple[str, ...]:
    """The ids of the class whose things a question asks for: "which country …"."""
    for language in LANGUAGES:
        for name in ("country", "city", "continent"):
            for word in class_words(language)[name]:
                asks = (
                    f"what {word}",
                    f"哪个{word}",
                    f"哪些{word}",
                    f"什么{word}",
                    f"几个{word}",
                    f"many {word}",
                )
                if len(word) > 1 and any(each in form for each in asks):
                    return tuple(classes()[name].ids)
    return ()
