"""Who may ask for what over HTTP: every route of the server is made by a ``Door``."""

from parley.gateways.access.answers import BadRequest, NotFound, json, problem, status_of
from parley.gateways.access.call import Call, parsed
from parley.gateways.access.connections import COOKIE, origin_of, same_origin
from parley.gateways.access.door import (
    ANY,
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
    "origin_of",
    "parsed",
    "problem",
    "same_origin",
    "set_session",
    "status_of",
]
