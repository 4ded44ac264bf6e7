"""The words in which a client speaks: those of the GA interface, which are Parley's own, or older ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar, get_args

import msgspec

from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.asked import AskedEvent
from parley.gateways.openai.realtime.events import Event

T = TypeVar("T")


class _Head(msgspec.Struct):
    """What can be read of an event that is not as it should be."""

    type: object = None
    event_id: object = None


class BadEvent(BadParameter):
    """A client sent something that is no event."""

    event_id: str | None = None


class Writing(Protocol):
    """Writes events."""

    def write(self, event: Event) -> Sequence[bytes]:
        """What is sent for an event; nothing, where this client does not know it."""
        ...


class Dialect(Writing, Protocol):
    """Reads and writes the events of a talk."""

    def read(self, message: str | bytes) -> AskedEvent:
        """Raises ``BadEvent``."""
        ...


class Plain(Generic[T]):
    """The words of the GA interface, for any set of events."""

    def __init__(self, events: Any, known: Sequence[str]) -> None:
        """``events``: the union of what a client may send; ``known``: their types."""
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(events)
        self._encoder, self._known = msgspec.json.Encoder(), known

    def read(self, message: str | bytes) -> T:
        """Raises ``BadEvent``."""
        try:
            return self._decoder.decode(message)
        except (msgspec.DecodeError, UnicodeError) as error:
            raise wrong(message, error, self._known) from error

    def write(self, event: Event) -> Sequence[bytes]:
        """What is sent for an event."""
        return (self._encoder.encode(event),)


class Ga(Plain[AskedEvent]):
    """The words of the GA interface."""

    def __init__(self) -> None:
        super().__init__(AskedEvent, _KNOWN)


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


def types_of(union: Any) -> list[str]:
    """The ``type`` of every event of a union."""
    return sorted(str(each.__struct_config__.tag) for each in get_args(union))


_KNOWN = types_of(AskedEvent)
