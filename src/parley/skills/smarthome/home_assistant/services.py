"""What Home Assistant calls each command: its services and their data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from parley.errors import Unsupported
from parley.skills.smarthome.home_assistant.entities import MODES, PRESETS, Entity
from parley.skills.smarthome.source import (
    Activate,
    Blow,
    Brighten,
    Clean,
    Command,
    Fasten,
    Halt,
    Keep,
    Move,
    Paint,
    Sound,
    Switch,
    Turn,
)

Call = tuple[str, Mapping[str, Any]]
"""A service of the entity's domain, with its data."""

_STOPS = 8
"""The bit of a cover that can stop half-way."""


def calls(command: Command, entity: Entity, *, fahrenheit: bool) -> Sequence[Call]:
    """What to call, in order. Raises ``Unsupported``."""
    attributes = cast("Mapping[str, Any]", entity.get("attributes") or {})
    match command:
        case Switch(on=on):
            return [("turn_on" if on else "turn_off", {})]
        case Brighten(level=level):
            return [("turn_on", {"brightness_pct": level}) if level else ("turn_off", {})]
        case Paint(color=color):
            if color.rgb is not None:
                return [("turn_on", {"rgb_color": list(color.rgb)})]
            return [("turn_on", {"color_temp_kelvin": color.kelvin or 4000})]
        case Move(position=position):
            return [_moved(position, attributes)]
        case Halt():
            if not int(attributes.get("supported_features") or 0) & _STOPS:
                raise Unsupported("It cannot stop half-way.")
            return [("stop_cover", {})]
        case Fasten(locked=locked):
            return [("lock" if locked else "unlock", {})]
        case Keep(degrees=degrees):
            wanted = round(degrees * 1.8 + 32) if fahrenheit else degrees
            first: list[Call] = [("turn_on", {})] if entity.get("state") == "off" else []
            return [*first, ("set_temperature", {"temperature": wanted})]
        case Turn(mode=mode):
            return [_mode(mode, attributes)]
        case Blow(speed=speed):
            return [("set_percentage", {"percentage": speed}) if speed else ("turn_off", {})]
        case Sound(level=level):
            return [("volume_set", {"volume_level": level / 100})]
        case Clean(start=start):
            return [("start" if start else "return_to_base", {})]
        case Activate():
            return [("turn_on", {})]
        case _:
            raise Unsupported("Home Assistant has nothing for that.")


def _moved(position: int, attributes: Mapping[str, Any]) -> Call:
    if position in (0, 100):
        return ("open_cover" if position else "close_cover", {})
    if "current_position" not in attributes:
        raise Unsupported("It opens and closes, and nothing between.")
    return ("set_cover_position", {"position": position})


def _mode(mode: str, attributes: Mapping[str, Any]) -> Call:
    if mode in PRESETS:
        return ("set_preset_mode", {"preset_mode": mode})
    theirs = attributes.get("hvac_modes") or ()
    found = next((each for each in theirs if MODES.get(each) == mode), None)
    if found is None:
        raise Unsupported("It has no such mode.")
    return ("set_hvac_mode", {"hvac_mode": found})
