"""Question answering: out of the texts of the request, or out of the projects of a folder."""

from __future__ import annotations

import asyncio

from parley.gateways.access import Answer, Call, NotFound
from parley.gateways.azure.language.analysing import unit_of
from parley.gateways.azure.language.faults import Refused
from parley.gateways.azure.language.question_shapes import (
    CHARACTERS,
    Asking,
    Dialog,
    Project,
    ProjectAnswer,
    ProjectAnswers,
    PromptTold,
    QueryProject,
    QueryText,
    Span,
    TextAnswer,
    TextAnswers,
)
from parley.gateways.azure.language.shapes import BODY
from parley.gateways.surface.attending import attended
from parley.home.usage import Usage
from parley.language.answers.collection import Collection, Found
from parley.language.answers.folder import Projects
from parley.language.answers.passages import passages
from parley.language.detecting import detect
from parley.language.offsets import Offsets

VERSIONS = ("2021-10-01", "2022-05-01", "2022-10-01-preview", "2023-04-01")
_NOTHING = "No answer found"


class Questions:
    """The endpoints."""

    def __init__(self, projects: Projects, usage: Usage) -> None:
        self._projects, self._usage = projects, usage

    async def text(self, call: Call) -> Answer:
        """The sentence of the request's texts that answers its question."""
        _checked(call.query(Asking).api_version)
        asked = await call.read(QueryText, BODY)
        if sum(len(one.text) for one in asked.records) > CHARACTERS:
            raise Refused("InvalidParameterValue", f"All records may have {CHARACTERS:,} characters.")
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
