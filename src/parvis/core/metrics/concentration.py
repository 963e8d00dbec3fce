"""How unequally a total is shared: among services, suppliers, users, districts."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def gini(amounts: Floats) -> float:
    """Gini's index of amounts >= 0 that are not all 0: 0 all equal, near 1 one has all.

    Source: Gini, "Variabilità e mutabilità" (1912); Sen, "On Economic Inequality" (1973), p. 31.
    """
    ordered = np.sort(amounts)
    ranks = np.arange(1, ordered.size + 1)
    return float((2 * ranks - ordered.size - 1) @ ordered / (ordered.size * ordered.sum()))


def herfindahl(amounts: Floats) -> float:
    """Sum of the squares of the shares, from 1 / n to 1; its inverse is how many equals do as much.

    Source: Hirschman (1945) and Herfindahl (1950); one above the sum of squared percentages
    divided by 10,000 of the merger guidelines.
    """
    shares = amounts / amounts.sum()
    return float(shares @ shares)


def top_share(amounts: Floats, part: float) -> float:
    """The share of the total that the largest `part` (0 to 1) of the units make.

    A unit that straddles the limit counts for its part: the Lorenz curve read from its end.
    """
    ordered = np.sort(amounts)[::-1]
    cumulated = np.r_[0.0, np.cumsum(ordered)] / ordered.sum()
    return float(np.interp(part * ordered.size, np.arange(ordered.size + 1), cumulated))
