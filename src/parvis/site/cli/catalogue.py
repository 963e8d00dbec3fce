"""The commands `parvis catalogue`: what the town offers, brought in from files."""

from pathlib import Path

import click

from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    chosen_authority,
    instant,
    print_result,
    the_home,
)


@click.group(cls=HouseGroup)
def catalogue() -> None:
    """What the town offers on its portal."""


@catalogue.command("import", cls=HouseCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--authority", metavar="CODE", help="Whose catalogue it is (the principal one's).")
def import_(folder: Path, authority: str | None) -> None:
    """Bring in the places, services, demarches and forms of FOLDER, all of them or none."""
    from parvis.site.portal import bring_in
    from parvis.site.start import start_or_make

    now = instant()
    start_or_make(the_home(), now=now)
    done = bring_in(folder, chosen_authority(authority), now)
    print_result(
        done,
        f"{done.places} lieux, {done.services} services, {done.demarches} démarches ; "
        f"{done.forms} formulaires publiés.",
    )
