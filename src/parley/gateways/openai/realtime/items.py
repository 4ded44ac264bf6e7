"""What a realtime conversation consists of: messages, calls of functions, and what these returned."""

from __future__ import annotations

import secrets
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Status = Literal["completed", "incomplete", "in_progress"]
Id = Annotated[str, Meta(min_length=1, max_length=128)]
LongText = Annotated[str, Meta(max_length=256 * 1024)]


def fresh(kind: str) -> str:
    """A new id: ``item_…``, ``resp_…``, ``event_…``."""
    return f"{kind}_{secrets.token_hex(10)}"


class Content(Struct, kw_only=True):
    """One part of a message. Fields that are not set are not sent."""

    type: Literal["input_text", "input_audio", "input_image", "output_text", "output_audio"]
    text: LongText | UnsetType | None = UNSET
    audio: str | UnsetType | None = UNSET
    """Base64; only ever received. What was said before is kept as words, not as sound."""
    transcript: LongText | UnsetType | None = UNSET

    @property
    def words(self) -> str:
        """What it says, written or heard; empty while nobody knows."""
        return (self.text or "") or (self.transcript or "")


class Message(Struct, kw_only=True, tag="message"):
    """Something that was written or said."""

    id: Id | UnsetType = UNSET
    object: Literal["realtime.item"] = "realtime.item"
    status: Status = "completed"
    role: Literal["system", "user", "assistant"]
    content: Annotated[list[Content], Meta(max_length=64)]

    @property
    def words(self) -> str:
        """All of it as text."""
        return "\n".join(words for part in self.content if (words := part.words))


class FunctionCall(Struct, kw_only=True, tag="function_call"):
    """The model wants a function of the client called."""

    id: Id | UnsetType = UNSET
    object: Literal["realtime.item"] = "realtime.item"
    status: Status = "completed"
    call_id: Id = msgspec.field(default_factory=lambda: fresh("call"))
    name: Annotated[str, Meta(max_length=128)]
    arguments: LongText = ""


class FunctionCallOutput(Struct, kw_only=True, tag="function_call_output"):
    """What a function returned."""

    id: Id | UnsetType = UNSET
    object: Literal["realtime.item"] = "realtime.item"
    status: Status = "completed"
    call_id: Id
    output: LongText


Item = Message | FunctionCall | FunctionCallOutput
