"""The picture that the words are about: it came with them, is the one from before, or is taken now."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from parley.errors import DeviceFailed, ParleyError, Unsupported
from parley.skills.frame import Ask
from parley.skills.sights import Sights
from parley.skills.speaker.device import CAMERA, picture_of
from parley.skills.types import Reply
from parley.vision.service import Sight

TOPIC = "picture"
"""What was looked at last is what "it" is: the id of its file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture that can be looked at."""

    sights: Sights
    account: str
    """Whose files it is among."""
    file: str

    @property
    def topic(self) -> Mapping[str, object]:
        """For the words that follow."""
        return {TOPIC: self.file}

    def opened(self) -> AbstractAsyncContextManager[Sight]:
        """Look at it."""
        return self.sights.opened(self.account, self.file)


async def taken(sights: Sights, ask: Ask, file: str = "", again: bool = False) -> Taken | Reply:
    """The picture, or what is said where there is none. ``again``: it is the one from before."""
    context = ask.context
    if context.guest or not context.person:
        return ask.reply("not_for_guests")
    if context.picture:
        return await _kept(sights, ask, context.person, context.picture)
    before = context.about.get(TOPIC)
    # What a device's camera sees is kept for whose device it is.
    owner = context.host or context.person
    if file or (isinstance(before, str) and (again or context.tools is None)):
        return Taken(sights, owner if file else context.person, file or str(before))
    try:
        told = picture_of(await _camera(ask))
    except Unsupported:
        return ask.reply("no_camera")
    except DeviceFailed:
        return ask.reply("camera_failed")
    if told.cancelled:
        return ask.reply("cancelled")
    if not told.file:
        return ask.reply("camera_failed")
    return await _kept(sights, ask, owner, told.file)


async def _camera(ask: Ask) -> str:
    if ask.context.tools is None:
        raise Unsupported("This device has no tools.")
    return await ask.context.tools.call(CAMERA, {"question": ""})


async def _kept(sights: Sights, ask: Ask, account: str, file: str) -> Taken | Reply:
    try:
        await sights.add(account, file)
    except ParleyError as error:
        if error.code in ("bad_picture", "wrong_size", "unknown_file"):
            return ask.reply("not_a_picture")
        raise
    return Taken(sights, account, file)
