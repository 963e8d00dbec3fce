"""One measured step of the synthetic town, in a process of its own.

Arguments: `fit N`, `ipfn N`, `planted N YEARS`, `build N YEARS OUT` or `read OUT`.
"""

import csv
import sys
import warnings
from pathlib import Path
from time import perf_counter

import numpy as np

from parvis.core.population.fit import fit, fitted_margins
from parvis.core.population.income import draw_incomes
from parvis.core.population.margins import AGE_GROUPS
from parvis.core.population.report import report_of
from parvis.core.population.town import Asked, make_town
from parvis.site.bench.children import peak_megabytes, tell
from parvis.site.bench.planted_effects import Trial, effects, nulls
from parvis.site.margins import margins_of
from parvis.site.synth import build, first_names

TOWN, SEED = "41269", 1


def fitting(persons: int) -> None:
    """Seconds to fit persons and households, whole, with their incomes; the report's errors."""
    margins, rng = margins_of(TOWN), np.random.default_rng(SEED)
    started = perf_counter()
    fitted = fit(margins, persons, rng)
    incomes = draw_incomes(margins, fitted.households, rng)
    seconds = perf_counter() - started
    report = report_of(margins, fitted, incomes)
    tell(
        seconds=seconds,
        tae=max(g.tae for g in report.fitted) / persons,
        deciles=max(map(abs, report.deciles.values())),
        megabytes=peak_megabytes(),
    )


def plain_ipf(persons: int) -> None:
    """Seconds of ipfn on as many weighted persons, ages and sexes only; it knows no household."""
    import pandas as pd
    from ipfn.ipfn import ipfn

    table = fitted_margins(margins_of(TOWN), persons)[0].cells.reshape(2, len(AGE_GROUPS))
    rng = np.random.default_rng(SEED)
    people = pd.DataFrame({
        "age": rng.integers(0, len(AGE_GROUPS), persons),
        "sex": rng.integers(0, 2, persons),
        "total": np.ones(persons),
    })  # fmt: skip
    ages, sexes = pd.Series(table.sum(axis=0)), pd.Series(table.sum(axis=1))
    ages.index.name, sexes.index.name = "age", "sex"
    started = perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = ipfn(people, [ages, sexes], [["age"], ["sex"]], weight_col="total").iteration()
    seconds = perf_counter() - started
    gap = np.abs(found.groupby("age")["total"].sum().to_numpy() - ages.to_numpy()).sum()
    tell(seconds=seconds, tae=float(gap) / persons, megabytes=peak_megabytes())


def finding(persons: int, years: int) -> None:
    """How many 95 % intervals of textbook estimators hold what was planted, nulls included."""
    asked = Asked(persons, SEED, years)
    town = make_town(margins_of(TOWN), first_names(), asked)
    trial = Trial(town, {sheet.name: sheet for sheet in town.exports()})
    found = [*effects(trial).values(), *nulls(trial).values()]
    tell(covered=sum(int(e.covers) for e in found), intervals=len(found))


def building(persons: int, years: int, out: Path) -> None:
    """Seconds to make the whole town on disk, its truth included."""
    started = perf_counter()
    built = build(TOWN, Asked(persons, SEED, years), out, lambda done, label: None)
    rows = sum(made.rows for made in built.files)
    tell(seconds=perf_counter() - started, rows=rows, megabytes=peak_megabytes())


def reading(out: Path) -> None:
    """Seconds that Python's own reader takes to go through the CSV files of the town."""
    started, rows = perf_counter(), 0
    for path in sorted(out.rglob("*.csv")):
        with path.open(encoding="latin-1", newline="") as file:
            rows += sum(1 for _ in csv.reader(file, delimiter=";"))
    tell(seconds=perf_counter() - started, rows=rows, megabytes=peak_megabytes())


def main() -> None:
    """Take the step named by the first argument."""
    step, *rest = sys.argv[1:]
    if step == "fit":
        fitting(int(rest[0]))
    elif step == "ipfn":
        plain_ipf(int(rest[0]))
    elif step == "planted":
        finding(int(rest[0]), int(rest[1]))
    elif step == "build":
        building(int(rest[0]), int(rest[1]), Path(rest[2]))
    else:
        reading(Path(rest[0]))


if __name__ == "__main__":
    main()
