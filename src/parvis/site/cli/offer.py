"""The commands of the offer: `tariff` and `forecast`, file by file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.core import french
from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    ProgressLine,
    instant,
    print_result,
    the_home,
)
from parvis.site.start import start

if TYPE_CHECKING:
    from parvis.site.forecasts import Written as Forecasts
    from parvis.site.simulating import Written


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


@tariff.command()
@click.option("--nurseries", type=click.Path(path_type=Path), required=True, metavar="YEAR.csv",
              help="id, date, offered, billed and done hours, cost and fees in euros.")  # fmt: skip
@click.option("--scales", type=click.Path(path_type=Path), required=True, metavar="SCALES.toml",
              help="The caps of the circulars, with their dates.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="PSU.csv",
              help="What the CAF pays each nursery.")  # fmt: skip
def psu(nurseries: Path, scales: Path, out: Path) -> None:
    """What the CAF pays a day nursery, and what its hours billed and done are."""
    from parvis.site.tariffs import write_psu

    written = write_psu(nurseries, scales, out)
    total = french.number(written.total_cents / 100, 2)
    print_result(written, f"{out} : {written.cases} établissements, {total} €, "
                          f"{written.refused} sans montant.")  # fmt: skip


@tariff.command()
@click.option("--old", default="", metavar="GRID.toml",
              help="The tariff in force; that of the service by default.")  # fmt: skip
@click.option("--new", multiple=True, required=True, metavar="GRID.toml",
              help="A new tariff; up to four.")  # fmt: skip
@click.option("--families", type=click.Path(path_type=Path), metavar="FILE.csv",
              help="The families: family, units, the income, and what the grids ask.")  # fmt: skip
@click.option("--service", default="", metavar="ID", help="Or a service whose files are loaded.")
@click.option("--authority", default="", metavar="CODE", help="Whose service.")
@click.option("--purpose", default="", metavar="ID", help="The declared purpose that allows it.")
@click.option("--period", "asked_period", default="", metavar="P",
              help="Of what was used, for a service: 2025/2026.")  # fmt: skip
@click.option("--on", metavar="DAY", help="The day whose prices apply; today by default.")
@click.option("--elasticity", type=(float, float), default=(0.0, 0.0), metavar="LEAST MOST",
              help="If use follows prices: -0.1 -0.4. An assumption.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="One folder per new tariff: protected tables and report.json.")  # fmt: skip
def simulate(
    old: str, new: tuple[str, ...], families: Path | None, service: str, authority: str,
    purpose: str, asked_period: str, on: str | None, elasticity: tuple[float, float], out: Path,
) -> None:  # fmt: skip
    """What new prices change: revenue, who pays more or less, jumps, law."""
    from parvis.core.metrics.period import parse_period
    from parvis.core.offer.cases import day_of
    from parvis.core.offer.simulation import Behaviour
    from parvis.site.simulating import Comparison, simulate_file, simulate_service

    if (families is None) == (not service) or (families is not None and not old):
        raise click.UsageError("--families with --old, or --service")
    home, now = the_home(), instant()
    day = day_of(on) if on else now.date()
    asked = Comparison(old, new, day, Behaviour(*elasticity))
    if families is not None:
        written = simulate_file(home, families, asked, out, now)
    else:
        start(home)
        written = simulate_service(home, authority, service, purpose,
                                   parse_period(asked_period), asked, out, now)  # fmt: skip
    print_result(written, "\n".join(_told(written)))


def _told(written: "Written") -> Iterator[str]:
    for name, families, revenue in zip(
        written.grids, written.families, written.revenue_after, strict=True
    ):
        yield (f"{written.out / name} : {_figure(families)} familles, recette "
               f"{_figure(written.revenue_before)} € puis {_figure(revenue)} €.")  # fmt: skip


def _figure(value: float | None) -> str:
    return "—" if value is None else french.number(value, 0)


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
@click.option("--waste", type=float, metavar="COST",
              help="A unit thrown away: with --shortage, how much to order.")  # fmt: skip
@click.option("--shortage", type=float, metavar="COST", help="What a unit missing costs.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FORECAST.csv",
              help="Where to write the forecasts.")  # fmt: skip
def forecast(
    history: Path, known: Path | None, quantity: str | None, horizon: int,
    backtest: Path | None, every: int, waste: float | None, shortage: float | None, out: Path,
) -> None:  # fmt: skip
    """Attendance to come, per site and day, with intervals of 90 %."""
    from parvis.core.offer.order import Costs

    if (waste is None) != (shortage is None):
        raise click.UsageError("--waste with --shortage")
    costs = None if waste is None or shortage is None else Costs(waste, shortage)
    from parvis.site.forecasts import write_forecast

    written = write_forecast(
        history, known, out, quantity=quantity, horizon=horizon, backtest=backtest, every=every,
        progress=ProgressLine(), costs=costs,
    )  # fmt: skip
    judged = "" if written.wape is None else f" Écart moyen : {french.percent(written.wape, 1)}."
    said = [f"{out} : {written.rows} prévisions, {written.series} sites.{judged}",
            *_unsaid(written)]  # fmt: skip
    print_result(written, "\n".join(said))


def _unsaid(written: "Forecasts") -> Iterator[str]:
    """What nobody told the forecast, and that changes it."""
    if written.known_until is None:
        yield ("Aucun calendrier : les vacances et les fermetures ne sont pas retirées. Donnez-le "
               "avec --known.")  # fmt: skip
    elif written.lacks_calendar:
        yield (f"Le calendrier s’arrête le {french.day(written.known_until)} : au-delà, les "
               "vacances et les fermetures ne sont pas retirées. Prolongez-le.")  # fmt: skip
    for name in written.unlearnt:
        yield (f"« {name} » est annoncé pour la première fois : ces jours sont prévus comme les "
               "autres. Donnez ceux du passé, ou fermez-les (colonne ferme).")  # fmt: skip


@click.group(cls=HouseGroup)
def places() -> None:
    """Zones, places of each service, stops and streets: what access and siting are measured on."""


@places.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path),
                metavar="FILE...")  # fmt: skip
@click.option("--as", "kind", required=True, metavar="KIND",
              help="zones, stops, streets, or the name of a service: creche.")  # fmt: skip
@click.option(
    "--authority", default="", metavar="CODE", help="In whose name; the first by default."
)
def add(files: tuple[Path, ...], kind: str, authority: str) -> None:
    """Keep what describes KIND, in the place of what did, once it can be used."""
    from parvis.site.described import keep_files

    kept = keep_files(the_home(), kind, files, authority, instant())
    print_result(kept, f"{', '.join(kept.files)} : « {kind} » est décrit.")


@places.command("list")
def list_places() -> None:
    """What is described."""
    from parvis.engines.placing import held

    found = held(the_home().access)
    lines = [f"{one.kind} : {', '.join(one.files)}" for one in found] or ["Rien n’est décrit."]
    print_result(found, "\n".join(lines))
