"""What a skill is made of: a class with one handler per intent.

A skill is a folder beside this file. The least one::

    coin/
      sentences.en.yaml   examples: [Flip a coin.]
                          intents: {coin.flip: ["(flip|toss) a coin"]}
      replies.en.yaml     heads: Heads.
                          tails: Tails.
      handlers.py         class Coin(Skill):
                              @handles("coin.flip")
                              async def flip(self, ask: Ask) -> Reply:
                                  return ask.reply(random.choice(["heads", "tails"]))

A handler's further parameters are the slots of its sentences, by name.
"""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Protocol, TypeVar

from parley.clock import Clock
from parley.errors import ParleyError, Unsupported
from parley.home.accounts.accounts import Accounts
from parley.home.accounts.devices import Devices
from parley.home.records import Records
from parley.home.schedule.schedule import Schedule
from parley.home.voices import Voices
from parley.language.messages import Messages
from parley.language.understanding.slots import SlotType
from parley.settings import Settings
from parley.skills.knows import Finds, Knows
from parley.skills.reach import Nowhere, Reach
from parley.skills.reading import Reading
from parley.skills.sights import Lent, Sights
from parley.skills.types import Action, Announce, Context, Hush, Pending, Reply, Sound, Understanding


class BadSkill(ParleyError):
    """A skill's files do not fit together."""

    code: ClassVar[str] = "bad_skill"


Act = Callable[[Understanding, Context], Awaitable[Reply]]
Read = Callable[[str, Context], Reading]


class Keeping(Protocol):
    """What skills need of ``home.home.Home``."""

    @property
    def records(self) -> Records: ...
    @property
    def schedule(self) -> Schedule: ...
    @property
    def accounts(self) -> Accounts: ...
    @property
    def devices(self) -> Devices: ...
    @property
    def voices(self) -> Voices: ...


@dataclass(frozen=True, slots=True)
class House:
    """What every skill is given."""

    clock: Clock
    home: Keeping | None
    """Where things are kept; None where skills only have to understand."""
    announce: Announce
    messages: Mapping[str, Messages]
    """The skill's own replies by language."""

    examples: Callable[[str], Sequence[Sequence[str]]]
    """Example sentences in a language, one group for each skill that is installed."""

    settings: Settings = field(default_factory=Settings)

    act: Act | None = None
    """Does what was understood, by whichever skill handles it; None in a house with one skill alone."""

    read: Read | None = None
    """Understands somebody's words, by whichever skill knows them."""

    reach: Reach = field(default_factory=Nowhere)
    """The devices that are connected."""

    lent: Lent = field(default_factory=Lent)
    """What is there only once all skills are."""

    @property
    def sights(self) -> Sights | None:
        """People's pictures; None where nothing can be seen."""
        return self.lent.sights

    @property
    def knows(self) -> Knows | None:
        """The graph of the world; None where there is none."""
        return self.lent.knows

    @property
    def finds(self) -> Finds | None:
        """Search; None where nothing can be searched."""
        return self.lent.finds

    @property
    def records(self) -> Records:
        """What is kept for people, by account."""
        return self._home().records

    @property
    def schedule(self) -> Schedule:
        """What rings when a record is due."""
        return self._home().schedule

    @property
    def accounts(self) -> Accounts:
        """The people of the house."""
        return self._home().accounts

    @property
    def devices(self) -> Devices:
        """Their devices, connected or not."""
        return self._home().devices

    @property
    def voices(self) -> Voices:
        """How those of them sound who agreed to it."""
        return self._home().voices

    def _home(self) -> Keeping:
        if self.home is None:
            raise Unsupported("Nothing is kept here.")
        return self.home

    def wording(self, language: str) -> Messages:
        """The skill's replies in a language, or in the first it has when it lacks that one."""
        return self.messages.get(language) or next(iter(self.messages.values()))


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to a handler, and the ways to answer it."""

    understanding: Understanding
    context: Context
    messages: Messages
    """The skill's replies in the language of the answer."""

    @property
    def language(self) -> str:
        """Language of the answer."""
        return self.messages.language

    def reply(
        self,
        message: str,
        /,
        *,
        emotion: str = "neutral",
        actions: Sequence[Action] = (),
        topic: Mapping[str, object] | None = None,
        sound: Sound | Hush | None = None,
        **parameters: object,
    ) -> Reply:
        """Answer with a message of the skill's replies file.

        ``topic`` is the reply's ``about``, ``sound`` what plays after its words.
        """
        text = self.messages.say(message, **parameters)
        return Reply(text, self.language, emotion, actions=tuple(actions), about=topic or {}, sound=sound)

    def question(
        self, message: str, slot: str, known: Mapping[str, object] | None = None, /, **parameters: object
    ) -> Reply:
        """Ask for a slot. The answer comes back to the same intent with the known slots and that one."""
        slots = self.understanding.slots if known is None else known
        pending = Pending(self.understanding.intent, slot, dict(slots))
        text = self.messages.say(message, **parameters)
        return Reply(text, self.language, question=True, pending=pending)


Handler = Callable[..., Awaitable[Reply]]
_H = TypeVar("_H", bound=Handler)


def handles(intent: str) -> Callable[[_H], _H]:
    """Mark a method of a ``Skill`` as the handler of an intent."""

    def mark(method: _H) -> _H:
        vars(method).setdefault("_intents", []).append(intent)
        return method

    return mark


EVERY = frozenset({"*"})
"""All intents of a skill."""


class Skill:
    """The base of every skill. One instance serves everybody; it must not keep what a person said."""

    types: ClassVar[Mapping[str, SlotType]] = {}
    """Slot types of its own that its sentences use, by name."""

    again: ClassVar[frozenset[str]] = frozenset()
    """Intents that replace what they did when they are done again with another value, as a volume does: "no,
    seventy" does so. What only tells something need not be named."""

    private: ClassVar[frozenset[str]] = frozenset()
    """Intents that tell or change what is one person's own, such as their notes; ``EVERY`` for all of them.
    Who is not recognised by their voice where somebody's is known is refused them."""

    communal: ClassVar[frozenset[str]] = frozenset()
    """Intents about what belongs to the device and its room, such as its timers, whoever speaks to it."""

    puts_off: ClassVar[frozenset[str]] = frozenset()
    """Intents that are also done later, without sentences for it: a slot ``when`` or ``after`` tells when."""

    def __init__(self, house: House) -> None:
        self.house = house

    def slot_types(self) -> Mapping[str, SlotType]:
        """``types``, and those that depend on what is in the house, such as the names of its lights."""
        return self.types

    async def start(self) -> None:
        """Begin what runs in the background, such as ringing: ``self.house.schedule.handle(…)``."""

    async def stop(self) -> None:
        """End what runs in the background. What is on disk stays."""

    async def meet(self, context: Context) -> None:
        """A person is about to say something: have at hand what ``personal`` needs."""

    def part(self, context: Context) -> None:
        """That conversation is over."""

    def personal(self, text: str, context: Context) -> Understanding | None:
        """What this very person means by their words, such as the name of a routine of theirs. Asked before
        any sentence is compared: it answers at once, and takes nothing that it does not know."""
        return None

    def wondering(self, text: str, language: str, context: Context) -> Understanding | None:
        """What words may be that fit no sentence of any skill, such as a question about the world. Asked
        last, before a guess that would have to be asked about; that one comes as the slot ``otherwise``."""
        return None

    async def going_on(self, context: Context) -> Sequence[Action]:
        """What a device that has just connected should show, such as its timers that run."""
        return ()

    def names(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What is called by a name in the house, for sentences of other languages: ``things`` (name and Home
        Assistant's domain) and ``rooms`` (name and id)."""
        return {}

    @classmethod
    def handlers(cls) -> dict[str, Bound]:
        """Handlers by intent."""
        found: dict[str, Bound] = {}
        for method in vars(cls).values():
            for intent in getattr(method, "_intents", ()):
                found[intent] = Bound.of(method)
        return found


@dataclass(frozen=True, slots=True)
class Bound:
    """A handler and the slots it takes."""

    method: Handler
    slots: frozenset[str]
    required: frozenset[str] = field(default_factory=frozenset[str])

    @classmethod
    @lru_cache(maxsize=1024)
    def of(cls, method: Handler) -> Bound:
        """Read a handler's parameters after ``self`` and ``ask``, once for all houses of a process."""
        parameters = list(inspect.signature(method).parameters.values())[2:]
        required = {each.name for each in parameters if each.default is inspect.Parameter.empty}
        return cls(method, frozenset(each.name for each in parameters), frozenset(required))

    async def call(self, skill: Skill, ask: Ask) -> Reply:
        """Run it with the slots that were heard."""
        slots: dict[str, Any] = dict(ask.understanding.slots)
        if missing := self.required - slots.keys():
            raise BadSkill(f"{ask.understanding.intent} needs {sorted(missing)}, which its sentence lacks.")
        return await self.method(skill, ask, **{name: slots[name] for name in self.slots & slots.keys()})
