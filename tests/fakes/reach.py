"""Devices that are connected, as a test says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parley.skills.reach import Present
from parley.skills.types import Context, Reply


@dataclass
class FakeReach:
    """The devices of a house, and the conversations that moved to them."""

    there: list[Present] = field(default_factory=list[Present])
    able: frozenset[str] = frozenset({"volume", "sound"})
    moved: list[tuple[str, Context, Reply]] = field(default_factory=list[tuple[str, Context, Reply]])

    def present(self) -> Sequence[Present]:
        return tuple(self.there)

    def carry_on(self, context: Context, device: str, reply: Reply) -> bool:
        if not any(each.device == device and each.person == context.person for each in self.there):
            return False
        self.moved.append((device, context, reply))
        return True

    def talk(self, present: Present) -> Context | None:
        if present not in self.there:
            return None
        return Context(present.device, present.device, present.person, able=self.able)
