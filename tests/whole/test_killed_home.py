"""A home that is killed again and again keeps every promise. ``benchmarks/crashes.py`` does it 200 times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.crashing import Crashing
from fakes.postgres import PostgresServer, missing


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest) -> Iterator[PostgresServer | None]:
    """PostgreSQL, or nothing for SQLite."""
    if request.param == "sqlite":
        yield None
    elif reason := missing():
        pytest.skip(reason)
    else:
        with PostgresServer(durable=False) as server:
            yield server


async def test_a_killed_home_keeps_what_it_promised(server: PostgresServer | None, tmp_path: Path) -> None:
    crashing = Crashing(tmp_path, server, lease=2.0)
    await crashing.prepare(records=1_000)
    verdict = await crashing.run(kills=8, writers=16, cold=100, longest=0.3)
    assert verdict.kept, verdict
    assert verdict.acknowledged > 100, "there was something to lose; how much depends on the machine"
    assert verdict.timers > 5
