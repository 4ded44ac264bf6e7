"""An announced entity as a thing of the home."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from parley.skills.smarthome.home_assistant.entities import CONTACTS, COVERS, MODES, SENSORS, by_name
from parley.skills.smarthome.mqtt import colors
from parley.skills.smarthome.mqtt.entity import Entity, as_number
from parley.skills.smarthome.rooms import room_id, room_in
from parley.skills.smarthome.things import Ability, Color, Kind, State, Thing

_COLORFUL = frozenset({"hs", "xy", "rgb", "rgbw", "rgbww"})


def thing_of(source: str, entity: Entity) -> Thing | None:
    """The thing; None for what only sets a device up, or measures what Parley does not know."""
    config = entity.config
    if config.get("entity_category") or config.get("enabled_by_default") is False:
        return None
    name = name_of(entity)
    kind = _kind(entity, name)
    if kind is None:
        return None
    area = entity.device("suggested_area")
    fahrenheit = _fahrenheit(entity)
    return Thing(
        id=f"{source}:{entity.id}",
        kind=kind,
        names={"": name},
        room=room_id(area) if area else room_in(name),
        abilities=abilities(entity),
        state=_state(entity, fahrenheit=fahrenheit),
        reachable=entity.reachable,
        modes=tuple(dict.fromkeys(MODES[each] for each in modes(entity) if each in MODES)),
        lowest=_celsius(config.get("min_temp"), fahrenheit) or 7.0,
        highest=_celsius(config.get("max_temp"), fahrenheit) or 35.0,
    )


def name_of(entity: Entity) -> str:
    """An entity without a name of its own is its device's main one."""
    parts = [entity.device("name"), str(entity.config.get("name") or "")]
    if parts[1].casefold().startswith(parts[0].casefold()):
        parts = parts[1:] if parts[1] else parts[:1]
    return " ".join(filter(None, parts))[:100] or entity.id.replace("_", " ")


def modes(entity: Entity) -> list[str]:
    """A climate's modes, as it calls them."""
    found = entity.config.get("modes")
    return [str(each) for each in cast("list[Any]", found)] if isinstance(found, list) else []


def color_modes(entity: Entity) -> frozenset[str]:
    """How a light that writes JSON takes colours."""
    found = entity.config.get("supported_color_modes")
    return (
        frozenset(str(each) for each in cast("list[Any]", found)) if isinstance(found, list) else frozenset()
    )


def abilities(entity: Entity) -> frozenset[Ability]:
    """What its topics let be done to it."""
    has = entity.config.get
    found: set[Ability] = set()
    match entity.component:
        case "light":
            found = _of_light(entity)
        case "switch" | "humidifier":
            found = {Ability.SWITCH}
        case "fan":
            found = {Ability.SWITCH, Ability.SPEED} if has("percentage_command_topic") else {Ability.SWITCH}
        case "cover":
            if has("command_topic"):
                found.add(Ability.OPEN)
            if has("set_position_topic"):
                found |= {Ability.OPEN, Ability.POSITION}
        case "climate":
            named = {"temperature_command_topic": Ability.TEMPERATURE, "mode_command_topic": Ability.MODE}
            found = {ability for topic, ability in named.items() if has(topic)}
            if has("power_command_topic") or (has("mode_command_topic") and "off" in modes(entity)):
                found.add(Ability.SWITCH)
        case "lock":
            found = {Ability.LOCK}
        case "vacuum":
            if has("command_topic"):
                found.add(Ability.CLEAN)
        case _:
            pass
    return frozenset(found)


def _of_light(entity: Entity) -> set[Ability]:
    has, found = entity.config.get, {Ability.SWITCH}
    if entity.writes_json:
        kinds = color_modes(entity)
        if has("brightness") or kinds - {"onoff"}:
            found.add(Ability.BRIGHTNESS)
        if kinds & _COLORFUL:
            found.add(Ability.COLOR)
        if "color_temp" in kinds:
            found.add(Ability.WARMTH)
        return found
    for topic, ability in (
        ("brightness_command_topic", Ability.BRIGHTNESS),
        ("rgb_command_topic", Ability.COLOR),
        ("color_temp_command_topic", Ability.WARMTH),
    ):
        if has(topic):
            found.add(ability)
    return found


def _kind(entity: Entity, name: str) -> Kind | None:
    device = entity.text("device_class")
    match entity.component:
        case "sensor":
            return Kind.SENSOR if device in SENSORS else None
        case "binary_sensor":
            return Kind.SENSOR if device in CONTACTS else None
        case "cover":
            return COVERS.get(device) or (Kind.BLIND if device else by_name(name, Kind.BLIND))
        case "switch":
            return by_name(name, Kind.PLUG if device == "outlet" else Kind.SWITCH)
        case "light" | "fan" | "climate" | "lock" | "vacuum" | "humidifier":
            return Kind(entity.component)
        case _:
            return None


def _state(entity: Entity, *, fahrenheit: bool) -> State:
    match entity.component:
        case "light":
            return _light(entity)
        case "switch" | "humidifier":
            return State(on=_on(entity))
        case "fan":
            return State(on=_on(entity), speed=_speed(entity))
        case "cover":
            return _cover(entity)
        case "lock":
            value = entity.values.get("state_topic")
            known = {
                entity.text("state_locked", "LOCKED"): True,
                entity.text("state_unlocked", "UNLOCKED"): False,
            }
            return State(locked=known.get(value or ""))
        case "vacuum":
            return State(activity=str(entity.json().get("state") or "") or None)
        case "climate":
            return _climate(entity, fahrenheit)
        case _:
            return State(readings=_readings(entity))


def _on(entity: Entity) -> bool | None:
    value = entity.values.get("state_topic")
    on = entity.text("state_on") or entity.text("payload_on", "ON")
    off = entity.text("state_off") or entity.text("payload_off", "OFF")
    return {on: True, off: False}.get(value or "")


def _light(entity: Entity) -> State:
    scale = as_number(entity.config.get("brightness_scale")) or 255
    if not entity.writes_json:
        level, rgb = entity.number("brightness_state_topic"), entity.values.get("rgb_state_topic", "")
        parts = [as_number(each) for each in rgb.split(",")]
        color = Color(rgb=_rgb(parts)) if len(parts) == 3 and None not in parts else None
        mireds = entity.number("color_temp_state_topic")
        white = Color(kelvin=round(1_000_000 / mireds)) if mireds else None
        return State(on=_on(entity), brightness=_percent(level, scale), color=color or white)
    said = entity.json()
    known = {"ON": True, "OFF": False}
    color = None
    if said.get("color_mode") == "color_temp" and (mireds := as_number(said.get("color_temp"))):
        color = Color(kelvin=round(1_000_000 / mireds))
    elif isinstance(said.get("color"), dict) and (rgb := colors.read(said["color"])):
        color = Color(rgb=rgb)
    level = as_number(said.get("brightness"))
    return State(on=known.get(str(said.get("state"))), brightness=_percent(level, scale), color=color)


def _rgb(parts: list[float | None]) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, round(each or 0))) for each in parts)
    return red, green, blue


def _speed(entity: Entity) -> int | None:
    least, most = speeds(entity)
    value = entity.number("percentage_state_topic")
    return None if value is None else _percent(value - least + 1, most - least + 1)


def speeds(entity: Entity) -> tuple[float, float]:
    """A fan's slowest and fastest, as it counts them."""
    least = as_number(entity.config.get("speed_range_min"))
    return 1 if least is None else least, as_number(entity.config.get("speed_range_max")) or 100


def ends(entity: Entity) -> tuple[float, float]:
    """A cover's positions when closed and when open."""
    closed = as_number(entity.config.get("position_closed"))
    opened = as_number(entity.config.get("position_open"))
    return closed or 0, 100 if opened is None else opened


def _cover(entity: Entity) -> State:
    state, position = entity.values.get("state_topic"), entity.number("position_topic")
    closed, opened = ends(entity)
    if position is not None and opened != closed:
        position = (position - closed) * 100 / (opened - closed)
    elif state in (entity.text("state_open", "open"), entity.text("state_closed", "closed")):
        position = 100 if state == entity.text("state_open", "open") else 0
    heading = {entity.text("state_opening", "opening"): 100, entity.text("state_closing", "closing"): 0}
    return State(position=_percent(position, 100), heading=heading.get(state or ""))


def _climate(entity: Entity, fahrenheit: bool) -> State:
    mode = entity.values.get("mode_state_topic")
    readings = {
        "temperature": _celsius(entity.number("current_temperature_topic"), fahrenheit),
        "humidity": entity.number("current_humidity_topic"),
    }
    return State(
        on=None if mode is None else mode != "off",
        target=_celsius(entity.number("temperature_state_topic"), fahrenheit),
        mode=MODES.get(mode or ""),
        readings={name: value for name, value in readings.items() if value is not None},
    )


def _readings(entity: Entity) -> Mapping[str, float]:
    device = entity.text("device_class")
    if entity.component == "binary_sensor":
        on = _on(entity)
        return {} if on is None else {CONTACTS[device]: float(on)}
    value = entity.number("state_topic")
    if value is None:
        return {}
    unit = entity.text("unit_of_measurement")
    if unit == "°F":
        value = (value - 32) / 1.8
    elif unit == "kW":
        value *= 1_000
    return {SENSORS[device]: round(value, 2)}


def _fahrenheit(entity: Entity) -> bool:
    return entity.text("temperature_unit") == "F"


def _celsius(value: object, fahrenheit: bool) -> float | None:
    number = as_number(value)
    if number is None:
        return None
    return round((number - 32) / 1.8, 1) if fahrenheit else number


def _percent(value: float | None, whole: float) -> int | None:
    return None if value is None or not whole else max(0, min(100, round(value * 100 / whole)))
