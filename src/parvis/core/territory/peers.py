"""Comparable communes: close in size and density, then nearest in structure.

Never on what is compared: only structural indicators choose. Method: windows on population and
density, robust scaling, Ledoit-Wolf whitening, Euclidean distance.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from parvis.core.errors import Refused
from parvis.core.territory.indicators import Indicator, Rows, latest, values
from parvis.core.territory.reference import Numbers, Reference
from parvis.core.territory.shrinkage import Shrunk, ledoit_wolf, reshrunk, whitening

SIZE, DENSITY = "population", "density"
TIMES_SIZE, TIMES_DENSITY = 1.5, 3.0
"""A comparable commune has at most so many times the population, the density, or as little."""
WIDEN, CHOICE = 1.5, 3
"""Windows widen by this factor until they hold this many times the communes wanted."""
_LOGGED = {"population", "density", "jobs_ratio", "second_homes"}
_FAR, _NORMAL_IQR = 5.0, 1.349
_SLAB, _BLOCK, _STRIP, _THIN = 2_048, 128, 128, 8
DRAWS, SEED = 200, 41_269


@dataclass(frozen=True, slots=True)
class Peer:
    """A comparable commune.

    `distance` is in standard deviations of structure. `gaps` gives each indicator's share of the
    squared distance, from 0 to 1. `stability` is the share of the draws, in which the
    indicators are drawn again at random, that keep this commune; None for a group picked by
    hand. `coverage` is the share of the structural indicators known for it.
    """

    code: str
    name: str
    distance: float
    gaps: dict[str, float]
    stability: float | None
    coverage: float


@dataclass(frozen=True)
class Structure:
    """Every commune in the space of structure: scaled values, whitened values, window sizes."""

    ids: tuple[str, ...]
    scaled: Numbers
    whitened: Numbers
    shrunk: Shrunk
    log_size: Numbers
    log_density: Numbers
    known: Numbers


def structure_of(reference: Reference, indicators: Sequence[Indicator]) -> Structure:
    """Place the communes; an unknown figure stands at the median and weighs nothing.

    Refused when no file gives population and density.
    """
    chosen = [i for i in indicators if i.is_structural and latest(i, reference)]
    named = {i.id: _latest(i, reference) for i in chosen}
    named = {name: column for name, column in named.items() if np.isfinite(column).any()}
    if not {SIZE, DENSITY} <= named.keys():
        raise Refused("territory.no_structure")
    raw = np.column_stack(list(named.values()))
    return made_of(raw, tuple(named), named[SIZE], named[DENSITY])


def made_of(
    raw: Numbers, ids: tuple[str, ...], log_size: Numbers, log_density: Numbers
) -> Structure:
    """The structure that raw figures (communes by indicators, some logged) make."""
    scaled = _scaled(raw)
    shrunk = ledoit_wolf(scaled - scaled.mean(axis=0))
    return Structure(
        ids=ids,
        scaled=scaled,
        whitened=scaled @ whitening(shrunk.matrix),
        shrunk=shrunk,
        log_size=_or_median(log_size),
        log_density=_or_median(log_density),
        known=np.isfinite(raw).mean(axis=1),
    )


def peers_of(code: str, reference: Reference, structure: Structure, k: int) -> tuple[Peer, ...]:
    """The `k` communes most like `code`, the nearest first. Refused unless 1 <= k < communes."""
    if not 1 <= k < len(reference.codes):
        raise Refused("territory.peers", k=k, most=len(reference.codes) - 1)
    row = reference.rank[code]
    candidates = _candidates(structure, row, k)
    nearest = _nearest(structure.whitened, row, candidates, k)
    kept = _stability(structure, row, candidates, k)
    return tuple(_peer(reference, structure, row, other, kept[other]) for other in nearest)


def picked(
    code: str, codes: Sequence[str], reference: Reference, structure: Structure
) -> tuple[Peer, ...]:
    """The communes that the town picks itself, each with its distance, the nearest first."""
    row = reference.rank[code]
    found = [_peer(reference, structure, row, reference.rank[c], None) for c in codes if c != code]
    return tuple(sorted(found, key=lambda peer: peer.distance))


def all_peers(structure: Structure, k: int) -> Rows:
    """Rows of the `k` nearest comparable communes of every commune: communes by k."""
    by_size = np.argsort(structure.log_size)
    found = np.empty((len(by_size), k), dtype=np.intp)
    for start in range(0, len(by_size), _SLAB):
        slab = by_size[start : start + _SLAB]
        slab = slab[np.argsort(structure.log_density[slab])]
        near = _window(structure, by_size, slab)
        for first in range(0, len(slab), _BLOCK):
            block = slab[first : first + _BLOCK]
            found[block] = _block_peers(structure, near, block, k)
    return found


def _window(structure: Structure, by_size: Rows, slab: Rows) -> Rows:
    """The communes whose size may suit one of `slab`, in order of density."""
    sizes, own = structure.log_size[by_size], structure.log_size[slab]
    reach = np.log(TIMES_SIZE)
    low = np.searchsorted(sizes, own.min() - reach)
    near = by_size[low : np.searchsorted(sizes, own.max() + reach, side="right")]
    ordered: Rows = near[np.argsort(structure.log_density[near])]
    return ordered


def _block_peers(structure: Structure, near: Rows, block: Rows, k: int) -> Rows:
    """Communes of nearly the same size and density share a window: one product for all."""
    densities = structure.log_density[near]
    reach = np.log(TIMES_DENSITY)
    low = np.searchsorted(densities, structure.log_density[block[0]] - reach)
    high = np.searchsorted(densities, structure.log_density[block[-1]] + reach, side="right")
    near = near[low:high]
    squared = _squared(structure.whitened[block], structure.whitened[near])
    thinned = np.where(
        _within(structure, block[:, None], near[None, ::_THIN], 0), squared[:, ::_THIN], np.inf
    )
    sure = np.isfinite(thinned).sum(axis=1) > CHOICE * k
    found = np.empty((len(block), k), dtype=np.intp)
    if sure.any():
        bound = np.partition(thinned[sure], k, axis=1)[:, k]
        found[sure] = _sorted(structure, near, block[sure], squared[sure] <= bound[:, None], k)
    for place in np.flatnonzero(~sure):
        row = int(block[place])
        found[place] = _nearest(structure.whitened, row, _candidates(structure, row, k), k)
    return found


def _sorted(
    structure: Structure, near: Rows, block: Rows, below: npt.NDArray[np.bool_], k: int
) -> Rows:
    """The `k` nearest of each row of `block` among those `below` a bound that holds enough.

    Windows and distances are checked again here, exactly, on the few that are left.
    """
    rows, columns = np.nonzero(below)
    ours, theirs = block[rows], near[columns]
    kept = _within(structure, ours, theirs, 0) & (ours != theirs)
    rows, ours, theirs = rows[kept], ours[kept], theirs[kept]
    squared = ((structure.whitened[theirs] - structure.whitened[ours]) ** 2).sum(axis=1)
    order = np.lexsort((theirs, squared, rows))
    starts = np.searchsorted(rows[order], np.arange(len(block)))
    chosen: Rows = theirs[order][starts[:, None] + np.arange(k)]
    return chosen


def _squared(ours: Numbers, theirs: Numbers) -> npt.NDArray[np.float32]:
    """Squared distances, every one of `ours` to every one of `theirs`, as products of matrices.

    Small ones: a large one is shared among threads, which wait for one another on a busy machine.
    """
    left = np.column_stack([ours, (ours**2).sum(axis=1), np.ones(len(ours))])
    right = np.column_stack([-2 * theirs, np.ones(len(theirs)), (theirs**2).sum(axis=1)])
    one, other = left.astype(np.float32), np.ascontiguousarray(right.T, dtype=np.float32)
    squared = np.empty((len(ours), len(theirs)), dtype=np.float32)
    for start in range(0, len(theirs), _STRIP):
        strip = slice(start, start + _STRIP)
        np.matmul(one, other[:, strip], out=squared[:, strip])
    return squared


def _within(
    structure: Structure, row: npt.ArrayLike, others: npt.ArrayLike, step: int
) -> npt.NDArray[np.bool_]:
    """Whether communes stand in each other's windows, widened `step` times."""
    one, other = np.asarray(row), np.asarray(others)
    size = np.abs(structure.log_size[one] - structure.log_size[other])
    density = np.abs(structure.log_density[one] - structure.log_density[other])
    more = step * np.log(WIDEN)
    inside: npt.NDArray[np.bool_] = (size <= np.log(TIMES_SIZE) + more) & (
        density <= np.log(TIMES_DENSITY) + more
    )
    return inside


def _candidates(structure: Structure, row: int, k: int) -> Rows:
    total = len(structure.log_size)
    wanted = min(CHOICE * k, total - 1)
    for step in _steps():
        inside = _within(structure, row, np.arange(total), step)
        inside[row] = False
        if inside.sum() >= wanted:
            return np.flatnonzero(inside)
    raise AssertionError("windows widen without end")


def _steps() -> Iterator[int]:
    step = 0
    while True:
        yield step
        step += 1


def _nearest(space: Numbers, row: int, candidates: Rows, k: int) -> Rows:
    squared = ((space[candidates] - space[row]) ** 2).sum(axis=1)
    return candidates[np.argsort(squared, kind="stable")[:k]]


def _stability(structure: Structure, row: int, candidates: Rows, k: int) -> dict[int, float]:
    """How often each commune stays among the `k` nearest when indicators are drawn again."""
    draw = np.random.default_rng(SEED)
    scaled = structure.scaled
    centred = scaled - scaled.mean(axis=0)
    sample = centred.T @ centred / len(centred)
    count = np.zeros(len(scaled))
    for _ in range(DRAWS):
        drawn = draw.integers(0, len(structure.ids), len(structure.ids))
        kept = np.unique(drawn)
        matrix = reshrunk(sample[np.ix_(kept, kept)], structure.shrunk.intensity)
        weights = np.sqrt(np.bincount(drawn)[kept])
        space = (scaled[:, kept] @ whitening(matrix)) * weights
        count[_nearest(space, row, candidates, k)] += 1
    return {int(c): float(count[c] / DRAWS) for c in candidates}


def _peer(
    reference: Reference, structure: Structure, row: int, other: int, stability: float | None
) -> Peer:
    squared = (structure.whitened[other] - structure.whitened[row]) ** 2
    total = float(squared.sum())
    shares = squared / total if total else squared
    code = reference.codes[other]
    return Peer(
        code=code,
        name=reference.text("name", code),
        distance=float(np.sqrt(total)),
        gaps={name: float(share) for name, share in zip(structure.ids, shares, strict=True)},
        stability=stability,
        coverage=float(structure.known[other]),
    )


def _latest(indicator: Indicator, reference: Reference) -> Numbers:
    """The most recent figure of each commune, older ones standing in; logged where skewed."""
    found = np.full(len(reference.codes), np.nan)
    for point in indicator.points:
        fresh = values(indicator, point, reference)
        found = np.where(np.isfinite(fresh), fresh, found)
    return np.log1p(np.maximum(found, 0)) if indicator.id in _LOGGED else found


def _scaled(raw: Numbers) -> Numbers:
    """Median 0, one robust standard deviation 1, far values drawn in."""
    low, middle, high = np.nanpercentile(raw, (25, 50, 75), axis=0)
    spread = (high - low) / _NORMAL_IQR
    scaled = (raw - middle) / np.where(spread > 0, spread, 1)
    near: Numbers = np.clip(np.nan_to_num(scaled), -_FAR, _FAR)
    return near


def _or_median(column: Numbers) -> Numbers:
    return np.where(np.isfinite(column), column, np.nanmedian(column))
