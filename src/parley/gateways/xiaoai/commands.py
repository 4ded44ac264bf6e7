"""Everything that Parley ever has a speaker's shell do: a closed list of exact lines, and nothing else.

The client runs whatever its server sends it, as root. So no text from outside ever becomes part of a line: a
volume is chosen from the hundred and one lines that there are.
"""

from __future__ import annotations

from enum import StrEnum


class Line(StrEnum):
    """A line without anything to fill in."""

    STOP_XIAOAI = "/etc/init.d/mico_aivs_lab restart >/dev/null 2>&1"
    """Xiaomi's own assistant begins anew, and so forgets what it was just told."""
    MODEL = "echo $(micocfg_model)"
    """Such as LX06."""
    VOLUME = "mphelper volume_get"
    """In per cent."""


_VOLUMES = tuple(f"ubus call mediaplayer player_set_volume '{{\"volume\":{level}}}'" for level in range(101))
LINES = frozenset((*(line.value for line in Line), *_VOLUMES))
"""All there are."""


def volume(level: int) -> str:
    """The line that sets the volume in per cent; what is out of bounds is brought within."""
    return _VOLUMES[min(100, max(0, int(level)))]
