"""How an engine at long work learns that nobody wants its result any more."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("wanted", default=None)


class NotWanted(Exception):
    """The call was cancelled. An engine lets it pass; what it was fed before must not be lost by it."""


def wanted_while(wanted: Callable[[], bool]) -> None:
    """What runs from now on in this thread is wanted as long as ``wanted`` says so."""
    _wanted.set(wanted)


def still_wanted() -> None:
    """Raises ``NotWanted`` if the call under way was cancelled; to be asked between steps of some 10 ms.

    Outside of a worker process every call is wanted.
    """
    wanted = _wanted.get()
    if wanted is not None and not wanted():
        raise NotWanted
