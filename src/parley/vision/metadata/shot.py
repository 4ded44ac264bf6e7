"""When, where and with what a photo was taken, as its file says; what it says wrongly is left out."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from parley.vision.formats.tiff import Directory
from parley.vision.metadata.exif import Exif, exif_of

MOST_LETTERS = 80
_MAKE, _MODEL, _SOFTWARE, _CHANGED = 0x010F, 0x0110, 0x0131, 0x0132
_EXPOSURE, _APERTURE, _ISO, _TAKEN, _DIGITISED = 0x829A, 0x829D, 0x8827, 0x9003, 0x9004
_OFFSET, _OFFSET_TAKEN, _OFFSET_DIGITISED = 0x9010, 0x9011, 0x9012
_FOCAL, _LENS = 0x920A, 0xA434
_NORTH, _LATITUDE, _EAST, _LONGITUDE, _BELOW, _ALTITUDE, _CLOCK, _DAY = 1, 2, 3, 4, 5, 6, 7, 0x1D
"""Tags of EXIF 3.0 (CIPA DC-008), its directories of the picture, the photo and the place."""


@dataclass(frozen=True, slots=True)
class Shot:
    """How a photo came to be. What the file does not tell, or tells beyond its bounds, is empty or None."""

    taken: str = ""
    """Local time where it was taken, ``2026-11-22T08:30:00``; years 1900 to 2100. Empty: unknown."""
    offset: int | None = None
    """Minutes by which that time is ahead of UTC (-840 to 840): as the camera says, or from what GPS said."""
    latitude: float | None = None
    """Degrees north, -90 to 90. Never without ``longitude``."""
    longitude: float | None = None
    """Degrees east, -180 to 180."""
    altitude: float | None = None
    """Metres above sea level, -12,000 to 100,000."""
    camera: str = ""
    """Maker and model, at most 80 characters: ``Apple iPhone 15 Pro``."""
    lens: str = ""
    """At most 80 characters."""
    exposure: float | None = None
    """Seconds, above 0, at most a day."""
    aperture: float | None = None
    """The f-number, 0.1 to 512."""
    iso: int | None = None
    """Sensitivity, 1 to 10,000,000."""
    focal: float | None = None
    """Focal length in millimetres, not converted to another film's; 0.1 to 10,000."""
    software: str = ""
    """What wrote the file, at most 80 characters."""


NOTHING = Shot()
"""Of a picture that tells nothing."""


def shot_of(data: bytes) -> Shot:
    """What the file of a picture says of itself.

    ``data`` is a JPEG, HEIF, AVIF, PNG, WebP, TIFF or RAW file of any size, or anything else. Needs no
    library, takes milliseconds, and never raises: what lies, loops or breaks off says nothing.
    """
    exif = exif_of(data)
    if not exif:
        return NOTHING
    picture, photo = exif.picture, exif.photo
    taken, offset = _time(exif)
    latitude, longitude = _place(exif.place)
    return Shot(
        taken.isoformat(timespec="seconds") if taken else "",
        offset,
        latitude,
        longitude,
        _altitude(exif.place) if latitude is not None else None,
        _camera(_clean(picture.text(_MAKE)), _clean(picture.text(_MODEL))),
        _clean(photo.text(_LENS)),
        _bounded(photo.number(_EXPOSURE), 1e-9, 86_400),
        _bounded(photo.number(_APERTURE), 0.1, 512),
        _whole(_bounded(photo.number(_ISO), 1, 10_000_000)),
        _bounded(photo.number(_FOCAL), 0.1, 10_000),
        _clean(picture.text(_SOFTWARE)),
    )


def _bounded(value: float | None, least: float, most: float) -> float | None:
    """The number, if it is one and within its bounds."""
    return round(value, 9) if value is not None and least <= value <= most else None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def _clean(text: str) -> str:
    """Text without what is no letter, sign or single space; ``�`` stands where it is no UTF-8."""
    shown = "".join(" " if unicodedata.category(each)[0] in "CZ" else each for each in text[:1_024])
    return " ".join(shown.replace("\ufffd", " ").split())[:MOST_LETTERS].strip()


def _camera(make: str, model: str) -> str:
    """Both; only the model where it repeats the maker: ``Canon`` and ``Canon EOS R5``."""
    word = make.partition(" ")[0].casefold()
    both = model if word and model.casefold().startswith(word) else f"{make} {model}"
    return both.strip()[:MOST_LETTERS].strip()


def _time(exif: Exif) -> tuple[datetime | None, int | None]:
    """When it was taken, else digitised, else changed; and the offset that belongs to it."""
    sources = (
        (exif.photo.text(_TAKEN), exif.photo.text(_OFFSET_TAKEN)),
        (exif.photo.text(_DIGITISED), exif.photo.text(_OFFSET_DIGITISED)),
        (exif.picture.text(_CHANGED), exif.photo.text(_OFFSET)),
    )
    for said, zone in sources:
        taken = _moment(said)
        if taken is not None:
            offset = _zone(zone)
            return taken, _by_satellite(exif.place, taken) if offset is None else offset
    return None, None


def _moment(said: str) -> datetime | None:
    """``2026:11:22 08:30:00``; some write ``-``, ``/`` or ``T``."""
    digits = said.strip()[:19].replace("-", ":").replace("/", ":").replace("T", " ")
    try:
        moment = datetime.strptime(digits, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return moment if 1900 <= moment.year <= 2100 else None


def _zone(said: str) -> int | None:
    """Minutes of ``+08:00``."""
    said = said.strip()
    if said == "Z":
        return 0
    if len(said) != 6 or said[0] not in "+-" or said[3] != ":":
        return None
    hours, minutes = said[1:3], said[4:6]
    if not (hours.isdecimal() and minutes.isdecimal() and int(minutes) < 60):
        return None
    offset = (int(hours) * 60 + int(minutes)) * (-1 if said[0] == "-" else 1)
    return offset if -840 <= offset <= 840 else None


def _by_satellite(place: Directory, taken: datetime) -> int | None:
    """The offset that follows from the time in UTC that GPS told, in quarters of an hour.

    None where the two differ by anything that no zone does: then the receiver had not heard the time for a
    while, or somebody set the camera's clock wrong.
    """
    clock = place.numbers(_CLOCK)[:3]
    day = place.text(_DAY)
    if len(clock) < 3 or not all(0 <= each < 61 for each in clock):
        return None
    midnight = _moment(f"{day} 00:00:00")
    if midnight is None:
        return None
    heard = midnight + timedelta(hours=clock[0], minutes=clock[1], seconds=clock[2])
    minutes = (taken - heard).total_seconds() / 60
    offset = round(minutes / 15) * 15
    return offset if abs(minutes - offset) <= 2 and -840 <= offset <= 840 else None


def _place(place: Directory) -> tuple[float | None, float | None]:
    """Both or none. 0, 0, in the sea, is what is written where nothing was received."""
    latitude = _angle(place.numbers(_LATITUDE), place.text(_NORTH), "NS", 90)
    longitude = _angle(place.numbers(_LONGITUDE), place.text(_EAST), "EW", 180)
    if latitude is None or longitude is None or (latitude == 0 and longitude == 0):
        return None, None
    return latitude, longitude


def _angle(parts: tuple[float, ...], side: str, sides: str, most: float) -> float | None:
    """Degrees of degrees, minutes and seconds; negative on the second of both sides."""
    parts = parts[:3]
    side = side.strip().upper()[:1]
    if not parts or side not in sides or not side or any(not 0 <= each <= 360 for each in parts):
        return None
    value = sum(each / 60**power for power, each in enumerate(parts))
    if not math.isfinite(value) or value > most:
        return None
    return round(-value if side == sides[1] else value, 7)


def _altitude(place: Directory) -> float | None:
    value = place.number(_ALTITUDE)
    if value is not None and place.number(_BELOW) in (1, 3):  # below sea level; 3 by EXIF 3.0
        value = -value
    value = _bounded(value, -12_000, 100_000)
    return None if value is None else round(value, 2)
