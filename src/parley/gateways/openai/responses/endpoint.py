"""``POST /responses`` and what was made there, by its id."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import msgspec
from starlette.responses import Response

from parley.errors import ParleyError
from parley.gateways.access import Call, NotFound
from parley.gateways.openai.assistant_chat import AssistantChat
from parley.gateways.openai.chat import model_of
from parley.gateways.openai.chat_asked import BODY, UPSTREAM, conversation_of
from parley.gateways.openai.counting import count
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.ids import fresh
from parley.gateways.openai.models import Use, own
from parley.gateways.openai.responses.asked import Asked, chat_of, checked
from parley.gateways.openai.responses.items import Item, Part, lines_of, messages_of
from parley.gateways.openai.responses.reading import Reader
from parley.gateways.openai.responses.stored import Responses
from parley.gateways.openai.responses.writing import Json, Writer, usage_of
from parley.gateways.surface import Event, events
from parley.gateways.surface.attending import attended, begun
from parley.generation.service import Generation
from parley.home.accounts.callers import Caller
from parley.home.usage import Usage


class Answers:
    """The endpoints."""

    def __init__(
        self,
        assistant: AssistantChat,
        generation: Generation,
        usage: Usage,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._assistant, self._generation, self._usage, self._now = assistant, generation, usage, now
        self.stored = Responses()

    async def create(self, call: Call) -> Response:
        """Make a response."""
        asked = checked(await call.read(Asked, BODY))
        model = model_of(call, asked.model)
        items = [*self._before(call.caller, asked), *_items(asked)]
        if not items:
            raise BadParameter("input", "There is no input.")
        writer = Writer(_base(asked, model, int(self._now())))
        steps = self._steps(call.caller, asked, model, items, writer)
        if asked.stream:
            return events(_named(await begun(call.request, steps)))
        async with aclosing(steps):
            await attended(call.request, _run(steps))
        return Response(msgspec.json.encode(writer.response), media_type="application/json")

    async def read(self, call: Call) -> Response:
        """A response that was kept. Raises ``NotFound``."""
        found = self.stored.find(call.caller.account, call.id())
        if found is None:
            raise NotFound(f"There is no response with id {call.id()!r}, or no longer.")
        return Response(msgspec.json.encode(found.response), media_type="application/json")

    async def delete(self, call: Call) -> Response:
        """Forget a response. Raises ``NotFound``."""
        if not self.stored.delete(call.caller.account, call.id()):
            raise NotFound(f"There is no response with id {call.id()!r}, or no longer.")
        gone = {"id": call.id(), "object": "response.deleted", "deleted": True}
        return Response(msgspec.json.encode(gone), media_type="application/json")

    def _before(self, caller: Caller, asked: Asked) -> Sequence[Item]:
        """What was said up to the response that this one follows."""
        if asked.previous_response_id is None:
            return ()
        found = self.stored.find(caller.account, asked.previous_response_id)
        if found is None:
            raise BadParameter(
                "previous_response_id",
                "There is no such response, or no longer: the latest are kept, until Parley is restarted.",
                "previous_response_not_found",
            )
        return found.items

    def _steps(
        self, caller: Caller, asked: Asked, model: str, items: Sequence[Item], writer: Writer
    ) -> AsyncGenerator[Json]:
        if own(model, Use.CHAT):
            made = self._by_assistant(caller, asked, items, writer)
        elif asked.stream:
            body = chat_of(asked, messages_of(items, asked.instructions))
            made = self._streamed(model, body, writer)
        else:
            body = chat_of(asked, messages_of(items, asked.instructions))
            made = self._completed(model, body, writer)
        return self._told(caller, asked, items, writer, made)

    async def _told(
        self,
        caller: Caller,
        asked: Asked,
        items: Sequence[Item],
        writer: Writer,
        made: AsyncGenerator[Json],
    ) -> AsyncGenerator[Json]:
        """The events; at the end the response is kept and counted, before its last event is sent."""
        begun = False
        async with aclosing(made):
            try:
                async for event in made:
                    begun = True
                    if event["type"] in ("response.completed", "response.incomplete"):
                        event["response"] |= self._kept(caller, asked, items, writer)
                    yield event
            except ParleyError as error:
                if not (begun and asked.stream):
                    raise
                for event in writer.fail(str(error)):
                    yield event

    def _kept(self, caller: Caller, asked: Asked, items: Sequence[Item], writer: Writer) -> Json:
        """Keep a response, if it may be; what is to be said of that."""
        made = [_item_of(item) for item in writer.output]
        self._usage.count(caller, "chat", characters=sum(len(each.words()) for each in made))
        wanted = asked.store is not False
        kept = wanted and self.stored.keep(caller.account, writer.response, [*items, *made])
        return writer.note(store=kept)

    async def _by_assistant(
        self, caller: Caller, asked: Asked, items: Sequence[Item], writer: Writer
    ) -> AsyncGenerator[Json]:
        _refuse(asked)
        answer: list[str] = []
        pieces = self._assistant.answer(
            caller,
            lines_of(items),
            conversation=conversation_of(asked.metadata),
            whose=asked.safety_identifier or asked.user or "",
        )
        async with aclosing(pieces):
            async for piece in pieces:
                for event in [*(() if answer else writer.begin()), *writer.text(piece)]:
                    yield event
                answer.append(piece)
        told = count(asked.instructions or "") + sum(count(item.words()) for item in items)
        first = () if answer else writer.begin()
        for event in [*first, *writer.end(usage_of(told, count("".join(answer))))]:
            yield event

    async def _streamed(self, model: str, body: Json, writer: Writer) -> AsyncGenerator[Json]:
        # Without being asked an upstream tells no usage in a stream.
        chunks = self._generation.stream(model, {**body, "stream_options": {"include_usage": True}})
        reader, begun = Reader(writer), False
        async with aclosing(chunks):
            async for chunk in chunks:
                for event in [*(() if begun else writer.begin()), *reader.chunk(chunk)]:
                    yield event
                begun = True
        for event in [*(() if begun else writer.begin()), *reader.end()]:
            yield event

    async def _completed(self, model: str, body: Json, writer: Writer) -> AsyncGenerator[Json]:
        reader = Reader(writer)
        completion = await self._generation.complete(model, body)
        for event in [*writer.begin(), *reader.whole(completion), *reader.end()]:
            yield event


def _items(asked: Asked) -> Sequence[Item]:
    if isinstance(asked.input, str):
        return [Item(role="user", content=asked.input)] if asked.input else []
    return asked.input


def _item_of(output: Json) -> Item:
    """An item that was made, as it is put in again."""
    if output["type"] == "function_call":
        return Item(
            type="function_call",
            call_id=output["call_id"],
            name=output["name"],
            arguments=output["arguments"],
        )
    parts = tuple(Part(type="output_text", text=part["text"]) for part in output["content"])
    return Item(role="assistant", content=parts)


def _refuse(asked: Asked) -> None:
    """Whatever the assistant would leave out silently."""
    form = asked.text.format if asked.text is not None else None
    for param, wanted in {
        "tools": bool(asked.tools),
        "text.format": form is not None and form.type != "text",
    }.items():
        if wanted:
            raise BadParameter(param, f"{param}: {UPSTREAM}", "unsupported_parameter")


def _base(asked: Asked, model: str, now: int) -> dict[str, Any]:
    """The fields of a response that tell what was asked."""
    tools = [msgspec.to_builtins(tool) for tool in asked.tools or ()]
    form: Json = {"format": {"type": "text"}}
    if asked.text is not None and asked.text.format is not None:
        given: Json = msgspec.to_builtins(asked.text.format)
        form = {"format": {key: value for key, value in given.items() if value is not None}}
    return {
        "id": fresh("resp"),
        "object": "response",
        "created_at": now,
        "model": model,
        "instructions": asked.instructions,
        "metadata": dict(asked.metadata or {}),
        "parallel_tool_calls": asked.parallel_tool_calls is not False,
        "temperature": asked.temperature,
        "top_p": asked.top_p,
        "max_output_tokens": asked.max_output_tokens,
        "previous_response_id": asked.previous_response_id,
        "store": asked.store is not False,
        "text": form,
        "tool_choice": asked.tool_choice or "auto",
        "tools": [{**tool, "strict": tool["strict"] is not False} for tool in tools],
        "truncation": "disabled",
        "user": asked.user,
    }


async def _run(steps: AsyncGenerator[Json]) -> None:
    async for _ in steps:
        pass


async def _named(steps: AsyncGenerator[Json]) -> AsyncGenerator[Event]:
    async with aclosing(steps):
        async for step in steps:
            yield Event(step, step["type"])
