"""Measures of prices, access and siting, each beside the plain way to do it."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import TypeVar

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from parvis.core.offer.access import Decay, Times, e2sfca
from parvis.core.offer.siting import Goal, Question
from parvis.core.offer.sweep import (
    Brackets,
    Families,
    families_of,
    outcomes_of_brackets,
    revenue_of_brackets,
)
from parvis.engines.siting import Exact
from parvis.site.bench.figures import Figure

Made = TypeVar("Made")
FAMILIES, GRIDS, BRACKETS, TRIED = 100_000, 100_000, 8, 200
CELLS, SITES, PAIRS = 300_000, 35_000, 7_000_000
ZONES, PLACES, OPENED, SMALL_ZONES, SMALL_PLACES = 1_000, 100, 8, 120, 30


def timed(do: Callable[[], Made]) -> tuple[float, Made]:
    """Seconds that `do` takes, and what it makes."""
    started = perf_counter()
    made = do()
    return perf_counter() - started, made


def measure_sweep() -> Iterator[Figure]:
    """100,000 grids on 100,000 families; beside it, 200 grids priced family by family."""
    rng = np.random.default_rng(1)
    incomes = np.round(rng.gamma(2, 400, FAMILIES))
    units = rng.integers(1, 144, FAMILIES).astype(float)
    paid = np.floor(np.clip(incomes * 0.36, 100, 597) + 0.5)
    borders = np.sort(rng.integers(100, 2_500, (GRIDS, BRACKETS - 1)).astype(float), axis=1)
    prices = np.sort(rng.integers(50, 700, (GRIDS, BRACKETS)).astype(float), axis=1)
    grids = Brackets(borders, prices)
    ready, families = timed(lambda: families_of(incomes, units, paid))
    revenue, money = timed(lambda: revenue_of_brackets(families, grids))
    whole, found = timed(lambda: outcomes_of_brackets(families, grids))
    plain, checked = timed(lambda: [_plainly(families, grids, rank) for rank in range(TRIED)])
    slow = plain * GRIDS / TRIED
    is_equal = checked == list(zip(money[:TRIED], found.losers[:TRIED], strict=True))
    beside = f"NumPy, grille par grille ({TRIED} mesurées)"
    note = "mêmes résultats" if is_equal else "RÉSULTATS DIFFÉRENTS"
    yield Figure("offer.revenue_of_grids", revenue, "s", beside, slow, "<= 1,5 s",
                 revenue <= 1.5 and is_equal, note)  # fmt: skip
    total = ready + whole
    yield Figure("offer.outcomes_of_grids", total, "s", beside, slow, "<= 60 s",
                 total <= 60 and is_equal, note)  # fmt: skip


def _plainly(families: Families, grids: Brackets, rank: int) -> tuple[float, float]:
    """Revenue and losers of one grid, every family priced."""
    place = np.searchsorted(grids.borders[rank], families.incomes, side="right")
    price = grids.prices_cents[rank][place]
    return float((price * families.units).sum()), float((price > families.paid_cents).sum())


def measure_access() -> Iterator[Figure]:
    """E2SFCA of 300,000 cells and 35,000 sites; beside it, two products of sparse matrices."""
    rng = np.random.default_rng(2)
    cells, sites = np.sort(rng.integers(0, CELLS, PAIRS)), rng.integers(0, SITES, PAIRS)
    times = Times(cells, sites, rng.uniform(0, 30, PAIRS), CELLS, SITES)
    population, supply = rng.integers(0, 200, CELLS) + 0.0, rng.uniform(1, 60, SITES)
    decay = Decay(np.array([10.0, 20.0, 30.0]), np.array([1.0, 0.68, 0.22]))
    taken, found = timed(lambda: e2sfca(times, population, supply, decay))
    plain, per_head = timed(lambda: _by_matrices(times, population, supply, decay))
    lost = abs((population * found.per_head).sum() / found.supply_used.sum() - 1)
    is_sound = bool(lost <= 1e-9 and np.allclose(per_head, found.per_head))
    yield Figure("offer.e2sfca", taken, "s", "scipy.sparse, deux produits", plain, "<= 1,5 s",
                 taken <= 1.5 and is_sound, f"offre conservée à {lost:.0e} près")  # fmt: skip


def _by_matrices(times: Times, population, supply, decay: Decay):  # type: ignore[no-untyped-def]
    shape = (times.cell_count, times.site_count)
    weights = sparse.coo_matrix(
        (decay.of(times.minutes), (times.cells, times.sites)), shape
    ).tocsr()
    demand = weights.T @ population
    ratio = np.divide(supply, demand, out=np.zeros_like(demand), where=demand > 0)
    return weights @ ratio


def measure_siting() -> Iterator[Figure]:
    """Eight sites of 100 for 1,000 zones, proven; a small one equal to another solver's."""
    large, small = _town(ZONES, PLACES, OPENED), _town(SMALL_ZONES, SMALL_PLACES, 5)
    taken, answer = timed(lambda: Exact().solve(large, 60))
    ours = Exact().solve(small, 60)
    plain, other = timed(lambda: _by_milp(small))
    is_equal = abs(ours.value - other) <= 1e-6 * other
    note = "égal à l’autre sur la petite" if is_equal else "DIFFÉRENT de l’autre sur la petite"
    yield Figure(
        "offer.siting", taken, "s", f"scipy milp, {SMALL_ZONES} x {SMALL_PLACES}", plain,
        "<= 20 s", taken <= 20 and answer.gap <= 1e-4 and is_equal,
        f"{ZONES} x {PLACES}, écart prouvé {answer.gap:.0e} ; {note}",
    )  # fmt: skip


def _town(zones: int, places: int, opened: int) -> Question:
    rng = np.random.default_rng(1)
    people, sites = rng.random((zones, 2)), rng.random((places, 2))
    minutes = np.hypot(*(people[:, None] - sites[None]).transpose(2, 0, 1)) * 30
    weights = rng.integers(1, 50, zones).astype(float)
    nothing = np.full(places, np.inf)
    return Question(minutes, weights, np.array([3, 7]), opened, Goal.MEDIAN, nothing, 15.0)


def _by_milp(asked: Question) -> float:
    zones, places = asked.minutes.shape
    cost = np.concatenate([np.zeros(places), (asked.weights[:, None] * asked.minutes).ravel()])
    number = sparse.csr_matrix(np.concatenate([np.ones(places), np.zeros(zones * places)]))
    once = sparse.hstack([sparse.csr_matrix((zones, places)),
                          sparse.kron(sparse.eye(zones), np.ones((1, places)))])  # fmt: skip
    by_open = sparse.hstack([-sparse.kron(np.ones((zones, 1)), sparse.eye(places)),
                             sparse.eye(zones * places)])  # fmt: skip
    low = np.zeros(cost.size)
    low[asked.kept] = 1
    whole = np.concatenate([np.ones(places), np.zeros(zones * places)])
    found = milp(
        cost, integrality=whole, bounds=Bounds(low, 1),
        constraints=[LinearConstraint(number, asked.opened, asked.opened),
                     LinearConstraint(once, 1, 1), LinearConstraint(by_open, -np.inf, 0)],
    )  # fmt: skip
    return float(found.fun)
