"""`parvis forecast` on files: Nantes's canteens, and files that are wrong."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import click
import numpy as np
import pytest
from click.testing import CliRunner

from parvis.core.errors import Refused
from parvis.site.cli import cli
from simulated_town import Level

HEADER = ["site_type", "date", "prevision", "reel", "site_nom"]


def ask(*arguments: str | Path) -> dict[str, object]:
    words = ["forecast", *map(str, arguments), "--json", "--quiet"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False, standalone_mode=False)
    return json.loads(done.output)


def write(path: Path, rows: list[list[object]], header: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def weeks(count: int, first: date = date(2025, 1, 6)) -> list[list[object]]:
    """Mondays to Fridays of two sites: 100 and 40 a day."""
    days = [first + timedelta(days=7 * w + d) for w in range(count) for d in range(5)]
    return [[day, n, s] for day in days for s, n in (("Nord", 100), ("Sud", 40))]


@pytest.fixture
def history(tmp_path: Path) -> Path:
    return write(tmp_path / "h.csv", weeks(12), ["date", "presents", "site"])


def test_the_days_to_come_are_those_on_which_each_site_opens(history: Path, tmp_path: Path) -> None:
    told = ask("--history", history, "--horizon", 7, "--out", tmp_path / "f.csv")
    rows = read(tmp_path / "f.csv")
    assert (told["rows"], told["series"]) == (10, 2)
    assert {row["date"] for row in rows} == {f"2025-03-{d}" for d in (31,)} | {
        f"2025-04-0{d}" for d in range(1, 5)
    }
    assert all(float(r["forecast"]) == {"Nord": 100, "Sud": 40}[r["site"]] for r in rows)


def test_a_closed_day_is_forecast_as_zero(history: Path, tmp_path: Path) -> None:
    known = write(tmp_path / "k.csv", [["2025-04-01", "Sud", 1]], ["date", "site", "fermeture"])
    ask("--history", history, "--known", known, "--out", tmp_path / "f.csv")
    shut = [r for r in read(tmp_path / "f.csv") if float(r["forecast"]) == 0]
    assert [(r["site"], r["date"], r["high"]) for r in shut] == [("Sud", "2025-04-01", "0.00")]


def test_a_backtest_answers_in_the_order_of_its_file(history: Path, tmp_path: Path) -> None:
    rows = weeks(2, date(2025, 3, 31))[::-1]
    actuals = write(tmp_path / "a.csv", rows, ["date", "presents", "site"])
    told = ask("--history", history, "--backtest", actuals, "--out", tmp_path / "f.csv")
    assert [(r["date"], r["site"]) for r in read(tmp_path / "f.csv")] == [
        (str(day), site) for day, _, site in rows
    ]
    assert told["wape"] == 0.0


def said(*arguments: str | Path | int) -> str:
    words = ["forecast", *map(str, arguments), "--quiet"]
    done = CliRunner().invoke(cli, words, catch_exceptions=False, standalone_mode=False)
    return done.output.replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every day as usual: what is learnt is not what is tried."""
    monkeypatch.setattr("parvis.site.forecasts.Boosting", Level)


def test_a_year_without_calendar_is_said(history: Path, quick: None, tmp_path: Path) -> None:
    out = ("--history", history, "--horizon", 14, "--out", tmp_path / "f.csv")
    assert "Aucun calendrier" in said(*out)
    known = write(tmp_path / "k.csv", [["2025-04-02", 0]], ["date", "vacances"])
    assert "Le calendrier s’arrête le 2 avr. 2025" in said(*out, "--known", known)
    whole = write(tmp_path / "k.csv", [["2025-04-11", 0]], ["date", "vacances"])
    assert "calendrier" not in said(*out, "--known", whole)


def test_a_first_strike_is_said_not_to_be_foreseen(
    history: Path, quick: None, tmp_path: Path
) -> None:
    out = ("--history", history, "--out", tmp_path / "f.csv", "--known", tmp_path / "k.csv")
    write(tmp_path / "k.csv", [["2025-04-04", "oui"]], ["date", "greve"])
    assert "« greve » est annoncé pour la première fois" in said(*out)
    write(tmp_path / "k.csv", [["2025-02-04", "oui"], ["2025-04-04", "oui"]], ["date", "greve"])
    assert "première fois" not in said(*out)
    write(tmp_path / "k.csv", [["2025-04-04", "oui"]], ["date", "ferme"])
    assert "première fois" not in said(*out)


def uneven(weeks_: int = 30) -> list[list[object]]:
    """Two sites whose counts move by a tenth from one day to the next."""
    rng = np.random.default_rng(3)
    return [[day, round(n * (1 + 0.1 * rng.normal())), s] for day, n, s in weeks(weeks_)]


def orders(tmp_path: Path, history: Path, waste: float, shortage: float) -> list[float]:
    ask("--history", history, "--out", tmp_path / "o.csv", "--waste", waste, "--shortage", shortage)
    rows = read(tmp_path / "o.csv")
    assert list(rows[0]) == ["site", "date", "forecast", "low", "high", "order"]
    return [float(row["order"]) for row in rows]


def test_the_order_follows_what_a_waste_and_a_shortage_cost(quick: None, tmp_path: Path) -> None:
    """Equal costs: what is expected. A dear shortage: more, within the interval; a dear waste:
    less. Whole units."""
    history = write(tmp_path / "h.csv", uneven(), ["date", "presents", "site"])
    even, dear, cheap = (orders(tmp_path, history, *costs) for costs in ((1, 1), (1, 9), (9, 1)))
    rows = read(tmp_path / "o.csv")
    expected, high = ([float(row[name]) for row in rows] for name in ("forecast", "high"))
    assert np.allclose(even, expected, atol=1)
    assert all(np.array(cheap) <= even) and all(np.array(even) <= dear)
    assert sum(cheap) < sum(even) < sum(dear)
    assert all(np.array(dear) <= np.array(high) + 1)
    assert dear == [int(order) for order in dear]


@pytest.mark.parametrize(("costs", "said"), [
    (("--waste", 1), "--waste with --shortage"), (("--shortage", 1), "--waste with --shortage"),
])  # fmt: skip
def test_one_cost_without_the_other_is_a_wrong_usage(
    history: Path, tmp_path: Path, costs: tuple[object, ...], said: str
) -> None:
    with pytest.raises(click.UsageError, match=said):
        ask("--history", history, "--out", tmp_path / "f.csv", *map(str, costs))


def test_a_cost_of_nothing_is_refused_in_one_sentence(history: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        ask("--history", history, "--out", tmp_path / "f.csv", "--waste", 0, "--shortage", 2)
    assert caught.value.rule == "order.costs"
    assert "deux coûts positifs" in caught.value.sentence()
    assert not (tmp_path / "f.csv").exists()


def test_a_canteen_file_with_a_town_s_own_headings_is_recognised(
    quick: None, tmp_path: Path
) -> None:
    """Semicolons, French days, a column of its own for what was planned, Windows letters."""
    lines = ["École;Jour;Commandés;Repas servis;Menu"]
    lines += [f"{s};{day:%d/%m/%Y};{n + 9};{n};Pâtes" for day, n, s in weeks(12)]
    path = tmp_path / "cantine.csv"
    path.write_bytes("\n".join(lines).encode("cp1252"))
    told = ask("--history", path, "--out", tmp_path / "f.csv")
    assert told["series"] == 2
    assert {row["École"] for row in read(tmp_path / "f.csv")} == {"Nord", "Sud"}


@pytest.mark.parametrize(
    ("rows", "more", "rule"),
    [
        ([["2025-01-01", 5, "A"]], (), "forecast.too_short"),
        ([["2025-01-01", 5, "A"], ["2025-01-01", 5, "A"]], (), "forecast.twice"),
        ([["2025-01-01", "beaucoup", "A"], ["2025-02-01", "1", "A"]], (), None),
        ([["demain", 5, "A"]], (), "tariff.day"),
        ([["2025-01-01", -5, "A"]], (), "forecast.count"),
        ([["2025-01-01", 5, "A"]], ("--horizon", 0), "forecast.horizon"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_written(
    tmp_path: Path, rows: list[list[object]], more: tuple[object, ...], rule: str | None
) -> None:
    path = write(tmp_path / "h.csv", rows, ["date", "presents", "site"])
    with pytest.raises(Refused) as caught:
        ask("--history", path, "--out", tmp_path / "f.csv", *more)  # type: ignore[arg-type]
    assert caught.value.rule == (rule or "forecast.count")
    assert not (tmp_path / "f.csv").exists()


@pytest.mark.real_data
def test_three_weeks_of_nantes_are_forecast_better_than_by_the_week_before(
    real_data: Path, tmp_path: Path
) -> None:
    """A short form of the figure that the benchmark measures on a whole year."""
    source = real_data / "attendance" / "nantes_frequentation_to_2017-08.csv"
    rows = [[r[name] for name in HEADER] for r in read(source) if r["date"] >= "2015-09"]
    past = [r for r in rows if r[1] < "2016-11-03"]
    coming = [r for r in rows if "2016-11-03" <= r[1] < "2016-11-25"]
    told = ask(
        "--history", write(tmp_path / "h.csv", past, HEADER),
        "--backtest", write(tmp_path / "a.csv", coming, HEADER), "--out", tmp_path / "f.csv",
    )  # fmt: skip
    real = {(r[4], r[0], r[1]): float(r[3]) for r in rows if r[3]}
    pairs = []
    for site, kind, day in [(r[4], r[0], r[1]) for r in coming]:
        before = str(date.fromisoformat(day) - timedelta(days=7))
        if (site, kind, before) in real and (site, kind, day) in real:
            pairs.append((real[site, kind, before], real[site, kind, day]))
    naive = sum(abs(a - b) for a, b in pairs) / sum(b for _, b in pairs)
    assert told["wape"] < naive  # type: ignore[operator]
    assert 0.8 < told["covered"] < 0.99  # type: ignore[operator]
