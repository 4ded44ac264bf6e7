"""The devices that are connected now, as skills see them: to ring one, to tell all, to go on at another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from parley.skills.types import Context, Reply


@dataclass(frozen=True, slots=True)
class Present:
    """A device that is connected and can be told something unasked."""

    device: str
    """Its id."""
    person: str
    """Id of the account whose conversation it is."""


class Reach(Protocol):
    """What the assistant knows of the devices of the whole house."""

    def present(self) -> Sequence[Present]:
        """Devices that can be told something now, each once; where somebody spoke last comes first."""
        ...

    def carry_on(self, context: Context, device: str, reply: Reply) -> bool:
        """Have the same person's conversation on another device go on with what was said in this one, and say
        a reply there; False when it is not connected."""
        ...

    def talk(self, present: Present) -> Context | None:
        """The conversation on a device, as skills see it: to have something done there; None when it left."""
        ...


class Nowhere:
    """Where there are no conversations: in commands that ask one thing, and in most tests."""

    def present(self) -> Sequence[Present]:
        """Nobody."""
        return ()

    def carry_on(self, context: Context, device: str, reply: Reply) -> bool:
        """There is no other."""
        return False

    def talk(self, present: Present) -> Context | None:
        """There is none."""
        return None
