"""Every route of the home, subject by subject."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import BaseRoute

from parley.assistant.live import Live
from parley.assistant.remote import Remote
from parley.gateways.access import Door
from parley.gateways.home import (
    archive,
    devices,
    files,
    keys,
    live,
    me,
    pairing,
    passkeys,
    people,
    sessions,
    sync,
    things,
)
from parley.home.home import Home
from parley.skills.smarthome.dwelling import Dwelling

_SUBJECTS = (me, sessions, passkeys, keys, devices, pairing, people, sync, archive, files)


def routes(
    door: Door, home: Home, dwelling: Callable[[], Dwelling | None], seen: Live, remote: Remote
) -> list[BaseRoute]:
    """What a person, a device or a program reaches of a home, of the things in it, and of its devices."""
    door.elsewhere.append(lambda device: seen.now(device).connected)
    found = [route for subject in _SUBJECTS for route in subject.routes(door, home)]
    return [*found, *live.routes(door, home, seen, remote), *things.routes(door, dwelling)]
