"""Frozen tables of a release: the counts of screens, and nothing that they give away together."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.freezing import freeze_metric
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.privacy.frozen import TOTAL, Frozen, rows_of
from parvis.core.privacy.margins import Wanted
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.ranges import widths
from staged import TOWN, facts, metrics, publish, stage_rows
from village import village

TABLES = (Wanted("a", ("age_band", "document_type")), Wanted("b", ("target", "document_type")))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> DuckDBReader:
    folder: Path = tmp_path_factory.mktemp("frozen")
    rng = np.random.default_rng(6)
    rows = [
        {"loan_number": f"P{n}", "card": f"C{rng.integers(400)}",
         "born_on": date(1935 + int(rng.integers(85)), 5, 1),
         "loaned_on": date(2025, 1, 6) + timedelta(days=int(rng.integers(300))),
         "document_type": str(rng.choice(["Livre", "Film", "Jeu"], p=[0.8, 0.17, 0.03]))}
        for n in range(900)
    ]  # fmt: skip
    home = Home(folder / "home")
    publish(home, [stage_rows(rows, folder, "demo_mediatheque")])
    return DuckDBReader(home)


def _frozen(reader: DuckDBReader, metric: str = "library_borrowers") -> Frozen:
    question = Question(metric, TOWN, (), parse_period("2025"))
    return freeze_metric(question, TABLES, reader, metrics(), facts(), widths)


def test_what_a_frozen_table_shows_is_what_the_screen_shows(reader: DuckDBReader) -> None:
    frozen = _frozen(reader)
    for table in TABLES:
        question = Question("library_borrowers", TOWN, table.dimensions, parse_period("2025"))
        screen = answer(question, reader, metrics(), facts())
        shown = {cell.keys: cell.value for cell in screen.cells if cell.value is not None}
        rows = {row[:-1]: row[-1] for row in rows_of(frozen, table)}
        both = {keys for keys, value in shown.items() if rows.get(keys, "") != "" and value}
        assert both
        assert {keys: rows[keys] for keys in both} == {keys: shown[keys] for keys in both}
        total = rows[(TOTAL,) * len(table.dimensions)]
        assert total == screen.total.value


def test_no_count_of_1_to_10_is_in_a_frozen_table(reader: DuckDBReader) -> None:
    frozen = _frozen(reader)
    values = [row[-1] for table in TABLES for row in rows_of(frozen, table)]
    assert "" in values
    assert not any(0 < value < 11 for value in values if value != "")


def test_only_distinct_persons_are_frozen(reader: DuckDBReader) -> None:
    with pytest.raises(Refused) as refusal:
        _frozen(reader, "library_loans")
    assert refusal.value.rule == "freeze.not_persons"


def test_tables_refused_beside_screens_say_which_dimension_to_give_up(tmp_path: Path) -> None:
    """A village of 300 persons, one request each, whose two tables are refused together."""
    small = village(tmp_path, 5)

    def frozen(*tables: tuple[str, ...]) -> Frozen:
        wanted = [Wanted("-".join(names), names) for names in tables]
        question = Question("request_users", TOWN, (), parse_period("2025"))
        return freeze_metric(question, wanted, small, metrics(), facts(), widths)

    with pytest.raises(Refused) as refusal:
        frozen(("district", "channel"), ("category", "channel"))
    assert refusal.value.rule == "freeze.give_up"
    assert refusal.value.sentence().endswith("ne nommait plus «\u00a0channel\u00a0».")
    assert (frozen(("district",), ("category",)).values >= 0).any()
    with pytest.raises(Refused):
        frozen(("channel",), ("category", "channel"))
