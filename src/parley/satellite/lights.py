"""How a speaker shows what it does: a line in the terminal, an LED, or both."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Protocol, TextIO

from parley.satellite.kept import SpeakerFailed
from parley.satellite.words import words
from parley.telemetry import log


class Doing(StrEnum):
    """What a speaker does, as people see it."""

    IDLE = "idle"
    LISTENING = "listening"
    THINKING = "thinking"
    SPEAKING = "speaking"
    RINGING = "ringing"
    MUTED = "muted"
    """The microphone is off."""
    OFFLINE = "offline"
    """The server cannot be reached."""


class Light(Protocol):
    """Shows what the speaker does."""

    def show(self, doing: Doing) -> None:
        """It does this now."""
        ...

    def tell(self, line: str) -> None:
        """Somebody said something, or the speaker did."""
        ...


class Terminal:
    """One line that changes in place; in a log file, a line for each change."""

    _SIGNS: ClassVar = {
        Doing.IDLE: "○",
        Doing.LISTENING: "●",
        Doing.THINKING: "…",
        Doing.SPEAKING: "♪",
        Doing.RINGING: "⏰",
        Doing.MUTED: "×",
        Doing.OFFLINE: "!",
    }

    def __init__(self, language: str, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._words = words(language)
        self._live = self._out.isatty()

    def show(self, doing: Doing) -> None:
        line = f"{self._SIGNS[doing]} {self._words.say(doing.value)}"
        self._out.write(f"\r\x1b[2K{line}" if self._live else f"{line}\n")
        self._out.flush()

    def tell(self, line: str) -> None:
        # In a service's journal nothing that anybody said may stand.
        if self._live:
            self._out.write(f"\r\x1b[2K{line}\n")
            self._out.flush()


class Led:
    """An LED of the machine: dark, dim or bright. Linux shows them under ``/sys/class/leds``."""

    _SHARE: ClassVar = {
        Doing.IDLE: 0.0,
        Doing.LISTENING: 1.0,
        Doing.THINKING: 0.5,
        Doing.SPEAKING: 1.0,
        Doing.RINGING: 1.0,
        Doing.MUTED: 0.1,
        Doing.OFFLINE: 0.1,
    }

    def __init__(self, name: str, folder: Path = Path("/sys/class/leds")) -> None:
        """Raises ``SpeakerFailed`` when there is no such LED or it may not be written."""
        if not name or "/" in name or name.startswith("."):
            raise SpeakerFailed(f"{name!r} is no name of an LED; see the folder {folder}.")
        self._brightness = folder / name / "brightness"
        try:
            self._most = int((folder / name / "max_brightness").read_text("ascii"))
            trigger = folder / name / "trigger"
            if trigger.exists():
                trigger.write_text("none", "ascii")  # what else blinks it would blink on
            self._brightness.write_text("0", "ascii")
        except (OSError, ValueError) as error:
            raise SpeakerFailed(
                f"The LED {name} cannot be used ({type(error).__name__}). There are: {_leds(folder)}. "
                "To let a user write it, see docs/speakers/computer.md."
            ) from error

    def show(self, doing: Doing) -> None:
        share = self._SHARE[doing]
        level = max(1, round(share * self._most)) if share else 0
        try:
            self._brightness.write_text(str(level), "ascii")
        except OSError as error:
            log.warning("speaker.led", reason=type(error).__name__)  # it may be unplugged; the rest works

    def tell(self, line: str) -> None:
        pass


class Lights:
    """Several at once."""

    def __init__(self, lights: Sequence[Light]) -> None:
        self._lights = lights
        self._shown: Doing | None = None

    def show(self, doing: Doing) -> None:
        """Show it, if it is not shown already."""
        if doing is not self._shown:
            self._shown = doing
            for light in self._lights:
                light.show(doing)

    def tell(self, line: str) -> None:
        """Tell it, and then show again what is done."""
        for light in self._lights:
            light.tell(line)
            if self._shown is not None:
                light.show(self._shown)


def _leds(folder: Path) -> str:
    try:
        return ", ".join(sorted(each.name for each in folder.iterdir())) or "none"
    except OSError:
        return "none"
