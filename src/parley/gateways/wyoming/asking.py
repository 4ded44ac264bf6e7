"""What clients ask the services, as typed values; keys that nobody here knows are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from parley.gateways.wyoming.framing import BadEvent, Event

_Name = Annotated[str, Meta(max_length=200)]
_Context = Mapping[str, object]


class Transcribe(Struct, frozen=True):
    """Sound follows that is to be written down."""

    language: _Name | None = None
    transcript_names: Annotated[tuple[str, ...], Meta(max_length=1_000)] | None = None
    """Words to expect."""
    transcript_terms: Annotated[tuple[str, ...], Meta(max_length=1_000)] | None = None


class Detect(Struct, frozen=True):
    """Sound follows in which wake words are to be found."""

    names: Annotated[tuple[_Name, ...], Meta(max_length=64)] | None = None


class Voice(Struct, frozen=True):
    """Who should say it."""

    name: _Name | None = None
    language: _Name | None = None


class Synthesize(Struct, frozen=True):
    """Text to say."""

    text: str
    voice: Voice | None = None
    text_format: _Name | None = None


class SynthesizeStart(Struct, frozen=True):
    """Text to say follows in pieces."""

    voice: Voice | None = None
    text_format: _Name | None = None


class Piece(Struct, frozen=True):
    """A piece of text."""

    text: str


class Said(Struct, frozen=True):
    """What somebody said, to be acted upon (``transcript``) or understood (``recognize``)."""

    text: str
    language: _Name | None = None
    context: _Context | None = None


class RunPipeline(Struct, frozen=True):
    """What a satellite wants done with what it sends."""

    start_stage: _Name
    end_stage: _Name = "tts"
    wake_word_name: _Name | None = None
    snd_format: Mapping[str, object] | None = None
    """Satellites of before 1.5 say here what their loudspeaker takes."""


class Detection(Struct, frozen=True):
    """A satellite heard a wake word."""

    name: _Name | None = None


_T = TypeVar("_T", bound=Struct)


def asked(event: Event, kind: type[_T]) -> _T:
    """The event's data as a value. Raises ``BadEvent``."""
    try:
        return msgspec.convert(event.data, kind)
    except msgspec.ValidationError as error:
        raise BadEvent(f"The data of {kind.__name__} lacks something, or has it in another form.") from error
