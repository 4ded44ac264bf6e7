"""An answer as a sentence in Chinese or English."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from parley.knowledge.asking.ages import exact
from parley.knowledge.asking.relations import relations, words
from parley.knowledge.asking.types import Meaning, Outcome, Reading, Shape, Thing
from parley.knowledge.graph import Graph
from parley.knowledge.types import Kind, Question, Source, Value
from parley.knowledge.wording.values import day, listed, plain, precise, quantity, worded
from parley.language.messages import Messages

MOST = 10
"""Things that are said; the rest are counted."""
_STILL = 3


class Sentences:
    """Words answers. Names of relations that no file has are those of the graph."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    def relation(self, meaning: Meaning, language: str) -> str:
        """What the relation of a question is called; empty where it has none."""
        own = words(language).get(meaning.relation)
        if own is not None:
            return own.name
        return self._graph.relation_name(meaning.relation, language) if meaning.relation else ""

    def answer(self, outcome: Outcome, question: Question) -> str:
        """The sentence that says it."""
        match outcome.reading.meaning.shape:
            case Shape.FACT:
                return self._fact(outcome, question)
            case Shape.INVERSE:
                return self._inverse(outcome, question)
            case Shape.COUNT:
                return self._count(outcome, question)
            case Shape.MANY:
                return self._many(outcome, question)
            case Shape.LIST:
                return _say("list", question, values=self._values(outcome.values, question))
            case Shape.CHECK:
                return self._check(outcome, question)
            case Shape.COMPARE | Shape.BIGGER | Shape.DIFFERENCE:
                return self._compare(outcome, question)
            case Shape.MOST:
                number = self._number(outcome.compared[0], outcome.reading.meaning, question)
                return _say("most", question, values=self._values(outcome.values, question), number=number)
            case Shape.AGE:
                return self._age(outcome, question)
            case _:
                name = self._name(outcome.reading.things[0], question)
                text = outcome.values[0].text.rstrip("。.") if outcome.values else ""
                return _say("about", question, thing=name, description=text)

    def unknown(self, reading: Reading, question: Question) -> str:
        """That the graph does not have it."""
        relation = self.relation(reading.meaning, question.language)
        if reading.meaning.shape not in (Shape.FACT, Shape.COUNT) or not relation or not reading.things:
            return _say("unknown_plain", question)
        return _say("unknown", question, relation=relation, thing=self._name(reading.things[0], question))

    def source(self, sources: Sequence[Source], language: str) -> str:
        """Where an answer is from."""
        asked = Question("", language)
        if not sources:
            return _say("source_unknown", asked)
        said = [
            f"{each.title or each.name}（{each.licence}）"
            if language == "zh"
            else f"{each.title} ({each.licence})"
            for each in sources
        ]
        return _say("source", asked, sources=listed(said, language, ""))

    def _fact(self, outcome: Outcome, question: Question, *, first: bool = False) -> str:
        meaning = outcome.reading.meaning
        thing = self._name(outcome.reading.things[0], question)
        own = words(question.language).get(meaning.relation)
        values = outcome.values[:1] if first else outcome.values
        said = self._values(values, question, meaning)
        if own and own.counted and values and values[0].number is not None:
            said = own.counted["one" if values[0].number == 1 else "other"].replace("{n}", said)
        if own and own.says:
            return own.says.replace("{x}", thing).replace("{y}", _with_on(values, said, question))
        name = self.relation(meaning, question.language)
        if len(values) > 1:
            plural = (own.plural if own else "") or (f"{name}s" if question.language == "en" else name)
            return _say("facts", question, relations=plural, relation=name, thing=thing, values=said)
        return _say("fact", question, relation=name, thing=thing, values=said)

    def _inverse(self, outcome: Outcome, question: Question) -> str:
        meaning = outcome.reading.meaning
        own = words(question.language).get(meaning.relation)
        said = self._values(outcome.values, question)
        thing = self._name(outcome.reading.things[0], question)
        if own and own.says_inverse:
            return own.says_inverse.replace("{x}", said).replace("{y}", thing)
        name = self.relation(meaning, question.language)
        key = "inverse" if len(outcome.values) > 1 else "inverse_one"
        return _say(key, question, values=said, relation=name, thing=thing)

    def _count(self, outcome: Outcome, question: Question) -> str:
        meaning = outcome.reading.meaning
        own = words(question.language).get(meaning.relation)
        name = self.relation(meaning, question.language)
        plural = (own.plural if own else "") or (f"{name}s" if question.language == "en" else name)
        number = len(outcome.values)
        facts = {
            "thing": self._name(outcome.reading.things[0], question),
            "relation": name,
            "relations": plural,
            "number": number,
        }
        if number > MOST + _STILL:
            return _say("count_more", question, **facts)
        return _say("count", question, values=self._values(outcome.values, question), **facts)

    def _many(self, outcome: Outcome, question: Question) -> str:
        reading = outcome.reading
        number = plain(outcome.number or Decimal(0), question.language, question.region)
        if reading.things:
            place = self._name(reading.things[0], question)
            key = "many_in" if reading.meaning.whole else "many_known_in"
            return _say(key, question, number=number, kind=reading.meaning.kind, place=place)
        key = "many" if reading.meaning.whole else "many_known"
        return _say(key, question, number=number, kind=reading.meaning.kind)

    def _check(self, outcome: Outcome, question: Question) -> str:
        fact = self._fact(outcome, question)
        return _say("yes_because" if outcome.truth else "no_because", question, fact=fact)

    def _compare(self, outcome: Outcome, question: Question) -> str:
        reading = outcome.reading
        one, other = (
            self._beside(thing, value, reading.meaning, question)
            for thing, value in zip(reading.things, outcome.compared, strict=True)
        )
        match reading.meaning.shape:
            case Shape.BIGGER:
                return _say("bigger_yes" if outcome.truth else "bigger_no", question, one=one, other=other)
            case Shape.DIFFERENCE:
                unit = outcome.compared[0].unit or _unit(reading.meaning)
                number = abs(outcome.number) if outcome.number is not None else None
                if number is None:
                    return _say("difference_days", question, one=one, other=other)
                said = quantity(number, unit, question.language, question.region)
                return _say("difference", question, difference=said, one=one, other=other)
            case _:
                winner = outcome.values[0].text
                return _say("compare", question, winner=winner, one=one, other=other)

    def _beside(self, thing: Thing, value: Value, meaning: Meaning, question: Question) -> str:
        number = self._number(value, meaning, question)
        name = self._name(thing, question)
        return f"{name}{number}" if question.language == "zh" else f"{name}: {number}"

    def _age(self, outcome: Outcome, question: Question) -> str:
        ended = len(outcome.compared) > 1
        born = outcome.compared[0].text
        end = outcome.compared[1].text if ended else "2000-01-01"
        key = ("age_end" if ended else "age") + ("" if exact(born, end) else "_about")
        name = self._name(outcome.reading.things[0], question)
        return _say(key, question, thing=name, number=int(outcome.number or 0))

    def _number(self, value: Value, meaning: Meaning, question: Question) -> str:
        if value.kind is Kind.DAY:
            return day(value.text, question.language, question.region)
        said = worded(value, question.language, question.region, _unit(meaning))
        own = words(question.language).get(meaning.relation)
        return own.counted["other"].replace("{n}", said) if own and own.counted else said

    def _values(self, values: Sequence[Value], question: Question, meaning: Meaning | None = None) -> str:
        unit, detail = (_unit(meaning), meaning.detail) if meaning else ("", "")
        shown = values if len(values) <= MOST + _STILL else values[:MOST]
        said = [worded(each, question.language, question.region, unit, detail=detail) for each in shown]
        text = listed(list(dict.fromkeys(said)), question.language, question.region)
        if len(shown) < len(values):
            joined = "、".join(said) if question.language == "zh" else ", ".join(said)
            return _say("more", question, values=joined, number=len(values) - len(shown))
        return text

    def _name(self, thing: Thing, question: Question) -> str:
        if thing.literal is not None:
            return thing.literal.text
        return self._graph.label(thing.candidate.id, question.language) or thing.candidate.label


def _unit(meaning: Meaning) -> str:
    facts = relations().get(meaning.relation)
    return facts.unit if facts else ""


def _with_on(values: Sequence[Value], said: str, question: Question) -> str:
    """A day with its preposition: "on March 14, 1879", "in 1879"."""
    if question.language == "zh" or not values or values[0].kind is not Kind.DAY:
        return said
    key = "day_on" if precise(values[0].text) and any(each in said for each in (",", " ")) else "day_in"
    return _say(key, question, day=said)


def _say(name: str, question: Question, **facts: object) -> str:
    return _messages(question.language).say(name, **facts)


@cache
def _messages(language: str) -> Messages:
    path = Path(__file__).with_name(f"replies.{language}.yaml")
    return Messages.read(path, language, lambda value, _: str(value), lambda options: options[0])
