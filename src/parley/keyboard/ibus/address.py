"""Where the bus of IBus is, which is another one than the desktop's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from parley.errors import Unsupported

_MOST = 4_096
"""Bytes of the file that says it."""


def bus_address(environment: Mapping[str, str] = os.environ) -> str:
    """The address; raises ``Unsupported`` where no IBus runs for this display.

    ``IBUS_ADDRESS`` says it, else the file that IBus writes for each display: named by the machine's id, the
    host and the display, or by Wayland's.
    """
    if address := environment.get("IBUS_ADDRESS"):
        return address
    settings = Path(environment.get("XDG_CONFIG_HOME") or Path(environment.get("HOME", "~")) / ".config")
    named = environment.get("IBUS_ADDRESS_FILE")
    files = [Path(named)] if named else _files(settings.expanduser() / "ibus" / "bus", environment)
    for file in files:
        if address := _read(file):
            return address
    raise Unsupported("IBus does not run for this display. Start it with: ibus-daemon --daemonize --replace")


def _files(folder: Path, environment: Mapping[str, str]) -> list[Path]:
    display = environment.get("DISPLAY", ":0")
    host, _, number = display.partition(":")
    endings = [f"-{host or 'unix'}-{number.split('.')[0]}"]
    if wayland := environment.get("WAYLAND_DISPLAY"):
        endings.insert(0, f"-unix-{wayland}")
    found = [each for ending in endings for each in sorted(folder.glob(f"*{ending}"))]
    return [each for each in found if each.is_file()]


def _read(file: Path) -> str:
    try:
        with file.open("rb") as open_file:
            lines = open_file.read(_MOST).decode("utf-8", "replace").splitlines()
    except OSError:
        return ""
    said = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    process = said.get("IBUS_DAEMON_PID", "")
    if process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
        return ""  # left over from an IBus that ended
    return said.get("IBUS_ADDRESS", "")
