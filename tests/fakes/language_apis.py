"""Azure's language API without a home behind it, and somebody who asks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import httpx
from starlette.applications import Starlette

from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.house import open_assistant
from fakes.wall_clock import WallClock
from parley.gateways.azure.jobs import Jobs
from parley.gateways.azure.language.faults import fault
from parley.gateways.azure.language.routes import KEPT, routes
from parley.gateways.surface import Surface
from parley.generation.service import Generation
from parley.home.accounts.callers import Scope
from parley.home.usage import Usage
from parley.settings import Settings
from parley.settings.services import Answering, Summing

VERSION = {"api-version": "2023-04-01"}


class Writer:
    """A language model that sums up in five words."""

    def __init__(self) -> None:
        self.asked: list[Sequence[Mapping[str, object]]] = []

    async def answer(self, model: str, messages: Sequence[Mapping[str, object]]) -> str:
        assert model == "writer/small"
        self.asked.append(messages)
        return " It is all about clouds. "


class LanguageApi:
    """The API, and somebody who asks it."""

    def __init__(self, folder: Path, summaries: str = "") -> None:
        self.door = FakeDoor()
        self.clock = WallClock()
        self.usage = Usage(InlineDatabase(), self.clock)
        self.surface = Surface("azure-language", "Language", self.door, fault, self.usage)
        self.jobs: Jobs[None] = Jobs(self.clock, of_one=3, kept=KEPT)
        self.writer = Writer()
        self.answers = folder / "answers"
        self.answers.mkdir(exist_ok=True)
        assistant = open_assistant(folder)
        assistant.settings = Settings(
            data=str(folder), summaries=Summing(summaries), answers=Answering(str(self.answers))
        )
        generation = cast(Generation, self.writer)
        self.app = Starlette(routes=routes(self.surface, assistant, generation, self.clock, self.jobs))
        self.key = self.door.tokens.issue([Scope.SERVICES])
        self.client = self.somebody(self.key)

    def somebody(self, key: str) -> httpx.AsyncClient:
        """Whoever has this key."""
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://parley.test",
            headers={"Ocp-Apim-Subscription-Key": key},
        )

    async def analyze(self, kind: str, *texts: str, language: str | None = "en", **parameters: Any) -> Any:
        """The answer to one kind of task."""
        documents = [
            {"id": str(number), "text": text, **({"language": language} if language is not None else {})}
            for number, text in enumerate(texts)
        ]
        body = {"kind": kind, "analysisInput": {"documents": documents}, "parameters": parameters}
        return (await self.client.post("/language/:analyze-text", params=VERSION, json=body)).json()

    async def begin(self, *tasks: Mapping[str, Any], text: str = "Clouds. They rain.") -> httpx.Response:
        """A job."""
        body = {"analysisInput": {"documents": [{"id": "1", "text": text}]}, "tasks": list(tasks)}
        return await self.client.post("/language/analyze-text/jobs", params=VERSION, json=body)
