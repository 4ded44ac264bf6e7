"""A home that is killed again and again keeps every promise. ``benchmarks/crashes.py`` does it 200 times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fakes.crashing import Crashing, Stakes
from fakes.postgres import PostgresServer, missing

# A slow machine promises less in a life than a fast one, and needs more of them.
SOMETHING_TO_LOSE = Stakes(acknowledged=101, timers=6)


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
    verdict = await crashing.run(
        kills=8, writers=16, cold=100, longest=0.3, to_lose=SOMETHING_TO_LOSE, most=60
    )
    assert verdict.kept, verdict
    assert verdict.acknowledged >= SOMETHING_TO_LOSE.acknowledged
    assert verdict.timers >= SOMETHING_TO_LOSE.timers
