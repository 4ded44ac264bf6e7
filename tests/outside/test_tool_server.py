"""The tools of MCP servers, with a real server of the SDK in a process of its own."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.settings.around import McpServer
from parley.skills.tools.server import ToolFailed, ToolServer

KITCHEN = Path(__file__).parents[1] / "fakes" / "kitchen.py"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The kitchen over HTTP."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(KITCHEN), str(port)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(params=["program", "http"])
def kitchen(request: pytest.FixtureRequest, address: str) -> ToolServer:
    if request.param == "http":
        return ToolServer("kitchen", McpServer(url=address, key_variable="KEY"), {"KEY": "sesame"})
    return ToolServer("kitchen", McpServer(command=(sys.executable, str(KITCHEN))))


async def test_its_tools_are_what_it_says_they_are(kitchen: ToolServer) -> None:
    tools = {each.name: each for each in await kitchen.tools()}
    assert set(tools) == {"find_recipe", "set_oven", "empty_fridge", "broken"}
    assert tools["find_recipe"].title == "find recipe"
    assert [(each.name, each.required) for each in tools["set_oven"].parameters] == [
        ("degrees", True),
        ("mode", False),
    ]
    assert tools["set_oven"].parameters[1].choices == ("grill", "fan")
    assert tools["empty_fridge"].destructive
    assert not tools["find_recipe"].destructive


async def test_a_tool_does_what_it_is_told_in_either_language(kitchen: ToolServer) -> None:
    assert await kitchen.call("find_recipe", {"dish": "pancakes"}) == "Mix flour, eggs and milk."
    assert await kitchen.call("find_recipe", {"dish": "红烧肉"}) == "五花肉切块，小火慢炖。"


async def test_what_goes_wrong_in_a_tool_stays_there(kitchen: ToolServer) -> None:
    with pytest.raises(ToolFailed) as failed:
        await kitchen.call("broken", {})
    assert "secret" not in str(failed.value)
    assert await kitchen.call("set_oven", {"degrees": 180}) == "Oven at 180 (fan)."


@pytest.mark.parametrize(
    "settings",
    [
        McpServer(url="http://127.0.0.1:9/mcp"),
        McpServer(command=("/does/not/exist",)),
        McpServer(command=(sys.executable, "-c", "print('hello')")),
        McpServer(),
    ],
    ids=["nobody there", "no such program", "no MCP server", "nothing set"],
)
async def test_a_server_that_is_none_is_told(settings: McpServer) -> None:
    with pytest.raises(ToolFailed):
        await ToolServer("kitchen", settings).tools()
