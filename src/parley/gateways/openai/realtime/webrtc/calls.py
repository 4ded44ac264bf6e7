"""Takes calls: an SDP offer in, the answer out, and who hangs up."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import msgspec
from starlette.responses import Response

from parley.errors import MissingEngine, TooLong
from parley.gateways.access import Call, NotFound
from parley.gateways.openai.faults import BadParameter
from parley.gateways.openai.realtime.dialects import Ga
from parley.gateways.openai.realtime.items import fresh
from parley.gateways.openai.realtime.opening import Opening
from parley.gateways.openai.realtime.settings import SessionSettings, merged
from parley.gateways.surface import form_of
from parley.home.accounts.callers import Caller

_OFFER = 64 * 1024
"""Bytes of an SDP offer; Chrome's are 3 KB."""


@dataclass(frozen=True, slots=True)
class _Held:
    caller: Caller
    call: Any
    task: asyncio.Task[None]


class Calls:
    """The calls of one server."""

    def __init__(
        self,
        opening: Opening,
        settings: Callable[[str], SessionSettings],
        still: Callable[[str], Awaitable[Caller | None]],
    ) -> None:
        """``settings`` finds what stands in a client secret, ``still`` whether a key is still good."""
        self._opening, self._settings, self._still = opening, settings, still
        self._held: dict[str, _Held] = {}

    @property
    def held(self) -> int:
        """Calls at the moment."""
        return len(self._held)

    async def create(self, call: Call, secret: str) -> Response:
        """``POST /v1/realtime/calls``: an SDP offer, or a form of ``sdp`` and ``session``.

        Raises ``MissingEngine``, ``BadParameter``, ``Busy``, ``UnknownModel``, ``Forbidden``.
        """
        offer, given = await self._asked(call)
        model = call.request.query_params.get("model", "")[:256]
        from_secret = self._settings(secret)
        # What its maker has put into a secret holds, unless the caller says otherwise.
        wanted = await self._opening.wanted(call.caller, "realtime", model, merged(from_secret, given))
        dialect = Ga()
        made = _web_call(dialect)
        async with contextlib.AsyncExitStack() as stack:
            stack.push_async_callback(made.close)
            opened = self._opening.session(call.caller, wanted, made.link, made.player)
            session = await stack.enter_async_context(opened)
            answer = await made.answer(offer)
            id, kept = fresh("rtc"), stack.pop_all()
        task = asyncio.create_task(self._carry(id, call.caller, made, session, kept), name="realtime call")
        self._held[id] = _Held(call.caller, made, task)
        session.begin()
        headers = {"Location": f"{call.request.url.path}/{id}"}
        return Response(answer, 201, headers, media_type="application/sdp")

    async def hang_up(self, call: Call, id: str) -> Response:
        """``POST /v1/realtime/calls/{id}/hangup``. Raises ``NotFound``."""
        held = self._held.get(id)
        if held is None or held.caller.account != call.caller.account:
            raise NotFound("There is no such call.")
        held.call.ended.set()
        await asyncio.wait({held.task})
        return Response(status_code=200)

    async def close(self) -> None:
        """Hang up everywhere."""
        for held in list(self._held.values()):
            held.call.ended.set()
        await asyncio.gather(*(held.task for held in self._held.values()), return_exceptions=True)

    async def _carry(
        self, id: str, caller: Caller, made: Any, session: Any, kept: contextlib.AsyncExitStack
    ) -> None:
        async def good() -> bool:
            return await self._still(caller.token) is not None

        try:
            async with kept:
                await made.carry(session, self._opening.limits.minutes, good)
        finally:
            self._held.pop(id, None)

    async def _asked(self, call: Call) -> tuple[str, SessionSettings]:
        kind = call.request.headers.get("content-type", "").lower()
        if not kind.startswith("multipart/form-data"):
            return _text(await call.body(_OFFER)), SessionSettings()
        async with form_of(call, 4 * _OFFER) as form:
            offer, session = form.text("sdp"), form.text("session")
        if len(offer) > _OFFER:
            raise TooLong(f"An SDP offer has at most {_OFFER} bytes.")
        try:
            given = msgspec.json.decode(session, type=SessionSettings) if session else SessionSettings()
        except msgspec.DecodeError as error:
            raise BadParameter("session", str(error), "invalid_value") from error
        return offer, given


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        raise BadParameter("sdp", "An SDP offer is text.", "invalid_offer") from error


def _web_call(dialect: Ga) -> Any:
    try:
        module = import_module("parley.gateways.openai.realtime.webrtc.call")
    except ImportError as error:
        raise MissingEngine("aiortc", "pip install 'parley[calls]'") from error
    return module.WebCall(dialect)
