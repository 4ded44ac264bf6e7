"""Announcements of devices: the discovery messages of Home Assistant's MQTT integration, read.

https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec

LARGEST = 256 * 1024
"""Bytes of one announcement."""

COMPONENTS = frozenset(
    {
        "light",
        "switch",
        "fan",
        "cover",
        "climate",
        "lock",
        "vacuum",
        "humidifier",
        "sensor",
        "binary_sensor",
        "scene",
    }
)
"""What Parley has a use for."""

#: The short forms that devices may use, of the settings that are used here.
_SHORT = {
    "avty": "availability",
    "avty_mode": "availability_mode",
    "avty_t": "availability_topic",
    "avty_tpl": "availability_template",
    "bri_cmd_t": "brightness_command_topic",
    "bri_cmd_tpl": "brightness_command_template",
    "bri_scl": "brightness_scale",
    "bri_stat_t": "brightness_state_topic",
    "bri_val_tpl": "brightness_value_template",
    "clr_temp_cmd_t": "color_temp_command_topic",
    "clr_temp_cmd_tpl": "color_temp_command_template",
    "clr_temp_stat_t": "color_temp_state_topic",
    "clr_temp_val_tpl": "color_temp_value_template",
    "cmd_t": "command_topic",
    "cmd_tpl": "command_template",
    "cmps": "components",
    "curr_hum_t": "current_humidity_topic",
    "curr_hum_tpl": "current_humidity_template",
    "curr_temp_t": "current_temperature_topic",
    "curr_temp_tpl": "current_temperature_template",
    "dev": "device",
    "dev_cla": "device_class",
    "en": "enabled_by_default",
    "ent_cat": "entity_category",
    "max_temp": "max_temp",
    "min_temp": "min_temp",
    "mode_cmd_t": "mode_command_topic",
    "mode_cmd_tpl": "mode_command_template",
    "mode_stat_t": "mode_state_topic",
    "mode_stat_tpl": "mode_state_template",
    "obj_id": "object_id",
    "opt": "optimistic",
    "p": "platform",
    "pct_cmd_t": "percentage_command_topic",
    "pct_cmd_tpl": "percentage_command_template",
    "pct_stat_t": "percentage_state_topic",
    "pct_val_tpl": "percentage_value_template",
    "pl_avail": "payload_available",
    "pl_cls": "payload_close",
    "pl_lock": "payload_lock",
    "pl_not_avail": "payload_not_available",
    "pl_off": "payload_off",
    "pl_on": "payload_on",
    "pl_open": "payload_open",
    "pl_ret": "payload_return_to_base",
    "pl_stop": "payload_stop",
    "pl_strt": "payload_start",
    "pl_unlk": "payload_unlock",
    "pos_clsd": "position_closed",
    "pos_open": "position_open",
    "pos_t": "position_topic",
    "pos_tpl": "position_template",
    "pow_cmd_t": "power_command_topic",
    "pow_cmd_tpl": "power_command_template",
    "ret": "retain",
    "rgb_cmd_t": "rgb_command_topic",
    "rgb_cmd_tpl": "rgb_command_template",
    "rgb_stat_t": "rgb_state_topic",
    "rgb_val_tpl": "rgb_value_template",
    "send_cmd_t": "send_command_topic",
    "set_pos_t": "set_position_topic",
    "set_pos_tpl": "set_position_template",
    "spd_rng_max": "speed_range_max",
    "spd_rng_min": "speed_range_min",
    "stat_clsd": "state_closed",
    "stat_closing": "state_closing",
    "stat_locked": "state_locked",
    "stat_off": "state_off",
    "stat_on": "state_on",
    "stat_open": "state_open",
    "stat_opening": "state_opening",
    "stat_t": "state_topic",
    "stat_unlocked": "state_unlocked",
    "stat_val_tpl": "state_value_template",
    "sup_clrm": "supported_color_modes",
    "sup_feat": "supported_features",
    "t": "topic",
    "temp_cmd_t": "temperature_command_topic",
    "temp_cmd_tpl": "temperature_command_template",
    "temp_stat_t": "temperature_state_topic",
    "temp_stat_tpl": "temperature_state_template",
    "temp_unit": "temperature_unit",
    "uniq_id": "unique_id",
    "unit_of_meas": "unit_of_measurement",
    "val_tpl": "value_template",
}
_SHORT_OF_DEVICE = {"sa": "suggested_area", "mf": "manufacturer", "mdl": "model", "ids": "identifiers"}
_ODD = re.compile(r"[^A-Za-z0-9_-]")

Config = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Announced:
    """One entity that a device says it has; without a ``config`` it has it no longer."""

    id: str
    """Stays the same over restarts; unique on the broker."""
    component: str
    config: Config = field(default_factory=dict[str, Any])
    """With long names, and ``~`` written out."""


def read_announcement(prefix: str, topic: str, payload: bytes) -> list[Announced]:
    """The entities of a message; none for what Parley has no use for. Never raises.

    ``<prefix>/<component>/[<node>/]<object>/config`` announces one, ``<prefix>/device/<object>/config`` all
    of a device. An empty payload takes back what the topic announced.
    """
    parts = topic.removeprefix(prefix + "/").split("/")
    if len(parts) not in (3, 4) or parts[-1] != "config":
        return []
    component, id = parts[0], _ODD.sub("_", "_".join(parts[:-1]))
    if component not in COMPONENTS and component != "device":
        return []
    if not payload:
        return [Announced(id, component)]
    config = _config(payload)
    if config is None:
        return []
    if component != "device":
        return [Announced(id, component, _expanded(config))]
    return list(_of_device(id, config))


def _of_device(id: str, config: Config) -> Iterator[Announced]:
    shared = {key: value for key, value in config.items() if key != "components"}
    for name, part in _mapping(config.get("components")).items():
        own = _long(_mapping(part))
        component = str(own.pop("platform", ""))
        if component in COMPONENTS:
            # Nothing but the platform takes this one part back.
            whole = _expanded({**shared, **own}) if own else {}
            yield Announced(f"{id}_{_ODD.sub('_', str(name))}", component, whole)


def _config(payload: bytes) -> Config | None:
    if len(payload) > LARGEST:
        return None
    try:
        found = msgspec.json.decode(payload, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
    return _long(found)


def _long(config: Mapping[str, Any]) -> dict[str, Any]:
    found = {_SHORT.get(key, key): value for key, value in config.items()}
    if device := _mapping(found.get("device")):
        found["device"] = {_SHORT_OF_DEVICE.get(key, key): value for key, value in device.items()}
    if isinstance(found.get("availability"), list):
        ways = cast("list[Any]", found["availability"])
        found["availability"] = [
            {_SHORT.get(key, key): value for key, value in _mapping(way).items()} for way in ways
        ]
    return found


def _expanded(config: Mapping[str, Any]) -> dict[str, Any]:
    """``~`` at either end of a topic stands for the base topic."""
    base = config.get("~")
    if not isinstance(base, str):
        return dict(config)
    return {key: _based(key, value, base) for key, value in config.items() if key != "~"}


def _based(key: str, value: Any, base: str) -> Any:
    if isinstance(value, str) and (key.endswith("_topic") or key == "topic"):
        value = base + value[1:] if value.startswith("~") else value
        return value[:-1] + base if value.endswith("~") else value
    if key == "availability" and isinstance(value, list):
        ways = cast("list[Any]", value)
        return [{inner: _based(inner, each, base) for inner, each in _mapping(way).items()} for way in ways]
    return value


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}
