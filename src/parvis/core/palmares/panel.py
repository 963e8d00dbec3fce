"""Several years in one table: one of them kept, its missing values taken from the others.

As COINr's `impute_panel`: `latest` takes the last value before, `constant` the same and the first
known value where there is none before, `linear` the line between the two neighbours and the nearest
value outside, `linear-constant` the line where two values are known and the only one otherwise.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.palmares.hierarchy import Framework
from parvis.core.palmares.sheet import MISSING, Floats, Sheet, number, numbers
from parvis.core.palmares.units import CODE, TIME

PANEL = "panel"
WAYS = ("latest", "constant", "linear", "linear-constant")


@dataclass(frozen=True)
class OneYear:
    """The rows of one year of a table, as a table: `rows` are their ranks in it."""

    sheet: Sheet
    rows: tuple[int, ...]
    values: Mapping[str, Sequence[str]]

    @property
    def file(self) -> str:
        """That of the whole table."""
        return self.sheet.file

    def where(self, rank: int, field: str) -> Where:
        """The place of a cell in the whole table."""
        return self.sheet.where(self.rows[rank], field)


def one_year(sheet: Sheet, framework: Framework, way: str, year: float | None) -> OneYear:
    """The table of `year` (the last one under None), its indicators filled from the other years.

    Refused: a way that is not known, no column of years or one year only, a year that is not there.
    """
    if way not in WAYS:
        raise Refused("palmares.method", option="--impute", value=f"{PANEL}:{way}",
                      known=", ".join(f"{PANEL}:{one}" for one in WAYS))  # fmt: skip
    times = _times(sheet)
    known = sorted(set(times.tolist()))
    target = known[-1] if year is None else year
    if target not in known:
        raise Refused("palmares.no_year", where=Where(sheet.file, None, TIME), year=f"{target:g}",
                      known=", ".join(f"{one:g}" for one in known))  # fmt: skip
    rows = tuple(np.flatnonzero(times == target).tolist())
    values = {name: [column[row] for row in rows] for name, column in sheet.values.items()}
    series = _series(sheet.values[CODE])
    for indicator in framework.indicators:
        if indicator.code in values:
            column = numbers(sheet, indicator.code)
            for rank, row in enumerate(rows):
                if np.isnan(column[row]):
                    others = series[sheet.values[CODE][row]]
                    found = _value(times[others], column[others], target, way)
                    values[indicator.code][rank] = "" if np.isnan(found) else repr(found)
    return OneYear(sheet, rows, values)


def _times(sheet: Sheet) -> Floats:
    if TIME not in sheet.values:
        raise Refused("palmares.no_time", where=Where(sheet.file))
    times = np.array([number(sheet, row, TIME) for row in range(len(sheet.values[TIME]))])
    if len(set(times[~np.isnan(times)].tolist())) < 2:
        raise Refused("palmares.one_year", where=Where(sheet.file, None, TIME))
    return times


def _series(codes: Sequence[str]) -> dict[str, list[int]]:
    """The rows of each unit."""
    found: dict[str, list[int]] = {}
    for row, code in enumerate(codes):
        if code not in MISSING:
            found.setdefault(code, []).append(row)
    return found


def _value(times: Floats, column: Floats, target: float, way: str) -> float:
    """The value of one unit at `target`; NaN where nothing says it."""
    known = ~np.isnan(column)
    order = np.argsort(times[known])
    x, y = times[known][order], column[known][order]
    before = np.flatnonzero(x <= target)
    if way == "latest":
        return float(y[before[-1]]) if before.size else float("nan")
    if not x.size or (way == "linear" and x.size < 2):
        return float("nan")
    if way == "constant":
        return float(y[before[-1]] if before.size else y[0])
    return float(np.interp(target, x, y))
