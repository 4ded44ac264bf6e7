"""Where in the data folder the graph lies, and what is made of it."""

from __future__ import annotations

from pathlib import Path


def graph_folder(data: Path) -> Path:
    """The states of the graph, for ``Graph.open``."""
    return data / "knowledge" / "graph"


def names_folder(data: Path) -> Path:
    """The index of names, for ``Linker``."""
    return data / "knowledge" / "names"
