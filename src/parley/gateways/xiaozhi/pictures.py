"""What a board's camera sees: kept among its person's photos, and told where the board asks what it is.

The answer, which the board hands back as what its camera tool says, names the file. Parley's own skills ask
nothing here: they look at the picture themselves.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from msgspec import Struct
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute

from parley.errors import Busy, ParleyError, TooLong
from parley.gateways.access import Answer, BadRequest, Call, Door
from parley.gateways.access.connections import token_of
from parley.gateways.xiaozhi.bootstrap import VISION, address
from parley.gateways.xiaozhi.form import fields
from parley.home.accounts.callers import Caller, Forbidden, Kind, Scope
from parley.home.files.ledger import About
from parley.home.home import Home
from parley.settings.speakers import XiaoZhi
from parley.skills.seeing.wording import counted
from parley.skills.sights import Lent
from parley.telemetry import log

MOST_BYTES = 5_000_000
"""Of a picture; the boards' are about 50,000."""
_AROUND = 16_384
"""Bytes of a form besides its picture."""
MOST_ASKED = 500
"""Characters of a question."""
MOST_AT_ONCE = 8
"""Pictures that are taken in at one time, each of them in memory."""
_KINDS = ((b"\xff\xd8\xff", "image/jpeg", "jpg"), (b"\x89PNG\r\n\x1a\n", "image/png", "png"))
"""How a file of each kind begins."""

WORDS = {
    "en": {
        "kept": "The picture is among your photos.",
        "file": "The picture is among your files, but I can't look at it.",
        "nothing": "I can't make out what is on it.",
    },
    "zh": {
        "kept": "照片存好了。",
        "file": "照片存到你的文件里了，但我打不开它。",
        "nothing": "我认不出上面是什么。",
    },
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

    def __init__(self, home: Home, lent: Lent, *, language: str = "en") -> None:
        """``language`` is that of people who did not choose one."""
        self._home, self._lent, self._language = home, lent, language
        self._at_once = 0

    def routes(self, door: Door) -> list[BaseRoute]:
        """Boards come with the token that they talk with."""
        return [door.route(VISION, self.take, methods=["POST"], needs=Kind.DEVICE)]

    async def take(self, call: Call) -> Answer:
        """Keep a picture, and answer what is asked of it; the question is not kept."""
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
            question = form.get("question", b"").decode("utf-8", "replace").strip()[:MOST_ASKED]
            told = await self._told(caller.account, file.id, question)
        finally:
            self._at_once -= 1
        return Kept(told, file.id)

    async def _told(self, account: str, file: str, question: str) -> str:
        """What the board is told of the picture."""
        language, sights = await self._tongue(account), self._lent.sights
        words = WORDS[language]
        try:
            if sights is None:
                return words["file"]
            await sights.add(account, file)
            if not question:
                return words["kept"]
            async with sights.opened(account, file) as sight:
                if sights.describes:
                    return (await sight.describe(language, question)).text
                text, names = (await sight.read()).text, [each.name for each in await sight.objects()]
        except ParleyError as error:  # it is kept; the board must not take and send it again
            log.warning("camera.not_seen", code=error.code)
            return words["file"]
        told = [counted(names, language)] if names else []
        return "\n".join([*told, *([text] if text else [])]) or words["nothing"]

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
