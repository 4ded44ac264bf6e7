"""Text analytics of versions 2022-05-01 and 2023-04-01: at once, and as jobs."""

from __future__ import annotations

import asyncio
from datetime import datetime

from msgspec import to_builtins
from starlette.responses import JSONResponse, Response

from parley.clock import Clock
from parley.gateways.access import Answer, Call
from parley.gateways.azure.jobs import Job, Jobs, State
from parley.gateways.azure.language import documents
from parley.gateways.azure.language.abstracts import Abstracts
from parley.gateways.azure.language.analysing import analysed, checked, statistics, task_of
from parley.gateways.azure.language.faults import Refused, told
from parley.gateways.azure.language.shapes import (
    BODY,
    Analyzed,
    AnalyzeJob,
    AnalyzeText,
    JobState,
    TaskState,
    TaskStates,
    Version,
)
from parley.gateways.azure.language.work import Part, Progress, done, parts_of
from parley.gateways.surface.attending import attended
from parley.home.usage import Usage

VERSIONS = ("2022-05-01", "2023-04-01")
_AT_ONCE = 1
"""Threads that analyse at the same time, for requests and jobs together. Python runs one at a time anyway,
and each more takes more time from the loop that speakers are served in; documents take turns."""
_WEIGHT = 8
"""Bytes that a job keeps for each character of its documents and task, as a rough measure."""
_IS_OVER = (State.SUCCEEDED, State.FAILED, State.CANCELLED)


class TextAnalytics:
    """The endpoints."""

    def __init__(self, usage: Usage, clock: Clock, jobs: Jobs[None], abstracts: Abstracts) -> None:
        self.usage, self.clock, self.jobs, self.abstracts = usage, clock, jobs, abstracts
        self.places = asyncio.Semaphore(_AT_ONCE)

    async def analyze(self, call: Call) -> Answer:
        """One kind of task, answered at once."""
        query = versioned(call)
        asked = await call.read(AnalyzeText, BODY)
        task = task_of(asked.kind)
        checked(task, asked.parameters)
        given = asked.analysis_input.documents
        documents.checked(given)
        work = analysed(task, given, asked.parameters, self.places, show_stats=query.show_stats)
        results = await attended(call.request, work)
        self.usage.count(call.caller, "language.analyse", characters=sum(len(one.text) for one in given))
        return Analyzed(f"{asked.kind}Results", results)

    async def begin(self, call: Call) -> Answer:
        """Several kinds of tasks, done later."""
        query = versioned(call)
        asked = await call.read(AnalyzeJob, BODY)
        given = asked.analysis_input.documents
        documents.checked_job(given)
        progress = Progress(given, parts_of(asked.tasks, self.clock), asked.display_name)
        job = self.start(call, progress)
        place = f"{call.origin}/language/analyze-text/jobs/{job.id}?api-version={query.api_version}"
        return Response(status_code=202, headers={"operation-location": place})

    def start(self, call: Call, progress: Progress) -> Job[None]:
        """A job of the caller's. Raises ``Busy``."""

        async def work() -> None:
            await done(progress, self.abstracts, self.clock, self.places)

        count = sum(len(one.text) for one in progress.documents) * len(progress.parts)
        job = self.jobs.begin(call.caller, work, progress, _WEIGHT * count)
        self.usage.count(call.caller, "language.analyse", requests=len(progress.parts), characters=count)
        return job

    async def state(self, call: Call) -> Answer:
        """How far a job is, and what it found."""
        query = versioned(call)
        job = self.jobs.find(call.caller, call.id())
        progress: Progress = job.about
        errors = [
            told(part.error, f"#/tasks/items/{number}")
            for number, part in enumerate(progress.parts)
            if part.error is not None
        ]
        if job.error is not None:
            errors.append(told(job.error))
        counted = statistics(progress.documents, len(progress.documents)) if query.show_stats else None
        return JobState(
            job.id,
            status_of(job, progress),
            when(job.begun),
            when(job.changed),
            when(job.ends),
            errors,
            TaskStates(
                progress.count(State.SUCCEEDED),
                progress.count(State.FAILED),
                len(progress.parts) - progress.count(*_IS_OVER),
                len(progress.parts),
                [_state(part, job.state) for part in progress.parts],
            ),
            progress.display_name,
            counted,
        )

    async def cancel(self, call: Call) -> Answer:
        """Stop a job; what is done of it stays."""
        query = versioned(call)
        job = self.jobs.find(call.caller, call.id())
        self.jobs.cancel(job)
        place = f"{call.origin}/language/analyze-text/jobs/{job.id}?api-version={query.api_version}"
        return Response(status_code=202, headers={"operation-location": place})


def versioned(call: Call) -> Version:
    """The query. Raises ``Refused`` for a version that is not spoken."""
    query = call.query(Version)
    if query.api_version not in VERSIONS:
        raise Refused("InvalidParameterValue", f"api-version may be: {', '.join(VERSIONS)}.")
    return query


def status_of(job: Job[None], progress: Progress) -> str:
    """The job's state in Azure's words: partly, where some of its tasks failed."""
    failed = progress.count(State.FAILED)
    if job.state is not State.SUCCEEDED or not failed:
        return job.state.value
    return "failed" if failed == len(progress.parts) else "partiallyCompleted"


def when(moment: datetime) -> str:
    """As Azure writes it, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _state(part: Part, job: State) -> TaskState:
    state = job if job is State.CANCELLED and part.state not in _IS_OVER else part.state
    return TaskState(f"{part.kind}LROResults", part.name, state.value, when(part.changed), part.results)


def as_json(value: object) -> Response:
    """An answer whose shape depends on its version."""
    return JSONResponse(to_builtins(value))
