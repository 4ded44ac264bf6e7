"""When a photo was taken: as the camera says, else as its file is called, else when the file was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

EARLIEST, LATEST = -3_000_000_000.0, 4_102_444_800.0
"""POSIX seconds: 1874, and the year 2100. What is said to be from outside is not believed."""
_FIRST_CAMERA_PHONE = 2000
"""The first year that a file's name is believed."""

_DIGITS = re.compile(
    r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])"
    r"(?:[-_ .T]{0,4}(?:at |上午|下午)?([01]\d|2[0-3])[-_.:h]?([0-5]\d)[-_.:m]?([0-5]\d))?(?:\d{3})?(?!\d)"
)
"""``IMG_20261122_083000.jpg``, ``PXL_20261122_083000123.jpg``, ``Screenshot_2026-11-22-08-30-00.png``,
``2026-11-22 08.30.00.jpg``, ``IMG-20261122-WA0001.jpg``."""
_MILLISECONDS = re.compile(r"(?<!\d)(1[0-9]{12})(?!\d)")
"""``mmexport1795000000000.jpg``: WeChat and others write the milliseconds since 1970."""


def taken_at(
    shot: str, offset: int | None, name: str, modified: float | None, created: float, zone: tzinfo
) -> tuple[float, int]:
    """When a photo was taken (POSIX seconds), and by how many minutes the clock there was ahead of UTC.

    ``shot`` and ``offset`` as a ``Shot`` has them; ``modified`` and ``created`` are POSIX seconds; ``zone``
    is where its person lives: what tells no zone is of that one.
    """
    local = _read(shot)
    if local is not None and offset is not None:
        return local.replace(tzinfo=timezone(timedelta(minutes=offset))).timestamp(), offset
    if local is None:
        local = next(_in_name(name), None)
    if local is not None:
        aware = local.replace(tzinfo=zone)
        return aware.timestamp(), _minutes(aware)
    moment = _moment_in_name(name) or modified
    if moment is None or not EARLIEST <= moment <= LATEST:
        moment = created
    return moment, _minutes(datetime.fromtimestamp(moment, UTC).astimezone(zone))


def _read(shot: str) -> datetime | None:
    try:
        return datetime.fromisoformat(shot).replace(tzinfo=None) if shot else None
    except ValueError:
        return None


def _in_name(name: str) -> Iterator[datetime]:
    for year, month, day, hour, minute, second in _DIGITS.findall(name[:300]):
        try:
            # A day alone is its noon: wherever it was, the day stays the same.
            yield datetime(
                int(year), int(month), int(day), int(hour or 12), int(minute or 0), int(second or 0)
            )
        except ValueError:  # the 31st of February
            continue


def _moment_in_name(name: str) -> float | None:
    found = _MILLISECONDS.search(name[:300])
    moment = int(found[1]) / 1000 if found else None
    return moment if moment and moment > datetime(_FIRST_CAMERA_PHONE, 1, 1, tzinfo=UTC).timestamp() else None


def _minutes(moment: datetime) -> int:
    offset = moment.utcoffset() or timedelta()
    return round(offset.total_seconds() / 60)
