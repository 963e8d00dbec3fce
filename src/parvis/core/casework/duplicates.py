"""Whether two reports speak of one thing: how near, how long apart, in which words."""

import math
from dataclasses import dataclass
from datetime import datetime

from parvis.core.people.names import words

EARTH_M = 6_371_008.8
"""Mean radius of the Earth (IUGG), in metres."""
_DEGREE_M = math.pi * EARTH_M / 180
_NEAR_ALONE, _SAME_ADDRESS = 0.2, 3
"""What nearness is worth without a common word; how much further one address reaches."""
_EMPTY = frozenset(
    "LE LA LES UN UNE DES DU DE D L ET A AU AUX EN SUR DANS PAR POUR CE CETTE EST SONT IL Y "
    "QUI QUE NE PAS PLUS DEVANT RUE AVENUE BOULEVARD PLACE BONJOUR MERCI".split()
)


@dataclass(frozen=True, slots=True)
class Report:
    """What one compares of a report; degrees are WGS 84, None where unknown."""

    text: str
    category: str
    place: str
    latitude: float | None
    longitude: float | None
    at: datetime


def metres_between(one: Report, other: Report) -> float | None:
    """The distance on the ground (haversine); None where a place is unknown."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    lat1, lat2 = math.radians(one.latitude or 0), math.radians(other.latitude or 0)
    d_lon = math.radians((other.longitude or 0) - (one.longitude or 0))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin(d_lon / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(half))


def box(latitude: float, longitude: float, radius_m: float) -> tuple[float, float, float, float]:
    """South, north, west and east of the square that holds a circle of that radius."""
    d_lat = radius_m / _DEGREE_M
    d_lon = d_lat / max(math.cos(math.radians(latitude)), 0.01)
    return latitude - d_lat, latitude + d_lat, longitude - d_lon, longitude + d_lon


def shared_words(one: str, other: str) -> float:
    """The share of the words of both texts that both hold (Jaccard), empty words left out."""
    a, b = set(words(one)) - _EMPTY, set(words(other)) - _EMPTY
    return len(a & b) / len(a | b) if a | b else 0.0


def likeness(
    one: Report, other: Report, radius_m: float, lasting_days: float
) -> tuple[float, float | None]:
    """From 0 to 1, how likely two reports speak of one thing; and the metres between them.

    `lasting_days` is how long such a thing stays: a mattress is gone in days, a hole is not.
    Reports of two categories never do. Near, soon and in the same words is likely; near alone,
    or late, is not.
    """
    metres = metres_between(one, other)
    if one.category != other.category or not lasting_days:
        return 0.0, metres
    days = abs((one.at - other.at).total_seconds()) / 86_400
    soon = max(0.0, 1 - days / lasting_days)
    said = _NEAR_ALONE + (1 - _NEAR_ALONE) * shared_words(one.text, other.text)
    return _same_place(one, other, metres, radius_m) * soon * said, metres


def _same_place(one: Report, other: Report, metres: float | None, radius_m: float) -> float:
    """From 1 at one point to 0 at the radius, thrice as far under one address."""
    is_same = bool(one.place.strip()) and words(one.place) == words(other.place)
    if metres is None:
        return 1.0 if is_same else 0.0
    reach = radius_m * _SAME_ADDRESS if is_same else radius_m
    return max(0.0, 1 - metres / reach) if reach else 0.0
