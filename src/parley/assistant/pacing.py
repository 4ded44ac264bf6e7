"""Sending sound no faster than it is heard, so that an interruption has little to take back."""

from __future__ import annotations

import asyncio

LEAD_SECONDS = 0.3
"""How far ahead of the loudspeaker a device is kept: rides out a busy moment on a home network."""

TOGETHER_SECONDS = 0.16
"""How much further it is brought at once: every wait costs, and hundreds of devices may be spoken to."""


class Pacer:
    """Counts the sound sent in one turn against the event loop's clock."""

    def __init__(self, lead: float | None = LEAD_SECONDS, together: float = TOGETHER_SECONDS) -> None:
        """``lead``: seconds of sound that a device has at least; each time it is brought so far ``together``
        beyond that. None does not pace at all, for answers that go into a file."""
        self._lead = lead
        self._together = together
        self._sent = 0.0
        self._begun: float | None = None

    async def before(self, seconds: float) -> None:
        """Wait until a packet of that length may be sent, and count it."""
        if self._lead is None:
            return
        now = asyncio.get_running_loop().time()
        if self._begun is None or now > self._begun + self._sent:
            # The device has run dry: what comes next is heard from now on.
            self._begun, self._sent = now, 0.0
        ahead = self._begun + self._sent - now
        if ahead > self._lead + self._together:
            await asyncio.sleep(ahead - self._lead)
        self._sent += seconds

    @property
    def ahead(self) -> float:
        """Seconds that were sent and, by the clock, have not been heard."""
        if self._lead is None or self._begun is None:
            return 0.0
        return max(0.0, self._begun + self._sent - asyncio.get_running_loop().time())

    async def played(self) -> None:
        """Wait until everything sent has been heard."""
        if self.ahead > 0:
            await asyncio.sleep(self.ahead)
