"""Whoever waits here waits in virtual time."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    """Every test of this folder runs in a loop whose clock jumps."""
    return {"virtual": VirtualTimeLoop}
