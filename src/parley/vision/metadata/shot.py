"""When, where and with what a photo was taken, as its file says; what it says wrongly is left out."""

from __future__ import annotations

from dataclasses import dataclass


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
    raise NotImplementedError
