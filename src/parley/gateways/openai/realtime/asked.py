"""What a client sends: every event in the words of the GA interface."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from parley.gateways.openai.realtime.items import FunctionCall, FunctionCallOutput, Id, Message
from parley.gateways.openai.realtime.settings import ResponseSettings, SessionSettings

MOST_AUDIO = 15 * 1024 * 1024
"""Bytes of sound that one event may bring, and that may wait to be committed: OpenAI's bound."""
Sound = Annotated[str, Meta(max_length=MOST_AUDIO * 4 // 3 + 4)]
"""Base64."""


class Asked(Struct, kw_only=True, tag_field="type"):
    """An event of a client."""

    event_id: Annotated[str, Meta(max_length=512)] | UnsetType | None = UNSET


class UpdateSession(Asked, tag="session.update"):
    session: SessionSettings


class AppendAudio(Asked, tag="input_audio_buffer.append"):
    audio: Sound


class CommitAudio(Asked, tag="input_audio_buffer.commit"):
    pass


class ClearAudio(Asked, tag="input_audio_buffer.clear"):
    pass


class ClearOutput(Asked, tag="output_audio_buffer.clear"):
    """WebRTC only: what waits to be played is not."""


class CreateItem(Asked, tag="conversation.item.create"):
    item: Message | FunctionCall | FunctionCallOutput
    previous_item_id: Id | UnsetType | None = UNSET
    """After which; ``root`` for the beginning; none for the end."""


class RetrieveItem(Asked, tag="conversation.item.retrieve"):
    item_id: Id


class DeleteItem(Asked, tag="conversation.item.delete"):
    item_id: Id


class TruncateItem(Asked, tag="conversation.item.truncate"):
    """The person heard no more of an answer than its first ``audio_end_ms``."""

    item_id: Id
    content_index: Annotated[int, Meta(ge=0, le=1_000)]
    audio_end_ms: Annotated[int, Meta(ge=0, le=24 * 3_600_000)]


class CreateResponse(Asked, tag="response.create"):
    response: ResponseSettings | UnsetType | None = UNSET


class CancelResponse(Asked, tag="response.cancel"):
    response_id: Id | UnsetType | None = UNSET


AskedEvent = (
    UpdateSession
    | AppendAudio
    | CommitAudio
    | ClearAudio
    | ClearOutput
    | CreateItem
    | RetrieveItem
    | DeleteItem
    | TruncateItem
    | CreateResponse
    | CancelResponse
)
