"""What a client sets for a session: how it sounds, when a turn is over, who answers, and how."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

Modality = Literal["text", "audio"]
Name = Annotated[str, Meta(max_length=256)]
Milliseconds = Annotated[int, Meta(ge=0, le=10_000)]
Instructions = Annotated[str, Meta(max_length=64 * 1024)]
Speed = Annotated[float, Meta(ge=0.25, le=1.5)]
Tokens = Annotated[int, Meta(ge=1, le=1_000_000)] | Literal["inf"]


class Format(Struct, kw_only=True):
    """How sound is written: 16-bit little-endian PCM at 24 kHz, or G.711 at 8 kHz."""

    type: Literal["audio/pcm", "audio/pcmu", "audio/pcma"] = "audio/pcm"
    rate: Literal[24_000, 16_000, 8_000] | UnsetType = UNSET
    """Of PCM. 16 kHz is Voice Live's; OpenAI has 24 kHz only."""

    @property
    def hertz(self) -> int:
        """Samples per second."""
        return (self.rate or 24_000) if self.type == "audio/pcm" else 8_000


class Transcription(Struct, kw_only=True):
    """Whether and how the client is told what the person said."""

    model: Name | UnsetType | None = UNSET
    language: Annotated[str, Meta(max_length=35)] | UnsetType | None = UNSET
    """BCP 47; None for any."""
    prompt: Annotated[str, Meta(max_length=8192)] | UnsetType | None = UNSET
    keywords: Annotated[list[Name], Meta(max_length=512)] | UnsetType = UNSET


class TurnDetection(Struct, kw_only=True):
    """When a turn begins and ends without being told. ``semantic_vad`` ends turns by silence too."""

    type: Literal["server_vad", "semantic_vad"] = "server_vad"
    threshold: Annotated[float, Meta(ge=0, le=1)] | UnsetType = UNSET
    prefix_padding_ms: Annotated[int, Meta(ge=0, le=2_000)] | UnsetType = UNSET
    silence_duration_ms: Milliseconds | UnsetType = UNSET
    eagerness: Literal["low", "medium", "high", "auto"] | UnsetType = UNSET
    create_response: bool | UnsetType = UNSET
    interrupt_response: bool | UnsetType = UNSET


class Input(Struct, kw_only=True):
    """What comes from the microphone."""

    format: Format | UnsetType = UNSET
    transcription: Transcription | UnsetType | None = UNSET
    turn_detection: TurnDetection | UnsetType | None = UNSET


class VoiceId(Struct, kw_only=True):
    """A voice by its id."""

    id: Name


class Output(Struct, kw_only=True):
    """How the answers sound."""

    format: Format | UnsetType = UNSET
    voice: Name | VoiceId | UnsetType = UNSET
    speed: Speed | UnsetType = UNSET


class Audio(Struct, kw_only=True):
    """Sound in both directions."""

    input: Input | UnsetType = UNSET
    output: Output | UnsetType = UNSET


class Function(Struct, kw_only=True):
    """A function of the client that the model may call."""

    type: Literal["function"] = "function"
    name: Annotated[str, Meta(min_length=1, max_length=128)]
    description: Annotated[str, Meta(max_length=32 * 1024)] | UnsetType | None = UNSET
    parameters: dict[str, Any] | UnsetType | None = UNSET


class ChosenFunction(Struct, kw_only=True):
    """The one function that must be called."""

    type: Literal["function"] = "function"
    name: Annotated[str, Meta(min_length=1, max_length=128)]


Functions = Annotated[list[Function], Meta(max_length=128)]
ToolChoice = Literal["auto", "none", "required"] | ChosenFunction


class SessionSettings(Struct, kw_only=True):
    """A session as a client describes it; what is left out stays as it is."""

    type: Literal["realtime", "transcription"] | UnsetType = UNSET
    model: Name | UnsetType = UNSET
    output_modalities: Annotated[list[Modality], Meta(min_length=1, max_length=2)] | UnsetType = UNSET
    instructions: Instructions | UnsetType = UNSET
    audio: Audio | UnsetType = UNSET
    tools: Functions | UnsetType = UNSET
    tool_choice: ToolChoice | UnsetType = UNSET
    max_output_tokens: Tokens | UnsetType | None = UNSET


class ResponseSettings(Struct, kw_only=True):
    """One response, where it is other than the session's."""

    conversation: Annotated[str, Meta(max_length=128)] | UnsetType | None = UNSET
    input: Annotated[list[dict[str, Any]], Meta(max_length=1000)] | UnsetType | None = UNSET
    """Items, or ``{"type": "item_reference", "id": …}``."""
    output_modalities: Annotated[list[Modality], Meta(min_length=1, max_length=2)] | UnsetType = UNSET
    instructions: Instructions | UnsetType | None = UNSET
    audio: Audio | UnsetType = UNSET
    tools: Functions | UnsetType = UNSET
    tool_choice: ToolChoice | UnsetType = UNSET
    max_output_tokens: Tokens | UnsetType | None = UNSET
    metadata: (
        dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=512)]] | UnsetType | None
    ) = UNSET


S = TypeVar("S", bound=Struct)


def merged(old: S, new: S) -> S:
    """``old`` with everything that ``new`` sets; tables within are merged, lists replaced."""
    changes: dict[str, object] = {}
    for name in new.__struct_fields__:
        value, before = getattr(new, name), getattr(old, name)
        if value is UNSET:
            continue
        same = isinstance(value, Struct) and type(value) is type(before) and not isinstance(value, Format)
        changes[name] = merged(before, value) if same else value
    return msgspec.structs.replace(old, **changes)


def defaults(kind: Literal["realtime", "transcription"], model: str) -> SessionSettings:
    """A session that nothing was set for, as OpenAI's begins."""
    detection = TurnDetection(
        threshold=0.5,
        prefix_padding_ms=300,
        silence_duration_ms=500 if kind == "transcription" else 600,
        create_response=True,
        interrupt_response=True,
    )
    hearing = Input(format=Format(rate=24_000), transcription=None, turn_detection=detection)
    if kind == "transcription":
        hearing.transcription = Transcription(model=model)
        return SessionSettings(type=kind, audio=Audio(input=hearing))
    return SessionSettings(
        type=kind,
        model=model,
        output_modalities=["audio"],
        instructions="",
        audio=Audio(input=hearing, output=Output(format=Format(rate=24_000), voice="alloy", speed=1.0)),
        tools=[],
        tool_choice="auto",
        max_output_tokens="inf",
    )
