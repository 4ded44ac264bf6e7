"""The words in which a client speaks: those of the GA interface, which are Parley's own, or older ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import msgspec

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.asked import Asked, AskedEvent
from parley.gateways.openai.realtime.events import Event

T = TypeVar("T")


class _Head(msgspec.Struct):
    """What can be read of an event that is not as it should be."""

    type: object = None
    event_id: object = None


class BadEvent(BadParameter):
    """A client sent something that is no event."""

    event_id: str | None = None


class Dialect(Protocol):
    """Reads and writes events."""

    def read(self, message: str | bytes) -> AskedEvent:
        """Raises ``BadEvent``."""
        ...

    def write(self, event: Event) -> Sequence[bytes]:
        """What is sent for an event; nothing, where this client does not know it."""
        ...


class Ga:
    """The words of the GA interface."""

    def __init__(self) -> None:
        self._decoder: msgspec.json.Decoder[AskedEvent] = msgspec.json.Decoder(AskedEvent)
        self._encoder = msgspec.json.Encoder()

    def read(self, message: str | bytes) -> AskedEvent:
        try:
            return self._decoder.decode(message)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise wrong(message, error, _KNOWN) from error

    def write(self, event: Event) -> Sequence[bytes]:
        return (self._encoder.encode(event),)


def wrong(message: str | bytes, error: Exception, known: Sequence[str]) -> BadEvent:
    """What is wrong with an event, as well as can be told."""
    try:
        head = msgspec.json.decode(message, type=_Head)
    except (msgspec.DecodeError, UnicodeError):
        return BadEvent("", "An event is a JSON object with a type.", "invalid_json")
    if not isinstance(head.type, str):
        bad = BadEvent("type", "An event needs a type.", "missing_required_parameter")
    elif head.type not in known:
        bad = BadEvent("type", f"There is no such event. Known are: {', '.join(known)}.", "invalid_value")
    else:
        text, _, path = str(error).partition(" - at `$")
        bad = BadEvent(path.rstrip("`").lstrip("."), f"{text}.", "invalid_value")
    if isinstance(head.event_id, str):
        bad.event_id = head.event_id[:512]
    return bad


def types_of(base: type[msgspec.Struct]) -> list[str]:
    """The ``type`` of every event of a kind."""
    return sorted(str(each.__struct_config__.tag) for each in base.__subclasses__())


_KNOWN = types_of(Asked)
