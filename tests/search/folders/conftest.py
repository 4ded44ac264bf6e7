"""Folders are followed in virtual time: an hour takes none."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fakes.virtual_time import VirtualTimeLoop


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], VirtualTimeLoop]]:
    return {"virtual": VirtualTimeLoop}
