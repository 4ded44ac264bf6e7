"""What a board lets Parley do to it, as far as it has said so yet."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Set
from typing import Protocol

from parley.skills.types import DeviceTools

ALWAYS = frozenset({"sound", "restart"})
"""Every board plays what it is sent, and starts anew when it is told to."""


class Tools(DeviceTools, Protocol):
    """The tools of one board, over its talk."""

    def start(self, vision: tuple[str, str] | None) -> None:
        """Ask the board what it can do. ``vision`` is the address and token for pictures of its camera."""
        ...

    def take(self, payload: Mapping[str, object]) -> None:
        """What the board answers."""
        ...

    def close(self) -> None:
        """Nothing more will come."""
        ...

    def able(self) -> frozenset[str]:
        """Such as ``volume``; grows while the board tells."""
        ...


Send = Callable[[Mapping[str, object]], Awaitable[None]]
MakeTools = Callable[[Send], Tools]


class Abilities(Set[str]):
    """``ALWAYS``, and what the tools make possible: a talk begins before the board has told of them."""

    def __init__(self, tools: Tools | None) -> None:
        self._tools = tools

    def _all(self) -> frozenset[str]:
        return ALWAYS if self._tools is None else ALWAYS | self._tools.able()

    def __contains__(self, ability: object) -> bool:
        return ability in self._all()

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())
