"""A real MQTT broker in a process of its own, on a free port."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

BROKER = shutil.which(
    "nats-server", path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
)

missing = None if BROKER else "nats-server is not installed (make install)"


class Broker:
    """NATS speaks MQTT 3.1.1, and keeps retained messages."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        assert BROKER
        settings = self._folder / "nats.conf"
        settings.write_text(
            f"server_name: test\nlisten: 127.0.0.1:-1\njetstream {{ store_dir: '{self._folder}' }}\n"
            f"mqtt {{ host: 127.0.0.1, port: {self.port} }}\n"
            "authorization { users: [{ user: parley, password: sesame }] }\nno_auth_user: parley\n"
        )
        self._process = subprocess.Popen(
            [BROKER, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            with socket.socket() as trying:
                if trying.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("The broker did not start.")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
