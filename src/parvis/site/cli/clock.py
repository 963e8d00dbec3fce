"""The commands `clock`: working time between instants, and legal due dates, file by file."""

from pathlib import Path

import click

from parvis.site.cli.common import HouseGroup, ProgressLine, print_result, the_home

_HOURS = 'Opening hours: "mon-fri 08:30-12:00,13:30-17:00"; groups are separated by ";".'
_HOLIDAYS = "Days off: FR, FR-57, FR-974..., US, none, or a calendar of the home."
_TIMEZONE = "Time zone of naive times and of opening hours; that of the days off by default."


@click.group(cls=HouseGroup)
def clock() -> None:
    """Working time between instants; legal due dates."""


_CASES = click.option("--cases", type=click.Path(path_type=Path), required=True,
                      metavar="CASES.csv", help="The cases, one line each.")  # fmt: skip
_OUT = click.option("--out", type=click.Path(path_type=Path), required=True, metavar="OUT.csv",
                    help="Where to write the answers, in the order of the cases.")  # fmt: skip
_DAYS_OFF = click.option("--holidays", default="FR", show_default=True, metavar="ZONE",
                         help=_HOLIDAYS)  # fmt: skip
_ZONE = click.option("--timezone", default="", metavar="NAME", help=_TIMEZONE)


@clock.command()
@_CASES
@click.option("--hours", required=True, metavar="SPEC", help=_HOURS)
@_DAYS_OFF
@_ZONE
@_OUT
def elapsed(cases: Path, hours: str, holidays: str, timezone: str, out: Path) -> None:
    """Seconds worked between `start` and `end` of each case."""
    from parvis.site.clocks import opening_of, write_elapsed

    opening = opening_of(the_home(), hours=hours, holidays=holidays, zone=timezone)
    written = write_elapsed(cases, opening, out, ProgressLine())
    print_result(written, f"{out} : {written.cases} cas, {written.hours_worked} h ouvrées.")


@clock.command()
@_CASES
@click.option("--hours", metavar="SPEC", help=f"{_HOURS} Months need none.")
@_DAYS_OFF
@_ZONE
@_OUT
def due(cases: Path, hours: str | None, holidays: str, timezone: str, out: Path) -> None:
    """When each case is due: `start` plus `delay` (14h of work, 10wd working days, 2m months)."""
    from parvis.site.clocks import opening_of, write_due

    opening = opening_of(the_home(), hours=hours, holidays=holidays, zone=timezone)
    written = write_due(cases, opening, out, ProgressLine())
    print_result(written, f"{out} : {written.cases} cas.")
