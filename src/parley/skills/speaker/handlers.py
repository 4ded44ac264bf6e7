"""What a person can do to the device they speak to: its screen, its camera, how it is, starting it anew."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from parley.errors import DeviceFailed, Unsupported
from parley.skills.frame import Ask, Skill, handles
from parley.skills.speaker.device import CAMERA, STATUS, THEME, Condition, condition, picture_of
from parley.skills.types import Action, Reply

#: Percent by which "brighter" changes the brightness.
STEP = 20


class Speaker(Skill):
    """The device's own screen and camera, how it is, and restarting it, where it lets Parley do that."""

    private: ClassVar[frozenset[str]] = frozenset({"speaker.picture"})

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

    @handles("speaker.theme")
    async def theme(self, ask: Ask, theme: str) -> Reply:
        try:
            done = await _told(ask, THEME, {"theme": theme})
        except Unsupported:
            return ask.reply("no_theme")
        except DeviceFailed:
            return ask.reply("failed")
        # Of a theme that it does not have the firmware says "false".
        return ask.reply(theme if done != "false" else "no_theme")

    @handles("speaker.status")
    async def status(self, ask: Ask, what: str | None = None) -> Reply:
        try:
            now = condition(await _told(ask, STATUS, {}))
        except (Unsupported, DeviceFailed):
            return ask.reply("no_status")
        said = {"battery": _battery, "network": _network, "volume": _volume, None: _all}[what](ask, now)
        if said:
            gap = "" if ask.language == "zh" else " "
            return Reply(gap.join(said), ask.language)
        return ask.reply("no_battery" if what == "battery" and now != Condition() else "no_status")

    @handles("speaker.picture")
    async def picture(self, ask: Ask) -> Reply:
        if ask.context.guest or not ask.context.person:
            return ask.reply("not_kept")
        try:
            told = await _told(ask, CAMERA, {"question": ""})
        except Unsupported:
            return ask.reply("no_camera")
        except DeviceFailed:
            return ask.reply("camera_failed")
        picture = picture_of(told)
        if picture.cancelled:
            return ask.reply("cancelled")
        if not picture.file:
            return ask.reply("camera_failed")
        # The device keeps it for whom it belongs to, whoever of the house speaks to it.
        return ask.reply("taken_there" if ask.context.host else "taken")


async def _told(ask: Ask, tool: str, arguments: dict[str, object]) -> str:
    """What the device says when it has done something. Raises ``Unsupported``, ``DeviceFailed``."""
    if ask.context.tools is None:
        raise Unsupported("This device has no tools.")
    return await ask.context.tools.call(tool, arguments)


def _battery(ask: Ask, now: Condition) -> list[str]:
    if now.battery is None:
        return []
    return [ask.messages.say("charging" if now.charging else "battery", level=now.battery)]


def _network(ask: Ask, now: Condition) -> list[str]:
    if not now.network:
        return []
    named = {"wifi": "wifi", "cellular": "mobile", "4g": "mobile"}.get(now.network.lower())
    network = ask.messages.say(named) if named else now.network
    return [ask.messages.say(f"signal_{now.signal}" if now.signal else "network", network=network)]


def _volume(ask: Ask, now: Condition) -> list[str]:
    return [] if now.volume is None else [ask.messages.say("volume_at", level=now.volume)]


def _all(ask: Ask, now: Condition) -> list[str]:
    screen = [] if now.screen is None else [ask.messages.say("screen_at", level=now.screen)]
    return [*_battery(ask, now), *_network(ask, now), *_volume(ask, now), *screen]


def _shine(ask: Ask, message: str, change: int) -> Reply:
    if "brightness" not in ask.context.able:
        return ask.reply("no_screen")
    return ask.reply(message, actions=[Action("brightness", {"change": change})])
