"""The command `parvis link`: who is the same person in one file of people."""

from pathlib import Path

import click

from parvis.core.french import count, percent
from parvis.core.people.report import LinkReport
from parvis.site.cli.common import (
    HouseCommand,
    ProgressLine,
    as_json,
    instant,
    print_result,
    the_home,
)


@click.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Write the clusters.")
@click.option("--spec", type=click.Path(path_type=Path), help="The roles of the columns, as TOML.")
@click.option("--homes", type=click.Path(path_type=Path), help="Write who lives with whom.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the report as JSON.")
def link(file: Path, out: Path, spec: Path | None, homes: Path | None, report: Path | None) -> None:
    """Find who is the same person in one FILE of people, without any label."""
    from parvis.engines.duckdb.linker.ground import Ground
    from parvis.engines.duckdb.linker.link import HomesWanted, link_people
    from parvis.engines.opendata.atlas import FileAtlas

    home = the_home()
    ground = Ground(home.addresses, lambda: FileAtlas(home).reference().registry)
    wanted = HomesWanted(homes, instant().year) if homes else None
    found = link_people(
        file, out=out, spec=spec, homes=wanted, ground=ground, progress=ProgressLine()
    )
    if report is not None:
        report.write_text(as_json(found) + "\n", "utf-8")
    print_result(found, _sentence(found))


def _sentence(found: LinkReport) -> str:
    lines = [
        f"{found.file} : {count(found.persons, 'personne')} pour {count(found.records, 'fiche')}"
        f" (précision estimée {percent(found.precision.value, 1)},"
        f" rappel {percent(found.recall.value, 1)})."
    ]
    unused = [c.column for c in found.columns if not c.role]
    used = [f"{c.column} ({c.role})" for c in found.columns if c.role]
    lines.append(f"  Colonnes lues : {', '.join(used)}")
    if unused:
        lines.append(f"  Colonnes laissées : {', '.join(unused)}")
    said = [*found.notes]
    if found.homes is not None:
        in_two = count(found.homes.in_two, "enfant en a deux", "enfants en ont deux")
        said += [f"{count(found.homes.homes, 'foyer')} de deux personnes et plus,"
                 f" {count(found.homes.persons, 'personne')}\u00a0; {in_two}.",
                 *found.homes.notes]  # fmt: skip
    return "\n".join([*lines, *(f"  {note}" for note in said)])
