"""The work of a job: its tasks one after the other, and how far they are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from parley.clock import Clock
from parley.errors import ParleyError
from parley.gateways.azure.jobs import State
from parley.gateways.azure.language.abstracts import Abstracts
from parley.gateways.azure.language.analysing import LONGER, analysed, checked, task_of
from parley.gateways.azure.language.shapes import (
    JOB_CHARACTERS,
    Document,
    Parameters,
    Results,
    TaskAsked,
)

ABSTRACTS = "AbstractiveSummarization"


@dataclass(slots=True)
class Part:
    """One task of a job."""

    kind: str
    name: str
    asked: Parameters
    changed: datetime
    state: State = State.NOT_STARTED
    results: Results | None = None
    error: ParleyError | None = None
    group: str = ""
    """What version 3.1 calls tasks of this kind."""


@dataclass(slots=True)
class Progress:
    """A job's tasks and what they are about."""

    documents: Sequence[Document]
    parts: list[Part] = field(default_factory=list[Part])
    display_name: str | None = None

    def count(self, *states: State) -> int:
        """How many tasks are in one of the states."""
        return sum(part.state in states for part in self.parts)


def parts_of(tasks: Sequence[TaskAsked], clock: Clock, groups: Sequence[str] = ()) -> list[Part]:
    """The tasks that were asked for. Raises ``Unsupported`` and ``Refused`` for what is not done here."""
    parts: list[Part] = []
    for number, one in enumerate(tasks):
        if one.kind != ABSTRACTS:
            checked(task_of(one.kind, LONGER), one.parameters)
        group = groups[number] if groups else ""
        parts.append(Part(one.kind, one.task_name or str(number), one.parameters, clock.now(), group=group))
    return parts


async def done(progress: Progress, abstracts: Abstracts, clock: Clock, places: asyncio.Semaphore) -> None:
    """Do the tasks, one after the other, each when there is a place; one that fails says why."""
    for part in progress.parts:
        part.state, part.changed = State.RUNNING, clock.now()
        try:
            if part.kind == ABSTRACTS:
                part.results = await abstracts.of(progress.documents, part.asked)
            else:
                task = task_of(part.kind, LONGER)
                part.results = await analysed(
                    task, progress.documents, part.asked, places, most=JOB_CHARACTERS
                )
            part.state = State.SUCCEEDED
        except ParleyError as error:
            part.error, part.state = error, State.FAILED
        part.changed = clock.now()
