"""A forecast worked out once, as plain data that JSON holds, and back: NaN is nothing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from parvis.core.offer.access import Floats
from parvis.core.offer.forecast.coming import Rows
from parvis.core.offer.forecast.run import Forecast
from parvis.core.offer.kitchen import Tried


def plain(tried: Tried) -> dict[str, Any]:
    """`tried` as JSON holds it."""
    return {
        "past": _rows(tried.past), "planned": _numbers(tried.planned),
        "forecast": _forecast(tried.forecast), "coming": _rows(tried.coming),
        "ahead": _forecast(tried.ahead), "last_on": tried.last_on.isoformat(),
        "is_calendar_known": tried.is_calendar_known, "is_strike_new": tried.is_strike_new,
    }  # fmt: skip


def tried_from(data: Mapping[str, Any]) -> Tried:
    """What `plain` wrote."""
    return Tried(
        _rows_from(data["past"]), _floats(data["planned"]), _forecast_from(data["forecast"]),
        _rows_from(data["coming"]), _forecast_from(data["ahead"]),
        date.fromisoformat(data["last_on"]), bool(data["is_calendar_known"]),
        bool(data.get("is_strike_new")),
    )  # fmt: skip


def _rows(rows: Rows) -> dict[str, Any]:
    return {"keys": rows.keys, "days": rows.days.tolist(), "counts": _numbers(rows.counts)}


def _rows_from(data: Mapping[str, Any]) -> Rows:
    days = np.array(data["days"], dtype=np.int64)
    return Rows([tuple(key) for key in data["keys"]], days, _floats(data["counts"]))


def _forecast(found: Forecast) -> list[list[float | None]]:
    return [_numbers(part) for part in (found.value, found.low, found.high)]


def _forecast_from(parts: Sequence[Sequence[float | None]]) -> Forecast:
    value, low, high = map(_floats, parts)
    return Forecast(value, low, high)


def _numbers(values: Floats) -> list[float | None]:
    return [None if np.isnan(value) else value for value in values.tolist()]


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
