"""A real HTTP server on loopback that misbehaves as told."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Server:
    """What it serves and how; what it was asked."""

    contents: bytes
    etag: str | None = '"one"'
    ranges: bool = True
    """Whether it honours Range."""

    break_after: list[int] = field(default_factory=list[int])
    """Bytes after which it hangs up, one for each request, then never more."""

    claims: int | None = None
    """Content-Length it gives instead of the true one."""

    statuses: list[int] = field(default_factory=list[int])
    """Statuses it answers first, one for each request."""

    headers: dict[str, str] = field(default_factory=dict[str, str])
    redirect: str | None = None
    trickle: float | None = None
    """Seconds between single bytes."""

    endless: bool = False
    """Without Content-Length, and never done."""

    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    """Headers of each request."""


def _handler(server: Server) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            server.asked.append({key.lower(): value for key, value in self.headers.items()})
            if server.statuses:
                return self._plain(server.statuses.pop(0))
            if server.redirect and self.path != "/elsewhere":
                self.send_response(302)
                self.send_header("Location", server.redirect)
                return self._end(0)
            if self.path not in ("/model.bin", "/elsewhere", "/upstream-name-1.0.tar.bz2"):
                return self._plain(404)
            self._serve()
            return None

        def _serve(self) -> None:
            begin = 0
            wanted = self.headers.get("Range")
            same = self.headers.get("If-Range") in (None, server.etag)
            if wanted and server.ranges and same:
                begin = int(wanted.removeprefix("bytes=").rstrip("-"))
                if begin >= len(server.contents):
                    return self._plain(416)
                self.send_response(206)
                last = len(server.contents) - 1
                self.send_header("Content-Range", f"bytes {begin}-{last}/{len(server.contents)}")
            else:
                self.send_response(200)
            body = server.contents[begin:]
            if server.etag:
                self.send_header("ETag", server.etag)
            if server.endless:
                self.end_headers()
                while True:
                    self.wfile.write(b"x" * 65536)
            self._end(server.claims if server.claims is not None else len(body))
            if server.trickle is not None:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(server.trickle)
            stop = server.break_after.pop(0) if server.break_after else len(body)
            self.wfile.write(body[:stop])
            return None

        def _plain(self, status: int) -> None:
            self.send_response(status)
            self._end(0)

        def _end(self, length: int) -> None:
            for key, value in server.headers.items():
                self.send_header(key, value)
            self.send_header("Content-Length", str(length))
            self.send_header("Connection", "close")  # or the next request may run into the closing
            self.end_headers()

        def handle(self) -> None:
            with suppress(OSError):  # the client hung up, as some tests want
                super().handle()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def serving(server: Server) -> Generator[Server]:
    """Serve at ``server.url``."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(server))
    http.daemon_threads = True
    server.url = f"http://127.0.0.1:{http.server_port}/model.bin"
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


Serve = Callable[[Server], Server]
