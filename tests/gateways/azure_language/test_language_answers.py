"""Conversations over Parley's own intents, and questions to texts and to files of answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest

from fakes.language_apis import VERSION, LanguageApi

PROJECT = {**VERSION, "projectName": "house", "deploymentName": "any"}
ANSWERS = """
answers:
  - id: 1
    questions: [How do I restart the router?]
    answer: Unplug it.
    source: a.md
    metadata: {topic: net}
  - id: 2
    questions: [When is the rubbish collected?]
    answer: On Tuesday.
    prompts: [{text: And glass?, id: 3}]
  - {id: 3, questions: [And the glass?], answer: Main Street., context_only: true}
"""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncGenerator[LanguageApi]:
    api = LanguageApi(tmp_path)
    (api.answers / "house.yaml").write_text(ANSWERS, "utf-8")
    yield api
    await api.client.aclose()


async def understood(house: LanguageApi, text: str, project: str = "parley", **more: Any) -> Any:
    body = {
        "kind": "Conversation",
        "analysisInput": {"conversationItem": {"id": "1", "participantId": "1", "text": text}},
        "parameters": {"projectName": project, "deploymentName": "any", **more},
    }
    return await house.client.post("/language/:analyze-conversations", params=VERSION, json=body)


@pytest.mark.parametrize(
    ("text", "unit", "words", "offset"),
    [
        ("Set a timer for ten minutes", "UnicodeCodePoint", "ten minutes", 16),
        ("帮我定一个十分钟的计时器", "UnicodeCodePoint", "十分钟", 5),
        ("Please set a timer for 10 minutes!", "Utf16CodeUnit", "10 minutes", 23),
    ],
)
async def test_an_intent_with_its_slot(
    house: LanguageApi, text: str, unit: str, words: str, offset: int
) -> None:
    told = (await understood(house, text, stringIndexType=unit)).json()["result"]
    assert told["query"] == text
    prediction = told["prediction"]
    assert prediction["topIntent"] == "timer.start"
    assert prediction["intents"][0] == {"category": "timer.start", "confidenceScore": 1.0}
    (slot,) = prediction["entities"]
    assert (slot["category"], slot["text"], slot["offset"], slot["length"]) == (
        "duration",
        words,
        offset,
        len(words),
    )


async def test_nothing_meant_is_none(house: LanguageApi) -> None:
    told = (await understood(house, "The mitochondrion is the powerhouse of the cell")).json()
    assert told["result"]["prediction"]["topIntent"] == "None"
    assert told["result"]["prediction"]["entities"] == []


async def test_another_project_is_not_there(house: LanguageApi) -> None:
    answer = await understood(house, "hello", "nobody")
    assert answer.status_code == 404 and answer.json()["error"]["code"] == "NotFound"


async def asked(house: LanguageApi, **body: Any) -> Any:
    return (await house.client.post("/language/:query-knowledgebases", params=PROJECT, json=body)).json()[
        "answers"
    ]


async def test_a_project_answers(house: LanguageApi) -> None:
    (one,) = await asked(house, question="how can I restart my router")
    assert (one["id"], one["answer"], one["source"], one["metadata"]) == (
        1,
        "Unplug it.",
        "a.md",
        {"topic": "net"},
    )
    (one,) = await asked(house, question="When is rubbish collected?")
    assert one["dialog"]["prompts"] == [{"displayOrder": 0, "qnaId": 3, "displayText": "And glass?"}]


async def test_below_the_threshold_there_is_no_answer(house: LanguageApi) -> None:
    none = {"questions": [], "answer": "No answer found", "confidenceScore": 0.0, "id": -1}
    for body in (
        {"question": "Which planet is the largest?"},
        {"question": "the router", "confidenceScoreThreshold": 0.99},
        {"question": "restart the router", "filters": {"metadataFilter": {"metadata": [["topic", "waste"]]}}},
        {"question": "And the glass?"},
    ):
        (one,) = await asked(house, **body)
        assert one.items() >= none.items(), body


async def test_what_follows_is_answered_after_what_it_follows(house: LanguageApi) -> None:
    (one,) = await asked(house, question="And the glass?", context={"previousQnaId": 2})
    assert one["id"] == 3
    (one,) = await asked(house, qnaId=3)
    assert one["answer"] == "Main Street."


async def test_top_and_both_forms_of_metadata(house: LanguageApi) -> None:
    many = await asked(
        house, question="restart router rubbish collected", top=5, confidenceScoreThreshold=0.05
    )
    assert [one["id"] for one in many] == [2, 1] or [one["id"] for one in many] == [1, 2]
    for pair in (["topic", "net"], {"key": "topic", "value": "NET"}):
        filters = {"metadataFilter": {"metadata": [pair]}}
        (one,) = await asked(house, question="restart the router", filters=filters)
        assert one["id"] == 1


@pytest.mark.parametrize("name", ["nobody", "../house", "%2e%2e"])
async def test_a_project_that_is_not_there(house: LanguageApi, name: str) -> None:
    query = {**PROJECT, "projectName": name}
    answer = await house.client.post("/language/:query-knowledgebases", params=query, json={"question": "x"})
    assert answer.status_code == 404


async def test_a_text_answers_with_the_part_that_is_asked_for(house: LanguageApi) -> None:
    text = "😀 The tower stands in Paris. It was finished in March 1889."
    body = {
        "question": "When was the tower finished?",
        "records": [{"id": "a", "text": text}, {"id": "b", "text": "Tomatoes need sun."}],
        "stringIndexType": "Utf16CodeUnit",
    }
    told = (await house.client.post("/language/:query-text", params=VERSION, json=body)).json()
    (one,) = told["answers"]
    assert one["id"] == "a" and one["answerSpan"]["text"] == "March 1889"
    cut = text.encode("utf-16-le")[2 * one["answerSpan"]["offset"] :][: 2 * one["answerSpan"]["length"]]
    assert cut.decode("utf-16-le") == "March 1889"
    body["question"] = "Who discovered penicillin?"
    assert (await house.client.post("/language/:query-text", params=VERSION, json=body)).json() == {
        "answers": []
    }
