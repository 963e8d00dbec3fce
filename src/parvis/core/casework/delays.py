"""A promise of delay, as written: `14h` of work, `10wd` working days, `2m` months."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from parvis.core.calendar.zones import DAY, Ints, day_number
from parvis.core.errors import Refused

_DELAY = re.compile(r"(\d{1,4})(h|wd|m)")


class Unit(StrEnum):
    """In what a delay is counted: hours worked, working days, months to the same day-number."""

    HOURS = "h"
    WORKING_DAYS = "wd"
    MONTHS = "m"


@dataclass(frozen=True, slots=True)
class Delay:
    """So many units, from an instant for hours, from the end of a day for days and months."""

    count: int
    unit: Unit


def delay_from(text: str) -> Delay:
    """The delay that `text` says; Refused if it says none."""
    found = _DELAY.fullmatch(text.strip())
    if found is None:
        raise Refused("clock.delay", value=text)
    return Delay(int(found[1]), Unit(found[2]))


def same_day_number(day: date, months: int) -> date:
    """The day of the same number `months` later; the month's last where there is none.

    A 31 December and two months is a 28 or 29 February (code de procédure civile, article 641).
    """
    (number,) = months_after(np.array([day_number(day)]), np.array([months])).tolist()
    return date.fromordinal(number + date(1970, 1, 1).toordinal())


def months_after(days: Ints, months: Ints) -> Ints:
    """`same_day_number`, by the million: days since 1970-01-01."""
    calendar = days.astype("datetime64[D]")
    month = calendar.astype("datetime64[M]")
    rank = calendar - month.astype("datetime64[D]")
    target = month + months.astype("timedelta64[M]")
    start = target.astype("datetime64[D]")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    reached: Ints = np.minimum(start + rank, last).astype(np.int64)
    return reached


def end_of(days: Ints) -> Ints:
    """The last second of each day, on wall clocks."""
    ends: Ints = days * DAY + DAY - 1
    return ends
