"""Items of a response's input, and the chat messages that say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, cast

from msgspec import Meta, Struct

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.histories import Line

_Name = Annotated[str, Meta(max_length=256)]


class Part(Struct, frozen=True, omit_defaults=True):
    """A piece of a message."""

    type: _Name
    text: str | None = None
    refusal: str | None = None
    image_url: str | None = None
    detail: _Name | None = None
    file_id: _Name | None = None
    filename: _Name | None = None
    file_data: str | None = None


class Item(Struct, frozen=True, omit_defaults=True):
    """A message, a call of a function, or what a function gave back."""

    type: _Name = "message"
    role: _Name = ""
    content: str | Annotated[tuple[Part, ...], Meta(max_length=1_000)] | None = None
    call_id: _Name = ""
    name: _Name = ""
    arguments: str = ""
    output: str | Annotated[tuple[Part, ...], Meta(max_length=1_000)] = ""
    id: _Name | None = None
    status: _Name | None = None

    def words(self) -> str:
        """The text of a message."""
        return _words(self.content)


ROLES = ("user", "assistant", "system", "developer")


def _words(content: str | Sequence[Part] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    return "".join(part.text or part.refusal or "" for part in content)


def lines_of(items: Sequence[Item]) -> list[Line]:
    """What was said, as the assistant is told it: instructions are not for it.

    Raises ``BadParameter`` for what the assistant cannot take.
    """
    lines: list[Line] = []
    for at, item in enumerate(items):
        if item.type != "message" or any(
            part.type not in ("input_text", "output_text", "refusal", "text")
            for part in (item.content if isinstance(item.content, tuple) else ())
        ):
            message = (
                f"input[{at}]: the assistant takes text alone; a language model of an upstream may take it."
            )
            raise BadParameter(f"input[{at}]", message, "unsupported_value")
        if item.role in ("user", "assistant"):
            lines.append(Line(item.role, item.words()))
    return lines


def messages_of(items: Sequence[Item], instructions: str | None) -> list[dict[str, Any]]:
    """The same as chat messages. Raises ``BadParameter``."""
    messages: list[dict[str, Any]] = [{"role": "system", "content": instructions}] if instructions else []
    for at, item in enumerate(items):
        match item.type:
            case "message" if item.role in ROLES:
                # Servers that people run at home seldom know the newer name of the system.
                role = "system" if item.role == "developer" else item.role
                messages.append({"role": role, "content": _content(item, at)})
            case "function_call":
                _calling(messages)["tool_calls"].append(_call(item))
            case "function_call_output":
                output = _words(item.output)
                messages.append({"role": "tool", "tool_call_id": item.call_id, "content": output})
            case "reasoning":
                continue  # a chat completion has no place for it
            case _:
                message = f"input[{at}] is a message, a function_call or a function_call_output here."
                raise BadParameter(f"input[{at}].type", message, "unsupported_value")
    return messages


def _calling(messages: list[dict[str, Any]]) -> dict[str, Any]:
    """The assistant's message that calls belong to: the one before them, if that is its."""
    if not messages or messages[-1]["role"] != "assistant":
        messages.append({"role": "assistant", "content": None})
    messages[-1].setdefault("tool_calls", cast("list[object]", []))
    return messages[-1]


def _call(item: Item) -> dict[str, Any]:
    function = {"name": item.name, "arguments": item.arguments}
    return {"id": item.call_id, "type": "function", "function": function}


def _content(item: Item, at: int) -> str | list[Mapping[str, Any]]:
    if not isinstance(item.content, tuple) or item.role != "user":
        return item.words()
    if all(part.type in ("input_text", "text") for part in item.content):
        return item.words()
    return [_part(part, f"input[{at}].content[{index}]") for index, part in enumerate(item.content)]


def _part(part: Part, where: str) -> Mapping[str, Any]:
    match part.type:
        case "input_text" | "output_text" | "text":
            return {"type": "text", "text": part.text or ""}
        case "input_image" if part.image_url:
            image = {"url": part.image_url} | ({"detail": part.detail} if part.detail else {})
            return {"type": "image_url", "image_url": image}
        case "input_file" if part.file_data:
            return {
                "type": "file",
                "file": {"filename": part.filename or "file", "file_data": part.file_data},
            }
        case _:
            message = f"{where} is text, a picture by its address or a file by its data here."
            raise BadParameter(where, message, "unsupported_value")
