"""Other vendors' SDKs, run as programs of their own against one Parley."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data import TEST_DATA

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "sdks"
VENV = ROOT / ".venv-sdks"
PYTHON = VENV / "bin" / "python"


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
