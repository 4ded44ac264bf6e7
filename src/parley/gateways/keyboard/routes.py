"""``/api/keyboard``: candidates for keys and paths, and what the keyboard is made of."""

from __future__ import annotations

import re

from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door, NotFound
from parley.gateways.keyboard.shapes import (
    Events,
    OnePack,
    Packs,
    Sought,
    Source,
    Swiped,
    offered,
    points,
)
from parley.gateways.keyboard.socket import LONGEST, Sockets, account_of
from parley.gateways.keyboard.words import word_routes
from parley.home.accounts.callers import Scope
from parley.keyboard.service import Keyboard
from parley.keyboard.types import Known

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")


class _Typing:
    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard

    async def candidates(self, call: Call) -> Answer:
        sought, account = await call.read(Sought), account_of(call.caller)
        fixed = [each.fixed() for each in sought.fixed]
        return offered(
            await self._keyboard.candidates(
                account, sought.wishes(), sought.typed, sought.before, fixed, sought.most
            )
        )

    async def swipe(self, call: Call) -> Answer:
        swiped, account = await call.read(Swiped, LONGEST), account_of(call.caller)
        path = points(swiped.path)
        return offered(await self._keyboard.swiped(account, swiped.wishes(), path, swiped.before))

    async def learn(self, call: Call) -> Answer:
        caller, events = call.caller, (await call.read(Events, LONGEST)).events
        typed = [each.typed() for each in events]
        await self._keyboard.learn(caller.account, caller.device or caller.token, typed)

    async def state(self, call: Call) -> Answer:
        state = await self._keyboard.learned.state(call.caller.account)
        return Response(state, media_type="application/octet-stream", headers={"cache-control": "no-store"})

    async def offline(self, call: Call) -> Answer:
        language = str(call.request.path_params["language"])
        if not _LANGUAGE.fullmatch(language):
            raise NotFound("There is no such language.")
        data, tag = await self._keyboard.offline(language)
        headers = {"etag": f'"{tag}"', "cache-control": "private, no-cache"}
        if call.request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        return Response(data, media_type="application/octet-stream", headers=headers)

    async def packs(self, call: Call) -> Answer:
        return Packs([_pack(each) for each in await self._keyboard.packs()])


def _pack(label: Known) -> OnePack:
    sources = [Source(each.name, each.licence, each.url, each.sha256, each.counted) for each in label.sources]
    return OnePack(label.language, label.name, label.licence, sources)


def keyboard_routes(door: Door, keyboard: Keyboard) -> list[BaseRoute]:
    """Every route of the keyboard."""
    each, typing = _Typing(keyboard), Sockets(keyboard)
    talk, write = Scope.TALK, Scope.RECORDS_WRITE
    return [
        door.socket("/api/keyboard", typing.hold, needs=talk),
        door.route("/api/keyboard/candidates", each.candidates, methods=["POST"], needs=talk),
        door.route("/api/keyboard/swipe", each.swipe, methods=["POST"], needs=talk),
        door.route("/api/keyboard/learned", each.learn, methods=["POST"], needs=write),
        door.route("/api/keyboard/state", each.state, methods=["GET"], needs=Scope.RECORDS_READ),
        door.route("/api/keyboard/packs", each.packs, methods=["GET"], needs=talk),
        door.route("/api/keyboard/offline/{language}", each.offline, methods=["GET"], needs=talk),
        *word_routes(door, keyboard.learned),
    ]
