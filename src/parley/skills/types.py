"""What a skill takes and gives back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Protocol, cast

from parley.audio.pcm import Pcm
from parley.clock import Clock, SystemClock
from parley.speech.voices.types import Bounds, Voiceprint


@dataclass(frozen=True, slots=True)
class Understanding:
    """A person's words as an intent."""

    skill: str
    """Name of the skill's folder."""

    intent: str
    """Name of the intent, such as ``timer.start``."""

    language: str
    """Main language of the utterance, in which the answer is worded."""

    slots: Mapping[str, object] = field(default_factory=dict[str, object])
    """Typed values by slot name: int, float, str, timedelta, date, time, Quantity."""

    confidence: float = 1.0
    """In [0, 1]; 1 for an exact template."""

    said: str = field(default="", repr=False)
    """The person's own words, in which the slots are without capitals and commas."""

    replaces: bool = False
    """It corrects the command before: what that did is taken back first, if it can be."""

    free: int = field(default=0, repr=False, compare=False)
    """Characters of ``said`` in slots that take any words, where it fits a sentence."""


@dataclass(frozen=True, slots=True)
class Action:
    """Something that was done, or that the device should do."""

    kind: str
    """Such as ``volume``, ``stop``, ``repeat``, ``timer_started``, ``timer_rang``."""

    data: Mapping[str, object] = field(default_factory=dict[str, object])
    """Plain JSON values."""


class Sound(Protocol):
    """Something to listen to after the words of a reply, such as music. It stands where it was left.

    A device plays one at a time. What interrupts it and is about something else only holds it up; see
    ``assistant/playing.py``.
    """

    async def next(self) -> Pcm | Action | None:
        """The next packet, of at most 0.1 s and at the rate of speech; or what the device should show from
        here on; None when it is over. Whoever is cancelled in it loses nothing. Raises ``ParleyError``."""
        ...

    def pause(self) -> None:
        """Nobody listens for now: let go of what costs others, such as a connection."""
        ...

    def close(self) -> None:
        """Nobody will listen any more. Safe to call twice; ``next`` gives None from now on."""
        ...


class Hush(Enum):
    """What a reply does to what plays, instead of playing something itself."""

    STOP = "stop"
    """Silence what sounds now: what rings, or else the answer that was cut off, or else what plays."""
    PAUSE = "pause"
    """Let what plays be silent until somebody wants to go on."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant answers."""

    text: str
    """One or more sentences, written as a person would write them."""

    language: str
    """Language of the text (primary tag)."""

    emotion: str = "neutral"
    """One of the emotions devices can show: neutral, happy, sad, surprised, thinking, …"""

    question: bool = False
    """The reply asks something: listen for the answer without a wake word."""

    actions: tuple[Action, ...] = ()

    pending: Pending | None = None
    """What the reply asks for, to hand back in the next turn's ``Context``; None when it asks nothing."""

    about: Mapping[str, object] = field(default_factory=dict[str, object])
    """What the answer was about, by kind of thing (``place``, ``list``, ``devices``): for "it", "there"."""

    sound: Sound | Hush | None = None
    """What plays after the words: the same again goes on where it was; None leaves what plays as it is."""

    undo: Undo | None = None
    """Takes back what was done, and says so; None where that cannot be. Runs once at most."""


Undo = Callable[[], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Pending:
    """A question the assistant asked, and what is already known of its intent."""

    intent: str
    """The intent that goes on when the person answers."""

    slot: str
    """Name of the slot that the answer fills."""

    slots: Mapping[str, object] = field(default_factory=dict[str, object])
    """Slots known before the question."""


class Stranger(Enum):
    """Why it is not known whose words these are."""

    UNKNOWN = "unknown"
    """A voice that nobody of the house has."""
    UNSURE = "unsure"
    """Too few words to tell."""


class Speaking(Protocol):
    """The voice that said the words of this turn."""

    account: str
    """Whose voice it is, as far as was heard; empty where that is not known."""

    learning: bool
    """It is being learned: the words do not matter."""

    @property
    def bounds(self) -> Bounds:
        """How alike voices must be."""
        ...

    async def print(self) -> Voiceprint:
        """How it sounds. Raises ``ParleyError``."""
        ...


VOLUME = frozenset({"volume"})
"""What a device can that says nothing of itself."""


@dataclass(frozen=True, slots=True)
class DeviceTool:
    """Something that a device can do for the assistant, as it describes it itself (MCP)."""

    name: str
    """Such as ``self.screen.set_brightness``."""
    description: str = ""
    schema: Mapping[str, object] = field(default_factory=dict[str, object])
    """JSON schema of its arguments."""


class DeviceTools(Protocol):
    """The tools of one device."""

    def all(self) -> Sequence[DeviceTool]:
        """What it can do; empty until it has said so."""
        ...

    async def call(self, name: str, arguments: Mapping[str, object]) -> str:
        """Have it done; what the device says of it.

        Raises ``Unsupported`` for a tool it does not have, ``DeviceFailed`` when it reports an error or does
        not answer in time.
        """
        ...


@dataclass(frozen=True, slots=True)
class Context:
    """Who is speaking, where, and what was said just before."""

    conversation: str = ""
    """Id of the conversation."""

    device: str = ""
    """Id of the device the person speaks to; what rings later rings there."""

    person: str = ""
    """Id of the person's account, or empty when nobody is signed in."""

    guest: bool = False
    """The person is a guest: nothing is kept for them."""

    stranger: Stranger | None = None
    """It was not ``person`` who was heard, or nobody can tell: what is a person's own is kept from them."""

    host: str = ""
    """Whose device it is, where that is not ``person``, whose voice was heard there."""

    voice: Speaking | None = None
    """Whose voice was heard, in this turn only; None for what was typed."""

    language: str = "en"
    """Language to answer in when the words alone do not tell (primary tag)."""

    clock: Clock = field(default_factory=SystemClock)
    """The person's time and time zone."""

    last_reply: Reply | None = None
    """What the assistant said last."""

    last: Understanding | None = None
    """What it understood last."""

    pending: Pending | None = None
    """The question it asked last, if it has not been answered."""

    rest: tuple[Understanding, ...] = ()
    """Commands of the same utterance that wait for the answer to ``pending``."""

    room: str = ""
    """The room the device is in, as its owner named it; empty when nobody said."""

    able: Set[str] = VOLUME
    """What the device lets Parley do to it: ``volume``, ``brightness``, ``restart``, ``sound`` (it plays).

    It may grow while a device tells more of itself."""

    tools: DeviceTools | None = None
    """What the device itself can do beyond ``able``, such as taking a picture."""

    picture: str = ""
    """Id of a file of the person's, a picture, that came with the words; empty where none did."""

    about: Mapping[str, object] = field(default_factory=dict[str, object])
    """The last thing of each kind that was talked about: what "it", "there", 它 and 那里 mean."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """Something the assistant says without having been asked, such as a timer that rings."""

    device: str
    """Where it should be said; empty for wherever the person is."""
    person: str
    """Id of the account it is for; nobody else hears it."""
    reply: Reply
    kind: str
    """Such as ``timer``."""
    occurrence: str = ""
    """What it is that rings; a device says it once, however often it is handed over."""
    steps: tuple[str, ...] = ()
    """Sentences to do after the reply was said, as if the person had said them."""
    exact: bool = False
    """For this very device: no other says it in its place."""


Announce = Callable[[Announcement], Awaitable[None]]
"""Takes an announcement over. Returns when it need not be handed over again; raises ``ParleyError`` when the
device cannot be reached now, so that it is tried again."""


def plain(slots: Mapping[str, object]) -> dict[str, object]:
    """Slot values as JSON can hold them.

    A timedelta becomes seconds, a date or time ISO 8601, a Decimal or Fraction an int or float, and any
    other dataclass an object of its fields.
    """
    return {name: _plain(value) for name, value in slots.items()}


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal | Fraction):
        number = float(value)
        return int(number) if number.is_integer() else number
    if is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in cast("Sequence[object]", value)]
    return str(value)
