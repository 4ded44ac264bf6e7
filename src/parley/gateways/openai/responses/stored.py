"""Responses that were made lately, in memory: to be gone on from, looked at again, or deleted."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from parley.gateways.openai.responses.items import Item
from parley.gateways.openai.responses.writing import Json

PER_PERSON = 200
PERSON_BYTES = 8 * 1024 * 1024
ALL_BYTES = 128 * 1024 * 1024
"""Of all people together."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A response and all that was said up to it."""

    response: Json
    items: Sequence[Item]
    """Input and output, those of the responses before it included."""
    size: int
    """Bytes as JSON."""


class Responses:
    """Whoever made a response finds it; the oldest are forgotten, and all when Parley ends."""

    def __init__(
        self, per_person: int = PER_PERSON, person_bytes: int = PERSON_BYTES, all_bytes: int = ALL_BYTES
    ) -> None:
        self._per_person, self._person_bytes, self._all_bytes = per_person, person_bytes, all_bytes
        self._known: OrderedDict[str, OrderedDict[str, Stored]] = OrderedDict()
        """By person, who made one last at the end, and id."""
        self._sizes: dict[str, int] = {}
        """Bytes of each person's."""

    def keep(self, person: str, response: Json, items: Sequence[Item]) -> bool:
        """Keep it; False for one that is too large."""
        size = len(msgspec.json.encode(response)) + len(msgspec.json.encode(list(items)))
        if size > self._person_bytes:
            return False
        theirs = self._known.setdefault(person, OrderedDict())
        self._known.move_to_end(person)
        theirs[str(response["id"])] = Stored(response, tuple(items), size)
        self._sizes[person] = self._sizes.get(person, 0) + size
        while len(theirs) > self._per_person or self._sizes[person] > self._person_bytes:
            self.delete(person, next(iter(theirs)))
        while sum(self._sizes.values()) > self._all_bytes:
            longest_ago = next(iter(self._known))
            self.delete(longest_ago, next(iter(self._known[longest_ago])))
        return True

    def find(self, person: str, id: str) -> Stored | None:
        """A response of this person's."""
        return self._known.get(person, OrderedDict[str, Stored]()).get(id)

    def delete(self, person: str, id: str) -> bool:
        """Forget it; whether it was there."""
        theirs = self._known.get(person, OrderedDict[str, Stored]())
        gone = theirs.pop(id, None)
        if gone is None:
            return False
        self._sizes[person] -= gone.size
        if not theirs:
            self.forget(person)
        return True

    def forget(self, person: str) -> None:
        """Forget all that is a person's."""
        self._known.pop(person, None)
        self._sizes.pop(person, None)
