"""What goes with stopping sooner, in days: a landmark, Cox's model, and only ratios that hold.

People are followed from `LANDMARK` days after they first came; what they did before then may
explain what follows, never what they did later (Anderson, Cain and Gelber, "Analysis of survival
by tumor response", Journal of Clinical Oncology 1, 1983). Whether a pause is an end is known only
after `PAUSE` days: people are followed until so long before the file ends. Who came last before
that has stopped on that day; the others were still coming.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parvis.core.errors import Refused
from parvis.core.loyalty.cohorts import FEWEST
from parvis.core.loyalty.cox import DOUBTFUL, hazards

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
LANDMARK, PAUSE = 90, 365


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times sooner those with a trait stop, other traits being equal, with its interval.

    `holds`: the ratio is the same all along; else it must not be said.
    """

    trait: str
    value: float
    low: float
    high: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Stopping:
    """How many were followed beyond the landmark, how many stopped, and what goes with it."""

    people: int
    stopped: int
    ratios: tuple[Ratio, ...]


def stopping_of(first: Ints, last: Ints, end: int, traits: Mapping[str, Flags]) -> Stopping:
    """Fit the `traits` of people to when they stopped; days are counted from any origin.

    `first`, `last`: days of the first and the last use of each; `end`: the last day of the file.
    A trait that fewer than 11 people have, or lack, is left out. Refused where none is left, or
    where too few stopped.
    """
    close = end - PAUSE
    followed = (last - first > LANDMARK) & (first + LANDMARK < close)
    spread = {name: has[followed] for name, has in traits.items()}
    kept = {name: has for name, has in spread.items() if FEWEST <= has.sum() <= has.size - FEWEST}
    stopped = (last <= close)[followed]
    if not kept:
        raise Refused("loyalty.nothing_told")
    table = np.column_stack([has.astype(np.float64) for has in kept.values()])
    durations = (np.minimum(last, close) - first - LANDMARK)[followed].astype(np.float64)
    found = hazards(table, durations, stopped)
    rows = zip(kept, found.ratios.tolist(), found.proportional.tolist(), strict=True)
    ratios = tuple(Ratio(name, value, low, high, p >= DOUBTFUL)
                   for name, (value, low, high), p in rows)  # fmt: skip
    return Stopping(int(followed.sum()), int(stopped.sum()), ratios)
