"""The prestation de service unique of day nurseries, with its dated rules, as the CAF pays it.

An hour is paid at `percent` of its cost, capped, less what families pay. The cap falls as more
hours are billed than done: by steps at 107 and 117 % until 2024, in a straight line from 107 to
120 % from 1 January 2025. Caps change each year by a circular: they are data, never in the code.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from parvis.core.entries import Entries
from parvis.core.errors import Refused

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Point:
    """At a ratio of hours billed over done of `at` (percent), an hour is capped at `cap` euros."""

    at: Decimal
    cap: Decimal


@dataclass(frozen=True, slots=True)
class Scale:
    """Caps from `since` to `until`: by `steps` ("marches") or on a straight line between points.

    `percent` of the capped cost is paid.
    """

    since: date
    until: date
    source: str
    percent: Decimal
    is_linear: bool
    points: tuple[Point, ...]

    def cap(self, ratio: Decimal) -> Decimal:
        """The cap of an hour, in euros, at a ratio of hours billed over done (percent)."""
        if ratio <= self.points[0].at:
            return self.points[0].cap
        for before, after in pairwise(self.points):
            if ratio <= after.at:
                if not self.is_linear:
                    return after.cap
                slope = (after.cap - before.cap) / (after.at - before.at)
                return before.cap + (ratio - before.at) * slope
        return self.points[-1].cap


@dataclass(frozen=True, slots=True)
class Nursery:
    """A year of one nursery: hours offered, billed and done; cost and fees in euros.

    `regime` is the share of children whom the general regime covers, in percent: the CAF pays for
    them alone.
    """

    offered: Decimal
    billed: Decimal
    done: Decimal
    cost: Decimal
    fees: Decimal
    regime: Decimal = Decimal(100)


@dataclass(frozen=True, slots=True)
class Paid:
    """What the CAF pays, in euros. `ratio` and `occupancy` in percent; `cap` is of an hour.

    `lost`: what the same hours would bring more if no more were billed than the first cap allows.
    """

    ratio: Decimal
    occupancy: Decimal
    cap: Decimal
    hourly_cost: Decimal
    amount: Decimal
    lost: Decimal


def paid(nursery: Nursery, scale: Scale) -> Paid:
    """PSU = (percent of an hour's cost, capped, x hours billed, less the families' fees) x regime.

    Cost of an hour: that of the year over the hours done (Cnaf, circular 2014-009). Refused where
    no hour is done, where fewer are billed than done, or for a share of the regime that is none.
    """
    if nursery.done <= 0 or nursery.offered <= 0:
        raise Refused("psu.no_hours")
    if nursery.billed < nursery.done:
        raise Refused("psu.under_billed", billed=nursery.billed, done=nursery.done)
    if not 0 < nursery.regime <= _WHOLE:
        raise Refused("psu.regime", value=nursery.regime)
    ratio = 100 * nursery.billed / nursery.done
    cap = scale.cap(ratio)
    hourly = nursery.cost / nursery.done
    amount = _payable(nursery, scale, min(hourly, cap))
    whole = _payable(nursery, scale, min(hourly, scale.points[0].cap))
    return Paid(ratio, 100 * nursery.done / nursery.offered, cap, hourly, amount, whole - amount)


_WHOLE = Decimal(100)


def _payable(nursery: Nursery, scale: Scale, hour: Decimal) -> Decimal:
    """What is paid when an hour counts for `hour` euros, to the cent; never below zero."""
    due = scale.percent / 100 * hour * nursery.billed - nursery.fees
    return (max(due, Decimal(0)) * nursery.regime / 100).quantize(_CENT, ROUND_HALF_UP)


def scale_on(scales: tuple[Scale, ...], day: date) -> Scale:
    """The scale in force on `day`; Refused where the town's file has none."""
    found = next((scale for scale in scales if scale.since <= day <= scale.until), None)
    if found is None:
        raise Refused("psu.no_scale", day=day.isoformat())
    return found


REFORM = date(2025, 1, 1)
"""From then on the cap follows a straight line; before, it fell by steps."""
_PERCENT, _BOUNDLESS = Decimal(66), Decimal(100_000)
_STEPS, _LINE = (Decimal(107), Decimal(117), _BOUNDLESS), (Decimal(107), Decimal(120))


def scale_of(day: date, caps: Sequence[Decimal], source: str) -> Scale:
    """The rule of `day` with the caps of its circular, the highest first: three until 2024, two
    since. Refused where they are fewer, or grow.
    """
    is_linear = day >= REFORM
    at = _LINE if is_linear else _STEPS
    if len(caps) < len(at) or any(a < b for a, b in pairwise(caps)):
        raise Refused("psu.caps", count=len(at))
    points = tuple(Point(*pair) for pair in zip(at, caps, strict=False))
    return Scale(date.min, date.max, source, _PERCENT, is_linear, points)


def scales_from(data: Mapping[str, Any], file: str) -> tuple[Scale, ...]:
    """The scales of a TOML file (`[[scale]]`); Refused names the entry at fault."""
    entries = Entries(data, file)
    scales = tuple(_scale(each) for each in entries.tables("scale"))
    entries.end()
    return tuple(sorted(scales, key=lambda scale: scale.since))


def _scale(entries: Entries) -> Scale:
    points = tuple(_point(each) for each in entries.tables("points"))
    scale = Scale(
        since=entries.day("since", date.min), until=entries.day("until", date.max),
        source=entries.text("source"), percent=Decimal(repr(entries.number("percent"))),
        is_linear=entries.flag("is_linear"), points=points,
    )  # fmt: skip
    entries.end()
    if not points or any(a.at >= b.at for a, b in pairwise(points)):
        entries.refuse("psu.points", "points")
    return scale


def _point(entries: Entries) -> Point:
    point = Point(Decimal(repr(entries.number("at"))), Decimal(repr(entries.number("cap"))))
    entries.end()
    return point
