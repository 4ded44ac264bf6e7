"""How loudly a device plays: what "louder", "volume thirty percent" and "mute" change."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

_LOUDNESS = 5 / 3
"""Sound pressure grows with this power of loudness: S. S. Stevens, "The Measurement of Loudness" (1955) found
loudness to grow with the 0.6th power of pressure. So 30 percent sounds about 30 percent as loud."""

_LEAST = 10
"""Percent at which a device that was turned down to nothing plays when it is unmuted."""


@dataclass(frozen=True, slots=True)
class Volume:
    """How loudly a device plays."""

    level: int = 70
    """Percent, from 0 to 100; at first there is room for "louder"."""

    muted: bool = False
    """It is silent, and remembers its level."""

    @property
    def gain(self) -> float:
        """Factor for samples, in [0, 1]."""
        return 0.0 if self.muted else (self.level / 100) ** _LOUDNESS

    def after(self, data: Mapping[str, object]) -> Volume:
        """The volume after an action ``volume``; its data: ``level`` or ``change`` (percent) or ``muted``.

        Whoever asks for more, or for a level, wants to hear something: that ends muteness.
        """
        if isinstance(muted := data.get("muted"), bool):
            return Volume(self.level if muted else max(self.level, _LEAST), muted)
        if (level := _percent(data.get("level"))) is not None:
            return Volume(max(0, min(100, level)))
        if (change := _percent(data.get("change"))) is not None:
            return Volume(max(0, min(100, self.level + change)), self.muted and change <= 0)
        return self


def _percent(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return round(value)
