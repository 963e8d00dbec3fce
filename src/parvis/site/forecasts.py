"""Attendance to come, from files to a file: history read as it comes, known events laid on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from parvis.core.errors import Refused, Where
from parvis.core.offer.forecast.coming import EPOCH, Rows, forecast_rows, iso, to_come, unlearnt
from parvis.core.offer.forecast.panel import Floats
from parvis.core.offer.forecast.run import Forecast
from parvis.core.offer.forecast.table import Known, Roles, counts_of, days_of, roles_of
from parvis.core.offer.order import Costs, drift_of, order_of
from parvis.core.ports import Progress
from parvis.engines.forecast import Boosting
from parvis.engines.tables import Columns, read_columns, write_rows

LEAST_DAYS, FARTHEST = 14, 366


@dataclass(frozen=True, slots=True)
class Written:
    """What a file of forecasts holds. `wape`, `covered`: of a backtest, None otherwise.

    `drifting`: of a backtest, the sites whose forecasts no longer hold, each with since when.
    `known_until`: the last day of what is known ahead, None where nothing is; `unlearnt`: what is
    announced and was never seen on a day that was counted, so that nothing is learnt from it.
    """

    out: Path
    rows: int
    series: int
    first_on: date | None
    wape: float | None
    covered: float | None
    drifting: tuple[str, ...] = ()
    last_on: date | None = None
    known_until: date | None = None
    unlearnt: tuple[str, ...] = ()

    @property
    def lacks_calendar(self) -> bool:
        """Whether some day is forecast of which nothing is said: it may be a holiday."""
        return self.last_on is not None and (
            self.known_until is None or self.known_until < self.last_on)  # fmt: skip


def write_forecast(
    history: Path, known: Path | None, out: Path, *, quantity: str | None, horizon: int,
    backtest: Path | None, every: int, progress: Progress, costs: Costs | None = None,
) -> Written:  # fmt: skip
    """Write the key columns, `date`, `forecast`, `low`, `high`: a forecast or a backtest.

    With `costs`, a column `order` says how much to order.
    """
    length = every if backtest is not None else horizon
    if not 1 <= length <= FARTHEST:
        raise Refused("forecast.horizon", value=length, most=FARTHEST)
    progress(0.1, "Lecture de l’historique")
    read = read_columns(history)
    roles = roles_of(read.values, read.file, quantity)
    past = _rows(read, roles)
    _refuse_twice(read, past)
    if past.days.size == 0 or np.ptp(past.days) < LEAST_DAYS:
        raise Refused("forecast.too_short", where=Where(read.file), days=LEAST_DAYS)
    events = _known(known, roles, read) if known is not None else []
    if backtest is not None:
        wanted = _rows(_actuals(backtest, read, roles), roles)
        past = _before(past, wanted)
    else:
        wanted = to_come(past, horizon)
    progress(0.3, "Apprentissage et prévision")
    forecast = forecast_rows(past, wanted, events, roles.keys, length, Boosting())
    _write(out, roles, wanted, forecast, costs)
    progress(1.0, "Prévisions écrites")
    written = _written(out, wanted, forecast, is_trial=backtest is not None)
    last = EPOCH + timedelta(days=int(wanted.days.max())) if len(wanted) else None
    return replace(written, last_on=last, known_until=_known_until(events),
                   unlearnt=tuple(unlearnt(events, past, wanted)))  # fmt: skip


def _rows(read: Columns, roles: Roles) -> Rows:
    days = days_of(read.values[roles.day], read.file, read.lines, roles.day)
    counts = counts_of(read.values[roles.quantity], read.file, read.lines, roles.quantity)
    keys = list(zip(*(read.values[name] for name in roles.keys), strict=True))
    return Rows(keys or [()] * days.size, days, counts)


def _refuse_twice(read: Columns, rows: Rows) -> None:
    seen: set[tuple[tuple[str, ...], int]] = set()
    for rank, pair in enumerate(zip(rows.keys, rows.days.tolist(), strict=True)):
        if pair in seen:
            raise Refused("forecast.twice", where=read.where(rank, ""), key=" ".join(pair[0]),
                          day=iso(pair[1]))  # fmt: skip
        seen.add(pair)


def _actuals(path: Path, history: Columns, roles: Roles) -> Columns:
    read = read_columns(path)
    missing = [n for n in (roles.day, roles.quantity, *roles.keys) if n not in read.values]
    if missing:
        raise Refused("table.columns", where=Where(read.file), missing=", ".join(missing),
                      found=", ".join(read.values))  # fmt: skip
    return read


def _before(past: Rows, wanted: Rows) -> Rows:
    """The history of a backtest: only what came before its first day."""
    if not len(wanted):
        raise Refused("forecast.no_actuals")
    kept = np.flatnonzero(past.days < wanted.days.min())
    return Rows([past.keys[rank] for rank in kept], past.days[kept], past.counts[kept])


def _known(path: Path, roles: Roles, history: Columns) -> list[Known]:
    """The columns of a file of what is known ahead, and of the history where it has them too."""
    read = read_columns(path)
    if roles.day not in read.values:
        raise Refused("table.columns", where=Where(read.file), missing=roles.day,
                      found=", ".join(read.values))  # fmt: skip
    by = tuple(name for name in roles.keys if name in read.values)
    names = [name for name in read.values if name not in (*by, roles.day, roles.quantity)]
    return [
        Known(name, by, {**_laid(history, roles.day, by, name), **_laid(read, roles.day, by, name)})
        for name in names
    ]


def _known_until(events: Sequence[Known]) -> date | None:
    days = [row[-1] for event in events for row in event.values]
    return date.fromisoformat(max(days)) if days else None


def _laid(read: Columns, day: str, by: Sequence[str], name: str) -> dict[tuple[str, ...], str]:
    if name not in read.values:
        return {}
    days = [iso(each) for each in days_of(read.values[day], read.file, read.lines, day).tolist()]
    rows = zip(*(read.values[key] for key in by), days, strict=True)
    return dict(zip(rows, read.values[name], strict=True))


def _write(out: Path, roles: Roles, wanted: Rows, forecast: Forecast, costs: Costs | None) -> None:
    named = {"forecast": forecast.value, "low": forecast.low, "high": forecast.high}
    if costs is not None:
        named["order"] = order_of(*named.values(), costs)
    write_rows(out, (*roles.keys, "date", *named), _lines(wanted, list(named.values())))


def _lines(wanted: Rows, columns: Sequence[Floats]) -> Iterator[tuple[str, ...]]:
    parts = zip(*columns, strict=True)
    for key, day, numbers in zip(wanted.keys, wanted.days.tolist(), parts, strict=True):
        yield (*key, iso(day), *("" if np.isnan(v) else f"{v:.2f}" for v in numbers))


def _drifting(wanted: Rows, forecast: Forecast) -> Iterator[str]:
    """Each site whose forecasts drift, and from which day."""
    order = np.argsort(wanted.days, kind="stable")
    by_key: dict[tuple[str, ...], list[int]] = {}
    for rank in order.tolist():
        by_key.setdefault(wanted.keys[rank], []).append(rank)
    for key, ranks in sorted(by_key.items()):
        found = drift_of(wanted.counts[ranks], *(part[ranks] for part in (
            forecast.value, forecast.low, forecast.high)))  # fmt: skip
        if found.since is not None:
            yield f"{' '.join(key)} {iso(int(wanted.days[ranks[found.since]]))}".strip()


def _written(out: Path, wanted: Rows, forecast: Forecast, *, is_trial: bool) -> Written:
    first = EPOCH + timedelta(days=int(wanted.days.min())) if len(wanted) else None
    judged = np.isfinite(wanted.counts) & np.isfinite(forecast.value)
    if not is_trial or not judged.any():
        return Written(out, len(wanted), len(set(wanted.keys)), first, None, None)
    counts, value = wanted.counts[judged], forecast.value[judged]
    wape = float(np.abs(counts - value).sum() / counts.sum()) if counts.sum() else None
    inside = (counts >= forecast.low[judged]) & (counts <= forecast.high[judged])
    return Written(out, len(wanted), len(set(wanted.keys)), first, wape, float(inside.mean()),
                   tuple(_drifting(wanted, forecast)))  # fmt: skip
