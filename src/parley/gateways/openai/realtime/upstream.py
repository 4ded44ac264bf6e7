"""A language model of an upstream as who answers: a realtime conversation as chat messages."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from typing import Any, Protocol

import msgspec
from msgspec import UNSET, Struct

from parley.errors import EngineFailed
from parley.gateways.openai.realtime.brains import Arguments, Call, Counted, CutShort, Piece, Question, Words
from parley.gateways.openai.realtime.items import FunctionCall, FunctionCallOutput, fresh
from parley.gateways.openai.realtime.settings import ChosenFunction, Function

_Json = dict[str, Any]


class Streaming(Protocol):
    """What is needed of ``generation.service.Generation``."""

    def stream(self, model: str, body: Mapping[str, object]) -> AsyncGenerator[_Json]: ...


class UpstreamBrain:
    """Answers by chat completions."""

    instructed = True

    def __init__(self, generation: Streaming, model: str) -> None:
        self._generation = generation
        self.model = model

    async def answer(self, question: Question) -> AsyncGenerator[Piece]:
        calls: dict[int, str] = {}
        """Index of a call in the stream → its id."""
        async with aclosing(self._generation.stream(self.model, body_of(question))) as chunks:
            async for chunk in chunks:
                for piece in _pieces(chunk, calls):
                    yield piece

    async def close(self) -> None:
        return None


def body_of(question: Question) -> _Json:
    """The body of ``POST /chat/completions``."""
    body: _Json = {"messages": list(_messages(question)), "stream_options": {"include_usage": True}}
    if isinstance(question.most, int):
        body["max_completion_tokens"] = question.most
    if question.tools:
        body["tools"] = [_tool(each) for each in question.tools]
        choice = question.tool_choice
        body["tool_choice"] = (
            {"type": "function", "function": {"name": choice.name}}
            if isinstance(choice, ChosenFunction)
            else choice
        )
    return body


def _messages(question: Question) -> Iterator[_Json]:
    """Calls of functions that follow one another belong to one message of the assistant."""
    if question.instructions:
        yield {"role": "system", "content": question.instructions}
    answered = {each.call_id for each in question.items if isinstance(each, FunctionCallOutput)}
    calls: list[_Json] = []
    for item in question.items:
        # A call that was never answered would be refused by the model's server.
        if isinstance(item, FunctionCall):
            if item.call_id in answered:
                function = {"name": item.name, "arguments": item.arguments}
                calls.append({"id": item.call_id, "type": "function", "function": function})
            continue
        if calls:
            yield {"role": "assistant", "content": None, "tool_calls": calls}
            calls = []
        if isinstance(item, FunctionCallOutput):
            yield {"role": "tool", "tool_call_id": item.call_id, "content": item.output}
        elif words := item.words:
            yield {"role": item.role, "content": words}
    if calls:
        yield {"role": "assistant", "content": None, "tool_calls": calls}


def _tool(function: Function) -> _Json:
    made: _Json = {"name": function.name}
    if function.description not in (UNSET, None):
        made["description"] = function.description
    made["parameters"] = function.parameters or {"type": "object", "properties": {}}
    return {"type": "function", "function": made}


class _Function(Struct):
    name: str | None = None
    arguments: str | None = None


class _Call(Struct):
    index: int = 0
    id: str | None = None
    function: _Function | None = None


class _Delta(Struct):
    content: str | None = None
    tool_calls: list[_Call] | None = None


class _Choice(Struct):
    delta: _Delta | None = None
    finish_reason: str | None = None


class _Usage(Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Chunk(Struct):
    choices: list[_Choice] | None = None
    usage: _Usage | None = None


def _pieces(chunk: _Json, calls: dict[int, str]) -> Iterator[Piece]:
    try:
        read = msgspec.convert(chunk, _Chunk)
    except msgspec.ValidationError as error:
        raise EngineFailed("The upstream sent something that is no chat completion.") from error
    if (usage := read.usage) and usage.prompt_tokens is not None and usage.completion_tokens is not None:
        yield Counted(usage.prompt_tokens, usage.completion_tokens)
    for choice in read.choices or ():
        delta = choice.delta or _Delta()
        if delta.content:
            yield Words(delta.content)
        for call in delta.tool_calls or ():
            function = call.function or _Function()
            if call.index not in calls:
                calls[call.index] = (call.id or fresh("call"))[:128]
                yield Call(calls[call.index], (function.name or "")[:128])
            if function.arguments:
                yield Arguments(function.arguments)
        if choice.finish_reason == "length":
            yield CutShort()
