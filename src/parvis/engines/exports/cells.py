"""Cells as text: days, instants and amounts in the way of each application."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from parvis.core.population.sheets import NO_DAY, Column, Days, Kind, Sheet

EXCEL_DAY_0 = 25_569
"""1 January 1970, as spreadsheets number days."""
_EPOCH = date(1970, 1, 1)
_MINUTES = 24 * 60
_FORMATS = {Days.FRENCH: "%d/%m/%Y", Days.FIXED: "%Y%m%d", Days.ISO: "%Y-%m-%d"}


def as_date(day: int) -> date:
    """The date that `day`, counted from 1970, numbers."""
    return _EPOCH + timedelta(days=day)


def written(sheet: Sheet, *, comma: bool) -> list[list[str]]:
    """The columns of `sheet` as text, with its faults; amounts with a decimal comma or a point."""
    columns = [_column(c, sheet.days, comma=comma) for c in sheet.columns]
    for (row, column), wrong in sheet.faults.items():
        columns[column][row] = wrong
    return columns


def _column(column: Column, days: Days, *, comma: bool) -> list[str]:
    values = column.values.tolist()
    if column.kind is Kind.TEXT:
        return [*values]
    if column.kind is Kind.DECIMAL:
        return _amounts(values, comma=comma)
    if column.kind is Kind.WHOLE:
        return [str(v) for v in values]
    return _days(values, days) if column.kind is Kind.DAY else _instants(values, days)


def _amounts(values: Sequence[float], *, comma: bool) -> list[str]:
    known = {v: _amount(v, comma=comma) for v in set(values)}
    return [known[v] for v in values]


def _amount(value: float, *, comma: bool) -> str:
    shown = f"{value:.2f}" if abs(value * 100 - round(value * 100)) < 1e-6 else f"{value:.6f}"
    return shown.replace(".", ",") if comma else shown


def _day_writer(days: Days) -> Callable[[int], str]:
    if days is Days.EXCEL:
        return lambda day: str(day + EXCEL_DAY_0)
    pattern = _FORMATS[days]
    return lambda day: as_date(day).strftime(pattern)


def _days(values: Sequence[int], days: Days) -> list[str]:
    write = _day_writer(days)
    known = {v: "" if v == NO_DAY else write(v) for v in set(values)}
    return [known[v] for v in values]


def _instants(values: Sequence[int], days: Days) -> list[str]:
    write, joint = _day_writer(days), "T" if days is Days.ISO else " "
    known = {v: write(v) + joint for v in {v // _MINUTES for v in values if v != NO_DAY}}
    clock = [f"{m // 60:02d}:{m % 60:02d}" for m in range(_MINUTES)]
    return ["" if v == NO_DAY else known[v // _MINUTES] + clock[v % _MINUTES] for v in values]
