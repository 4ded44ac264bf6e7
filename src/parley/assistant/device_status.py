"""What a device says of its battery, its network and its volume, where it has a tool that tells."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

import msgspec

from parley.errors import ParleyError
from parley.skills.types import DeviceTools
from parley.telemetry import log

TOOL = "self.get_device_status"
"""As boards with the XiaoZhi firmware call it."""
PATIENCE = 3.0
"""Seconds: whoever looks at the page does not wait longer for this."""
_MOST = 8_000
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Status:
    """What it said."""

    volume: int | None = None
    """Percent."""
    details: Mapping[str, str] = field(default_factory=dict[str, str])
    """``battery`` in percent, ``charging``, ``network``, ``signal``; what it does not have is missing."""


NOTHING = Status()


async def status_of(tools: DeviceTools | None) -> Status:
    """Ask it; nothing where it cannot tell or does not answer."""
    if tools is None or all(each.name != TOOL for each in tools.all()):
        return NOTHING
    try:
        async with asyncio.timeout(PATIENCE):
            told = await tools.call(TOOL, {})
    except (TimeoutError, ParleyError):
        log.info("device.status_unknown")
        return NOTHING
    return read(told)


def read(told: str) -> Status:
    """What stands in the answer of that tool; whatever is not as it should be is passed over."""
    try:
        found = msgspec.json.decode(told[:_MOST])
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return NOTHING
    battery, network = _part(found, "battery"), _part(found, "network")
    details = {
        "battery": _figure(battery.get("level")),
        "charging": {True: "yes", False: ""}.get(battery.get("charging") is True, ""),
        "network": _word(network.get("type")),
        "signal": _word(network.get("signal")),
    }
    level = _figure(_part(found, "audio_speaker").get("volume"))
    return Status(int(level) if level else None, {name: each for name, each in details.items() if each})


def _part(found: object, name: str) -> Mapping[str, object]:
    part = cast("Mapping[str, object]", found).get(name) if isinstance(found, dict) else None
    return cast("Mapping[str, object]", part) if isinstance(part, dict) else {}


def _figure(value: object) -> str:
    """A percentage as digits; empty for anything else."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100
    return str(round(value)) if known and isinstance(value, int | float) else ""


def _word(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""
