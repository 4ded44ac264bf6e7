"""OpenAI's API about text over a talker, and over a server of language models on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from fakes.database import InlineDatabase
from fakes.door import FakeDoor
from fakes.home_server import listening
from fakes.talker import FakeTalker
from fakes.upstream import Upstream, serving
from fakes.wall_clock import WallClock
from parley import settings
from parley.embedding.service import Embedding
from parley.gateways.openai.faults import fault
from parley.gateways.openai.routes import routes
from parley.gateways.surface import Surface
from parley.generation.service import Generation
from parley.home.accounts.callers import Caller, Kind, Scope
from parley.home.usage import Usage
from parley.settings import Settings


class Counted(Usage):
    """Notes what was used."""

    def __init__(self) -> None:
        super().__init__(InlineDatabase(), WallClock())
        self.used: list[tuple[str, str, int]] = []

    def count(
        self, caller: Caller, service: str, *, requests: int = 1, seconds: float = 0.0, characters: int = 0
    ) -> None:
        self.used.append((caller.account, service, characters))


@dataclass
class Api:
    """The API on a real port."""

    door: FakeDoor
    talker: FakeTalker
    generation: Generation
    usage: Counted
    gone: list[Callable[[str], None]] = field(default_factory=list[Callable[[str], None]])
    address: str = ""

    def client(self, *scopes: Scope, account: str = "anna", key: str = "") -> httpx.AsyncClient:
        """Somebody's program."""
        may = scopes or (Scope.TALK, Scope.SERVICES)
        key = key or self.door.tokens.issue(may, Kind.KEY, account, None)
        headers = {"Authorization": f"Bearer {key}"}
        return httpx.AsyncClient(base_url=f"http://{self.address}", headers=headers, trust_env=False)


@pytest.fixture(scope="module")
def running() -> Iterator[Upstream]:
    with serving() as upstream:
        yield upstream


@pytest.fixture
def upstream(running: Upstream) -> Upstream:
    running.bodies.clear()
    return running


@pytest.fixture
async def api(tmp_path: Path, upstream: Upstream) -> AsyncIterator[Api]:
    chosen = Settings(data=str(tmp_path), upstream={"home": settings.Upstream(url=upstream.url)})
    generation = Generation(chosen)
    made = Api(FakeDoor(), FakeTalker(), generation, Counted())
    surface = Surface("openai", "OpenAI", made.door, fault, made.usage)
    embedding = Embedding(chosen, generation)
    app = Starlette(routes=routes(surface, made.talker, generation, embedding, made.gone))
    async with listening(app) as made.address:
        yield made
    await generation.close()


@pytest.fixture
async def client(api: Api) -> AsyncIterator[httpx.AsyncClient]:
    async with api.client() as client:
        yield client


def chat(*said: str, **more: Any) -> dict[str, Any]:
    """The body of a chat in which user and assistant take turns."""
    roles = ("user", "assistant")
    messages = [{"role": roles[at % 2], "content": text} for at, text in enumerate(said)]
    return {"model": "parley", "messages": messages, **more}
