"""A server in a process of its own that is killed while a client uploads, and the client that goes on."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import http.client
import random
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from fakes.nursery import Born, Nursery
from parley.home.accounts.callers import EVERYTHING
from parley.home.accounts.devices import NewDevice
from parley.home.home import Home
from parley.server import serve
from parley.settings import Ears, Mouth, Server, Settings

UPLOADS = "/api/files/uploads"
_PIECE = 256 * 1024


def serving(folder: str) -> None:
    """``parley serve``, by itself or as a process of a nursery."""
    nobody = Settings(data=folder, server=Server(port=0), ears=Ears(engines=()), mouth=Mouth(engines={}))
    serve(nobody, lambda line: print(line, flush=True))


class UploadServer:
    """``parley serve`` without ears and mouth; every life of it has the same data."""

    def __init__(self, folder: Path, born_by: Nursery | None = None) -> None:
        """``born_by``: has read the sentences already, so that each life begins sooner."""
        self.folder = folder
        self._born_by = born_by
        self._born: Born | None = None
        self.key = asyncio.run(_key(folder))
        self.starts: list[float] = []
        """Seconds from starting Python until it listened."""
        self._process: subprocess.Popen[str] | None = None
        self._port = 0

    def start(self) -> None:
        """Start it, and wait until it listens."""
        began = time.perf_counter()
        for line in self._started():
            if found := re.search(r"localhost:(\d+)/", line):
                self._port = int(found[1])
                self.starts.append(time.perf_counter() - began)
                return
        raise AssertionError("the server did not start")

    def _started(self) -> Iterable[str]:
        """What it prints."""
        if self._born_by is not None:
            self._born = self._born_by.bear("fakes.uploading:serving", str(self.folder))
            return self._born.said
        command = [sys.executable, "-m", "fakes.uploading", str(self.folder)]
        where = Path(__file__).parents[1]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=where)
        assert self._process.stdout is not None
        return self._process.stdout

    def kill(self) -> None:
        """``kill -9``."""
        if self._born is not None:
            self._born.kill()
            return
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def ask(
        self,
        method: str,
        path: str,
        headers: dict[str, str] | None = None,
        body: Iterator[bytes] | None = None,
    ) -> http.client.HTTPResponse:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        more = {"Authorization": f"Bearer {self.key}", "Tus-Resumable": "1.0.0", **(headers or {})}
        connection.request(method, path, body=body, headers=more)
        return connection.getresponse()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


async def _key(folder: Path) -> str:
    async with await Home.open(Settings(data=str(folder))) as home:
        owner = await home.accounts.owner()
        session = await home.tokens.sign_in(owner.id, NewDevice(name="test"), "password")
        made = await home.tokens.make_key(owner.id, "test", set(EVERYTHING), by=session.caller)
        return made.secret


@dataclass
class Uploaded:
    """What became of one upload."""

    file: str
    kills: int
    sent_again: int
    """Bytes that had been sent, and were not safe when the server died."""


def upload(server: UploadServer, data: bytes, cuts: Sequence[int], chance: random.Random) -> Uploaded:
    """Upload, and kill the server whenever so many bytes have been sent; go on as a tus client does.

    A cut at the end of the data comes up to 50 ms after the last byte, while the server makes it a file.
    """
    said = base64.b64encode(hashlib.sha256(data).hexdigest().encode()).decode()
    headers = {"Upload-Length": str(len(data)), "Upload-Metadata": f"sha256 {said}"}
    place = server.ask("POST", UPLOADS, headers).headers["location"]
    again = 0
    for kills, cut in enumerate([*sorted(cuts), None]):
        asked = server.ask("HEAD", place)
        assert asked.status == 200, asked.status
        offset = int(asked.headers["upload-offset"])
        if (file := asked.headers["parley-file"]) is not None:
            return Uploaded(file, kills, again)
        sent = _send(server, place, data, offset, cut, chance)
        if isinstance(sent, str):
            return Uploaded(sent, kills, again)
        server.start()
        safe = int(server.ask("HEAD", place).headers["upload-offset"])
        assert safe <= sent, "the server knows of bytes that nobody sent"
        again += sent - safe
    raise AssertionError("it ended without an answer")


def _send(
    server: UploadServer, place: str, data: bytes, offset: int, cut: int | None, chance: random.Random
) -> int | str:
    """The file's id, or how far it had come when the server was killed."""
    end = len(data) if cut is None else max(offset, cut)
    headers = {
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": str(len(data) - offset),
    }

    def body() -> Iterator[bytes]:
        for start in range(offset, end, _PIECE):
            yield data[start : min(start + _PIECE, end)]
        if cut is not None:
            time.sleep(chance.random() * 0.05)  # now it is at one step, now at another
            server.kill()

    with suppress(OSError, http.client.HTTPException):
        answer = server.ask("PATCH", place, headers, body())
        if cut is None:
            assert answer.status == 204, answer.read()
            return str(answer.headers["parley-file"])
    assert cut is not None, "the server went away by itself"
    return end


if __name__ == "__main__":
    serving(sys.argv[1])
