"""What is known of a board that connects, and how its model likes to be fed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

QUEUE = 40
"""Packets that the firmware queues; more are dropped."""
_PREBUFFER = 5
"""Packets at once before an answer is paced: rides out 0.3 s of a busy network."""
_POOR = re.compile(r"c3|c6|esp8266", re.IGNORECASE)
"""Chips without memory of their own for that: they crash on a burst."""


@dataclass(frozen=True, slots=True)
class Board:
    """One board."""

    device: str
    """Id of the paired device; its conversation goes on whenever it connects."""
    person: str
    """Id of the account it belongs to."""
    guest: bool = False
    model: str = ""
    """As it told when it asked for its settings, such as ``bread-compact-wifi``."""
    firmware: str = ""
    """Version of its firmware."""
    language: str = "en"
    """What its screen shows when nothing else tells (primary tag)."""
    room: str | None = None
    """Where it stands, as its owner named it; None where nobody looked."""
    vision: tuple[str, str] | None = None
    """Address and token for the pictures of its camera; None where it may send none."""


def prebuffer(model: str, wished: Mapping[str, int]) -> int:
    """Packets that a model may be sent at once; ``wished`` is what the owner set, by model or part of it."""
    if model in wished:
        return wished[model]
    for part, packets in wished.items():
        if part.lower() in model.lower():
            return packets
    return 0 if _POOR.search(model) else _PREBUFFER
