"""The APIs that other vendors' SDKs speak, and the services behind them, wired from settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
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
from parley.gateways.azure.faults import fault as azure_fault
from parley.gateways.azure.jobs import Jobs
from parley.gateways.azure.language.faults import fault as language_fault
from parley.gateways.azure.language.routes import KEPT as LANGUAGE_KEPT
from parley.gateways.azure.language.routes import LANGUAGE
from parley.gateways.azure.language.routes import routes as language_routes
from parley.gateways.azure.speech.routes import routes as recognition_routes
from parley.gateways.azure.speech_rest.routes import routes as speech_rest_routes
from parley.gateways.azure.speech_synthesis.routes import routes as synthesis_routes
from parley.gateways.azure.translator.faults import fault as translator_fault
from parley.gateways.azure.translator.routes import routes as translator_routes
from parley.gateways.azure.vision.faults import fault as vision_fault
from parley.gateways.azure.vision.routes import BEGINNINGS as VISION
from parley.gateways.azure.vision.routes import routes as vision_routes
from parley.gateways.bing.entities import Knowing
from parley.gateways.bing.faults import fault as bing_fault
from parley.gateways.bing.routes import BEGINNINGS as BING
from parley.gateways.bing.routes import routes as bing_routes
from parley.gateways.bing.typing import Keys
from parley.gateways.mcp.faults import fault as mcp_fault
from parley.gateways.mcp.routes import PATH as MCP
from parley.gateways.mcp.routes import routes as mcp_routes
from parley.gateways.mcp.serving import Serving
from parley.gateways.openai.faults import fault as openai_fault
from parley.gateways.openai.realtime.opening import Opening
from parley.gateways.openai.realtime.routes import routes as realtime_routes
from parley.gateways.openai.routes import routes as openai_routes
from parley.gateways.openai.speech.routes import routes as openai_speech_routes
from parley.gateways.openai.transcription.routes import routes as openai_transcription_routes
from parley.gateways.surface import Fault, Surface
from parley.gateways.surface.openapi import described
from parley.generation.service import Generation
from parley.home.home import Home
from parley.models.store import Store
from parley.search.service import Searching
from parley.settings import Settings
from parley.speech.alignment.service import alignment
from parley.speech.transcribing.service import Transcribing
from parley.speech.voice_names import VoiceNames
from parley.translation.service import Translation
from parley.vision.service import Vision

_JOBS_BYTES = 256 * 1024 * 1024
"""Of pictures' results that wait to be fetched."""
_MEGABYTE = 1_000_000


class Offering:
    """Every API, with its routes. As an async context it lasts as long as the services behind them."""

    def __init__(
        self,
        settings: Settings,
        door: Door,
        home: Home,
        assistant: Assistant,
        searching: Searching | None = None,
        knowing: Knowing | None = None,
        keys: Keys | None = None,
    ) -> None:
        """``searching``, ``knowing`` and ``keys`` are what Bing's APIs ask."""
        self._settings, self._door, self._home, self._assistant = settings, door, home, assistant
        self._searching, self._knowing, self._keys = searching, knowing, keys
        store = Store(settings.data_dir / "models")
        self.surfaces: list[tuple[tuple[str, ...], Surface]] = []
        """Beginnings of the paths of an API → the API."""
        self.generation = Generation(settings)
        self.embedding = Embedding(settings, self.generation, store)
        self.translation = Translation(settings, store, self.generation)
        self.vision = Vision(settings, store, self.generation)
        self._analysed = Jobs[None](home.clock, of_one=50, of_all=500, kept=LANGUAGE_KEPT)
        self._read = Jobs[bytes](home.clock, of_one=50, of_all=400, most_bytes=_JOBS_BYTES)
        self._alignment = alignment(settings, store)
        parts = assistant.parts
        self.transcribing = Transcribing(parts.hearing, self._alignment, parts.voices)
        self._names = VoiceNames(parts.saying)
        self._talks = Opening(assistant, self.generation, home, settings.realtime)
        self._mcp: Serving | None = None
        self.routes: list[BaseRoute] = []
        if settings.services.enabled:
            self.routes = [*self._openai(), *self._azure_speech(), *self._azure(), *self._skills()]
            self.routes += self._descriptions()

    def _openai(self) -> list[BaseRoute]:
        home, saying = self._home, self._assistant.parts.saying
        surface = self._surface("openai", "OpenAI's API, spoken by Parley", openai_fault, "/v1", "/openai")
        return [
            *openai_routes(surface, self._assistant, self.generation, self.embedding, home.accounts.on_gone),
            *openai_transcription_routes(surface, self.transcribing, self.translation, self._most_sound),
            *openai_speech_routes(surface, saying, self._names),
            *realtime_routes(surface, self._talks, self.translation, home),
        ]

    def _azure_speech(self) -> list[BaseRoute]:
        saying = self._assistant.parts.saying
        beginnings = ("/speech", "/stt", "/tts", "/sts", "/cognitiveservices", "/speechtotext")
        surface = self._surface("azure-speech", "Azure's Speech, spoken by Parley", azure_fault, *beginnings)
        return [
            *recognition_routes(surface, self.transcribing, self.translation, saying),
            *speech_rest_routes(surface, self.transcribing, self._home.passes, self._most_sound),
            *synthesis_routes(surface, saying, self._names),
        ]

    def _azure(self) -> list[BaseRoute]:
        beginnings = (
            "/translator",
            "/translate",
            "/detect",
            "/transliterate",
            "/breaksentence",
            "/dictionary",
        )
        translator = self._surface(
            "azure-translator", "Azure's Translator, spoken by Parley", translator_fault, *beginnings
        )
        vision = self._surface(
            "azure-vision",
            "Azure's Vision and Document Intelligence, spoken by Parley",
            vision_fault,
            *VISION,
        )
        language = self._surface(
            "azure-language", "Azure's AI Language, spoken by Parley", language_fault, *LANGUAGE
        )
        bing = self._surface("bing", "Bing's search APIs (version 7), spoken by Parley", bing_fault, *BING)
        return [
            *translator_routes(translator, self.translation),
            *vision_routes(vision, self.vision, self._read),
            *language_routes(language, self._assistant, self.generation, self._home.clock, self._analysed),
            *bing_routes(bing, self._searching, self._knowing, self._keys),
        ]

    def _skills(self) -> list[BaseRoute]:
        surface = self._surface("mcp", "Skills and services as tools (MCP)", mcp_fault, MCP)
        routes, self._mcp = mcp_routes(
            surface, self._assistant, self._home, self.translation, self._settings.server
        )
        return routes

    @property
    def _most_sound(self) -> int:
        """Bytes of one sound file."""
        return self._settings.services.audio_mb * _MEGABYTE

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
        if self._mcp is not None:
            await self._mcp.stop()
        await self._talks.close()
        await self._read.stop()
        await self._analysed.stop()
        await self.vision.stop()
        await self.translation.stop()
        await self.embedding.stop()
        await self._alignment.stop()
        await self.generation.close()


def _said(error: Exception) -> ParleyError:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return NotFound("There is nothing at this address.")
    return BadRequest(f"This address does not take such a request ({error.detail}).")
