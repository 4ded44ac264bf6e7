"""What a desktop needs to know to offer this keyboard: a description where IBus finds it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

NAME: Final = "org.freedesktop.IBus.Parley"
"""Of the process on IBus's bus."""
ENGINE: Final = "parley-pinyin"
_SYSTEM: Final = "/usr/share/ibus/component"
_FILE: Final = "parley.xml"
_VARIABLES: Final = "60-parley-ibus.conf"


def description(command: list[str]) -> str:
    """The component as XML; IBus starts it with a command."""
    fields = {
        "name": NAME,
        "description": "Parley: pinyin that learns, the same on every device / 会学习的拼音，每台设备都一样",
        "exec": shlex.join(command),
        "version": "1",
        "author": "The Parley authors",
        "license": "Apache-2.0",
        "homepage": "https://localhost:8420/",
        "textdomain": "parley",
    }
    engine = {
        "name": ENGINE,
        "language": "zh_CN",
        "license": "Apache-2.0",
        "author": "The Parley authors",
        "layout": "us",
        "longname": "Parley Pinyin / Parley 拼音",
        "description": "Pinyin with English among it / 拼音，可以夹着打英文",
        "icon": "input-keyboard",
        "symbol": "中",
        "rank": "80",
        "icon_prop_key": "InputMode",
    }
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<component>\n'
        + _elements(fields, "  ")
        + "  <engines>\n    <engine>\n"
        + _elements(engine, "      ")
        + "    </engine>\n  </engines>\n</component>\n"
    )


def install(user_data: Path, user_settings: Path, command: list[str] | None = None) -> list[Path]:
    """Describe the engine in a person's own folders, for the next sign-in; which files were written.

    ``user_data`` as ``~/.local/share``, ``user_settings`` as ``~/.config``. IBus looks only where
    ``IBUS_COMPONENT_PATH`` says, or else in the system's folder; the variable is set for the session through
    systemd's ``environment.d``.
    """
    folder = user_data / "ibus" / "component"
    component = folder / _FILE
    variables = user_settings / "environment.d" / _VARIABLES
    path = os.environ.get("IBUS_COMPONENT_PATH") or _SYSTEM
    if str(folder) not in path.split(":"):
        path = f"{path}:{folder}"
    _write(component, description(command or started()))
    _write(variables, f"IBUS_COMPONENT_PATH={path}\n")
    return [component, variables]


def remove(user_data: Path, user_settings: Path) -> list[Path]:
    """Take away what ``install`` wrote; which files there were."""
    files = [user_data / "ibus" / "component" / _FILE, user_settings / "environment.d" / _VARIABLES]
    found = [each for each in files if each.exists()]
    for each in found:
        each.unlink()
    return found


def started() -> list[str]:
    """The command that starts this installation of Parley."""
    return [sys.executable, "-m", "parley", "ibus"]


def _elements(fields: Mapping[str, str], before: str) -> str:
    return "".join(f"{before}<{name}>{escape(value)}</{name}>\n" for name, value in fields.items())


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_text(content, "utf-8")
    fresh.replace(path)
