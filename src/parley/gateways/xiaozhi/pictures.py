"""What a board's camera sees: taken in, kept among its person's files, and not made up a word about.

Parley does not understand pictures yet. The answer, which the board hands back as what its camera tool says,
tells so, and names the file.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from parley.errors import Busy, TooLong
from parley.gateways.access import Answer, BadRequest, Call, Door
from parley.gateways.access.connections import token_of
from parley.gateways.xiaozhi.bootstrap import VISION, address
from parley.gateways.xiaozhi.form import fields
from parley.home.accounts.callers import Caller, Forbidden, Kind, Scope
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.settings.speakers import XiaoZhi

MOST_BYTES = 5_000_000
"""Of a picture; the boards' are about 50,000."""
_AROUND = 16_384
"""Bytes of a form besides its picture."""
MOST_AT_ONCE = 8
"""Pictures that are taken in at one time, each of them in memory."""
_KINDS = ((b"\xff\xd8\xff", "image/jpeg", "jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", "png"))
"""How a file of each kind begins."""

WORDS = {
    "en": "The picture is among your files. I can't see what is in pictures yet.",
    "zh": "照片存到你的文件里了。我现在还看不懂照片里有什么。",
}


class Kept(Struct, frozen=True):
    """In the shape in which boards are used to get it."""

    response: str
    file: str
    """Id of the file."""
    success: bool = True
    action: str = "RESPONSE"


class Pictures:
    """``/xiaozhi/vision``."""

    def __init__(self, home: Home, *, language: str = "en") -> None:
        """``language`` is that of people who did not choose one."""
        self._home, self._language = home, language
        self._at_once = 0

    def routes(self, door: Door) -> list[BaseRoute]:
        """Boards come with the token that they talk with."""
        return [door.route(VISION, self.take, methods=["POST"], needs=Kind.DEVICE)]

    async def take(self, call: Call) -> Answer:
        """Keep a picture. What the person asked of it comes along, and is not kept."""
        caller = call.caller
        if not caller.may(Scope.FILES_WRITE):
            raise Forbidden("Nothing is kept for guests.")
        if self._at_once >= MOST_AT_ONCE:
            raise Busy("Too many pictures come at once. Try again in some seconds.")
        self._at_once += 1
        try:
            body = await call.body(MOST_BYTES + _AROUND)
            form = await asyncio.to_thread(fields, call.request.headers.get("content-type", ""), body)
            picture = form.get("file", b"")
            media_type, ending = kind_of(picture)
            if len(picture) > MOST_BYTES:
                raise TooLong(f"A picture may have {MOST_BYTES} bytes.")
            taken = self._home.clock.now().astimezone(self._home.clock.zone())
            name = f"Camera {taken:%Y-%m-%d %H.%M.%S}.{ending}"
            file = await self._home.files.keep(
                caller.account, len(picture), About(name, media_type), _whole(picture)
            )
        finally:
            self._at_once -= 1
        return Kept(WORDS[await self._tongue(caller.account)], file.id)

    async def _tongue(self, account: str) -> str:
        person = await self._home.accounts.get(account)
        return "zh" if (person.language or self._language).startswith("zh") else "en"


def vision(settings: XiaoZhi, asked: HTTPConnection, caller: Caller) -> tuple[str, str] | None:
    """Where a board that asked here sends its pictures, and with which token; None where none are kept."""
    if not caller.may(Scope.FILES_WRITE):
        return None
    return address(settings, asked, VISION), token_of(asked)[0]


def kind_of(picture: bytes) -> tuple[str, str]:
    """Media type and ending of a picture, by its first bytes. Raises ``BadRequest`` for other things."""
    for begins, media_type, ending in _KINDS:
        if picture.startswith(begins):
            return media_type, ending
    raise BadRequest("The field file must be a JPEG or PNG picture.")


async def _whole(picture: bytes) -> AsyncIterator[bytes]:
    yield picture
