"""The tools by which a device changes its screen, tells how it is and takes pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

STATUS, THEME, CAMERA = "self.get_device_status", "self.screen.set_theme", "self.camera.take_photo"
"""As boards with the XiaoZhi firmware call them; other devices may offer the same."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Condition:
    """How a device is, as far as it tells."""

    battery: int | None = None
    """Percent."""
    charging: bool = False
    network: str = ""
    """Name of the network, or its kind: ``wifi``, ``cellular``."""
    signal: str = ""
    """``strong``, ``medium`` or ``weak``; empty when it tells something else."""
    volume: int | None = None
    """Percent."""
    screen: int | None = None
    """Percent of the brightness."""


def condition(told: str) -> Condition:
    """What the status tool told; whatever is not as it should be is passed over."""
    said = _object(told)
    battery, network = _part(said, "battery"), _part(said, "network")
    signal = _word(network, "signal")
    return Condition(
        _percent(battery, "level"),
        battery.get("charging") is True,
        _word(network, "ssid") or _word(network, "carrier") or _word(network, "type"),
        signal if signal in ("strong", "medium", "weak") else "",
        _percent(_part(said, "audio_speaker"), "volume"),
        _percent(_part(said, "screen"), "brightness"),
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """What a camera tells when it was asked for a picture."""

    file: str = ""
    """Id of the picture among its person's files; empty where there is none."""
    cancelled: bool = False
    """Its person thought better of it."""


def picture_of(told: str) -> Picture:
    """Where the picture is, as the device was told when it sent it."""
    said = _object(told)
    if said.get("success") is True and isinstance(file := said.get("file"), str):
        return Picture(file)
    return Picture(cancelled=said.get("reason") == "cancelled")


def _object(told: str) -> Mapping[str, Any]:
    try:
        said = msgspec.json.decode(told)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}


def _part(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = said.get(name)
    return cast("dict[str, Any]", part) if isinstance(part, dict) else {}


def _percent(part: Mapping[str, Any], name: str) -> int | None:
    value = part.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 100:
        return None
    return round(value)


def _word(part: Mapping[str, Any], name: str) -> str:
    word = part.get(name)
    return word[:_LONGEST] if isinstance(word, str) and word.isprintable() else ""
