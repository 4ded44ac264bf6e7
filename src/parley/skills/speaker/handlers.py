"""What a person can do to the device they speak to: its screen, and starting it anew."""

from __future__ import annotations

from fractions import Fraction

from parley.skills.frame import Ask, Skill, handles
from parley.skills.types import Action, Reply

#: Percent by which "brighter" changes the brightness.
STEP = 20


class Speaker(Skill):
    """The device's own brightness, and restarting it, where it lets Parley do that."""

    @handles("speaker.brightness")
    async def brightness(self, ask: Ask, level: float | Fraction) -> Reply:
        if not 0 <= level <= 100:
            return ask.reply("range")
        if "brightness" not in ask.context.able:
            return ask.reply("no_screen")
        return ask.reply(
            "brightness", level=round(level), actions=[Action("brightness", {"level": round(level)})]
        )

    @handles("speaker.brighter")
    async def brighter(self, ask: Ask) -> Reply:
        return _shine(ask, "brighter", STEP)

    @handles("speaker.dimmer")
    async def dimmer(self, ask: Ask) -> Reply:
        return _shine(ask, "dimmer", -STEP)

    @handles("speaker.restart")
    async def restart(self, ask: Ask, sure: bool | None = None) -> Reply:
        if "restart" not in ask.context.able:
            return ask.reply("no_restart")
        if sure is None:
            return ask.question("really", "sure")
        if not sure:
            return ask.reply("staying")
        return ask.reply("restarting", actions=[Action("restart")])


def _shine(ask: Ask, message: str, change: int) -> Reply:
    if "brightness" not in ask.context.able:
        return ask.reply("no_screen")
    return ask.reply(message, actions=[Action("brightness", {"change": change})])
