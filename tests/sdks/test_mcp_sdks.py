"""The library of the Model Context Protocol, both majors, uses the house's assistant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SURFACE = "MCP"
MAJORS = {"mcp 1.30.0": ("mcp-1",), "mcp 2.3.0": ()}
VERSIONS = {"mcp 1.30.0": "2025-11-25", "mcp 2.3.0": "2026-07-28"}


@pytest.fixture(params=MAJORS, ids=["1.30.0", "2.3.0"])
def sdk(request: pytest.FixtureRequest) -> str:
    return request.param


def test_tools_and_resources(sdks: Any, sdk: str, conformance: Callable[..., None]) -> None:
    rows = sdks.run("mcp_tools.py", only=MAJORS[sdk])
    assert {name for name, row in rows.items() if not row.ok} == {"key.wrong"}
    got = {name: row.got for name, row in rows.items()}
    assert got["initialize"] == {"version": VERSIONS[sdk], "name": "parley"}
    assert {"ask", "set_timer", "add_to_list", "translate", "turn_on"} <= set(got["tools/list"]["names"])
    assert got["tools/list"]["required"] == ["duration"]
    english, chinese = got["tools/call"]
    assert english["value"]["language"] == "en" and "51" in english["text"]
    assert chinese["value"]["language"] == "zh" and "51" in chinese["text"]
    assert "mcp milk" in got["tools/call records"]["text"].lower()
    assert "42" in got["tools/call ask"]["text"]
    assert got["tools/call services"]["value"]["text"] == "hallo Welt"
    bad = got["tools/call with bad arguments"]
    assert bad["failed"] and "such as 5 minutes" in bad["text"]
    assert "parley://lists" in got["resources/list"] and len(got["resources/list"]) == 7
    assert any(item["text"].lower() == "mcp milk" for each in got["resources/read"] for item in each["items"])
    for name in got.keys() - {"key.wrong"}:
        conformance(SURFACE, name, sdk, "works")


def test_a_wrong_key_opens_nothing(sdks: Any, sdk: str) -> None:
    row = sdks.run("mcp_tools.py", "key.wrong", only=MAJORS[sdk])["key.wrong"]
    assert not row.ok
