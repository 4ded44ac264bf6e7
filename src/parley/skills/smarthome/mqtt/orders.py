"""What a command is on the broker: topics and payloads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from parley.errors import Unsupported
from parley.skills.smarthome.home_assistant.entities import MODES
from parley.skills.smarthome.mqtt import colors, templates
from parley.skills.smarthome.mqtt.entity import Entity, as_number
from parley.skills.smarthome.mqtt.things import color_modes, ends, modes, speeds
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
    Switch,
    Turn,
)

Order = tuple[str, str]
"""Topic and payload."""


def orders(command: Command, entity: Entity) -> Sequence[Order]:
    """What to publish, in order. Raises ``Unsupported``."""
    match command:
        case Switch(on=on):
            return _switched(entity, on)
        case Brighten(level=level):
            return _brightened(entity, level)
        case Paint(color=color):
            return _painted(entity, color.rgb, color.kelvin)
        case Move(position=position):
            return _moved(entity, position)
        case Halt():
            if "payload_stop" in entity.config and entity.config["payload_stop"] is None:
                raise Unsupported("It cannot stop half-way.")
            return [_order(entity, "command_topic", entity.text("payload_stop", "STOP"))]
        case Fasten(locked=locked):
            payload = (
                entity.text("payload_lock", "LOCK") if locked else entity.text("payload_unlock", "UNLOCK")
            )
            return [_order(entity, "command_topic", payload, "command_template")]
        case Keep(degrees=degrees):
            fahrenheit = entity.text("temperature_unit") == "F"
            value = round(degrees * 1.8 + 32) if fahrenheit else degrees
            return [_order(entity, "temperature_command_topic", value, "temperature_command_template")]
        case Turn(mode=mode):
            return [_mode(entity, mode)]
        case Blow(speed=speed):
            return _blown(entity, speed)
        case Clean(start=start):
            payload = entity.text("payload_start", "start")
            back = entity.text("payload_return_to_base", "return_to_base")
            return [_order(entity, "command_topic", payload if start else back)]
        case Activate():
            return [_order(entity, "command_topic", entity.text("payload_on", "ON"))]
        case _:
            raise Unsupported("It has no topic for that.")


def _order(entity: Entity, topic: str, value: object, template: str = "") -> Order:
    where = entity.config.get(topic)
    if not where:
        raise Unsupported("It has no topic for that.")
    return str(where), templates.write(entity.config.get(template), value)


def _json(entity: Entity, **fields: Any) -> Sequence[Order]:
    return [_order(entity, "command_topic", json.dumps({"state": "ON", **fields}))]


def _switched(entity: Entity, on: bool) -> Sequence[Order]:
    if entity.writes_json:
        return [_order(entity, "command_topic", json.dumps({"state": "ON" if on else "OFF"}))]
    payload = entity.text("payload_on", "ON") if on else entity.text("payload_off", "OFF")
    if entity.component != "climate":
        return [_order(entity, "command_topic", payload, "command_template")]
    if entity.config.get("power_command_topic"):
        return [_order(entity, "power_command_topic", payload, "power_command_template")]
    wanted = next((each for each in modes(entity) if each != "off"), "auto") if on else "off"
    return [_order(entity, "mode_command_topic", wanted, "mode_command_template")]


def _brightened(entity: Entity, level: int) -> Sequence[Order]:
    if not level:
        return _switched(entity, False)
    value = max(1, round(level * (as_number(entity.config.get("brightness_scale")) or 255) / 100))
    if entity.writes_json:
        return _json(entity, brightness=value)
    return [_order(entity, "brightness_command_topic", value, "brightness_command_template")]


def _painted(entity: Entity, rgb: colors.Rgb | None, kelvin: int | None) -> Sequence[Order]:
    if rgb is None:
        mireds = round(1_000_000 / (kelvin or 4_000))
        if entity.writes_json:
            return _json(entity, color_temp=mireds)
        return [_order(entity, "color_temp_command_topic", mireds, "color_temp_command_template")]
    if entity.writes_json:
        return _json(entity, color=dict(colors.written(rgb, color_modes(entity))))
    return [_order(entity, "rgb_command_topic", ",".join(map(str, rgb)), "rgb_command_template")]


def _moved(entity: Entity, position: int) -> Sequence[Order]:
    if position in (0, 100) and entity.config.get("command_topic"):
        payload = entity.text("payload_open", "OPEN") if position else entity.text("payload_close", "CLOSE")
        return [_order(entity, "command_topic", payload)]
    closed, opened = ends(entity)
    value = round(closed + (opened - closed) * position / 100)
    return [_order(entity, "set_position_topic", value, "set_position_template")]


def _mode(entity: Entity, mode: str) -> Order:
    theirs = next((each for each in modes(entity) if MODES.get(each) == mode), None)
    if theirs is None:
        raise Unsupported("It has no such mode.")
    return _order(entity, "mode_command_topic", theirs, "mode_command_template")


def _blown(entity: Entity, speed: int) -> Sequence[Order]:
    if not speed:
        return _switched(entity, False)
    least, most = speeds(entity)
    value = round(least - 1 + (most - least + 1) * speed / 100)
    topic = _order(
        entity, "percentage_command_topic", max(round(least), value), "percentage_command_template"
    )
    return [*_switched(entity, True), topic]
