"""Content lines, which iCalendar (RFC 5545) and vCard (RFC 6350) share: escaping, and folding at 75 bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_WIDTH = 75
"""Bytes of a line without its end; what is longer goes on in the next line after a space."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""No place in such a file; a few of them end a line for some readers."""
_UNSAFE = re.compile(r'["\r\n]|' + _CONTROL.pattern)


def escaped(text: str) -> str:
    """A text value: its backslashes, semicolons, commas and line ends written as text."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in "\\;,":
        text = text.replace(character, "\\" + character)
    return text.replace("\n", "\\n")


def line(name: str, value: str, parameters: Mapping[str, str] | None = None) -> str:
    """One property, folded, with its line end. ``value`` is escaped already where it is text."""
    head = name + "".join(f";{key}={_parameter(each)}" for key, each in (parameters or {}).items())
    return "".join(f"{part}\r\n" for part in _folded(f"{head}:{value}"))


def _parameter(value: str) -> str:
    value = _UNSAFE.sub("", value)
    return f'"{value}"' if re.search(r"[:;,]", value) else value


def _folded(text: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes, no character torn apart."""
    part, size = "", 0
    for character in text:
        length = len(character.encode())
        if size + length > _WIDTH:
            yield part
            part, size = " ", 1
        part += character
        size += length
    yield part
