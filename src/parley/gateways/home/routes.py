"""Every route of the home, subject by subject."""

from __future__ import annotations

from starlette.routing import BaseRoute

from parley.gateways.access import Door
from parley.gateways.home import archive, devices, files, keys, me, pairing, passkeys, people, sessions, sync
from parley.home.home import Home

_SUBJECTS = (me, sessions, passkeys, keys, devices, pairing, people, sync, archive, files)


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """What a person, a device or a program reaches of a home."""
    return [route for subject in _SUBJECTS for route in subject.routes(door, home)]
