"""One server of language models: JSON to it and from it, within bounds of time, size and number."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

import httpx
import msgspec

from parley.errors import BadSettings, Busy, EngineFailed, EngineTimeout
from parley.generation.errors import refusal
from parley.generation.events import Events
from parley.settings import Upstream
from parley.telemetry import log

Json = dict[str, Any]
"""A JSON object as it goes over the wire."""

_ANSWER = 32 * 1024 * 1024
"""Bytes of one answer: 2,048 embeddings of 3,072 numbers are 25 MB as Base64."""
_SHORT = 256 * 1024
"""Bytes that are read in no time; what is longer is read beside the event loop."""
_CONNECT = 5.0
"""Seconds to be connected."""


class Client:
    """Speaks with one upstream. The connections are kept and shared."""

    def __init__(
        self, name: str, settings: Upstream, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Raises ``BadSettings`` for an address that is none."""
        try:
            address = urlsplit(settings.url)
        except ValueError as error:
            raise BadSettings(f"upstream.{name}.url is no address.") from error
        if address.scheme not in ("http", "https") or not address.hostname:
            raise BadSettings(f"upstream.{name}.url must begin with http:// or https:// and a host.")
        self.name, self._settings, self._transport = name, settings, transport
        self._base = settings.url.rstrip("/")
        self._client: httpx.AsyncClient | None = None
        self._under_way = 0

    @property
    def under_way(self) -> int:
        """Requests at the moment."""
        return self._under_way

    async def close(self) -> None:
        """Let the connections go."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def get(self, path: str, seconds: float) -> Json:
        """The JSON object at a path. Raises ``EngineFailed``, ``EngineTimeout``, ``Busy`` …"""
        return await self._whole("GET", path, None, "", seconds)

    async def post(self, path: str, body: Json) -> Json:
        """What it answers to a JSON object; ``body["model"]`` is the model's own name.

        Raises ``UnknownModel``, ``UpstreamRefused``, ``TooLong``, ``Busy``, ``EngineTimeout``,
        ``EngineFailed``.
        """
        return await self._whole("POST", path, body, str(body.get("model", "")), self._settings.seconds)

    async def stream(self, path: str, body: Json) -> AsyncGenerator[Json]:
        """The objects it answers with one after another; raises as ``post``.

        Whoever closes the generator ends the request. It may be closed by another task than began it.
        """
        ends = asyncio.get_running_loop().time() + self._settings.seconds
        with self._taken():
            async with self._asked("POST", path, body, str(body.get("model", ""))) as answer:
                events, size = Events(), 0
                async for piece in answer.aiter_bytes():
                    size += len(piece)
                    if size > _ANSWER:
                        raise EngineFailed(f"The upstream {self.name!r} sent more than {_ANSWER} bytes.")
                    if asyncio.get_running_loop().time() > ends:
                        raise self._late(self._settings.seconds)
                    for data in events.feed(piece):
                        if data == b"[DONE]":
                            return
                        yield self._event(data)
                for data in events.finish():
                    if data != b"[DONE]":
                        yield self._event(data)

    async def _whole(self, method: str, path: str, body: Json | None, model: str, seconds: float) -> Json:
        try:
            with self._taken():
                async with asyncio.timeout(seconds), self._asked(method, path, body, model) as answer:
                    data = await _bounded(answer, self.name)
            return self._object(data) if len(data) < _SHORT else await asyncio.to_thread(self._object, data)
        except TimeoutError as error:
            raise self._late(seconds) from error

    def _late(self, seconds: float) -> EngineTimeout:
        return EngineTimeout(f"The upstream {self.name!r} took longer than {seconds:.0f} seconds.")

    @contextlib.contextmanager
    def _taken(self) -> Generator[None]:
        """A place among those who ask at once. Raises ``Busy``."""
        if self._under_way >= self._settings.requests:
            raise Busy(
                f"The upstream {self.name!r} has as many requests as upstream.{self.name}.requests allows."
            )
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    @contextlib.asynccontextmanager
    async def _asked(
        self, method: str, path: str, body: Json | None, model: str
    ) -> AsyncGenerator[httpx.Response]:
        """A good answer, whose body has not been read."""
        content = None if body is None else msgspec.json.encode(body)
        asked = self._http().stream(method, self._base + path, content=content, headers=self._headers())
        try:
            async with asked as answer:
                if not answer.is_success:
                    raise refusal(self.name, model, answer.status_code, await _error_of(answer, self.name))
                yield answer
        except httpx.TimeoutException as error:
            raise EngineTimeout(f"The upstream {self.name!r} does not answer.") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            log.warning("upstream.failed", upstream=self.name, reason=type(error).__name__)
            raise EngineFailed(f"The upstream {self.name!r} cannot be reached, or broke off.") from error

    def _headers(self) -> Mapping[str, str]:
        """The key is read anew each time: it may be changed while Parley runs."""
        headers = {"Content-Type": "application/json", "User-Agent": "Parley"}
        if key := os.environ.get(self._settings.key_variable, "").strip():
            if not key.isascii() or not key.isprintable():
                raise EngineFailed(f"The variable of upstream.{self.name}.key_variable holds no key.")
            headers["Authorization"] = f"Bearer {key}"
        return headers

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            most = self._settings.requests
            self._client = httpx.AsyncClient(
                timeout=httpx.Timeout(self._settings.seconds, connect=_CONNECT),
                limits=httpx.Limits(max_connections=most, max_keepalive_connections=most),
                # A redirect could carry the key elsewhere.
                follow_redirects=False,
                transport=self._transport,
            )
        return self._client

    def _event(self, data: bytes) -> Json:
        event = self._object(data)
        if "error" in event and "choices" not in event:
            raise EngineFailed(f"The upstream {self.name!r} broke its answer off.")
        return event

    def _object(self, data: bytes) -> Json:
        try:
            found: object = msgspec.json.decode(data)
        except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
            raise EngineFailed(f"The upstream {self.name!r} sent what is no JSON.") from error
        if not isinstance(found, dict):
            raise EngineFailed(f"The upstream {self.name!r} sent what is no JSON object.")
        return cast(Json, found)


async def _bounded(answer: httpx.Response, name: str) -> bytes:
    body = bytearray()
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > _ANSWER:
            raise EngineFailed(f"The upstream {name!r} sent more than {_ANSWER} bytes.")
    return bytes(body)


async def _error_of(answer: httpx.Response, name: str) -> object:
    """The JSON of an answer that says what was wrong, or None."""
    try:
        return msgspec.json.decode(await _bounded(answer, name))
    except (msgspec.MsgspecError, UnicodeError, RecursionError, EngineFailed):
        return None
