"""Whether a month has as many rows as the same month of other years.

Counts are compared as 2·sqrt(n), whose variance hardly depends on n (Anscombe, Biometrika 1948),
by the prediction interval of one more Student observation. A trend widens the interval, it does
not shift it, and the spread is taken to be that of pure counting at least: false alarms are
rarer than asked, never more frequent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from scipy.special import stdtrit

FEWEST_YEARS = 4
"""Earlier years needed: with fewer, no gap but an empty month could be told from chance."""


@dataclass(frozen=True, slots=True)
class Volume:
    """The month judged, its count, what the same month of other years lets one expect."""

    month: date
    found: int
    expected: float
    low: float
    high: float

    @property
    def is_odd(self) -> bool:
        """Whether the count is out of its interval."""
        return not self.low <= self.found <= self.high


def judge_volume(months: Sequence[tuple[date, int]], *, today: date, risk: float) -> Volume | None:
    """The last whole month of `months` before `today` against its own in earlier years.

    `risk` is the chance of a false alarm. None where fewer than FEWEST_YEARS can be compared.
    """
    whole = [(m, n) for m, n in months if _next(m) <= today]
    if not whole:
        return None
    counts = dict(whole)
    last = max(counts)
    first = min(counts)
    years = (last.replace(year=y) for y in range(first.year, last.year))
    earlier = [counts.get(m, 0) for m in years if m >= first]
    if len(earlier) < FEWEST_YEARS:
        return None
    roots = [2 * sqrt(n) for n in earlier]
    count, mean = len(roots), sum(roots) / len(roots)
    spread = max(1.0, sqrt(sum((r - mean) ** 2 for r in roots) / (count - 1)))
    reach = float(stdtrit(count - 1, 1 - risk / 2)) * spread * sqrt(1 + 1 / count)
    low, high = max(mean - reach, 0.0), mean + reach
    return Volume(last, counts[last], (mean / 2) ** 2, (low / 2) ** 2, (high / 2) ** 2)


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)
