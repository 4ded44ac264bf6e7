"""Conversational understanding: what is meant, over Parley's own intents, as the project ``parley``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, cast

from msgspec import Meta, Struct, field

from parley.assistant.assistant import Assistant
from parley.errors import Unsupported
from parley.gateways.access import Answer, Call, NotFound
from parley.gateways.azure.language.analysing import unit_of
from parley.gateways.azure.language.faults import Refused
from parley.gateways.azure.language.shapes import Name, StringIndex
from parley.home.usage import Usage
from parley.language.offsets import Offsets
from parley.language.understanding.matcher import Match
from parley.language.understanding.original import where_said
from parley.skills.guessing import Guessed
from parley.skills.part import Part
from parley.skills.reading import Reading
from parley.skills.types import Context, Understanding, plain
from parley.tags import primary

PROJECT = "parley"
VERSIONS = ("2022-05-01", "2023-04-01")
LONGEST = 500
"""Characters of what is said."""
_NONE = "None"
"""The intent of what means none of them, as Azure calls it."""


class Said(Struct, frozen=True, rename="camel"):
    """What somebody said."""

    text: Annotated[str, Meta(min_length=1, max_length=LONGEST)]
    id: Annotated[str, Meta(max_length=512)] = ""
    participant_id: Annotated[str, Meta(max_length=512)] = ""
    modality: Name = "text"
    language: Annotated[str, Meta(max_length=35)] | None = None


class Item(Struct, frozen=True, rename="camel"):
    """The input."""

    conversation_item: Said


class Asked(Struct, frozen=True, rename="camel"):
    """Which project is asked."""

    project_name: Name
    deployment_name: Name
    string_index_type: StringIndex = "TextElements_v8"
    verbose: bool = False
    is_logging_enabled: bool | None = None
    direct_target: Annotated[str, Meta(max_length=100)] | None = None
    target_project_parameters: dict[str, Any] | None = None


class AnalyzeConversation(Struct, frozen=True, rename="camel"):
    """The request."""

    kind: Name
    analysis_input: Item
    parameters: Asked


class Intent(Struct, frozen=True, rename="camel"):
    """An intent and how likely it is meant."""

    category: str
    confidence_score: float


class Slot(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A slot of the intent, where its words stand."""

    category: str
    text: str
    offset: int
    length: int
    confidence_score: float
    extra_information: list[dict[str, Any]] = []


class Prediction(Struct, frozen=True, rename="camel"):
    """What is meant."""

    top_intent: str
    project_kind: str
    intents: list[Intent]
    entities: list[Slot]


class Result(Struct, frozen=True, rename="camel"):
    """What was said and what is meant."""

    query: str
    detected_language: str
    prediction: Prediction


class AnalyzedConversation(Struct, frozen=True):
    """The answer."""

    kind: str
    result: Result


class QueryVersion(Struct, frozen=True):
    """The query."""

    api_version: Name = field(name="api-version")


class Conversations:
    """The endpoint."""

    def __init__(self, assistant: Assistant, usage: Usage) -> None:
        self._assistant, self._usage = assistant, usage

    async def analyze(self, call: Call) -> Answer:
        """What is meant, without doing it."""
        query = call.query(QueryVersion)
        if query.api_version not in VERSIONS:
            raise Refused("InvalidParameterValue", f"api-version may be: {', '.join(VERSIONS)}.")
        asked = await call.read(AnalyzeConversation)
        if asked.kind != "Conversation":
            raise Unsupported("The kind of task here is Conversation.")
        if asked.parameters.project_name != PROJECT:
            raise NotFound(f"There is no such project. Parley's own intents are the project {PROJECT!r}.")
        said = asked.analysis_input.conversation_item
        reading = await self._read(call, said)
        self._usage.count(call.caller, "language.analyse", characters=len(said.text))
        offsets = Offsets(said.text, unit_of(asked.parameters.string_index_type))
        return AnalyzedConversation(
            "ConversationResult",
            Result(said.text, reading.language, _prediction(reading, said.text, offsets)),
        )

    async def _read(self, call: Call, said: Said) -> Reading:
        settings, skills = self._assistant.settings, self._assistant.skills
        language = primary(said.language) if said.language else None
        context = Context(person=call.caller.account, language=language or settings.language)
        await skills.meet(context)
        # As everywhere else in the loop itself: the reader is not made for threads.
        return skills.read(said.text, language, context)


def _prediction(reading: Reading, text: str, offsets: Offsets) -> Prediction:
    likely: dict[str, float] = {}
    for command in reading.commands:
        likely.setdefault(command.intent, command.confidence)
    for intent, share in _guesses(reading):
        likely.setdefault(intent, share)
    if not reading.commands:
        likely[_NONE] = 1 - max(likely.values(), default=0.0)
    top = reading.commands[0].intent if reading.commands else _NONE
    ordered = sorted(likely.items(), key=lambda each: (each[0] != top, -each[1]))
    return Prediction(
        top,
        "Conversation",
        [Intent(intent, round(share, 4)) for intent, share in ordered],
        [slot for command in reading.commands for slot in _slots(reading, command, text, offsets)],
    )


def _guesses(reading: Reading) -> Iterator[tuple[str, float]]:
    for each in _details(reading):
        if isinstance(each, Guessed):
            yield from each.likely


def _details(reading: Reading) -> Iterator[object]:
    """Everything that the steps saw."""
    for step in reading.steps:
        for value in step.found_out().values():
            if isinstance(value, Sequence) and not isinstance(value, str):
                yield from cast("Sequence[object]", value)
            else:
                yield value


def _slots(reading: Reading, command: Understanding, text: str, offsets: Offsets) -> Iterator[Slot]:
    words = _words(reading, command)
    for name, value in plain(command.slots).items():
        said = words.get(name) or (value if isinstance(value, str) else "")
        place = where_said(said, text) if said else None
        if place is not None:
            offset, length = offsets.of(*place)
            more = [{"extraInformationKind": "ParleyValue", "value": value}]
            yield Slot(name, text[slice(*place)], offset, length, round(command.confidence, 4), more)


def _words(reading: Reading, command: Understanding) -> Mapping[str, str]:
    """The words of a command's slots, as far as the steps tell them."""
    for each in _details(reading):
        if isinstance(each, Match) and each.template.intent == command.intent:
            return {name: each.text[start:end].strip() for name, (start, end) in each.spans.items()}
        if isinstance(each, Guessed):
            return dict(each.filled)
        if isinstance(each, Part) and each.understanding is command:
            continue
    return {}
