"""Outliers: winsorising, then a logarithm, when an indicator is too skewed to be compared.

As COINr does by default, its particular ways included. An indicator passes unless |skewness| is 2
or more and kurtosis 3.5 or more (both with the corrections of SAS and SPSS). At most five points
are winsorised, counted as the last ties replaced above plus those below. The logarithm then starts
again from the values before winsorising. An indicator whose check cannot be computed is left.
"""

import numpy as np

from parvis.core.palmares.sheet import Floats

SKEWNESS, KURTOSIS, MOST_WINSORISED = 2.0, 3.5, 5


def treated(values: Floats) -> Floats:
    """Each column of `values`, treated where it needs it; missing values stay missing."""
    return np.column_stack([_treated(column) for column in values.T])


def _treated(column: Floats) -> Floats:
    if passes(column) is not False:
        return column
    winsorised = _winsorised(column)
    verdict = passes(winsorised)
    if verdict is None:
        return column
    if verdict:
        return winsorised
    logged = _logged(column)
    return column if passes(logged) is None else logged


def passes(column: Floats) -> bool | None:
    """Whether the distribution may be compared as it is; None if that cannot be computed."""
    known = column[~np.isnan(column)]
    skewness, kurtosis = _moments(known)
    if abs(skewness) < SKEWNESS or kurtosis < KURTOSIS:
        return True
    return None if np.isnan(skewness) or np.isnan(kurtosis) else False


def _moments(known: Floats) -> tuple[float, float]:
    """Skewness and excess kurtosis, NaN where there are too few values or only one."""
    n = known.size
    if n < 3 or (known == known[0]).all():
        return np.nan, np.nan
    away = known - known.mean()
    away /= np.abs(away).max()
    # Products, for powers are ten times slower; `einsum`, for `@` would wake threads for so little.
    squares = away * away
    square = float(squares.sum())
    cube = float(np.einsum("i,i", squares, away))
    skewness = np.sqrt(n) * cube / square**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
    if n < 4:
        return float(skewness), np.nan
    tails = n * float(np.einsum("i,i", squares, squares)) / square**2 - 3
    kurtosis = ((n + 1) * tails + 6) * (n - 1) / ((n - 2) * (n - 3))
    return float(skewness), float(kurtosis)


def _winsorised(column: Floats) -> Floats:
    """The column with its extremes brought to the next value, on the side that sticks out."""
    column = column.copy()
    high = low = 0
    while high + low < MOST_WINSORISED and passes(column) is False:
        known = column[~np.isnan(column)]
        if _moments(known)[0] >= 0:
            high = _bring(column, known.max(), known[known < known.max()].max())
        else:
            low = _bring(column, known.min(), known[known > known.min()].min())
    return column


def _bring(column: Floats, extreme: np.float64, next_value: np.float64) -> int:
    """Replace `extreme` in place; how many values were."""
    at = column == extreme
    column[at] = next_value
    return int(at.sum())


def _logged(column: Floats) -> Floats:
    least, most = np.nanmin(column), np.nanmax(column)
    logged: Floats = np.log(column - least + 0.01 * (most - least))
    return logged
