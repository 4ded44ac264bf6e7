"""The service: which language models there are, and what they answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass

import httpx

from parley.errors import EngineFailed, ParleyError
from parley.generation.client import Client, Json
from parley.generation.errors import UnknownModel
from parley.settings import Settings
from parley.telemetry import log

REMEDY = "Set up where it is served with [upstream.NAME] url = … in the settings."

_FRESH = 60.0
"""Seconds for which a list of models is believed."""
_AWAY = 10.0
"""Seconds after which an upstream that did not tell its models is asked again."""
_LISTING = 5.0
"""Seconds an upstream may take to list its models."""
_MOST = 2_000
"""Models of one upstream."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A model that an upstream offers."""

    id: str
    """``NAME/model``: always finds it; the bare model name does where only one upstream has it."""
    upstream: str
    """Name of the upstream in the settings."""
    model: str
    """The model's name at the upstream."""
    created: int = 0
    """POSIX seconds, as far as the upstream tells."""
    owner: str = ""
    """Who owns it, in the upstream's words."""


class Generation:
    """Language models at the addresses of the settings. Nothing is generated here itself."""

    def __init__(
        self,
        settings: Settings,
        transport: httpx.AsyncBaseTransport | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Asks nothing of anybody yet. ``transport`` instead of the network is for tests.

        Raises ``BadSettings`` for an upstream whose address is none.
        """
        self._settings = settings.upstream
        self._clients = {name: Client(name, each, transport) for name, each in settings.upstream.items()}
        self._listed: dict[str, tuple[float, tuple[Offered, ...]]] = {}
        """Until when it is believed, and the models."""
        self._listing = {name: asyncio.Lock() for name in settings.upstream}
        self._now = now

    @property
    def configured(self) -> bool:
        """Whether there is any upstream at all."""
        return bool(self._clients)

    @property
    def under_way(self) -> int:
        """Requests to upstreams at the moment."""
        return sum(client.under_way for client in self._clients.values())

    async def close(self) -> None:
        """Let all connections go."""
        for client in self._clients.values():
            await client.close()

    async def models(self) -> Sequence[Offered]:
        """What the upstreams offer; an upstream that does not answer is left out.

        From the settings where they name models, else from the upstream's own list, a minute old at most.
        """
        return [each for name in self._clients for each in await self._of(name)]

    async def find(self, model: str) -> Offered | None:
        """The model of this name: ``NAME/model``, or the bare name where just one upstream offers it."""
        name, slash, own = model.partition("/")
        if slash and own and name in self._clients:
            named = self._settings[name].models
            return Offered(model, name, own) if not named or own in named else None
        found = [each for each in await self.models() if each.model == model]
        return found[0] if len(found) == 1 else None

    async def complete(self, model: str, body: Mapping[str, object]) -> Json:
        """One answer to a body of ``POST /chat/completions``, raw; ``body`` may have any of its fields.

        Raises ``UnknownModel`` and ``UpstreamRefused`` (both ``Unsupported``), ``TooLong``, ``Busy``,
        ``EngineTimeout``, ``EngineFailed``.
        """
        return await self.ask("/chat/completions", model, {**body, "stream": False})

    async def stream(self, model: str, body: Mapping[str, object]) -> AsyncGenerator[Json]:
        """The chunks of an answer, raw (``chat.completion.chunk``); raises as ``complete``.

        Close it to end the request: what is unread is not generated any further.
        """
        client, wanted = await self._client(model)
        chunks = client.stream("/chat/completions", {**body, "model": wanted, "stream": True})
        async with aclosing(chunks):
            async for chunk in chunks:
                yield chunk

    async def answer(self, model: str, messages: Sequence[Mapping[str, object]]) -> str:
        """The words of one answer to chat messages (``role``, ``content``). Raises as ``complete``."""
        answer = await self.complete(model, {"messages": list(messages)})
        try:
            words: object = answer["choices"][0]["message"]["content"]
        except (KeyError, IndexError, TypeError) as error:
            raise EngineFailed("The upstream sent an answer without a message.") from error
        if not isinstance(words, str):
            raise EngineFailed("The upstream sent a message without words.")
        return words

    async def ask(self, path: str, model: str, body: Mapping[str, object]) -> Json:
        """What its upstream answers at a path of the API such as ``/embeddings``. Raises as ``complete``."""
        client, wanted = await self._client(model)
        return await client.post(path, {**body, "model": wanted})

    async def _client(self, model: str) -> tuple[Client, str]:
        found = await self.find(model)
        if found is None:
            raise UnknownModel(model, REMEDY)
        return self._clients[found.upstream], found.model

    async def _of(self, name: str) -> tuple[Offered, ...]:
        if named := self._settings[name].models:
            return tuple(Offered(f"{name}/{each}", name, each) for each in named)
        async with self._listing[name]:
            until, known = self._listed.get(name, (float("-inf"), ()))
            if self._now() < until:
                return known
            try:
                listed = await self._clients[name].get("/models", _LISTING)
            except ParleyError as error:
                # What it offered a minute ago it will offer again.
                log.warning("upstream.unlisted", upstream=name, code=error.code)
                self._listed[name] = self._now() + _AWAY, known
                return known
            found = tuple(_offered(name, listed.get("data")))
            self._listed[name] = self._now() + _FRESH, found
            return found


def _offered(upstream: str, data: object) -> list[Offered]:
    """The models in an upstream's list; what is none is left out."""
    found: list[Offered] = []
    for each in (data if isinstance(data, list) else [])[:_MOST]:  # pyright: ignore
        if not isinstance(each, dict):
            continue
        id, created, owner = (each.get(field) for field in ("id", "created", "owned_by"))  # pyright: ignore
        if isinstance(id, str) and 0 < len(id) <= 200:
            found.append(
                Offered(
                    f"{upstream}/{id}",
                    upstream,
                    id,
                    created if isinstance(created, int) and 0 <= created < 2**40 else 0,
                    owner[:200] if isinstance(owner, str) else "",
                )
            )
    return found
