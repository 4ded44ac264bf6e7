"""How long one talk waits: for the board to give a sign of life, and for somebody to say something."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from parley.errors import ParleyError
from parley.telemetry import log

_LOOK = 5.0
"""Seconds between two looks: one timer for everything, because there may be a thousand talks."""
_GONE = 120.0
"""Seconds without anything from a board that should send sound all the time."""
_SIGN = 60.0
"""Seconds after which we give a sign of life; a board waits for twice as long."""


class Patience:
    """The patience of one talk, from ``start`` to ``stop``."""

    def __init__(
        self,
        silence: float,
        busy: Callable[[], bool],
        sign: Callable[[], Awaitable[None]],
        end: Callable[[str], None],
    ) -> None:
        """``silence``: seconds without a word after which a hands-free talk is over; 0 never. ``busy`` tells
        whether we speak, ``sign`` sends something that changes nothing, ``end`` ends the talk."""
        self._silence, self._busy, self._sign, self._end = silence, busy, sign, end
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._board = self._word = self._signed = self._loop.time()
        self._listens = self._hands_free = False

    def start(self) -> None:
        """Look from now on."""
        self._timer = self._loop.call_later(_LOOK, self._look)

    def stop(self) -> None:
        """The talk is over."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def board_is_there(self) -> None:
        """It sent something."""
        self._board = self._loop.time()

    def word(self) -> None:
        """Somebody speaks, or has just been spoken to."""
        self._word = self._loop.time()

    def listens(self, *, hands_free: bool) -> None:
        """The board listens from now on."""
        self._listens, self._hands_free = True, hands_free
        self.word()

    def deaf(self) -> None:
        """The board listens no more: it may well be silent for hours."""
        self._listens = self._hands_free = False

    def _look(self) -> None:
        now = self._loop.time()
        self._timer = self._loop.call_later(_LOOK, self._look)
        if self._busy():
            self._word = self._board = now  # while we speak, a board may be silent
        if self._listens and now - self._board > _GONE:
            self._end("gone")
        elif self._hands_free and self._silence and now - self._word > self._silence:
            self._end("silence")
        elif now - self._signed > _SIGN:
            self._signed = now
            self._task = self._loop.create_task(self._give_sign(), name="xiaozhi sign of life")

    async def _give_sign(self) -> None:
        try:
            await self._sign()
        except ParleyError as error:
            log.debug("xiaozhi.no_sign", code=error.code)
