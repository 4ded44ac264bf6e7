"""Where a photo was taken, in words: the nearest town of the gazetteer, its region and its country."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from parley.language.gazetteer.gazetteer import gazetteer
from parley.language.gazetteer.places import Place
from parley.vision.photos.types import Named, Somewhere

FARTHEST = 150.0
"""Kilometres from a town within which a photo is taken to be there; farther out is the sea or a desert."""
_EARTH = 6371.0
"""Kilometres: its mean radius."""
_REACH = 0.006
"""Kilometres, times the root of its inhabitants, to which a city reaches: 6 for a million, 18 for nine.
People name the city, though a suburb's middle may be nearer."""


@dataclass(frozen=True, slots=True)
class _Towns:
    starts: NDArray[np.int64]
    """Where their lines begin."""
    points: NDArray[np.float64]
    """On a sphere of radius 1."""
    reach: NDArray[np.float64]
    """Kilometres."""


def place_of(latitude: float, longitude: float) -> Somewhere | None:
    """The place at a position (degrees north and east), in Chinese and English; None far from everywhere.

    Of a city and a suburb of it, the city. The gazetteer has towns from about 15,000 inhabitants on.
    """
    towns = _towns()
    chord = np.linalg.norm(towns.points - _point(latitude, longitude), axis=1)
    distance = 2 * _EARTH * np.arcsin(np.minimum(chord / 2, 1.0))
    # Within several, the largest; outside of all, the one whose edge is nearest.
    within = distance <= towns.reach
    at = int(np.argmax(np.where(within, towns.reach, -distance + np.minimum(towns.reach, distance))))
    if distance[at] > FARTHEST:
        return None
    town = gazetteer().at(int(towns.starts[at]))
    region = _larger().get((town.country, town.region)) if town.region else None
    country = _larger().get((town.country, ""))
    return Somewhere(
        _named(town),
        _named(region) if region else None,
        _named(country) if country else None,
        round(float(distance[at]), 1),
    )


def _point(latitude: float, longitude: float) -> NDArray[np.float64]:
    north, east = np.radians(latitude), np.radians(longitude)
    return np.array([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)])


def _named(place: Place) -> Named:
    return Named(place.shown("zh"), place.shown("en"))


@cache
def _towns() -> _Towns:
    starts: list[int] = []
    spots: list[NDArray[np.float64]] = []
    reach: list[float] = []
    for start, place in gazetteer().all():
        if place.kind == "":
            starts.append(start)
            spots.append(_point(place.latitude, place.longitude))
            reach.append(_REACH * place.population**0.5)
    return _Towns(np.array(starts), np.array(spots), np.array(reach))


@cache
def _larger() -> dict[tuple[str, str], Place]:
    """Countries and their provinces, by code."""
    found: dict[tuple[str, str], Place] = {}
    for _, place in gazetteer().all():
        if place.kind == "c":
            found[place.country, ""] = place
        elif place.kind == "r":
            found.setdefault((place.country, place.region), place)
    return found
