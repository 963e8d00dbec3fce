"""`parvis forecast` on files: Nantes's canteens, and files that are wrong."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from parvis.core.errors import Refused
from parvis.site.cli import cli

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
