"""Tables published one day and tables published another are read together by who attacks them."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.metrics.beside import Earlier, freeze_beside
from parvis.core.metrics.freezing import freeze_metric
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.privacy.frozen import LEAST_WIDTH, Frozen, lines_of, rows_of
from parvis.core.privacy.generalise import PERSONS_THRESHOLD
from parvis.core.privacy.margins import System, Wanted
from parvis.core.publics import PublicTable
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.ranges import widths
from staged import TOWN, facts, metrics
from village import village

CHANNELS, BOTH = ("channel",), ("district", "channel")
Cells = Mapping[tuple[str, ...], str]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> DuckDBReader:
    folder: Path = tmp_path_factory.mktemp("beside")
    return village(folder, 0)


def _question(period: str = "2025") -> Question:
    return Question("request_users", TOWN, (), parse_period(period) if period else None)


def _alone(reader: DuckDBReader, *cuts: tuple[str, ...]) -> Frozen:
    tables = [Wanted("-".join(cut), cut) for cut in cuts]
    return freeze_metric(_question(), tables, reader, metrics(), facts(), widths)


def _earlier(reader: DuckDBReader, by: tuple[str, ...], **more: Any) -> Earlier:
    cells = {tuple(map(str, keys)): str(value)
             for *keys, value in rows_of(_alone(reader, by), Wanted("", by))}  # fmt: skip
    table = PublicTable("-".join(by), "", "request_users", 1, by, "2025", TOWN,
                        reader.manifest().id, "2026-01-02")  # fmt: skip
    return Earlier(replace(table, **more), cells)


def _beside(
    reader: DuckDBReader, by: tuple[str, ...], *earlier: Earlier, period: str = "2025"
) -> Frozen:
    tables = [Wanted("-".join(by), by)]
    return freeze_beside(_question(period), tables, earlier, reader, metrics(), facts(), widths)


def _shown(system: System, by: tuple[str, ...], cells: Cells) -> np.ndarray:
    """Which cells of the system a published table shows."""
    shown = np.zeros(len(system.counts), dtype=bool)
    for kept in (k for size in range(len(by) + 1) for k in combinations(by, size)):
        margin = system.margins[system.canonical(kept)]
        values = [system.data.dimensions[name].values for name in margin.dimensions]
        for rank in range(margin.size):
            codes = np.unravel_index(rank, margin.shape) if margin.shape else ()
            at = {n: v[c] for n, v, c in zip(margin.dimensions, values, codes, strict=True)}
            shown[margin.start + rank] |= bool(cells[tuple(at.get(name, "*") for name in by)])
    return shown


def _located(reader: DuckDBReader, *tables: Earlier) -> int:
    """The attack: small hidden cells that all the sums of all the tables enclose within 2."""
    system = _alone(reader, CHANNELS, BOTH).system
    shown = np.logical_or.reduce([_shown(system, t.table.by, t.cells) for t in tables])
    hidden = ~shown & (system.counts > 0)
    is_small = hidden & (system.counts < PERSONS_THRESHOLD)
    targets = np.flatnonzero(is_small[: system.published])
    found = widths(lines_of(system), system.counts, hidden, targets, LEAST_WIDTH)
    return int((found < LEAST_WIDTH).sum())


def test_two_tables_safe_alone_and_not_together_are_not_published_one_after_the_other(
    reader: DuckDBReader,
) -> None:
    first, second = _earlier(reader, CHANNELS), _earlier(reader, BOTH)
    assert "" not in first.cells.values()
    assert _located(reader, second) == 0
    assert _located(reader, first, second) > 0
    with pytest.raises(Refused) as refusal:
        _beside(reader, BOTH, first)
    assert refusal.value.rule == "public.shown_already"
    assert "«\u00a0channel\u00a0»" in refusal.value.sentence()


def test_a_table_whose_sums_give_nothing_away_is_published_beside(reader: DuckDBReader) -> None:
    found = _beside(reader, ("category",), _earlier(reader, CHANNELS))
    rows = {row[:-1] for row in rows_of(found, Wanted("", ("category",)))}
    assert ("*",) in rows
    again = _beside(reader, CHANNELS, _earlier(reader, CHANNELS))
    assert (again.values == _alone(reader, CHANNELS).values).all()


def test_days_in_common_are_refused_and_none_is_not(reader: DuckDBReader) -> None:
    for period in ("2025-T1", ""):
        with pytest.raises(Refused) as refusal:
            _beside(reader, ("category",), _earlier(reader, CHANNELS), period=period)
        assert refusal.value.rule == "public.other_period"
    past = _earlier(reader, CHANNELS, period="2024")
    elsewhere = _earlier(reader, CHANNELS, authority="00000", period="2025-T1")
    loans = _earlier(reader, CHANNELS, metric="library_borrowers", period="2025-T1")
    assert (_beside(reader, ("category",), past, elsewhere, loans).values >= 0).any()


def test_files_that_changed_since_are_published_together_or_not_at_all(
    reader: DuckDBReader,
) -> None:
    old = _earlier(reader, CHANNELS, release="20250101T000000Z")
    moved = replace(old, cells={keys: value and str(int(value) + 1)
                                for keys, value in old.cells.items()})  # fmt: skip
    with pytest.raises(Refused) as refusal:
        _beside(reader, ("category",), moved)
    assert refusal.value.rule == "public.other_files"
    assert "--by channel" in refusal.value.sentence()
    tables = [Wanted("category", ("category",)), Wanted("channel", CHANNELS)]
    found = freeze_beside(_question(), tables, [moved], reader, metrics(), facts(), widths)
    assert (found.values == _alone(reader, ("category",), CHANNELS).values).all()
