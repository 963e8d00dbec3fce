"""Pieces of road of the BD TOPO of the IGN, whatever file they come in, as streets.

“BD TOPO version 3, descriptif de contenu” (IGN): nature, sens_de_circulation, vitesse_moyenne_vl,
acces_vehicule_leger, acces_pieton, etat_de_l_objet, or by their short names in shapefiles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.access import Floats
from parvis.core.offer.streets import Box, Mode, Streets, metres_of
from parvis.engines.projections import LAMBERT93, WGS84, geographic, projected

LAYER = "troncon_de_route"
COLUMNS = {
    "sens_de_circulation": "SENS", "vitesse_moyenne_vl": "VIT_MOY_VL",
    "acces_vehicule_leger": "ACCES_VL", "nature": "NATURE", "etat_de_l_objet": "ETAT",
    "acces_pieton": "ACCES_PED",
}  # fmt: skip
"""Each column by the name of the GeoPackage, and that of the shapefile."""
NEEDED = ("sens_de_circulation", "vitesse_moyenne_vl", "acces_vehicule_leger", "nature")
_FAST = ("type autoroutier", "bretelle")
_ON_FOOT = ("sentier", "escalier")
_CYCLED = ("piste cyclable",)
_NOT_YET = ("en construction", "en projet")
_WATER = ("bac ou liaison maritime",)
_SHUT = ("physiquement impossible", "restreint")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of road: its lines, each of points (n, 2), and what is said of it, by the names of
    the GeoPackage; "" and None for nothing said.
    """

    lines: Sequence[Floats]
    said: dict[str, str | float | None]

    def word(self, column: str) -> str:
        """What a column says, in small letters."""
        return str(self.said.get(column) or "").strip().lower()

    @property
    def speed(self) -> float:
        """Kilometres an hour by car; NaN where nothing, or zero, is said."""
        try:
            value = float(self.said.get("vitesse_moyenne_vl") or 0)
        except ValueError:
            value = 0.0
        return value if value > 0 else float("nan")


class Gathered:
    """Pieces of road gathered one by one; points within a centimetre are one."""

    def __init__(self, system: int, around: Box | None) -> None:
        self._system = system
        self._around = None if around is None else _frame(around, system)
        self._ranks: dict[tuple[float, float], int] = {}
        self._start: list[int] = []
        self._end: list[int] = []
        self._speeds: list[float] = []
        self._allowed: list[list[tuple[bool, bool]]] = []
        self._seen = 0

    def add(self, piece: Piece) -> None:
        """Keep a piece in use, within the frame, along which anybody may go."""
        self._seen += 1
        may = may_go(piece)
        if not any(way for mode in may for way in mode):
            return
        for line in piece.lines:
            if not self._is_near(line):
                continue
            places = [self._rank(x, y) for x, y in line.tolist()]
            steps = [(a, b) for a, b in pairwise(places) if a != b]
            self._start += [a for a, _ in steps]
            self._end += [b for _, b in steps]
            self._allowed += [may] * len(steps)
            self._speeds += [piece.speed] * len(steps)

    def _rank(self, x: float, y: float) -> int:
        digits = 2 if self._system == LAMBERT93 else 7
        return self._ranks.setdefault((round(x, digits), round(y, digits)), len(self._ranks))

    def _is_near(self, line: Floats) -> bool:
        if self._around is None:
            return True
        west, south, east, north = self._around
        low, high = line.min(axis=0), line.max(axis=0)
        return bool(high[0] >= west and low[0] <= east and high[1] >= south and low[1] <= north)

    def streets(self, file: str) -> Streets:
        """All that was kept; Refused where there is nothing."""
        if not self._start:
            rule = "streets.elsewhere" if self._seen and self._around else "streets.empty"
            raise Refused(rule, where=Where(file))
        flat = np.array(list(self._ranks))
        points = geographic(flat) if self._system == LAMBERT93 else flat
        start, end = (np.array(side, dtype=np.int64) for side in (self._start, self._end))
        masks = np.array(self._allowed)
        # Lambert-93 keeps angles, not lengths: these are measured on the sphere.
        return Streets(points, start, end, metres_of(points, start, end), np.array(self._speeds),
                       {mode: masks[:, rank] for rank, mode in enumerate(Mode)},
                       f"BD TOPO (IGN), {file}")  # fmt: skip


def gathered(pieces: Iterable[Piece], system: int, around: Box | None, file: str) -> Streets:
    """The streets made of `pieces`."""
    found = Gathered(system, around)
    for piece in pieces:
        found.add(piece)
    return found.streets(file)


def may_go(piece: Piece) -> list[tuple[bool, bool]]:
    """Along and against, on foot, by bicycle, by car; nobody where the road is not built yet."""
    nature, sense = piece.word("nature"), piece.word("sens_de_circulation")
    if piece.word("etat_de_l_objet").startswith(_NOT_YET) or nature.startswith(_WATER):
        return [(False, False)] * len(Mode)
    on_foot = not nature.startswith(_FAST) and not piece.word("acces_pieton").startswith(_SHUT)
    by_bicycle = not nature.startswith((*_FAST, *_ON_FOOT))
    by_car = not nature.startswith((*_ON_FOOT, *_CYCLED)) and not piece.word(
        "acces_vehicule_leger").startswith(_SHUT)  # fmt: skip
    along, against = sense != "sens inverse", sense != "sens direct"
    return [(on_foot, on_foot), (by_bicycle and along, by_bicycle and against),
            (by_car and along, by_car and against)]  # fmt: skip


def _frame(around: Box, system: int) -> Box:
    """The frame in the system of the file."""
    if system == WGS84:
        return around
    west, south, east, north = around
    corners = np.array([(x, y) for x in (west, east) for y in (south, north)])
    flat = projected(corners)
    (left, bottom), (right, top) = flat.min(axis=0).tolist(), flat.max(axis=0).tolist()
    return left, bottom, right, top
