"""The one ASGI app and its listener, wired from settings."""

from __future__ import annotations

import contextlib
import ipaddress
import sys
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from parley import __version__
from parley.assistant.assistant import Assistant
from parley.errors import BadSettings
from parley.gateways.web.keys import Keys
from parley.gateways.web.routes import PAGE, Status, routes
from parley.gateways.web.talk import Limits
from parley.home.records import Records
from parley.settings import Settings
from parley.telemetry import log

_WEB_MESSAGE_BYTES = 128 * 1024
"""Longest WebSocket message taken at all; the gateways' own limits are lower."""


def keys_path(settings: Settings) -> Path:
    """Where the hashes of links and sessions lie."""
    return settings.data_dir / "keys"


def records_path(settings: Settings) -> Path:
    """Where people's records lie."""
    return settings.data_dir / "records.db"


def build(settings: Settings, keys: Keys, ready: Callable[[], None] | None = None) -> Starlette:
    """The app. ``ready`` is called when every engine is warm and the first turn will not wait."""
    records = Records(records_path(settings))
    assistant = Assistant(settings, records)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        async with assistant:
            for name, error in (await assistant.warm()).items():
                if error is not None:
                    log.error("engine.missing", engine=name, code=error.code, reason=str(error))
            if ready is not None:
                ready()
            yield

    limits = Limits(talks=settings.server.sessions)
    return Starlette(
        routes=routes(assistant, keys, lambda: status(assistant), limits=limits), lifespan=lifespan
    )


def status(assistant: Assistant) -> Status:
    """What the page shows about this Parley."""
    hears: dict[str, list[str]] = {}
    for ear in assistant.parts.hearing.ears:
        for language in sorted(ear.languages):
            hears.setdefault(language, []).append(ear.name)
    speaks = {
        language: [mouth.name for mouth in mouths]
        for language, mouths in assistant.parts.saying.by_language.items()
    }
    ears = assistant.parts.ears
    return Status(
        version=__version__,
        hears=hears,
        speaks=speaks,
        wake_words=list(ears.words or {}) if ears.wake is not None else [],
    )


def serve(settings: Settings, announce: Callable[[str], None] = print) -> None:
    """Run until interrupted. ``announce`` shows people the link and the warnings."""
    server = settings.server
    if bool(server.tls_certificate) != bool(server.tls_key):
        raise BadSettings("Set both server.tls_certificate and server.tls_key, or neither.")
    if not (PAGE / "index.html").is_file():
        announce("The talk page is not built; run `make web` (the rest works).")
    keys = Keys(keys_path(settings))
    for line in warnings(settings):
        announce(line)

    def ready() -> None:
        announce(f"Parley is listening.  Open  {link(settings, keys)}")
        announce("(The link works once, for a day. Another one: parley link)")

    config = uvicorn.Config(
        build(settings, keys, ready),
        host=server.host,
        port=server.port,
        ws="websockets-sansio",
        ws_max_size=_WEB_MESSAGE_BYTES,
        loop="uvloop" if sys.platform != "win32" else "asyncio",
        ssl_certfile=server.tls_certificate,
        ssl_keyfile=server.tls_key,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
    uvicorn.Server(config).run()


def link(settings: Settings, keys: Keys) -> str:
    """A fresh one-time link to the talk page."""
    server = settings.server
    scheme = "https" if server.tls_certificate else "http"
    host = "localhost" if server.host in ("127.0.0.1", "::1", "0.0.0.0", "::") else server.host
    return f"{scheme}://{host}:{server.port}/?key={keys.issue()}"


def warnings(settings: Settings) -> list[str]:
    """What the owner must know about how the server is reached."""
    server = settings.server
    try:
        local = ipaddress.ip_address(server.host).is_loopback
    except ValueError:
        local = server.host == "localhost"
    if local or server.tls_certificate:
        return []
    return [
        f"WARNING: Parley listens on {server.host} without TLS. Whoever shares the network can listen in,",
        "and browsers will not give it their microphone. Set server.tls_certificate and server.tls_key.",
    ]
