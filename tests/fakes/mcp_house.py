"""A Parley that speaks MCP, and programs that ask it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parley.assistant.assistant import Assistant
from parley.home.accounts.callers import EVERYTHING, Kind, Scope
from parley.home.home import Home


@dataclass
class House:
    """What answers, and keys to it."""

    address: str
    home: Home
    owner: str
    assistant: Assistant

    async def key(self, *scopes: Scope) -> str:
        return await self.home.tokens.issue(
            self.owner, Kind.KEY, scopes or tuple(EVERYTHING - {Scope.HOUSE, Scope.ACCOUNT})
        )

    def client(self, key: str) -> Any:
        """The library's own client, of the newest protocol."""
        from mcp import Client
        from mcp.client.streamable_http import streamable_http_client
        from mcp.shared._httpx_utils import create_mcp_http_client

        http = create_mcp_http_client(headers={"Authorization": f"Bearer {key}"})
        return Client(streamable_http_client(f"http://{self.address}/mcp", http_client=http))
