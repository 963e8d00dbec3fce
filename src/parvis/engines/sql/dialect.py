"""Where two engines say the same thing otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parvis.core.metrics.period import Grain


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one engine writes what the others write otherwise.

    `name` quotes an identifier; `parameter` names a bound value; `key` gives the record key of a
    pseudonym (its first 32 of 64 bits); `gathered` makes an array of an expression, none of it
    giving an empty one; `half` is the first day of the half year; `text` casts to text.
    """

    name: Callable[[str], str]
    parameter: Callable[[str], str]
    key: Callable[[str], str]
    gathered: Callable[[str, str], str]
    half: Callable[[str], str]
    text: Callable[[str], str]

    def first_day(self, grain: Grain, day: str) -> str:
        """The first day of the step of `grain` that holds `day`."""
        if grain is Grain.HALF_YEAR:
            return self.half(day)
        return f"CAST({_FIRST_DAYS[grain].format(day=day)} AS DATE)"


_FIRST_DAYS: Mapping[Grain, str] = {
    Grain.DAY: "{day}",
    Grain.MONTH: "date_trunc('month', {day})",
    Grain.QUARTER: "date_trunc('quarter', {day})",
    Grain.YEAR: "date_trunc('year', {day})",
    Grain.SCHOOL_YEAR: "date_trunc('year', {day} - INTERVAL 8 MONTH) + INTERVAL 8 MONTH",
}
