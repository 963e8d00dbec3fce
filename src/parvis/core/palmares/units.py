"""The units that an index compares: their codes, their indicators, and the groups they fall in.

Read from the table that COINr calls iData: `uCode`, one column per indicator, denominator and
group. Denominators are applied here and missing values filled, column by column.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.palmares.hierarchy import Framework
from parvis.core.palmares.sheet import MISSING, Floats, Sheet, numbers, require

CODE, TIME = "uCode", "Time"
FEWEST = 4


@dataclass(frozen=True, slots=True)
class Units:
    """`values` is units x indicators, NaN where missing; `groups` holds columns of text."""

    codes: tuple[str, ...]
    indicators: tuple[str, ...]
    values: Floats
    groups: Mapping[str, tuple[str, ...]]

    @property
    def missing(self) -> int:
        """How many values are missing."""
        return int(np.isnan(self.values).sum())

    def group(self, column: str) -> tuple[str, ...]:
        """The group of each unit in that column, blank where unknown."""
        if column not in self.groups:
            raise Refused("palmares.group_unknown", column=column, known=", ".join(self.groups))
        return self.groups[column]

    def among(self, indicators: Sequence[str]) -> "Units":
        """The same units, with these indicators only."""
        ranks = [self.indicators.index(code) for code in indicators]
        return replace(self, indicators=tuple(indicators), values=self.values[:, ranks])


def units_from(sheet: Sheet, framework: Framework) -> Units:
    """The units of a table iData, each indicator divided by its denominator where it has one.

    Refused, with its line or its column, where no rank could be told honestly.
    """
    indicators = framework.indicators
    names = [CODE, *(one.code for one in indicators),
             *(one.denominator for one in indicators if one.denominator)]  # fmt: skip
    require(sheet, names)
    _check_codes(sheet)
    columns = [_column(sheet, one.code, one.denominator) for one in indicators]
    described = {name for name in framework.groups if name in sheet.values}
    texts = set(sheet.values) - {one.code for one in indicators} - {CODE}
    groups = {name: tuple(sheet.values[name]) for name in sheet.values if name in described | texts}
    return Units(tuple(sheet.values[CODE]), tuple(one.code for one in indicators),
                 np.column_stack(columns), groups)  # fmt: skip


def _check_codes(sheet: Sheet) -> None:
    seen: set[str] = set()
    times = {time for time in sheet.values.get(TIME, ()) if time not in MISSING}
    if len(times) > 1:
        raise Refused("palmares.panel", where=Where(sheet.file), years=", ".join(sorted(times)))
    for rank, code in enumerate(sheet.values[CODE]):
        if code in MISSING:
            raise Refused("palmares.no_code", where=sheet.where(rank, CODE))
        if code in seen:
            raise Refused("palmares.unit_twice", where=sheet.where(rank, CODE), code=code)
        seen.add(code)
    if len(seen) < FEWEST:
        raise Refused("palmares.few", where=Where(sheet.file), n=len(seen), fewest=FEWEST)


def _column(sheet: Sheet, code: str, denominator: str) -> Floats:
    values = numbers(sheet, code)
    if denominator:
        below = numbers(sheet, denominator)
        zero = np.flatnonzero(below == 0)
        if zero.size:
            raise Refused("palmares.zero_denominator", where=sheet.where(int(zero[0]), denominator),
                          indicator=code)  # fmt: skip
        values = values / below
    known = values[~np.isnan(values)]
    if not known.size:
        raise Refused("palmares.all_missing", where=Where(sheet.file, None, code))
    if (known == known[0]).all():
        raise Refused("palmares.constant", where=Where(sheet.file, None, code))
    return values


_CENTRES: Mapping[str, Callable[[Floats], np.floating]] = {"mean": np.mean, "median": np.median}
IMPUTATIONS = ("none", "mean", "median", "group-mean:COLUMN", "group-median:COLUMN",
               "panel:latest")  # fmt: skip


def imputed(units: Units, method: str) -> Units:
    """Missing values filled by the mean or median of the column, or of the unit's group.

    A unit of no group, or whose group knows nothing, keeps its missing value.
    """
    if method == "none":
        return units
    name, _, column = method.partition(":")
    centre = _CENTRES.get(name.removeprefix("group-"))
    if centre is None or name.startswith("group-") != bool(column):
        raise Refused("palmares.method", option="--impute", value=method,
                      known=", ".join(IMPUTATIONS))  # fmt: skip
    groups = units.group(column) if column else ("all",) * len(units.codes)
    values = units.values.copy()
    for group in sorted(set(groups) - MISSING):
        rows = np.array([one == group for one in groups])
        values[rows] = _filled(values[rows], centre)
    return replace(units, values=values)


def _filled(values: Floats, centre: Callable[[Floats], np.floating]) -> Floats:
    filled = values.copy()
    for column in filled.T:
        missing = np.isnan(column)
        if missing.any() and not missing.all():
            column[missing] = centre(column[~missing])
    return filled
