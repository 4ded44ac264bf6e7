"""Keys as IBus sends them: the values of X11 and what is held down with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SPACE: Final = 0x20
BACKSPACE: Final = 0xFF08
RETURN: Final = 0xFF0D
ESCAPE: Final = 0xFF1B
LEFT: Final = 0xFF51
UP: Final = 0xFF52
RIGHT: Final = 0xFF53
DOWN: Final = 0xFF54
PAGE_UP: Final = 0xFF55
PAGE_DOWN: Final = 0xFF56
ENTER: Final = 0xFF8D
"""Of the number pad."""
SHIFTS: Final = (0xFFE1, 0xFFE2)
_PAD: Final = 0xFFB0
"""0 of the number pad; the other digits follow."""
_MODIFIERS: Final = range(0xFFE1, 0xFFEF)
_RELEASED: Final = 1 << 30
_SHIFT: Final = 1
_COMMANDS: Final = 1 << 2 | 1 << 3 | 1 << 6 | 1 << 26 | 1 << 27 | 1 << 28
"""Control, Alt, and what the logo keys are called: such keys are commands to a program and no text."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key, pressed or let go."""

    value: int
    """Of X11 (``keysymdef.h``); a character of Latin-1 is its own number."""
    released: bool = False
    shift: bool = False
    command: bool = False
    """Control, Alt or the like is held down."""

    @property
    def character(self) -> str:
        """What it writes, as far as that is ASCII; else empty."""
        if 0x20 <= self.value <= 0x7E:
            return chr(self.value)
        return str(self.value - _PAD) if 0 <= self.value - _PAD <= 9 else ""

    @property
    def modifier(self) -> bool:
        """Shift, Control and the like by themselves."""
        return self.value in _MODIFIERS


def key(value: int, state: int) -> Key:
    """As IBus sends it in ``ProcessKeyEvent``."""
    return Key(value, bool(state & _RELEASED), bool(state & _SHIFT), bool(state & _COMMANDS))
