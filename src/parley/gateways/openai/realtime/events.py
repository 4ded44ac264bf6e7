"""What the server sends: every event in the words of the GA interface."""

from __future__ import annotations

from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType, field

from parley.gateways.openai.realtime.items import Item, fresh
from parley.gateways.openai.realtime.settings import Audio, Modality, SessionSettings, Tokens


class Event(Struct, kw_only=True, tag_field="type"):
    """An event of the server."""

    event_id: str = field(default_factory=lambda: fresh("event"))


class Session(SessionSettings, kw_only=True):
    """A session as it is now. What was asked for and cannot be had stands here as what it is instead."""

    id: str
    object: Literal["realtime.session", "realtime.transcription_session"]
    expires_at: int
    """Seconds since 1970."""
    tracing: UnsetType | None = UNSET
    truncation: Literal["disabled"] | UnsetType = UNSET
    prompt: UnsetType | None = UNSET
    include: None = None


class Fault(Struct, kw_only=True):
    """What is wrong."""

    type: str
    code: str | None
    message: str
    param: str | None = None
    event_id: str | None = None
    """Of the client's event that is at fault."""


class ErrorEvent(Event, tag="error"):
    error: Fault


class SessionCreated(Event, tag="session.created"):
    session: Session


class SessionUpdated(Event, tag="session.updated"):
    session: Session


class SpeechStarted(Event, tag="input_audio_buffer.speech_started"):
    audio_start_ms: int
    """Of all the sound of the session."""
    item_id: str


class SpeechStopped(Event, tag="input_audio_buffer.speech_stopped"):
    audio_end_ms: int
    item_id: str


class Committed(Event, tag="input_audio_buffer.committed"):
    item_id: str
    previous_item_id: str | None


class Cleared(Event, tag="input_audio_buffer.cleared"):
    pass


class ItemAdded(Event, tag="conversation.item.added"):
    item: Item
    previous_item_id: str | None


class ItemDone(Event, tag="conversation.item.done"):
    item: Item
    previous_item_id: str | None


class ItemRetrieved(Event, tag="conversation.item.retrieved"):
    item: Item


class ItemDeleted(Event, tag="conversation.item.deleted"):
    item_id: str


class ItemTruncated(Event, tag="conversation.item.truncated"):
    item_id: str
    content_index: int
    audio_end_ms: int


class HeardDelta(Event, tag="conversation.item.input_audio_transcription.delta"):
    item_id: str
    content_index: int
    delta: str


class Seconds(Struct, kw_only=True, tag="duration"):
    """How much sound was heard."""

    seconds: float


class HeardCompleted(Event, tag="conversation.item.input_audio_transcription.completed"):
    item_id: str
    content_index: int
    transcript: str
    usage: Seconds


class HeardFailed(Event, tag="conversation.item.input_audio_transcription.failed"):
    item_id: str
    content_index: int
    error: Fault


class TokenDetails(Struct, kw_only=True):
    """Words by kind."""

    text_tokens: int
    audio_tokens: int = 0


class InputDetails(TokenDetails, kw_only=True):
    """Words that came in, by kind."""

    cached_tokens: int = 0


class Usage(Struct, kw_only=True):
    """How much was read and written: tokens as the model's server counts them, else words."""

    total_tokens: int
    input_tokens: int
    output_tokens: int
    input_token_details: InputDetails
    output_token_details: TokenDetails


class StatusError(Struct, kw_only=True):
    """Why a response failed."""

    type: str
    code: str
    message: str


class StatusDetails(Struct, kw_only=True):
    """Why a response is not complete."""

    type: Literal["cancelled", "failed", "incomplete"]
    reason: Literal["turn_detected", "client_cancelled", "max_output_tokens"] | UnsetType = UNSET
    error: StatusError | UnsetType = UNSET


class Response(Struct, kw_only=True):
    """An answer, from its beginning on."""

    id: str
    object: Literal["realtime.response"] = "realtime.response"
    status: Literal["in_progress", "completed", "cancelled", "failed", "incomplete"] = "in_progress"
    status_details: StatusDetails | None = None
    output: list[Item]
    conversation_id: str | None
    output_modalities: list[Modality]
    max_output_tokens: Tokens | None = "inf"
    audio: Audio | UnsetType = UNSET
    usage: Usage | None = None
    metadata: dict[str, str] | None = None


class ResponseCreated(Event, tag="response.created"):
    response: Response


class ResponseDone(Event, tag="response.done"):
    response: Response


class OutputItemAdded(Event, tag="response.output_item.added"):
    response_id: str
    output_index: int
    item: Item


class OutputItemDone(Event, tag="response.output_item.done"):
    response_id: str
    output_index: int
    item: Item


class InOutput(Event):
    """An event about an item of a response."""

    response_id: str
    item_id: str
    output_index: int


class InPart(InOutput):
    """An event about one part of an item."""

    content_index: int


class PartAdded(InPart, tag="response.content_part.added"):
    part: dict[str, Any]


class PartDone(InPart, tag="response.content_part.done"):
    part: dict[str, Any]


class TextDelta(InPart, tag="response.output_text.delta"):
    delta: str


class TextDone(InPart, tag="response.output_text.done"):
    text: str


class TranscriptDelta(InPart, tag="response.output_audio_transcript.delta"):
    delta: str


class TranscriptDone(InPart, tag="response.output_audio_transcript.done"):
    transcript: str


class AudioDelta(InPart, tag="response.output_audio.delta"):
    delta: str
    """Base64."""


class AudioDone(InPart, tag="response.output_audio.done"):
    pass


class ArgumentsDelta(InOutput, tag="response.function_call_arguments.delta"):
    call_id: str
    delta: str


class ArgumentsDone(InOutput, tag="response.function_call_arguments.done"):
    call_id: str
    name: str
    arguments: str


class PlayingStarted(Event, tag="output_audio_buffer.started"):
    """WebRTC only: the person begins to hear the answer."""

    response_id: str


class PlayingStopped(Event, tag="output_audio_buffer.stopped"):
    """WebRTC only: they have heard all of it."""

    response_id: str


class PlayingCleared(Event, tag="output_audio_buffer.cleared"):
    """WebRTC only: they hear no more of it."""

    response_id: str
