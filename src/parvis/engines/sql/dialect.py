"""Where two engines say the same thing otherwise."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parvis.core.metrics.period import Grain


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one engine writes otherwise than the others; what is made of it is the same for all.

    `name` quotes an identifier, `mark` announces a bound value. Of a pseudonym, `high_bits` are
    those of its record key. `list_of` makes an array of the rows that `filtered` keeps, `no_list`
    is an empty one. `whole` is a division that drops what is left; `text_type` the type of texts.
    """

    name: Callable[[str], str]
    mark: str
    high_bits: str
    list_of: str
    filtered: str
    no_list: str
    whole: str
    text_type: str

    def parameter(self, named: str) -> str:
        """A bound value, by its name."""
        return f"{self.mark}{named}"

    def key(self, entity: str) -> str:
        """The record key of a pseudonym."""
        return f"CAST({self.high_bits.format(entity=entity)} AS BIGINT)"

    def gathered(self, expression: str, where: str) -> str:
        """The values of the rows where it holds, as an array."""
        kept = self.filtered.format(where=where)
        return f"coalesce({self.list_of}({expression}) FILTER {kept}, {self.no_list})"

    def half(self, day: str) -> str:
        """The first day of the half year that holds `day`."""
        month = self.whole.format(number=f"month({day}) - 1", by=6)
        return f"make_date(year({day}), {month} * 6 + 1, 1)"

    def text(self, expression: str) -> str:
        """The expression as text."""
        return f"CAST({expression} AS {self.text_type})"

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
