"""The fields of a form with a file in it (multipart/form-data), as boards send their pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message

from parley.gateways.access import BadRequest

MOST_FIELDS = 8
_HEAD_BYTES = 4096
_NAME = re.compile(r"[0-9A-Za-z_-]{1,64}")


def fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """Name → content; of several by one name the first. Raises ``BadRequest``."""
    boundary = _boundary(content_type)
    found: dict[str, bytes] = {}
    for part in _parts(b"\r\n" + body, b"\r\n--" + boundary):
        head, gap, content = part.partition(b"\r\n\r\n")
        name = _name(head) if gap and len(head) <= _HEAD_BYTES else ""
        if not _NAME.fullmatch(name):
            raise BadRequest("A field of the form has no name.")
        found.setdefault(name, content)
    return found


def _parts(body: bytes, mark: bytes) -> Iterator[bytes]:
    """What stands between two marks, up to the one that ends the form."""
    pieces = body.split(mark, MOST_FIELDS + 2)
    if len(pieces) < 2 or pieces[0].strip():
        raise BadRequest("The body is no form, or its boundary is another.")
    for part in pieces[1:]:
        if part.startswith(b"--"):
            return
        if not part.startswith(b"\r\n"):
            break
        yield part[2:]
    raise BadRequest(f"The form does not end, or has more than {MOST_FIELDS} fields.")


def _boundary(content_type: str) -> bytes:
    message = Message()
    message["Content-Type"] = content_type[:300].encode("ascii", "replace").decode()
    boundary = message.get_boundary("")
    if message.get_content_type() != "multipart/form-data" or not 0 < len(boundary) <= 100:
        raise BadRequest("The body must be multipart/form-data.")
    return boundary.encode("ascii", "replace")


def _name(head: bytes) -> str:
    for line in head.split(b"\r\n"):
        title, _, value = line.partition(b":")
        if title.strip().lower() == b"content-disposition":
            message = Message()
            message["Content-Disposition"] = value.decode("ascii", "replace").strip().replace("\n", " ")
            name = message.get_param("name", "", "content-disposition")
            return name if isinstance(name, str) else ""
    return ""
