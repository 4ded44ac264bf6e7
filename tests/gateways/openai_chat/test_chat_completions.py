"""Chat completions: the assistant knows what was said, streams, and stops when nobody listens."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from fakes.upstream import SECRET, Upstream
from gateways.openai_chat.conftest import Api, chat
from parley.home.accounts.callers import Scope

CHAT = "/v1/chat/completions"


async def said(client: httpx.AsyncClient, *words: str, **more: Any) -> str:
    """What is answered to the last of them."""
    answer = await client.post(CHAT, json=chat(*words, **more))
    assert answer.status_code == 200, answer.text
    return answer.json()["choices"][0]["message"]["content"]


def lines(text: str) -> list[Any]:
    """The events of a stream."""
    found = [line.removeprefix("data: ") for line in text.splitlines() if line]
    return [each if each == "[DONE]" else json.loads(each) for each in found]


async def test_the_assistant_answers(client: httpx.AsyncClient, api: Api) -> None:
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hello there"}]
    answer = (
        await client.post(CHAT, json={"model": "parley", "messages": messages, "temperature": 0})
    ).json()
    assert answer["choices"] == [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "hello there. Number 1.", "refusal": None},
            "logprobs": None,
            "finish_reason": "stop",
        }
    ]
    assert (answer["object"], answer["model"]) == ("chat.completion", "parley")
    assert answer["usage"] == {"prompt_tokens": 4, "completion_tokens": 4, "total_tokens": 8}
    assert api.usage.used == [("anna", "chat", len("hello there") + len("hello there. Number 1."))]
    assert api.talker.talks[0].context.person == "anna"


async def test_sentences_stand_as_their_language_has_them(client: httpx.AsyncClient) -> None:
    assert await said(client, "你好") == "你好。第1句。"


async def test_who_sends_the_history_goes_on_with_it(client: httpx.AsyncClient) -> None:
    first = await said(client, "one")
    second = await said(client, "one", first, "two")
    assert second == "two. Number 2."
    assert await said(client, "one", first, "two", second, "three") == "three. Number 3."
    # From the same point in another direction; and with the beginning cut off, as clients do to save room.
    assert await said(client, "one", first, "other") == "other. Number 2."
    assert await said(client, "two", second, "three again") == "three again. Number 3."


async def test_a_history_that_was_not_here_is_none(client: httpx.AsyncClient, api: Api) -> None:
    first = await said(client, "one")
    assert await said(client, "one", "I said something else.", "two") == "two. Number 1."
    assert await said(client, "one", first, "two", user="another end user") == "two. Number 1."
    async with api.client(account="ben") as other:
        assert await said(other, "one", first, "two") == "two. Number 1."


async def test_a_named_conversation_goes_on_without_its_history(client: httpx.AsyncClient) -> None:
    name = {"metadata": {"conversation": "kitchen"}}
    assert await said(client, "one", **name) == "one. Number 1."
    assert await said(client, "two", **name) == "two. Number 2."
    assert await said(client, "three", metadata={"conversation": "hall"}) == "three. Number 1."


async def test_nothing_is_kept_of_whoever_is_gone(client: httpx.AsyncClient, api: Api) -> None:
    first = await said(client, "one")
    for told in api.gone:
        told("anna")
    assert await said(client, "one", first, "two") == "two. Number 1."


async def test_a_stream_has_the_first_sentence_before_the_second_is_made(
    client: httpx.AsyncClient, api: Api
) -> None:
    api.talker.gate.clear()
    body = chat("hello", stream=True, stream_options={"include_usage": True})
    seen: list[Any] = []
    async with client.stream("POST", CHAT, json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        async for line in answer.aiter_lines():
            if not line:
                continue
            seen += lines(line)
            if (
                seen[-1] != "[DONE]"
                and seen[-1]["choices"]
                and seen[-1]["choices"][0]["delta"].get("content")
            ):
                api.talker.gate.set()
    deltas = [each["choices"][0]["delta"] for each in seen[:-2]]
    assert deltas == [
        {"role": "assistant", "content": ""},
        {"content": "hello."},
        {"content": " Number 1."},
        {},
    ]
    assert [each["choices"][0]["finish_reason"] for each in seen[:-2]] == [None, None, None, "stop"]
    assert seen[-2]["choices"] == [] and seen[-2]["usage"]["total_tokens"] == 4
    assert seen[-1] == "[DONE]"
    assert len({each["id"] for each in seen[:-1]}) == 1


@pytest.mark.parametrize("stream", [True, False])
async def test_when_the_client_vanishes_the_assistant_stops(api: Api, stream: bool) -> None:
    api.talker.gate.clear()
    client = api.client()
    asking = asyncio.create_task(client.post(CHAT, json=chat("hello", stream=stream)))
    async with asyncio.timeout(30):
        while not api.talker.talks:  # noqa: ASYNC110 - it comes over a socket
            await asyncio.sleep(0.005)
        asking.cancel()
        await client.aclose()
        await api.talker.talks[0].closed.wait()


@pytest.mark.parametrize("stream", [True, False])
async def test_when_the_client_vanishes_the_upstream_stops(
    api: Api, upstream: Upstream, stream: bool
) -> None:
    upstream.idle.clear()
    client = api.client()
    body = chat("count for ever" if stream else "wait for ever", model="echo-1", stream=stream)
    asking = asyncio.create_task(client.post(CHAT, json=body))
    async with asyncio.timeout(30):
        while not upstream.under_way:  # noqa: ASYNC110 - it is in another thread
            await asyncio.sleep(0.005)
        asking.cancel()
        await client.aclose()
        assert await asyncio.to_thread(upstream.idle.wait, 5)
        while api.generation.under_way:  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_what_goes_wrong_in_the_middle_is_told_in_the_stream(client: httpx.AsyncClient) -> None:
    answer = await client.post(CHAT, json=chat("fail", stream=True))
    assert answer.status_code == 200
    last = lines(answer.text)[-1]
    assert last["error"]["type"] == "service_unavailable"


@pytest.mark.parametrize(("words", "status"), [("busy", 503), ("silence", 500)])
@pytest.mark.parametrize("stream", [True, False])
async def test_what_goes_wrong_before_is_told_by_the_status(
    client: httpx.AsyncClient, words: str, status: int, stream: bool
) -> None:
    answer = await client.post(CHAT, json=chat(words, stream=stream))
    assert answer.status_code == status
    assert answer.json()["error"].keys() == {"message", "type", "param", "code"}


TOOL = {"type": "function", "function": {"name": "f", "parameters": {}}}
PICTURE = [{"type": "image_url", "image_url": {"url": "data:,"}}]


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"tools": [TOOL]}, "tools"),
        ({"functions": [TOOL["function"]]}, "functions"),
        ({"n": 2}, "n"),
        ({"logprobs": True}, "logprobs"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"modalities": ["text", "audio"], "audio": {"voice": "alloy"}}, "modalities"),
        ({"messages": [{"role": "user", "content": PICTURE}]}, "messages[0].content[0].type"),
        ({"messages": [{"role": "tool", "content": "x", "tool_call_id": "y"}]}, "messages[0].role"),
        ({"messages": [{"role": "assistant", "content": "hello"}]}, "messages"),
        ({"messages": [{"role": "user", "content": "  "}]}, "messages"),
        ({"messages": [{"role": "user", "content": "long " * 1000}]}, "messages"),
    ],
)
async def test_what_the_assistant_cannot_do_is_not_left_out_silently(
    client: httpx.AsyncClient, api: Api, more: dict[str, Any], param: str
) -> None:
    answer = await client.post(CHAT, json=chat("hello", **more))
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", param)
    assert api.talker.talks == []


@pytest.mark.parametrize(
    "more",
    [{"tools": []}, {"n": 1}, {"response_format": {"type": "text"}}, {"logprobs": None, "tools": None}],
)
async def test_what_means_nothing_is_no_reason_to_refuse(
    client: httpx.AsyncClient, more: dict[str, Any]
) -> None:
    assert await said(client, "hello", **more) == "hello. Number 1."


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b'{"messages": []}',
        b'{"model": "parley", "messages": [{"role": "nobody", "content": "x"}]}',
        b'{"model": "parley", "messages": ' + b"[" * 100_000,
        json.dumps(chat(*["x"] * 3000)).encode(),
        b'{"messages": [{"role": "user", "content": "x"}]}',
    ],
)
async def test_what_is_no_chat_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post(CHAT, content=body)
    assert (answer.status_code, answer.json()["error"]["type"]) == (400, "invalid_request_error")


async def test_who_may_not_talk_is_told_so(api: Api) -> None:
    async with api.client(Scope.SERVICES) as narrow:
        answer = await narrow.post(CHAT, json=chat("hello"))
        assert (answer.status_code, answer.json()["error"]["type"]) == (403, "permission_error")
        assert await said(narrow, "hello", model="echo-1") == "You said: hello"
    async with api.client(key="wrong") as stranger:
        answer = await stranger.post(CHAT, json=chat("hello"))
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")


async def test_a_model_that_nobody_has_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.post(CHAT, json=chat("hello", model="gpt-4o"))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["param"]) == (404, "model_not_found", "model")
    assert "[upstream.NAME]" in error["message"]


async def test_an_upstream_gets_the_body_as_it_came(client: httpx.AsyncClient, upstream: Upstream) -> None:
    body = chat("hello", model="home/echo-1", tools=[TOOL], n=2, seed=3, strange={"x": [1.5, None]})
    answer = await client.post(CHAT, json=body)
    assert [each["message"]["content"] for each in answer.json()["choices"]] == ["You said: hello"] * 2
    assert upstream.bodies == [{**body, "model": "echo-1", "stream": False}]


async def test_an_upstreams_stream_is_passed_on(client: httpx.AsyncClient, api: Api) -> None:
    body = chat("hello", model="echo-1", stream=True, stream_options={"include_usage": True})
    seen = lines((await client.post(CHAT, json=body)).text)
    assert seen[-1] == "[DONE]" and seen[-2]["usage"]["total_tokens"] == 10
    assert "".join(each["choices"][0]["delta"].get("content", "") for each in seen[:-2]) == "You said: hello"
    assert api.usage.used == [("anna", "chat", len("You said: hello"))]


@pytest.mark.parametrize(
    ("code", "status"), [(400, 400), (401, 500), (404, 404), (429, 503), (500, 500), (504, 504)]
)
@pytest.mark.parametrize("stream", [True, False])
async def test_what_an_upstream_refuses_is_told_in_the_apis_own_words(
    client: httpx.AsyncClient, code: int, status: int, stream: bool
) -> None:
    answer = await client.post(CHAT, json=chat(f"fail with {code}", model="echo-1", stream=stream))
    assert answer.status_code == status
    assert SECRET not in answer.text


@pytest.mark.parametrize(
    "address",
    ["/openai/v1/chat/completions", "/openai/deployments/parley/chat/completions?api-version=2024-10-21"],
)
async def test_azures_addresses_lead_to_the_same(client: httpx.AsyncClient, address: str) -> None:
    body = chat("hello")
    if "deployments" in address:
        del body["model"]
    answer = await client.post(address, json=body)
    assert answer.json()["choices"][0]["message"]["content"] == "hello. Number 1."


async def test_models_are_listed_and_found(client: httpx.AsyncClient) -> None:
    listed = (await client.get("/v1/models")).json()
    assert listed["object"] == "list"
    ids = [each["id"] for each in listed["data"]]
    assert "parley" in ids and "echo-1" in ids and "all-minilm-l6-v2" not in ids
    assert {"id", "created", "object", "owned_by"} == listed["data"][0].keys()
    assert (await client.get("/v1/models/home/echo-1")).json()["id"] == "home/echo-1"
    missing = await client.get("/v1/models/gpt-4o")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "model_not_found")
