"""Ranks with ties: equal values share the best of their ranks."""

import numpy as np

from parvis.core.palmares.sheet import Floats


def descending(values: Floats) -> Floats:
    """1 for the highest; NaN where the value is missing."""
    return ascending(-values)


def ascending(values: Floats) -> Floats:
    """1 for the lowest; NaN where the value is missing."""
    known = np.sort(values[~np.isnan(values)])
    ranks = np.searchsorted(known, values, side="left") + 1.0
    return np.where(np.isnan(values), np.nan, ranks)
