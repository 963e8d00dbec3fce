"""Measures of prices, access and siting, each beside the plain way to do it."""

import heapq
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import TypeVar

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from parvis.core.offer.access import Decay, Times, e2sfca
from parvis.core.offer.grid import Tariff, tariff_from
from parvis.core.offer.pricing import price_of
from parvis.core.offer.siting import Goal, Question
from parvis.core.offer.streets import (
    SPEED_KMH,
    Mode,
    Spots,
    Streets,
    metres_of,
    street_minutes,
)
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
    ours = zip(money[:TRIED], found.losers[:TRIED], found.jumps_cents[:TRIED], strict=True)
    is_equal = checked == list(ours)
    beside = f"NumPy, grille par grille ({TRIED} mesurées)"
    note = "mêmes résultats" if is_equal else "RÉSULTATS DIFFÉRENTS"
    yield Figure("offer.revenue_of_grids", revenue, "s", beside, slow, "<= 1,5 s",
                 revenue <= 1.5 and is_equal, note)  # fmt: skip
    total = ready + whole
    yield Figure("offer.outcomes_of_grids", total, "s", beside, slow, "<= 60 s",
                 total <= 60 and is_equal, note)  # fmt: skip


def _plainly(families: Families, grids: Brackets, rank: int) -> tuple[float, float, float]:
    """Revenue, losers and largest jump of one grid, every family priced."""
    place = np.searchsorted(grids.borders[rank], families.incomes, side="right")
    price = grids.prices_cents[rank][place]
    jump = float(np.abs(np.diff(grids.prices_cents[rank])).max())
    losers = float((price > families.paid_cents).sum())
    return float((price * families.units).sum()), losers, jump


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


def measure_streets() -> Iterator[Figure]:
    """A town of 20,000 street points, 50 sites; beside it, one plain Dijkstra a site."""
    side = 142
    columns, rows = np.meshgrid(np.arange(side), np.arange(side))
    points = np.column_stack([1.06 + columns.ravel() * 0.0013, 47.79 + rows.ravel() * 0.0009])
    ranks = np.arange(side * side).reshape(side, side)
    start = np.concatenate([ranks[:, :-1].ravel(), ranks[:-1].ravel()])
    end = np.concatenate([ranks[:, 1:].ravel(), ranks[1:].ravel()])
    both = np.ones((start.size, 2), dtype=bool)
    streets = Streets(points, start, end, metres_of(points, start, end),
                      np.full(start.size, np.nan), dict.fromkeys(Mode, both), "")  # fmt: skip
    chosen = np.random.default_rng(3).choice(side * side, 50, replace=False)
    zones = Spots([str(rank) for rank in range(side * side)], points)
    sites = Spots([str(rank) for rank in chosen], points[chosen])
    taken, minutes = timed(lambda: street_minutes(streets, zones, sites, Mode.FOOT))
    plain, one = timed(lambda: _plain_dijkstra(streets, int(chosen[0])))
    is_equal = bool(np.allclose(minutes[:, 0], one))
    note = f"{side * side} points, mêmes temps" if is_equal else "TEMPS DIFFÉRENTS"
    yield Figure("offer.streets", taken, "s", "Dijkstra en Python, 1 lieu mesuré sur 50",
                 plain * 50, "<= 2 s", taken <= 2 and is_equal, note)  # fmt: skip


def _plain_dijkstra(streets: Streets, site: int) -> list[float]:
    """Minutes on foot from each point to `site`."""
    moves: dict[int, list[tuple[int, float]]] = {}
    minutes = streets.metres / (SPEED_KMH[Mode.FOOT] * 1000 / 60)
    for a, b, length in zip(streets.start.tolist(), streets.end.tolist(), minutes, strict=True):
        moves.setdefault(a, []).append((b, length))
        moves.setdefault(b, []).append((a, length))
    best = [float("inf")] * len(streets.points)
    heap = [(0.0, site)]
    while heap:
        so_far, at = heapq.heappop(heap)
        if so_far < best[at]:
            best[at] = so_far
            for other, length in moves[at]:
                if so_far + length < best[other]:
                    heapq.heappush(heap, (so_far + length, other))
    return best


NOTICES = 1_000


def measure_notice() -> Iterator[Figure]:
    """One family's price explained under a thousand grids; beside it, the same without prices."""
    rng = np.random.default_rng(4)
    grids = [_grid_of(rank, rng) for rank in range(NOTICES)]
    case = {"quotient_familial": Decimal(712), "resident": True, "rank": Decimal(2)}
    day = date(2026, 9, 1)
    times = []
    for tariff in grids:
        taken, price = timed(lambda tariff=tariff: price_of(tariff, day, case))
        times.append(taken)
    plain, _ = timed(lambda: [grid.grid_on(day) for grid in grids])
    slowest = max(times)
    note = f"la plus lente de {NOTICES} ; {price.cents} c"
    yield Figure("offer.notice", slowest, "s", "trouver la grille seule", plain / NOTICES,
                 "<= 50 ms", slowest <= 0.05, note)  # fmt: skip


def _grid_of(rank: int, rng: np.random.Generator) -> Tariff:
    borders = np.sort(rng.choice(np.arange(100, 2_500), 7, replace=False)).tolist()
    brackets = [{"below": border, "price_cents": 100 + 50 * k} for k, border in enumerate(borders)]
    rate = {"name": "Tous", "brackets": [*brackets, {"price_cents": 600}]}
    grid = {"since": date(2020, 1, 1), "source": "essai", "rate": [rate]}
    return tariff_from({"id": f"g{rank}", "title": "Essai", "unit": "repas", "grid": [grid]}, "g")


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
