"""``/api/sync``: a device sends its changes, asks for those of others, and hears of them as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection

import anyio
import msgspec
from starlette.requests import HTTPConnection
from starlette.routing import BaseRoute
from starlette.websockets import WebSocket

from parley.gateways.access import Answer, BadRequest, Call, Door, parsed
from parley.gateways.outbox import TooSlow
from parley.home.accounts.callers import Caller, Scope
from parley.home.collections import COLLECTIONS
from parley.home.cursors import LARGEST
from parley.home.home import Home
from parley.home.reading import MOST_ROWS
from parley.home.records import Page
from parley.home.sync.wire import PUSH_BYTES, LivePage, Ping, Pong, PullAnswer, PushAnswer, PushRequest

SLOWEST = 15.0
"""Seconds in which a reader of the live feed takes a page; it goes on from its cursor when it comes again."""
_PONG = msgspec.json.encode(Pong()).decode()


class _Sync:
    def __init__(self, home: Home) -> None:
        self._records = home.records

    async def push(self, call: Call) -> Answer:
        request = await call.read(PushRequest, PUSH_BYTES)
        changes = [each.change() for each in request.changes]
        done = await self._records.push(call.caller.account, request.replica, request.first, changes)
        return PushAnswer(done.taken, list(done.refused), self._records.now_ms())

    async def pull(self, call: Call) -> Answer:
        since, most = call.number("since", 0, 0, LARGEST), call.number("most", MOST_ROWS, 1, MOST_ROWS)
        without = _without(call.request)
        page = await self._records.pull(call.caller.account, since, most, without)
        return PullAnswer(list(page.rows), page.cursor, page.more, page.fresh, self._records.now_ms())

    async def live(self, socket: WebSocket, caller: Caller, _: Callable[[], bool]) -> None:
        await socket.accept()
        since, without = _since(socket), _without(socket)
        changed = asyncio.Event()
        changed.set()
        ended = self._records.watch(caller.account, changed.set)
        try:
            await self._serve(_Feed(socket), caller.account, since, without, changed)
        finally:
            ended()

    async def _serve(
        self, feed: _Feed, account: str, since: int, without: Collection[str], changed: asyncio.Event
    ) -> None:
        reading = asyncio.create_task(feed.answer_pings(), name="parley-sync-reads")
        writing = asyncio.create_task(
            self._write(feed, account, since, without, changed), name="parley-sync-writes"
        )
        try:
            done, _ = await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in (reading, writing):
                each.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
        for each in done:
            each.result()

    async def _write(
        self, feed: _Feed, account: str, since: int, without: Collection[str], changed: asyncio.Event
    ) -> None:
        while True:
            await changed.wait()
            changed.clear()
            more = True
            while more:
                page = await self._records.pull(account, since, without=without)
                if page.rows or page.fresh:
                    await feed.send(_live(page, self._records.now_ms()))
                since, more = page.cursor, page.more


class _Feed:
    """A socket that two tasks write to, each message whole and within a time."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._turn = asyncio.Lock()

    async def send(self, message: str) -> None:
        """Raises ``TooSlow``, ``WebSocketDisconnect``."""
        async with self._turn:
            with anyio.move_on_after(SLOWEST):
                await self._socket.send_text(message)
                return
        raise TooSlow(
            f"This connection did not take a page in {SLOWEST:g} seconds. Come again with your cursor."
        )

    async def answer_pings(self) -> None:
        """Raises ``WebSocketDisconnect``, and ``BadRequest`` for what is no ping."""
        while True:
            try:
                message = await self._socket.receive_text()
            except KeyError:
                raise BadRequest("Messages of the live feed are text.") from None
            parsed(message, Ping)
            await self.send(_PONG)


def _live(page: Page, now: int) -> str:
    message = LivePage(list(page.rows), page.cursor, page.more, page.fresh, now)
    return msgspec.json.encode(message).decode()


def _since(socket: WebSocket) -> int:
    text = socket.query_params.get("since", "0")
    if not (text.isascii() and text.isdigit() and len(text) <= 16 and int(text) <= LARGEST):
        raise BadRequest(f"since must be a whole number from 0 to {LARGEST}.")
    return int(text)


def _without(connection: HTTPConnection) -> frozenset[str]:
    """The collections that whoever asks has no use for."""
    named = connection.query_params.get("without", "")
    wanted = frozenset(named.split(",")) if named else frozenset[str]()
    if not wanted <= COLLECTIONS.keys():
        raise BadRequest(f"without names collections, separated by commas, of: {', '.join(COLLECTIONS)}.")
    return wanted


def routes(door: Door, home: Home) -> list[BaseRoute]:
    """Push, pull and the live feed."""
    each = _Sync(home)
    return [
        door.route("/api/sync/push", each.push, methods=["POST"], needs=Scope.RECORDS_WRITE),
        door.route("/api/sync/pull", each.pull, methods=["GET"], needs=Scope.RECORDS_READ),
        door.socket("/api/sync/live", each.live, needs=Scope.RECORDS_READ),
    ]
