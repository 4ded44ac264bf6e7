"""A real MCP server with the tools of a kitchen: on standard input and output, or over HTTP on a port."""

from __future__ import annotations

import sys
from typing import Literal

from mcp.server import MCPServer
from mcp.types import ToolAnnotations

server = MCPServer("Kitchen")
RECIPES = {"pancakes": "Mix flour, eggs and milk.", "红烧肉": "五花肉切块，小火慢炖。"}


@server.tool()
def find_recipe(dish: str) -> str:
    """Finds a recipe."""
    return RECIPES.get(dish, f"No recipe for {dish}.")


@server.tool()
def set_oven(degrees: int, mode: Literal["grill", "fan"] = "fan") -> str:
    """Heats the oven."""
    return f"Oven at {degrees} ({mode})."


@server.tool(annotations=ToolAnnotations(destructive_hint=True))
def empty_fridge() -> str:
    """Orders everything in the fridge to be thrown away."""
    return "The fridge is empty."


@server.tool()
def broken() -> str:
    """Always fails."""
    raise RuntimeError("the secret of the kitchen")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        server.run("streamable-http", port=int(sys.argv[1]))
    else:
        server.run("stdio")
