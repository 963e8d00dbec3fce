"""One measured step about protection, in a process of its own.

Arguments: `tile CELLS`, `noise TRIALS`, `frozen PERSONS` or `attacks TRIALS`.
"""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from parvis.core.home import Home
from parvis.core.metrics.definition import Metric
from parvis.core.metrics.figures import Figure, figure
from parvis.core.metrics.query import Question
from parvis.core.privacy.cellkey import Persons, Perturbation
from parvis.core.privacy.disclosure import Exact, Margin, disclose
from parvis.core.privacy.frozen import HIDDEN, freeze, lines_of
from parvis.core.privacy.generalise import PERSONS_THRESHOLD
from parvis.core.privacy.margins import (
    Dimension,
    Microdata,
    System,
    Wanted,
    system_of,
)
from parvis.core.privacy.views import answers
from parvis.core.release import Manifest
from parvis.engines.ranges import widths
from parvis.site.bench.attackers import (
    averaging,
    counted_together,
    differencing,
    neighbour,
    views_of,
)
from parvis.site.bench.children import tell
from parvis.site.wiring import HomePorts

SEED, SECRET = 9, bytes(range(32))
TILE_METRIC, REPEATS = "requests", 20
_MANIFEST = Manifest("r", datetime(2026, 1, 1, tzinfo=UTC), "0", (), (), {})
_EXTENT = (date(2020, 1, 1), date(2025, 12, 31))


def _metrics() -> Mapping[str, Metric]:
    return HomePorts(Home(Path("nowhere"))).metrics()


def tile(cells: int) -> None:
    """CPU that disclosure adds to the figures of a tile of so many cells, with its margins."""
    metric = _metrics()[TILE_METRIC]
    draw = np.random.default_rng(SEED)
    columns = 8 if cells > 20 else 1
    counts = (1 + draw.exponential(60, (cells // columns, columns))).astype(int)
    keys = draw.integers(0, 2**40, counts.shape)
    bare, whole = [], []
    for _ in range(REPEATS):
        began = process_time()
        exact = _exact(metric, counts, keys)
        made = process_time()
        _disclosed(metric, exact)
        bare.append(made - began)
        whole.append(process_time() - made)
    tell(added=1000 * float(np.median(whole)), bare=1000 * float(np.median(bare)))


def _exact(metric: Metric, counts: NDArray[np.int64], keys: NDArray[np.int64]) -> Exact:
    def made(names: tuple[str, ...], count: int, key: int) -> Figure:
        return figure(metric, names, (count, count, key))

    rows, columns = counts.shape
    figures = [
        made((f"r{i}", f"c{j}"), int(counts[i, j]), int(keys[i, j]))
        for i in range(rows) for j in range(columns)
    ]  # fmt: skip
    margins = [
        Margin((axis,), made((f"{'rc'[axis]}{rank}",), int(count), rank))
        for axis in (0, 1)
        for rank, count in enumerate(counts.sum(1 - axis))
    ]
    return Exact(figures, made((), int(counts.sum()), 1), _EXTENT, margins)


def _disclosed(metric: Metric, exact: Exact) -> None:
    question = Question(metric.id, "41269", ("district", "category"))
    disclose(question, metric, exact, _MANIFEST, (), SECRET)


def noise(trials: int) -> None:
    """The mean size of the noise, in persons and as a part of 200."""
    draw = np.random.default_rng(SEED)
    drawn = Perturbation(SECRET)
    counts = draw.integers(20, 2000, trials).tolist()
    gaps = [abs((drawn.count(f"a{i}", Persons(n, i)) or 0) - n) for i, n in enumerate(counts)]
    near = [abs((drawn.count(f"b{i}", Persons(200, i)) or 0) - 200) for i in range(trials)]
    tell(mean=float(np.mean(gaps)), at_200=float(np.mean(near)) / 2)


def frozen(persons: int) -> None:
    """Three linked tables: time to protect them, narrowest hidden small cell, and without audit."""
    system = system_of(_town(persons), _TABLES)
    began = perf_counter()
    found = freeze(system, Perturbation(SECRET), widths)
    seconds = perf_counter() - began
    hidden, counts = found.values == HIDDEN, system.counts
    primary = (counts > 0) & (counts < PERSONS_THRESHOLD)
    targets = np.flatnonzero(hidden & primary)
    tell(
        cells=len(counts),
        hidden=int(hidden.sum()),
        seconds=seconds,
        width=_narrowest(system, hidden, targets),
        unaudited=_narrowest(system, primary, targets),
        scipy=_scipy_seconds(system, hidden, targets),
    )


_TABLES = (
    Wanted("a", ("district", "age", "sex")),
    Wanted("b", ("district", "type")),
    Wanted("c", ("zone", "age", "type")),
)


def _town(persons: int) -> Microdata:
    draw = np.random.default_rng(SEED)
    dimensions = {}
    for name, count, skew in (
        ("district", 20, 1),
        ("age", 8, 0.7),
        ("sex", 2, 0),
        ("type", 6, 1.5),
    ):
        weights = 1 / np.arange(1, count + 1) ** skew
        codes = draw.choice(count, persons, p=weights / weights.sum())
        dimensions[name] = Dimension(name, tuple(f"{name}{k}" for k in range(count)), codes)
    zones = dimensions["district"].codes % 4
    dimensions["zone"] = Dimension("zone", ("a", "b", "c", "d"), zones)
    return Microdata(dimensions, np.arange(persons), draw.integers(0, 2**32, persons))


def _narrowest(system: System, hidden: NDArray[np.bool_], targets: NDArray[np.int64]) -> float:
    return float(widths(lines_of(system), system.counts, hidden, targets, 1_000).min())


def _scipy_seconds(system: System, hidden: NDArray[np.bool_], targets: NDArray[np.int64]) -> float:
    """The same audit as one would write it: two programs per cell, each from nothing."""
    lines = lines_of(system)
    rows = np.repeat(np.arange(len(lines.parents)), np.diff(lines.starts))
    shape = (len(lines.parents), len(system.counts))
    sums = csr_matrix((np.ones(len(rows)), (rows, lines.children)), shape)
    sums -= csr_matrix((np.ones(shape[0]), (np.arange(shape[0]), lines.parents)), shape)
    bounds = np.column_stack([np.where(hidden, 1, system.counts),
                              np.where(hidden, 1e6, system.counts)])  # fmt: skip
    sample = targets[:10]
    began = perf_counter()
    for target in sample.tolist():
        for sign in (1, -1):
            cost = np.zeros(shape[1])
            cost[target] = sign
            linprog(cost, A_eq=sums, b_eq=np.zeros(shape[0]), bounds=bounds)
    return (perf_counter() - began) * len(targets) / len(sample)


def attacks(trials: int) -> None:
    """Upper 95 % bounds of what attackers get right, each beside what it would be otherwise."""
    facts = HomePorts(Home(Path("nowhere"))).facts()
    together = counted_together(_metrics().values())
    worst = max((views_of(group, facts[group[0].fact]) for group in together), key=answers)
    one = [((), 1)]
    draw = np.random.default_rng(SEED)
    small = [
        Perturbation(draw.bytes(32)).count("cell", Persons(count, count)) is not None
        for count in range(1, PERSONS_THRESHOLD)
        for _ in range(1_000)
    ]
    alone = averaging(trials, 4, one).share
    # Attacks on one cell are quick: their bounds are made the closer by that.
    many = 4 * trials
    tell(
        differencing=(differencing(many, 1, "wide", "narrow").upper,
                      differencing(trials // 10, 2, "cell", "cell").share),
        neighbour=(max(neighbour(many, n, n).upper for n in (10, 12, 15, 100)), 0.641),
        averaging=(averaging(trials, 3, worst).upper, alone),
        small=sum(small),
        tried=len(small),
    )  # fmt: skip


STEPS: Mapping[str, Callable[[int], None]] = {
    "tile": tile,
    "noise": noise,
    "frozen": frozen,
    "attacks": attacks,
}


def main() -> None:
    """Run the step named on the command line."""
    step, argument = sys.argv[1:3]
    STEPS[step](int(argument))


if __name__ == "__main__":
    main()
