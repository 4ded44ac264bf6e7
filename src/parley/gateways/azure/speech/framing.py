"""USP's frames: headers and a body in one WebSocket message, as text or, with a length in front, as bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import msgspec
from msgspec import Struct

from parley.errors import ParleyError

JSON = "application/json; charset=utf-8"
"""Content type of what the service says."""

MOST_TEXT = 128 * 1024
"""Bytes of a text message; the server takes no longer ones. A phrase list of 500 phrases has 40 KB."""
MOST_BINARY = 128 * 1024
"""Bytes of a binary message: 4 s of sound at 16 kHz. The SDKs send 3,200 at a time."""
MOST_HEADERS = 4 * 1024
"""Bytes of the headers in a message; the SDKs' have 200."""

_REQUEST = re.compile(r"[0-9A-Za-z-]{0,64}\Z")
_PATH = re.compile(r"[0-9A-Za-z._-]{1,64}\Z")
_TOO_MANY = f"The headers have at most {MOST_HEADERS} bytes."
_TIME = b"X-Timestamp:"
"""With this the SDKs begin every message, and nobody asks for it."""


class BadMessage(ParleyError):
    """What came is no message of USP: no path, headers that are none, or more than the bounds allow."""

    code = "bad_message"


@dataclass(frozen=True, slots=True)
class Message:
    """What one side says to the other."""

    path: str
    """What it is: ``speech.context``, ``audio``."""

    request: str
    """The turn it belongs to, 32 hexadecimal digits; empty for what belongs to none."""

    body: str | bytes
    """Text, usually JSON; or the payload of a binary message."""

    kind: str = ""
    """Content type, empty where none is said."""

    stream: str = ""
    """Number of the stream of sound."""


def read_text(text: str, most: int = MOST_TEXT) -> Message:
    """A text message. Raises ``BadMessage``."""
    if len(text) > most or (len(text) > most // 4 and len(text.encode("utf-8", "surrogatepass")) > most):
        raise BadMessage(f"A text message has at most {most} bytes.")
    head, gap, body = text.partition("\r\n\r\n")
    if not gap:
        raise BadMessage("A text message has headers, an empty line and a body.")
    if len(head) > MOST_HEADERS:
        raise BadMessage(_TOO_MANY)
    path, request, kind, stream = _headers(head)
    return Message(path, request, body, kind, stream)


def read_binary(data: bytes, most: int = MOST_BINARY) -> Message:
    """A binary message: the length of the headers in two bytes, the headers, the payload.

    Raises ``BadMessage``.
    """
    if not 2 <= len(data) <= most:
        raise BadMessage(f"A binary message has between 2 and {most} bytes.")
    end = 2 + int.from_bytes(data[:2], "big")
    if end > len(data):
        raise BadMessage("The headers of a binary message are longer than the message.")
    if end > MOST_HEADERS + 2:
        raise BadMessage(_TOO_MANY)
    head = bytes(data[2:end])
    if head.startswith(_TIME):
        head = head.partition(b"\r\n")[2]
    path, request, kind, stream = _headers_of_sound(head)
    return Message(path, request, data[end:], kind, stream)


def text(path: str, request: str, body: Struct | Mapping[str, object] | str, kind: str = JSON) -> str:
    """What the service says in text. ``body`` becomes JSON, unless it is text already."""
    said = body if isinstance(body, str) else msgspec.json.encode(body).decode()
    return f"X-RequestId:{request}\r\nContent-Type:{kind}\r\nPath:{path}\r\n\r\n{said}"


def binary(path: str, request: str, payload: bytes, kind: str = "", stream: str = "") -> bytes:
    """What the service says in bytes: sound, empty at its end."""
    lines = [f"X-RequestId:{request}"]
    if kind:
        lines.append(f"Content-Type:{kind}")
    if stream:
        lines.append(f"X-StreamId:{stream}")
    head = "".join(f"{line}\r\n" for line in (*lines, f"Path:{path}")).encode()
    return b"".join((len(head).to_bytes(2, "big"), head, payload))


@lru_cache(maxsize=256)
def _headers_of_sound(head: bytes) -> tuple[str, str, str, str]:
    """The same of bytes. But for the time they are those of the message before, ten times a second."""
    return _headers(head.decode("utf-8", "replace"))


def _headers(head: str) -> tuple[str, str, str, str]:
    """Path, request, content type and stream."""
    found: dict[str, str] = {}
    for line in head.split("\r\n"):
        name, colon, value = line.partition(":")
        if not line:
            continue  # a binary message's last header ends like the others
        if not colon:
            raise BadMessage("A header is a name, a colon and a value.")
        found[name.strip().lower()] = value.strip()
    path, request = found.get("path", ""), found.get("x-requestid", "")
    if not _PATH.match(path):
        raise BadMessage("A message has a path of at most 64 letters, digits, dots, dashes and underscores.")
    if not _REQUEST.match(request):
        raise BadMessage("X-RequestId has at most 64 letters, digits and dashes.")
    kind, stream = found.get("content-type", "")[:128], found.get("x-streamid", "")[:64]
    return path, request, kind.lower(), stream
