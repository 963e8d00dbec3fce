"""The commands `name` and `verbatim`: the town's name watched, what people write sorted."""

from datetime import date
from pathlib import Path

import click

from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    ProgressLine,
    instant,
    print_result,
    the_home,
)


@click.group(cls=HouseGroup)
def name() -> None:
    """The town's name in trademark filings."""


@name.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--name", "names", multiple=True, required=True, metavar="NAME",
              help="The town's name, a gentilé; as many times as there are.")  # fmt: skip
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY",
              help="The day from which terms are counted; today by default.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="OUT.csv",
              help="One line per mark, and the evidence file beside it.")  # fmt: skip
def watch(file: Path, names: tuple[str, ...], as_of: object, out: Path | None) -> None:
    """Marks near the town's name in a file of INPI, and until when to oppose them."""
    from datetime import datetime

    from parvis.core.calendar.holidays import calendar_from, calendar_named
    from parvis.engines.definitions import read_definitions
    from parvis.site.watching import as_document, watch

    known = {c.id: c for c in (calendar_from(d, f) for f, d in read_definitions("calendars"))}
    today: date = as_of.date() if isinstance(as_of, datetime) else instant().date()
    found = watch(file, names, today, out, calendar_named("FR", known))
    lines = [
        f"{hit.filing.mark} (n° {hit.filing.number}) : {hit.match.label}"
        + (f", opposition jusqu’au {hit.oppose_by:%d/%m/%Y}" if hit.is_open else "")
        for hit in found.hits
    ]
    said = f"{found.read} marques lues, {len(found.hits)} proches, {found.open} encore opposables."
    print_result(as_document(found), "\n".join([*lines, said]))


@click.group(cls=HouseGroup)
def verbatim() -> None:
    """What people write: themes, feeling, names taken out."""


@verbatim.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--text", default="", metavar="COLUMN", help="Column of the texts.")
@click.option("--feeling", default="", metavar="COLUMN",
              help="Column that says positif, neutre or négatif.")  # fmt: skip
def learn(file: Path, text: str, feeling: str) -> None:
    """Learn the feeling of texts from a file whose authors said it (CSV or Parquet)."""
    from parvis.site.verbatims import learn_file

    found = learn_file(the_home(), file, text, feeling, ProgressLine())
    said = (
        f"Appris de {found.texts} textes. Macro-F1 {found.macro_f1:.2f} "
        f"(entre {found.low:.2f} et {found.high:.2f}), contre {found.rule:.2f} par mots-clés et "
        f"{found.majority:.2f} par la réponse la plus fréquente."
    )
    print_result(found, said)


@verbatim.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--text", default="", metavar="COLUMN", help="Column of the texts.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="OUT.csv",
              help="Each text masked, with its themes and its feeling.")  # fmt: skip
def sort(file: Path, text: str, out: Path) -> None:
    """Sort texts by theme and feeling, names, telephones and addresses taken out."""
    from parvis.site.verbatims import sort_file

    found = sort_file(the_home(), file, text, out, ProgressLine())
    print_result(found, f"{out} : {found.texts} textes, {found.reader}.")
