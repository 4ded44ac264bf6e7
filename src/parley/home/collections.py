"""What kinds of records there are, and what each may hold.

Every field is merged on its own between devices, so a field is the smallest thing that two people may change
at the same time without either losing. Unknown fields are refused. Times are POSIX seconds (UTC) unless a
comment says local; ``zone`` is an IANA name such as ``Asia/Shanghai``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta, Struct

from parley.errors import ParleyError
from parley.home.facts import Fact
from parley.home.fields import (
    Day,
    Id,
    Line,
    LocalDate,
    LocalTime,
    Lunar,
    Moment,
    NoDate,
    NoTime,
    Order,
    Repeat,
    Rule,
    Tag,
    Text,
    Zone,
)
from parley.home.pages import Bookmark, Site
from parley.home.photos import Person, Photo
from parley.home.words import Tally, Word

LARGEST_DOCUMENT = 64 * 1024
"""Bytes of one record as JSON."""


class BadRecord(ParleyError):
    """A record is not of its collection's shape, or the collection is unknown."""

    code: ClassVar[str] = "bad_record"


class _Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Timer(_Record, frozen=True, kw_only=True):
    """A timer that runs, or is paused. Deleted when it has rung."""

    name: Line = ""
    seconds: Annotated[float, Meta(ge=0, le=8_640_000)]
    """How long it was set for, changes included."""
    ends: Moment
    """When it rings. Says nothing while it is paused; who lets it go on writes it anew."""
    left: Annotated[float, Meta(ge=0, le=8_640_000)] = 0
    """Seconds that are left of one that is paused; 0 for one that runs."""
    device: Line = ""
    """Where it rings; empty for the device nearest to the person."""
    language: Tag = "en"
    does: dict[str, Any] = {}
    """What is done when it is over, instead of ringing: an ``intent``, and the slots it is done with."""


class Alarm(_Record, frozen=True, kw_only=True):
    """Rings at a time of day."""

    time: LocalTime
    days: list[Day] = []
    """Empty for once: the next time the clock shows ``time``."""
    lunar: Lunar = ""
    """Rings on these days instead of ``days``."""
    zone: Zone = "UTC"
    label: Line = ""
    enabled: bool = True
    device: Line = ""
    language: Tag = "en"
    since: Moment = 0
    """When it was set or last switched on; it rings after this."""
    rang: Moment = 0
    snoozed: Moment = 0
    """Rings again at this moment; 0 for not snoozed."""


class Reminder(_Record, frozen=True, kw_only=True):
    """Something to be told of, at a time or whenever it is looked at."""

    text: Text
    due: Moment = 0
    """0 for no time."""
    repeat: Repeat = ""
    lunar: Lunar = ""
    """For ``yearly`` and ``monthly``: the lunar day that it comes again on."""
    zone: Zone = "UTC"
    place: Line = ""
    """Told when its person says that they are there, in their words."""
    device: Line = ""
    language: Tag = "en"
    done: bool = False
    rang: Moment = 0
    snoozed: Moment = 0


class Event(_Record, frozen=True, kw_only=True):
    """Something in a calendar."""

    title: Line
    day: LocalDate
    """The first day of it."""
    time: NoTime = ""
    """Empty for all day."""
    minutes: Annotated[int, Meta(ge=0, le=527_040)] = 60
    """How long it takes; of what is all day, a multiple of 1,440."""
    zone: Zone = "UTC"
    """What is all day is so wherever its person is."""
    place: Line = ""
    note: Text = ""
    repeat: Rule = ""
    """As iCalendar's RRULE has it; ``repeating.py`` says what is understood of it."""
    lunar: Lunar = ""
    """Repeats on these days instead."""
    skipped: Annotated[list[LocalDate], Meta(max_length=1_000)] = []
    """Days of a repetition that are left out."""
    alerts: Annotated[list[Annotated[int, Meta(ge=0, le=527_040)]], Meta(max_length=5)] = []
    """Minutes before it begins at which its person is told."""
    device: Line = ""
    language: Tag = "en"
    since: Moment = 0
    """When it was made or moved; nobody is told of what was before."""
    rang: Moment = 0
    changed: Moment = 0
    """When somebody last changed what it says."""
    uid: Line = ""
    """Its name on a calendar server; empty for what is on none."""
    link: Annotated[str, Meta(max_length=2_000)] = ""
    """Its address there."""
    tag: Line = ""
    """The server's name for the version that was seen last."""
    sent: Moment = 0
    """``changed`` of what the server has."""
    gone: bool = False
    """Removed, and the server has not been told yet."""


class List(_Record, frozen=True, kw_only=True):
    """A named list."""

    name: Line
    kind: Literal["shopping", "tasks", "other"] = "other"
    order: Order = ""


class Item(_Record, frozen=True, kw_only=True):
    """One entry of a list."""

    list: Id
    """Id of the list it is on."""
    text: Line
    amount: Line = ""
    done: bool = False
    order: Order = ""


class Note(_Record, frozen=True, kw_only=True):
    """A text somebody keeps."""

    title: Line = ""
    text: Text = ""
    pinned: bool = False
    changed: Moment = 0


class Contact(_Record, frozen=True, kw_only=True):
    """A person somebody knows."""

    name: Line
    nickname: Line = ""
    reading: Line = ""
    """How the name is said, such as pinyin."""
    phones: Annotated[list[Line], Meta(max_length=20)] = []
    emails: Annotated[list[Line], Meta(max_length=20)] = []
    address: Line = ""
    birthday: NoDate = ""
    note: Text = ""


class Routine(_Record, frozen=True, kw_only=True):
    """Several things done at one word, or at a time."""

    name: Line
    phrases: Annotated[list[Line], Meta(max_length=20)] = []
    """What somebody says to have it done."""
    steps: Annotated[list[Line], Meta(max_length=50)] = []
    """Sentences that are done one after the other, as if said."""
    time: NoTime = ""
    days: list[Day] = []
    zone: Zone = "UTC"
    enabled: bool = True
    device: Line = ""
    language: Tag = "en"
    since: Moment = 0
    rang: Moment = 0


class Memory(_Record, frozen=True, kw_only=True):
    """Something a person wants remembered."""

    text: Text
    subject: Line = ""
    learned: Moment = 0


class Voice(_Record, frozen=True, kw_only=True):
    """How a person sounds, by their consent; its id is ``voice``. There is no sound in it."""

    model: Line
    """Which model made the prints: those of two models cannot be compared."""
    prints: Annotated[list[Annotated[str, Meta(max_length=4_000)]], Meta(max_length=20)] = []
    """One an utterance: a vector of float16, little-endian, in base64."""
    made: Moment = 0
    """When its person agreed to it, and it was learned."""


class Setting(_Record, frozen=True, kw_only=True):
    """One preference; its id is its name, such as ``language`` or ``voice.zh``."""

    value: str | float | bool


class Said(_Record, frozen=True, kw_only=True):
    """One turn of the past."""

    at: Moment
    heard: Text
    answered: Text = ""
    language: Tag = ""
    intent: Line = ""
    device: Line = ""


COLLECTIONS: Mapping[str, type[Struct]] = {
    "timers": Timer,
    "alarms": Alarm,
    "reminders": Reminder,
    "events": Event,
    "lists": List,
    "items": Item,
    "notes": Note,
    "contacts": Contact,
    "routines": Routine,
    "words": Word,
    "tallies": Tally,
    "memories": Memory,
    "voices": Voice,
    "settings": Setting,
    "history": Said,
    "photos": Photo,
    "persons": Person,
    "bookmarks": Bookmark,
    "sites": Site,
    "facts": Fact,
}
"""Collection → the shape of its documents."""

Fields = dict[str, Any]
"""A record's document, or a part of it: plain JSON values by field."""


def checked(collection: str, document: Mapping[str, Any]) -> Struct:
    """The document, typed. Raises ``BadRecord`` naming the field that is wrong, never its value."""
    return typed(collection, as_json(document))


def typed(collection: str, document: bytes) -> Struct:
    """The document of its JSON. Raises ``BadRecord``."""
    decoder = _DECODERS.get(collection)
    if decoder is None:
        raise BadRecord(f"There is no collection {collection[:40]!r}. There are: {', '.join(COLLECTIONS)}.")
    try:
        return decoder.decode(document)
    except msgspec.ValidationError as error:
        raise BadRecord(f"In a record of {collection}: {_without_values(str(error))}") from error


def as_json(fields: Mapping[str, Any]) -> bytes:
    """Fields as JSON. Raises ``BadRecord`` for what JSON does not have."""
    try:
        return _ENCODER.encode(fields)
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        # The library's own sentence may quote a value.
        raise BadRecord(f"A record cannot be written as JSON ({type(error).__name__}).") from None


def with_defaults(collection: str, fields: Mapping[str, Any]) -> Fields:
    """The whole document: fields that were never set have their defaults. The collection must be known."""
    return {**msgspec.json.decode(_DEFAULTS[collection]), **fields}


def known_id(id: str) -> bool:
    """Whether a record may be called so."""
    return _ID.fullmatch(id) is not None


def check_name(collection: str, id: str) -> None:
    """See that there is such a collection and may be such an id. Raises ``BadRecord``."""
    if collection not in COLLECTIONS:
        typed(collection, b"")
    if not known_id(id):
        raise BadRecord("An id has 1 to 64 letters, digits, and any of _ . : -")


def _without_values(message: str) -> str:
    # msgspec quotes the value only where it is none of a literal's choices, and names that somebody made up.
    if message.startswith("Invalid enum value"):
        return "the value is none of those allowed" + message[message.find(" - at") :]
    return message[:300]


def _defaults(shape: type[Struct]) -> bytes:
    found: Fields = {}
    for each in msgspec.structs.fields(shape):
        if each.default is not msgspec.NODEFAULT:
            found[each.name] = each.default
        elif each.default_factory is not msgspec.NODEFAULT:
            found[each.name] = each.default_factory()
    return msgspec.json.encode(found)


_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")
_ENCODER = msgspec.json.Encoder()
_DECODERS = {name: msgspec.json.Decoder(shape) for name, shape in COLLECTIONS.items()}
_DEFAULTS = {name: _defaults(shape) for name, shape in COLLECTIONS.items()}
