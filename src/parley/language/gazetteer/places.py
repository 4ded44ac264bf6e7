"""A place of the world, and where the house is when somebody says "here"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the person named it."""

    name: str
    """Its name in the language in which it was named."""
    zone: str
    """IANA name of its time zone."""
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    country: str
    """Two letters (ISO 3166)."""
    english: str
    chinese: str
    """Empty where no Chinese name is known."""
    region: str = ""
    """GeoNames' code of its province or state, within the country."""
    population: int = 0
    kind: str = ""
    """``c`` country, ``r`` province or state, ``d`` district or county of China; "" for a town."""
    seat: tuple[str, str] | None = None
    """English and Chinese name of the town whose position and time a country or region has."""

    def tzinfo(self) -> ZoneInfo:
        """Its time zone."""
        return ZoneInfo(self.zone)

    def shown(self, language: str) -> str:
        """Its name in a language."""
        return (self.chinese if language == "zh" else self.english) or self.english or self.name

    def town(self) -> Place:
        """The town that stands for a country or region; the place itself when it is a town."""
        if self.seat is None:
            return self
        english, chinese = self.seat
        return replace(self, name=english, english=english, chinese=chinese, kind="", seat=None)
