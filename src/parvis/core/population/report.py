"""How near a synthetic population is to what is published: fitted margins, then the others."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.population.archetypes import COLLECTIVE, FIRST_CHILD, SLOTS, Archetypes
from parvis.core.population.fit import Fitted
from parvis.core.population.income import Incomes, dependent_children
from parvis.core.population.margins import TYPES, Margins

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gap:
    """One margin: `tae` total absolute error, `srmse` its root mean square over the mean cell.

    `worst` is the cell farthest off, `worst_error` by how much, in the unit of the margin.
    """

    margin: str
    status: str
    tae: float
    tae_share: float
    srmse: float
    worst: str
    worst_error: float


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two published figures of one thing: the kept one, the other, and the reason."""

    margin: str
    kept: float
    other: float
    source: str
    why: str


@dataclass(frozen=True, slots=True)
class FitReport:
    """`deciles` gives, per place and decile, the relative error of the income."""

    persons: int
    households: int
    fitted: tuple[Gap, ...]
    unfitted: tuple[Gap, ...]
    deciles: dict[str, float]
    conflicts: tuple[Conflict, ...]
    modelled: tuple[str, ...]


def report_of(margins: Margins, fitted: Fitted, incomes: Incomes) -> FitReport:
    """The report of a fit, on fitted margins and on cross-tables that were not fitted."""
    homes = fitted.households
    inside = homes.type < COLLECTIVE
    scale = homes.size.sum() / margins.persons
    gaps = [
        gap(t.margin, "published" if t.is_published else "modelled", t.names, t.cells, found)
        for t, found in zip(fitted.targets, fitted.found, strict=True)
    ]
    return FitReport(
        persons=int(homes.size.sum()),
        households=int(inside.sum()),
        fitted=tuple(gaps),
        unfitted=tuple(_unfitted(margins, homes, incomes, float(scale))),
        deciles=_deciles(margins, homes, incomes),
        conflicts=_conflicts(margins),
        modelled=_modelled(margins),
    )


def gap(margin: str, status: str, names: tuple[str, ...], wanted: Floats, found: Floats) -> Gap:
    """The distance of `found` from `wanted`, cell by cell."""
    error = found - wanted
    worst = int(np.argmax(np.abs(error)))
    tae = float(np.abs(error).sum())
    srmse = float(np.sqrt((error**2).mean()) / wanted.mean())
    return Gap(
        margin, status, tae, tae / float(wanted.sum()), srmse, names[worst], float(error[worst])
    )


def weighted_quantile(values: Floats, weight: Floats, at: float) -> float:
    """The value below which lies the share `at` of the weight, interpolated."""
    order = np.argsort(values, kind="stable")
    middle = (np.cumsum(weight[order]) - weight[order] / 2) / weight.sum()
    return float(np.interp(at, middle, values[order]))


def _deciles(margins: Margins, homes: Archetypes, incomes: Incomes) -> dict[str, float]:
    size = homes.size.astype(float)
    known = {"commune": (homes.type < COLLECTIVE, incomes.disposable, margins.income)}
    for k, zone in enumerate(margins.iris):
        steps = {p / 10: v for p, v in enumerate(zone.deciles, start=1)}
        known[zone.code] = (incomes.iris == k, incomes.declared, steps)
    return {
        f"{place} D{round(10 * p)}": _relative(weighted_quantile(values[at], size[at], p), wanted)
        for place, (at, values, steps) in known.items()
        if at.any()
        for p, wanted in steps.items()
    }


def _relative(found: float, wanted: float) -> float:
    """The error of an income relative to it; to one euro where none is declared."""
    return (found - wanted) / max(abs(wanted), 1.0)


def _conflicts(margins: Margins) -> tuple[Conflict, ...]:
    """Published figures that disagree with those kept; and tenures that do not add up."""
    homes = margins.published["households"].cells["all"]
    kept = {"households": homes, "persons": margins.persons}
    found = [Conflict(a.margin, kept[a.margin], a.value, a.source, a.why) for a in margins.also]
    tenure = margins.published["tenure"]
    total = sum(tenure.cells.values())
    if abs(total - homes) > _AGREES * homes:
        found.append(Conflict("tenure", homes, total, tenure.source, _SCALED))
    return tuple(found)


_AGREES, _SCALED = 0.001, "statuts d’occupation ramenés au nombre de ménages"


def _modelled(margins: Margins) -> tuple[str, ...]:
    """What no table gives for the commune, and how it was made up for."""
    secret = [
        f"revenus de l’IRIS {i.code}, secrets\u00a0: ceux de la commune"
        for i in margins.iris
        if not i.deciles and not i.is_made_up
    ]
    bent = [
        f"{table.margin}\u00a0: {source.title} ({source.vintage}), ramené aux totaux de la commune"
        for table in margins.structure.values()
        for source in (margins.sources[table.source],)
    ]
    shared = "répartition des ménages entre IRIS\u00a0: selon le revenu"
    made_up = sum(i.is_made_up for i in margins.iris)
    drawn = [f"quartiers\u00a0: {made_up} inventés, faute d’IRIS"] if made_up else []
    return (*bent, shared, *secret, *drawn, *margins.modelled)


def _unfitted(margins: Margins, homes: Archetypes, incomes: Incomes, scale: float) -> list[Gap]:
    found: dict[str, Callable[[str], float]] = {
        "alone_by_age": lambda cell: _alone(homes, *_ages(cell)),
        "median_by_type": lambda cell: _median(homes, incomes, homes.type == TYPES.index(cell)),
        "median_by_age": lambda cell: _median(homes, incomes, _is_aged(homes, *_ages(cell))),
        "families": lambda cell: _families(homes, cell) / scale,
    }
    return [
        gap(
            name,
            table.source,
            tuple(table.cells),
            np.array(list(table.cells.values())),
            np.array([found[name](cell) for cell in table.cells]),
        )
        for name, table in margins.unfitted.items()
        if name in found
    ]


def _ages(cell: str) -> tuple[int, int]:
    low, _, high = cell.rstrip("+").partition("-")
    return int(low), int(high or 119) + 1


def _is_aged(homes: Archetypes, low: int, high: int) -> NDArray[np.bool_]:
    reference: NDArray[np.bool_] = (homes.age[:, 0] >= low) & (homes.age[:, 0] < high)
    return reference & (homes.type < COLLECTIVE)


def _alone(homes: Archetypes, low: int, high: int) -> float:
    inside = homes.type < COLLECTIVE
    people = inside[:, None] & (homes.age >= low) & (homes.age < high)
    return float((people & (homes.type < 2)[:, None]).sum() / max(people.sum(), 1))


def _median(homes: Archetypes, incomes: Incomes, at: NDArray[np.bool_]) -> float:
    if not at.any():
        return 0.0
    return weighted_quantile(incomes.disposable[at], homes.size[at].astype(float), 0.5)


def _families(homes: Archetypes, cell: str) -> float:
    least = 3 if cell.startswith("three") else 2
    has_children = (homes.age[:, FIRST_CHILD:SLOTS] >= 0).any(axis=1)
    is_family = has_children & (homes.type < COLLECTIVE - 1)
    return float((is_family & (dependent_children(homes) >= least)).sum())
