"""Watching one conversation: what its events mean for the page of its device."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from parley.assistant.consent import Consents
from parley.assistant.events import (
    Did,
    EndReason,
    Event,
    Failed,
    Heard,
    Listening,
    Said,
    Speech,
    Thinking,
    TurnEnded,
    Woke,
)
from parley.assistant.outbox import Outbox
from parley.clock import Clock
from parley.skills.types import Action, Context

LONGEST_RING = 180.0
"""Seconds after which something that rang is taken for seen to: not every device says so."""
MOST_HEARD, MOST_SAID = 500, 1_000
"""Characters that are kept of a turn's words."""
_OPEN_TURNS = 8
"""Turns under way at once that are followed; more than two never are."""


class State(StrEnum):
    """What a device does."""

    IDLE = "idle"
    ASLEEP = "asleep"
    """Waits for its wake word."""
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    PLAYING = "playing"
    RINGING = "ringing"


@dataclass(frozen=True, slots=True)
class Past:
    """A turn that is over."""

    at: float
    """When it began; POSIX seconds."""
    how: str
    """``spoken``, ``typed`` or ``unasked``."""
    reason: str
    """Why it ended: a value of ``EndReason``."""
    intent: str = ""
    languages: tuple[str, ...] = ()
    engine: str = ""
    """The recogniser that heard it."""
    failure: str = ""
    """Error code, where something went wrong."""
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    """Seconds per stage."""
    person: str = ""
    """Account of whoever it was with; empty for a guest."""
    heard: str = ""
    said: str = ""
    """The words, where that person consented."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """What an action does to the volume."""

    level: int | None = None
    change: int | None = None
    muted: bool | None = None

    def applied(self, before: int | None) -> int | None:
        """The volume after it, as far as is known."""
        if self.level is not None:
            return self.level
        if self.change is not None and before is not None:
            return min(100, max(0, before + self.change))
        return before


class Talk(Protocol):
    """What is needed of a conversation."""

    reachable: bool
    closed: bool
    used: float

    @property
    def context(self) -> Context: ...
    @property
    def asleep(self) -> bool: ...
    async def read(self, text: str, language: str | None = None) -> None: ...
    def interrupt(self) -> None: ...


@dataclass(slots=True, eq=False)
class _Open:
    """A turn under way."""

    id: int
    at: float
    state: State
    past: Past
    whose: str | None
    """Account of whoever it is with, empty for a guest or a stranger; None until that is known."""


class Watched:
    """One conversation on a device."""

    def __init__(
        self,
        device: str,
        clock: Clock,
        consents: Consents,
        told: Callable[[Watched, Past | None], None],
        over: Callable[[Watched], None],
    ) -> None:
        """``told`` is called after whatever changes what is shown, with a turn when one has ended; ``over``
        when the conversation is."""
        self.device = device
        self._talk: Talk | None = None
        self.volume: Loudness | None = None
        """What was last done to it, until ``told`` has taken it."""
        self.since = clock.now().timestamp()
        self._clock, self._consents, self._told, self._over = clock, consents, told, over
        self._outbox: Outbox | None = None
        self._turns: dict[int, _Open] = {}
        self._newest = 0
        self._state: State = State.IDLE
        self._ringing = False

    @property
    def talk(self) -> Talk | None:
        """The conversation, once it is there."""
        return self._talk

    def begin(self, talk: Talk) -> None:
        """This is the conversation."""
        self._talk = talk
        self._consents.look(self._own())

    def outbox(self, max_speech: int) -> Outbox:
        """The queue of the conversation's events, each of which is seen here as it is put in."""
        self._outbox = Outbox(max_speech, seen=self._see)
        return self._outbox

    @property
    def used(self) -> float:
        """Event-loop time of the latest turn's beginning."""
        return self.talk.used if self.talk is not None else 0.0

    @property
    def state(self) -> State:
        """What it does now."""
        if self._state is State.RINGING and self._now() - self.since > LONGEST_RING:
            self._ringing = False
            self._move()
        asleep = self._state is State.IDLE and self._talk is not None and self._talk.asleep
        return State.ASLEEP if asleep else self._state

    def show(self, action: Action) -> None:
        """Have the device do something that interrupts nothing, such as changing its volume."""
        if self._outbox is not None:
            self._outbox.put(Did(self._newest, action))

    def whose(self, turn: int, context: Context) -> None:
        """It is known by now with whom a turn is: a voice was recognised, or is a stranger's."""
        if (known := self._turns.get(turn)) is not None:
            known.whose = _account(context)
            self._consents.look(known.whose)

    def forget(self, person: str | None = None) -> None:
        """Of what is under way no words are kept; or none of this person's."""
        for each in self._turns.values():
            if person is None or each.whose == person or (each.whose is None and self._own() == person):
                each.past = replace(each.past, heard="", said="")

    def _see(self, event: Event | None) -> None:
        """Something happened; None when the conversation is over."""
        if event is None:
            self._over(self)
            self._talk = self._outbox = None
            self._turns.clear()
        elif isinstance(event, Speech):
            self._speech(event)
        elif isinstance(event, TurnEnded):
            self._ended(event)
        elif (turn := self._turn(event)) is not None:
            self._follow(turn, event)
            self._move()
        elif isinstance(event, Did):
            self._do(event.action)
            self._move()

    def _turn(self, event: Event) -> _Open | None:
        if event.turn <= self._newest:
            return self._turns.get(event.turn)
        self._newest = event.turn
        spoken = isinstance(event, Listening | Woke)
        typed = isinstance(event, Heard) and event.engine == "keyboard"
        how = "spoken" if spoken else "typed" if typed else "unasked"
        if len(self._turns) >= _OPEN_TURNS:
            del self._turns[next(iter(self._turns))]
        at = self._now()
        whose = self._own() if how == "unasked" else None
        turn = self._turns[event.turn] = _Open(event.turn, at, State.THINKING, Past(at, how, ""), whose)
        self._consents.look(self._own())
        return turn

    def _follow(self, turn: _Open, event: Event) -> None:
        past = turn.past
        match event:
            case Listening() | Woke():
                turn.state = State.LISTENING
            case Heard(_, text, language, final, engine, spans):
                if not final:
                    return
                self._ringing = False
                turn.state = State.THINKING
                languages = tuple(dict.fromkeys(tag for _, tag in spans)) or (language,)
                # Whose words they are is known in a moment; until then they are nobody's to see.
                turn.past = replace(past, languages=languages, engine=engine, heard=text[:MOST_HEARD])
            case Thinking():
                self._ringing = False
                turn.state = State.THINKING
            case Said(_, text, language):
                turn.state = State.SPEAKING
                keep = self._may_keep(turn)
                said = f"{past.said} {text}".strip()[:MOST_SAID] if keep else ""
                languages = past.languages or (language,)
                turn.past = replace(past, languages=languages, heard=past.heard if keep else "", said=said)
            case Failed(_, code):
                turn.past = replace(past, failure=code)
            case Did(_, action):
                if action.kind == "music" and action.data.get("state") == "playing":
                    turn.state = State.PLAYING
                self._do(action)
            case _:
                return

    def _speech(self, event: Speech) -> None:
        """The sound of a turn says something only where it showed no words first."""
        turn = self._turn(event)
        if turn is not None and turn.state is State.THINKING:
            turn.state = State.SPEAKING
            self._move()

    def _ended(self, event: TurnEnded) -> None:
        turn = self._turns.pop(event.turn, None)
        self._newest = max(self._newest, event.turn)
        past = None
        # What only went on after an interruption was no turn of anybody's.
        if turn is not None and not (event.reason is EndReason.RESUMED and turn.past.how == "unasked"):
            keep = self._may_keep(turn)
            past = replace(
                turn.past,
                reason=event.reason.value,
                intent=event.intent,
                timings=dict(event.timings),
                person=turn.whose or "",
                heard=turn.past.heard if keep else "",
                said=turn.past.said if keep else "",
            )
        self._move(past)

    def _do(self, action: Action) -> None:
        data = action.data
        if action.kind.endswith("_rang") or action.kind == "find":
            self._ringing = True
        elif action.kind == "stop":
            self._ringing = False
        elif action.kind == "volume":
            muted = data.get("muted")
            self.volume = Loudness(
                _percent(data.get("level")),
                _percent(data.get("change")),
                muted if isinstance(muted, bool) else None,
            )

    def _move(self, past: Past | None = None) -> None:
        latest = next(reversed(self._turns.values()), None)
        state = State.RINGING if self._ringing else latest.state if latest is not None else State.IDLE
        if state is not self._state:
            self._state, self.since = state, self._now()
        elif past is None and self.volume is None:
            return
        self._told(self, past)

    def _own(self) -> str:
        """Whose conversation it is."""
        return _account(self._talk.context) if self._talk is not None else ""

    def _may_keep(self, turn: _Open) -> bool:
        return turn.whose is not None and self._consents.given(turn.whose)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _account(context: Context) -> str:
    """Whom a context is of; nobody, where it is a guest or a stranger."""
    return "" if context.guest or context.stranger is not None else context.person


def _percent(value: object) -> int | None:
    return round(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
