"""A question in, an answer out, or that there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from itertools import islice

from pyoxigraph import Literal, NamedNode

from parley.knowledge.asking.finding import Finder
from parley.knowledge.asking.following import Following
from parley.knowledge.asking.guessing import Guesser
from parley.knowledge.asking.masking import MOST_PIECES, asked_for, masked, names, pieces
from parley.knowledge.asking.normal import LONGEST, bare, normal
from parley.knowledge.asking.pairing import Pairing, shipped
from parley.knowledge.asking.reading import Reader, Tried
from parley.knowledge.asking.relations import LANGUAGES
from parley.knowledge.asking.templates import templates
from parley.knowledge.asking.types import Linking, Meaning, Outcome, Reading, Shape
from parley.knowledge.graph import Graph
from parley.knowledge.terms import ALIAS, LABEL, short
from parley.knowledge.types import Answer, Candidate, Found, Question, Thread
from parley.knowledge.wording.sentences import Sentences
from parley.language.understanding.normal import speech_language

ENOUGH = 0.5
"""Confidence from which on an answer is given. Chosen on questions that the tests do not have."""
ENOUGH_GUESSED = 0.8
"""The same where the relation is guessed from its name. Chosen on KgCLUE's dev part and a quarter of its
train part, where from 0.9 on no fewer of the answers were wrong."""
_LIKELY, _SURE = 0.3, 0.8
"""A name less likely stays so, whatever the graph has; beyond the other no better answer is sought."""
_MOST_ANSWERS = 20
_MOST_ALIKE, _MOST_CANDIDATES = 12, 4
"""Things of the same name, and those of them that are looked at."""
_FIRST = ("What is the longest river in China?", "中国最长的河是哪条？")
"""Asked at once, so that nobody waits for what is read from files when it is first needed."""
_REPEATED = {each.value: each for each in (Shape.FACT, Shape.INVERSE, Shape.COUNT, Shape.AGE)}
"""Kinds of questions that may be asked again of something else."""


class Asker:
    """Answers questions from a graph.

    ``graph`` and ``linker`` are of the same state. Not for use by several threads at once.
    """

    def __init__(
        self,
        graph: Graph,
        linker: Linking,
        model: Pairing | None = None,
        enough: float = ENOUGH_GUESSED,
        *,
        loose: bool = False,
    ) -> None:
        """``model``, ``enough`` and ``loose`` are for measuring others than those that are shipped."""
        self.guesser = Guesser(graph, model or shipped(), loose=loose)
        self.enough = enough
        self._graph = graph
        self._linker = linker
        self._finder = Finder(graph)
        self._reader = Reader(self._finder)
        self._following = Following(graph)
        self._sentences = Sentences(graph)
        self._named = lru_cache(20_000)(self._names)
        self._sources = {each.name: each for each in graph.sources()}
        for text in _FIRST:
            self.ask(Question(text))

    def ask(self, question: Question) -> Answer:
        """Answer in ``question.language``, or in that of its text.

        ``ANSWERED`` with a sentence, values and sources; ``UNKNOWN`` where the words ask for something that
        the graph does not have, or that cannot be told surely; ``NO_QUESTION`` where they are nothing for the
        graph. Never raises for what somebody says.
        """
        text = question.text.encode("utf-8", "replace").decode("utf-8").strip()
        language = question.language[:2] if question.language[:2] in ("en", "zh") else ""
        language = language or speech_language(text, "en")
        nothing = Answer(Found.NO_QUESTION, language=language, thread=question.thread)
        if not text or len(text) > LONGEST or len(pieces(text)) > MOST_PIECES:
            return nothing
        question = replace(question, text=text, language=language)
        if question.thread.subject and self._asks_for_source(text):
            return self._source(question)
        tried = self._tried(question)
        best = _best(tried)
        if best is not None and best.outcome is not None:
            return self._answer(best, question)
        if unknown := next((each for each in tried if _known(each.reading)), None):
            return self._unknown(unknown.reading, question)
        return nothing

    def _tried(self, question: Question) -> list[Tried]:
        """What the question may mean, and what the graph has for it; the surest first."""
        today = question.today or datetime.now(UTC).date()
        recall = self._following.recall(question.thread, question.language)
        found: list[Tried] = []
        for text in self._following.forms(question.text, question.thread):
            things = names(text, question.language, self._linker, recall, self._exact)
            for each in masked(text, things):
                found += _judged(self._reader.tried(each, question.language, today))
                if any(one.outcome and one.reading.sure >= _SURE for one in found):
                    break
            if any(each.outcome for each in found):
                break
        if not any(each.outcome for each in found):
            found += self._asked_for(question, today)
        if not any(each.outcome for each in found) and question.thread.shape:
            found += self._again(question, today)
        if not any(each.outcome for each in found):
            found += self._guessed(question, today)
        return sorted(found, key=lambda each: -each.reading.sure)

    def _asked_for(self, question: Question, today: date) -> list[Tried]:
        """What the question means if a part of it that the linker passed over is a name."""
        found: list[Tried] = []
        fits = self._reader.fits
        find = partial(self._find, language=question.language)
        for cut in asked_for(question.text, fits, find, self._exact):
            found += _judged(self._reader.tried(cut, question.language, today))
            if any(each.outcome for each in found):
                break
        return found

    def _find(self, words: str, language: str) -> Sequence[Candidate]:
        """Things of this name; what the linker leaves out as too short or too common, as it is written."""
        if found := self._linker.find(words, 8, language):
            return found
        store, ids = self._graph.store, dict[str, None]()
        for relation in (LABEL, ALIAS):
            for tag in LANGUAGES:
                name = Literal(words, language=tag)
                same = store.quads_for_pattern(None, NamedNode(relation), name, None)
                for quad in islice(same, _MOST_ALIKE):
                    if isinstance(quad.subject, NamedNode):
                        ids.setdefault(short(quad.subject.value))
        if len(ids) > _MOST_ALIKE:
            return ()  # nobody could tell which of them is meant
        known = sorted(ids, key=lambda id: -self._graph.popularity(id))[:_MOST_CANDIDATES]
        return [Candidate(id, self._graph.label(id, language) or id, confidence=0.5) for id in known]

    def _exact(self, id: str, words: str, *, part: bool = False) -> bool:
        """Whether a thing is called just so, or the words are part of what it is called."""
        said, known = normal(words), self._named(id)
        return any(f" {said} " in f" {each} " for each in known) if part else said in known

    def _names(self, id: str) -> frozenset[str]:
        return frozenset(normal(each.text) for each in self._graph.names(id)) if id else frozenset()

    def _guessed(self, question: Question, today: date) -> list[Tried]:
        """What a question that no pattern fits asks for most likely."""
        things = [
            each
            for each in names(question.text, question.language, self._linker, (), self._exact)
            if each.things[0].candidate.id
        ]
        cuts = [each for each in masked(question.text, things) if len(each.things) == 1]
        readings = self.guesser.readings(cuts, question.language)
        if not readings or readings[0].sure < self.enough:
            return []
        found = [Tried(each, self._finder.find(each, question.language, today)) for each in readings]
        return found[:1] if len({_answer_of(each) for each in found}) == 1 else []

    def _again(self, question: Question, today: date) -> list[Tried]:
        """The last question, of something else: "and Germany?"."""
        text, thread = self._following.goes_on(question.text), question.thread
        things = names(text, question.language, self._linker, (), self._exact) if text else []
        whole = [each for each in things if len(text) - (each.end - each.start) <= 1]
        if not whole or thread.shape not in _REPEATED:
            return []
        meaning = Meaning(_REPEATED[thread.shape], thread.relation)
        readings = [Reading(meaning, (thing,), thing.sure) for thing in whole[0].things]
        return _judged([Tried(each, self._finder.find(each, question.language, today)) for each in readings])

    def _asks_for_source(self, text: str) -> bool:
        forms = bare(normal(text))
        whole = templates().whole
        return any(each.shape is Shape.SOURCE for form in forms for each in whole.get(form, ()))

    def _source(self, question: Question) -> Answer:
        """Where the last answer is from."""
        thread = question.thread
        values = (
            self._graph.values(thread.subject, thread.relation, question.language) if thread.relation else []
        )
        known = dict.fromkeys(name for each in values for name in each.sources)
        sources = tuple(self._sources[name] for name in known if name in self._sources)
        text = self._sentences.source(sources, question.language)
        found = Found.ANSWERED if sources else Found.UNKNOWN
        return Answer(
            found, text, question.language, sources=sources, confidence=1.0 if sources else 0.0, thread=thread
        )

    def _answer(self, best: Tried, question: Question) -> Answer:
        outcome, reading = best.outcome, best.reading
        assert outcome is not None
        if reading.sure < min(ENOUGH, self.enough):
            return self._unknown(reading, question)
        sources = tuple(self._sources[name] for name in outcome.sources if name in self._sources)
        subject = _subject(reading)
        return Answer(
            Found.ANSWERED,
            self._sentences.answer(outcome, question),
            question.language,
            outcome.values,
            sources,
            round(reading.sure, 3),
            subject,
            self._sentences.relation(reading.meaning, question.language),
            _thread(reading, outcome, question.thread),
            outcome.query,
        )

    def _unknown(self, reading: Reading, question: Question) -> Answer:
        text = self._sentences.unknown(reading, question)
        return Answer(
            Found.UNKNOWN,
            text,
            question.language,
            subject=_subject(reading),
            relation=self._sentences.relation(reading.meaning, question.language),
            thread=_thread(reading, None, question.thread),
        )


def _judged(tried: Sequence[Tried]) -> list[Tried]:
    """How sure each reading is, beside those of other things that the graph has another answer for."""
    best: dict[tuple[str, ...], Tried] = {}
    for each in tried:
        things = tuple(thing.candidate.id for thing in each.reading.things)
        if each.outcome and (things not in best or best[things].reading.sure < each.reading.sure):
            best[things] = each
    by_answer: dict[object, float] = {}
    for each in best.values():
        by_answer[_answer_of(each)] = by_answer.get(_answer_of(each), 0.0) + each.reading.sure
    whole = sum(by_answer.values()) or 1.0
    found = [each for each in tried if not each.outcome]
    for each in best.values():
        own = min(1.0, each.reading.sure)
        # That the graph has just this fact of it makes a doubtful name likelier; that it is described does
        # not, since anything may be.
        if own >= _LIKELY and each.reading.meaning.shape is not Shape.ABOUT:
            own = 0.55 + 0.45 * own
        sure = by_answer[_answer_of(each)] / whole * own
        found.append(Tried(replace(each.reading, sure=sure), each.outcome))
    return found


def _answer_of(tried: Tried) -> object:
    outcome = tried.outcome
    if outcome is None:
        return None
    return outcome.truth, outcome.number, tuple((each.id or each.text) for each in outcome.values)


def _best(tried: Sequence[Tried]) -> Tried | None:
    return next((each for each in tried if each.outcome is not None), None)


def _known(reading: Reading) -> bool:
    """Whether a question is surely one about things that are known, though the graph has no answer."""
    return (
        reading.meaning.shape not in (Shape.ABOUT, Shape.AGE, Shape.CHECK)
        and all(each.candidate.id and each.sure >= 0.5 for each in reading.things)
        and reading.sure >= 0.3
    )


def _subject(reading: Reading) -> Candidate | None:
    first = reading.things[0].candidate if reading.things else None
    return first if first is not None and first.id else None


def _thread(reading: Reading, outcome: Outcome | None, before: Thread) -> Thread:
    """What the next question may refer to."""
    subject = _subject(reading)
    values = outcome.values if outcome is not None else ()
    ids = tuple(each.id for each in values if each.id)[:_MOST_ANSWERS]
    return Thread(
        subject.id if subject else before.subject if not ids else "",
        reading.meaning.relation,
        ids,
        reading.meaning.shape.value,
    )
