"""What question answering takes and gives."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from parley.gateways.azure.language.faults import Refused
from parley.gateways.azure.language.shapes import Name, StringIndex
from parley.language.answers.collection import Answer as Kept

CHARACTERS = 125_000
"""Of all texts of a request."""
USUAL = 0.3
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
    text: Annotated[str, Meta(max_length=CHARACTERS)]


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
    confidence_score_threshold: Share = USUAL
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
