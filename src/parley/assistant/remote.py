"""What a person does to a device from its page: saying, asking, a test sound, stop, volume."""

from __future__ import annotations

import asyncio

from parley.assistant.chime import Chime, Voice
from parley.assistant.live import Live
from parley.assistant.watching import State, Talk
from parley.errors import BadText, Busy, TooLong, Unsupported
from parley.home.schedule.occurrence import NobodyThere
from parley.language.identify import main_language
from parley.skills.types import Action, Announce, Announcement, Reply, Sound

LONGEST_TEXT = 500
"""Characters of what is said or asked at once."""
PATIENCE = 20.0
"""Seconds for which something waits for what the device is saying just now."""


class Remote:
    """Reaches one device, and no other in its place."""

    def __init__(self, live: Live, announce: Announce) -> None:
        self._live = live
        self._announce = announce

    async def say(self, device: str, person: str, text: str) -> None:
        """Have it said there as soon as nothing else is. Raises ``NobodyThere``, ``Busy``, ``TooLong``,
        ``BadText``."""
        language = main_language(words := _checked(text))
        if language == "und":
            language = self._talk(device).context.language
        await self._tell(device, person, Reply(words, language), "said_from_page")

    async def ask(self, device: str, text: str) -> None:
        """Ask it as if it had been typed there; the answer sounds there. Raises as ``say``."""
        words = _checked(text)
        await self._talk(device).read(words)

    async def sound(self, device: str, person: str) -> None:
        """Play a chime there. Raises ``NobodyThere``, ``Busy``."""
        await self._play(device, person, Chime(), "test_sound")

    async def speak(self, device: str, person: str, voice: Voice) -> None:
        """Let somebody's own voice be heard there, from now on until it ends. Raises as ``sound``."""
        await self._play(device, person, voice, "intercom")

    def stop(self, device: str) -> None:
        """Silence whatever sounds there. Raises ``NobodyThere``."""
        found = [(each, each.talk) for each in self._live.conversations(device)]
        for watched, talk in found:
            if talk is not None:
                rings = watched.state is State.RINGING
                talk.interrupt()
                if rings:
                    watched.show(Action("stop"))
        if not found:
            raise _not_there()

    def volume(self, device: str, level: int) -> None:
        """Set it, in percent. Raises ``NobodyThere``, ``Unsupported``."""
        found = [(each, each.talk) for each in self._live.conversations(device)]
        if not found:
            raise _not_there()
        able = [each for each, talk in found if talk is not None and "volume" in talk.context.able]
        if not able:
            raise Unsupported("The volume of this device is set at the device alone.")
        for each in able:
            each.show(Action("volume", {"level": level}))

    async def _play(self, device: str, person: str, sound: Sound, kind: str) -> None:
        language = self._talk(device).context.language
        await self._tell(device, person, Reply("", language, sound=sound), kind)

    async def _tell(self, device: str, person: str, reply: Reply, kind: str) -> None:
        self._talk(device)
        try:
            async with asyncio.timeout(PATIENCE):
                await self._announce(Announcement(device, person, reply, kind, exact=True))
        except TimeoutError as error:
            raise Busy("The device is saying something else; stop that first, or wait.") from error

    def _talk(self, device: str) -> Talk:
        """The conversation there that somebody spoke in last."""
        for each in self._live.conversations(device):
            if each.talk is not None and each.talk.reachable and not each.talk.closed:
                return each.talk
        raise _not_there()


def _checked(text: str) -> str:
    words = " ".join(text.split())
    if len(words) > LONGEST_TEXT:
        raise TooLong(f"That may have {LONGEST_TEXT} characters.")
    if not any(each.isalnum() for each in words):
        raise BadText("There must be at least one letter or digit to say.")
    return words


def _not_there() -> NobodyThere:
    return NobodyThere("The device is not connected now.")
