"""The recognition service: several recognisers hear one utterance, and the judge decides."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parley.audio.pcm import Samples
from parley.errors import EngineFailed, MissingLanguage, ParleyError
from parley.pool.host import EngineHost, Kept
from parley.speech.judge import Verdict, judge, settled
from parley.speech.types import Hints, Hypothesis
from parley.telemetry import log

_DOUBTED = 0.75
"""Confidence below which a command with free words is doubted. Of spoken ones with such words, and guesses,
39 of 60 that were misunderstood have less, and 36 of 129 others."""

_KEPT = 0.8
"""Share of a doubtful command's letters that another has at least: words are easily left out."""


@dataclass(frozen=True, slots=True)
class Ear:
    """One recogniser and where it runs."""

    name: str
    languages: frozenset[str]
    host: EngineHost
    partials: bool = False
    grammar: bool = False
    """It hears the sentences of the skills and nothing else."""
    every: float = 0.0
    """Seconds of new speech that bring a partial result, as ``recognisers.pieces.due_after`` has it; whatever
    it is fed before it only keeps. 0: it does something with whatever it is fed."""
    reconsiders: bool = False
    """Its hearings can be asked once more, after ``finish``: ``reconsider`` tells texts of what people say
    that sound like what was heard."""


@dataclass(slots=True)
class _Open:
    ear: Ear
    kept: Kept


class UtteranceHearing:
    """One utterance being heard by every ear that may know its language."""

    def __init__(self, opened: Sequence[_Open]) -> None:
        self._open = list(opened)
        self._failure: ParleyError | None = None

    async def feed(self, samples: Samples) -> Hypothesis | None:
        """Hand on the next samples (int16 mono, 16 kHz); the newest partial result, if there is one.

        An ear that fails is left out from then on; when none is left, its error is raised.
        """
        answers = await self._all("feed", samples)
        partials = [answer for answer in answers.values() if answer is not None]
        # An open-vocabulary partial shows what is being said; a grammar's only what it could be.
        return next((partial for partial in partials if not partial.grammar), None)

    async def finish(self) -> list[Hypothesis]:
        """The utterance is over: what each ear heard.

        Grammars come last, and are spared the work where they could change nothing.
        """
        heard = await self._finished()
        self.close()
        return heard

    async def _finished(self) -> list[Hypothesis]:
        heard: list[Hypothesis] = []
        for grammar in (False, True):
            ears = [each for each in self._open if each.ear.grammar is grammar]
            if ears and not settled(heard):
                answers = await self._all("finish", ears=ears)
                heard += [answer for answer in answers.values() if answer is not None]
        return heard

    async def decide(
        self, is_command: Callable[[Hypothesis], bool], vague: Callable[[Hypothesis], float] | None = None
    ) -> Verdict:
        """The utterance is over: what was said, in which language, as the judge sees it.

        ``is_command`` tells whether a hypothesis is, word for word, a sentence of a skill. Where it is not,
        but an alternative is, the alternative is taken: "two" and "too" sound alike, commands are likelier.
        Expected texts come before other alternatives. ``vague``: as of ``as_command``. Where nothing is a
        command, or none but doubtful ones, ears that can are asked once more; of what they tell then nothing
        is taken that is a guess.
        """
        try:
            hypotheses = [as_command(each, is_command, vague) for each in await self._finished()]
            commands = [each for each in hypotheses if each.text and is_command(each)]
            if all(doubtful(each, vague) for each in commands):
                alike = await self._alike(commands or hypotheses)
                hypotheses = [
                    sure_command(each, alike.get(each.engine, ()), is_command, vague) for each in hypotheses
                ]
        finally:
            self.close()
        return judge(hypotheses, {each.text for each in hypotheses if each.text and is_command(each)})

    async def _alike(self, heard: Sequence[Hypothesis]) -> Mapping[str, Sequence[str]]:
        """What else it may have been, by the ears that can tell; nothing is lost when one fails."""
        able = {each.ear.name: each.kept for each in self._open if each.ear.reconsiders}
        asked = [each.engine for each in heard if each.text and each.engine in able]
        answers = await _each([able[name].call("reconsider") for name in asked]) if asked else ()
        found: dict[str, Sequence[str]] = {}
        for name, answer in zip(asked, answers, strict=True):
            if isinstance(answer, ParleyError):
                log.warning("ear.failed", engine=name, code=answer.code)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                found[name] = answer
        return found

    def close(self) -> None:
        """Give up; safe to call twice."""
        while self._open:
            self._open.pop().kept.close()

    async def _all(
        self, method: str, *arguments: object, ears: Sequence[_Open] | None = None
    ) -> Mapping[str, Hypothesis | None]:
        """Ask every ear, or those named; raises when none of all the ears is left."""
        asked = list(self._open if ears is None else ears)
        answers = await _each([each.kept.call(method, *arguments) for each in asked])
        good: dict[str, Hypothesis | None] = {}
        for each, answer in zip(asked, answers, strict=True):
            if isinstance(answer, ParleyError):
                log.warning("ear.failed", engine=each.ear.name, code=answer.code)
                self._failure = answer
                each.kept.close()
                if each in self._open:
                    self._open.remove(each)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                good[each.ear.name] = answer
        if not self._open:
            raise self._failure or EngineFailed("The utterance is no longer being heard.")
        return good


async def _each(calls: Sequence[Coroutine[Any, Any, Any]]) -> Sequence[Any]:
    """What each call returns or raises; a single one has no task of its own: every chunk would feel it."""
    if len(calls) != 1:
        return await asyncio.gather(*calls, return_exceptions=True)
    try:
        return [await calls[0]]
    except Exception as error:  # noqa: BLE001 - as ``gather`` does: the caller raises what it cannot handle
        return [error]


def as_command(
    heard: Hypothesis,
    is_command: Callable[[Hypothesis], bool],
    vague: Callable[[Hypothesis], float] | None = None,
) -> Hypothesis:
    """The hypothesis, or where it is none the first command of what was expected and of its alternatives.

    ``vague`` tells of a command how much of it may be any words. One in which something is, or that is a
    guess, gives way to one that was expected and in which less is: a "Santa timer" to "set a timer". For no
    other reason is a command exchanged for another: that repaired a robot's, and made "light" of people's
    "lights".
    """
    if not is_command(heard):
        texts = (*heard.expected, *heard.alternatives)
        return next((each for each in _others(heard, texts) if is_command(each)), heard)
    if vague is None or not heard.expected or not (least := vague(heard)):
        return heard
    expected = (each for each in _others(heard, heard.expected) if is_command(each))
    return next((each for each in expected if vague(each) < least), heard)


def sure_command(
    heard: Hypothesis,
    alike: Sequence[str],
    is_command: Callable[[Hypothesis], bool],
    vague: Callable[[Hypothesis], float] | None = None,
) -> Hypothesis:
    """The hypothesis, or where it is no sure command the first of the texts that sound alike that is one.

    A guess is none: somebody meant these words or none of the skills', and so many texts are tried that one
    of them is easily like something. A doubtful command gives way to those alone in which no word may be any
    other, and that leave nothing out.
    """
    others = (each for each in _others(heard, alike) if is_command(each))
    if heard.text and is_command(heard):
        if vague is None or not doubtful(heard, vague):
            return heard
        least = _KEPT * len(heard.text)
        return next((each for each in others if not vague(each) and len(each.text) >= least), heard)
    return next((each for each in others if vague is None or vague(each) < math.inf), heard)


def doubtful(heard: Hypothesis, vague: Callable[[Hypothesis], float] | None) -> bool:
    """Whether a command may have been meant otherwise: some of its words may be any, and it was heard badly.

    "Santa daily alarm" is one for "set a daily alarm", and an alarm that somebody named so. A guess is not
    doubted here: it fits no sentence, and one that sounds alike is as easily a worse one.
    """
    if vague is None or heard.confidence is None or heard.confidence >= _DOUBTED:
        return False
    return 0 < vague(heard) < math.inf


def _others(heard: Hypothesis, texts: Sequence[str]) -> Iterator[Hypothesis]:
    return (replace(heard, text=text, alternatives=(), expected=()) for text in texts)


OPEN_EARS = {"zh": "parley models pull sense-voice", "en": "pip install 'moonshine-voice==0.0.73'"}
"""Language Parley speaks → the command that gets it ears for free speech in that language."""


def not_understood_language(ears: Sequence[Ear]) -> MissingLanguage:
    """The error for speech that is in none of the languages in which the ears hear free speech.

    Nobody knows which language it was; of those that Parley speaks, it takes the first that it has no such
    ears for, because that is the one its owner can do something about.
    """
    open_languages = {language for ear in ears if not ear.grammar for language in ear.languages}
    language = next((each for each in OPEN_EARS if each not in open_languages), "zh")
    return MissingLanguage(language, OPEN_EARS[language])


class HearingService:
    """Opens utterances on the installed ears."""

    def __init__(self, ears: Sequence[Ear]) -> None:
        self.ears = tuple(ears)

    @property
    def languages(self) -> frozenset[str]:
        """Primary tags of every language that some ear knows."""
        return frozenset[str]().union(*(ear.languages for ear in self.ears))

    @property
    def partials(self) -> bool:
        """Whether any ear shows words while the person speaks."""
        return any(ear.partials for ear in self.ears)

    async def open(self, hints: Hints) -> UtteranceHearing:
        """Begin an utterance. Raises ``Busy``, ``MissingLanguage``, or what the engines raise if all fail."""
        wanted = [ear for ear in self.ears if hints.language is None or hints.language in ear.languages]
        if not wanted:
            language = hints.language or "en"
            raise MissingLanguage(language, OPEN_EARS.get(language, "parley models list"))
        results = await _each([ear.host.keep("open", hints) for ear in wanted])
        opened: list[_Open] = []
        failure: BaseException | None = None
        for ear, result in zip(wanted, results, strict=True):
            if isinstance(result, BaseException):
                failure = result
                log.warning("ear.failed", engine=ear.name, code=getattr(result, "code", "failed"))
            else:
                opened.append(_Open(ear, result))
        if not opened and failure is not None:
            raise failure
        return UtteranceHearing(opened)
