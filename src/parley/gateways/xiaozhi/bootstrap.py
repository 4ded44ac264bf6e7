"""Where every board begins: it asks for its version, and learns where to talk, or a code to be let in by.

A board is who it is by two headers together: its MAC, which others can know, and a random UUID (Client-Id)
that only it knows. Whoever knows the MAC alone is a board that nobody has let in.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.clock import Clock
from parley.gateways.access import PUBLIC, Answer, BadRequest, Call, Door, NotFound, json
from parley.gateways.xiaozhi.activation import WORDS, WaitingRoom
from parley.gateways.xiaozhi.firmware import Offer, offer
from parley.gateways.xiaozhi.introduction import Introduction, introduced
from parley.gateways.xiaozhi.mqtt.section import mqtt_section
from parley.home.accounts.callers import Forbidden, TooManyTries
from parley.home.accounts.devices import Device
from parley.home.accounts.limits import Guesses
from parley.home.accounts.pairing import State
from parley.home.home import Home
from parley.settings.speakers import XiaoZhi

OTA, TALK, VISION = "/xiaozhi/ota/", "/xiaozhi/v1/", "/xiaozhi/vision"
FRAMING = 1
"""Version of the binary frames that boards are told to use: nothing around a packet."""
ACTIVATION_MS = 30_000
STARTS, STARTS_PER_SECOND = 20, 1 / 30
"""How often one board may ask for a token: at once, and in the long run."""
_HOST = re.compile(r"[0-9A-Za-z._-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")

T = TypeVar("T")


class ServerTime(Struct, frozen=True):
    timestamp: int
    """Milliseconds since 1970, UTC."""
    timezone_offset: int
    """Minutes east of UTC; the board's clock is local time."""


class Activation(Struct, frozen=True):
    message: str
    """For its screen."""
    challenge: str
    """What it sends back; without this it would take itself for activated."""
    timeout_ms: int = ACTIVATION_MS
    code: str | UnsetType = UNSET
    """Six digits, which it also says."""


class WebSocket(Struct, frozen=True):
    url: str
    token: str
    version: int = FRAMING


class Answered(Struct, frozen=True):
    """What a board learns; it needs every section only where there is one."""

    server_time: ServerTime
    activation: Activation | UnsetType = UNSET
    websocket: WebSocket | UnsetType = UNSET
    mqtt: Mapping[str, str | int] | UnsetType = UNSET
    firmware: Offer | UnsetType = UNSET


class Bootstrap:
    """``/xiaozhi/ota/`` and ``/xiaozhi/ota/activate``."""

    def __init__(
        self,
        home: Home,
        settings: XiaoZhi,
        *,
        language: str = "en",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """``language`` is that of boards that do not say theirs."""
        self._home, self._settings, self._language = home, settings, language
        self._waiting = WaitingRoom(home.pairing, home.clock)
        self._tokens = Guesses(STARTS, STARTS_PER_SECOND, now=now)

    def routes(self, door: Door) -> list[BaseRoute]:
        """With the slash at the end and without: both stand in settings of boards."""
        paths = [(OTA, self.check, ["GET", "POST"]), (OTA[:-1], self.check, ["GET", "POST"])]
        paths.append((f"{OTA}activate", self.activate, ["POST"]))
        return [door.route(path, answer, methods=methods, needs=PUBLIC) for path, answer, methods in paths]

    async def check(self, call: Call) -> Answer:
        """What a board asks when it starts: its firmware, and where to talk."""
        board = await introduced(call)
        device = await self._home.devices.by_hardware(board.hardware)
        common = Answered(
            server_time(self._home.clock), firmware=_or_unset(offer(board, self._settings.firmware))
        )
        if device is None:
            activation = await self._activation(board, call.address)
            return msgspec.structs.replace(common, activation=activation)
        return await self._let_in(common, board, device, call)

    async def activate(self, call: Call) -> Answer:
        """Whether the board was let in yet: 202 while it waits, 200 once its code was entered.

        Boards with a serial number burnt in also send an HMAC of the challenge. Its key never left the
        factory, so nobody but the maker could verify it; it is not looked at. What counts is that somebody
        who is signed in entered the code that this board showed.
        """
        board = await introduced(call)
        if await self._home.devices.by_hardware(board.hardware) is not None:
            self._waiting.leave(board)
            return json({"message": "activated"})
        waiting, state = await self._waiting.find(board)
        if waiting is None or state is None:
            raise NotFound("No code waits for this board, or it is too old. Ask for another.")
        if state is State.REFUSED:
            raise Forbidden("The person refused this board.")
        if board.challenge not in ("", waiting.challenge):
            raise BadRequest("That is an older challenge. Ask for another code.")
        # Some ask again after five seconds, just when this server drops a connection that nobody uses.
        return Response(status_code=202, headers={"Connection": "close"})

    async def _activation(self, board: Introduction, address: str) -> Activation:
        waiting, state = await self._waiting.enter(board, address)
        words = WORDS[self._tongue(board)]
        if state is State.REFUSED:  # it goes on asking, and shows no code meanwhile
            return Activation(words["refused"], waiting.challenge)
        code = waiting.started.user_code
        return Activation(words["enter"].format(code=code), waiting.challenge, code=code)

    async def _let_in(self, common: Answered, board: Introduction, device: Device, call: Call) -> Answer:
        if not self._tokens.take(device.id):
            raise TooManyTries("This board asks too often. Try again in a minute.")
        self._waiting.leave(board)
        await self._home.devices.noticed(device.id, model=board.name, firmware=board.version)
        token = (await self._home.tokens.renew(device.id)).secret
        url = address(self._settings, call.request, TALK, socket=True)
        host = call.request.headers.get("host", "")
        mqtt = mqtt_section(self._settings, device.id, token, host) if self._settings.mqtt else None
        return msgspec.structs.replace(common, websocket=WebSocket(url, token), mqtt=_or_unset(mqtt))

    def _tongue(self, board: Introduction) -> str:
        tag = (board.language or self._language).lower()
        return "zh" if tag.startswith(("zh", "yue", "cmn")) else "en"


def address(settings: XiaoZhi, asked: HTTPConnection, path: str, *, socket: bool = False) -> str:
    """Where a board that asked here finds another path of this server. Raises ``BadRequest``."""
    host = settings.address or asked.headers.get("host", "")
    if not _HOST.fullmatch(host):
        raise BadRequest("The header Host is no host and port.")
    secure = asked.url.scheme in ("https", "wss")
    if settings.address and settings.plain_port and not secure:
        host = f"{host.rpartition(':')[0] or host}:{settings.plain_port}"
    scheme = ("wss" if secure else "ws") if socket else ("https" if secure else "http")
    return f"{scheme}://{host}{path}"


def server_time(clock: Clock) -> ServerTime:
    """Now, and the offset that this home has today."""
    now = clock.now()
    offset = now.astimezone(clock.zone()).utcoffset()
    return ServerTime(round(now.timestamp() * 1000), round(offset.total_seconds() / 60) if offset else 0)


def _or_unset(value: T | None) -> T | UnsetType:
    return UNSET if value is None else value
