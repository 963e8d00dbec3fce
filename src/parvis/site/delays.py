"""Delays of a file of cases: medians and P90 with those still open, on time or not, log-rank."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from parvis.core.errors import Refused, Where
from parvis.core.metrics.logrank import LogRank, log_rank
from parvis.core.metrics.survival import Floats, Quantile, quantile
from parvis.core.ports import Progress
from parvis.engines.tables import Columns, read_columns, write_rows
from parvis.site.clocks import instant_of

COLUMNS = ("id", "group", "opened_at", "due_at", "closed_at")
HEADER = ("group", "n", "closed", "open", "median_hours", "median_low", "median_high", "p90_hours",
          "on_time", "overdue", "on_time_rate")  # fmt: skip
Instants = NDArray[np.datetime64]
_HOUR = np.timedelta64(3_600_000_000, "us")
_LONG = 4_000_000
"""Bytes of a file that takes about a second."""


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases as columns: the rank of their group, their instants (NaT: none), `as_of`."""

    groups: tuple[str, ...]
    group: NDArray[np.int64]
    opened: Instants
    due: Instants
    closed: Instants
    as_of: np.datetime64


@dataclass(frozen=True, slots=True)
class Delays:
    """What the cases of one group say; hours are of the clock, nights and holidays included.

    `overdue` closed after their due instant, or still open past it; `on_time_rate` over those that
    are one or the other.
    """

    group: str
    n: int
    closed: int
    open: int
    median: Quantile
    p90: Quantile
    on_time: int
    overdue: int

    @property
    def on_time_rate(self) -> float | None:
        """None where nothing is due yet."""
        known = self.on_time + self.overdue
        return self.on_time / known if known else None


@dataclass(frozen=True, slots=True)
class Compared:
    """What was written: `left_out` cases were not opened yet at `as_of`."""

    out: Path
    as_of: str
    cases: int
    groups: int
    left_out: int
    log_rank: dict[str, object] | None


def write_survival(
    file: Path, as_of: str | None, out: Path, report: Path | None, progress: Progress
) -> Compared:
    """Write one line per group, and the test that compares them into `report`."""
    if file.is_file() and file.stat().st_size >= _LONG:
        progress(0.0, "Lecture des cas")
    else:
        progress = _silent
    read = read_columns(file, COLUMNS)
    cases = _cases(read, as_of)
    known = cases.opened <= cases.as_of
    if not known.any():
        raise Refused("survival.nothing", where=Where(read.file))
    progress(0.6, "Calcul")
    samples = [_sample(cases, known & (cases.group == rank)) for rank in range(len(cases.groups))]
    delays = [
        _delays(cases, known & (cases.group == rank), samples[rank], name)
        for rank, name in enumerate(cases.groups)
    ]
    write_rows(out, HEADER, [_row(each) for each in delays])
    done = Compared(
        out=out,
        as_of=f"{cases.as_of.astype('datetime64[s]')}",
        cases=int(known.sum()),
        groups=len(delays),
        left_out=int((~known).sum()),
        log_rank=_told(cases.groups, log_rank(samples)),
    )
    if report is not None:
        _write_report(report, done)
    progress(1.0, "Délais écrits")
    return done


def _silent(done: float, label: str) -> None:
    """A short file shows no progress."""


def _cases(read: Columns, as_of: str | None) -> Cases:
    names = sorted(set(read.values["group"]))
    ranks = {name: rank for rank, name in enumerate(names)}
    group = np.fromiter((ranks[name] for name in read.values["group"]), np.int64, len(read.lines))
    parse = _Parser()
    opened, due, closed = (
        parse.column(read, field) for field in ("opened_at", "due_at", "closed_at")
    )
    for rank in np.flatnonzero(np.isnat(opened))[:1].tolist():
        raise Refused("clock.instant", where=read.where(rank, "opened_at"), value="")
    for rank in np.flatnonzero(closed < opened)[:1].tolist():
        raise Refused("survival.backwards", where=read.where(rank, "closed_at"),
                      start=read.values["opened_at"][rank],
                      end=read.values["closed_at"][rank])  # fmt: skip
    last = parse.one(as_of, Where(field="--as-of")) if as_of else _last(opened, closed)
    closed = np.where(closed <= last, closed, np.datetime64("NaT"))
    return Cases(tuple(names), group, opened, due, closed, last)


def _last(opened: Instants, closed: Instants) -> np.datetime64:
    """The last instant that the cases know."""
    known = np.concatenate([opened, closed[~np.isnat(closed)]])
    last: np.datetime64 = known.max() if known.size else np.datetime64("1970-01-01", "us")
    return last


class _Parser:
    """Reads instants, all with an offset or all without, as microseconds.

    Those without are wall clocks: the hour of a change of clocks is not counted.
    """

    def __init__(self) -> None:
        self._has_offset: bool | None = None

    def column(self, read: Columns, field: str) -> Instants:
        """The instants of a column; NaT where it is empty."""
        texts = pa.array(read.values[field], pa.string())
        known = pc.if_else(pc.equal(texts, ""), None, texts)
        for has_offset in (False, True):
            if self._has_offset in (None, has_offset):
                with suppress(pa.ArrowInvalid):
                    times = known.cast(pa.timestamp("us", "UTC" if has_offset else None))
                    if times.null_count < len(times):
                        self._has_offset = has_offset
                    return np.asarray(times.to_numpy(zero_copy_only=False), "datetime64[us]")
        return self._one_by_one(read, field)

    def _one_by_one(self, read: Columns, field: str) -> Instants:
        """Instants that are not all ISO: French ones are read, the first wrong one is refused."""
        found = np.full(len(read.lines), "NaT", "datetime64[us]")
        for rank, text in enumerate(read.values[field]):
            if text:
                found[rank] = self.one(text, read.where(rank, field))
        return found

    def one(self, text: str, where: Where) -> np.datetime64:
        """One instant; Refused at `where` if it is not, or is not written as the others are."""
        try:
            seconds, has_offset = instant_of(text)
        except Refused as refusal:
            raise Refused(refusal.rule, where=where, **refusal.facts) from None
        if self._has_offset is None:
            self._has_offset = has_offset
        if has_offset is not self._has_offset:
            raise Refused("survival.mixed", where=where, value=text)
        return np.datetime64(seconds, "s").astype("datetime64[us]")


def _sample(cases: Cases, of: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Hours of the closed cases, and of those still open until `as_of`."""
    opened, closed = cases.opened[of], cases.closed[of]
    is_closed = ~np.isnat(closed)
    return (
        (closed[is_closed] - opened[is_closed]) / _HOUR,
        (cases.as_of - opened[~is_closed]) / _HOUR,
    )


def _delays(
    cases: Cases, of: NDArray[np.bool_], sample: tuple[Floats, Floats], name: str
) -> Delays:
    ended, still_open = sample
    due, closed = cases.due[of], cases.closed[of]
    on_time = int((closed <= due).sum())
    overdue = int((closed > due).sum() + (np.isnat(closed) & (due < cases.as_of)).sum())
    return Delays(name, int(of.sum()), ended.size, still_open.size,
                  quantile(ended, still_open, 0.5), quantile(ended, still_open, 0.9),
                  on_time, overdue)  # fmt: skip


def _row(delays: Delays) -> Sequence[object]:
    median = delays.median
    hours = (median.value, median.low, median.high, delays.p90.value)
    rate = delays.on_time_rate
    return (delays.group, delays.n, delays.closed, delays.open, *(_written(h) for h in hours),
            delays.on_time, delays.overdue, _written(rate))  # fmt: skip


def _written(value: float | None) -> object:
    return "" if value is None else value


def _told(groups: Sequence[str], found: LogRank | None) -> dict[str, object] | None:
    if found is None:
        return None
    return {
        "statistic": found.statistic,
        "degrees": found.degrees,
        "p_value": found.p_value,
        "groups": [
            {"group": name, "observed": observed, "expected": expected}
            for name, observed, expected in zip(
                groups, found.observed.tolist(), found.expected.tolist(), strict=True
            )
        ],
    }


def _write_report(path: Path, done: Compared) -> None:
    document = {"as_of": done.as_of, "cases": done.cases, "left_out": done.left_out,
                "log_rank": done.log_rank}  # fmt: skip
    try:
        path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise Refused("table.unwritable", where=Where(path.name), detail=error.strerror) from error
