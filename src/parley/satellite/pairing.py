"""How a speaker is let in: six digits, shown large and said aloud, and afterwards a token of its own."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import httpx
import msgspec

from parley.home.sync.transport import Unreachable
from parley.satellite.kept import Kept, SpeakerFailed

GRANT = "urn:ietf:params:oauth:grant-type:device_code"
ROTATE_AFTER = 7 * 86_400.0
"""Seconds after which a token is replaced, so that one that was copied ends."""
_AGAIN = 5.0
"""Seconds until a server that is away is asked again."""


class Started(msgspec.Struct, frozen=True):
    """A pairing that waits for its person."""

    device_code: str
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    """The same with the digits in it, to be clicked."""
    expires_in: float
    interval: float


class _Given(msgspec.Struct, frozen=True):
    access_token: str
    device: str = ""


class _Said(msgspec.Struct, frozen=True):
    error: str = ""
    code: str = ""
    message: str = ""


def checked_address(address: str, *, plain: bool) -> str:
    """The server's address as it is used. Raises ``SpeakerFailed`` for one that is none, or not safe."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        port, host = parts.port, parts.hostname
    except ValueError as error:
        raise SpeakerFailed(f"{address!r} is no address; it looks like https://parley.local:8420") from error
    if parts.scheme not in ("https", "http") or not host or parts.username or parts.path.strip("/"):
        raise SpeakerFailed(f"{address!r} is no address; it looks like https://parley.local:8420")
    if parts.scheme == "http" and not plain and not _of_this_machine(host):
        raise SpeakerFailed(
            "Over plain http everyone on the network can listen in and take the speaker's token. Give the "
            "server a certificate (docs/settings.md), or add --plain if you trust the whole network."
        )
    named = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{named}" + (f":{port}" if port else "")


def trust(address: str, ca: str) -> ssl.SSLContext | None:
    """What the server's certificate must be signed by; None without TLS. Raises ``SpeakerFailed``."""
    if not address.startswith("https:"):
        return None
    try:
        return ssl.create_default_context(cafile=str(Path(ca).expanduser()) if ca else None)
    except (OSError, ssl.SSLError) as error:
        raise SpeakerFailed(f"The certificate {ca} cannot be read; it must be a PEM file.") from error


class Door:
    """The server's routes for devices."""

    def __init__(
        self, address: str, tls: ssl.SSLContext | None, http: httpx.AsyncClient | None = None
    ) -> None:
        self._address = address
        self.http = http or httpx.AsyncClient(
            verify=tls if tls is not None else True, timeout=15.0, trust_env=False
        )

    async def start(self, name: str) -> Started:
        """Ask to be let in. Raises ``Unreachable``, ``SpeakerFailed``."""
        answer = await self._post("/api/pair/start", {"kind": "speaker", "model": name})
        if answer.status_code != 200:
            raise self._problem(answer)
        return _read(answer, Started)

    async def token(self, started: Started) -> _Given | str:
        """The token, or why there is none yet, in the words of RFC 8628."""
        body = {"grant_type": GRANT, "device_code": started.device_code}
        answer = await self._post("/api/pair/token", body)
        if answer.status_code == 200:
            return _read(answer, _Given)
        said = _read(answer, _Said)
        if not said.error:
            raise self._problem(answer)
        return said.error

    async def rotate(self, token: str) -> str:
        """A new token in place of one. Raises ``Unreachable``, ``SpeakerFailed``."""
        answer = await self._post("/api/token/rotate", {}, {"Authorization": f"Bearer {token}"})
        if answer.status_code != 200:
            raise self._problem(answer)
        return _read(answer, _Given).access_token

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.aclose()

    async def _post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        try:
            return await self.http.post(self._address + path, json=body, headers=headers)
        except httpx.HTTPError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise SpeakerFailed(
                    "The server's certificate is signed by nobody this computer trusts. Copy the certificate "
                    "from the server and name it with --ca FILE."
                ) from error
            raise Unreachable(f"The server does not answer at {self._address}.") from error

    def _problem(self, answer: httpx.Response) -> SpeakerFailed | Unreachable:
        if answer.status_code >= 500 or answer.status_code == 429:
            return Unreachable(f"The server cannot answer now ({answer.status_code}).")
        said = _read(answer, _Said)
        return SpeakerFailed(f"The server refused ({answer.status_code} {said.code}). {said.message}".strip())


async def pair(
    door: Door,
    kept: Kept,
    name: str,
    show: Callable[[Started, bool], Awaitable[None]],
    now: Callable[[], float],
) -> None:
    """Wait until somebody enters the digits, for as long as it takes; then keep the token.

    ``show`` shows a code; whether it takes the place of one that is too old.
    """
    again = False
    while not await _paired(door, kept, name, show, now, again):
        again = True


async def _paired(
    door: Door,
    kept: Kept,
    name: str,
    show: Callable[[Started, bool], Awaitable[None]],
    now: Callable[[], float],
    again: bool,
) -> bool:
    started = await door.start(name)
    await show(started, again)
    pause = max(1.0, started.interval)
    while True:
        await asyncio.sleep(pause)
        try:
            given = await door.token(started)
        except Unreachable:
            pause = max(pause, _AGAIN)
            continue
        if isinstance(given, _Given):
            kept.state.token, kept.state.device, kept.state.token_since = (
                given.access_token,
                given.device,
                now(),
            )
            kept.save()
            return True
        if given == "slow_down":
            pause += 5.0
        elif given == "expired_token":
            return False
        elif given != "authorization_pending":
            raise SpeakerFailed("This speaker was refused on the page. To try again: parley speaker pair")


async def rotate(door: Door, kept: Kept, now: Callable[[], float]) -> None:
    """Replace a token that is a week old. The old one is good until the new one was used."""
    if now() - kept.state.token_since < ROTATE_AFTER:
        return
    kept.state.token = await door.rotate(kept.state.token)
    kept.state.token_since = now()
    kept.save()


def link(started: Started, room: str) -> str:
    """The address with the digits in it, and the room that this speaker is to stand in."""
    whole = started.verification_uri_complete
    return f"{whole}&room={quote(room)}" if room else whole


def _of_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(answer: httpx.Response, shape: type[Any]) -> Any:
    try:
        return msgspec.json.decode(answer.content, type=shape)
    except msgspec.MsgspecError as error:
        raise SpeakerFailed("Something else than Parley answers at the server's address.") from error
