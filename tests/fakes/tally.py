"""A real MCP server on standard input and output: it counts how often it was asked, and may never answer."""

from __future__ import annotations

import asyncio
import os

from mcp.server import MCPServer

server = MCPServer("Tally")
counted = [0]


@server.tool()
def count() -> str:
    """Counts, and says in which process."""
    counted[0] += 1
    return f"{counted[0]} {os.getpid()}"


@server.tool()
def fail() -> str:
    """Always fails."""
    raise RuntimeError("no")


@server.tool()
async def never() -> str:
    """Never answers."""
    await asyncio.Event().wait()
    return ""


if __name__ == "__main__":
    server.run("stdio")
