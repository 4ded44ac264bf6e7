"""What the assistant does to a board: its volume and screen by its own tools, what rings as an alert."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import msgspec

from parley.errors import ParleyError
from parley.gateways.xiaozhi.messages import Alert, ToBoard
from parley.skills.types import Action, DeviceTools
from parley.telemetry import log

STATUS = "self.get_device_status"
_LEVELS: Mapping[str, tuple[str, str, str]] = {
    "volume": ("self.audio_speaker.set_volume", "audio_speaker", "volume"),
    "brightness": ("self.screen.set_brightness", "screen", "brightness"),
}
"""Kind of action → the tool, and where the status tells what is set now; tool and status name it alike."""
_LOUD = 50
"""Percent to which a board is turned up again that was muted when we did not know it."""
_AT_ONCE = 8
"""Actions under way on one board."""

TITLES: Mapping[str, tuple[str, str]] = {
    "alarm_rang": ("闹钟", "Alarm"),
    "timer_rang": ("定时器", "Timer"),
    "reminder_rang": ("提醒", "Reminder"),
    "event_told": ("日程", "Calendar"),
    "announced": ("广播", "Announcement"),
    "find": ("我在这里", "Here I am"),
}
"""Kind of action → what stands over it on the board's screen."""


class Doing:
    """What is done to one board."""

    def __init__(
        self,
        tools: DeviceTools | None,
        tell: Callable[[ToBoard], Awaitable[None]],
        session: str,
        language: str,
    ) -> None:
        self._tools = tools
        self._tell = tell
        self._session = session
        self._language = language
        self._tasks: set[asyncio.Task[None]] = set()
        self._before_mute: int | None = None

    async def do(self, action: Action) -> None:
        """Have the board do it, or show it; what is no business of a board's is left alone."""
        if action.kind in TITLES:
            await self._tell(self._alert(action))
        elif action.kind in _LEVELS and self._tools is not None and len(self._tasks) < _AT_ONCE:
            # Beside the talk: a board takes its time, and may not answer at all.
            task = asyncio.create_task(self._set(self._tools, action), name="xiaozhi tool")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """The talk is over."""
        for task in self._tasks:
            task.cancel()

    def _alert(self, action: Action) -> Alert:
        chinese, english = TITLES[action.kind]
        title = chinese if self._language == "zh" else english
        text = str(action.data.get("text") or action.data.get("name") or title)
        return Alert(self._session, title, text, "happy")

    async def _set(self, tools: DeviceTools, action: Action) -> None:
        tool, part, name = _LEVELS[action.kind]
        try:
            level = await self._level(tools, action, part, name)
            if level is not None:
                await tools.call(tool, {name: max(0, min(100, level))})
        except ParleyError as error:
            log.warning("xiaozhi.not_done", action=action.kind, code=error.code)

    async def _level(self, tools: DeviceTools, action: Action, part: str, name: str) -> int | None:
        """Percent to set, as the action says it."""
        level, change, muted = (action.data.get(each) for each in ("level", "change", "muted"))
        if isinstance(level, int | float):
            return round(level)
        if isinstance(change, int | float):
            now = level_in(await tools.call(STATUS, {}), part, name)
            return None if now is None else round(now + change)
        if muted is True:
            self._before_mute = level_in(await tools.call(STATUS, {}), part, name) or self._before_mute
            return 0
        return (self._before_mute or _LOUD) if muted is False else None


def level_in(status: str, part: str, name: str) -> int | None:
    """A number in what a board says of itself; None where it says none."""
    try:
        said: Any = msgspec.json.decode(status)
    except (msgspec.MsgspecError, RecursionError):
        return None
    inner = cast("dict[str, Any]", said).get(part) if isinstance(said, dict) else None
    level = cast("dict[str, Any]", inner).get(name) if isinstance(inner, dict) else None
    return round(level) if isinstance(level, int | float) else None
