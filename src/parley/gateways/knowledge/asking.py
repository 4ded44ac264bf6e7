"""``/api/knowledge``: things of the graph and what is said of them, questions, and names in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Protocol

from msgspec import Meta, Struct
from starlette.routing import BaseRoute

from parley.gateways.access import Answer as Sent
from parley.gateways.access import Call, Door, NotFound
from parley.home.accounts.callers import Scope
from parley.home.home import Home
from parley.knowledge.types import Answer, Candidate, Card, Found, Mention, Source, Thread, Value

LONGEST_QUESTION = 500
"""Characters."""
LONGEST_TEXT = 10_000
LONGEST_NAME = 200
LONGEST_ID = 1_000
_ID = re.compile(r"[^\s<>\"{}|\\^`\x00-\x1f]+")
"""What may stand in an IRI."""

Language = Annotated[str, Meta(pattern="^(en|zh)?$")]
"""``en``, ``zh``, or empty for that of the text or of the account."""


class Knowing(Protocol):
    """What these routes need of ``knowledge.service.Knowledge``."""

    async def ask(
        self,
        text: str,
        language: str = ...,
        thread: Thread = ...,
        today: date | None = ...,
        region: str = ...,
    ) -> Answer: ...
    async def link(self, text: str, language: str = ...) -> tuple[Mention, ...]: ...
    async def card(self, id: str, language: str = ...) -> Card | None: ...
    async def find(self, words: str, language: str = ..., most: int = ...) -> tuple[Candidate, ...]: ...
    async def complete(self, prefix: str, language: str = ..., most: int = ...) -> tuple[Candidate, ...]: ...
    async def sources(self) -> tuple[Source, ...]: ...


class Wanted(Struct, frozen=True):
    language: Language = ""


class Words(Struct, frozen=True):
    q: Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
    language: Language = ""
    most: Annotated[int, Meta(ge=1, le=50)] = 10


class Followed(Struct, frozen=True):
    """``Thread``, as it comes back from a page."""

    subject: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    relation: Annotated[str, Meta(max_length=LONGEST_ID)] = ""
    answers: Annotated[list[Annotated[str, Meta(max_length=LONGEST_ID)]], Meta(max_length=20)] = []
    shape: Annotated[str, Meta(max_length=40)] = ""


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_QUESTION)]
    language: Language = ""
    thread: Followed = Followed()
    region: Annotated[str, Meta(pattern="^([A-Z]{2})?$")] = ""


class Linked(Struct, frozen=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
    language: Language = ""


class OneValue(Struct, frozen=True):
    kind: str
    text: str
    id: str | None
    unit: str
    language: str
    source: str | None
    """The first of them."""
    sources: Sequence[str]


class OneFact(Struct, frozen=True):
    relation: str
    name: str
    values: list[OneValue]


class OneNeighbour(Struct, frozen=True):
    id: str
    label: str
    relation: str
    name: str
    out: bool


class OneSource(Struct, frozen=True):
    name: str
    title: str
    licence: str
    url: str
    modified: str
    triples: int


class OneCard(Struct, frozen=True):
    id: str
    label: str
    description: str
    names: Sequence[str]
    kind: str
    image: str
    facts: list[OneFact]
    neighbours: list[OneNeighbour]
    sources: list[OneSource]


class Entity(Struct, frozen=True):
    id: str
    label: str
    description: str
    confidence: float


class Entities(Struct, frozen=True):
    entities: list[Entity]


class OneMention(Struct, frozen=True):
    start: int
    end: int
    text: str
    candidates: list[Entity]


class Mentions(Struct, frozen=True):
    mentions: list[OneMention]


class Sources(Struct, frozen=True):
    sources: list[OneSource]


class Told(Struct, frozen=True):
    kind: Found
    text: str
    language: str
    values: list[OneValue]
    sources: list[OneSource]
    confidence: float
    subject: Entity | None
    relation: str
    thread: Followed
    query: str


class _Known:
    def __init__(self, knowing: Knowing, home: Home) -> None:
        self._knowing, self._home = knowing, home

    async def entity(self, call: Call) -> Sent:
        id = str(call.request.path_params["id"])
        if len(id) > LONGEST_ID or not _ID.fullmatch(id):
            raise NotFound("There is no such thing.")
        found = await self._knowing.card(id, await self._language(call, call.query(Wanted).language))
        if found is None:
            raise NotFound("The graph knows nothing of this thing.")
        return _card(found)

    async def find(self, call: Call) -> Sent:
        wanted = call.query(Words)
        language = await self._language(call, wanted.language)
        return Entities([_entity(each) for each in await self._knowing.find(wanted.q, language, wanted.most)])

    async def complete(self, call: Call) -> Sent:
        wanted = call.query(Words)
        language = await self._language(call, wanted.language)
        found = await self._knowing.complete(wanted.q, language, wanted.most)
        return Entities([_entity(each) for each in found])

    async def sources(self, call: Call) -> Sent:
        del call
        return Sources([_source(each) for each in await self._knowing.sources()])

    async def ask(self, call: Call) -> Sent:
        asked = await call.read(Asked)
        thread = Thread(
            asked.thread.subject, asked.thread.relation, tuple(asked.thread.answers), asked.thread.shape
        )
        return _told(await self._knowing.ask(asked.text, asked.language, thread=thread, region=asked.region))

    async def link(self, call: Call) -> Sent:
        asked = await call.read(Linked)
        found = await self._knowing.link(asked.text, asked.language)
        return Mentions(
            [
                OneMention(
                    each.start,
                    each.end,
                    asked.text[each.start : each.end],
                    [_entity(candidate) for candidate in each.candidates],
                )
                for each in found
            ]
        )

    async def _language(self, call: Call, wanted: str) -> str:
        if wanted:
            return wanted
        own = (await self._home.accounts.get(call.caller.account)).language
        return "zh" if own.startswith("zh") else "en"


def _entity(candidate: Candidate) -> Entity:
    return Entity(candidate.id, candidate.label, candidate.description, candidate.confidence)


def _source(source: Source) -> OneSource:
    return OneSource(source.name, source.title, source.licence, source.url, source.modified, source.triples)


def _value(value: Value) -> OneValue:
    first = value.sources[0] if value.sources else None
    return OneValue(
        value.kind, value.text, value.id or None, value.unit, value.language, first, value.sources
    )


def _card(card: Card) -> OneCard:
    return OneCard(
        card.id,
        card.label,
        card.description,
        card.names,
        card.kind,
        card.image,
        [OneFact(fact.relation, fact.name, list(map(_value, fact.values))) for fact in card.facts],
        [OneNeighbour(each.id, each.label, each.relation, each.name, each.out) for each in card.neighbours],
        list(map(_source, card.sources)),
    )


def _told(answer: Answer) -> Told:
    thread = answer.thread
    return Told(
        answer.found,
        answer.text,
        answer.language,
        list(map(_value, answer.values)),
        list(map(_source, answer.sources)),
        answer.confidence,
        _entity(answer.subject) if answer.subject is not None else None,
        answer.relation,
        Followed(thread.subject, thread.relation, list(thread.answers), thread.shape),
        answer.query,
    )


def knowledge_routes(door: Door, knowing: Knowing, home: Home) -> list[BaseRoute]:
    """Ask the graph."""
    each, needs = _Known(knowing, home), Scope.TALK
    return [
        door.route("/api/knowledge/entities/{id:path}", each.entity, methods=["GET"], needs=needs),
        door.route("/api/knowledge/find", each.find, methods=["GET"], needs=needs),
        door.route("/api/knowledge/complete", each.complete, methods=["GET"], needs=needs),
        door.route("/api/knowledge/sources", each.sources, methods=["GET"], needs=needs),
        door.route("/api/knowledge/ask", each.ask, methods=["POST"], needs=needs),
        door.route("/api/knowledge/link", each.link, methods=["POST"], needs=needs),
    ]
