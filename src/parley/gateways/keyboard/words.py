"""``/api/keyboard/words``: what was learned of whoever asks, to look at, to forget, to take in and away."""

from __future__ import annotations

import asyncio
from typing import Annotated

from msgspec import Meta, Struct
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.gateways.access import Answer, Call, Door, NotFound
from parley.home.accounts.callers import Scope
from parley.keyboard.learning.exchange import EXPORT_NAME, LARGEST_FILE, exported, read_file
from parley.keyboard.learning.keeping import Learned

_Language = Annotated[str, Meta(pattern=r"^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3})?\Z")]


class Which(Struct, frozen=True):
    language: _Language = ""
    """Empty: of all."""
    most: Annotated[int, Meta(ge=1, le=5_000)] = 1_000
    """Of each kind."""


class Kind(Struct, frozen=True):
    language: _Language = "zh"
    format: Annotated[str, Meta(max_length=20)] = ""
    """``rime``, ``gboard``, ``hunspell``, ``text`` or ``parley``; empty: by its looks."""


class Word(Struct, frozen=True):
    text: str
    language: str
    reading: str
    weight: float
    used: float
    kept: bool


class Pair(Struct, frozen=True):
    first: str
    second: str
    language: str
    weight: float


class Correction(Struct, frozen=True):
    typed: str
    text: str
    language: str
    weight: float


class Words(Struct, frozen=True):
    words: list[Word]
    pairs: list[Pair]
    corrections: list[Correction]


class Taken(Struct, frozen=True):
    taken: int
    """Words that were new or weigh more now."""
    skipped: int
    """Lines that are no words."""


class _Own:
    def __init__(self, learned: Learned) -> None:
        self._learned = learned

    async def look(self, call: Call) -> Answer:
        which = call.query(Which)
        own = await self._learned.own(call.caller.account, which.language, which.most)
        return Words(
            [Word(w.text, w.language, w.reading, w.weight, w.used, w.kept) for w in own.words],
            [Pair(p.first, p.second, p.language, p.weight) for p in own.pairs],
            [Correction(c.typed, c.text, c.language, c.weight) for c in own.corrections],
        )

    async def forget(self, call: Call) -> Answer:
        text = str(call.request.path_params["text"])[:200]
        if not await self._learned.forget(call.caller.account, text, call.query(Which).language):
            raise NotFound("Nothing was learned of this word.")

    async def forget_all(self, call: Call) -> Answer:
        await self._learned.forget_all(call.caller.account)

    async def take_in(self, call: Call) -> Answer:
        kind, data = call.query(Kind), await call.body(LARGEST_FILE)
        read = await asyncio.to_thread(read_file, data, kind.format, kind.language)
        return Taken(await self._learned.take_in(call.caller.account, read.words), read.skipped)

    async def give(self, call: Call) -> Answer:
        own = await self._learned.own(call.caller.account, most=1_000_000)
        named = {"content-disposition": f'attachment; filename="{EXPORT_NAME}"'}
        return Response(exported(own), media_type="application/json", headers=named)

    async def state(self, call: Call) -> Answer:
        state = await self._learned.state(call.caller.account)
        return Response(state, media_type="application/octet-stream")


def word_routes(door: Door, learned: Learned) -> list[BaseRoute]:
    """See, forget, take in, take away."""
    each, read, write = _Own(learned), Scope.RECORDS_READ, Scope.RECORDS_WRITE
    return [
        door.route("/api/keyboard/words", each.look, methods=["GET"], needs=read),
        door.route("/api/keyboard/words", each.forget_all, methods=["DELETE"], needs=write),
        door.route("/api/keyboard/words/{text:path}", each.forget, methods=["DELETE"], needs=write),
        door.route("/api/keyboard/import", each.take_in, methods=["POST"], needs=write),
        door.route("/api/keyboard/export", each.give, methods=["GET"], needs=read),
        door.route("/api/keyboard/state", each.state, methods=["GET"], needs=read),
    ]
