"""What every connected device is doing now, and what it did in its last turns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
