"""A Parley that speaks MCP, on a port of this machine, with a real home and its skills."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from starlette.applications import Starlette

from fakes.home_server import listening
from fakes.house import fake_parts
from fakes.mcp_house import House
from fakes.recogniser import FakeRecogniser
from fakes.synthesiser import HummingSynthesiser
from parley.assistant.assistant import Assistant
from parley.clock import SystemClock
from parley.gateways.access import Door
from parley.gateways.mcp.faults import fault
from parley.gateways.mcp.routes import routes
from parley.gateways.surface import Surface
from parley.home.home import Home
from parley.models.store import Store
from parley.settings import Settings
from parley.skills.service import Skills
from parley.translation.service import Translation

pytest.importorskip("mcp_types")


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(data=str(tmp_path))
    async with AsyncExitStack() as stack:
        home = await Home.open(settings)
        stack.push_async_callback(home.close)
        parts = fake_parts(FakeRecogniser("hello"), HummingSynthesiser())
        assistant = await stack.enter_async_context(Assistant(settings, home, parts))
        surface = Surface("mcp", "MCP", Door(home.tokens), fault, home.usage, look=home.passes.caller)
        translation = Translation(settings, Store(tmp_path / "models"))
        made, serving = routes(surface, assistant, home, translation, settings.server)
        stack.push_async_callback(serving.stop)
        address = await stack.enter_async_context(listening(Starlette(routes=made)))
        owner = await home.accounts.owner()
        yield House(address, home, owner.id, assistant)


@pytest.fixture(scope="session")
def house_skills() -> Skills:
    """The skills as they come."""
    return Skills.load(SystemClock())
