"""Question answering: out of the texts of the request, or out of the projects of a folder."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from parley.gateways.access import Answer, Call, NotFound
from parley.gateways.azure.language.analysing import unit_of
from parley.gateways.azure.language.faults import Refused
from parley.gateways.azure.language.shapes import BODY, Name, StringIndex
from parley.gateways.openai.attending import attended
from parley.home.usage import Usage
from parley.language.answers.collection import Answer as Kept
from parley.language.answers.collection import Collection, Found
from parley.language.answers.folder import Projects
from parley.language.answers.passages import passages
from parley.language.detecting import detect
from parley.language.offsets import Offsets

VERSIONS = ("2021-10-01", "2022-05-01", "2022-10-01-preview", "2023-04-01")
_NOTHING = "No answer found"
_USUAL = 0.3
"""Confidence below which nothing is found, where the request says none."""
Share = Annotated[float, Meta(ge=0, le=1)]
Question = Annotated[str, Meta(min_length=1, max_length=1_000)]


class Asking(Struct, frozen=True):
    """The query of both."""

    api_version: Name = field(name="api-version")


class Project(Struct, frozen=True, rename="camel"):
    """The query of a question to a project."""

    project_name: Name
    deployment_name: Name
    api_version: Name = field(name="api-version")


class Record(Struct, frozen=True):
    """A text to find the answer in."""

    id: Annotated[str, Meta(min_length=1, max_length=512)]
    text: Annotated[str, Meta(max_length=100_000)]


class QueryText(Struct, frozen=True, rename="camel"):
    """A question and the texts to find its answer in."""

    question: Question
    records: Annotated[list[Record], Meta(min_length=1, max_length=50)]
    language: Annotated[str, Meta(max_length=35)] | None = None
    string_index_type: StringIndex = "TextElements_v8"


class Span(Struct, frozen=True, rename="camel"):
    """The part of an answer that is asked for."""

    text: str
    confidence_score: float
    offset: int
    length: int


class TextAnswer(Struct, frozen=True, rename="camel", omit_defaults=True):
    """An answer out of a text."""

    answer: str
    confidence_score: float
    id: str
    offset: int
    length: int
    answer_span: Span | None = None


class TextAnswers(Struct, frozen=True):
    """The answers, best first; none where none is likely enough."""

    answers: list[TextAnswer]


class Metadata(Struct, frozen=True, rename="camel"):
    """Only answers with these."""

    metadata: Annotated[list[Any], Meta(max_length=100)] = []
    """Pairs, as lists of two or as objects with ``key`` and ``value``."""
    logical_operation: Literal["AND", "OR"] = "AND"

    def takes(self, answer: Kept) -> bool:
        """Whether an answer has them."""
        wanted = list(self._pairs())
        there = [answer.metadata.get(key, "").lower() == value.lower() for key, value in wanted]
        return not there or (all(there) if self.logical_operation == "AND" else any(there))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        for one in self.metadata:
            match one:
                case [str() as key, str() as value]:
                    yield key, value
                case {"key": str() as key, "value": str() as value}:
                    yield key, value
                case _:
                    raise Refused("InvalidParameterValue", "metadata is a list of keys with values.")


class Filters(Struct, frozen=True, rename="camel"):
    """Which answers are looked at."""

    metadata_filter: Metadata | None = None
    source_filter: Annotated[list[str], Meta(max_length=100)] = []
    logical_operation: Literal["AND", "OR"] = "AND"

    def takes(self, answer: Kept) -> bool:
        """Whether an answer is one of them."""
        several: list[bool] = []
        if self.metadata_filter is not None:
            several.append(self.metadata_filter.takes(answer))
        if self.source_filter:
            several.append(answer.source in self.source_filter)
        return not several or (all(several) if self.logical_operation == "AND" else any(several))


class Before(Struct, frozen=True, rename="camel"):
    """What was asked before."""

    previous_qna_id: int
    previous_user_query: Annotated[str, Meta(max_length=1_000)] = ""


class SpanAsked(Struct, frozen=True, rename="camel"):
    """Whether the part of the answer that is asked for is wanted as well."""

    enable: bool = False
    confidence_score_threshold: Share = 0.0
    top_answers_with_span: Annotated[int, Meta(ge=1, le=10)] = 1


class QueryProject(Struct, frozen=True, rename="camel"):
    """A question to a project, or the id of an answer."""

    question: Question | None = None
    qna_id: int | None = None
    top: Annotated[int, Meta(ge=1, le=1_000)] = 1
    user_id: Annotated[str, Meta(max_length=512)] | None = None
    confidence_score_threshold: Share = _USUAL
    context: Before | None = None
    ranker_type: Literal["Default", "QuestionOnly"] = "Default"
    filters: Filters | None = None
    answer_span_request: SpanAsked | None = None
    include_unstructured_sources: bool = False
    """There are none."""


class PromptTold(Struct, frozen=True, rename="camel"):
    """A question that may be asked next."""

    display_order: int
    qna_id: int
    display_text: str


class Dialog(Struct, frozen=True, rename="camel"):
    """How an answer goes on."""

    is_context_only: bool
    prompts: list[PromptTold]


class ProjectAnswer(Struct, frozen=True, rename="camel", omit_defaults=True):
    """An answer of a project; with the id -1 there is none."""

    questions: list[str]
    answer: str
    confidence_score: float
    id: int
    source: str
    metadata: dict[str, str]
    dialog: Dialog | None = None
    answer_span: Span | None = None


class ProjectAnswers(Struct, frozen=True):
    """The answers, best first."""

    answers: list[ProjectAnswer]


class Questions:
    """The endpoints."""

    def __init__(self, projects: Projects, usage: Usage) -> None:
        self._projects, self._usage = projects, usage

    async def text(self, call: Call) -> Answer:
        """The sentence of the request's texts that answers its question."""
        _checked(call.query(Asking).api_version)
        asked = await call.read(QueryText, BODY)
        answers = await attended(call.request, asyncio.to_thread(_of_texts, asked))
        count = len(asked.question) + sum(len(one.text) for one in asked.records)
        self._usage.count(call.caller, "language.analyse", characters=count)
        return TextAnswers(answers)

    async def project(self, call: Call) -> Answer:
        """The answers of a project to a question."""
        query = call.query(Project)
        _checked(query.api_version)
        asked = await call.read(QueryProject)
        if (asked.question is None) == (asked.qna_id is None):
            raise Refused("InvalidParameterValue", "Give a question or a qnaId, one of them.")
        collection = await asyncio.to_thread(self._projects.find, query.project_name)
        if collection is None:
            raise NotFound("There is no project of this name. Projects are files in the folder of answers.")
        answers = await asyncio.to_thread(_of_project, asked, collection)
        self._usage.count(call.caller, "language.analyse", characters=len(asked.question or ""))
        return ProjectAnswers(answers)


def _checked(version: str) -> None:
    if version not in VERSIONS:
        raise Refused("InvalidParameterValue", f"api-version may be: {', '.join(VERSIONS)}.")


def _language(text: str) -> str:
    return "zh" if detect(text).code.startswith("zh") else "en"


def _of_texts(asked: QueryText) -> list[TextAnswer]:
    unit = unit_of(asked.string_index_type)
    texts = [one.text for one in asked.records]
    answers: list[TextAnswer] = []
    for one in passages(asked.question, texts, _language(asked.question)):
        text = texts[one.text]
        offsets = Offsets(text, unit)
        span = None
        if one.short is not None:
            place = offsets.of(one.short.start, one.short.end)
            span = Span(text[one.short.start : one.short.end], one.short.score, *place)
        place = offsets.of(one.start, one.end)
        words = text[one.start : one.end]
        answers.append(TextAnswer(words, one.confidence, asked.records[one.text].id, *place, span))
    return answers


def _of_project(asked: QueryProject, collection: Collection) -> list[ProjectAnswer]:
    if asked.qna_id is not None:
        found = [Found(one, 1.0) for one in collection.answers if one.id == asked.qna_id]
    else:
        found = collection.find(asked.question or "", only_questions=asked.ranker_type == "QuestionOnly")
    after = _after(asked, collection)
    kept = [
        one
        for one in found
        if one.confidence >= asked.confidence_score_threshold
        and (asked.filters is None or asked.filters.takes(one.answer))
        and (not one.answer.only_after or one.answer.id in after or asked.qna_id is not None)
    ][: asked.top]
    if not kept:
        return [ProjectAnswer([], collection.default or _NOTHING, 0.0, -1, "", {})]
    return [_told(one, asked, number) for number, one in enumerate(kept)]


def _after(asked: QueryProject, collection: Collection) -> set[int]:
    """The ids of the answers that may follow the one before."""
    if asked.context is None:
        return set()
    before = asked.context.previous_qna_id
    return {prompt.id for one in collection.answers if one.id == before for prompt in one.prompts}


def _told(found: Found, asked: QueryProject, number: int) -> ProjectAnswer:
    answer = found.answer
    prompts = [PromptTold(order, prompt.id, prompt.text) for order, prompt in enumerate(answer.prompts)]
    wanted = asked.answer_span_request
    span = None
    if wanted is not None and wanted.enable and asked.question and number < wanted.top_answers_with_span:
        span = _span(asked.question, answer.answer, wanted.confidence_score_threshold)
    return ProjectAnswer(
        list(answer.questions),
        answer.answer,
        found.confidence,
        answer.id,
        answer.source,
        dict(answer.metadata),
        Dialog(answer.only_after, prompts),
        span,
    )


def _span(question: str, text: str, least: float) -> Span | None:
    found = passages(question, [text], _language(question), 1)
    short = found[0].short if found else None
    if short is None or short.score < least:
        return None
    return Span(text[short.start : short.end], short.score, short.start, short.end - short.start)
