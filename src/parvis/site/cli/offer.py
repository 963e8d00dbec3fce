"""The commands of the offer: `tariff`, file by file."""

from pathlib import Path

import click

from parvis.core import french
from parvis.site.cli.common import HouseGroup, ProgressLine, print_result, the_home


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
