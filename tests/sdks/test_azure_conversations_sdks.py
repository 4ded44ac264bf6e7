"""Azure's SDKs for conversations and questions: Parley's own intents, texts, and a file of answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fakes.sdks import Sdks

Record = Callable[..., None]
CLU = "azure-ai-language-conversations 1.1.0"
QNA = "azure-ai-language-questionanswering 1.1.0"


def test_conversations_and_questions(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.run("azure_conversations.py")

    def got(operation: str) -> Any:
        row = rows[operation]
        assert row.ok, (operation, row.error, row.message)
        return row.got

    english = got("analyze_conversation, English")["prediction"]
    assert english["topIntent"] == "timer.start"
    (slot,) = english["entities"]
    assert (slot["category"], slot["text"], slot["offset"], slot["length"]) == (
        "duration",
        "ten minutes",
        16,
        11,
    )
    chinese = got("analyze_conversation, Chinese")
    assert chinese["detectedLanguage"] == "zh" and chinese["prediction"]["topIntent"] == "timer.start"
    assert got("analyze_conversation, nothing meant")["prediction"]["topIntent"] == "None"
    assert rows["analyze_conversation, unknown project"].status == 404
    note = "project parley: Parley's own intents; slots whose words are known have offsets"
    conformance("Azure Language", "analyze_conversation", CLU, "works", note)

    (answer,) = got("get_answers_from_text, English")
    assert answer["id"] == "surface" and answer["short"] == "two to four hours" and answer["offset"] == 20
    (answer,) = got("get_answers_from_text, Chinese")
    assert answer["short"] == "21196公里"
    assert got("get_answers_from_text, no answer") == []
    conformance("Azure Language", "get_answers_from_text", QNA, "works", "retrieval by rare words")

    assert [one["id"] for one in got("get_answers, English")] == [1]
    assert [one["id"] for one in got("get_answers, Chinese")] == [1]
    (nothing,) = got("get_answers, no answer")
    assert nothing["id"] == -1 and nothing["confidence"] == 0 and nothing["answer"] == "Nobody here knows."
    (first, *_) = got("get_answers, several, filtered")
    assert first["metadata"] == {"topic": "waste"} and first["prompts"] == ["And the glass?"]
    assert first["short"] == "Tuesday"
    assert [one["id"] for one in got("get_answers, what follows")] == [3]
    assert got("get_answers, by id")[0].startswith("Unplug the router")
    assert rows["get_answers, unknown project"].status == 404
    conformance("Azure Language", "get_answers", QNA, "works", "projects are files of questions and answers")
