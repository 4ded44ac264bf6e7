"""How a device's client reaches the server: HTTP for pushing and pulling, a WebSocket for the live feed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec

from parley.errors import NotAllowed, ParleyError
from parley.home.sync.wire import FromServer, LiveError, LivePage, PullAnswer, PushAnswer, PushRequest

T = TypeVar("T")
PATIENCE = 30.0
"""Seconds to wait for an answer."""
LARGEST_MESSAGE = 4 * 1024 * 1024
"""Bytes of a page over the live feed."""


class Unreachable(ParleyError):
    """The server cannot be reached, or is too busy to answer; later it may."""

    code: ClassVar[str] = "unreachable"


class ServerRefused(ParleyError):
    """The server does not do what was asked of it."""

    code: ClassVar[str] = "server_refused"

    def __init__(self, status: int, said: str, message: str) -> None:
        super().__init__(f"The server refused ({status} {said}): {message}")
        self.status = status
        """The HTTP status."""
        self.said = said
        """The server's own code; empty when something on the way answered."""
        self.message = message
        """The server's own words."""

    def __reduce__(self) -> tuple[type[ServerRefused], tuple[int, str, str]]:
        return ServerRefused, (self.status, self.said, self.message)


class Transport(Protocol):
    """What the client asks of the server.

    Raises ``Unreachable`` for what may work later, ``NotAllowed`` when the token is not good (any more), and
    ``ServerRefused``.
    """

    async def push(self, request: PushRequest) -> PushAnswer: ...
    async def pull(self, since: int, most: int) -> PullAnswer: ...
    def live(self, since: int) -> AbstractAsyncContextManager[AsyncIterator[PullAnswer]]: ...


class HttpTransport:
    """The server at an address."""

    def __init__(
        self,
        address: str,
        token: Callable[[], str],
        http: Any = None,
        tls: Any = None,
        without: Collection[str] = ("photos", "tallies"),
    ) -> None:
        """``address`` is such as ``https://parley.local:8420``; ``token`` gives the one that is good now.

        Collections that are ``without`` do not come: of photos there may be tens of thousands, and what is
        counted of somebody's typing changes with every sentence.
        ``http`` is an ``httpx.AsyncClient`` to use in place of one's own, ``tls`` the ``SSLContext`` of the
        live feed where the system does not trust the server's certificate.
        """
        import httpx

        self._address = address.rstrip("/")
        self._token, self._tls = token, tls
        self._without = f"&without={','.join(sorted(without))}" if without else ""
        self._http: httpx.AsyncClient = http or httpx.AsyncClient(timeout=PATIENCE)

    async def push(self, request: PushRequest) -> PushAnswer:
        body = msgspec.json.encode(request)
        return await self._ask(PushAnswer, "POST", "/api/sync/push", content=body)

    async def pull(self, since: int, most: int) -> PullAnswer:
        return await self._ask(PullAnswer, "GET", f"/api/sync/pull?since={since}&most={most}{self._without}")

    @asynccontextmanager
    async def live(self, since: int) -> AsyncGenerator[AsyncIterator[PullAnswer]]:
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, WebSocketException

        url = f"ws{self._address.removeprefix('http')}/api/sync/live?since={since}{self._without}"
        try:
            headers = self._headers()
            async with connect(
                url, additional_headers=headers, max_size=LARGEST_MESSAGE, ssl=self._tls
            ) as socket:
                yield _pages(socket)
        except InvalidStatus as error:
            raise _refusal(error.response.status_code, bytes(error.response.body)) from error
        except (WebSocketException, OSError, TimeoutError) as error:
            raise Unreachable(f"The live feed broke off ({type(error).__name__}).") from error

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token()}"}

    async def _ask(self, shape: type[T], method: str, path: str, content: bytes | None = None) -> T:
        import httpx

        headers = {**self._headers(), "Content-Type": "application/json"}
        try:
            answer = await self._http.request(method, self._address + path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise Unreachable(f"The server does not answer ({type(error).__name__}).") from error
        if answer.status_code != 200:
            raise _refusal(answer.status_code, answer.content)
        try:
            return msgspec.json.decode(answer.content, type=shape)
        except msgspec.MsgspecError as error:
            raise Unreachable("Something else than Parley answers at the server's address.") from error


async def _pages(socket: AsyncIterable[str | bytes]) -> AsyncIterator[PullAnswer]:
    async for message in socket:
        try:
            said = msgspec.json.decode(message, type=FromServer)
        except msgspec.MsgspecError as error:
            raise Unreachable("Something else than Parley answers at the server's address.") from error
        if isinstance(said, LivePage):
            yield said
        elif isinstance(said, LiveError):
            raise _error(401 if said.code == "not_allowed" else 503, said.code, said.message)


class _Problem(msgspec.Struct):
    code: str = ""
    message: str = ""


def _refusal(status: int, body: bytes) -> ParleyError:
    try:
        said = msgspec.json.decode(body, type=_Problem)
    except msgspec.MsgspecError:
        said = _Problem()  # something on the way, such as a proxy, has its own words
    return _error(status, said.code, said.message)


def _error(status: int, code: str, message: str) -> ParleyError:
    if status in (401, 403):
        return NotAllowed(message or "The server does not let this device in.")
    if status >= 500 or status in (408, 429):
        return Unreachable(f"The server cannot answer now ({status} {code}). {message}".strip())
    return ServerRefused(status, code, message)
