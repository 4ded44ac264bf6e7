"""Other vendors' SDKs as programs of their own, one Parley for all, and the table of what they could do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest
from filelock import FileLock

from data import TEST_DATA

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
VENV = ROOT / ".venv-sdks"
PYTHON = VENV / "bin" / "python"
RESULTS = ROOT / "build" / "conformance"
_STARTS = 90.0
"""Seconds in which a Parley with its engines must be there."""


@dataclass(frozen=True)
class Where:
    """Where the Parley is that the SDKs talk to."""

    address: str
    tls_address: str
    certificate: str
    key: str
    narrow_key: str
    """May talk, and use no service."""
    pid: int


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


@dataclass(frozen=True)
class Row:
    """What became of one operation."""

    operation: str
    ok: bool
    got: Any = None
    """What the program says that it got."""
    error: str = ""
    """Class of what the SDK raised."""
    message: str = ""
    status: int | None = None
    """HTTP status, where the SDK tells."""


class Sdks:
    """Runs programs of ``programs/`` against the Parley."""

    def __init__(self, parley: Where) -> None:
        self.parley = parley

    def run(
        self,
        program: str,
        *operations: str,
        only: Sequence[str] = (),
        key: str | None = None,
        seconds: float = 100,
        **environment: str,
    ) -> dict[str, Row]:
        """Operation → what became of it. ``only``: older majors to lay over the others (``openai-1``)."""
        path = os.pathsep.join((*(str(VENV / "only" / each) for each in only), str(HERE / "programs")))
        return self._ran([str(PYTHON), program, *operations], key, seconds, PYTHONPATH=path, **environment)

    def node(
        self, program: str, *operations: str, key: str | None = None, seconds: float = 100, **environment: str
    ) -> dict[str, Row]:
        """The same of a program for Node.js, ``NAME.mjs`` in ``js/``."""
        command = [str(ROOT / ".ci" / "node"), "node", str(HERE / "js" / program), *operations]
        return self._ran(command, key, seconds, **environment)

    def _ran(
        self, command: Sequence[str], key: str | None, seconds: float, **environment: str
    ) -> dict[str, Row]:
        where = self.parley
        known = {
            "PARLEY_ADDRESS": where.address,
            "PARLEY_TLS_ADDRESS": where.tls_address,
            "PARLEY_CERTIFICATE": where.certificate,
            "NODE_EXTRA_CA_CERTS": where.certificate,
            "PARLEY_KEY": where.key if key is None else key,
            "PARLEY_DATA_FOLDER": str(TEST_DATA),
        }
        done = subprocess.run(
            command,
            cwd=HERE / "programs",
            env={**os.environ, **known, **environment},
            capture_output=True,
            timeout=seconds,
        )
        lines = [json.loads(line) for line in done.stdout.decode().splitlines() if line.startswith("{")]
        assert lines, done.stderr.decode()[-3000:]
        rows = {line["operation"]: Row(**line) for line in lines}
        for row in rows.values():  # shown where a test fails
            print(row)
        return rows


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
