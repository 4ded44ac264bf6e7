"""How a kind of client shows its token, and how it is told that it may not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.requests import HTTPConnection
from starlette.responses import Response

from parley.errors import ParleyError
from parley.gateways.access.answers import problem, protected
from parley.gateways.access.connections import token_of
from parley.home.accounts.callers import Caller

Look = Callable[[str], Awaitable[Caller | None]]
"""Finds who shows a token; None when it is not good."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a kind of client shows its token, and is answered."""

    token: Callable[[HTTPConnection], tuple[str, bool]] = token_of
    """The token that a connection brings, and whether a browser sent it of its own accord."""
    refusal: Callable[[ParleyError], Response] = lambda error: problem(error.code, str(error))
    """An error as an answer."""
    finish: Callable[[Response, HTTPConnection], Response] = lambda response, _: protected(response)
    """Adds the headers that every answer has."""
    caller: Look | None = None
    """Who shows a token; None for the door's own look."""
    longest: int = 256
    """Characters of a token."""
    denies: bool = False
    """A socket that may not open is refused with an HTTP status, as other vendors' SDKs expect, rather than
    opened and told why."""


HOUSE = Manner()
"""Parley's own pages, devices and programs."""
