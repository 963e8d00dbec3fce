"""Every metric on the real files, against pandas, NumPy and lifelines reading them apart."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parvis.core.home import Home
from parvis.core.metrics.answer import answer
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.privacy.disclosure import DisclosedTable, Hidden
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.gate.release import ReleaseInput
from staged import BOSTON, CANTEEN, NOW, PARIS, TOWN, facts, metrics, publish, stage_sql
from stillness import no_noise

pytestmark = pytest.mark.real_data
BOSTON_CODE = "25017"
OBSERVED = datetime(2012, 7, 1, tzinfo=UTC)
NANTES_FILE = "attendance/nantes_frequentation_to_2017-08.csv"
PARIS_FILE = "grc/dansmarue_paris_2023-2024.parquet"
BOSTON_FILE = "grc/boston_311_2011.parquet"


@pytest.fixture(scope="module")
def reader(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBReader]:
    """A release of the three real files; Boston as known on 1 July 2012, cases then open."""
    folder = tmp_path_factory.mktemp("real")
    home = Home(folder / "home")
    as_known = BOSTON.replace(
        "closed_dt AS TIMESTAMP)",
        f"CASE WHEN closed_dt < '{OBSERVED:%F}' THEN closed_dt END AS TIMESTAMP)",
    )
    deliveries: list[ReleaseInput] = [
        stage_sql(CANTEEN, real_data / NANTES_FILE, folder, "nantes_cantine"),
        stage_sql(PARIS, real_data / PARIS_FILE, folder, "dansmarue", observed_until=NOW),
        stage_sql(
            as_known,
            real_data / BOSTON_FILE,
            folder,
            "boston_311",
            observed_until=OBSERVED,
            authority=BOSTON_CODE,
        ),
    ]
    publish(home, deliveries)
    yield DuckDBReader(home)


@pytest.fixture(scope="module")
def meals(real_data: Path) -> pd.DataFrame:
    """The canteens of Nantes as pandas reads them."""
    return pd.read_csv(real_data / NANTES_FILE, parse_dates=["date"])


@pytest.fixture(scope="module")
def boston(real_data: Path) -> pd.DataFrame:
    """The requests of Boston, with the hours that each lasted as known on 1 July 2012."""
    frame = pd.read_parquet(real_data / BOSTON_FILE)
    for column in ("open_dt", "target_dt", "closed_dt"):
        naive = pd.to_datetime(frame[column])
        local = naive.dt.tz_localize(
            "America/New_York", ambiguous=True, nonexistent="shift_forward"
        )
        frame[column] = local.dt.tz_convert("UTC")
    frame["closed_dt"] = frame["closed_dt"].where(frame["closed_dt"] < "2012-07-01 04:00:00+00:00")
    ended = frame["closed_dt"].fillna(pd.Timestamp(OBSERVED))
    frame["hours"] = (ended - frame["open_dt"]).dt.total_seconds() / 3600
    frame["closed"] = frame["closed_dt"].notna()
    return frame


def _ask(reader: DuckDBReader, question: Question) -> DisclosedTable:
    """Without noise: what is compared is what comes before protection, and what is hidden."""
    with no_noise():
        return answer(question, reader, metrics(), facts())


def _shown(table: DisclosedTable) -> dict[str, float]:
    return {c.keys[0]: c.value for c in table.cells if c.value is not None}


def test_meals_planned_and_served_are_those_of_the_file(
    reader: DuckDBReader, meals: pd.DataFrame
) -> None:
    by_month = meals.assign(month=meals["date"].dt.strftime("%Y-%m")).groupby("month")
    for metric, column in (("meals_planned", "prevision"), ("meals_served", "reel")):
        table = _ask(reader, Question(metric, TOWN, ("month",)))
        assert _shown(table) == by_month[column].sum().to_dict()
        assert table.total.value == meals[column].sum()
        assert table.total.n == meals[column].notna().sum()
        assert table.threshold == table.hidden == 0


def test_overplanning_counts_only_the_days_where_both_are_known(
    reader: DuckDBReader, meals: pd.DataFrame
) -> None:
    known = meals.dropna(subset=["prevision", "reel"])
    by_site = known.groupby("site_nom")[["prevision", "reel"]].sum()
    expected = (by_site["prevision"] / by_site["reel"]).to_dict()
    assert _shown(_ask(reader, Question("meals_overplanned", TOWN, ("site",)))) == pytest.approx(
        {site: value for site, value in expected.items() if np.isfinite(value)}
    )


def test_requests_of_paris_by_month_and_type_are_those_of_the_file(
    reader: DuckDBReader, real_data: Path
) -> None:
    frame = pd.read_parquet(real_data / PARIS_FILE)
    months = frame["datedecl"].dt.strftime("%Y-%m").value_counts()
    table = _ask(reader, Question("requests", TOWN, ("month",)))
    assert _shown(table) == months.to_dict()
    assert table.total.value == len(frame) == 24_504
    types = frame["type"].str.strip().value_counts()
    table = _ask(reader, Question("requests", TOWN, ("category",)))
    shown = _shown(table)
    assert {k: v for k, v in shown.items() if k != "Autres"} == types[
        list(shown.keys() - {"Autres"})
    ].to_dict()
    assert set(shown) - {"Autres"} <= set(types[types >= 11].index)


def test_a_period_and_a_filter_narrow_as_in_the_file(reader: DuckDBReader, real_data: Path) -> None:
    frame = pd.read_parquet(real_data / PARIS_FILE)
    mask = frame["datedecl"].between("2024-01-01", "2024-03-31 23:59") & (
        frame["arrondissement"] == "18"
    )
    question = Question(
        "requests", TOWN, period=parse_period("2024-T1"), where=(("district", "18"),)
    )
    assert _ask(reader, question).total.value == mask.sum() > 0


def test_on_time_shares_of_boston_are_those_of_the_file(
    reader: DuckDBReader, boston: pd.DataFrame
) -> None:
    due = boston[boston["target_dt"].notna()]
    known = due[due["closed"] | (due["target_dt"] < OBSERVED)]
    on_time = known["closed"] & (known["closed_dt"] <= known["target_dt"])
    table = _ask(reader, Question("requests_on_time", BOSTON_CODE, ("channel",)))
    assert (table.total.n, table.total.value) == (len(known), pytest.approx(on_time.mean()))
    expected = on_time.groupby(known["source"]).mean().to_dict()
    shown = _shown(table)
    assert len(shown) >= 3
    assert shown == pytest.approx({channel: expected[channel] for channel in shown})


@pytest.mark.parametrize(
    ("metric", "level"), [("request_delay_median", 0.5), ("request_delay_p90", 0.9)]
)
def test_delays_of_boston_are_those_of_lifelines(
    reader: DuckDBReader, boston: pd.DataFrame, metric: str, level: float
) -> None:
    from lifelines import KaplanMeierFitter

    table = _ask(reader, Question(metric, BOSTON_CODE, ("channel",)))
    lasting = boston[boston["hours"] >= 0]
    assert not lasting["closed"].all()
    groups = [(table.total, lasting)] + [
        (cell, lasting[lasting["source"] == cell.keys[0]])
        for cell in table.cells
        if cell.n is not None
    ]
    assert len(groups) >= 4
    for cell, frame in groups:
        fitted = KaplanMeierFitter().fit(frame["hours"], frame["closed"])
        curve = fitted.survival_function_.join(fitted.confidence_interval_)
        expected = [_first_at_or_below(curve[line], 1 - level) for line in curve]
        assert cell.n == len(frame)
        found = [np.inf if v is None else v for v in (cell.value, cell.low, cell.high)]
        assert found == pytest.approx(expected)
        assert cell.value is not None or cell.hidden is Hidden.NOT_REACHED


def test_paris_has_no_closing_date_and_says_so(reader: DuckDBReader) -> None:
    total = _ask(reader, Question("request_delay_median", TOWN)).total
    assert (total.value, total.n, total.hidden) == (None, 0, Hidden.NO_DATA)


def _first_at_or_below(line: "pd.Series[float]", target: float) -> float:
    reached = line.index[line <= target + 1e-12]
    return float(reached[0]) if len(reached) else np.inf
