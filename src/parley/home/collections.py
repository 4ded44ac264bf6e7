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

LARGEST_DOCUMENT = 64 * 1024
"""Bytes of one record as JSON."""

Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+\Z")]
"""Ids are made by whoever makes the record, at random; a reader must not see anything in them."""
_Line = Annotated[str, Meta(max_length=500)]
_Text = Annotated[str, Meta(max_length=20_000)]
_Tag = Annotated[str, Meta(max_length=20, pattern=r"^[A-Za-z0-9-]*\Z")]
_Zone = Annotated[str, Meta(max_length=60)]
_Moment = Annotated[float, Meta(ge=0, le=32_503_680_000)]
"""Until the year 3000."""
_Order = Annotated[str, Meta(max_length=100)]
"""Sorts as text; to put something between two others, take a text between theirs."""
_LocalTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d\Z")]
_NoTime = Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?\Z")]
_LocalDate = Annotated[str, Meta(pattern=r"^\d{4}-\d{2}-\d{2}\Z")]
_NoDate = Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?\Z")]
_Day = Annotated[int, Meta(ge=1, le=7)]
"""1 is Monday."""
_Lunar = Annotated[str, Meta(pattern=r"^(((0[1-9]|1[0-2])-)?(0[1-9]|[12]\d|30))?\Z")]
"""A day of the Chinese calendar, of every year (``12-30``, the last where there is no 30th) or every month
(``15``); empty where the calendar is the common one."""
_Rule = Annotated[
    str, Meta(max_length=200, pattern=r"^(FREQ=(DAI|WEEK|MONTH|YEAR)LY(;[A-Z]+=[A-Z0-9,+-]+)*)?\Z")
]
Repeat = Literal["", "daily", "weekdays", "weekly", "monthly", "yearly"]


class BadRecord(ParleyError):
    """A record is not of its collection's shape, or the collection is unknown."""

    code: ClassVar[str] = "bad_record"


class _Record(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Timer(_Record, frozen=True, kw_only=True):
    """A timer that runs. Deleted when it has rung."""

    name: _Line = ""
    seconds: Annotated[float, Meta(ge=0, le=8_640_000)]
    """How long it was set for, changes included."""
    ends: _Moment
    device: _Line = ""
    """Where it rings; empty for the device nearest to the person."""
    language: _Tag = "en"
    does: dict[str, Any] = {}
    """What is done when it is over, instead of ringing: an ``intent``, and the slots it is done with."""


class Alarm(_Record, frozen=True, kw_only=True):
    """Rings at a time of day."""

    time: _LocalTime
    days: list[_Day] = []
    """Empty for once: the next time the clock shows ``time``."""
    lunar: _Lunar = ""
    """Rings on these days instead of ``days``."""
    zone: _Zone = "UTC"
    label: _Line = ""
    enabled: bool = True
    device: _Line = ""
    language: _Tag = "en"
    since: _Moment = 0
    """When it was set or last switched on; it rings after this."""
    rang: _Moment = 0
    snoozed: _Moment = 0
    """Rings again at this moment; 0 for not snoozed."""


class Reminder(_Record, frozen=True, kw_only=True):
    """Something to be told of, at a time or whenever it is looked at."""

    text: _Text
    due: _Moment = 0
    """0 for no time."""
    repeat: Repeat = ""
    lunar: _Lunar = ""
    """For ``yearly`` and ``monthly``: the lunar day that it comes again on."""
    zone: _Zone = "UTC"
    place: _Line = ""
    """Told when its person says that they are there, in their words."""
    device: _Line = ""
    language: _Tag = "en"
    done: bool = False
    rang: _Moment = 0
    snoozed: _Moment = 0


class Event(_Record, frozen=True, kw_only=True):
    """Something in a calendar."""

    title: _Line
    day: _LocalDate
    """The first day of it."""
    time: _NoTime = ""
    """Empty for all day."""
    minutes: Annotated[int, Meta(ge=0, le=527_040)] = 60
    """How long it takes; of what is all day, a multiple of 1,440."""
    zone: _Zone = "UTC"
    """What is all day is so wherever its person is."""
    place: _Line = ""
    note: _Text = ""
    repeat: _Rule = ""
    """As iCalendar's RRULE has it; ``repeating.py`` says what is understood of it."""
    lunar: _Lunar = ""
    """Repeats on these days instead."""
    skipped: Annotated[list[_LocalDate], Meta(max_length=1_000)] = []
    """Days of a repetition that are left out."""
    alerts: Annotated[list[Annotated[int, Meta(ge=0, le=527_040)]], Meta(max_length=5)] = []
    """Minutes before it begins at which its person is told."""
    device: _Line = ""
    language: _Tag = "en"
    since: _Moment = 0
    """When it was made or moved; nobody is told of what was before."""
    rang: _Moment = 0
    changed: _Moment = 0
    """When somebody last changed what it says."""
    uid: _Line = ""
    """Its name on a calendar server; empty for what is on none."""
    link: Annotated[str, Meta(max_length=2_000)] = ""
    """Its address there."""
    tag: _Line = ""
    """The server's name for the version that was seen last."""
    sent: _Moment = 0
    """``changed`` of what the server has."""
    gone: bool = False
    """Removed, and the server has not been told yet."""


class List(_Record, frozen=True, kw_only=True):
    """A named list."""

    name: _Line
    kind: Literal["shopping", "tasks", "other"] = "other"
    order: _Order = ""


class Item(_Record, frozen=True, kw_only=True):
    """One entry of a list."""

    list: Id
    """Id of the list it is on."""
    text: _Line
    amount: _Line = ""
    done: bool = False
    order: _Order = ""


class Note(_Record, frozen=True, kw_only=True):
    """A text somebody keeps."""

    title: _Line = ""
    text: _Text = ""
    pinned: bool = False
    changed: _Moment = 0


class Contact(_Record, frozen=True, kw_only=True):
    """A person somebody knows."""

    name: _Line
    nickname: _Line = ""
    reading: _Line = ""
    """How the name is said, such as pinyin."""
    phones: Annotated[list[_Line], Meta(max_length=20)] = []
    emails: Annotated[list[_Line], Meta(max_length=20)] = []
    address: _Line = ""
    birthday: _NoDate = ""
    note: _Text = ""


class Routine(_Record, frozen=True, kw_only=True):
    """Several things done at one word, or at a time."""

    name: _Line
    phrases: Annotated[list[_Line], Meta(max_length=20)] = []
    """What somebody says to have it done."""
    steps: Annotated[list[_Line], Meta(max_length=50)] = []
    """Sentences that are done one after the other, as if said."""
    time: _NoTime = ""
    days: list[_Day] = []
    zone: _Zone = "UTC"
    enabled: bool = True
    device: _Line = ""
    language: _Tag = "en"
    since: _Moment = 0
    rang: _Moment = 0


class Word(_Record, frozen=True, kw_only=True):
    """A word that Parley learned from its person."""

    text: _Line
    language: _Tag = ""
    reading: _Line = ""
    weight: Annotated[float, Meta(ge=0, le=1_000_000)] = 1.0
    used: _Moment = 0


class Memory(_Record, frozen=True, kw_only=True):
    """Something a person wants remembered."""

    text: _Text
    subject: _Line = ""
    learned: _Moment = 0


class Voice(_Record, frozen=True, kw_only=True):
    """How a person sounds, by their consent; its id is ``voice``. There is no sound in it."""

    model: _Line
    """Which model made the prints: those of two models cannot be compared."""
    prints: Annotated[list[Annotated[str, Meta(max_length=4_000)]], Meta(max_length=20)] = []
    """One an utterance: a vector of float16, little-endian, in base64."""
    made: _Moment = 0
    """When its person agreed to it, and it was learned."""


class Setting(_Record, frozen=True, kw_only=True):
    """One preference; its id is its name, such as ``language`` or ``voice.zh``."""

    value: str | float | bool


class Said(_Record, frozen=True, kw_only=True):
    """One turn of the past."""

    at: _Moment
    heard: _Text
    answered: _Text = ""
    language: _Tag = ""
    intent: _Line = ""
    device: _Line = ""


class Photo(_Record, frozen=True, kw_only=True):
    """A photo: where its original lies, and what its person made of it. Every page of a sync may leave these
    out (``without=photos``): there may be tens of thousands, and a speaker has no use for them."""

    file: _Line
    """Id of the original among the files; it is never changed."""
    name: _Line = ""
    """As the file was called."""
    kind: Annotated[str, Meta(max_length=20)] = ""
    """What the original is, such as ``jpeg``."""
    taken: Annotated[float, Meta(ge=-5_000_000_000, le=32_503_680_000)] = 0
    """When, in POSIX seconds; that may be before 1970."""
    offset: Annotated[int, Meta(ge=-1_440, le=1_440)] = 0
    """Minutes that the clock on the wall was ahead of UTC there."""
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    width: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    """Pixels of the original, the right way up."""
    height: Annotated[int, Meta(ge=0, le=1_000_000)] = 0
    recipe: dict[str, Any] = {}
    """How it is edited; empty for as it was taken."""
    ratio: Annotated[float, Meta(ge=0, le=1_000_000)] = 0
    """Width by height once edited; 0 for that of the original."""
    favourite: bool = False
    caption: _Text = ""
    """What its person says of it."""
    hidden: bool = False
    """Kept, and not shown among the others."""
    albums: Annotated[list[_Line], Meta(max_length=50)] = []
    """Names of its person's own albums that it is in."""


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
    "memories": Memory,
    "voices": Voice,
    "settings": Setting,
    "history": Said,
    "photos": Photo,
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
