"""When something was written, as files and pages tell it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PDF = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:Z|([+-])(\d\d)'?(\d\d)?'?)?")
_LATEST = 32_503_680_000.0
"""The year 3000."""


def moment(text: str) -> float:
    """POSIX seconds of an ISO 8601 or an e-mail's date; 0 for anything else. Without a zone it is UTC."""
    text = text.strip()[:60]
    if not text:
        return 0.0
    try:
        found = datetime.fromisoformat(text.replace("/", "-") if re.match(r"\d{4}/", text) else text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return 0.0
    return _posix(found)


def pdf_moment(text: str) -> float:
    """POSIX seconds of a PDF's date, such as ``D:20240131120000+08'00'``; 0 for anything else."""
    found = _PDF.match(text.strip()[:40])
    if not found:
        return 0.0
    year, month, day, hour, minute, second = (int(each) if each else 0 for each in found.groups()[:6])
    zone = f"{found[7]}{found[8]}:{found[9] or '00'}" if found[7] else "+00:00"
    clock = f"{hour:02}:{minute:02}:{second:02}"
    return moment(f"{year:04}-{month or 1:02}-{day or 1:02}T{clock}{zone}")


def _posix(found: datetime) -> float:
    try:
        at = (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return 0.0
    return at if 0 < at < _LATEST else 0.0
