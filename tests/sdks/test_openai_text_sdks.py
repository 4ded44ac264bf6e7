"""What answers in writing: OpenAI's SDKs of every major and for JavaScript, Azure's client, and agents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from fakes.sdks import Row, Sdks

SURFACE = "OpenAI chat, responses, embeddings"
Record = Callable[..., None]
MAJORS = [("openai 3.52.0", ()), ("openai 2.54.0", ("openai-2",)), ("openai 1.109.1", ("openai-1",))]
JAVASCRIPT = "openai (JavaScript) 6.49.0"
AGENTS = "openai-agents 0.24.0"

TEXT_EVENTS = [
    "response.created",
    "response.in_progress",
    "response.output_item.added",
    "response.content_part.added",
    "response.output_text.delta",
    "response.output_text.done",
    "response.content_part.done",
    "response.output_item.done",
    "response.completed",
]
UPSTREAM = "over an upstream"
EXACTLY: dict[str, tuple[Any, str]] = {
    "chat.completions.create, in Chinese": ("等于42。", ""),
    "chat.completions.create(stream=True)": (["That's 42.", "stop", 7], ""),
    "chat.completions.stream": (["You said: one two three", 6, "You said: one two three"], UPSTREAM),
    "chat.completions.create(tools=…)": (
        ["tool_calls", "weather", {"city": "Oslo"}, "The tool said: snow"],
        UPSTREAM,
    ),
    "chat.completions.parse": ({"words": 3, "text": "one two three"}, UPSTREAM),
    "chat.completions.create(n=2)": (["You said: hello", "You said: hello"], UPSTREAM),
    "responses.create(stream=True)": ([TEXT_EVENTS, "That's 42."], ""),
    "responses.stream": (["You said: one two three", "You said: one two three"], UPSTREAM),
    "responses.parse": ({"words": 3, "text": "one two three"}, UPSTREAM),
    "responses.retrieve, responses.delete": (["You said: keep this", 404], ""),
    "embeddings.create": ([[[7.0, 2.0, 3.0, 0.0], [2.0, 1.0, 1.0, 1.0]], [7.0, 2.0, 3.0, 0.0]], UPSTREAM),
    "embeddings.create, a model on this machine": ([8, 8, 1.0], "shown with a toy model"),
    "AuthenticationError": ([401, "invalid_api_key", "authentication_error"], ""),
    "AzureOpenAI: chat.completions.create": ("That's 42.", ""),
    "AzureOpenAI: embeddings.create": ([7.0, 2.0, 3.0, 0.0], UPSTREAM),
    "AzureOpenAI: responses.create": ("That's 42.", ""),
}
"""Operation → what it gets, and what the table says of it."""


def good(rows: Mapping[str, Row], name: str) -> Any:
    """What an operation got, which must have worked."""
    row = rows[name]
    assert row.ok, (name, row.error, row.message)
    return row.got


@pytest.mark.parametrize(("sdk", "only"), MAJORS, ids=[name for name, _ in MAJORS])
def test_openai_s_sdk_writes(sdks: Sdks, conformance: Record, sdk: str, only: tuple[str, ...]) -> None:
    rows = sdks.run("openai_text.py", only=only)

    def works(operation: str, note: str = "") -> None:
        conformance(SURFACE, operation, sdk, "works", note)

    for name, (expected, note) in EXACTLY.items():
        assert good(rows, name) == expected, name
        works(name, note)
    ids = good(rows, "models.list")
    assert {"parley", "echo-1", "echo-embed", "toy-bert"} <= set(ids)
    assert good(rows, "models.retrieve")["id"] == "parley"
    answer, reason, usage = good(rows, "chat.completions.create")
    assert (answer, reason, usage["total_tokens"]) == ("That's 42.", "stop", 7)
    text, status, usage = good(rows, "responses.create")
    assert (text, status, usage["total_tokens"]) == ("That's 42.", "completed", 7)
    for name, places in (
        ("chat.completions.create, going on from a history", ("Tokyo", "Beijing")),
        ("chat.completions.create, going on from a history in Chinese", ("东京", "北京")),
        ("responses.create(previous_response_id=…)", ("Tokyo", "Beijing")),
    ):
        got = good(rows, name)
        assert all(place in each for place, each in zip(places, got, strict=True)), got
        works(name)
    numbers, first = good(rows, "chat.completions.create(stream=True), an upstream's model")
    assert numbers.startswith("0 1 2 ") and first < 5, (
        "it never ends, so the first chunk came before the last"
    )
    events, called, arguments, final = good(rows, "responses.create(tools=…)")
    assert "response.function_call_arguments.delta" in events and events[-1] == "response.completed"
    assert (called, arguments, final) == ("weather", {"city": "Oslo"}, "The tool said: snow")
    assert "milk" in good(rows, "chat.completions.create, something is done")
    works("chat.completions.create, something is done")
    for name in ("models.list", "models.retrieve", "chat.completions.create", "responses.create"):
        works(name)
    for name in ("chat.completions.create(stream=True), an upstream's model", "responses.create(tools=…)"):
        works(name, UPSTREAM)
    code, message = good(rows, "embeddings.create, a model that is not installed")
    assert code == "missing_engine" and "parley models pull all-minilm-l6-v2" in message
    note = "says: parley models pull all-minilm-l6-v2"
    conformance(SURFACE, "embeddings.create, a model that is not installed", sdk, "refused", note)
    assert good(rows, "NotFoundError")[:3] == [404, "model_not_found", "model"]
    assert good(rows, "BadRequestError")[:3] == [400, "unsupported_parameter", "tools"]
    works("NotFoundError", "a model that nobody serves")
    conformance(SURFACE, "tools with the model parley", sdk, "refused", "an upstream's model takes them")
    assert set(rows) == {*EXACTLY} | {
        "models.list",
        "models.retrieve",
        "chat.completions.create",
        "chat.completions.create, something is done",
        "chat.completions.create, going on from a history",
        "chat.completions.create, going on from a history in Chinese",
        "chat.completions.create(stream=True), an upstream's model",
        "responses.create",
        "responses.create(previous_response_id=…)",
        "responses.create(tools=…)",
        "embeddings.create, a model that is not installed",
        "NotFoundError",
        "BadRequestError",
    }


IN_JAVASCRIPT: dict[str, tuple[Any, str]] = {
    "models.retrieve": ("parley", ""),
    "chat.completions.create": ("That's 42.", ""),
    "chat.completions.create(stream: true)": ("That's 42.", ""),
    "chat.completions.create(tools: …)": (["tool_calls", "weather", {"city": "Oslo"}], UPSTREAM),
    "chat.completions.runTools": ("The tool said: snow in Oslo", UPSTREAM),
    "chat.completions.parse": ({"words": 3, "text": "one two three"}, UPSTREAM),
    "responses.create": (["That's 42.", "completed"], ""),
    "responses.create(stream: true)": (["That's 42.", list(range(9))], ""),
    "responses.stream": ("You said: one two three", UPSTREAM),
    "responses.parse": ({"words": 3, "text": "one two three"}, UPSTREAM),
    "embeddings.create": ([[7, 2, 3, 0], [2, 1, 1, 1]], UPSTREAM),
    "AuthenticationError": (["AuthenticationError", 401, "invalid_api_key", None], ""),
    "NotFoundError": (["NotFoundError", 404, "model_not_found", "model"], "a model that nobody serves"),
    "AzureOpenAI: chat.completions.create": ("That's 42.", ""),
}


def test_openai_s_sdk_for_javascript_writes(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.node("openai_text.mjs")
    for name, (expected, note) in IN_JAVASCRIPT.items():
        assert good(rows, name) == expected, name
        conformance(SURFACE, name, JAVASCRIPT, "works", note)
    assert "parley" in good(rows, "models.list")
    conformance(SURFACE, "models.list", JAVASCRIPT, "works", "")
    text, deltas = good(rows, "chat.completions.stream")
    assert text == "You said: one two three" and deltas > 1
    conformance(SURFACE, "chat.completions.stream", JAVASCRIPT, "works", UPSTREAM)
    assert good(rows, "BadRequestError") == ["BadRequestError", 400, "unsupported_parameter", "tools"]
    conformance(
        SURFACE, "tools with the model parley", JAVASCRIPT, "refused", "an upstream's model takes them"
    )
    assert set(rows) == {*IN_JAVASCRIPT, "models.list", "chat.completions.stream", "BadRequestError"}


def test_an_agent_with_a_tool_writes(sdks: Sdks, conformance: Record) -> None:
    rows = sdks.run("text_agents.py")
    for name in ("chat completions", "responses"):
        operation = f"Runner.run with a tool, {name}"
        assert good(rows, operation) == [["Oslo"], "The tool said: snow in Oslo"]
        conformance(SURFACE, operation, AGENTS, "works", UPSTREAM)
        operation = f"Runner.run_streamed with a tool, {name}"
        assert good(rows, operation) == [["Oslo"], *["The tool said: snow in Oslo"] * 2]
        conformance(SURFACE, operation, AGENTS, "works", UPSTREAM)
    assert good(rows, "Runner.run, the assistant itself") == "That's 42."
    conformance(SURFACE, "Runner.run, the assistant itself", AGENTS, "works", "")
