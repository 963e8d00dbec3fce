"""Gathering elements into the one above, by weighted means or by who beats whom.

Means leave missing values out and share their weight among the others, as COINr does.
"""

from collections.abc import Callable, Mapping

import numpy as np

from parvis.core.errors import Refused
from parvis.core.palmares.sheet import Floats

ROWS_AT_ONCE = 256
TIE = 1e-12
KNOWN = ("amean", "gmean", "hmean", "genmean:P", "copeland")


def aggregated(values: Floats, weights: Floats, method: str, code: str) -> Floats:
    """One score per unit from its `values` (units x elements), NaN where it has none.

    `code` names the group in a refusal: zero or less under a geometric or harmonic mean, a
    missing value under Copeland's method.
    """
    name, _, power = method.partition(":")
    if name == "copeland" and not power:
        return _copeland(values, weights, code)
    if name == "genmean":
        return _powered(values, weights, _power(power, method), code)
    if name not in _POWERS or power:
        raise unknown(method)
    return _powered(values, weights, _POWERS[name], code)


_POWERS: Mapping[str, float] = {"amean": 1.0, "gmean": 0.0, "hmean": -1.0}


def _power(text: str, method: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise unknown(method) from error


def unknown(method: str) -> Refused:
    """The refusal of a method that is not one of these."""
    return Refused("palmares.method", option="--aggregate", value=method, known=", ".join(KNOWN))


def _powered(values: Floats, weights: Floats, power: float, code: str) -> Floats:
    """The weighted mean of that power; 0 is the geometric mean."""
    if power == 1:
        return _mean(values, weights)
    is_whole = power > 0 and power % 1 == 0
    if not is_whole and np.nanmin(values, initial=1.0) <= 0:
        raise Refused("palmares.not_positive", code=code, power=f"{power:g}")
    if power == 0:
        return _through(values, weights, np.log, np.exp)
    with np.errstate(invalid="ignore"):
        return _through(values, weights, lambda x: x**power, lambda y: y ** (1 / power))


def _through(values: Floats, weights: Floats, there: Callable[[Floats], Floats],
             back: Callable[[Floats], Floats]) -> Floats:  # fmt: skip
    gathered: Floats = back(_mean(there(values), weights))
    return gathered


def _mean(values: Floats, weights: Floats) -> Floats:
    known = ~np.isnan(values)
    total = known @ weights
    summed = np.where(known, values, 0.0) @ weights
    mean: Floats = np.divide(summed, total, out=np.full(total.shape, np.nan), where=total > 0)
    return mean


def _copeland(values: Floats, weights: Floats, code: str) -> Floats:
    """How many units it beats, less how many beat it, by majority of the weights."""
    if np.isnan(values).any():
        raise Refused("palmares.copeland_missing", code=code)
    shares = weights / weights.sum()
    scores = np.empty(len(values))
    for start in range(0, len(values), ROWS_AT_ONCE):
        rows = values[start : start + ROWS_AT_ONCE]
        lead = np.zeros((len(rows), len(values)))
        for share, mine, column in zip(shares, rows.T, values.T, strict=True):
            lead += share * np.sign(mine[:, None] - column[None, :])
        scores[start : start + ROWS_AT_ONCE] = (lead > TIE).sum(axis=1) - (lead < -TIE).sum(axis=1)
    return scores
