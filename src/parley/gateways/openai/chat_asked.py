"""What a chat completion is asked with: the fields Parley looks at; an upstream gets all as it came."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.histories import Line

BODY = 24 * 1024 * 1024
"""Bytes of a request: pictures for an upstream come inside it."""
MOST_MESSAGES = 2_048
_Name = Annotated[str, Meta(max_length=256)]
_Text = Annotated[str, Meta(max_length=BODY)]


class Part(Struct, frozen=True):
    """A piece of a message: text, a picture, sound or a file."""

    type: _Name
    text: _Text | None = None


class Message(Struct, frozen=True):
    """One message of the talk so far."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: _Text | Annotated[tuple[Part, ...], Meta(max_length=1_000)] | None = None

    def words(self) -> str:
        """Its text, whatever its parts."""
        if isinstance(self.content, str):
            return self.content
        return "".join(part.text or "" for part in self.content or ())


class StreamOptions(Struct, frozen=True):
    """What a stream tells besides the answer."""

    include_usage: bool | None = None


class Format(Struct, frozen=True):
    """In which form the answer should be."""

    type: _Name = "text"


class Asked(Struct, frozen=True):
    """The body of ``POST /chat/completions``."""

    messages: Annotated[tuple[Message, ...], Meta(min_length=1, max_length=MOST_MESSAGES)]
    model: _Name = ""
    """May be missing where the address names it, as Azure's does."""
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Meta(ge=1, le=128)] | None = None
    logprobs: bool | None = None
    tools: Annotated[tuple[Mapping[str, Any], ...], Meta(max_length=128)] | None = None
    functions: Annotated[tuple[Mapping[str, Any], ...], Meta(max_length=128)] | None = None
    response_format: Format | None = None
    modalities: Annotated[tuple[_Name, ...], Meta(max_length=8)] | None = None
    metadata: Mapping[_Name, Any] | None = None
    user: _Name | None = None
    safety_identifier: _Name | None = None
    audio: Mapping[str, Any] | UnsetType | None = UNSET


UPSTREAM = "The assistant cannot do this; a language model set up under [upstream.NAME] in the settings can."


def lines_of(asked: Asked) -> list[Line]:
    """What was said, as the assistant is told it: instructions are not for it.

    Raises ``BadParameter`` for what the assistant cannot do.
    """
    _refuse(asked)
    lines: list[Line] = []
    for at, message in enumerate(asked.messages):
        if message.role in ("tool", "function"):
            raise _no(f"messages[{at}].role")
        if isinstance(message.content, tuple):
            for index, part in enumerate(message.content):
                if part.type not in ("text", "refusal"):
                    raise _no(f"messages[{at}].content[{index}].type")
        if message.role in ("user", "assistant"):
            lines.append(Line(message.role, message.words()))
    return lines


def _refuse(asked: Asked) -> None:
    """Whatever would be left out silently."""
    refused = {
        "tools": bool(asked.tools),
        "functions": bool(asked.functions),
        "response_format": asked.response_format is not None and asked.response_format.type != "text",
        "n": (asked.n or 1) > 1,
        "logprobs": bool(asked.logprobs),
        "modalities": bool(set(asked.modalities or ()) - {"text"}),
        "audio": isinstance(asked.audio, Mapping),
    }
    for param, wanted in refused.items():
        if wanted:
            raise _no(param)


def _no(param: str) -> BadParameter:
    return BadParameter(param, f"{param}: {UPSTREAM}", "unsupported_parameter")


def conversation_of(metadata: Mapping[str, Any] | None) -> str:
    """The name that a client gives to a conversation (``metadata.conversation``), or empty."""
    name: object = (metadata or {}).get("conversation")
    return name if isinstance(name, str) else ""
