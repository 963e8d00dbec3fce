"""The commands of the offer: `tariff` and `forecast`, file by file."""

from pathlib import Path

import click

from parvis.core import french
from parvis.site.cli.common import HouseCommand, HouseGroup, ProgressLine, print_result, the_home


@click.group(cls=HouseGroup)
def tariff() -> None:
    """What each family pays and why; what a new grid changes."""


@tariff.command()
@click.option("--grid", required=True, metavar="GRID.toml",
              help="The tariff: a file, or the id of one that is known.")  # fmt: skip
@click.option("--cases", type=click.Path(path_type=Path), required=True, metavar="CASES.csv",
              help="The cases, one line each: id, date and what the tariff asks.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="PRICES.csv",
              help="Where to write the prices, in the order of the cases.")  # fmt: skip
def price(grid: str, cases: Path, out: Path) -> None:
    """The price of each case, and how it is found."""
    from parvis.site.tariffs import tariff_named, write_prices

    priced = write_prices(tariff_named(the_home(), grid), cases, out, ProgressLine())
    total = french.number(priced.total_cents / 100, 2)
    print_result(priced, f"{out} : {priced.cases} cas, {total} €, {priced.refused} sans prix.")


@click.command(cls=HouseCommand)
@click.option("--history", type=click.Path(path_type=Path), required=True, metavar="FILE.csv",
              help="What was counted: a date, the quantity, and what tells the sites.")  # fmt: skip
@click.option("--known", type=click.Path(path_type=Path), metavar="FUTURE.csv",
              help="What is known ahead by date, or date and site: holidays, strikes.")  # fmt: skip
@click.option("--quantity", metavar="COLUMN", help="The column to forecast.")
@click.option("--horizon", type=int, default=7, show_default=True, metavar="DAYS",
              help="How many days after the history.")  # fmt: skip
@click.option("--backtest", type=click.Path(path_type=Path), metavar="ACTUALS.csv",
              help="Forecast these days, block by block, knowing those before.")  # fmt: skip
@click.option("--every", type=int, default=7, show_default=True, metavar="DAYS",
              help="Length of a block of the backtest.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FORECAST.csv",
              help="Where to write the forecasts.")  # fmt: skip
def forecast(
    history: Path, known: Path | None, quantity: str | None, horizon: int,
    backtest: Path | None, every: int, out: Path,
) -> None:  # fmt: skip
    """Attendance to come, per site and day, with intervals of 90 %."""
    from parvis.site.forecasts import write_forecast

    written = write_forecast(
        history, known, out, quantity=quantity, horizon=horizon, backtest=backtest, every=every,
        progress=ProgressLine(),
    )  # fmt: skip
    judged = "" if written.wape is None else f" Écart moyen : {french.percent(written.wape, 1)}."
    print_result(written, f"{out} : {written.rows} prévisions, {written.series} sites.{judged}")
