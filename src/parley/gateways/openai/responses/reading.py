"""What an upstream answers to a chat, read into a response that grows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

from parley.errors import EngineFailed
from parley.gateways.openai.responses.writing import Json, Writer, usage_of

_MOST_CALLS = 128


class Reader:
    """Feeds a writer from chat chunks, or from a whole completion."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._calls: list[object] = []
        """Indexes of the calls that began; the last is open."""
        self._usage: Json | None = None
        self._reason: str | None = None

    def chunk(self, chunk: Mapping[str, Any]) -> Iterator[Json]:
        """The events that a chunk brings."""
        self._usage = _usage(chunk.get("usage")) or self._usage
        for choice in _objects(chunk.get("choices"))[:1]:
            yield from self._delta(_object(choice.get("delta")) or {})
            self._finished(choice)

    def whole(self, completion: Mapping[str, Any]) -> Iterator[Json]:
        """The events of a completion. Raises ``EngineFailed`` where there is no message in it."""
        choices = _objects(completion.get("choices"))
        message = _object(choices[0].get("message")) if choices else None
        if message is None:
            raise EngineFailed("The upstream sent an answer without a message.")
        self._usage = _usage(completion.get("usage"))
        yield from self._delta(message)
        self._finished(choices[0])

    def end(self) -> Iterator[Json]:
        """The last events."""
        reasons = {"length": "max_output_tokens", "content_filter": "content_filter"}
        return self._writer.end(self._usage, reasons.get(self._reason or ""))

    def _finished(self, choice: Mapping[str, Any]) -> None:
        reason: object = choice.get("finish_reason")
        if isinstance(reason, str):
            self._reason = reason

    def _delta(self, delta: Mapping[str, Any]) -> Iterator[Json]:
        for name in ("content", "refusal"):
            text: object = delta.get(name)
            if isinstance(text, str) and text:
                yield from self._writer.text(text)
        for at, call in enumerate(_objects(delta.get("tool_calls"))):
            yield from self._call(call, call.get("index", at))

    def _call(self, call: Mapping[str, Any], index: object) -> Iterator[Json]:
        function = _object(call.get("function")) or {}
        if index not in self._calls:
            if len(self._calls) >= _MOST_CALLS:
                raise EngineFailed(f"The upstream called more than {_MOST_CALLS} functions.")
            self._calls.append(index)
            yield from self._writer.call(_string(call.get("id")), _string(function.get("name")))
        elif index != self._calls[-1]:
            raise EngineFailed("The upstream mixed the arguments of two calls.")
        yield from self._writer.arguments(_string(function.get("arguments")))


def _objects(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, list):
        return []
    return [each for each in map(_object, cast("list[object]", value)) if each is not None]


def _object(value: object) -> Mapping[str, Any] | None:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else None


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _usage(value: object) -> Json | None:
    usage = _object(value)
    if usage is None:
        return None
    told, answered = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    cached = _count(_object(usage.get("prompt_tokens_details")) or {}, "cached_tokens")
    thought = _count(_object(usage.get("completion_tokens_details")) or {}, "reasoning_tokens")
    return usage_of(told, answered, cached, thought)


def _count(values: Mapping[str, Any], name: str) -> int:
    value: object = values.get(name)
    return value if isinstance(value, int) and value >= 0 else 0
