"""A year of canteens of Nantes, forecast each week for the week after, beside three others."""

import csv
import os
import warnings
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import numpy as np

from parvis.core.offer.forecast.panel import Floats, Ints
from parvis.site.bench.figures import Figure
from parvis.site.forecasts import write_forecast

FIRST_DAY, WEEK = "2016-09-01", 7
SITES_OF_ETS = 3
"""AutoETS takes a second a site and week: it is measured on these sites only, as we are beside."""
HEADER = ("site_type", "date", "prevision", "reel", "site_nom")
Row = tuple[str, str, float, float]
"""Site, day, what the city forecast, what was served."""


def measure_forecast(place: Path) -> Iterator[Figure]:
    """Nothing where the real series is not at hand."""
    folder = Path(os.environ.get("PARVIS_REAL_DATA") or "../shared/data") / "attendance"
    source = folder / "nantes_frequentation_to_2017-08.csv"
    if not source.is_file():
        return
    rows = _read(source)
    past = [row for row in rows if row["date"] < FIRST_DAY]
    year = [row for row in rows if row["date"] >= FIRST_DAY]
    _write(place / "history.csv", past), _write(place / "actuals.csv", year)
    _write_known(folder, place / "known.csv", {row["date"] for row in rows})
    started = perf_counter()
    write_forecast(
        place / "history.csv", place / "known.csv", place / "out.csv", quantity=None,
        horizon=WEEK, backtest=place / "actuals.csv", every=WEEK, progress=lambda done, label: None,
    )  # fmt: skip
    yield from _figures(rows, year, _read(place / "out.csv"), perf_counter() - started)


def _count(cell: str) -> float:
    return float(cell) if cell.replace(".", "").isdigit() else float("nan")


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: Sequence[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER)
        writer.writeheader(), writer.writerows(rows)


def _write_known(folder: Path, path: Path, days: set[str]) -> None:
    """Holidays and strikes, known ahead, day by day."""
    strikes = {row["date"] for row in _read(folder / "nantes_greves.csv")}
    spans = [(row["date_debut"], row["date_fin"]) for row in _read(folder / "nantes_vacances.csv")]
    day, last = date.fromisoformat(min(days)), date.fromisoformat(max(days)) + timedelta(days=60)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("date", "vacances", "greve"))
        while day <= last:
            text = day.isoformat()
            away = any(start <= text <= end for start, end in spans)
            writer.writerow((text, int(away), int(text in strikes)))
            day += timedelta(days=1)


def _figures(
    rows: Sequence[dict[str, str]], year: Sequence[dict[str, str]],
    found: Sequence[dict[str, str]], seconds: float,
) -> Iterator[Figure]:  # fmt: skip
    real = np.array([_count(row["reel"]) for row in year])
    city = np.array([_count(row["prevision"]) for row in year])
    ours, low, high = (np.array([_count(row[name]) for row in found])
                       for name in ("forecast", "low", "high"))  # fmt: skip
    city = city * np.nansum(real) / np.nansum(city)
    before = _week_before(rows, year)
    mean = wape(real, ours)
    beside = "Nantes, biais moyen retiré"
    yield Figure("offer.forecast_wape", mean, "", beside, wape(real, city),
                 "< la prévision de la ville", mean < wape(real, city))  # fmt: skip
    both = np.isfinite(before)
    same_rows, week = wape(real[both], ours[both]), wape(real, before)
    yield Figure("offer.forecast_wape_week", same_rows, "", "même jour, semaine d’avant", week,
                 "< la semaine d’avant", same_rows < week)  # fmt: skip
    held = float(((real >= low) & (real <= high)).mean())
    yield Figure("offer.forecast_covered", held, "", "ce qui est annoncé", 0.9, "0,85 à 0,95",
                 0.85 <= held <= 0.95)  # fmt: skip
    sites = {site for site, _ in sorted({(r["site_nom"], r["site_type"]) for r in year})}
    chosen = set(sorted(sites)[:SITES_OF_ETS])
    yield _beside_ets(rows, year, real, ours, chosen)
    yield from _beside_boosting(rows, year, real, ours, seconds)
    loss = _pinball(real, ours + 0.78 * (high - ours))
    yield Figure("offer.forecast_pinball_90", loss, "repas", "Nantes, sans biais",
                 _pinball(real, city), "rapporté", met=True)  # fmt: skip


def wape(real: Floats, forecast: Floats) -> float:
    """The sum of absolute errors over the sum of counts, where both are known."""
    known = np.isfinite(real) & np.isfinite(forecast)
    return float(np.abs(real - forecast)[known].sum() / real[known].sum())


def _pinball(real: Floats, forecast: Floats) -> float:
    """Mean loss of a forecast meant to be exceeded one day in ten."""
    error = (real - forecast)[np.isfinite(real) & np.isfinite(forecast)]
    return float(np.maximum(0.9 * error, -0.1 * error).mean())


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["site_nom"], row["site_type"]


def _week_before(rows: Sequence[dict[str, str]], year: Sequence[dict[str, str]]) -> Floats:
    known = {(*_key(row), row["date"]): row["reel"] for row in rows}
    shifted = [
        known.get((*_key(row), (date.fromisoformat(row["date"]) - timedelta(days=7)).isoformat()))
        for row in year
    ]
    return np.array([_count(value or "") for value in shifted])


def _weeks(days: Sequence[str]) -> Ints:
    first = date.fromisoformat(FIRST_DAY).toordinal()
    return np.array([(date.fromisoformat(day).toordinal() - first) // WEEK for day in days])


def _beside_ets(
    rows: Sequence[dict[str, str]], year: Sequence[dict[str, str]], real: Floats, ours: Floats,
    chosen: set[str],
) -> Figure:  # fmt: skip
    """AutoETS on the same weeks of a few sites, a season being the school days of a week."""
    from statsforecast.models import AutoETS

    warnings.simplefilter("ignore")
    weeks = _weeks([row["date"] for row in year])
    theirs = np.full(real.size, np.nan)
    place = {(*_key(row), row["date"]): rank for rank, row in enumerate(year)}
    for key in sorted({_key(row) for row in year if row["site_nom"] in chosen}):
        series = [(row["date"], float(row["reel"])) for row in rows
                  if _key(row) == key and row["reel"].isdigit()]  # fmt: skip
        series.sort()
        for week in np.unique(weeks).tolist():
            end = (date.fromisoformat(FIRST_DAY) + timedelta(days=WEEK * week)).isoformat()
            coming = sorted(d for d, _ in series if d >= end)[:WEEK]
            coming = [d for d in coming if _weeks([d])[0] == week]
            values = np.array([value for day, value in series if day < end][-200:])
            if coming and values.size > 20:
                said = AutoETS(season_length=4).forecast(y=values, h=len(coming))["mean"]
                for day, value in zip(coming, said.tolist(), strict=True):
                    theirs[place[*key, day]] = value
    both = np.isfinite(theirs)
    mine, ets = wape(real[both], ours[both]), wape(real, theirs)
    return Figure("offer.forecast_wape_ets", mine, "", f"AutoETS, {SITES_OF_ETS} sites", ets,
                  "< AutoETS", mine < ets)  # fmt: skip


def _beside_boosting(
    rows: Sequence[dict[str, str]], year: Sequence[dict[str, str]], real: Floats, ours: Floats,
    seconds: float,
) -> Iterator[Figure]:  # fmt: skip
    """A plain gradient boosting: the last four same weekdays, the day, the site; fitted once."""
    from sklearn.ensemble import HistGradientBoostingRegressor

    started = perf_counter()
    known = {(*_key(row), row["date"]): _count(row["reel"]) for row in rows}
    sites = {key: rank for rank, key in enumerate(sorted({_key(row) for row in rows}))}
    table = np.array([_lags(row, known, sites) for row in rows])
    target = np.array([_count(row["reel"]) for row in rows])
    days = np.array([row["date"] for row in rows])
    train = (days < FIRST_DAY) & np.isfinite(target)
    model = HistGradientBoostingRegressor(loss="absolute_error", random_state=0)
    said = model.fit(table[train], target[train]).predict(table[days >= FIRST_DAY])
    mine, theirs = wape(real, ours), wape(real, said)
    beside = "boosting simple, appris une fois"
    yield Figure("offer.forecast_wape_boosting", mine, "", beside, theirs, "< le boosting simple",
                 mine < theirs)  # fmt: skip
    yield Figure("offer.forecast_year", seconds, "s", beside, perf_counter() - started, "<= 60 s",
                 seconds <= 60)  # fmt: skip


def _lags(
    row: dict[str, str], known: dict[tuple[str, str, str], float], sites: dict[tuple[str, str], int]
) -> list[float]:
    day = date.fromisoformat(row["date"])
    past = [(day - timedelta(days=WEEK * back)).isoformat() for back in (1, 2, 3, 4)]
    lags = [known.get((*_key(row), each), float("nan")) for each in past]
    return [*lags, day.weekday(), day.timetuple().tm_yday, sites[_key(row)]]
