"""The recognition service: several recognisers hear one utterance, and the judge decides."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.audio.pcm import SPEECH_RATE, Samples
from parley.errors import Busy, EngineFailed, MissingLanguage, ParleyError
from parley.pool.host import EngineHost, Kept
from parley.speech.judge import Verdict, judge, settled
from parley.speech.recognisers.pieces import due_after
from parley.speech.repairing import as_command, doubtful, sure_command
from parley.speech.types import Hints, Hypothesis
from parley.telemetry import log

_ANTICIPATED = SPEECH_RATE // 2
"""Samples that must follow, at least, before the end is anticipated again where it was none."""


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
    resumes: bool = False
    """Its hearings can be fed on after ``finish``, and asked again: it may be asked while a person pauses."""


@dataclass(slots=True)
class _Open:
    ear: Ear
    kept: Kept
    heard: Hypothesis | None = None
    finished: bool = False
    """``heard`` is what it makes of all that it was fed."""
    alike: Sequence[str] | None = None
    """What it tells when it is asked once more; None until then."""


class UtteranceHearing:
    """One utterance being heard by every ear that may know its language."""

    def __init__(self, opened: Sequence[_Open]) -> None:
        self._open = list(opened)
        self._failure: ParleyError | None = None
        self._fed = 0
        self._due = 0
        """Samples from which on the end may be anticipated."""
        self._ahead: asyncio.Task[None] | None = None
        """Asks already what will be asked if no more is fed."""

    async def feed(self, samples: Samples) -> Hypothesis | None:
        """Hand on the next samples (int16 mono, 16 kHz); the newest partial result, if there is one.

        An ear that fails is left out from then on; when none is left, its error is raised.
        """
        self._void()
        self._fed += len(samples)
        answers = await self._all("feed", samples)
        partials = [answer for answer in answers.values() if answer is not None]
        # An open-vocabulary partial shows what is being said; a grammar's only what it could be.
        return next((partial for partial in partials if not partial.grammar), None)

    def anticipate(
        self, is_command: Callable[[Hypothesis], bool], vague: Callable[[Hypothesis], float] | None = None
    ) -> bool:
        """The utterance is perhaps over: begin what ``decide`` would do. What is fed later makes it void.

        Whether it was begun: no ear can, or this utterance was taken for complete a moment ago already. What
        void work costs is bounded like that of partial results.
        """
        if self._ahead is not None or self._fed < self._due or not any(e.ear.resumes for e in self._open):
            return False
        self._due = due_after(self._fed, _ANTICIPATED)
        self._ahead = asyncio.create_task(self._look_ahead(is_command, vague), name="anticipate")
        self._ahead.add_done_callback(_looked_at)
        return True

    async def _look_ahead(
        self, is_command: Callable[[Hypothesis], bool], vague: Callable[[Hypothesis], float] | None
    ) -> None:
        try:
            if all(each.ear.resumes for each in self._open):
                await self._considered(is_command, vague, early=True)
            elif able := [each for each in self._open if each.ear.resumes and not each.ear.grammar]:
                # Whether a grammar matters is known once all the others are done.
                await self._finish(able, early=True)
        except Busy:
            log.info("ear.not_ahead")  # it is asked when the utterance is over, as if nothing had been

    def _void(self) -> None:
        """What was begun is of no use: more was said."""
        ahead, self._ahead = self._ahead, None
        if ahead is None:
            return
        ahead.cancel()
        for each in self._open:
            each.heard, each.finished, each.alike = None, False, None

    async def finish(self) -> list[Hypothesis]:
        """The utterance is over: what each ear heard.

        Grammars come last, and are spared the work where they could change nothing.
        """
        heard = await self._finished()
        self.close()
        return heard

    async def _finished(self, *, early: bool = False) -> list[Hypothesis]:
        heard: list[Hypothesis] = []
        for grammar in (False, True):
            ears = [each for each in self._open if each.ear.grammar is grammar]
            if ears and not settled(heard):
                await self._finish(ears, early=early)
                heard += [each.heard for each in ears if each.heard is not None]
        return heard

    async def _finish(self, ears: Sequence[_Open], *, early: bool) -> None:
        """Ask those that have not been asked. ``early``: raises ``Busy`` where another time will do."""
        if not (asked := [each for each in ears if not each.finished]):
            return
        answers = await self._all("finish", ears=asked, early=early)
        for each in asked:
            if each.ear.name in answers:
                each.heard, each.finished = answers[each.ear.name], True

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
            ahead, self._ahead = self._ahead, None
            if ahead is not None:
                await ahead
            hypotheses = await self._considered(is_command, vague)
        finally:
            self.close()
        return judge(hypotheses, {each.text for each in hypotheses if each.text and is_command(each)})

    async def _considered(
        self,
        is_command: Callable[[Hypothesis], bool],
        vague: Callable[[Hypothesis], float] | None,
        *,
        early: bool = False,
    ) -> list[Hypothesis]:
        """What each ear heard, in words that are a command where it may have been one."""
        finished = await self._finished(early=early)
        hypotheses = [as_command(each, is_command, vague) for each in finished]
        commands = [each for each in hypotheses if each.text and is_command(each)]
        if not all(doubtful(each, vague) for each in commands):
            return hypotheses
        alike = await self._alike(commands or hypotheses)
        return [sure_command(each, alike.get(each.engine, ()), is_command, vague) for each in hypotheses]

    async def _alike(self, heard: Sequence[Hypothesis]) -> Mapping[str, Sequence[str]]:
        """What else it may have been, by the ears that can tell; nothing is lost when one fails."""
        named = {each.engine for each in heard if each.text}
        able = [each for each in self._open if each.ear.reconsiders and each.ear.name in named]
        asked = [each for each in able if each.alike is None]
        answers = await _each([each.kept.call("reconsider") for each in asked]) if asked else ()
        for each, answer in zip(asked, answers, strict=True):
            if isinstance(answer, ParleyError):
                log.warning("ear.failed", engine=each.ear.name, code=answer.code)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                each.alike = answer
        return {each.ear.name: each.alike or () for each in able}

    def close(self) -> None:
        """Give up; safe to call twice."""
        self._void()
        while self._open:
            self._open.pop().kept.close()

    async def _all(
        self, method: str, *arguments: object, ears: Sequence[_Open] | None = None, early: bool = False
    ) -> Mapping[str, Hypothesis | None]:
        """Ask every ear, or those named; raises when none of all the ears is left.

        ``early``: raises ``Busy``, too, and no ear is left out for being it.
        """
        asked = list(self._open if ears is None else ears)
        answers = await _each([each.kept.call(method, *arguments) for each in asked])
        good: dict[str, Hypothesis | None] = {}
        for each, answer in zip(asked, answers, strict=True):
            if early and isinstance(answer, Busy):
                raise answer
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


def _looked_at(task: asyncio.Task[None]) -> None:
    """Whoever asks ``decide`` is told of its failure; nobody may have asked."""
    if not task.cancelled():
        task.exception()


async def _each(calls: Sequence[Coroutine[Any, Any, Any]]) -> Sequence[Any]:
    """What each call returns or raises; a single one has no task of its own: every chunk would feel it."""
    if len(calls) != 1:
        return await asyncio.gather(*calls, return_exceptions=True)
    try:
        return [await calls[0]]
    except Exception as error:  # noqa: BLE001 - as ``gather`` does: the caller raises what it cannot handle
        return [error]


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
