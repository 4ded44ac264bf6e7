"""Who may ask for what over HTTP: every route of the server is made by a ``Door``."""

from parley.gateways.access.answers import BadRequest, NotFound, json, problem
from parley.gateways.access.call import Call, parsed
from parley.gateways.access.door import (
    ANY,
    COOKIE,
    PUBLIC,
    Answer,
    Door,
    GuardedRoute,
    GuardedSocket,
    Limits,
    Need,
    set_session,
)

__all__ = [
    "ANY",
    "COOKIE",
    "PUBLIC",
    "Answer",
    "BadRequest",
    "Call",
    "Door",
    "GuardedRoute",
    "GuardedSocket",
    "Limits",
    "Need",
    "NotFound",
    "json",
    "parsed",
    "problem",
    "set_session",
]
