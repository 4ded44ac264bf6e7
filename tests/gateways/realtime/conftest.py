"""Virtual time for realtime sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    """Silence passes at once."""
    return {"virtual": VirtualTimeLoop}
