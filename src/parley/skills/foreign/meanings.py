"""Home Assistant's intents as ours: which of them Parley has, and what their slots are here.

https://developers.home-assistant.io/docs/intent_builtin
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

Slots = Mapping[str, object]
Meaning = tuple[str, dict[str, object]]
"""Intent and slots."""

#: Their domains as kinds of things.
_KINDS = {
    "light": "light",
    "switch": "switch",
    "fan": "fan",
    "climate": "climate",
    "media_player": "speaker",
    "vacuum": "vacuum",
    "lock": "lock",
    "humidifier": "humidifier",
}
_CLASSES = {
    "curtain": "curtain",
    "blind": "blind",
    "shade": "blind",
    "shutter": "blind",
    "awning": "blind",
    "garage": "garage",
    "door": "door",
    "gate": "door",
    "window": "window",
    "outlet": "plug",
    "switch": "switch",
    "tv": "tv",
}
_COVERS = frozenset({"cover", "valve"})
_SCENES = frozenset({"scene", "script"})
_PLAIN: Mapping[str, tuple[str, Slots]] = {
    "HassCancelAllTimers": ("timer.cancel", {"all": True}),
    "HassTimerStatus": ("timer.left", {}),
    "HassPauseTimer": ("timer.pause", {}),
    "HassUnpauseTimer": ("timer.resume", {}),
    "HassGetCurrentTime": ("clock.time", {}),
    "HassGetCurrentDate": ("clock.date", {}),
    "HassGetWeather": ("weather.tell", {}),
    "HassMediaNext": ("music.next", {}),
    "HassMediaPrevious": ("music.previous", {}),
    "HassMediaPause": ("music.pause", {}),
    "HassMediaUnpause": ("music.resume", {}),
    "HassMediaPlayerMute": ("talk.mute", {}),
    "HassMediaPlayerUnmute": ("talk.unmute", {}),
    "HassNevermind": ("talk.never_mind", {}),
}
_SPEEDS = frozenset({"low", "medium", "high"})


def meaning(intent: str, slots: Slots, domain: str = "") -> Meaning | None:
    """Our intent, or None for what Parley does not do. ``domain`` is that of a thing called by its name."""
    if intent in _PLAIN:
        name, fixed = _PLAIN[intent]
        return name, {**fixed}
    maker = _MAKERS.get(intent)
    return maker(slots, str(slots.get("domain") or domain)) if maker else None


def _target(slots: Slots, domain: str) -> dict[str, object]:
    """What is meant: a thing by its name, or a kind of thing in a room."""
    found: dict[str, object] = {}
    if name := slots.get("name"):
        if name == "all":
            found["everywhere"] = True
        else:
            found["name"] = str(name).casefold()
    elif kind := _CLASSES.get(str(slots.get("device_class") or "")) or _KINDS.get(domain):
        found["kind"] = kind
    elif domain in _COVERS:
        found["kind"] = "curtain"
    if room := slots.get("area") or slots.get("floor"):
        found["room"] = str(room)
    return found


def _turned(on: bool) -> Callable[[Slots, str], Meaning | None]:
    def turned(slots: Slots, domain: str) -> Meaning | None:
        if domain in _SCENES:
            return ("home.scene", {"scene": str(slots.get("name") or "").casefold()}) if on else None
        if domain in _COVERS:
            return ("home.open" if on else "home.close", _target(slots, domain))
        if domain == "lock":
            return ("home.lock" if on else "home.unlock", _target(slots, domain))
        return ("home.on" if on else "home.off", _target(slots, domain))

    return turned


def _light(slots: Slots, _: str) -> Meaning | None:
    target = _target(slots, "light")
    if "brightness" in slots:
        return "home.brightness", {**target, "level": _number(slots["brightness"])}
    if "color" in slots:
        return "home.color", {**target, "color": str(slots["color"])}
    return None


def _with(intent: str, theirs: str, ours: str) -> Callable[[Slots, str], Meaning | None]:
    def made(slots: Slots, domain: str) -> Meaning | None:
        return (intent, {**_target(slots, domain), ours: _number(slots[theirs])}) if theirs in slots else None

    return made


def _speed(slots: Slots, domain: str) -> Meaning | None:
    speed = slots.get("percentage", slots.get("fan_speed"))
    if speed is None:
        return None
    level = speed if speed in _SPEEDS else _number(speed)
    return "home.speed", {**_target(slots, domain or "fan"), "level": level}


def _alone(intent: str, fixed: Slots | None = None) -> Callable[[Slots, str], Meaning | None]:
    return lambda slots, domain: (intent, {**_target(slots, domain), **(fixed or {})})


def _duration(slots: Slots, start: str = "") -> timedelta | None:
    units = ("hours", "minutes", "seconds")
    parts = {unit: _number(slots[start + unit]) for unit in units if start + unit in slots}
    return timedelta(**parts) if parts else None


def _timer(slots: Slots, _: str) -> Meaning | None:
    duration, name = _duration(slots), slots.get("name")
    if slots.get("conversation_command"):
        return None  # a command for later
    found: dict[str, object] = {} if duration is None else {"duration": duration}
    return "timer.start", {**found, **({"name": str(name)} if name else {})}


def _which_timer(slots: Slots) -> dict[str, object]:
    found: dict[str, object] = {}
    if name := slots.get("name"):
        found["name"] = str(name)
    if (length := _duration(slots, "start_")) is not None:
        found["length"] = length
    return found


def _cancelled(slots: Slots, _: str) -> Meaning | None:
    return "timer.cancel", _which_timer(slots)


def _changed(shorter: bool) -> Callable[[Slots, str], Meaning | None]:
    def changed(slots: Slots, _: str) -> Meaning | None:
        by = _duration(slots)
        if by is None:
            return None
        fixed: dict[str, object] = {"shorter": True} if shorter else {}
        return "timer.change", {**_which_timer(slots), "by": by, **fixed}

    return changed


def _listed(intent: str) -> Callable[[Slots, str], Meaning | None]:
    def listed(slots: Slots, _: str) -> Meaning | None:
        name = slots.get("name")
        if not slots.get("item"):
            return None
        return intent, {"items": str(slots["item"]), "list": str(name) if name else "shopping"}

    return listed


def _volume(slots: Slots, _: str) -> Meaning | None:
    level = slots.get("volume_level")
    return None if level is None else ("talk.volume", {"level": _number(level)})


def _louder(slots: Slots, _: str) -> Meaning | None:
    step = slots.get("volume_step")
    if step in ("up", "down"):
        return ("talk.louder" if step == "up" else "talk.quieter", {})
    by = _number(step)
    return ("talk.louder" if by > 0 else "talk.quieter", {"by": abs(by)}) if by else None


def _broadcast(slots: Slots, _: str) -> Meaning | None:
    text = slots.get("message")
    return ("announce.say", {"text": str(text), "everyone": True}) if text else None


def _number(value: object) -> float:
    number = float(value) if isinstance(value, int | float | str) and _numeric(value) else 0.0
    return int(number) if number.is_integer() else number


def _numeric(value: object) -> bool:
    try:
        float(value)  # pyright: ignore[reportArgumentType]
    except (TypeError, ValueError):
        return False
    return True


_MAKERS: Mapping[str, Callable[[Slots, str], Meaning | None]] = {
    "HassTurnOn": _turned(True),
    "HassTurnOff": _turned(False),
    "HassLightSet": _light,
    "HassSetPosition": _with("home.position", "position", "level"),
    "HassClimateSetTemperature": _with("home.temperature", "temperature", "degrees"),
    "HassClimateGetTemperature": _alone("home.reading", {"what": "temperature"}),
    "HassFanSetSpeed": _speed,
    "HassVacuumStart": _alone("home.start"),
    "HassVacuumReturnToBase": _alone("home.dock"),
    "HassStartTimer": _timer,
    "HassCancelTimer": _cancelled,
    "HassIncreaseTimer": _changed(False),
    "HassDecreaseTimer": _changed(True),
    "HassShoppingListAddItem": _listed("list.add"),
    "HassListAddItem": _listed("list.add"),
    "HassShoppingListCompleteItem": _listed("list.tick"),
    "HassListCompleteItem": _listed("list.tick"),
    "HassListRemoveItem": _listed("list.remove"),
    "HassSetVolume": _volume,
    "HassSetVolumeRelative": _louder,
    "HassBroadcast": _broadcast,
}
