"""`parvis public`: the frozen tables that a town shows to anybody."""

import click

from parvis.site.cli.common import chosen_authority, print_result, the_home


@click.group("public")
def public() -> None:
    """Tables that a town publishes on its public page."""


@public.command("add")
@click.argument("metric_id", metavar="ID")
@click.option(
    "--by", required=True, multiple=True, metavar="DIM,...", help="Dimensions of a table."
)
@click.option("--period", metavar="P", help="Period the tables are about.")
@click.option("--authority", metavar="CODE", help="Authority whose figures they are.")
def add(metric_id: str, by: tuple[str, ...], period: str | None, authority: str | None) -> None:
    """Freeze tables of distinct persons, audit them with those published, show them to anybody."""
    from django.utils import timezone

    from parvis.apps import wired
    from parvis.core.metrics.beside import freeze_beside
    from parvis.core.metrics.period import parse_period
    from parvis.core.metrics.query import Question
    from parvis.core.privacy.margins import Wanted
    from parvis.core.publics import PublicTable
    from parvis.engines.public import add_tables, earlier_tables, seal
    from parvis.engines.ranges import widths
    from parvis.site.disclosing import write_frozen
    from parvis.site.start import start

    start(the_home())
    town, folder = chosen_authority(authority), the_home().public
    question = Question(metric_id, town, period=parse_period(period) if period else None)
    cuts = dict.fromkeys(tuple(part.strip() for part in text.split(",")) for text in by)
    tables = [Wanted("-".join([metric_id, *cut]), cut) for cut in cuts]
    frozen = freeze_beside(question, tables, earlier_tables(folder), wired.warehouse(),
                           wired.metrics(), wired.facts(), widths)  # fmt: skip
    written = write_frozen(frozen, tables, folder)
    version, release = wired.metrics()[metric_id].version, wired.warehouse().manifest().id
    today = timezone.localdate().isoformat()
    add_tables(folder, [
        PublicTable(table.name, seal(folder / table.file), metric_id, version, table.dimensions,
                    period or "", town, release, today)
        for table in written
    ])  # fmt: skip
    print_result(written, "\n".join(f"{t.file} : {t.cells} cases, dont {t.hidden} masquées"
                                    for t in written))  # fmt: skip


@public.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Take a table back from the public page."""
    from parvis.core.errors import Refused
    from parvis.engines.public import remove_table

    if not remove_table(the_home().public, name):
        raise Refused("public.unknown", name=name)
    print_result({"removed": name}, f"{name} n’est plus publié")
