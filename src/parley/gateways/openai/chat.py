"""``POST /chat/completions``: the assistant itself, or a language model that the settings name."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import Any

import msgspec
from starlette.responses import JSONResponse, Response

from parley.errors import ParleyError
from parley.gateways.access import Call, parsed
from parley.gateways.openai.assistant_chat import AssistantChat
from parley.gateways.openai.chat_asked import BODY, Asked, conversation_of, lines_of
from parley.gateways.openai.counting import count
from parley.gateways.openai.faults import BadParameter, said
from parley.gateways.openai.histories import Line
from parley.gateways.openai.ids import fresh
from parley.gateways.openai.models import Use, own
from parley.gateways.surface import Event, events
from parley.gateways.surface.attending import attended, begun
from parley.generation.service import Generation
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage

_DONE = Event("[DONE]")


class Chat:
    """The endpoint."""

    def __init__(
        self,
        assistant: AssistantChat,
        generation: Generation,
        usage: Usage,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._assistant, self._generation, self._usage, self._now = assistant, generation, usage, now

    async def create(self, call: Call) -> Response:
        """Answer a chat."""
        body = await call.body(BODY)
        asked = parsed(body, Asked)
        model = model_of(call, asked.model)
        if own(model, Use.CHAT):
            return await self._by_assistant(call, asked, model)
        return await self._by_upstream(call, parsed(body, dict[str, Any]), asked, model)

    async def _by_assistant(self, call: Call, asked: Asked, model: str) -> Response:
        lines, caller = lines_of(asked), call.caller
        pieces = self._assistant.answer(
            caller,
            lines,
            conversation=conversation_of(asked.metadata),
            whose=asked.safety_identifier or asked.user or "",
        )
        head = _Head(fresh("chatcmpl"), int(self._now()), model)
        told = sum(count(message.words()) for message in asked.messages)
        if asked.stream:
            counted = bool(asked.stream_options and asked.stream_options.include_usage)
            chunks = self._chunks(await begun(call.request, pieces), caller, head, told, lines, counted)
            return events(chunks)
        answer = await attended(call.request, _joined(pieces))
        self._count(caller, lines, answer)
        message: dict[str, Any] = {"role": "assistant", "content": answer, "refusal": None}
        choice: dict[str, Any] = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        whole = head.of("chat.completion", [choice])
        return JSONResponse({**whole, "usage": usage_of(told, count(answer))})

    async def _chunks(
        self,
        pieces: AsyncGenerator[str],
        caller: Caller,
        head: _Head,
        told: int,
        lines: list[Line],
        counted: bool,
    ) -> AsyncGenerator[Event]:
        more: dict[str, object] = {"usage": None} if counted else {}
        yield Event(head.chunk({"role": "assistant", "content": ""}, None) | more)
        answer: list[str] = []
        async with aclosing(pieces):
            try:
                async for piece in pieces:
                    answer.append(piece)
                    yield Event(head.chunk({"content": piece}, None) | more)
            except ParleyError as error:
                yield Event({"error": said(error)})
                return
        self._count(caller, lines, "".join(answer))
        yield Event(head.chunk({}, "stop") | more)
        if counted:
            usage = usage_of(told, count("".join(answer)))
            yield Event({**head.of("chat.completion.chunk", []), "usage": usage})
        yield _DONE

    async def _by_upstream(self, call: Call, body: dict[str, Any], asked: Asked, model: str) -> Response:
        caller = call.caller
        if asked.stream:
            chunks = await begun(call.request, self._generation.stream(model, body))
            return events(self._passed_on(chunks, caller))
        answer = await attended(call.request, self._generation.complete(model, body))
        self._usage.count(caller, "chat", characters=_characters(answer))
        return Response(msgspec.json.encode(answer), media_type="application/json")

    async def _passed_on(
        self, chunks: AsyncGenerator[dict[str, Any]], caller: Caller
    ) -> AsyncGenerator[Event]:
        characters = 0
        async with aclosing(chunks):
            try:
                async for chunk in chunks:
                    characters += _characters(chunk)
                    yield Event(chunk)
            except ParleyError as error:
                yield Event({"error": said(error)})
                return
        self._usage.count(caller, "chat", characters=characters)
        yield _DONE

    def _count(self, caller: Caller, lines: list[Line], answer: str) -> None:
        self._usage.count(caller, "chat", characters=len(lines[-1].text) + len(answer))


class _Head(msgspec.Struct, frozen=True):
    """What every chunk of an answer has."""

    id: str
    created: int
    model: str

    def of(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "choices": choices,
        }

    def chunk(self, delta: Mapping[str, object], reason: str | None) -> dict[str, Any]:
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": reason}
        return self.of("chat.completion.chunk", [choice])


def model_of(call: Call, named: str) -> str:
    """The model that is asked for: of the body, else of the address. Raises ``BadParameter``."""
    model = named or str(call.request.path_params.get("deployment", ""))
    if not model:
        raise BadParameter("model", "You must provide a model parameter.")
    return model


def usage_of(told: int, answered: int) -> dict[str, Any]:
    """Counts as ``count`` makes them, in the form of a chat completion."""
    return {"prompt_tokens": told, "completion_tokens": answered, "total_tokens": told + answered}


def _characters(answer: Mapping[str, Any]) -> int:
    """Characters of text in an upstream's answer or chunk; 0 where its form is another."""
    total = 0
    choices: object = answer.get("choices")
    for choice in choices if isinstance(choices, list) else []:  # pyright: ignore
        if isinstance(choice, dict):
            message: object = choice.get("message") or choice.get("delta")  # pyright: ignore
            content: object = message.get("content") if isinstance(message, dict) else None  # pyright: ignore
            total += len(content) if isinstance(content, str) else 0
    return total


async def _joined(pieces: AsyncGenerator[str]) -> str:
    async with aclosing(pieces):
        return "".join([piece async for piece in pieces])
