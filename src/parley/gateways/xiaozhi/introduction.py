"""What a board says of itself over HTTP, read leniently, and the two things that tell who it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from parley.gateways.access import BadRequest, Call
from parley.home.accounts.device_rows import readable

BODY_BYTES = 16 * 1024
"""Longest body; the firmware's have about 2,000."""
_MAC = re.compile(r"([0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}")
_CLIENT = re.compile(r"[0-9A-Za-z_.-]{16,64}")
"""A UUID, in the firmware; shorter than this it could be guessed."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What one board says of itself."""

    mac: str
    """Its address, six pairs in lower case with colons; printed on many boards, so no secret."""
    client: str
    """A random UUID that only the board knows: its secret."""
    name: str = ""
    """Such as ``bread-compact-wifi``."""
    sort: str = ""
    """The sort of board, of which there may be several by name."""
    version: str = ""
    """The firmware that it runs; not necessarily dotted whole numbers."""
    language: str = ""
    """Its firmware's, as a tag."""
    challenge: str = ""
    """What it was given with its code, when it asks whether it was let in; older boards send none."""

    @property
    def hardware(self) -> str:
        """What it is known by in ``Devices.by_hardware``. Who has the MAC alone is nobody."""
        return f"xiaozhi:{self.mac}:{self.client}"


async def introduced(call: Call) -> Introduction:
    """Who asks. Raises ``BadRequest`` where that cannot be told, ``TooLong``."""
    return introduction(await call.body(BODY_BYTES), call.request.headers)


def introduction(body: bytes, headers: Mapping[str, str]) -> Introduction:
    """What a body and headers say together. Raises ``BadRequest``."""
    said = _object(body)
    mac = headers.get("device-id") or _text(said, "mac_address")
    client = headers.get("client-id") or _text(said, "uuid")
    if not _MAC.fullmatch(mac):
        raise BadRequest("Device-Id must be the board's MAC address, such as 24:0a:c4:00:01:02.")
    if not _CLIENT.fullmatch(client):
        raise BadRequest("Client-Id must be a random text of 16 to 64 characters, such as a UUID.")
    itself, application = _inner(said, "board"), _inner(said, "application")
    agent, _, version = headers.get("user-agent", "")[:300].partition("/")
    return Introduction(
        mac.lower().replace("-", ":"),
        client,
        readable(_text(itself, "name") or _text(itself, "type") or (agent if version else "")),
        readable(_text(itself, "type")),
        readable(_text(application, "version") or version),
        readable(headers.get("accept-language") or _text(said, "language")),
        _text(said, "challenge") or _text(_inner(said, "Payload"), "challenge"),
    )


def _object(body: bytes) -> Mapping[str, Any]:
    """The JSON object of a body; of anything else nothing, because no board is to be kept out for it."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return {}
    return cast("dict[str, Any]", said) if isinstance(said, dict) else {}


def _inner(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = said.get(name)
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}


def _text(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    return text[:300] if isinstance(text, str) else ""
