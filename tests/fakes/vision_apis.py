"""Azure's vision APIs without a home behind them, and somebody who asks them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.pictures import LETTER, encoded, page
from fakes.reader import Spectacles
from fakes.wall_clock import WallClock
from parley.gateways.azure.jobs import Jobs
from parley.gateways.azure.vision.faults import fault
from parley.gateways.azure.vision.routes import routes
from parley.gateways.surface import Surface
from parley.home.accounts.callers import Scope
from parley.home.usage import Usage
from parley.models.store import Store
from parley.pool.host import EngineHost, Inline
from parley.settings import Settings
from parley.settings.services import Seeing
from parley.vision.service import Vision

EYES = Spectacles()
"""Real ones, in this process: engines are made once for all tests."""
V4 = "/computervision/imageanalysis:analyze"
DOCUMENTS = "/documentintelligence/documentModels/prebuilt-read"


@cache
def letter() -> bytes:
    """A page of English, as a PNG."""
    return encoded(page(LETTER))


class Painter:
    """A model that can see."""

    async def complete(self, model: str, body: Mapping[str, object]) -> Mapping[str, Any]:
        tokens = [{"logprob": -0.05}]
        return {"choices": [{"message": {"content": "A page."}, "logprobs": {"content": tokens}}]}


class VisionApis:
    """The APIs, and somebody who asks them."""

    def __init__(self, host: EngineHost | None = None, describe: str = "") -> None:
        self.door = FakeDoor()
        self.usage = Usage(InlineDatabase(), WallClock())
        self.surface = Surface("azure-vision", "Vision", self.door, fault, self.usage)
        settings = Settings(vision=Seeing(describe=describe))
        vision = Vision(settings, Store(Path()), Painter(), host=host or Inline("vision", lambda: EYES))
        self.jobs: Jobs[bytes] = Jobs(WallClock(), of_one=3)
        self.app = Starlette(routes=routes(self.surface, vision, self.jobs))
        self.key = self.door.tokens.issue([Scope.SERVICES])
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://parley.test",
            headers={"Ocp-Apim-Subscription-Key": self.key},
        )

    async def post(self, path: str, data: bytes, **query: Any) -> httpx.Response:
        headers = {"Content-Type": "application/octet-stream"}
        return await self.client.post(path, content=data, params=query, headers=headers)

    async def done(self, begun: httpx.Response) -> dict[str, Any]:
        """The result of a job."""
        assert begun.status_code == 202, begun.text
        place = begun.headers["operation-location"]
        job = self.jobs.find(self.door.tokens.good[self.key], place.partition("?")[0].rsplit("/", 1)[1])
        assert job.task is not None
        await job.task
        return (await self.client.get(place)).json()
