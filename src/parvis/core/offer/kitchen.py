"""How much to order in the days ahead, what it would have cost lately, and whether forecasts
hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from parvis.core.errors import Refused
from parvis.core.offer.access import Floats, Ints
from parvis.core.offer.attendance import Attended, Came
from parvis.core.offer.forecast.coming import EPOCH, Rows, forecast_rows, iso, to_come, unlearnt
from parvis.core.offer.forecast.panel import WEEK
from parvis.core.offer.forecast.run import Forecast, Learner
from parvis.core.offer.forecast.table import Known
from parvis.core.offer.order import Costs, Drift, drift_of, order_of

KEPT_DAYS, TRIED_WEEKS, LEAST_DAYS, OLDEST = 1_100, 8, 120, 70
"""Days of history learnt from; weeks tried again; fewest days; how old the last count may be."""
WATCHED = 20
"""The last days of service on which a site is said to drift: what is over is no warning."""
_SITE = "site"


@dataclass(frozen=True, slots=True)
class Order:
    """One site on one day: what is expected, between what, and how many to order."""

    site: str
    day: date
    expected: float
    low: float
    high: float
    order: float


@dataclass(frozen=True, slots=True)
class Trial:
    """The same orders on the last weeks: units thrown away and missing, beside those of the plan.

    `planned_waste` and `planned_shortage` are None where no plan is known.
    """

    days: int
    served: float
    waste: float
    shortage: float
    planned_waste: float | None
    planned_shortage: float | None
    wape: float
    held: float


@dataclass(frozen=True, slots=True)
class Kitchen:
    """Orders of the days ahead; `trial` of the last weeks; sites that `drift`, each since when.

    `last_on`: the last day counted. `is_calendar_known`: the calendar reaches the days ahead.
    """

    orders: tuple[Order, ...]
    trial: Trial
    drifts: tuple[tuple[str, date, Drift], ...]
    last_on: date
    is_calendar_known: bool
    is_strike_new: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """Forecasts of the last weeks and of the days ahead, before costs: what takes long.

    `is_strike_new`: a strike is announced and none was ever counted, so that it is not foreseen.
    """

    past: Rows
    planned: Floats
    forecast: Forecast
    coming: Rows
    ahead: Forecast
    last_on: date
    is_calendar_known: bool
    is_strike_new: bool = False


def tried(attended: Attended, strikes: frozenset[date], today: date, days: int, learner: Learner
          ) -> Tried:  # fmt: skip
    """Forecast the last `TRIED_WEEKS` week by week, then `days` days from `today` on.

    `strikes` are those announced beside the files. Refused where too little is known, or nothing
    lately.
    """
    every = _rows(attended.came)
    last = int(every.days.max(initial=0))
    first = (today - EPOCH).days
    if not len(every) or np.ptp(every.days) < LEAST_DAYS:
        raise Refused("kitchen.too_short", days=LEAST_DAYS)
    if first - last > OLDEST:
        raise Refused("kitchen.old", day=(EPOCH + timedelta(days=last)).strftime("%d/%m/%Y"))
    begin = last + 1 - TRIED_WEEKS * WEEK
    kept = every.days > last - KEPT_DAYS
    is_tried = kept & (every.days >= begin)
    past, lately = _some(every, kept & ~is_tried), _some(every, is_tried)
    coming = _listed(to_come(every, days, first), attended)
    events = _events(attended.strikes | strikes)
    wanted = Rows(lately.keys + coming.keys, np.concatenate([lately.days, coming.days]),
                  np.concatenate([lately.counts, coming.counts]))  # fmt: skip
    found = forecast_rows(past, wanted, events, (_SITE,), WEEK, learner)
    cut = len(lately)
    parts = (found.value, found.low, found.high)
    planned = np.array([np.nan if one.planned is None else one.planned for one in attended.came])
    return Tried(
        lately, planned[is_tried], Forecast(*(part[:cut] for part in parts)), coming,
        Forecast(*(part[cut:] for part in parts)), EPOCH + timedelta(days=last),
        bool(attended.service) and max(attended.service) >= today,
        bool(unlearnt(events, _some(every, kept), coming)),
    )  # fmt: skip


def _rows(came: Sequence[Came]) -> Rows:
    return Rows([(one.site,) for one in came],
                np.array([(one.day - EPOCH).days for one in came], dtype=np.int64),
                np.array([one.count for one in came]))  # fmt: skip


def _some(rows: Rows, kept: np.ndarray) -> Rows:
    ranks = np.flatnonzero(kept)
    return Rows([rows.keys[rank] for rank in ranks], rows.days[ranks], rows.counts[ranks])


def _listed(coming: Rows, attended: Attended) -> Rows:
    """The days ahead with service: those listed, as far as the calendar goes."""
    listed = attended.service
    end = max(listed) if listed else date.min

    def is_served(number: int) -> bool:
        day = EPOCH + timedelta(days=number)
        return day > end or day in listed

    return _some(coming, np.array([is_served(day) for day in coming.days.tolist()], dtype=bool))


def _events(strikes: frozenset[date]) -> list[Known]:
    if not strikes:
        return []
    return [Known("greve", (), {(day.isoformat(),): "1" for day in strikes})]


def kitchen_of(tried: Tried, costs: Costs, closed: frozenset[date]) -> Kitchen:
    """Orders under `costs`, none on days `closed`, judged on the last weeks."""
    ahead, coming = tried.ahead, tried.coming
    ordered = order_of(ahead.value, ahead.low, ahead.high, costs)
    rows = zip(coming.keys, coming.days.tolist(), ahead.value, ahead.low, ahead.high, ordered,
               strict=True)  # fmt: skip
    orders = tuple(
        Order(key[0], date.fromisoformat(iso(day)), *(float(each) for each in numbers))
        for key, day, *numbers in rows
        if EPOCH + timedelta(days=day) not in closed
    )
    return Kitchen(orders, _trial(tried, costs), tuple(_drifts(tried)), tried.last_on,
                   tried.is_calendar_known, tried.is_strike_new)  # fmt: skip


def _trial(tried: Tried, costs: Costs) -> Trial:
    served, found = tried.past.counts, tried.forecast
    known = np.isfinite(found.value) & np.isfinite(found.low)
    served = served[known]
    ours = order_of(found.value[known], found.low[known], found.high[known], costs)
    plan = tried.planned[known]
    has_plan = np.isfinite(plan)
    held = (served >= found.low[known]) & (served <= found.high[known])
    waste, shortage = _missed(ours, served)
    theirs: tuple[float | None, float | None] = (None, None)
    if has_plan.all():
        theirs = _missed(plan, served)
    total = max(float(served.sum()), 1e-9)
    return Trial(
        len(np.unique(tried.past.days)), float(served.sum()), waste, shortage, *theirs,
        float(np.abs(served - found.value[known]).sum()) / total,
        float(held.mean()) if held.size else float("nan"),
    )  # fmt: skip


def _missed(ordered: Floats, served: Floats) -> tuple[float, float]:
    """Units thrown away, and units missing."""
    return (float(np.maximum(ordered - served, 0).sum()),
            float(np.maximum(served - ordered, 0).sum()))  # fmt: skip


def _drifts(tried: Tried) -> list[tuple[str, date, Drift]]:
    """Each site whose forecasts no longer hold, the first to drift first."""
    found = []
    for site in sorted({key[0] for key in tried.past.keys}):
        ranks = _of_site(tried.past, site)[-WATCHED:]
        found_at = tried.forecast
        drift = drift_of(tried.past.counts[ranks], found_at.value[ranks], found_at.low[ranks],
                         found_at.high[ranks])  # fmt: skip
        if drift.since is not None:
            since = int(tried.past.days[ranks[drift.since]])
            found.append((site, EPOCH + timedelta(days=since), drift))
    return sorted(found, key=lambda one: one[1])


def _of_site(rows: Rows, site: str) -> Ints:
    """Ranks of the rows of a site, day after day."""
    ranks = np.array([rank for rank, key in enumerate(rows.keys) if key[0] == site], dtype=np.int64)
    ordered: Ints = ranks[np.argsort(rows.days[ranks], kind="stable")]
    return ordered
