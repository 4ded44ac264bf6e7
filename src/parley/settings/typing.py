"""Settings of the keyboard: what people type."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct


class Typing(Struct, frozen=True, forbid_unknown_fields=True):
    """Candidates for what is typed and swiped, and what is learned from it."""

    enabled: bool = True
    learning: bool = True
    """Learn what a person writes, in that person's home; off: nothing is learned from now on."""
    sessions: Annotated[int, Meta(ge=1, le=10_000)] = 256
    """Text boxes that are typed in at once; one more is ``busy``."""
    copies: Annotated[int, Meta(ge=1, le=32)] = 1
    """Processes that answer; each person is served by one of them. One answers some hundred keys a second."""
