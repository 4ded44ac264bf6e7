"""The way home: what was written goes there when it can, and what all devices taught comes back."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from parley.errors import BadSettings, NotAllowed, ParleyError
from parley.home.sync.transport import ServerRefused, Unreachable
from parley.keyboard.ibus.kept import Kept
from parley.keyboard.types import Typed
from parley.telemetry import log

_BATCH: Final = 200
"""Things written that are sent at once."""
_AGAIN: Final = (5.0, 15.0, 60.0, 300.0)
"""Seconds until a home that is away is asked again, the last time after time."""
_FRESH: Final = 600.0
"""Seconds after which what other devices taught is fetched."""
_TOGETHER: Final = 3.0
"""Seconds in which what is written is sent together."""
_LARGEST: Final = 64 * 1024 * 1024
_PATIENCE: Final = 20.0


class Way:
    """The routes of a home that a keyboard needs."""

    def __init__(self, address: str, key: str, tls: ssl.SSLContext | bool = True, http: Any = None) -> None:
        """``http`` is an ``httpx.AsyncClient`` to use in place of one's own."""
        import httpx

        self._address = address
        self._headers = {"Authorization": f"Bearer {key}"}
        self._http: httpx.AsyncClient = http or httpx.AsyncClient(
            verify=tls, timeout=_PATIENCE, trust_env=False
        )

    async def learned(self, events: Sequence[Typed]) -> None:
        """Say what was written. Raises ``Unreachable``, ``NotAllowed``, ``ServerRefused``."""
        await self._ask("POST", "/api/keyboard/learned", msgspec.json.encode({"events": list(events)}))

    async def state(self) -> bytes:
        """All that was learned. Raises the same."""
        return await self._ask("GET", "/api/keyboard/state", None)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def _ask(self, method: str, path: str, body: bytes | None) -> bytes:
        import httpx

        headers = self._headers | {"Content-Type": "application/json"}
        try:
            async with self._http.stream(
                method, self._address + path, content=body, headers=headers
            ) as answer:
                found = bytearray()
                async for piece in answer.aiter_bytes():
                    found += piece
                    if len(found) > _LARGEST:
                        raise Unreachable("The home sends more than anybody can have typed.")
        except httpx.HTTPError as error:
            raise Unreachable(f"The home does not answer ({type(error).__name__}).") from error
        if answer.status_code in (401, 403):
            raise NotAllowed("The home does not take this key.")
        if answer.status_code == 429 or answer.status_code >= 500:
            raise Unreachable(f"The home cannot answer now ({answer.status_code}).")
        if answer.status_code not in (200, 204):
            raise ServerRefused(answer.status_code, "", "The home refused what this keyboard sent.")
        return bytes(found)


async def keep_in_step(kept: Kept, way: Way, sleep: Any = asyncio.sleep) -> None:
    """Send and fetch until cancelled. Typing never waits for it, and goes on when nothing is reached."""
    failures = 0
    while True:
        try:
            await deliver(kept, way)
            kept.replace(await way.state())
            failures = 0
            await _more(kept, sleep)
        except ParleyError as error:
            log.warning("keyboard.alone", code=error.code)
            await sleep(_AGAIN[min(failures, len(_AGAIN) - 1)])
            failures += 1


async def deliver(kept: Kept, way: Way) -> None:
    """Send all that waits. What a home refuses by itself is dropped: it would never take it."""
    while kept.waiting:
        kept.written.clear()
        some = list(kept.waiting)[:_BATCH]
        try:
            await way.learned(some)
        except ServerRefused:
            for each in some:
                with suppress(ServerRefused):
                    await way.learned([each])
        kept.heard(some)


async def _more(kept: Kept, sleep: Any) -> None:
    """Until something was written, and a little longer; or until it is time to ask what others taught."""
    with suppress(TimeoutError):
        await asyncio.wait_for(kept.written.wait(), _FRESH)
        await sleep(_TOGETHER)


def checked(address: str, *, plain: bool = False) -> str:
    """A home's address as it is used. Raises ``BadSettings`` for none, or one that others can listen to."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadSettings("The server's address looks like https://parley.local:8420") from error
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.path.strip("/"):
        raise BadSettings("The server's address looks like https://parley.local:8420")
    if parts.scheme == "http" and not plain and not _here(host):
        raise BadSettings(
            "Over plain http everyone on the network sees what is typed; use https, or --plain."
        )
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}" + (f":{port}" if port else "")


def trust(certificate: str) -> ssl.SSLContext | bool:
    """What the server's certificate must be signed by; empty: by whom the system trusts."""
    if not certificate:
        return True
    try:
        return ssl.create_default_context(cafile=str(Path(certificate).expanduser()))
    except (OSError, ssl.SSLError) as error:
        raise BadSettings(f"The certificate {certificate} cannot be read; it must be a PEM file.") from error


def _here(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
