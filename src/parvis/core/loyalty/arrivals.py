"""Whether newcomers take up a service in their first year, as those who were there already do."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from parvis.core.loyalty.cohorts import FEWEST, take_up
from parvis.core.loyalty.experiment import Effect, effect_on_share

SEPTEMBER = 9


@dataclass(frozen=True, slots=True)
class TakeUp:
    """Of the newcomers of one autumn: the share that used the service within a year, with its
    interval; and the difference with the others, None where one of the groups is too small."""

    year: int
    newcomers: int
    share: tuple[float, float, float] | None
    gap: Effect | None


def take_ups(
    registers: Mapping[int, Mapping[str, bool]], uses: Mapping[str, Sequence[date]], end: date
) -> list[TakeUp]:
    """The take-up of each autumn whose first year is over by `end`.

    `registers`: by year, whether each person then registered came from elsewhere. `uses`: the days
    of use of each person, in order.
    """
    return [_take_up(year, people, uses) for year, people in sorted(registers.items())
            if date(year + 1, SEPTEMBER, 1) <= end]  # fmt: skip


def _take_up(
    year: int, people: Mapping[str, bool], uses: Mapping[str, Sequence[date]]
) -> TakeUp:  # fmt: skip
    start, stop = date(year, SEPTEMBER, 1), date(year + 1, SEPTEMBER, 1)
    used = {name: _used(uses.get(name, ()), start, stop) for name in people}
    new = [used[name] for name, is_new in people.items() if is_new]
    old = [used[name] for name, is_new in people.items() if not is_new]
    sizes, hits = (len(new), len(old)), (sum(new), sum(old))
    gap = effect_on_share(hits, sizes) if min(sizes) >= FEWEST else None
    return TakeUp(year, len(new), take_up(len(new), sum(new)), gap)


def _used(days: Sequence[date], start: date, stop: date) -> bool:
    rank = bisect_left(days, start)
    return rank < len(days) and days[rank] < stop
