"""One announced entity: what it listens to, what it last said, and what it is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast

import msgspec

from parley.skills.smarthome.mqtt import templates
from parley.skills.smarthome.mqtt.announced import Announced

#: State topic → its template's name, for what is not simply ``<topic>_template``.
_TEMPLATES = {
    "state_topic": ("state_value_template", "value_template", "state_template"),
    "brightness_state_topic": ("brightness_value_template",),
    "color_temp_state_topic": ("color_temp_value_template",),
    "rgb_state_topic": ("rgb_value_template",),
    "percentage_state_topic": ("percentage_value_template",),
    "position_topic": ("position_template",),
    "temperature_state_topic": ("temperature_state_template",),
    "mode_state_topic": ("mode_state_template",),
    "current_temperature_topic": ("current_temperature_template",),
    "current_humidity_topic": ("current_humidity_template",),
}


class Entity:
    """What a device announced, with the values it sent since."""

    def __init__(self, announced: Announced) -> None:
        self.id = announced.id
        self.component = announced.component
        self.config = announced.config
        self.values: dict[str, str] = {}
        """The last value by state topic's name; ``json`` for a light that writes JSON."""
        self._available: dict[str, bool] = {}

    def topics(self) -> frozenset[str]:
        """Everything to subscribe to."""
        return frozenset(
            {topic for topic, _ in self._states()} | {topic for topic, _ in self._availability()}
        )

    def take(self, topic: str, payload: str) -> bool:
        """A message arrived; whether it is about this entity."""
        known = False
        for where, name in self._states():
            if where == topic:
                known = True
                if value := self._read(name, payload):
                    self.values[name] = value
        for where, way in self._availability():
            if where == topic:
                known = True
                value = templates.read(way.get("value_template"), payload)
                if value == str(way.get("payload_available", "online")):
                    self._available[where] = True
                elif value == str(way.get("payload_not_available", "offline")):
                    self._available[where] = False
        return known

    @property
    def reachable(self) -> bool:
        """Whether it says that it is there; who never says anything about it is."""
        said = [self._available.get(topic) for topic, _ in self._availability()]
        if not said:
            return True
        mode = self.config.get("availability_mode", "latest")
        if mode == "all":
            return all(said)
        return any(said) if mode == "any" or len(said) == 1 else any(each is not False for each in said)

    def json(self) -> Mapping[str, Any]:
        """What a light says that writes JSON."""
        try:
            found = msgspec.json.decode(self.values.get("state_topic", "{}"))
        except msgspec.DecodeError:
            return {}
        return cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}

    def number(self, name: str) -> float | None:
        """A value as a number."""
        return as_number(self.values.get(name))

    def text(self, name: str, otherwise: str = "") -> str:
        """A setting as text."""
        value = self.config.get(name)
        return otherwise if value is None else str(value)

    def device(self, name: str) -> str:
        """What is said of the device that it belongs to; empty for nothing."""
        device = self.config.get("device")
        value = cast("dict[str, Any]", device).get(name) if isinstance(device, dict) else None
        return value if isinstance(value, str) else ""

    @property
    def writes_json(self) -> bool:
        """Whether it is a light of the ``json`` schema."""
        return self.component == "light" and self.config.get("schema") == "json"

    def _read(self, name: str, payload: str) -> str:
        if self.writes_json and name == "state_topic":
            return payload
        keys = _TEMPLATES[name]
        return templates.read(next((self.config[key] for key in keys if self.config.get(key)), None), payload)

    def _states(self) -> Iterator[tuple[str, str]]:
        for name in _TEMPLATES:
            if topic := self.config.get(name):
                yield str(topic), name

    def _availability(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if topic := self.config.get("availability_topic"):
            own = {
                key: self.config[key]
                for key in ("payload_available", "payload_not_available")
                if key in self.config
            }
            yield str(topic), {**own, "value_template": self.config.get("availability_template")}
        ways = self.config.get("availability")
        for way in cast("list[Any]", ways) if isinstance(ways, list) else []:
            if isinstance(way, dict) and (topic := cast("dict[str, Any]", way).get("topic")):
                yield str(topic), cast("dict[str, Any]", way)


def as_number(value: object) -> float | None:
    """A number, if it is one of a sensible size."""
    try:
        number = float(cast("Any", value))
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e9 else None
