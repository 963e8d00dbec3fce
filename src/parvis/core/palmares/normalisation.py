"""Bringing indicators to one scale, more being better, as COINr names and computes it.

A method is written `name`, `name:1,100` with its parameters in order, or `name:imeta` to take each
indicator's own from its row of iMeta. A direction of -1 changes the sign of the values first.
`steps:COLUMN` is that of the palmarès: 0, 25, 50, 75 or 100 points, by fifths of the range among
the units of the same stratum; `fifths:COLUMN` gives them by fifths of these units instead, so that
one extreme unit does not leave the others at the foot of the scale.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.palmares.hierarchy import Element, Framework
from parvis.core.palmares.ranking import ascending
from parvis.core.palmares.sheet import MISSING, Floats
from parvis.core.palmares.units import Units

STEPS, FIFTHS = "steps", "fifths"
REFERENCE, TARGET, GOALPOSTS = "dist2ref", "dist2targ", "goalposts"
POINTS = 25.0


def _none(x: Floats) -> Floats:
    return x


def _minmax(x: Floats, low: float = 0.0, high: float = 100.0) -> Floats:
    least, most = np.nanmin(x), np.nanmax(x)
    return (x - least) / (most - least) * (high - low) + low


def _zscore(x: Floats, mean: float = 0.0, deviation: float = 1.0) -> Floats:
    spread = float(np.nanstd(x, ddof=1))
    return (x - np.nanmean(x)) / spread * deviation + mean


def _scaled(x: Floats, low: float = 0.0, high: float = 100.0, factor: float = 100.0) -> Floats:
    return (x - low) / (high - low) * factor


def _borda(x: Floats) -> Floats:
    return ascending(x) - 1


def _prank(x: Floats) -> Floats:
    others = int((~np.isnan(x)).sum()) - 1
    return _borda(x) / others


def _fracmax(x: Floats) -> Floats:
    most = float(np.nanmax(x))
    return x / most


def _dist2max(x: Floats) -> Floats:
    return 1 - (np.nanmax(x) - x) / (np.nanmax(x) - np.nanmin(x))


def _dist2targ(x: Floats, target: float, cap: float = 0.0) -> Floats:
    y = (x - np.nanmin(x)) / (target - np.nanmin(x))
    return np.minimum(y, 1) if cap else y


def _goalposts(x: Floats, low: float, high: float, scale: float = 1.0, cut: float = 1.0) -> Floats:
    y = (x - low) / (high - low)
    return (np.clip(y, 0, 1) if cut else y) * scale


@dataclass(frozen=True, slots=True)
class _Method:
    """How to compute it, how many parameters it takes, and their columns in iMeta."""

    compute: Callable[..., Floats]
    fewest: int = 0
    most: int = 0
    columns: tuple[str, ...] = ()


_METHODS: Mapping[str, _Method] = {
    "none": _Method(_none),
    "minmax": _Method(_minmax, 2, 2, ("minmax_lower", "minmax_upper")),
    "zscore": _Method(_zscore, 2, 2, ("zscore_mean", "zscore_sd")),
    "scaled": _Method(_scaled, 2, 3, ("scaled_lower", "scaled_upper", "scale_factor")),
    "rank": _Method(ascending),
    "borda": _Method(_borda),
    "prank": _Method(_prank),
    "fracmax": _Method(_fracmax),
    "dist2max": _Method(_dist2max),
    TARGET: _Method(_dist2targ, 1, 2, ("Target", "dist2targ_cap_max")),
    GOALPOSTS: _Method(_goalposts, 2, 4, ("goalpost_lower", "goalpost_upper", "goalpost_scale",
                                          "goalpost_trunc2posts")),
}  # fmt: skip
KNOWN = (*_METHODS, f"{REFERENCE}:UNIT", f"{STEPS}:COLUMN", f"{FIFTHS}:COLUMN")
_OPTIONAL = frozenset({"dist2targ_cap_max"})
_TRUTHS = {"TRUE": 1.0, "T": 1.0, "true": 1.0, "FALSE": 0.0, "F": 0.0, "false": 0.0}


def normalised(units: Units, framework: Framework, method: str) -> Floats:
    """Units x indicators on one scale; NaN where missing.

    Refused if the method is not known, or gives no number for a value that is there.
    """
    name, _, text = method.partition(":")
    elements = {one.code: one for one in framework.indicators}
    columns = []
    for code, values in zip(units.indicators, units.values.T, strict=True):
        element = elements[code]
        with np.errstate(divide="ignore", invalid="ignore"):
            column = _column(units, values * element.direction, element, name, text)
        if not np.isfinite(column[~np.isnan(values)]).all():
            raise Refused("palmares.not_normalised", where=Where("", None, code), method=method)
        columns.append(column)
    return np.column_stack(columns)


def _column(units: Units, x: Floats, element: Element, name: str, text: str) -> Floats:
    if name in (STEPS, FIFTHS) and text:
        thresholds = step_thresholds if name == STEPS else fifth_thresholds
        return _stepped(x, units.group(text), thresholds)
    if name == REFERENCE and text:
        return _dist2ref(units, x, text)
    if name not in _METHODS:
        raise _unknown(f"{name}:{text}" if text else name)
    method = _METHODS[name]
    if text == "imeta" or (name in (TARGET, GOALPOSTS) and not text):
        return method.compute(x, *_own(element, name, method))
    return method.compute(x, *_given(name, text, method))


def _given(name: str, text: str, method: _Method) -> list[float]:
    """The parameters written after the name; refused if they are not those it takes."""
    if not text:
        return []
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise _unknown(f"{name}:{text}") from error
    if not method.fewest <= len(values) <= method.most:
        raise _unknown(f"{name}:{text}")
    return values


def _own(element: Element, name: str, method: _Method) -> list[float]:
    """The parameters in the indicator's own row, turned round with its direction."""
    if not method.columns:
        raise _unknown(f"{name}:imeta")
    values = [_own_value(element, column) for column in method.columns]
    if name == TARGET:
        values[0] *= element.direction
    elif name in (GOALPOSTS, "scaled") and element.direction == -1:
        values[:2] = [-values[1], -values[0]]
    return values


def _own_value(element: Element, column: str) -> float:
    text = element.extra.get(column, "")
    if text in MISSING and column in _OPTIONAL:
        return 0.0
    try:
        value = _TRUTHS.get(text)
        return float(text.replace(",", ".")) if value is None else value
    except ValueError as error:
        raise Refused("palmares.parameter", where=element.where, column=column) from error


def _dist2ref(units: Units, x: Floats, unit: str) -> Floats:
    if unit not in units.codes:
        raise Refused("palmares.unit_unknown", code=unit)
    reference, least = float(x[units.codes.index(unit)]), float(np.nanmin(x))
    return 1 - (reference - x) / (reference - least)


def _stepped(x: Floats, groups: tuple[str, ...], thresholds: Callable[[Floats], Floats]) -> Floats:
    points = np.full(x.shape, np.nan)
    names = np.array(groups)
    for group in set(groups):
        rows = (names == group) & ~np.isnan(x)
        if rows.any():
            points[rows] = stepped(x[rows], thresholds(x[rows]))
    return points


def stepped(x: Floats, thresholds: Floats) -> Floats:
    """Points of values by the four thresholds that begin the steps of 25, 50, 75 and 100.

    Without thresholds (nothing differs in the group), 50 for all.
    """
    if not thresholds.size:
        return np.full(x.shape, 2 * POINTS)
    reached = np.searchsorted(thresholds, x, side="right").astype(np.float64)
    return POINTS * reached


def step_thresholds(known: Floats) -> Floats:
    """Where steps begin, by fifths of the range; none where nothing differs."""
    least, most = float(known.min()), float(known.max())
    return np.linspace(least, most, 6)[1:-1] if most > least else np.empty(0)


def fifth_thresholds(known: Floats) -> Floats:
    """Where steps begin, by fifths of the units; none where nothing differs.

    A step is reached with so many fifths strictly below: units alike have the same points.
    """
    ordered = np.sort(known)
    if not ordered[-1] > ordered[0]:
        return np.empty(0)
    places = np.ceil(len(ordered) * np.arange(1, 5) / 5).astype(int) - 1
    return np.array(np.nextafter(ordered[places], np.inf), dtype=np.float64)


def _unknown(value: str) -> Refused:
    return Refused("palmares.method", option="--normalise", value=value, known=", ".join(KNOWN))
