"""Whether a home keeps its promises when it is killed again and again, and how soon it is back.

Run with ``.venv/bin/python benchmarks/crashes.py``; it takes some minutes, fewer with ``--kills 20``. ``kill
-9`` at random moments, with 32 writers and a new timer every 20 ms; on PostgreSQL, in every tenth life the
database's own first process is killed as well. A device that outlives the home counts what rings. At the end
every acknowledged write is looked for. Start-up is from the start of a new Python to a home that serves.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from fakes.crashing import Crashing, Verdict  # pyright: ignore[reportMissingImports]  # noqa: E402
from fakes.postgres import PostgresServer, missing  # pyright: ignore[reportMissingImports]  # noqa: E402
from parley.home.schedule.claims import LEASE  # noqa: E402


def show(name: str, verdict: Verdict, seconds: float) -> None:
    """What became of it."""
    starts = sorted(verdict.starts)
    print(f"{name}: {verdict.kills} kills ({verdict.server_kills} of the server) in {seconds:.0f} s")
    print(f"  acknowledged writes   {verdict.acknowledged:8,}   lost            {len(verdict.lost)}")
    print(f"  timers                {verdict.timers:8,}   rung twice      {len(verdict.rung_twice)}")
    print(f"  told twice, rung once {verdict.told_again:8,}   never rung      {len(verdict.not_rung)}")
    print(f"  start-up              median {statistics.median(starts):.2f} s   longest {starts[-1]:.2f} s"
          f"   of {len(starts)}", flush=True)  # fmt: skip


async def ordeal(name: str, server: PostgresServer | None, kills: int, records: int) -> bool:
    """Kill, look, tell."""
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:
        crashing = Crashing(Path(folder), server, lease=LEASE)
        await crashing.prepare(records)
        began = time.perf_counter()
        verdict = await crashing.run(kills)
        show(f"{name}, {records:,} records", verdict, time.perf_counter() - began)
    return verdict.kept


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    chosen = parser.parse_args()
    kept = True
    if chosen.only != "postgresql":
        kept &= await ordeal("SQLite", None, chosen.kills, chosen.records)
    if chosen.only != "sqlite":
        if reason := missing():
            print(f"PostgreSQL: not tried, {reason}")
        with PostgresServer() if not reason else nullcontext() as server:
            if server:
                kept &= await ordeal("PostgreSQL", server, chosen.kills, chosen.records)
    return 0 if kept else 1


if __name__ == "__main__":
    # The homes are made by processes of their own, which need to find the same code.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(TESTS), os.environ.get("PYTHONPATH", "")])
    sys.exit(asyncio.run(main()))
