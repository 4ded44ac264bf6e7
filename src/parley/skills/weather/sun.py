"""Sunrise and sunset, computed here: no network is needed.

By the equations of the NOAA Solar Calculator (Global Monitoring Laboratory, after Jean Meeus, "Astronomical
Algorithms"): https://gml.noaa.gov/grad/solcalc/calcdetails.html. Good to about a minute between the polar
circles, to ten minutes nearer the poles; the horizon is taken to be flat.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from math import acos, asin, cos, degrees, radians, sin, tan

#: Degrees from the zenith at which the sun's upper edge is at the horizon, refraction included.
HORIZON = 90.833


class Always(Enum):
    """A day on which the sun does not cross the horizon."""

    UP = "up"
    DOWN = "down"


def rise_and_set(day: date, latitude: float, longitude: float) -> tuple[datetime, datetime] | Always:
    """When the sun rises and sets on a day at a place (degrees north and east), in UTC."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)
    times: list[datetime] = []
    for side in (-1, 1):
        moment = noon
        # The sun moves on a little between noon and its setting.
        for _ in range(2):
            declination, equation = _sun(moment)
            angle = _hour_angle(latitude, declination)
            if isinstance(angle, Always):
                return angle
            midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
            moment = midnight + timedelta(minutes=720 - 4 * (longitude - side * angle) - equation)
        times.append(moment)
    return times[0], times[1]


def _hour_angle(latitude: float, declination: float) -> float | Always:
    """Degrees that the earth turns between noon and sunset."""
    north, sun = radians(latitude), radians(declination)
    cosine = (cos(radians(HORIZON)) - sin(north) * sin(sun)) / max(1e-9, cos(north) * cos(sun))
    if cosine > 1:
        return Always.DOWN
    return Always.UP if cosine < -1 else degrees(acos(cosine))


def _sun(moment: datetime) -> tuple[float, float]:
    """The sun's declination in degrees, and the equation of time in minutes."""
    century = ((moment - datetime(2000, 1, 1, 12, tzinfo=UTC)).total_seconds() / 86400) / 36525
    mean_longitude = (280.46646 + century * (36000.76983 + century * 0.0003032)) % 360
    anomaly = radians(357.52911 + century * (35999.05029 - 0.0001537 * century))
    eccentricity = 0.016708634 - century * (0.000042037 + 0.0000001267 * century)
    centre = (
        sin(anomaly) * (1.914602 - century * (0.004817 + 0.000014 * century))
        + sin(2 * anomaly) * (0.019993 - 0.000101 * century)
        + sin(3 * anomaly) * 0.000289
    )
    node = radians(125.04 - 1934.136 * century)
    apparent = radians(mean_longitude + centre - 0.00569 - 0.00478 * sin(node))
    seconds = 21.448 - century * (46.815 + century * (0.00059 - century * 0.001813))
    obliquity = radians(23 + (26 + seconds / 60) / 60 + 0.00256 * cos(node))
    declination = degrees(asin(sin(obliquity) * sin(apparent)))
    half = tan(obliquity / 2) ** 2
    longitude = radians(mean_longitude)
    equation = 4 * degrees(
        half * sin(2 * longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * half * sin(anomaly) * cos(2 * longitude)
        - 0.5 * half**2 * sin(4 * longitude)
        - 1.25 * eccentricity**2 * sin(2 * anomaly)
    )
    return declination, equation
