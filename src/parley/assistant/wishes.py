"""How a person wants to be spoken to, as their settings say: language, voice and speed; and in which room."""

from __future__ import annotations

from dataclasses import dataclass

from parley.errors import ParleyError
from parley.home.accounts.callers import UnknownDevice
from parley.home.accounts.devices import DeviceKind, Devices
from parley.home.records import Records
from parley.speech.saying import FASTEST, PLAIN, SLOWEST, Manner
from parley.tags import primary
from parley.telemetry import log

_VOICE = "voice."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one person has set for themselves."""

    language: str = ""
    """In which to speak when nothing else tells (primary tag); empty where nothing is set."""

    manner: Manner = PLAIN


async def wishes_of(records: Records, account: str) -> Wishes:
    """Somebody's settings ``language``, ``rate`` and ``voice.<language>``; what makes no sense is passed
    over."""
    try:
        found = await records.at_hand(account, "settings") if account else ()
    except ParleyError as error:  # they can be spoken to all the same
        log.warning("wishes.unknown", code=error.code)
        return Wishes()
    values = {each.id: each.document["value"] for each in found}
    language = values.get("language")
    voices = {
        name.removeprefix(_VOICE): value
        for name, value in values.items()
        if name.startswith(_VOICE) and isinstance(value, str) and value
    }
    return Wishes(
        primary(language) if isinstance(language, str) and language not in ("", "auto") else "",
        Manner(voices, _rate(values.get("rate"))),
    )


async def shared_by_all(devices: Devices, device: str) -> bool:
    """Whether a device is for everybody in the room, as speakers are; also where nobody can tell."""
    try:
        return (await devices.get(device)).kind is DeviceKind.SPEAKER
    except UnknownDevice:  # the command line
        return False
    except ParleyError as error:
        log.warning("device.unknown", code=error.code)
        return True


def _rate(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, float | int):
        return 1.0
    return float(value) if SLOWEST <= value <= FASTEST else 1.0
