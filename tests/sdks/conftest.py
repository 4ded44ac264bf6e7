"""Other vendors' SDKs as programs of their own, one Parley for all, and the table of what they could do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from filelock import FileLock

from fakes.sdks import HERE, PYTHON, ROOT, Sdks, Where

RESULTS = ROOT / "build" / "conformance"
_STARTS = 90.0
"""Seconds in which a Parley with its engines must be there."""


@pytest.fixture(scope="session")
def parley(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Where:
    """One Parley for all test processes; it ends with them."""
    if not PYTHON.exists():
        pytest.skip("no other vendors' SDKs here: .ci/sdks installs them")
    alone = worker_id == "master"
    base = tmp_path_factory.getbasetemp()
    folder = (base if alone else base.parent) / "sdks"
    with FileLock(f"{folder}.lock"):
        where = folder / "where.json"
        if not where.exists():
            folder.mkdir(exist_ok=True)
            _start(folder, os.getpid() if alone else os.getppid())
    return Where(**json.loads(where.read_text()))


def _start(folder: Path, process: int) -> None:
    log = (folder / "house.log").open("wb")
    path = os.pathsep.join((str(ROOT / "src"), str(HERE.parent)))
    house = subprocess.Popen(
        [sys.executable, str(HERE / "house.py"), str(folder), str(process)],
        stdout=log,
        stderr=log,
        env={**os.environ, "PYTHONPATH": path},
        start_new_session=True,
    )
    until = time.monotonic() + _STARTS
    while not (folder / "where.json").exists():
        if house.poll() is not None or time.monotonic() > until:
            house.kill()
            pytest.fail("Parley did not start:\n" + (folder / "house.log").read_text()[-3000:])
        time.sleep(0.1)


@pytest.fixture
def sdks(parley: Where) -> Sdks:
    """Runs the SDKs."""
    return Sdks(parley)


Result = Literal["works", "refused", "absent"]
"""It works; Parley says that it cannot, and why (``note``); or it is not offered at all (``note``)."""


@pytest.fixture(scope="module")
def conformance(request: pytest.FixtureRequest) -> Iterator[Callable[..., None]]:
    """Takes a line for the table in docs/conformance.md, which ``table.py`` makes."""
    rows: list[dict[str, str]] = []

    def record(surface: str, operation: str, sdk: str, result: Result, note: str = "") -> None:
        rows.append({"surface": surface, "operation": operation, "sdk": sdk, "result": result, "note": note})

    yield record
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"{Path(str(request.node.path)).stem}.json"
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=1))
