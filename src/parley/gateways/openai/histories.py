"""What was said before, found again by a client that sends its whole history with every question."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

_PER_PERSON = 200
"""Points in talks that one person may go on from."""
_PEOPLE = 1_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a history."""

    role: str
    """``user`` or ``assistant``."""
    text: str


def name_of(lines: Sequence[Line], whose: str = "") -> str:
    """What a history is found by: the words of all its lines, spaces aside; nothing of them can be read
    from it. ``whose``: the client's own end user."""
    whole = hashlib.sha256(repr(whose).encode())
    for line in lines:
        whole.update(repr((line.role, " ".join(line.text.split()))).encode())
    return whole.hexdigest()


class Histories(Generic[T]):
    """A value per history and person; the oldest are forgotten."""

    def __init__(self, per_person: int = _PER_PERSON, people: int = _PEOPLE) -> None:
        self._per_person, self._people = per_person, people
        self._known: OrderedDict[str, OrderedDict[str, T]] = OrderedDict()

    def keep(self, person: str, name: str, value: T) -> None:
        """Remember a value for a history."""
        theirs = self._known.setdefault(person, OrderedDict())
        self._known.move_to_end(person)
        theirs[name] = value
        theirs.move_to_end(name)
        while len(theirs) > self._per_person:
            theirs.popitem(last=False)
        while len(self._known) > self._people:
            self._known.popitem(last=False)

    def find(self, person: str, name: str) -> T | None:
        """What was kept."""
        return self._known.get(person, OrderedDict[str, T]()).get(name)

    def drop(self, person: str, name: str) -> T | None:
        """Forget one of them; it, if it was there."""
        return self._known.get(person, OrderedDict[str, T]()).pop(name, None)

    def forget(self, person: str) -> None:
        """Forget all that is a person's."""
        self._known.pop(person, None)
