"""Every metric that the synthetic town feeds equals an independent computation in pandas.

The exports are typed straight from the arrays that made them, published, and asked before
protection; pandas computes the same from the same arrays, without SQL.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parvis.core.home import Home
from parvis.core.ingest.contract import Contract, FieldType
from parvis.core.metrics.answer import compute
from parvis.core.metrics.query import Question
from parvis.core.population.sheets import NO_DAY, Kind, Sheet
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.site.demo_indicators import population_sheet
from staged import ARROW_TYPES, TOWN, contracts, delivery, facts, metrics, publish
from synthetic import trial

SHEETS = {
    "grc_demandes": "demo_grc",
    "mediatheque_prets": "demo_mediatheque",
    "campagnes_envois": "demo_campagnes",
    "portail_familles": "demo_familles",
    "cantine_presences": "demo_cantine",
    "periscolaire_presences": "demo_periscolaire",
    "regie_factures": "demo_factures",
    "creche_heures": "demo_creche",
    "ecole_musique_sport_inscriptions": "demo_inscriptions",
    "ccas_aides": "demo_ccas",
    "sirene_etablissements": "demo_sirene",
    "associations_subventions": "demo_associations",
    "insee_population": "insee_population",
}
OBSERVED = datetime(2026, 11, 1, tzinfo=UTC)
EPOCH = date(1970, 1, 1)


def _values(sheet: Sheet, contract: Contract) -> dict[str, list[Any]]:
    headers = {header: f for f in contract.fields for header in f.headers}
    return {
        headers[c.title].name: _typed(c.kind, c.values.tolist(), headers[c.title].type)
        for c in sheet.columns
        if c.title in headers
    }


def _typed(kind: Kind, values: list[Any], wanted: FieldType) -> list[Any]:
    if kind is Kind.DAY:
        return [None if v == NO_DAY else EPOCH + timedelta(days=v) for v in values]
    if kind is Kind.MINUTE:
        start = datetime(1970, 1, 1, tzinfo=UTC)
        return [None if v == NO_DAY else start + timedelta(minutes=v) for v in values]
    if wanted is FieldType.BOOLEAN:
        return [str(v).lower() in ("oui", "true", "1") for v in values]
    if kind is Kind.TEXT:
        return [None if v == "" else str(v) for v in values]
    return values


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> tuple[DuckDBReader, dict[str, pd.DataFrame]]:
    """A release of every export, and the same exports as data frames by contract."""
    folder = tmp_path_factory.mktemp("every")
    lived = trial(persons=700, seed=3, years=3)
    sheets = {**lived.sheets, "insee_population": population_sheet(lived.town)}
    frames, inputs = {}, []
    for sheet, name in SHEETS.items():
        contract = contracts()[name]
        values = _values(sheets[sheet], contract)
        frames[name] = pd.DataFrame(values)
        schema = {f.name: ARROW_TYPES[f.type] for f in contract.fields if f.name in values}
        columns = {k: pa.array(v, schema[k]) for k, v in values.items()}
        lines = pa.array(range(2, len(frames[name]) + 2), pa.int64())
        path = folder / f"{name}.parquet"
        pq.write_table(pa.table({"_line": lines, **columns}), path)
        inputs.append(delivery(path, name, observed_until=OBSERVED))
    publish(Home(folder / "home"), inputs)
    return DuckDBReader(Home(folder / "home")), frames


Frames = Mapping[str, pd.DataFrame]


def _on_time(f: Frames) -> float:
    grc = f["demo_grc"]
    known = grc["closed_at"].notna() | (grc["due_at"] < OBSERVED)
    return float((grc["closed_at"] <= grc["due_at"])[known].mean())


def _satisfied(f: Frames) -> float:
    answered = f["demo_grc"]["satisfaction"].dropna()
    return float(answered.isin(["4", "5"]).mean())


def _online(f: Frames) -> float:
    return float(f["demo_grc"]["channel"].isin(["Formulaire en ligne", "Courriel"]).mean())


def _unpaid(f: Frames) -> float:
    bills = f["demo_factures"]
    issued = pd.to_datetime(bills["issued_on"])
    paid = bills["paid_on"].notna()
    due = ~paid & (issued + pd.Timedelta(days=30) < pd.Timestamp(OBSERVED).tz_localize(None))
    known = paid | due
    return float(bills["amount"][due].sum() / bills["amount"][known].sum())


def _returning(f: Frames) -> float:
    """Of the library alone: read cards of a year seen again the next."""
    loans = f["demo_mediatheque"]
    years = pd.to_datetime(loans["loaned_on"]).dt.year
    last = years.max() - 1
    seen = {year: set(loans["card"][years == year]) for year in years.unique()}
    pairs = [(len(seen[y]), len(seen[y] & seen[y + 1])) for y in seen if y + 1 <= last]
    return sum(back for _, back in pairs) / sum(people for people, _ in pairs)


def _newcomers(f: Frames) -> float:
    """Families of which a child's home came less than twelve months before."""
    children = f["demo_familles"]
    came = pd.to_datetime(children["arrived_on"])
    now = pd.Timestamp(OBSERVED.date())
    is_new = (came <= now) & (came + pd.DateOffset(months=12) > now)
    return float(children["family_number"][is_new].nunique())


def _renewed(f: Frames) -> float:
    given = f["demo_associations"].assign(year=lambda d: d["fiscal_year"].astype(int))
    seen = given.groupby("year")["association_number"].agg(set).to_dict()
    pairs = [(len(seen[y]), len(seen[y] & seen[y + 1])) for y in seen if y + 1 in seen]
    return sum(back for _, back in pairs) / sum(people for people, _ in pairs)


def _served_error(f: Frames) -> float:
    meals = f["demo_cantine"].dropna(subset=["planned", "served"])
    meals = meals[meals["served"] > 0]
    return float(((meals["planned"] - meals["served"]).abs() / meals["served"]).mean())


def _sum(contract: str, column: str) -> Callable[[Frames], float]:
    return lambda f: float(f[contract][column].sum())


def _distinct(contract: str, column: str) -> Callable[[Frames], float]:
    return lambda f: float(f[contract][column].nunique())


def _rows(contract: str) -> Callable[[Frames], float]:
    return lambda f: float(len(f[contract]))


def _two_channels(frames: Frames) -> float:
    """Persons who wrote by two channels at least in one year."""
    rows = frames["demo_grc"]
    year = pd.to_datetime(rows["opened_at"], utc=True).dt.tz_convert("Europe/Paris").dt.year
    channels = rows.groupby(["citizen_number", year])["channel"].nunique()
    return float(channels[channels > 1].reset_index()["citizen_number"].nunique())


def _two_years(frames: Frames) -> float:
    """Persons who wrote two years running, by whatever channel."""
    rows = frames["demo_grc"]
    year = pd.to_datetime(rows["opened_at"], utc=True).dt.tz_convert("Europe/Paris").dt.year
    seen = rows.groupby(year)["citizen_number"].agg(set).to_dict()
    return float(len(set().union(*(seen[y] & seen[y + 1] for y in seen if y + 1 in seen))))


ORACLES: dict[str, Callable[[Frames], float]] = {
    "requests": _rows("demo_grc"),
    "channels_together": _two_channels,
    "channel_moves": _two_years,
    "request_users": _distinct("demo_grc", "citizen_number"),
    "requests_on_time": _on_time,
    "satisfied": _satisfied,
    "online_requests": _online,
    "offline_requests": lambda f: 1 - _online(f),
    "reopened": lambda f: float((f["demo_grc"]["reopened"] == "oui").mean()),
    "overdue_requests": lambda f: float(
        (f["demo_grc"]["closed_at"].isna() & (f["demo_grc"]["due_at"] < OBSERVED)).sum()
    ),
    "meals_planned": _sum("demo_cantine", "planned"),
    "meals_served": _sum("demo_cantine", "served"),
    "meals_overplanned": lambda f: float(
        f["demo_cantine"]["planned"].sum() / f["demo_cantine"]["served"].sum()
    ),
    "forecast_error": _served_error,
    "library_loans": _rows("demo_mediatheque"),
    "library_borrowers": _distinct("demo_mediatheque", "card"),
    "users_by_age": _distinct("demo_mediatheque", "card"),
    "readers": _distinct("demo_mediatheque", "card"),
    "account_families": _distinct("demo_familles", "family_number"),
    "families_by_target": _distinct("demo_familles", "family_number"),
    "families_by_area": _distinct("demo_familles", "family_number"),
    "newcomers": _newcomers,
    "requests_by_target": _rows("demo_grc"),
    "request_users_by_area": _distinct("demo_grc", "citizen_number"),
    "associations": _distinct("demo_associations", "association_number"),
    "family_composition": _distinct("demo_familles", "family_number"),
    "families_by_quotient": _distinct("demo_factures", "family_number"),
    "invoiced": _sum("demo_factures", "amount"),
    "meals_invoiced": _sum("demo_factures", "meals"),
    "unpaid": _unpaid,
    "full_price": lambda f: float(
        (f["demo_factures"]["unit_price"] == f["demo_factures"]["unit_price"].max()).mean()
    ),
    "fees_to_quotient": lambda f: float(
        f["demo_factures"]["amount"].sum() / f["demo_factures"]["family_quotient"].sum()
    ),
    "wraparound_children": _distinct("demo_periscolaire", "child_number"),
    "creche_children": _distinct("demo_creche", "file_number"),
    "creche_hours_done": _sum("demo_creche", "hours_done"),
    "billing_rate": lambda f: float(
        f["demo_creche"]["hours_booked"].sum() / f["demo_creche"]["hours_done"].sum()
    ),
    "enrolled": _distinct("demo_inscriptions", "member_number"),
    "aided": _distinct("demo_ccas", "file_number"),
    "aid_amount": _sum("demo_ccas", "amount"),
    "establishments": lambda f: float(f["demo_sirene"]["closed_on"].isna().sum()),
    "creations": _rows("demo_sirene"),
    "closures": lambda f: float(f["demo_sirene"]["closed_on"].notna().sum()),
    "subsidies": _sum("demo_associations", "subsidy"),
    "associations_renewed": _renewed,
    "letters_sent": lambda f: float(f["demo_campagnes"]["is_sent"].sum()),
    "residents": _sum("insee_population", "persons"),
    "residents_by_age": _sum("insee_population", "persons"),
    "households": _sum("insee_population", "households"),
    "declared_income": _sum("insee_population", "income"),
}


@pytest.mark.parametrize("name", ORACLES)
def test_a_metric_equals_pandas_before_protection(name: str, town) -> None:
    reader, frames = town
    found = compute(Question(name, TOWN), reader.snapshot(), metrics(), facts())
    assert found.exact.total.value == pytest.approx(ORACLES[name](frames), rel=1e-9)


@pytest.mark.parametrize("name", ["request_delay_median", "request_delay_p90"])
def test_delays_equal_those_of_lifelines(name: str, town) -> None:
    from lifelines import KaplanMeierFitter

    reader, frames = town
    grc = frames["demo_grc"]
    ended = grc["closed_at"].fillna(OBSERVED)
    hours = (ended - grc["opened_at"]).dt.total_seconds() / 3600
    fitted = KaplanMeierFitter().fit(hours[hours >= 0], grc["closed_at"].notna()[hours >= 0])
    curve = fitted.survival_function_.iloc[:, 0]
    target = 0.5 if name.endswith("median") else 0.1
    expected = float(curve.index[curve <= target + 1e-12][0])
    found = compute(Question(name, TOWN), reader.snapshot(), metrics(), facts())
    assert found.exact.total.value == pytest.approx(expected)


def test_users_of_a_sector_are_those_of_its_files(town) -> None:
    reader, frames = town
    where = (("sector", "relations_usagers"),)
    found = compute(Question("users", TOWN, where=where), reader.snapshot(), metrics(), facts())
    assert found.exact.total.value == frames["demo_grc"]["citizen_number"].nunique()


def test_who_comes_back_is_who_pandas_finds(town) -> None:
    reader, frames = town
    where = (("sector", "scolaire_sport_culture"), ("service", "Prêts de la médiathèque"))
    found = compute(Question("returning", TOWN, where=where), reader.snapshot(), metrics(), facts())
    assert found.exact.total.value == pytest.approx(_returning(frames))


def test_every_metric_that_the_town_feeds_has_its_oracle(town) -> None:
    """Those on facts with a file, but the ones of years and of cohorts, checked apart."""
    fed = {contracts()[name].fact for name in SHEETS.values()} - {"family_account"}
    apart = {"request_delay_median", "request_delay_p90", "request_cohorts", "survival_3_years",
             "survival_5_years", "requests_year_before"}  # fmt: skip
    wanted = {
        m.id for m in metrics().values()
        if m.fact in fed and not m.needs.startswith(("Un fichier de demandes", "Les demandes"))
    } - apart - {"campaign_clicks", "infants"}  # fmt: skip
    assert wanted <= set(ORACLES)
    assert np.isfinite([ORACLES[name](town[1]) for name in ORACLES]).all()
