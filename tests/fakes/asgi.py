"""A client that sends one request to an app and leaves when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp


class LeavingClient:
    """One request. ``body`` is what has come back so far."""

    def __init__(self, app: ASGIApp, path: str, headers: dict[str, str], content: bytes) -> None:
        self.body = b""
        self.status = 0
        self.gone = asyncio.Event()
        """Set: the client leaves."""
        self._app, self._content = app, content
        self._changed = asyncio.Condition()
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "scheme": "http",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "client": ("127.0.0.1", 5000),
            "server": ("127.0.0.1", 80),
        }

    def start(self) -> asyncio.Task[None]:
        """Send it; the task ends when the app has done with it."""
        return asyncio.create_task(self._run(), name="leaving client")

    async def until(self, text: bytes) -> None:
        """Wait until this has come back."""
        async with self._changed:
            await self._changed.wait_for(lambda: text in self.body)

    async def _run(self) -> None:
        await self._app(self._scope, self._receive, self._send)

    async def _receive(self) -> MutableMapping[str, Any]:
        if self._content:
            content, self._content = self._content, b""
            return {"type": "http.request", "body": content, "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        async with self._changed:
            if message["type"] == "http.response.start":
                self.status = message["status"]
            else:
                self.body += message.get("body", b"")
            self._changed.notify_all()
