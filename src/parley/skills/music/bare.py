"""A pause that names nothing: of the music, or of a timer."""

from __future__ import annotations

import re

from parley.skills.frame import Ask, House
from parley.skills.timers.timer import Timers
from parley.skills.types import Reply, Understanding

_OF_MUSIC = re.compile(
    r"music|song|playback|play|track|tune|radio|[歌曲播放听唱]|音乐|收音机|广播|电台|声音", re.IGNORECASE
)


async def of_a_timer(house: House, ask: Ask, intent: str, *, plays: bool) -> Reply | None:
    """Have ``intent`` (``timer.pause``, ``timer.resume``) done; None where the music is meant.

    A timer is meant when music is not named, and timers were just talked about or there is no music that
    could be meant. ``plays``: there is.
    """
    context = ask.context
    if house.home is None or house.act is None or not context.person:
        return None
    if _OF_MUSIC.search(ask.understanding.said):
        return None
    if plays and (context.last is None or context.last.skill != "timers"):
        return None
    timers = await Timers.of(house, context)
    if not (timers.running if intent == "timer.pause" else timers.paused):
        return None
    meant = Understanding("timers", intent, ask.understanding.language, said=ask.understanding.said)
    return await house.act(meant, context)
