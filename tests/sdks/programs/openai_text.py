"""OpenAI's Python SDK: chat, responses, embeddings and models; every major since 1."""

from __future__ import annotations

import json
import time
from typing import Any

import openai
from openai import AzureOpenAI, OpenAI
from program import ADDRESS, KEY, main, operation
from pydantic import BaseModel, TypeAdapter

client = OpenAI(base_url=f"http://{ADDRESS}/v1", api_key=KEY, max_retries=0)
MODEL = "echo-1"


def ask(*said: str, **more: Any) -> Any:
    """A chat in which user and assistant take turns."""
    roles = ("user", "assistant")
    messages = [{"role": roles[at % 2], "content": text} for at, text in enumerate(said)]
    return client.chat.completions.create(messages=messages, **{"model": "parley", **more})  # type: ignore


def strict(kind: Any, value: Any) -> Any:
    """What the SDK itself does not look at: whether it really has the shape of its types."""
    TypeAdapter(kind).validate_python(value.model_dump() if isinstance(value, BaseModel) else value)
    return value


TOOL = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


class Count(BaseModel):
    words: int
    text: str


@operation("models.list")
def models() -> Any:
    return [model.id for model in client.models.list()]


@operation("models.retrieve")
def model() -> Any:
    return client.models.retrieve("parley").model_dump()


@operation("chat.completions.create")
def chat() -> Any:
    from openai.types.chat import ChatCompletion

    answer = strict(ChatCompletion, ask("what is 6 times 7"))
    choice = answer.choices[0]
    return [choice.message.content, choice.finish_reason, answer.usage.model_dump()]


@operation("chat.completions.create, in Chinese")
def chat_zh() -> Any:
    return ask("六乘七等于多少").choices[0].message.content


@operation("chat.completions.create, going on from a history")
def follow_up() -> Any:
    told = "what time is it in Tokyo"
    first = ask(told).choices[0].message.content
    return [first, ask(told, first, "and in Beijing?").choices[0].message.content]


@operation("chat.completions.create, going on from a history in Chinese")
def follow_up_zh() -> Any:
    told = "东京现在几点"
    first = ask(told).choices[0].message.content
    return [first, ask(told, first, "那北京呢").choices[0].message.content]


@operation("chat.completions.create, something is done")
def done() -> Any:
    ask("add milk to the shopping list")
    return ask("what is on the shopping list").choices[0].message.content


@operation("chat.completions.create(stream=True)")
def stream() -> Any:
    from openai.types.chat import ChatCompletionChunk

    chunks = list(ask("what is 6 times 7", stream=True, stream_options={"include_usage": True}))
    for chunk in chunks:
        strict(ChatCompletionChunk, chunk)
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    return [text, chunks[-2].choices[0].finish_reason, chunks[-1].usage.total_tokens]


@operation("chat.completions.create(stream=True), an upstream's model")
def stream_upstream() -> Any:
    began = time.monotonic()
    pieces, first = [], 0.0
    stream = ask("count for ever", model=MODEL, stream=True)
    for chunk in stream:
        first = first or time.monotonic() - began
        pieces.append(chunk.choices[0].delta.content or "")
        if len(pieces) == 20:
            stream.close()  # vanishes in the middle
            break
    return ["".join(pieces), round(first, 2)]


@operation("chat.completions.stream")
def helper() -> Any:
    make = client.chat.completions
    with make.stream(model=MODEL, messages=[{"role": "user", "content": "one two three"}]) as stream:
        deltas = [event.delta for event in stream if event.type == "content.delta"]
        return ["".join(deltas), len(deltas), stream.get_final_completion().choices[0].message.content]


@operation("chat.completions.create(tools=…)")
def tools() -> Any:
    words = 'use weather with {"city": "Oslo"}'
    messages: list[Any] = [{"role": "user", "content": words}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL])  # type: ignore
    message = answer.choices[0].message
    call: Any = message.tool_calls[0]  # type: ignore
    messages += [message, {"role": "tool", "tool_call_id": call.id, "content": "snow"}]
    final = client.chat.completions.create(model=MODEL, messages=messages, tools=[TOOL])  # type: ignore
    reason = answer.choices[0].finish_reason
    return [reason, call.function.name, json.loads(call.function.arguments), final.choices[0].message.content]


@operation("chat.completions.parse")
def parse() -> Any:
    make = client.chat.completions
    messages: list[Any] = [{"role": "user", "content": "one two three"}]
    answer = make.parse(model=MODEL, messages=messages, response_format=Count)
    return answer.choices[0].message.parsed.model_dump()  # type: ignore


@operation("chat.completions.create(n=2)")
def several() -> Any:
    return [choice.message.content for choice in ask("hello", model=MODEL, n=2).choices]


@operation("responses.create")
def responses() -> Any:
    from openai.types.responses import Response

    answer = strict(Response, client.responses.create(model="parley", input="what is 6 times 7"))
    return [answer.output_text, answer.status, answer.usage.model_dump()]


@operation("responses.create(previous_response_id=…)")
def previous() -> Any:
    first = client.responses.create(model="parley", input="what time is it in Tokyo")
    second = client.responses.create(model="parley", input="and in Beijing?", previous_response_id=first.id)
    return [first.output_text, second.output_text]


@operation("responses.create(stream=True)")
def response_stream() -> Any:
    from openai.types.responses import ResponseStreamEvent

    stream = client.responses.create(model="parley", input="what is 6 times 7", stream=True)
    seen = [strict(ResponseStreamEvent, event) for event in stream]
    numbers = [event.sequence_number for event in seen]
    assert numbers == list(range(len(numbers))), numbers
    return [[event.type for event in seen], seen[-1].response.output_text]


@operation("responses.stream")
def response_helper() -> Any:
    with client.responses.stream(model=MODEL, input="one two three") as stream:
        deltas = [event.delta for event in stream if event.type == "response.output_text.delta"]
        return ["".join(deltas), stream.get_final_response().output_text]


@operation("responses.create(tools=…)")
def response_tools() -> Any:
    from openai.types.responses import ResponseStreamEvent

    tool: Any = {"type": "function", **TOOL["function"]}  # type: ignore
    said: list[Any] = [{"role": "user", "content": 'use weather with {"city": "Oslo"}'}]
    stream = client.responses.create(model=MODEL, input=said, tools=[tool], stream=True)
    seen = [strict(ResponseStreamEvent, event) for event in stream]
    call = seen[-1].response.output[0]
    said += [call, {"type": "function_call_output", "call_id": call.call_id, "output": "snow"}]
    final = client.responses.create(model=MODEL, input=said, tools=[tool])
    return [[event.type for event in seen], call.name, json.loads(call.arguments), final.output_text]


@operation("responses.parse")
def response_parse() -> Any:
    answer = client.responses.parse(model=MODEL, input="one two three", text_format=Count)
    return answer.output_parsed.model_dump()  # type: ignore


@operation("responses.retrieve, responses.delete")
def stored() -> Any:
    made = client.responses.create(model=MODEL, input="keep this")
    found = client.responses.retrieve(made.id).output_text
    client.responses.delete(made.id)
    try:
        client.responses.retrieve(made.id)
    except openai.NotFoundError as error:
        return [found, error.status_code]
    return [found, "still there"]


@operation("embeddings.create")
def embeddings() -> Any:
    from openai.types import CreateEmbeddingResponse

    made = client.embeddings.create(model="echo-embed", input=["one two", "a1"])
    numbers = client.embeddings.create(model="echo-embed", input="one two", encoding_format="float")
    strict(CreateEmbeddingResponse, numbers)
    return [[each.embedding for each in made.data], numbers.data[0].embedding]


@operation("embeddings.create, a model on this machine")
def embeddings_here() -> Any:
    made = client.embeddings.create(model="toy-bert", input=["hello the cat", "the cats"])
    lengths = [len(each.embedding) for each in made.data]
    return [*lengths, round(sum(x * x for x in made.data[0].embedding), 3)]


@operation("embeddings.create, a model that is not installed")
def embeddings_missing() -> Any:
    try:
        client.embeddings.create(model="all-minilm-l6-v2", input="one two")
    except openai.BadRequestError as error:
        return [error.code, error.message]
    return None


@operation("AuthenticationError")
def wrong_key() -> Any:
    try:
        OpenAI(base_url=f"http://{ADDRESS}/v1", api_key="wrong", max_retries=0).models.list()
    except openai.AuthenticationError as error:
        return [error.status_code, error.code, error.type]
    return None


@operation("NotFoundError")
def unknown_model() -> Any:
    try:
        ask("hello", model="gpt-4o")
    except openai.NotFoundError as error:
        return [error.status_code, error.code, error.param, error.message]
    return None


@operation("BadRequestError")
def refused() -> Any:
    try:
        ask("hello", tools=[TOOL])
    except openai.BadRequestError as error:
        return [error.status_code, error.code, error.param, error.message]
    return None


azure = AzureOpenAI(azure_endpoint=f"http://{ADDRESS}", api_version="2024-10-21", api_key=KEY, max_retries=0)


@operation("AzureOpenAI: chat.completions.create")
def azure_chat() -> Any:
    messages: list[Any] = [{"role": "user", "content": "what is 6 times 7"}]
    return azure.chat.completions.create(model="parley", messages=messages).choices[0].message.content


@operation("AzureOpenAI: embeddings.create")
def azure_embeddings() -> Any:
    return azure.embeddings.create(model="echo-embed", input="one two").data[0].embedding


@operation("AzureOpenAI: responses.create")
def azure_responses() -> Any:
    return azure.responses.create(model="parley", input="what is 6 times 7").output_text


if __name__ == "__main__":
    main()
