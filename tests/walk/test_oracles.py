"""Figures of time against independent libraries: survival, cohorts, a year before, the canteen."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from parvis.core.home import Home
from parvis.core.metrics.answer import Computed, answer, compute
from parvis.core.metrics.comparing import Against, compare
from parvis.core.metrics.figures import HOURS_A_YEAR, Figure, figure
from parvis.core.metrics.period import parse_period
from parvis.core.metrics.query import Question
from parvis.core.territory.figures import OfficialFigure
from parvis.engines.duckdb.reader import DuckDBReader
from staged import TOWN, facts, metrics, publish, stage_rows
from stillness import no_noise

OBSERVED = datetime(2026, 11, 1, tzinfo=UTC)
OFFICIAL = {"median_income": (21_430.0, 22_050.0, 23_080.0), "poverty_rate": (15.2, 14.1, 14.9)}


def _establishments(rng: np.random.Generator) -> pd.DataFrame:
    opened = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 4_000, 600), "D")
    life = pd.to_timedelta((rng.weibull(1.1, 600) * 2_600).astype(int) + 1, "D")
    closed = (opened + life).to_series(index=range(600))
    return pd.DataFrame({
        "siret": [f"{n:014}" for n in range(600)],
        "opened_on": opened,
        "closed_on": closed.where(closed < pd.Timestamp("2026-11-01")),
        "district": rng.choice(["Centre", "Nord"], 600),
    })  # fmt: skip


def _requests(rng: np.random.Generator) -> pd.DataFrame:
    days = rng.integers(0, 1_000, 1_500)
    return pd.DataFrame({
        "request_number": [f"D{n}" for n in range(1_500)],
        "citizen_number": [f"U{n}" for n in rng.integers(0, 260, 1_500)],
        "opened_at": pd.Timestamp("2023-01-02 09:00", tz="UTC") + pd.to_timedelta(days, "D"),
        "category": rng.choice(["Voirie", "Arbres"], 1_500),
    })  # fmt: skip


def _meals(rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame({
        "child_number": [f"E{n}" for n in range(60) for _ in range(30)],
        "day": [date(2026, 1, 5) + timedelta(days=d) for _ in range(60) for d in range(30)],
        "school": np.repeat(rng.choice(["Verne", "Curie"], 60), 30),
        "mark": rng.choice(["P", "A", "E"], 1_800, p=[0.8, 0.15, 0.05]),
    })  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckDBReader, dict[str, pd.DataFrame]]:
    folder: Path = tmp_path_factory.mktemp("oracles")
    rng = np.random.default_rng(12)
    frames = {
        "demo_sirene": _establishments(rng),
        "demo_grc": _requests(rng),
        "demo_pointage": _meals(rng),
    }
    inputs = [
        stage_rows(
            [{k: None if pd.isna(v) else v for k, v in row.items()}
             for row in frame.to_dict("records")],
            folder, name, observed_until=OBSERVED, sha256=f"{rank:04}" * 16,
        )
        for rank, (name, frame) in enumerate(frames.items())
    ]  # fmt: skip
    official = [
        OfficialFigure(TOWN, name, 2021, value, peers, peers + 1, nation, "filosofi", "F", "INSEE")
        for name, (value, peers, nation) in OFFICIAL.items()
    ]
    home = Home(folder / "home")
    publish(home, inputs, official=official)
    return DuckDBReader(home), frames


def _computed(town: tuple[DuckDBReader, dict[str, pd.DataFrame]], metric: str, *by: str,
              period: str | None = None) -> Computed:  # fmt: skip
    question = Question(metric, TOWN, by, parse_period(period) if period else None)
    return compute(question, town[0].snapshot(), metrics(), facts())


@pytest.mark.parametrize("years", [3, 5])
@pytest.mark.parametrize("district", [None, "Centre", "Nord"])
def test_the_survival_of_businesses_and_its_band_are_those_of_lifelines(
    town, years: int, district: str | None
) -> None:
    from lifelines import KaplanMeierFitter

    exact = _computed(town, f"survival_{years}_years", "district").exact
    found: Figure = exact.total if district is None else next(
        f for f in exact.figures if f.keys == (district,))  # fmt: skip
    rows = town[1]["demo_sirene"]
    rows = rows if district is None else rows[rows["district"] == district]
    # A day of closing is known from its first hour, in the time zone of the contract.
    end = rows["closed_on"].fillna(pd.Timestamp(OBSERVED).tz_localize(None))
    hours = (end - rows["opened_on"]).dt.total_seconds() / 3600
    fitted = KaplanMeierFitter(alpha=0.05).fit(hours, rows["closed_on"].notna())
    horizon = years * HOURS_A_YEAR
    assert found.value == pytest.approx(float(fitted.predict(horizon)), abs=2e-3)
    low, high = fitted.confidence_interval_.loc[:horizon].iloc[-1]
    assert (found.low, found.high) == pytest.approx((low, high), abs=2e-3)


def test_cohorts_are_those_that_pandas_counts(town) -> None:
    rows = town[1]["demo_grc"]
    month = rows["opened_at"].dt.tz_convert("Europe/Paris").dt.strftime("%Y-%m")
    first = month.groupby(rows["citizen_number"]).transform("min")
    expected = rows["citizen_number"].groupby([first, month]).nunique()
    found = _computed(town, "request_cohorts", "cohort", "month").exact
    assert {f.keys: f.value for f in found.figures} == {
        tuple(keys): count for keys, count in expected.items()
    }
    assert found.total.value == rows["citizen_number"].nunique()


def test_a_year_before_is_the_count_of_the_year_before(town) -> None:
    rows = town[1]["demo_grc"]
    year = rows["opened_at"].dt.tz_convert("Europe/Paris").dt.year
    counts = rows.groupby([year, "category"]).size()
    found = _computed(town, "requests_year_before", "category", period="2025").exact
    assert {f.keys[0]: f.value for f in found.figures} == counts[2024].to_dict()
    question = Question("requests", TOWN, ("category",), parse_period("2024"))
    with no_noise():
        beside = compare(question, Against.YEAR_BEFORE, town[0], metrics(), facts())
    assert {c.gap.keys[0]: c.gap.value for c in beside.changes} == (
        counts[2024] - counts[2023]
    ).to_dict()


def test_meals_taken_and_their_interval_are_those_of_statsmodels(town) -> None:
    from statsmodels.stats.proportion import proportion_confint

    rows = town[1]["demo_pointage"]
    taken = rows["mark"] == "P"
    found = _computed(town, "canteen_attendance_rate", "school").exact
    for one in (found.total, *found.figures):
        chosen = taken if not one.keys else taken[rows["school"] == one.keys[0]]
        low, high = proportion_confint(chosen.sum(), len(chosen), method="wilson")
        assert one.value == pytest.approx(chosen.mean())
        assert (one.low, one.high) == pytest.approx((low, high))


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_figures_are_those_published_beside_peers_and_france(town, name: str) -> None:
    value, peers, nation = OFFICIAL[name]
    question = Question(name, TOWN)
    assert answer(question, town[0], metrics(), facts()).total.value == value
    for against, other in ((Against.PEERS, peers), (Against.FRANCE, nation)):
        found = compare(question, against, town[0], metrics(), facts()).total
        assert (found.then.value, found.gap.value) == (other, pytest.approx(value - other))


def test_a_weighted_share_is_that_of_statsmodels() -> None:
    """Its value and the effective size of its interval, before protection."""
    from statsmodels.stats.proportion import proportion_confint
    from statsmodels.stats.weightstats import DescrStatsW

    rng = np.random.default_rng(3)
    yes, weights = rng.random(400) < 0.6, rng.gamma(3.0, 1.0, 400)
    metric = metrics()["satisfied_weighted"]
    sides = [int(yes.sum()), 0, int((~yes).sum()), 0]
    own = [weights[yes].sum(), weights.sum(), (weights**2).sum()]
    found = figure(metric, (), [400, *own, 400, 0, *sides])
    weighed = DescrStatsW(yes.astype(float), weights=weights)
    assert found.value == pytest.approx(weighed.mean)
    size = weights.sum() ** 2 / (weights**2).sum()
    low, high = proportion_confint(weighed.mean * size, size, method="wilson")
    assert (found.low, found.high) == pytest.approx((low, high))
