"""Indicators of a portrait: formulas over variables, for one commune or for many together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from parvis.core.entries import Entries
from parvis.core.territory.reference import Absence, Numbers, Reference, Source, Together

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Point:
    """An indicator in one year: `top` over `bottom`, names with a leading minus subtracted.

    Without `bottom`, `top` is the producer's own figure, or a plain count. `span` is, for a
    yearly rate, the number of years from `bottom` to `top`; 0 elsewhere.
    """

    year: int
    top: tuple[str, ...]
    bottom: tuple[str, ...] = ()
    span: int = 0

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables it reads, without their sign."""
        return tuple(name.removeprefix("-") for name in (*self.top, *self.bottom))


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a portrait shows. `better` is "up", "down" or ""; `points` go from past to present.

    A structural one chooses the comparable communes: it is never a finding against them.
    `is_total`: a count that adds up over communes.
    """

    id: str
    theme: str
    title: str
    unit: str
    decimals: int
    scale: float
    better: str
    is_structural: bool
    is_total: bool
    formula: str
    points: tuple[Point, ...]


def indicators_from(data: Mapping[str, Any], file: str) -> tuple[Indicator, ...]:
    """The indicators written in `data`; Refused naming the entry of `file` that is wrong."""
    entries = Entries(data, file)
    found = tuple(indicator_from(table) for table in entries.tables("indicator"))
    entries.end()
    return found


def indicator_from(table: Entries) -> Indicator:
    """One indicator, all the entries of its table read."""
    indicator = Indicator(
        id=table.text("id"),
        theme=table.text("theme"),
        title=table.text("title"),
        unit=table.text("unit", ""),
        decimals=int(table.number("decimals", 0.0)),
        scale=table.number("scale", 1.0),
        better=table.text("better", ""),
        is_structural=table.text("use", "") == "structural",
        is_total=table.text("kind", "") == "total",
        formula=table.text("formula"),
        points=tuple(_point(point) for point in table.tables("points")),
    )
    table.end()
    return indicator


def _point(table: Entries) -> Point:
    point = Point(
        year=int(table.number("year")),
        top=table.texts("top"),
        bottom=table.texts("bottom"),
        span=int(table.number("span", 0.0)),
    )
    table.end()
    return point


def values(indicator: Indicator, point: Point, reference: Reference) -> Numbers:
    """The indicator for every commune; NaN where a figure it needs is missing."""
    return _formula(indicator, point, *parts_of(point, reference))


def absence(point: Point, reference: Reference, row: int) -> Absence:
    """Why the indicator is missing in `row`: the strongest reason among its variables."""
    return max(reference.absence(variable, row) for variable in point.variables)


def together(indicator: Indicator, point: Point, reference: Reference, rows: Rows) -> Together:
    """The indicator over `rows` taken together: sums over sums, or the median commune."""
    top, bottom = (part[rows] for part in parts_of(point, reference))
    single = _formula(indicator, point, top, bottom)
    known = np.isfinite(single)
    coverage = _coverage(reference, rows, known)
    if not known.any():
        return Together(None, False, 0.0)
    if point.bottom:
        whole = _formula(indicator, point, top[known].sum(), bottom[known].sum())
        return Together(float(whole), False, coverage)
    if indicator.is_total:
        return Together(float(single[known].sum()), False, coverage)
    return Together(float(np.median(single[known])), True, coverage)


def source_of(point: Point, reference: Reference) -> Source | None:
    """Where the first variable of a point comes from; None if no file brought it."""
    return reference.sources.get(point.variables[0])


def latest(indicator: Indicator, reference: Reference) -> Point | None:
    """The most recent point that some file brought; None if there is none."""
    held = [p for p in indicator.points if all(v in reference.columns for v in p.variables)]
    return held[-1] if held else None


def parts_of(point: Point, reference: Reference) -> tuple[Numbers, Numbers]:
    """The two sides of the formula for every commune: `top`, and `bottom` (ones without it)."""
    top = _sum(point.top, reference)
    return top, _sum(point.bottom, reference) if point.bottom else np.ones_like(top)


def _sum(names: tuple[str, ...], reference: Reference) -> Numbers:
    signed = [
        -reference.column(name[1:]) if name.startswith("-") else reference.column(name)
        for name in names
    ]
    total: Numbers = np.sum(signed, axis=0)
    return total


def _formula(indicator: Indicator, point: Point, top: Any, bottom: Any) -> Numbers:
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.asarray(top, dtype=float) / np.asarray(bottom, dtype=float)
        if point.span:
            ratio = np.sign(ratio) * np.abs(ratio) ** (1 / point.span) - 1
    return np.where(np.isfinite(ratio), indicator.scale * ratio, np.nan)


def _coverage(reference: Reference, rows: Rows, known: npt.NDArray[np.bool_]) -> float:
    people = next((c for n, c in reference.columns.items() if n.startswith("population_")), None)
    weights = np.ones(len(rows)) if people is None else np.nan_to_num(people[rows])
    total = weights.sum()
    return float(weights[known].sum() / total) if total else 0.0
