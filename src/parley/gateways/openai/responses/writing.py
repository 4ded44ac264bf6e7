"""A response as it grows: from pieces of text and of calls to the events of the API, in their order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from parley.gateways.openai.ids import fresh

Json = dict[str, Any]


class Writer:
    """Builds one response, and tells each step as an event; pure.

    One item is open at a time: the text first, then calls as they begin.
    """

    def __init__(self, base: Mapping[str, Any]) -> None:
        """``base``: the response's fields that do not change while it grows."""
        self._base = dict(base)
        self.output: list[Json] = []
        """The items so far."""
        self._open: Json | None = None
        self._pieces: list[str] = []
        """Of the text or the arguments of the item that is open; it has them when it is done."""
        self._number = 0
        self._status = "in_progress"
        self._more: Json = {}

    @property
    def response(self) -> Json:
        """The response as it is now."""
        return {
            "usage": None,
            "error": None,
            "incomplete_details": None,
            **self._base,
            "status": self._status,
            "output": [dict(item) for item in self.output],
            **self._more,
        }

    def note(self, **fields: object) -> Json:
        """Change fields of the response itself."""
        self._base |= fields
        return fields

    def begin(self) -> Iterator[Json]:
        """The first events."""
        yield self._event("response.created", response=self.response)
        yield self._event("response.in_progress", response=self.response)

    def text(self, piece: str) -> Iterator[Json]:
        """More of the text."""
        if self._open is None or self._open["type"] != "message":
            yield from self._close()
            item: Json = {"id": fresh("msg"), "type": "message", "role": "assistant"}
            yield from self._begin_item({**item, "status": "in_progress", "content": []})
            part = _text("")
            yield self._in_item("response.content_part.added", content_index=0, part=dict(part))
            self._item["content"] = [part]
        self._pieces.append(piece)
        yield self._in_item("response.output_text.delta", content_index=0, delta=piece, logprobs=[])

    def call(self, id: str, name: str) -> Iterator[Json]:
        """A call of a function begins; its arguments follow."""
        yield from self._close()
        item = {"id": fresh("fc"), "type": "function_call", "call_id": id or fresh("call"), "name": name}
        yield from self._begin_item({**item, "arguments": "", "status": "in_progress"})

    def arguments(self, piece: str) -> Iterator[Json]:
        """More of the arguments of the call that is open."""
        if self._open is not None and self._open["type"] == "function_call" and piece:
            self._pieces.append(piece)
            yield self._in_item("response.function_call_arguments.delta", delta=piece)

    def end(self, usage: Mapping[str, Any] | None, incomplete: str | None = None) -> Iterator[Json]:
        """The last events. ``incomplete``: why it is not whole."""
        yield from self._close("incomplete" if incomplete else "completed")
        self._status = "incomplete" if incomplete else "completed"
        self._more = {"usage": dict(usage) if usage else None}
        if incomplete:
            self._more["incomplete_details"] = {"reason": incomplete}
        yield self._event(f"response.{self._status}", response=self.response)

    def fail(self, message: str) -> Iterator[Json]:
        """It breaks off."""
        yield from self._close("incomplete")
        self._status, self._more = "failed", {"error": {"code": "server_error", "message": message}}
        yield self._event("response.failed", response=self.response)

    @property
    def _item(self) -> Json:
        assert self._open is not None, "an item is open"
        return self._open

    def _begin_item(self, item: Json) -> Iterator[Json]:
        self._open, self._pieces = item, []
        self.output.append(item)
        yield self._event("response.output_item.added", output_index=len(self.output) - 1, item={**item})

    def _close(self, status: str = "completed") -> Iterator[Json]:
        item = self._open
        if item is None:
            return
        if item["type"] == "message":
            part: Json = item["content"][0]
            part["text"] = text = "".join(self._pieces)
            yield self._in_item("response.output_text.done", content_index=0, text=text, logprobs=[])
            yield self._in_item("response.content_part.done", content_index=0, part=dict(part))
        else:
            item["arguments"] = "".join(self._pieces)
            done = "response.function_call_arguments.done"
            yield self._in_item(done, name=item["name"], arguments=item["arguments"])
        item["status"] = status
        yield self._event("response.output_item.done", output_index=len(self.output) - 1, item={**item})
        self._open = None

    def _in_item(self, type: str, **fields: object) -> Json:
        return self._event(type, item_id=self._item["id"], output_index=len(self.output) - 1, **fields)

    def _event(self, type: str, **fields: object) -> Json:
        event: Json = {"type": type, "sequence_number": self._number, **fields}
        self._number += 1
        return event


def _text(text: str) -> Json:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def usage_of(told: int, answered: int, cached: int = 0, reasoning: int = 0) -> Json:
    """Counts in the form of a response; the SDK's own types want every one of them."""
    return {
        "input_tokens": told,
        "input_tokens_details": {"cached_tokens": cached, "cache_write_tokens": 0},
        "output_tokens": answered,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": told + answered,
    }
