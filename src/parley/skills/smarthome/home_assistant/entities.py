"""An entity of Home Assistant as a thing: what kind, what it can do, how it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from parley.skills.smarthome.things import Ability, Color, Kind, State, Thing

Entity = Mapping[str, Any]
"""A state as Home Assistant sends it: ``entity_id``, ``state``, ``attributes``."""

#: Device classes of covers; a cover without one is a blind, or what its name says.
COVERS = {
    "curtain": Kind.CURTAIN,
    "garage": Kind.GARAGE,
    "door": Kind.DOOR,
    "gate": Kind.DOOR,
    "window": Kind.WINDOW,
}
#: Words in names that say more than the domain and device class do.
_NAMED = (
    (Kind.CURTAIN, ("curtain", "窗帘", "drape")),
    (Kind.GARAGE, ("garage", "车库")),
    (Kind.WINDOW, ("window", "窗户")),
    (Kind.TV, ("tv", "television", "电视")),
    (Kind.COFFEE, ("coffee", "咖啡")),
    (Kind.KETTLE, ("kettle", "水壶", "烧水")),
    (Kind.PURIFIER, ("purifier", "净化")),
    (Kind.WASHER, ("washer", "washing", "洗衣")),
    (Kind.OVEN, ("oven", "烤箱")),
    (Kind.WATER_HEATER, ("water heater", "geyser", "热水器")),
)
SENSORS = {
    "temperature": "temperature",
    "humidity": "humidity",
    "illuminance": "brightness",
    "power": "power",
    "battery": "battery",
    "pm25": "air",
}
CONTACTS = {"motion": "motion", "occupancy": "motion", "presence": "motion"} | dict.fromkeys(
    ("door", "garage_door", "opening", "window"), "open"
)
#: Home Assistant's modes of climate by ours.
MODES = {"heat": "heat", "cool": "cool", "heat_cool": "auto", "auto": "auto", "dry": "dry", "fan_only": "fan"}
PRESETS = ("sleep", "eco")
_COLORFUL = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})
_GONE = ("unavailable",)
_ACTIVITIES = {"cleaning", "returning", "docked", "paused", "error"}


def thing_of(
    source: str, entity: Entity, room: str, aliases: Iterable[str], *, fahrenheit: bool
) -> Thing | None:
    """The thing; None for what Parley has no use for. ``room`` is a ``Room.id``."""
    entity_id = str(entity.get("entity_id") or "")
    attributes = cast("Mapping[str, Any]", entity.get("attributes") or {})
    domain = entity_id.partition(".")[0]
    name = str(attributes.get("friendly_name") or entity_id.partition(".")[2].replace("_", " "))
    kind = _kind(domain, attributes, name)
    if kind is None:
        return None
    state = str(entity.get("state") or "")
    modes = _modes(attributes) if domain == "climate" else ()
    return Thing(
        id=f"{source}:{entity_id}",
        kind=kind,
        names={"": name},
        aliases=tuple(aliases),
        room=room,
        abilities=_abilities(domain, attributes),
        state=_state(domain, state, attributes, fahrenheit=fahrenheit),
        reachable=state not in _GONE,
        modes=modes,
        lowest=_celsius(attributes.get("min_temp"), fahrenheit) or 7.0,
        highest=_celsius(attributes.get("max_temp"), fahrenheit) or 35.0,
    )


def _kind(domain: str, attributes: Mapping[str, Any], name: str) -> Kind | None:
    device = str(attributes.get("device_class") or "")
    if domain == "sensor":
        return Kind.SENSOR if device in SENSORS else None
    if domain == "binary_sensor":
        return Kind.SENSOR if device in CONTACTS else None
    plain = {
        "light": Kind.LIGHT,
        "fan": Kind.FAN,
        "climate": Kind.CLIMATE,
        "lock": Kind.LOCK,
        "vacuum": Kind.VACUUM,
        "humidifier": Kind.HUMIDIFIER,
        "water_heater": Kind.WATER_HEATER,
    }
    if domain in plain:
        return plain[domain]
    if domain == "cover":
        return COVERS.get(device) or (Kind.BLIND if device else by_name(name, Kind.BLIND))
    if domain == "media_player":
        return Kind.TV if device == "tv" else by_name(name, Kind.SPEAKER)
    if domain in ("switch", "input_boolean"):
        return by_name(name, Kind.PLUG if device == "outlet" else Kind.SWITCH)
    return None


def by_name(name: str, otherwise: Kind) -> Kind:
    words = f" {name.casefold()} "
    for kind, parts in _NAMED:
        if any((f" {part} " if len(part) < 4 and part.isascii() else part) in words for part in parts):
            return kind
    return otherwise


def _abilities(domain: str, attributes: Mapping[str, Any]) -> frozenset[Ability]:
    features = _whole(attributes.get("supported_features"))
    if domain == "light":
        modes = set(cast("list[str]", attributes.get("supported_color_modes") or []))
        return frozenset(
            {Ability.SWITCH}
            | ({Ability.BRIGHTNESS} if modes - {"onoff", "unknown"} else set[Ability]())
            | ({Ability.COLOR} if modes & _COLORFUL else set[Ability]())
            | ({Ability.WARMTH} if modes & {"color_temp", "rgbww"} else set[Ability]())
        )
    found = {
        "switch": {Ability.SWITCH},
        "input_boolean": {Ability.SWITCH},
        "humidifier": {Ability.SWITCH},
        "lock": {Ability.LOCK},
        "vacuum": {Ability.CLEAN},
    }.get(domain, set[Ability]())
    # https://developers.home-assistant.io/docs/core/entity: the bits of each domain's supported_features.
    if domain == "fan":
        found = {Ability.SWITCH} | ({Ability.SPEED} if features & 1 else set[Ability]())
    elif domain == "cover":
        found = ({Ability.OPEN} if features & 3 else set[Ability]()) | (
            {Ability.POSITION} if features & 4 else set[Ability]()
        )
    elif domain == "climate":
        found = {Ability.SWITCH, Ability.MODE} | ({Ability.TEMPERATURE} if features & 1 else set[Ability]())
    elif domain == "water_heater":
        found = ({Ability.SWITCH} if features & 8 else set[Ability]()) | (
            {Ability.TEMPERATURE} if features & 1 else set[Ability]()
        )
    elif domain == "media_player":
        found = ({Ability.SWITCH} if features & 384 else set[Ability]()) | (
            {Ability.VOLUME} if features & 4 else set[Ability]()
        )
    return frozenset(found)


def _state(domain: str, state: str, attributes: Mapping[str, Any], *, fahrenheit: bool) -> State:
    if domain in ("sensor", "binary_sensor"):
        return State(readings=_readings(domain, state, attributes))
    if domain == "light":
        brightness = _percent(attributes.get("brightness"), 255)
        return State(on=state == "on", brightness=brightness, color=_color(attributes))
    if domain == "cover":
        return _cover(state, attributes)
    if domain == "lock":
        return State(locked=None if state in ("unknown", *_GONE) else state == "locked")
    if domain == "climate":
        warm = _celsius(attributes.get("current_temperature"), fahrenheit)
        damp = _number(attributes.get("current_humidity"))
        readings = {"temperature": warm, "humidity": damp}
        preset = attributes.get("preset_mode")
        return State(
            on=state != "off",
            target=_celsius(attributes.get("temperature"), fahrenheit),
            mode=str(preset) if preset in PRESETS else MODES.get(state),
            readings={name: value for name, value in readings.items() if value is not None},
        )
    if domain == "water_heater":
        return State(on=state != "off", target=_celsius(attributes.get("temperature"), fahrenheit))
    if domain == "media_player":
        volume = _percent(attributes.get("volume_level"), 1)
        return State(on=state not in ("off", "standby", "unknown", *_GONE), volume=volume)
    if domain == "vacuum":
        return State(activity=state if state in _ACTIVITIES else None)
    return State(on=state == "on", speed=_percent(attributes.get("percentage"), 100))


def _cover(state: str, attributes: Mapping[str, Any]) -> State:
    position = _percent(attributes.get("current_position"), 100)
    if position is None and state in ("open", "closed"):
        position = 100 if state == "open" else 0
    return State(position=position, heading={"opening": 100, "closing": 0}.get(state))


def _readings(domain: str, state: str, attributes: Mapping[str, Any]) -> Mapping[str, float]:
    device = str(attributes.get("device_class") or "")
    if domain == "binary_sensor":
        return {CONTACTS[device]: float(state == "on")} if state in ("on", "off") else {}
    value = _number(state)
    if value is None:
        return {}
    unit = attributes.get("unit_of_measurement")
    if unit == "°F":
        value = (value - 32) / 1.8
    elif unit == "kW":
        value *= 1_000
    return {SENSORS[device]: round(value, 2)}


def _color(attributes: Mapping[str, Any]) -> Color | None:
    mode = attributes.get("color_mode")
    if mode in _COLORFUL:
        rgb = attributes.get("rgb_color")
        if isinstance(rgb, list | tuple) and len(cast("list[object]", rgb)) == 3:
            red, green, blue = (_whole(each) for each in cast("list[object]", rgb))
            return Color(rgb=(red, green, blue))
    kelvin = _whole(attributes.get("color_temp_kelvin"))
    return Color(kelvin=kelvin) if mode == "color_temp" and kelvin else None


def _modes(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    modes = [MODES[each] for each in attributes.get("hvac_modes") or () if each in MODES]
    presets = [each for each in attributes.get("preset_modes") or () if each in PRESETS]
    return tuple(dict.fromkeys(modes + presets))


def _celsius(value: object, fahrenheit: bool) -> float | None:
    number = _number(value)
    if number is None:
        return None
    return round((number - 32) / 1.8, 1) if fahrenheit else number


def _number(value: object) -> float | None:
    try:
        number = float(cast("Any", value))
    except (TypeError, ValueError):
        return None
    return number if abs(number) < 1e9 else None


def _percent(value: object, whole: float) -> int | None:
    number = _number(value)
    return None if number is None else max(0, min(100, round(number * 100 / whole)))


def _whole(value: object) -> int:
    return round(_number(value) or 0)
