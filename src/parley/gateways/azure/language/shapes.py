"""What text analytics takes and gives, in versions 2022-05-01 and 2023-04-01 and, by other names, v3.1."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, field

from parley.gateways.azure.language.faults import Told

DOCUMENTS = 25
"""Documents of one request."""
CHARACTERS = 5_120
"""Characters of a document that is answered at once."""
JOB_CHARACTERS = 125_000
"""Characters of all documents of a job."""
BODY = 4 * 1024 * 1024
"""Bytes of a request."""

Id = Annotated[str, Meta(min_length=1, max_length=512)]
Name = Annotated[str, Meta(max_length=100)]
StringIndex = Literal["TextElements_v8", "TextElement_v8", "UnicodeCodePoint", "Utf16CodeUnit"]


class Document(Struct, frozen=True, rename="camel"):
    """One text."""

    id: Id
    text: str
    language: Annotated[str, Meta(max_length=35)] | None = None
    """``en``, ``zh-Hans``, ``zh-Hant``, or ``auto`` to have it found out; English where it is not said."""
    country_hint: Annotated[str, Meta(max_length=10)] | None = None
    """Not used: languages are told by their words alone."""


class Documents(Struct, frozen=True):
    """All texts of a request."""

    documents: Annotated[list[Document], Meta(min_length=1, max_length=1_000)]


class Parameters(Struct, frozen=True, rename="camel"):
    """How a task is to be done; each kind of task reads its own."""

    model_version: Name = "latest"
    string_index_type: StringIndex = "TextElements_v8"
    logging_opt_out: bool | None = None
    """Nothing is ever kept."""
    opinion_mining: bool = False
    domain: Literal["none", "phi"] = "none"
    pii_categories: Annotated[list[Name], Meta(max_length=200)] | None = None
    sentence_count: Annotated[int, Meta(ge=1, le=20)] | None = None
    sort_by: Literal["Offset", "Rank"] = "Offset"


class AnalyzeText(Struct, frozen=True, rename="camel"):
    """One kind of task for some documents."""

    kind: Name
    analysis_input: Documents
    parameters: Parameters = field(default_factory=Parameters)


class TaskAsked(Struct, frozen=True, rename="camel"):
    """A task of a job."""

    kind: Name
    task_name: Annotated[str, Meta(max_length=512)] | None = None
    parameters: Parameters = field(default_factory=Parameters)


class AnalyzeJob(Struct, frozen=True, rename="camel"):
    """Several kinds of tasks for some documents, done later."""

    analysis_input: Documents
    tasks: Annotated[list[TaskAsked], Meta(min_length=1, max_length=25)]
    display_name: Annotated[str, Meta(max_length=512)] | None = None


class Version(Struct, frozen=True):
    """The query of text analytics."""

    api_version: Name = field(name="api-version")
    show_stats: bool = field(name="showStats", default=False)


class Question31(Struct, frozen=True, rename="camel"):
    """The query of text analytics v3."""

    model_version: Name = field(name="model-version", default="latest")
    show_stats: bool = False
    logging_opt_out: bool | None = None
    string_index_type: StringIndex = "TextElements_v8"
    opinion_mining: bool = False
    domain: Literal["none", "phi"] = "none"
    pii_categories: str | None = None
    """Several with commas between them."""


class Statistics(Struct, frozen=True, rename="camel"):
    """What was in a request."""

    documents_count: int
    valid_documents_count: int
    erroneous_documents_count: int
    transactions_count: int


class Failed(Struct, frozen=True):
    """A document that could not be analysed."""

    id: str
    error: Told


class Results(Struct, frozen=True, rename="camel", omit_defaults=True):
    """What was found in the documents."""

    documents: list[dict[str, Any]]
    errors: list[Failed]
    model_version: str
    statistics: Statistics | None = None


class Analyzed(Struct, frozen=True):
    """The answer to one kind of task."""

    kind: str
    results: Results


class TaskState(Struct, frozen=True, rename="camel", omit_defaults=True):
    """A task of a job, and what it found once it is over."""

    kind: str
    task_name: str
    status: str
    last_update_date_time: str
    results: Results | None = None


class TaskStates(Struct, frozen=True, rename="camel"):
    """How far the tasks are."""

    completed: int
    failed: int
    in_progress: int
    total: int
    items: list[TaskState]


class JobState(Struct, frozen=True, rename="camel", omit_defaults=True):
    """How far a job is."""

    job_id: str
    status: str
    created_date_time: str
    last_update_date_time: str
    expiration_date_time: str
    errors: list[Told]
    tasks: TaskStates
    display_name: str | None = None
    statistics: Statistics | None = None
