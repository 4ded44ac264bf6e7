"""What a person can tell Parley of themselves and theirs, and ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import ClassVar
from uuid import uuid4

from parley.errors import ParleyError
from parley.knowledge.own.asking import Asked, Wish, asked
from parley.knowledge.own.graph import Kept, OwnGraph
from parley.knowledge.own.names import name_of
from parley.knowledge.own.telling import Told, told
from parley.skills.frame import EVERY, Ask, House, Skill, handles
from parley.skills.remembering.facts import COLLECTION, CONTACT, MOST, document_of, fact_of, facts_of_contact
from parley.skills.remembering.saying import next_time, owner, sentence, shown, what, years_old
from parley.skills.types import Action, Context, Pending, Reply, Understanding
from parley.telemetry import log

SHOWN = 5
"""Facts that are read out at once."""
_MANY = frozenset({"@likes", "@allergy"})
"""Relations of which somebody may have several."""


class Remembering(Skill):
    """Keeps what people tell of themselves and theirs, and answers from it alone."""

    private: ClassVar[frozenset[str]] = EVERY

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self._of: dict[str, OwnGraph] = {}
        self._talks: dict[str, set[tuple[str, str]]] = {}

    async def meet(self, context: Context) -> None:
        if context.guest or not context.person or self.house.home is None:
            return
        try:
            graph = OwnGraph(await self._facts(context.person, at_hand=True))
        except ParleyError as error:  # what was known still is
            log.warning("facts.unknown", code=error.code)
            return
        self._talks.setdefault(context.person, set()).add((context.device, context.conversation))
        self._of[context.person] = graph

    def part(self, context: Context) -> None:
        talks = self._talks.get(context.person, set())
        talks.discard((context.device, context.conversation))
        if not talks:
            self._talks.pop(context.person, None)
            self._of.pop(context.person, None)

    def personal(self, text: str, context: Context) -> Understanding | None:
        if context.pending is not None and context.pending.slot != "sure":
            return None  # whatever was asked for may be any words
        if (question := asked(text)) is not None:
            return self._asked(question, context)
        if (said := told(text)) is not None:
            slots = {"path": list(said.path), "relation": said.relation, "value": said.value}
            return Understanding("remembering", "fact.tell", said.language, slots, said=text)
        return None

    def _asked(self, question: Asked, context: Context) -> Understanding | None:
        if not question.sure:
            graph = self._of.get(context.person)
            # Others may be meant, unless this person told it.
            if graph is None or not graph.find(question.path, question.relation):
                return None
        intent = "fact.forget" if question.wish in (Wish.FORGET, Wish.FORGET_ALL) else "fact.ask"
        slots = {"wish": question.wish.value, "path": list(question.path), "relation": question.relation}
        return Understanding("remembering", intent, question.language, slots)

    @handles("fact.tell")
    async def tell(self, ask: Ask, path: Sequence[str] = (), relation: str = "", value: str = "") -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if not value:
            return ask.reply("what")
        person, now = ask.context.person, ask.context.clock.now().timestamp()
        facts = await self._facts(person)
        said = Told(tuple(path), relation, value, ask.language)
        fact = Kept(uuid4().hex, said.path, relation, value, ask.understanding.said[:500], ask.language, now)
        before = None if name_of(relation) & _MANY else _same(facts, fact)
        if before is not None:
            fact = replace(fact, id=before.id)
        elif len(facts) >= MOST:
            return ask.reply("full")
        await self.house.records.put(person, COLLECTION, fact.id, document_of(fact))
        reply = ask.reply(
            "noted", fact=sentence(ask.messages, fact, self._today(ask)), actions=[_action("told", fact)]
        )
        return replace(reply, undo=lambda: self._taken_back(ask, fact, before))

    async def _taken_back(self, ask: Ask, fact: Kept, before: Kept | None) -> Reply:
        person = ask.context.person
        if before is not None:
            await self.house.records.put(person, COLLECTION, before.id, document_of(before))
        else:
            await self.house.records.delete(person, COLLECTION, fact.id)
        return ask.reply("taken_back")

    @handles("fact.ask")
    async def ask(
        self, ask: Ask, wish: str = Wish.ALL.value, path: Sequence[str] = (), relation: str = ""
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        graph, today = OwnGraph(await self._facts(ask.context.person, contacts=True)), self._today(ask)
        if wish == Wish.ALL.value:
            return self._all(ask, path, [each for each in graph.about(path) if not _contact(each)], today)
        found = _once(graph.find(path, relation))
        if not found:
            return ask.reply("unknown", what=what(ask.messages, path, relation))
        if wish == Wish.AGE.value:
            return self._age(ask, found[0], today)
        if wish == Wish.UNTIL.value:
            return self._until(ask, found[0], today)
        between = "" if ask.language == "zh" else " "
        text = between.join(self._said(ask, each, today) for each in found[:SHOWN])
        return Reply(text, ask.language, actions=(_action("fact", found[0]),))

    def _said(self, ask: Ask, fact: Kept, today: date) -> str:
        text = sentence(ask.messages, fact, today)
        return ask.messages.say("contact", fact=text) if _contact(fact) else text

    def _all(self, ask: Ask, path: Sequence[str], found: Sequence[Kept], today: date) -> Reply:
        if not found:
            if path:
                return ask.reply("unknown_about", what=owner(ask.messages, path))
            return ask.reply("nothing")
        between = "" if ask.language == "zh" else " "
        told_of = between.join(sentence(ask.messages, each, today) for each in found[:SHOWN])
        if len(found) <= SHOWN:
            return ask.reply("some", count=len(found), facts=told_of)
        return ask.reply("some_more", count=len(found), shown=SHOWN, facts=told_of)

    def _age(self, ask: Ask, fact: Kept, today: date) -> Reply:
        years = years_old(fact.value, today)
        if years is None:
            return ask.reply("no_year", fact=sentence(ask.messages, fact, today))
        day = shown(fact.value, ask.language, today)
        if not fact.path:
            return ask.reply("i_age", years=years, date=day)
        who = owner(ask.messages, fact.path)
        return ask.reply("age", who=who[:1].upper() + who[1:], years=years, date=day)

    def _until(self, ask: Ask, fact: Kept, today: date) -> Reply:
        text = sentence(ask.messages, fact, today)
        day = next_time(fact.value, today)
        if day is None:
            return ask.reply("no_day", fact=text)
        days = (day - today).days
        return ask.reply("today", fact=text) if days == 0 else ask.reply("until", days=days, fact=text)

    @handles("fact.forget")
    async def forget(
        self,
        ask: Ask,
        wish: str = Wish.FORGET.value,
        path: Sequence[str] = (),
        relation: str = "",
        sure: bool | None = None,
    ) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_for_guests")
        if sure is False:
            return ask.reply("kept")
        graph = OwnGraph(await self._facts(ask.context.person))
        if wish == Wish.FORGET.value:
            found = graph.find(path, relation)
            if not found:
                return ask.reply("unknown", what=what(ask.messages, path, relation))
            await self._delete(ask, found)
            return ask.reply("forgot", what=what(ask.messages, path, relation))
        found = graph.about(path)
        if not found:
            return self._all(ask, path, (), self._today(ask))
        if sure is None:
            slots = {"wish": wish, "path": list(path)}
            pending = Pending("fact.forget", "sure", slots)
            words = ask.messages.say("sure_all", count=len(found))
            return Reply(words, ask.language, question=True, pending=pending)
        await self._delete(ask, found)
        return ask.reply("forgot_all", count=len(found))

    async def _delete(self, ask: Ask, facts: Sequence[Kept]) -> None:
        for each in facts:
            await self.house.records.delete(ask.context.person, COLLECTION, each.id)

    async def _facts(self, person: str, *, at_hand: bool = False, contacts: bool | None = None) -> list[Kept]:
        """What a person told; with what their contacts tell where it is asked for."""
        records = self.house.records
        kept = await (records.at_hand if at_hand else records.all)(person, COLLECTION)
        found = [fact_of(each) for each in kept]
        if contacts or (contacts is None and at_hand):
            people = await records.at_hand(person, "contacts")
            found += [fact for each in people for fact in facts_of_contact(each)]
        return found

    def _today(self, ask: Ask) -> date:
        return ask.context.clock.now().date()


def _same(facts: Sequence[Kept], fact: Kept) -> Kept | None:
    """What was told of the same before."""
    wanted = [name_of(each) for each in fact.path]
    for each in facts:
        same_path = len(each.path) == len(wanted) and all(
            one & name_of(other) for one, other in zip(wanted, each.path, strict=True)
        )
        if same_path and name_of(each.relation) & name_of(fact.relation):
            return each
    return None


def _once(found: Sequence[Kept]) -> list[Kept]:
    """Each value once, and what was told before what only stands in the contacts."""
    by_value = {each.value.casefold(): each for each in reversed([*found])}
    return sorted(by_value.values(), key=lambda each: (_contact(each), -each.at))


def _contact(fact: Kept) -> bool:
    return fact.id.startswith(CONTACT)


def _action(kind: str, fact: Kept) -> Action:
    return Action(f"fact_{kind}" if kind != "fact" else "fact", {"id": fact.id})
