"""Each definition carries an example worked out by hand: the engine finds the same."""

from collections.abc import Sequence

import numpy as np
import pytest

from engines.sql_examples import example_value
from parvis.core.metrics import derived, series, shapes
from parvis.core.metrics.concentration import gini, herfindahl
from parvis.core.metrics.definition import Kind, Metric
from parvis.core.metrics.trend import trend
from parvis.core.privacy.disclosure import Cell
from staged import facts, metrics

BASE = {m.id: m for m in metrics().values() if not m.kind.is_derived}
DERIVED = {m.id: m for m in metrics().values() if m.kind.is_derived}


@pytest.mark.parametrize("metric", BASE.values(), ids=BASE)
def test_the_engine_finds_the_value_of_the_example(metric: Metric) -> None:
    assert example_value(metric, facts()) == pytest.approx(metric.example["value"])


def _pair(metric: Metric) -> float:
    formula = {Kind.QUOTIENT: derived.quotient, Kind.DIFFERENCE: derived.difference}[metric.kind]
    one, other = (
        Cell((), float(metric.example[name]), None, None, None)
        for name in ("numerator", "denominator")
    )
    found = formula(metric, one, other)
    assert found is not None
    return found[0]


def _standardised(metric: Metric) -> float:
    above, below = metric.example["numerator"], metric.example["denominator"]
    counts = {group: (above[group], below[group]) for group in above}
    return derived.standardised(counts, metric.example["standard"])[0]


def _lift(metric: Metric) -> float:
    return derived.lift(*(metric.example[name] for name in ("both", "one", "two", "everyone")))


def _spread(metric: Metric) -> float:
    values: Sequence[float] = list(metric.example["numerator"].values())
    return max(values) / min(values)


def _slope(metric: Metric) -> float:
    """Each year's months are those of the year before, and what the example adds to them."""
    first, more = metric.example["numerator"], metric.example["more"]
    found = trend(np.array([month + more * year for year in range(4) for month in first]))
    assert found is not None
    return found.slope


FORMULAS = {
    Kind.QUOTIENT: _pair,
    Kind.DIFFERENCE: _pair,
    Kind.STANDARDISED: _standardised,
    Kind.LIFT: _lift,
    Kind.SPREAD: _spread,
    Kind.ENTROPY: lambda m: shapes.entropy(list(m.example["numerator"].values())),
    Kind.INEQUALITY: lambda m: gini(np.array(list(m.example["numerator"].values()))),
    Kind.CONCENTRATION: lambda m: herfindahl(np.array(list(m.example["numerator"].values()))),
    Kind.TREND: _slope,
    Kind.SEASONALITY: lambda m: series.seasonality(
        dict(list(m.example["numerator"].items())[1:-1])
    ),
    Kind.REPRESENTATION: lambda m: derived.representation(
        m.example["numerator"], m.example["denominator"]
    ),
}


@pytest.mark.parametrize("metric", DERIVED.values(), ids=DERIVED)
def test_the_formula_finds_the_value_of_the_example(metric: Metric) -> None:
    assert FORMULAS[metric.kind](metric) == pytest.approx(metric.example["value"])
