"""Responses: the same answers as chats, in the form of items and events, kept for a while."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fakes.upstream import Upstream
from gateways.openai_chat.conftest import Api
from parley.errors import EngineFailed
from parley.gateways.openai.responses.items import Item, messages_of
from parley.gateways.openai.responses.reading import Reader
from parley.gateways.openai.responses.stored import Responses
from parley.gateways.openai.responses.writing import Writer

RESPONSES = "/v1/responses"


async def made(client: httpx.AsyncClient, input: Any, **more: Any) -> Any:
    """A response."""
    answer = await client.post(RESPONSES, json={"model": "parley", "input": input, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def streamed(client: httpx.AsyncClient, input: Any, **more: Any) -> list[Any]:
    """The events of a response, each of which names itself twice."""
    body = {"model": "parley", "input": input, "stream": True, **more}
    blocks = [
        block.split("\n") for block in (await client.post(RESPONSES, json=body)).text.split("\n\n") if block
    ]
    found = [json.loads(data.removeprefix("data: ")) for _, data in blocks]
    assert [name.removeprefix("event: ") for name, _ in blocks] == [each["type"] for each in found]
    assert [each["sequence_number"] for each in found] == list(range(len(found)))
    return found


async def test_the_assistant_answers_in_an_item(client: httpx.AsyncClient) -> None:
    answer = await made(client, "hello", instructions="Be brief.", metadata={"a": "b"})
    (item,) = answer["output"]
    assert (item["type"], item["role"], item["status"]) == ("message", "assistant", "completed")
    assert item["content"] == [
        {"type": "output_text", "text": "hello. Number 1.", "annotations": [], "logprobs": []}
    ]
    assert (answer["status"], answer["instructions"], answer["metadata"]) == (
        "completed",
        "Be brief.",
        {"a": "b"},
    )
    assert answer["usage"] == {
        "input_tokens": 3,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 3,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 6,
    }


async def test_the_events_of_a_text_come_in_the_order_of_the_api(client: httpx.AsyncClient) -> None:
    seen = await streamed(client, "hello")
    assert [each["type"].removeprefix("response.") for each in seen] == [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ]
    assert [each["delta"] for each in seen if each["type"].endswith("delta")] == ["hello.", " Number 1."]
    assert seen[0]["response"]["status"] == "in_progress" and seen[0]["response"]["output"] == []
    assert seen[2]["item"]["content"] == [] and seen[2]["item"]["status"] == "in_progress"
    assert seen[-1]["response"]["output"][0] == seen[-2]["item"]
    assert len({each["item_id"] for each in seen if "item_id" in each}) == 1


TOOL = {"type": "function", "name": "weather", "parameters": {"type": "object"}, "strict": True}
CALLING = 'use weather with {"city": "Oslo"}'


async def test_a_call_of_a_function_and_its_result_go_over_a_chat(
    client: httpx.AsyncClient, upstream: Upstream
) -> None:
    seen = await streamed(
        client, CALLING, model="echo-1", tools=[TOOL], tool_choice={"type": "function", "name": "weather"}
    )
    assert [each["type"].removeprefix("response.") for each in seen if "delta" not in each] == [
        "created",
        "in_progress",
        "output_item.added",
        "function_call_arguments.done",
        "output_item.done",
        "completed",
    ]
    (call,) = seen[-1]["response"]["output"]
    assert (call["name"], call["call_id"], json.loads(call["arguments"])) == (
        "weather",
        "call_echo",
        {"city": "Oslo"},
    )
    assert "".join(each["delta"] for each in seen if "delta" in each) == call["arguments"]
    assert seen[-1]["response"]["usage"]["total_tokens"] == 10
    result = {"type": "function_call_output", "call_id": "call_echo", "output": "snow"}
    said = [{"role": "developer", "content": "x"}, {"role": "user", "content": CALLING}, call, result]
    answer = await made(client, said, model="echo-1", tools=[TOOL])
    assert answer["output"][0]["content"][0]["text"] == "The tool said: snow"
    function = {"name": "weather", "parameters": {"type": "object"}, "strict": True}
    first, second = upstream.bodies
    assert first["tool_choice"] == {"type": "function", "function": {"name": "weather"}}
    assert first["tools"] == second["tools"] == [{"type": "function", "function": function}]
    assert second["messages"] == [
        {"role": "system", "content": "x"},
        {"role": "user", "content": CALLING},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {
                    "id": "call_echo",
                    "type": "function",
                    "function": {"name": "weather", "arguments": '{"city": "Oslo"}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_echo", "content": "snow"},
    ]


async def test_everything_that_a_chat_knows_is_asked_of_it(
    client: httpx.AsyncClient, upstream: Upstream
) -> None:
    schema = {"type": "object", "properties": {"words": {"type": "integer"}}}
    picture = {"type": "input_image", "image_url": "data:,", "detail": "low"}
    content = [{"type": "input_text", "text": "two words"}, picture]
    answer = await made(
        client,
        [{"role": "user", "content": content}],
        model="echo-1",
        instructions="Count.",
        temperature=0.5,
        top_p=0.9,
        max_output_tokens=100,
        text={"format": {"type": "json_schema", "name": "count", "schema": schema, "strict": True}},
    )
    assert json.loads(answer["output"][0]["content"][0]["text"]) == {"words": 2}
    assert upstream.bodies[-1] == {
        "model": "echo-1",
        "stream": False,
        "messages": [
            {"role": "system", "content": "Count."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "two words"},
                    {"type": "image_url", "image_url": {"url": "data:,", "detail": "low"}},
                ],
            },
        ],
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 100,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "count", "schema": schema, "strict": True},
        },
    }
    await made(client, "hello", model="echo-1", reasoning={"effort": "low"}, max_output_tokens=9)
    body = upstream.bodies[-1]
    assert (body["reasoning_effort"], body["max_completion_tokens"], "max_tokens" in body) == (
        "low",
        9,
        False,
    )


async def test_a_response_goes_on_from_another(
    client: httpx.AsyncClient, upstream: Upstream, api: Api
) -> None:
    first = await made(client, "one")
    second = await made(client, "two", previous_response_id=first["id"])
    assert second["output"][0]["content"][0]["text"] == "two. Number 2."
    assert second["previous_response_id"] == first["id"]
    other = await made(client, "hello", model="echo-1", previous_response_id=second["id"])
    assert [each["content"] for each in upstream.bodies[-1]["messages"]] == [
        "one",
        "one. Number 1.",
        "two",
        "two. Number 2.",
        "hello",
    ]
    async with api.client(account="ben") as stranger:
        body = {"model": "parley", "input": "x", "previous_response_id": other["id"]}
        refused = await stranger.post(RESPONSES, json=body)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "previous_response_not_found")
        assert (await stranger.get(f"{RESPONSES}/{other['id']}")).status_code == 404
        assert (await stranger.delete(f"{RESPONSES}/{other['id']}")).status_code == 404


async def test_a_response_is_kept_until_it_is_deleted(client: httpx.AsyncClient, api: Api) -> None:
    answer = await made(client, "one")
    address = f"{RESPONSES}/{answer['id']}"
    assert (await client.get(address)).json() == answer
    assert (await client.delete(address)).json() == {
        "id": answer["id"],
        "object": "response.deleted",
        "deleted": True,
    }
    assert (await client.get(address)).status_code == 404
    unkept = await made(client, "one", store=False)
    assert unkept["store"] is False
    assert (await client.get(f"{RESPONSES}/{unkept['id']}")).status_code == 404
    streamed_too = (await streamed(client, "one"))[-1]["response"]
    assert (await client.get(f"{RESPONSES}/{streamed_too['id']}")).json() == streamed_too
    for told in api.gone:
        told("anna")
    assert (await client.get(f"{RESPONSES}/{streamed_too['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"tools": [TOOL]}, "tools"),
        ({"text": {"format": {"type": "json_object"}}}, "text.format"),
        ({"background": True}, "background"),
        ({"conversation": "c"}, "conversation"),
        ({"prompt": {"id": "p"}}, "prompt"),
        ({"top_logprobs": 3}, "top_logprobs"),
        ({"model": "echo-1", "tools": [{"type": "web_search"}]}, "tools[0].type"),
        ({"model": "echo-1", "tool_choice": {"type": "allowed_tools"}}, "tool_choice"),
        ({"model": "echo-1", "text": {"format": {"type": "json_schema"}}}, "text.format"),
        ({"model": "echo-1", "input": [{"type": "item_reference", "id": "x"}]}, "input[0].type"),
        ({"model": "echo-1", "input": [{"role": "nobody", "content": "x"}]}, "input[0].type"),
        (
            {"model": "echo-1", "input": [{"role": "user", "content": [{"type": "input_audio"}]}]},
            "input[0].content[0]",
        ),
        ({"input": [{"role": "user", "content": [{"type": "input_image"}]}]}, "input[0]"),
        ({"input": ""}, "input"),
        ({"model": ""}, "model"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
async def test_what_cannot_be_done_is_not_left_out_silently(
    client: httpx.AsyncClient, more: dict[str, Any], param: str, stream: bool
) -> None:
    answer = await client.post(RESPONSES, json={"model": "parley", "input": "x", "stream": stream, **more})
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)


async def test_what_breaks_off_ends_as_failed(client: httpx.AsyncClient) -> None:
    seen = await streamed(client, "fail")
    assert seen[-1]["type"] == "response.failed"
    assert seen[-1]["response"]["error"]["code"] == "server_error"
    answer = await client.post(RESPONSES, json={"model": "parley", "input": "fail"})
    assert answer.status_code == 503


def test_text_that_was_cut_off_says_so() -> None:
    writer = Writer({"id": "resp_1"})
    reader = Reader(writer)
    message = {"role": "assistant", "content": "half"}
    events = [*writer.begin(), *reader.whole({"choices": [{"message": message, "finish_reason": "length"}]})]
    events += reader.end()
    assert events[-1]["type"] == "response.incomplete"
    assert writer.response["incomplete_details"] == {"reason": "max_output_tokens"}
    assert writer.response["output"][0]["status"] == "incomplete"


PIECES = st.lists(
    st.one_of(
        st.text(max_size=5).map(lambda text: {"content": text}),
        st.tuples(st.integers(0, 3), st.text(max_size=5)).map(
            lambda call: {
                "tool_calls": [{"index": call[0], "id": f"c{call[0]}", "function": {"arguments": call[1]}}]
            }
        ),
        st.sampled_from([{}, {"content": None}, {"tool_calls": None}, {"tool_calls": ["x"]}, None]),
    ),
    max_size=12,
)


@given(PIECES)
def test_however_it_comes_events_and_response_agree(pieces: list[Any]) -> None:
    writer = Writer({"id": "resp_1"})
    reader = Reader(writer)
    events = [*writer.begin()]
    try:
        for piece in pieces:
            events += reader.chunk({"choices": [{"delta": piece}]})
    except EngineFailed:
        return  # the arguments of two calls were mixed
    events += reader.end()
    for at, item in enumerate(writer.output):
        deltas = [each["delta"] for each in events if each.get("output_index") == at and "delta" in each]
        text = item["arguments"] if item["type"] == "function_call" else item["content"][0]["text"]
        assert "".join(deltas) == text and item["status"] == "completed"
    opened = [each["type"] for each in events if each["type"].startswith("response.output_item")]
    assert opened == ["response.output_item.added", "response.output_item.done"] * len(writer.output)


def test_calls_that_follow_words_belong_to_their_message() -> None:
    items = [
        Item(role="user", content="x"),
        Item(role="assistant", content="I will look."),
        Item(type="function_call", call_id="a", name="f", arguments="{}"),
        Item(type="function_call", call_id="b", name="g", arguments="{}"),
        Item(type="reasoning"),
        Item(type="function_call_output", call_id="a", output="1"),
    ]
    _, assistant, tool = messages_of(items, None)
    assert (assistant["content"], [each["id"] for each in assistant["tool_calls"]]) == (
        "I will look.",
        ["a", "b"],
    )
    assert tool == {"role": "tool", "tool_call_id": "a", "content": "1"}


def test_what_is_kept_has_bounds() -> None:
    kept = Responses(per_person=3, person_bytes=2_000, all_bytes=3_000)
    for number in range(5):
        assert kept.keep("anna", {"id": f"r{number}"}, [])
    assert [kept.find("anna", f"r{number}") is not None for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert not kept.keep("anna", {"id": "large", "x": "x" * 2_000}, [])
    assert kept.keep("anna", {"id": "half", "x": "x" * 1_500}, [])
    assert kept.keep("anna", {"id": "other half", "x": "x" * 1_500}, [])
    assert kept.find("anna", "half") is None, "a person has a share"
    assert kept.keep("ben", {"id": "his", "x": "x" * 1_700}, [])
    assert kept.find("anna", "other half") is None, "and all together have one"
    assert kept.find("ben", "his") is not None
