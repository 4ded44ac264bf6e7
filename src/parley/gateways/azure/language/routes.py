"""The routes of Azure AI Language."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from starlette.routing import BaseRoute

from parley.assistant.assistant import Assistant
from parley.clock import Clock
from parley.gateways.azure.jobs import Jobs
from parley.gateways.azure.language.abstracts import Abstracts
from parley.gateways.azure.language.conversations import (
    AnalyzeConversation,
    AnalyzedConversation,
    Conversations,
    QueryVersion,
)
from parley.gateways.azure.language.question_shapes import (
    Asking,
    Project,
    ProjectAnswers,
    QueryProject,
    QueryText,
    TextAnswers,
)
from parley.gateways.azure.language.questions import Questions
from parley.gateways.azure.language.shapes import (
    Analyzed,
    AnalyzeJob,
    AnalyzeText,
    Documents,
    JobState,
    Question31,
    Results,
    Version,
)
from parley.gateways.azure.language.text import TextAnalytics
from parley.gateways.azure.language.text31 import PATHS, Job31, Stats31, TextAnalytics31
from parley.gateways.surface import Surface
from parley.gateways.surface.operation import Operation
from parley.generation.service import Generation
from parley.language.answers.folder import Projects

KEPT = timedelta(hours=1)
"""For how long the results of a job can be had."""
LANGUAGE = ("/language", "/text/analytics")
"""Beginnings of the paths."""
_WRONG = {400: "What is asked for cannot be done, and why.", 413: "The body is too long."}
_GONE = {**_WRONG, 404: "There is no such job of this account."}


def routes(
    surface: Surface, assistant: Assistant, generation: Generation, clock: Clock, jobs: Jobs[None]
) -> list[BaseRoute]:
    """All of them. ``jobs`` are kept in this process, and only their own account sees them."""
    settings = assistant.settings
    text = TextAnalytics(surface.usage, clock, jobs, Abstracts(generation, settings.summaries.model))
    named = settings.answers.folder
    folder = Path(named).expanduser() if named else settings.data_dir / "answers"
    questions = Questions(Projects(folder), surface.usage)
    conversations = Conversations(assistant, surface.usage)
    return [
        *_text(surface, text),
        *_text31(surface, TextAnalytics31(text)),
        surface.route(
            "/language/:analyze-conversations",
            conversations.analyze,
            methods=["POST"],
            about=Operation(
                "analyzeConversation",
                "What is meant, over Parley's own intents",
                query=QueryVersion,
                body=AnalyzeConversation,
                answer=AnalyzedConversation,
                more={**_WRONG, 404: "There is no such project."},
            ),
        ),
        surface.route(
            "/language/:query-text",
            questions.text,
            methods=["POST"],
            about=Operation(
                "queryText",
                "The sentence of some texts that answers a question",
                query=Asking,
                body=QueryText,
                answer=TextAnswers,
                more=_WRONG,
            ),
        ),
        surface.route(
            "/language/:query-knowledgebases",
            questions.project,
            methods=["POST"],
            about=Operation(
                "queryKnowledgebases",
                "The answers of a project to a question",
                query=Project,
                body=QueryProject,
                answer=ProjectAnswers,
                more={**_WRONG, 404: "There is no such project."},
            ),
        ),
    ]


def _text(surface: Surface, text: TextAnalytics) -> list[BaseRoute]:
    return [
        surface.route(
            "/language/:analyze-text",
            text.analyze,
            methods=["POST"],
            about=Operation(
                "analyzeText",
                "Sentiment, language, key phrases, entities, links or personal data of some documents",
                query=Version,
                body=AnalyzeText,
                answer=Analyzed,
                more=_WRONG,
            ),
        ),
        surface.route(
            "/language/analyze-text/jobs",
            text.begin,
            methods=["POST"],
            about=Operation(
                "beginAnalyzeText",
                "Several kinds of analysis, summaries among them, done later",
                query=Version,
                body=AnalyzeJob,
                status=202,
                more=_WRONG,
            ),
        ),
        surface.route(
            "/language/analyze-text/jobs/{id}",
            text.state,
            methods=["GET"],
            about=Operation(
                "analyzeTextState", "How far a job is", query=Version, answer=JobState, more=_GONE
            ),
        ),
        surface.route(
            "/language/analyze-text/jobs/{id}:cancel",
            text.cancel,
            methods=["POST"],
            about=Operation("cancelAnalyzeText", "Stop a job", query=Version, status=202, more=_GONE),
        ),
    ]


def _text31(surface: Surface, text: TextAnalytics31) -> list[BaseRoute]:
    found = [
        surface.route(
            f"/text/analytics/{version}/{path}",
            text.analyze,
            methods=["POST"],
            about=Operation(
                f"{kind[0].lower()}{kind[1:]}{version.replace('.', '')}",
                f"{kind}, as version {version[1:]} has it",
                query=Question31,
                body=Documents,
                answer=Results,
                more=_WRONG,
            ),
        )
        for version in ("v3.1", "v3.0")
        for path, kind in PATHS.items()
    ]
    return [
        *found,
        surface.route(
            "/text/analytics/v3.1/analyze",
            text.begin,
            methods=["POST"],
            about=Operation(
                "beginAnalyze31", "Several kinds of analysis, done later", body=Job31, status=202, more=_WRONG
            ),
        ),
        surface.route(
            "/text/analytics/v3.1/analyze/jobs/{id}",
            text.state,
            methods=["GET"],
            about=Operation("analyzeState31", "How far a job is", query=Stats31, more=_GONE),
        ),
    ]
