"""What each kind of text analytics finds in a document, as Azure's API words it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.errors import Unsupported
from parley.gateways.azure.language.documents import Read, sorted_out
from parley.gateways.azure.language.faults import Refused
from parley.gateways.azure.language.shapes import (
    CHARACTERS,
    Document,
    Parameters,
    Results,
    Statistics,
)
from parley.language.detecting import detect
from parley.language.entities.finding import entities
from parley.language.entities.linking import linked
from parley.language.offsets import Offsets, Unit
from parley.language.phrases.phrases import phrases
from parley.language.pii.finding import every, personal
from parley.language.sentiment.feeling import feeling
from parley.language.sentiment.types import Scores
from parley.language.summary.extractive import summary

Found = dict[str, Any]
Analysis = Callable[[Read, Offsets, Parameters], Found]

_UNITS = {"UnicodeCodePoint": Unit.CODE_POINTS, "Utf16CodeUnit": Unit.UTF16}
_TRANSACTION = 1_000
"""Characters that Azure counts as one."""
_SENTENCES = 3
"""Of a summary where it is not said how many."""
_NO_OPINIONS = {
    "code": "OpinionMiningUnavailable",
    "message": "Targets and assessments are not found here; the sentiment of each sentence is.",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of analysis."""

    analyse: Analysis
    model: str
    """What ``modelVersion`` says: whether it is trained, rules or statistics."""
    needs_language: bool = True


def unit_of(name: str) -> Unit:
    """What offsets count."""
    return _UNITS.get(name, Unit.GRAPHEMES)


def _sentiment(document: Read, offsets: Offsets, asked: Parameters) -> Found:
    found = feeling(document.text, document.language)
    return {
        "sentiment": found.feeling.value,
        "confidenceScores": _scores(found.scores),
        "sentences": [
            {
                "sentiment": one.feeling.value,
                "confidenceScores": _scores(one.scores),
                **_place(offsets, one.start, one.end),
                "text": document.text[one.start : one.end],
            }
            for one in found.sentences
        ],
        "warnings": [_NO_OPINIONS] if asked.opinion_mining else [],
    }


def _scores(scores: Scores) -> dict[str, float]:
    """With two digits that together are 1."""
    positive, negative = round(scores.positive, 2), round(scores.negative, 2)
    return {
        "positive": positive,
        "neutral": round(max(1 - positive - negative, 0.0), 2),
        "negative": negative,
    }


def _language(document: Read, _: Offsets, __: Parameters) -> Found:
    found = detect(document.text)
    unknown = "(Unknown)"
    return {
        "detectedLanguage": {
            "name": found.name or unknown,
            "iso6391Name": found.code or unknown,
            "confidenceScore": found.confidence,
        },
        "warnings": [],
    }


def _phrases(document: Read, _: Offsets, __: Parameters) -> Found:
    return {"keyPhrases": list(phrases(document.text, document.language)), "warnings": []}


def _entities(document: Read, offsets: Offsets, _: Parameters) -> Found:
    return {
        "entities": [
            {
                "text": document.text[one.start : one.end],
                "category": one.kind.value,
                **({"subcategory": one.sub} if one.sub else {}),
                **_place(offsets, one.start, one.end),
                "confidenceScore": one.score,
            }
            for one in entities(document.text, document.language)
        ],
        "warnings": [],
    }


def _linking(document: Read, offsets: Offsets, _: Parameters) -> Found:
    return {
        "entities": [
            {
                "name": one.name,
                "matches": [
                    {
                        "text": document.text[match.start : match.end],
                        **_place(offsets, match.start, match.end),
                        "confidenceScore": match.score,
                    }
                    for match in one.matches
                ],
                "language": one.language,
                "id": one.id,
                "url": one.url,
                "dataSource": one.source,
            }
            for one in linked(document.text, document.language)
        ],
        "warnings": [],
    }


def _personal(document: Read, offsets: Offsets, asked: Parameters) -> Found:
    named = None if asked.pii_categories is None else [each for each in asked.pii_categories if each != "All"]
    if named and "Default" in named:
        named = [*every(), *named]
    found = personal(document.text, document.language, named or None, health=asked.domain == "phi")
    return {
        "redactedText": found.text,
        "entities": [
            {
                "text": document.text[one.start : one.end],
                "category": one.category,
                **({"subcategory": one.sub} if one.sub else {}),
                **_place(offsets, one.start, one.end),
                "confidenceScore": one.score,
            }
            for one in found.found
        ],
        "warnings": [],
    }


def _summary(document: Read, offsets: Offsets, asked: Parameters) -> Found:
    found = list(summary(document.text, document.language, asked.sentence_count or _SENTENCES))
    if asked.sort_by == "Offset":
        found.sort(key=lambda one: one.start)
    return {
        "sentences": [
            {
                "text": document.text[one.start : one.end],
                "rankScore": one.rank,
                **_place(offsets, one.start, one.end),
            }
            for one in found
        ],
        "warnings": [],
    }


def _place(offsets: Offsets, start: int, end: int) -> dict[str, int]:
    offset, length = offsets.of(start, end)
    return {"offset": offset, "length": length}


TASKS: Mapping[str, Task] = {
    "SentimentAnalysis": Task(_sentiment, "parley-trained-sentiment-1"),
    "LanguageDetection": Task(_language, "parley-langid-1", needs_language=False),
    "KeyPhraseExtraction": Task(_phrases, "parley-statistics-1"),
    "EntityRecognition": Task(_entities, "parley-trained-entities-and-rules-1"),
    "EntityLinking": Task(_linking, "parley-geonames-1"),
    "PiiEntityRecognition": Task(_personal, "parley-rules-and-trained-entities-1"),
}
"""What is answered at once, by Azure's names."""
LONGER: Mapping[str, Task] = {**TASKS, "ExtractiveSummarization": Task(_summary, "parley-lexrank-1")}
"""What a job may ask for as well."""
NOT_HERE = {
    "Healthcare": "Text analytics for health needs a medical model, which Parley does not have.",
    "CustomEntityRecognition": "There are no custom models of entities here.",
    "CustomSingleLabelClassification": "There are no custom models of classification here.",
    "CustomMultiLabelClassification": "There are no custom models of classification here.",
}


def task_of(kind: str, tasks: Mapping[str, Task] = TASKS) -> Task:
    """A kind's task. Raises ``Unsupported`` for what is not done here."""
    if kind not in tasks:
        there = ", ".join(tasks)
        raise Unsupported(
            f"{NOT_HERE.get(kind, 'There is no such kind of task for this.')} There are: {there}."
        )
    return tasks[kind]


def checked(task: Task, asked: Parameters) -> None:
    """Raises ``Refused`` for a version or a category that there is none of."""
    if asked.model_version not in ("latest", task.model):
        raise Refused("ModelVersionIncorrect", f"The model version here is {task.model!r}; ask for 'latest'.")
    unknown = set(asked.pii_categories or ()) - every() - {"All", "Default"}
    if unknown:
        there = ", ".join(sorted(every()))
        raise Refused("InvalidParameterValue", f"Of piiCategories these are found here: {there}.")


async def analysed(
    task: Task,
    documents: Sequence[Document],
    asked: Parameters,
    places: asyncio.Semaphore,
    *,
    show_stats: bool = False,
    most: int = CHARACTERS,
) -> Results:
    """All documents, one after the other, each in a thread when there is a place for it.

    It may be cancelled between two of them. A document takes about 10 ms for 1,000 characters, at most.
    """
    good, failed = sorted_out(documents, languages=task.needs_language, most=most)
    unit = unit_of(asked.string_index_type)
    found: list[Found] = []
    for one in good:
        async with places:
            told = await asyncio.to_thread(task.analyse, one, Offsets(one.text, unit), asked)
        size = {"statistics": _size(one.text, unit)} if show_stats else {}
        found.append({"id": one.id, **size, **told})
    counted = statistics(documents, len(found)) if show_stats else None
    return Results(found, failed, task.model, counted)


def statistics(documents: Sequence[Document], valid: int) -> Statistics:
    """What was in a request."""
    paid = sum(_transactions(one.text) for one in documents)
    return Statistics(len(documents), valid, len(documents) - valid, paid)


def _size(text: str, unit: Unit) -> dict[str, int]:
    return {
        "charactersCount": Offsets(text, unit).of(0, len(text))[1],
        "transactionsCount": _transactions(text),
    }


def _transactions(text: str) -> int:
    return max(1, -(-len(text) // _TRANSACTION))
