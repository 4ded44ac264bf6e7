"""Text analytics as version 3.1 (and 3.0, which had less) words it."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct, field
from starlette.responses import Response

from parley.gateways.access import Answer, Call
from parley.gateways.azure.jobs import State
from parley.gateways.azure.language import documents
from parley.gateways.azure.language.analysing import analysed, checked, statistics, task_of
from parley.gateways.azure.language.faults import Refused, told
from parley.gateways.azure.language.shapes import (
    BODY,
    Documents,
    Name,
    Parameters,
    Question31,
    StringIndex,
    TaskAsked,
)
from parley.gateways.azure.language.text import TextAnalytics, as_json, status_of, when
from parley.gateways.azure.language.work import Part, Progress, parts_of
from parley.gateways.surface.attending import attended

PATHS = {
    "sentiment": "SentimentAnalysis",
    "languages": "LanguageDetection",
    "keyPhrases": "KeyPhraseExtraction",
    "entities/recognition/general": "EntityRecognition",
    "entities/recognition/pii": "PiiEntityRecognition",
    "entities/linking": "EntityLinking",
}
"""Paths → kinds of tasks."""
_GROUPS = {
    "entityRecognitionTasks": "EntityRecognition",
    "entityRecognitionPiiTasks": "PiiEntityRecognition",
    "keyPhraseExtractionTasks": "KeyPhraseExtraction",
    "entityLinkingTasks": "EntityLinking",
    "sentimentAnalysisTasks": "SentimentAnalysis",
}


class Parameters31(Struct, frozen=True, rename="camel"):
    """How a task is to be done."""

    model_version: Name = field(name="model-version", default="latest")
    logging_opt_out: bool | None = None
    string_index_type: StringIndex = "TextElements_v8"
    opinion_mining: bool = False
    domain: Name = "none"
    pii_categories: Annotated[list[Name], Meta(max_length=200)] | None = None

    def now(self) -> Parameters:
        """As later versions have them."""
        return Parameters(
            self.model_version,
            self.string_index_type,
            opinion_mining=self.opinion_mining,
            domain="phi" if self.domain == "phi" else "none",
            pii_categories=self.pii_categories,
        )


class Task31(Struct, frozen=True, rename="camel"):
    """A task of a job."""

    parameters: Parameters31 = field(default_factory=Parameters31)
    task_name: Annotated[str, Meta(max_length=512)] | None = None


Tasks31 = Annotated[list[Task31], Meta(max_length=25)]


class Manifest31(Struct, frozen=True, rename="camel"):
    """The tasks of a job."""

    entity_recognition_tasks: Tasks31 = []
    entity_recognition_pii_tasks: Tasks31 = []
    key_phrase_extraction_tasks: Tasks31 = []
    entity_linking_tasks: Tasks31 = []
    sentiment_analysis_tasks: Tasks31 = []


class Job31(Struct, frozen=True, rename="camel"):
    """Several kinds of tasks for some documents."""

    analysis_input: Documents
    tasks: Manifest31
    display_name: Annotated[str, Meta(max_length=512)] | None = None


class Stats31(Struct, frozen=True, rename="camel"):
    """The query of a job's state."""

    show_stats: bool = False
    top: Annotated[int, Meta(ge=1, le=50)] = field(name="$top", default=20)
    skip: Annotated[int, Meta(ge=0, le=1_000)] = field(name="$skip", default=0)


class TextAnalytics31:
    """The endpoints."""

    def __init__(self, now: TextAnalytics) -> None:
        self._now = now

    async def analyze(self, call: Call) -> Answer:
        """One kind of task, answered at once; the path says which."""
        kind = PATHS[call.request.url.path.split("/text/analytics/v3.", 1)[1].split("/", 1)[1]]
        query = call.query(Question31)
        given = (await call.read(Documents, BODY)).documents
        task = task_of(kind)
        asked = Parameters(
            query.model_version,
            query.string_index_type,
            opinion_mining=query.opinion_mining,
            domain=query.domain,
            pii_categories=query.pii_categories.split(",") if query.pii_categories else None,
        )
        checked(task, asked)
        documents.checked(given)
        work = analysed(task, given, asked, self._now.places, show_stats=query.show_stats)
        results = await attended(call.request, work)
        count = sum(len(one.text) for one in given)
        self._now.usage.count(call.caller, "language.analyse", characters=count)
        return results

    async def begin(self, call: Call) -> Answer:
        """Several kinds of tasks, done later."""
        asked = await call.read(Job31, BODY)
        documents.checked_job(asked.analysis_input.documents)
        tasks: list[TaskAsked] = []
        groups: list[str] = []
        for group, kind in _GROUPS.items():
            for one in getattr(asked.tasks, _snake(group)):
                tasks.append(TaskAsked(kind, one.task_name, one.parameters.now()))
                groups.append(group)
        if not tasks:
            raise Refused("InvalidRequestBodyFormat", "A job needs a task.")
        parts = parts_of(tasks, self._now.clock, groups)
        job = self._now.start(call, Progress(asked.analysis_input.documents, parts, asked.display_name))
        place = f"{call.origin}/text/analytics/v3.1/analyze/jobs/{job.id}"
        return Response(status_code=202, headers={"operation-location": place})

    async def state(self, call: Call) -> Answer:
        """How far a job is, and what it found."""
        query = call.query(Stats31)
        job = self._now.jobs.find(call.caller, call.id())
        progress: Progress = job.about
        groups: dict[str, list[dict[str, Any]]] = {}
        errors: list[object] = []
        for part in progress.parts:
            same = groups.setdefault(part.group, [])
            if part.error is not None:
                errors.append(told(part.error, f"#/tasks/{part.group}/{len(same)}"))
            same.append(_state(part))
        over = progress.count(State.SUCCEEDED, State.FAILED, State.CANCELLED)
        return as_json(
            {
                "jobId": job.id,
                "displayName": progress.display_name,
                "status": status_of(job, progress),
                "createdDateTime": when(job.begun),
                "lastUpdateDateTime": when(job.changed),
                "expirationDateTime": when(job.ends),
                "errors": errors,
                **(
                    {"statistics": statistics(progress.documents, len(progress.documents))}
                    if query.show_stats
                    else {}
                ),
                "tasks": {
                    "completed": progress.count(State.SUCCEEDED),
                    "failed": progress.count(State.FAILED),
                    "inProgress": len(progress.parts) - over,
                    "total": len(progress.parts),
                    **groups,
                },
            }
        )


def _state(part: Part) -> dict[str, Any]:
    told_of = {
        "taskName": part.name,
        "state": part.state.value,
        "lastUpdateDateTime": when(part.changed),
    }
    return told_of | ({"results": msgspec.to_builtins(part.results)} if part.results else {})


def _snake(name: str) -> str:
    return "".join(f"_{char.lower()}" if char.isupper() else char for char in name)
