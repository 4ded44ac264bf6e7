"""What a request for a part of a file means, as RFC 9110 has it."""

from __future__ import annotations

import re
from typing import ClassVar

from starlette.datastructures import Headers

from parley.errors import ParleyError

_ONE = re.compile(r"(\d{0,18})-(\d{0,18})")


class NoSuchRange(ParleyError):
    """The file has none of the bytes that are asked for."""

    code: ClassVar[str] = "no_such_range"


def wanted(headers: Headers, size: int, etag: str) -> tuple[int, int] | None:
    """The bytes from … to before …, or None for the whole file. Raises ``NoSuchRange``.

    Several ranges at once get the whole file, which the standard allows; so does what cannot be understood,
    and a range of a file that has changed since (``If-Range``).
    """
    if headers.get("if-range", etag) != etag:
        return None
    unit, _, text = headers.get("range", "").partition("=")
    ranges = [_ONE.fullmatch(each.strip()) for each in text.split(",") if each.strip()]
    if unit.strip().lower() != "bytes" or not ranges:
        return None
    parts: list[tuple[int, int] | None] = []
    for match in ranges:
        if match is None or match[1] == match[2] == "" or (match[1] and match[2] and not _rising(match)):
            return None
        parts.append(_part(match[1], match[2], size))
    if not any(parts):
        raise NoSuchRange(f"The file has {size} bytes.")
    return parts[0] if len(parts) == 1 else None


def matches(header: str | None, etag: str) -> bool:
    """Whether what the client has (``If-None-Match``) is this."""
    if header is None:
        return False
    tags = {each.strip().removeprefix("W/") for each in header.split(",")}
    return etag in tags or "*" in tags


def _rising(match: re.Match[str]) -> bool:
    return int(match[1]) <= int(match[2])


def _part(first: str, last: str, size: int) -> tuple[int, int] | None:
    """One range, cut to the file; None when nothing of it is there."""
    if first:
        start, end = int(first), min(int(last) + 1, size) if last else size
    else:
        start, end = max(0, size - int(last)), size
    return (start, end) if start < end else None
