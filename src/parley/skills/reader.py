"""From an utterance to its commands: exact sentences first, then answers, what follows, several, guesses."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Protocol

from parley.language.understanding.matcher import Match
from parley.language.understanding.model import Standing
from parley.language.understanding.normal import forms, speech_language
from parley.language.understanding.plainer import plainer
from parley.skills.asides import unexplained
from parley.skills.choosing import CHOOSE, chosen, named
from parley.skills.correcting import corrected
from parley.skills.deferring import deferred
from parley.skills.guessing import Candidate, Guessed
from parley.skills.known import Known
from parley.skills.meaning import meaning
from parley.skills.part import Part
from parley.skills.reading import Choice, Reading, Stage, Step
from parley.skills.several import several
from parley.skills.types import Context, Understanding

CLOSE = 0.15
"""Two guesses are close whose probabilities differ by less."""
_SHORTEST_GUESS = 5
"""Characters; of less nothing is guessed among several commands."""


class Guessing(Protocol):
    """What is needed of ``guessing.Guesser``."""

    def explain(self, text: str, language: str) -> Guessed: ...


Personal = Callable[[str, Context], Understanding | None]
Wondering = Callable[[str, str, Context], Understanding | None]
"""(text, its main language, context) → what it may be where no sentence fits."""
Foreign = Callable[[str, str | None, Context], Understanding | None]
"""(text, the language that a recogniser told, context) → what it means in another language of the house."""


@dataclass(slots=True)
class _Log:
    """The steps so far."""

    steps: list[Step] = field(default_factory=list[Step])
    began: float = field(default_factory=time.perf_counter)

    def note(self, stage: Stage, found: bool, **detail: object) -> None:
        now = time.perf_counter()
        self.steps.append(Step(stage, found, now - self.began, detail))
        self.began = now


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads utterances with what is known at one moment."""

    known: Known
    guesser: Guessing | None = None
    personal: Personal = lambda _, __: None
    foreign: Foreign = lambda _, __, ___: None
    wondering: Wondering = lambda _, __, ___: None

    def read(self, text: str, language: str | None, context: Context) -> Reading:
        """What an utterance means. ``language`` is its main language where a recogniser told; it decides only
        when the words do not."""
        main = speech_language(text, language or context.language)
        log = _Log()
        commands = self._commands(text, main, context, log) or self._otherwise(
            text, language, main, context, log
        )
        if not commands:
            log.note(Stage.NOTHING, True)
        return Reading(commands, main, tuple(log.steps))

    def _commands(self, text: str, main: str, context: Context, log: _Log) -> tuple[Understanding, ...]:
        if own := self.personal(text, context):
            log.note(Stage.WHOLE, True, personal=own.intent)
            return (replace(own, language=main, said=text),)
        said = forms(text)
        log.note(Stage.NORMAL, bool(said), forms=said)
        if not said:
            return ()
        if found := self._fitting(said, text, main, context, log):
            return found
        for plain in chain(plainer(text), unexplained(text)):
            said = forms(plain)
            log.note(Stage.PLAINER, bool(said), forms=said)
            if said and (found := self._fitting(said, plain, main, context, log)):
                return tuple(replace(each, said=text) for each in found) if len(found) == 1 else found
        if found := self._later(text, main, log):
            return found
        return self._wonder(text, main, context, self._guess(text, main, log), log)

    def _later(self, text: str, main: str, log: _Log) -> tuple[Understanding, ...]:
        """What a skill puts off, where the words without their time are a command of it."""
        for rest, then in deferred(text):
            match = self.known.whole.best((rest,), main) or next(
                (best for each in plainer(rest) if (best := self.known.whole.best(forms(each), main))), None
            )
            if match is None or match.template.intent not in self.known.putting_off:
                continue
            log.note(Stage.LATER, True, matches=[match])
            return (self.known.understanding(match, text, main, then),)
        log.note(Stage.LATER, False)
        return ()

    def _wonder(
        self, text: str, main: str, context: Context, guessed: tuple[Understanding, ...], log: _Log
    ) -> tuple[Understanding, ...]:
        """A question that somebody may answer, unless there is a guess that is sure enough to be done."""
        if guessed and guessed[0].intent != CHOOSE:
            return guessed
        found = self.wondering(text, main, context)
        if found is None:
            return guessed
        log.note(Stage.WONDER, True, intent=found.intent)
        slots = {**found.slots, **({"otherwise": guessed[0]} if guessed else {})}
        return (replace(found, language=main, said=text, slots=slots),)

    def _otherwise(
        self, text: str, language: str | None, main: str, context: Context, log: _Log
    ) -> tuple[Understanding, ...]:
        """What it means in another language of the house."""
        understood = self.foreign(text, language, context)
        if understood is not None:
            log.note(Stage.FOREIGN, True, intent=understood.intent)
        return (understood,) if understood is not None else ()

    def _fitting(
        self, said: Sequence[str], text: str, main: str, context: Context, log: _Log
    ) -> tuple[Understanding, ...]:
        """What fits sentences, as a whole or in parts; empty when it fits none."""
        whole = self._whole(said, text, main, log)
        if whole is not None and (whole.match is None or not whole.match.free):
            return (whole.understanding,)
        if whole is None and (found := self._in_context(said, text, main, context, log)):
            stage, understood = found
            return (understood, *context.rest) if stage is Stage.ANSWER else (understood,)
        if parts := self._several(text, main, context, whole):
            log.note(Stage.SEVERAL, True, parts=parts)
            return tuple(each.understanding for each in parts)
        log.note(Stage.SEVERAL, False)
        return (whole.understanding,) if whole else ()

    def _whole(self, said: Sequence[str], text: str, main: str, log: _Log) -> Part | None:
        """A sentence of some skill; a question where two skills' fit equally well."""
        tied = self.known.whole.finest(said, main)
        if not tied:
            log.note(Stage.WHOLE, False)
            return None
        first = tied[0]
        understood = self.known.understanding(first, text, main, {})
        # What else fits is only looked for where a person asks.
        log.note(Stage.WHOLE, True, matches=partial(self.known.whole.matches, said, main))
        others = {each.template.intent: each for each in reversed(tied)}
        # Without free words the order of files decides: 闹钟 may be an alarm or a timer.
        if (
            first.free
            and len(others) > 1
            and len({self.known.by_intent[intent].name for intent in others}) > 1
        ):
            readings = [
                (self.known.understanding(each, text, main, {}), _words(each)) for each in others.values()
            ]
            if asked := self._ask(readings):
                log.note(Stage.ASK, True, choices=asked.slots["choices"])
                return Part(asked, None, said[0], 0)
        return Part(understood, first, said[0], first.free)

    def _in_context(
        self, said: Sequence[str], text: str, main: str, context: Context, log: _Log
    ) -> tuple[Stage, Understanding] | None:
        """An answer, what goes on from before, a correction, or a sentence that gives way to these."""
        if pending := context.pending:
            match = self.known.answers(pending.intent, pending.slot).best(said, main)
            log.note(Stage.ANSWER, match is not None, matches=[match] if match else [])
            if match:
                answer = self.known.understanding(match, text, main, pending.slots)
                return Stage.ANSWER, chosen(answer)
            if pending.intent == CHOOSE and (one := named(pending.slots, said[0])):
                return Stage.ANSWER, replace(one, said=text)
        if last := context.last:
            match = self.known.follow(last.intent).best(said, main)
            log.note(Stage.FOLLOW, match is not None, after=last.intent, matches=[match] if match else [])
            if match:
                return Stage.FOLLOW, self.known.understanding(match, text, main, last.slots)
            correction = corrected(self.known, text, main, context)
            log.note(Stage.CORRECTION, correction is not None)
            if correction:
                return Stage.CORRECTION, correction
        match = self.known.late.best(said, main)
        log.note(Stage.LATE, match is not None, matches=[match] if match else [])
        return (Stage.LATE, self.known.understanding(match, text, main, {})) if match else None

    def _several(self, text: str, main: str, context: Context, whole: Part | None) -> Sequence[Part]:
        """Several commands; of those that are only guessed, at least one fits a sentence."""
        found = several(self._part, self._same, text, main, context, whole)
        if found or whole is not None or self.guesser is None:
            return found
        found = several(self._part_or_guess, self._same, text, main, context, None)
        return found if any(each.understanding.confidence == 1.0 for each in found) else ()

    def _part(self, text: str, main: str, context: Context, *, before: bool) -> Part | None:
        """One of several commands; ``before``: only what goes on from the one before it."""
        said = forms(text)
        if not said:
            return None
        if not before and (match := self.known.whole.best(said, main)):
            return Part(self.known.understanding(match, text, main, {}), match, said[0], match.free)
        found = self._in_context(said, text, main, context, _Log())
        if found is None or (found[0] is Stage.LATE and before):
            return None
        stage, understood = found
        if stage is Stage.LATE:
            return Part(understood, None, said[0], 0, late=True)
        if stage is not Stage.CORRECTION or not before:
            return Part(understood, None, said[0], 0)
        # Nothing was done yet that could be taken back.
        slots = {name: value for name, value in understood.slots.items() if name != "instead"}
        return Part(replace(understood, slots=slots, replaces=False), None, said[0], 0, replaces=True)

    def _part_or_guess(self, text: str, main: str, context: Context, *, before: bool) -> Part | None:
        if (found := self._part(text, main, context, before=before)) or before:
            return found
        guessed = self._guess(text, main, _Log()) if len(text) > _SHORTEST_GUESS else ()
        if not guessed or guessed[0].intent == CHOOSE:
            return None
        return Part(guessed[0], None, text, len(text))

    def _same(self, text: str, main: str, intent: str) -> Part | None:
        """What fits a sentence of one intent."""
        match = self.known.of(intent).best((text,), main) if text else None
        return (
            Part(self.known.understanding(match, text, main, {}), match, text, match.free) if match else None
        )

    def _guess(self, text: str, main: str, log: _Log) -> tuple[Understanding, ...]:
        if self.guesser is None:
            return ()
        guessed = self.guesser.explain(text, main)
        candidates = [each for each in guessed.candidates if self.known.knows(each.intent)]
        best = next(iter(candidates), None)
        log.note(Stage.GUESS, best is not None and best.standing is Standing.ACT, guessed=guessed)
        if best is None or best.standing is Standing.OUTSIDE:
            return ()
        if best.standing is Standing.ACT:
            return (self._guessed(best, text, main),)
        close = [each for each in candidates[:2] if best.probability - each.probability < CLOSE]
        said = {best.intent: guessed.filled}
        readings = [(self._guessed(each, text, main), said.get(each.intent, {})) for each in close]
        asked = self._ask(readings)
        log.note(Stage.ASK, asked is not None, choices=asked.slots["choices"] if asked else ())
        return (asked,) if asked else ()

    def _guessed(self, candidate: Candidate, text: str, main: str) -> Understanding:
        skill = self.known.by_intent[candidate.intent].name
        return Understanding(skill, candidate.intent, main, candidate.slots, candidate.probability, text)

    def _ask(self, readings: Sequence[tuple[Understanding, Mapping[str, str]]]) -> Understanding | None:
        """The question which of the readings was meant; None when it cannot be put into words."""
        if not self.known.knows(CHOOSE):
            return None
        said = [(each, meaning(self.known, each, words)) for each, words in readings]
        choices = tuple(Choice(each, text) for each, text in said if text)
        if not choices or choices[0].understanding is not readings[0][0]:
            return None
        first = choices[0].understanding
        skill = self.known.by_intent[CHOOSE].name
        return Understanding(
            skill, CHOOSE, first.language, {"choices": choices}, first.confidence, first.said
        )


def _words(match: Match) -> Mapping[str, str]:
    return {name: match.text[start:end].strip() for name, (start, end) in match.spans.items()}
