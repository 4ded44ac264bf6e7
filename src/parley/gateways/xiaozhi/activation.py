"""Boards that wait to be let in: the same code for as long as it works, and how it ended."""

from __future__ import annotations

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass

from parley.clock import Clock
from parley.gateways.xiaozhi.introduction import Introduction
from parley.home.accounts.pairing import Pairing, Started, State

MOST = 1000
"""Boards remembered at once, as many as may wait; of more the oldest gets a new code when it asks again."""
ROOM_TO_ENTER = 60.0
"""Seconds that a code still works at least when it is shown again."""

WORDS = {
    "en": {
        "enter": "Open Parley, tap “Pair a device” and enter\n{code}",
        "refused": "This device was refused. Restart it in ten minutes to try again.",
    },
    "zh": {
        "enter": "请打开 Parley，点“配对设备”，输入配对码\n{code}",
        "refused": "配对请求被拒绝了。想再试一次，请十分钟后重启设备。",
    },
}
"""What a board shows on its screen."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One board that waits."""

    started: Started
    challenge: str
    """What it sends back to ``/activate``."""
    until: float
    """POSIX seconds; the code works no longer then."""


class WaitingRoom:
    """The boards that were given a code by this process."""

    def __init__(self, pairing: Pairing, clock: Clock) -> None:
        self._pairing, self._clock = pairing, clock
        self._waiting: OrderedDict[str, Waiting] = OrderedDict()
        self._one_at_a_time = asyncio.Lock()

    async def enter(self, board: Introduction, address: str) -> tuple[Waiting, State]:
        """The code that a board shows: the one it has while that works, else a new one.

        Raises ``TooManyTries`` and ``Busy`` where too many wait at one address or in all.
        """
        async with self._one_at_a_time:  # who asks twice at once has one code
            waiting, state = await self.find(board)
            if waiting is not None and state is State.REFUSED:
                return waiting, state
            if waiting is not None and state is State.WAITING and self._left(waiting) >= ROOM_TO_ENTER:
                return waiting, state
            model = board.name or "XiaoZhi"
            started = await self._pairing.start("speaker", model, address, hardware=board.hardware)
            until = self._clock.now().timestamp() + started.expires_in
            made = Waiting(started, secrets.token_urlsafe(24), until)
            self._waiting.pop(board.hardware, None)
            self._waiting[board.hardware] = made
            while len(self._waiting) > MOST:
                self._waiting.popitem(last=False)
            return made, State.WAITING

    async def find(self, board: Introduction) -> tuple[Waiting | None, State | None]:
        """What a board was given, and how it stands with that; no state when it is over."""
        waiting = self._waiting.get(board.hardware)
        if waiting is None:
            return None, None
        return waiting, await self._pairing.state(waiting.started.device_code)

    def leave(self, board: Introduction) -> None:
        """It was let in."""
        self._waiting.pop(board.hardware, None)

    def _left(self, waiting: Waiting) -> float:
        return waiting.until - self._clock.now().timestamp()
