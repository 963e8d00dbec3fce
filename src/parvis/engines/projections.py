"""Flat coordinates of French files, to longitudes and latitudes in degrees and back."""

import numpy as np

from parvis.core.offer.access import Floats

LAMBERT93, WGS84 = 2154, 4326
_N, _C, _XS, _YS, _E = 0.7256077650532670, 11754255.4261, 700000.0, 12655612.0499, 0.08181919106
_ORIGIN = 3.0
"""Constants of RGF93 / Lambert-93, and its meridian in degrees."""


def geographic(points: Floats) -> Floats:
    """Longitude and latitude of Lambert-93 coordinates: conic of two parallels on GRS80.

    IGN, “Projections coniques conformes”, note NT/G 71, ALG0004 with the constants of RGF93.
    """
    x, y = points[:, 0] - _XS, _YS - points[:, 1]
    radius, angle = np.hypot(x, y), np.arctan2(x, y)
    isometric = -np.log(np.abs(radius / _C)) / _N
    latitude = 2 * np.arctan(np.exp(isometric)) - np.pi / 2
    for _ in range(8):
        sine = _E * np.sin(latitude)
        latitude = 2 * np.arctan(((1 + sine) / (1 - sine)) ** (_E / 2) * np.exp(isometric)) - (
            np.pi / 2
        )
    degrees: Floats = np.degrees(np.column_stack([angle / _N + np.radians(_ORIGIN), latitude]))
    return degrees


def projected(points: Floats) -> Floats:
    """Lambert-93 coordinates of longitudes and latitudes: ALG0003 of the same note."""
    longitude, latitude = np.radians(points).T
    sine = _E * np.sin(latitude)
    isometric = np.log(np.tan(np.pi / 4 + latitude / 2) * ((1 - sine) / (1 + sine)) ** (_E / 2))
    radius = _C * np.exp(-_N * isometric)
    angle = _N * (longitude - np.radians(_ORIGIN))
    flat: Floats = np.column_stack([_XS + radius * np.sin(angle), _YS - radius * np.cos(angle)])
    return flat


_AXIS_M = 6_378_137.0
_EAST_M, _NORTH_M = 4_321_000.0, 3_210_000.0
_LATITUDE, _LONGITUDE = np.radians(52.0), np.radians(10.0)
"""ETRS89-LAEA (EPSG:3035), the grid in which the INSEE counts inhabitants by square."""


def from_laea(points: Floats) -> Floats:
    """Longitude and latitude of ETRS89-LAEA coordinates: azimuthal of equal areas on GRS80.

    IOGP, “Coordinate Conversions and Transformations” (guidance note 7-2), method 9820.
    """
    pole, origin = _authalic(np.pi / 2), _authalic(_LATITUDE)
    beta, radius = np.arcsin(origin / pole), _AXIS_M * np.sqrt(pole / 2)
    sine = np.sin(_LATITUDE)
    d = _AXIS_M * np.cos(_LATITUDE) / (np.sqrt(1 - _E**2 * sine**2) * radius * np.cos(beta))
    east, north = points[:, 0] - _EAST_M, points[:, 1] - _NORTH_M
    rho = np.maximum(np.hypot(east / d, d * north), 1e-9)
    arc = 2 * np.arcsin(rho / (2 * radius))
    authalic = np.arcsin(np.cos(arc) * np.sin(beta) + d * north * np.sin(arc) * np.cos(beta) / rho)
    turn = np.arctan2(
        east * np.sin(arc),
        d * rho * np.cos(beta) * np.cos(arc) - d**2 * north * np.sin(beta) * np.sin(arc),
    )
    latitude = authalic + sum(k * np.sin(n * authalic) for n, k in _SERIES)
    degrees: Floats = np.degrees(np.column_stack([_LONGITUDE + turn, latitude]))
    return degrees


_SERIES = (
    (2, _E**2 / 3 + 31 * _E**4 / 180 + 517 * _E**6 / 5040),
    (4, 23 * _E**4 / 360 + 251 * _E**6 / 3780),
    (6, 761 * _E**6 / 45360),
)
"""From authalic to geodetic latitude."""


def _authalic(latitude: float) -> float:
    sine = np.sin(latitude)
    whole = sine / (1 - _E**2 * sine**2)
    ratio = np.log((1 - _E * sine) / (1 + _E * sine)) / (2 * _E)
    return float((1 - _E**2) * (whole - ratio))
