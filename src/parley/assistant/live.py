"""What every connected device is doing now, and what it did in its last turns; kept in memory alone."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from parley.assistant.consent import Consents
from parley.assistant.watching import Past, State, Watched
from parley.clock import Clock
from parley.home.records import Records

LAST_TURNS = 20
"""Turns that are remembered of a device."""
MOST_DEVICES = 1_000
"""Devices that are remembered; those that left longest ago are forgotten first."""
_TALKING = frozenset({State.LISTENING, State.THINKING, State.SPEAKING})
_FOREMOST = (State.RINGING, State.LISTENING, State.THINKING, State.SPEAKING, State.PLAYING, State.IDLE)
"""Of several conversations on one device, such as tabs, it does what comes first here."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a gateway knows of a device that connects."""

    gateway: str = ""
    """``web``, ``xiaozhi``, ``wyoming``, ``xiaoai`` or ``speaker``."""
    transport: str = ""
    """Such as ``websocket`` or ``mqtt+udp``."""
    model: str = ""
    """The board or computer, as it names itself."""
    firmware: str = ""
    """Version of what runs on it."""
    details: Mapping[str, str] = field(default_factory=dict[str, str])
    """Anything else worth showing, by an English name."""


NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Now:
    """What a device is doing."""

    connected: bool
    state: State
    since: float
    """POSIX seconds; 0 for a device that was never here."""
    facts: Facts
    """Of one that is gone, what was known when it went."""
    volume: int | None = None
    """Percent; None where nobody knows."""
    muted: bool = False
    turns: int = 0
    """How many turns it had; when it grows there is one more to fetch."""


NEVER = Now(False, State.IDLE, 0.0, NO_FACTS)


@dataclass(slots=True, eq=False)
class _Device:
    facts: Facts
    conversations: list[Watched] = field(default_factory=list[Watched])
    past: deque[Past] = field(default_factory=lambda: deque[Past](maxlen=LAST_TURNS))
    turns: int = 0
    left: float = 0.0
    """When its last conversation was over; POSIX seconds."""
    volume: int | None = None
    muted: bool = False


class Live:
    """Every device's conversations, as they are watched."""

    def __init__(self, records: Records, clock: Clock) -> None:
        self._clock = clock
        self._devices: OrderedDict[str, _Device] = OrderedDict()
        self._readers: list[Callable[[str], None]] = []
        self.consents = Consents(records, self._withdrawn)

    def watched(self, device: str, facts: Facts, volume: int | None = None) -> Watched:
        """A conversation is about to be opened on a device."""
        known = self._devices.pop(device, None) or _Device(facts)
        self._devices[device] = known
        known.facts = facts if facts != NO_FACTS else known.facts
        known.volume = volume if volume is not None else known.volume
        watched = Watched(device, self._clock, self.consents, self._told, self._over)
        known.conversations.append(watched)
        self._sweep()
        self._tell(device)
        return watched

    def now(self, device: str) -> Now:
        """What a device is doing."""
        known = self._devices.get(device)
        if known is None:
            return NEVER
        if not known.conversations:
            return Now(False, State.IDLE, known.left, known.facts, known.volume, known.muted, known.turns)
        first = min(known.conversations, key=lambda each: _rank(each.state))
        return Now(True, first.state, first.since, known.facts, known.volume, known.muted, known.turns)

    @property
    def talking(self) -> bool:
        """Whether somebody speaks to any device, or is answered, just now."""
        return any(each.state in _TALKING for known in self._devices.values() for each in known.conversations)

    def learned(self, device: str, volume: int | None) -> None:
        """A device itself says how loud it is set."""
        known = self._devices.get(device)
        if known is not None and volume is not None and volume != known.volume:
            known.volume = volume
            self._tell(device)

    def conversations(self, device: str) -> Sequence[Watched]:
        """Those that are open on a device; where somebody spoke last comes first."""
        known = self._devices.get(device)
        return sorted(known.conversations, key=lambda each: each.used, reverse=True) if known else ()

    async def turns(self, device: str, reader: str) -> list[Past]:
        """A device's last turns, latest first, with no words but the ``reader``'s own, by their consent."""
        known = self._devices.get(device)
        if known is None:
            return []
        may = await self.consents.sure(reader)
        return [
            each if may and each.person == reader else replace(each, heard="", said="")
            for each in reversed(known.past)
        ]

    def watch(self, note: Callable[[str], None]) -> Callable[[], None]:
        """Have ``note`` called with the id of every device that does something new; the result ends that."""
        self._readers.append(note)
        return lambda: self._readers.remove(note)

    def forget(self, device: str) -> None:
        """A device was thrown out, or given to somebody else: nobody sees what it did before."""
        known = self._devices.get(device)
        if known is None:
            return
        known.past.clear()
        for each in known.conversations:
            each.forget()
        if not known.conversations:
            del self._devices[device]
        self._tell(device)

    def forget_person(self, person: str) -> None:
        """Somebody is gone."""
        self._withdrawn(person)
        self.consents.forget(person)

    def _told(self, watched: Watched, past: Past | None) -> None:
        known = self._devices.get(watched.device)
        if known is None:
            return
        if past is not None:
            known.past.append(past)
            known.turns += 1
        if watched.volume is not None:
            known.volume = watched.volume.applied(known.volume)
            known.muted = watched.volume.muted if watched.volume.muted is not None else known.muted
            watched.volume = None
        self._tell(watched.device)

    def _over(self, watched: Watched) -> None:
        known = self._devices.get(watched.device)
        if known is None or watched not in known.conversations:
            return
        known.conversations.remove(watched)
        known.left = self._clock.now().timestamp()
        self._tell(watched.device)

    def _withdrawn(self, person: str) -> None:
        """Somebody does not, or no longer, consent: the words are gone, the rest stays."""
        for known in self._devices.values():
            for each in known.conversations:
                each.forget(person)
            kept = [
                replace(each, heard="", said="") if each.person == person else each for each in known.past
            ]
            known.past.clear()
            known.past.extend(kept)

    def _tell(self, device: str) -> None:
        for note in list(self._readers):
            note(device)

    def _sweep(self) -> None:
        if len(self._devices) <= MOST_DEVICES:
            return
        gone = next((id for id, each in self._devices.items() if not each.conversations), None)
        if gone is not None:
            del self._devices[gone]


def _rank(state: State) -> int:
    return _FOREMOST.index(state) if state in _FOREMOST else len(_FOREMOST)
