"""The commands `disclose` and `survival`: tables from files of persons and of cases."""

from pathlib import Path

import click

from parvis.site.cli.common import HouseCommand, ProgressLine, instant, print_result, the_home

_MICRODATA = "A CSV file with one line per person, or per event of a person."
_TABLES = "The tables wanted: dimensions, person, hierarchies."


@click.command(cls=HouseCommand)
@click.option("--microdata", type=click.Path(path_type=Path), required=True, metavar="FILE.csv",
              help=_MICRODATA)  # fmt: skip
@click.option("--tables", type=click.Path(path_type=Path), required=True, metavar="SPEC.toml",
              help=_TABLES)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR",
              help="Where to write one CSV file per table.")  # fmt: skip
def disclose(microdata: Path, tables: Path, out: Path) -> None:
    """Tables of counts from rows about persons, under disclosure control."""
    from parvis.engines.secrets import noise_key
    from parvis.site.disclosing import publish_tables
    from parvis.site.home import exists, make_home

    home = the_home()
    if not exists(home):
        make_home(home, now=instant())
    secret = noise_key(home.noise_key)
    found = publish_tables(microdata, tables, out, secret, ProgressLine())
    lines = [f"{t.file} : {t.cells} cases, dont {t.hidden} masquées" for t in found.tables]
    print_result(found, "\n".join([*lines, _said(found.noise_most)]))


def _said(most: int) -> str:
    return (
        f"Chaque effectif est décalé d’au plus {most} personnes, à part des autres : "
        "les totaux ne sont pas la somme de leurs cases."
    )


@click.command(cls=HouseCommand)
@click.option("--cases", type=click.Path(path_type=Path), required=True, metavar="CASES.csv",
              help="The cases: id,group,opened_at,due_at,closed_at.")  # fmt: skip
@click.option("--as-of", metavar="INSTANT", help="When cases without an end are still open; the "
              "last instant of the file by default.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="OUT.csv",
              help="One line per group.")  # fmt: skip
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE.json",
              help="The comparison of the groups: log-rank test.")  # fmt: skip
def survival(cases: Path, as_of: str | None, out: Path, report: Path | None) -> None:
    """Median and P90 delay by group, open cases counted; on time or not; log-rank."""
    from parvis.site.delays import write_survival

    found = write_survival(cases, as_of, out, report, ProgressLine())
    print_result(found, f"{out} : {found.groups} groupes, {found.cases} cas.")
