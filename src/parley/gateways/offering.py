"""The APIs that other vendors' SDKs speak, and the services behind them, wired from settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Self

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from parley.assistant.assistant import Assistant
from parley.embedding.service import Embedding
from parley.errors import ParleyError
from parley.gateways.access import PUBLIC, Answer, BadRequest, Call, Door, NotFound, json
from parley.gateways.access.answers import FAULTS
from parley.gateways.openai import faults as openai_faults
from parley.gateways.openai.models import Models
from parley.gateways.openai.realtime.opening import Opening
from parley.gateways.openai.realtime.routes import routes as realtime_routes
from parley.gateways.openai.routes import routes as openai_routes
from parley.gateways.surface import Fault, Surface
from parley.gateways.surface.openapi import described
from parley.generation.service import Generation
from parley.home.home import Home
from parley.models.store import Store
from parley.settings import Settings
from parley.speech.alignment.service import alignment
from parley.speech.transcribing.service import Transcribing
from parley.translation.service import Translation


class Offering:
    """Every API, with its routes. As an async context it lasts as long as the services behind them."""

    def __init__(self, settings: Settings, door: Door, home: Home, assistant: Assistant) -> None:
        self._settings, self._door, self._home, self._assistant = settings, door, home, assistant
        self._store = Store(settings.data_dir / "models")
        self._open = AsyncExitStack()
        self.surfaces: list[tuple[tuple[str, ...], Surface]] = []
        """Beginnings of the paths of an API → the API."""
        self.generation = Generation(settings)
        self.embedding = Embedding(settings, self.generation, self._store)
        self.translation = Translation(settings, self._store, self.generation)
        self._alignment = alignment(settings, self._store)
        parts = assistant.parts
        self.transcribing = Transcribing(parts.hearing, self._alignment, parts.voices)
        self.routes: list[BaseRoute] = self._routes() if settings.services.enabled else []

    def _routes(self) -> list[BaseRoute]:
        models = Models(self.generation)
        openai = self._surface(
            "openai", "OpenAI's API, spoken by Parley", openai_faults.fault, "/v1", "/openai"
        )
        assert models and openai
        routes: list[BaseRoute] = [
            *openai_routes(
                openai, self._assistant, self.generation, self.embedding, self._home.accounts.on_gone
            ),
            *self._realtime(openai),
        ]
        return [*routes, *self._descriptions()]

    def _realtime(self, openai: Surface) -> list[BaseRoute]:
        home, limits = self._home, self._settings.realtime
        opening = Opening(self._assistant, self.generation, home.usage, home.clock, limits)
        return realtime_routes(openai, opening, home.passes)

    def _surface(self, name: str, title: str, fault: Fault, *beginnings: str) -> Surface:
        surface = Surface(
            name,
            title,
            self._door,
            fault,
            self._home.usage,
            look=self._home.passes.caller,
            origins=self._settings.services.origins,
        )
        self.surfaces.append((beginnings, surface))
        return surface

    def _descriptions(self) -> list[BaseRoute]:
        known = {surface.name: surface for _, surface in self.surfaces}

        async def show(call: Call) -> Answer:
            surface = known.get(call.id("name").removesuffix(".json"))
            if surface is None:
                raise NotFound(f"There are descriptions of {', '.join(known)}.")
            return json(described(surface, call.origin))

        return [self._door.route("/openapi/{name}", show, methods=["GET"], needs=PUBLIC)]

    @property
    def faults(self) -> dict[object, Callable[[Request, Exception], Awaitable[Response]]]:
        """What is answered where no endpoint is: an API says so in its own shape."""
        return {**FAULTS, HTTPException: self._no_route}

    async def _no_route(self, request: Request, error: Exception) -> Response:
        path = request.url.path
        for beginnings, surface in self.surfaces:
            if any(path == each or path.startswith(f"{each}/") for each in beginnings):
                return surface.manner.finish(surface.refuse(_said(error)), request)
        return await FAULTS[HTTPException](request, error)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()
        await self.translation.stop()
        await self.embedding.stop()
        await self._alignment.stop()
        await self.generation.close()


def _said(error: Exception) -> ParleyError:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return NotFound("There is nothing at this address.")
    return BadRequest(f"This address does not take such a request ({error.detail}).")
