"""A client that asks for sound over HTTP, hears some of it, and leaves."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.types import ASGIApp

PIECES = 5


async def hear_some(app: ASGIApp, path: str, body: bytes, headers: dict[str, str]) -> int:
    """Bytes that came until the client left, after a few pieces; returns when the app is done with it."""
    sent: list[bytes] = []
    asked = False
    enough = asyncio.Event()

    async def receive() -> dict[str, Any]:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": body, "more_body": False}
        await enough.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            sent.append(message["body"])
            if len(sent) >= PIECES:
                enough.set()
            await asyncio.sleep(0)  # as a socket would

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "scheme": "http",
        "server": ("parley", 80),
        "client": ("127.0.0.1", 1),
    }
    await app(scope, receive, send)
    return sum(map(len, sent))
