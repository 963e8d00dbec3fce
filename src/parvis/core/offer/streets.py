"""Travel times along streets: on foot, by bicycle, by car, and to a stop; never a silent guess.

Shortest paths by Dijkstra (scipy). Places are tied to the nearest street within reach; a place
that no street is near, or that the streets do not join to the others, is refused by name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats, Ints

Flags = NDArray[np.bool_]
Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


class Mode(StrEnum):
    """How one travels."""

    FOOT = "foot"
    BICYCLE = "bicycle"
    CAR = "car"


SPEED_KMH = {Mode.FOOT: 4.5, Mode.BICYCLE: 15.0, Mode.CAR: 30.0}
"""On foot and by bicycle, Cerema's usual values; by car, where a street does not say its own."""
DETOUR = 1.3
"""Length along streets over the straight line, where no street is known: a usual mean, said so."""
FARTHEST_M = 500.0
"""A place farther than that from any street is not in the town: it is refused."""
_ASIDE_M = 75.0
"""A minute's walk: to a street that leads everywhere rather than to a nearer one that does not."""
_LEAST_SHARE = 0.9
"""Below that share of the streets in one piece, the graph is in pieces."""
_EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Streets:
    """Streets as pieces between points. `points`: (n, 2) longitude and latitude in degrees.

    Each piece goes from `start` to `end` (ranks), `metres` long; `speeds_kmh` by car, NaN where not
    known; `allowed` says, by mode, along and against its direction: (pieces, 2) of booleans.
    """

    points: Floats
    start: Ints
    end: Ints
    metres: Floats
    speeds_kmh: Floats
    allowed: dict[Mode, Flags]
    source: str


def metres_of(points: Floats, start: Ints, end: Ints) -> Floats:
    """The length of straight pieces on a sphere of the mean radius (IUGG), in metres."""
    a, b = np.radians(points[start]), np.radians(points[end])
    half = np.sin((b[:, 1] - a[:, 1]) / 2) ** 2
    half += np.cos(a[:, 1]) * np.cos(b[:, 1]) * np.sin((b[:, 0] - a[:, 0]) / 2) ** 2
    length: Floats = 2 * _EARTH_M * np.arcsin(np.sqrt(half))
    return length


@dataclass(frozen=True, slots=True)
class Spots:
    """Places to join: their names and positions (n, 2), longitude and latitude."""

    names: Sequence[str]
    points: Floats


def straight_minutes(zones: Spots, sites: Spots, mode: Mode) -> Floats:
    """Minutes (zones, sites) as the crow flies, times the usual detour: to be labelled as such."""
    rows, columns = np.indices((len(zones.names), len(sites.names))).reshape(2, -1)
    points = np.vstack([zones.points, sites.points])
    metres = metres_of(points, rows, columns + len(zones.names)) * DETOUR
    minutes: Floats = metres.reshape(len(zones.names), -1) / (SPEED_KMH[mode] * 1000 / 60)
    return minutes


def street_minutes(
    streets: Streets, zones: Spots, sites: Spots, mode: Mode, *, are_needed: bool = True
) -> Floats:
    """Minutes (zones, sites) along the streets; infinite where there is no way.

    A street that leads nowhere is passed over for one of the others a minute's walk farther: real
    maps are full of alleys that nothing joins, and end in the middle of one-way streets. Refused
    where the streets are in pieces or a site is out of them; sites that are not needed then have no
    way.
    """
    graph = _graph(streets, mode)
    used = np.unique(np.concatenate([graph.row, graph.col]))
    if not used.size:
        raise Refused("streets.none", mode=_FRENCH[mode])
    matrix = graph.tocsr()
    ways = _Ways.of(matrix, used, streets.points, np.vstack([sites.points, zones.points]))
    to_site, site_metres = ways.tied(sites.points, _ASIDE_M)
    if are_needed:
        _refuse_far(site_metres, sites)
        _refuse_pieces(ways, to_site, sites)
    to_zone, zone_metres = ways.tied(zones.points, _ASIDE_M)
    to_zone, zone_metres = ways.joined(zones.points, to_zone, zone_metres)
    # From the sites against the streets: a few searches rather than one per zone.
    found = dijkstra(matrix.T.tocsr(), indices=np.unique(to_site))
    rank = np.searchsorted(np.unique(to_site), to_site)
    minutes: Floats = found[rank][:, to_zone].T
    walk = SPEED_KMH[Mode.FOOT] * 1000 / 60
    minutes = minutes + (site_metres[None, :] + zone_metres[:, None]) / walk
    minutes[zone_metres > FARTHEST_M] = np.inf
    minutes[:, site_metres > FARTHEST_M] = np.inf
    return minutes


def near(streets: Streets, points: Floats) -> Streets:
    """The streets without the pieces that are nobody's: none of `points` (n, 2) is nearest to them.

    The other bank of a river whose bridge is farther than the map is no reason to refuse it.
    """
    count = len(streets.points)
    links = np.ones(streets.start.size)
    joined = sparse.coo_matrix((links, (streets.start, streets.end)), (count, count))
    _, piece = connected_components(joined, directed=False)
    used = np.unique(np.concatenate([streets.start, streets.end]))
    _, nearest = cKDTree(flat(streets.points[used])).query(flat(points))
    kept = np.isin(piece[streets.start], piece[used[nearest]])
    return replace(
        streets, start=streets.start[kept], end=streets.end[kept], metres=streets.metres[kept],
        speeds_kmh=streets.speeds_kmh[kept],
        allowed={mode: may[kept] for mode, may in streets.allowed.items()},
    )  # fmt: skip


def _graph(streets: Streets, mode: Mode) -> sparse.coo_matrix:
    """Minutes of each allowed move; of two pieces between the same points, the quicker."""
    speed = np.full(streets.metres.size, SPEED_KMH[mode])
    if mode is Mode.CAR:
        speed = np.where(np.isfinite(streets.speeds_kmh), streets.speeds_kmh, speed)
    minutes = np.maximum(streets.metres / (speed * 1000 / 60), 1e-9)
    along, against = streets.allowed[mode].T
    rows = np.concatenate([streets.start[along], streets.end[against]])
    columns = np.concatenate([streets.end[along], streets.start[against]])
    values = np.concatenate([minutes[along], minutes[against]])
    order = np.lexsort((values, columns, rows))
    rows, columns, values = rows[order], columns[order], values[order]
    first = np.ones(rows.size, dtype=bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    count = len(streets.points)
    return sparse.coo_matrix((values[first], (rows[first], columns[first])), (count, count))


def flat(points: Floats) -> Floats:
    """Positions in metres on a plane, near enough within a town."""
    scale = np.cos(np.radians(46.5))
    flat: Floats = np.radians(points) * _EARTH_M * np.array([scale, 1.0])
    return flat


@dataclass(frozen=True, slots=True)
class _Ways:
    """The points of streets that are `used`, the `piece` of each point, and the `core`: those from
    which one may go to each other and back, in the piece where most places are.
    """

    points: Floats
    used: Ints
    piece: Ints
    core: Ints

    @classmethod
    def of(cls, matrix: sparse.csr_matrix, used: Ints, points: Floats, spots: Floats) -> "_Ways":
        """From the moves allowed, and all the places to join."""
        _, piece = connected_components(matrix, directed=True, connection="weak")
        _, ring = connected_components(matrix, directed=True, connection="strong")
        _, nearest = cKDTree(flat(points[used])).query(flat(spots))
        held = np.bincount(piece[used[nearest]], minlength=piece.max() + 1)
        inside = used[piece[used] == np.argmax(held)]
        core = inside[ring[inside] == np.argmax(np.bincount(ring[inside]))]
        return cls(points, used, piece, core)

    def tied(self, spots: Floats, aside: float) -> tuple[Ints, Floats]:
        """The street point of each spot and how far it is in metres: the nearest, unless the core
        is at most `aside` metres farther.
        """
        metres, nearest = self._nearest(self.used, spots)
        core_metres, core = self._nearest(self.core, spots)
        is_core = core_metres <= metres + aside
        return np.where(is_core, core, nearest), np.where(is_core, core_metres, metres)

    def joined(self, spots: Floats, tied: Ints, metres: Floats) -> tuple[Ints, Floats]:
        """`tied` again, those on a piece apart to the core where it is near enough: a zone is wide,
        its point is only its middle.
        """
        core_metres, core = self._nearest(self.core, spots)
        is_apart = self.piece[tied] != self.piece[self.core[0]]
        moves = is_apart & (core_metres <= FARTHEST_M)
        return np.where(moves, core, tied), np.where(moves, core_metres, metres)

    def _nearest(self, among: Ints, spots: Floats) -> tuple[Floats, Ints]:
        metres, rank = cKDTree(flat(self.points[among])).query(flat(spots))
        return metres, among[rank]


def _refuse_far(metres: Floats, sites: Spots) -> None:
    worst = int(np.argmax(metres))
    if metres[worst] > FARTHEST_M:
        raise Refused("streets.far", name=sites.names[worst], metres=round(float(metres[worst])))


def _refuse_pieces(ways: _Ways, to_site: Ints, sites: Spots) -> None:
    """Refused where the streets are in pieces and a site stands on a small one."""
    sizes = np.bincount(ways.piece[ways.used])
    share = sizes / ways.used.size
    small = np.flatnonzero(share[ways.piece[to_site]] < 1 - _LEAST_SHARE)
    main = np.flatnonzero(share >= 1 - _LEAST_SHARE)
    if small.size and main.size:
        alone = int(small[0])
        raise Refused("streets.apart", name=sites.names[alone],
                      points=int(sizes[ways.piece[to_site[alone]]]))  # fmt: skip
    if main.size != 1:
        raise Refused("streets.pieces", pieces=int(main.size) or int((sizes > 0).sum()),
                      largest=round(100 * share.max()))  # fmt: skip


_FRENCH = {Mode.FOOT: "à pied", Mode.BICYCLE: "à vélo", Mode.CAR: "en voiture"}
