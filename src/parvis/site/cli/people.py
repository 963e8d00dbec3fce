"""The commands `parvis person` and `parvis purge`: rights of persons, and the term of rows."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from parvis.core.french import count, percent
from parvis.core.people.roles import PersonRole
from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    as_json,
    chosen_authority,
    instant,
    print_result,
    the_home,
)

_ASKED = (PersonRole.SURNAME, PersonRole.GIVEN_NAME, PersonRole.BIRTH_DATE, PersonRole.PHONE,
          PersonRole.EMAIL)  # fmt: skip
_AUTHORITY = click.option("--authority", metavar="CODE", help="Whose files (the principal's).")
_ALSO = click.option("--also", multiple=True, metavar="REF", help="A record that was checked.")


@click.group(cls=HouseGroup)
def person() -> None:
    """Rights of access and erasure, for one person whose identity was verified."""


@person.command(cls=HouseCommand)
@click.option("--surname", default="", help="Name.")
@click.option("--given-name", default="", help="First name.")
@click.option("--birth-date", default="", help="Date of birth.")
@click.option("--phone", default="", help="Telephone.")
@click.option("--email", default="", help="E-mail.")
@_AUTHORITY
def find(authority: str | None, **traits: str) -> None:
    """Find who may be the person, in every sector; journaled."""
    services = _services()
    from parvis.core.access import OPERATOR

    told = {role: traits[role.value] for role in _ASKED}
    found = services.search_person(
        actor=OPERATOR, now=instant(), authority=_authority(authority), traits=told
    )
    lines = [f"  {f.code}  {f.sector.label}, {percent(f.chance, 1)}" for f in found]
    result = [{"reference": f.code, "sector": f.sector, "chance": f.chance,
               "traits": dict(f.traits)} for f in found]  # fmt: skip
    print_result(result, "\n".join([count(len(found), "fiche ressemblante",
                                          "fiches ressemblantes"), *lines]))  # fmt: skip


@person.command(cls=HouseCommand)
@click.argument("ref")
@_ALSO
@click.option("--out", type=click.Path(path_type=Path), help="Write the document there.")
@_AUTHORITY
def export(ref: str, also: Sequence[str], out: Path | None, authority: str | None) -> None:
    """Hand over all that is held of the person of REF."""
    services = _services()
    from parvis.core.access import OPERATOR

    now = instant()
    dossier, held = services.export_person(
        actor=OPERATOR, now=now, authority=_authority(authority), refs=[ref, *also]
    )
    document = services.export_document(held, now)
    if out is not None:
        out.write_text(as_json(document) + "\n", "utf-8")
    print_result(document, f"{count(len(held), 'ligne')} dans"
                           f" {count(len(dossier.references), 'secteur')}."
                           f"{_to_confirm(dossier.doubtful)}")  # fmt: skip


@person.command(cls=HouseCommand)
@click.argument("ref")
@_ALSO
@click.option("--yes", is_flag=True, help="Do not ask.")
@_AUTHORITY
def erase(ref: str, also: Sequence[str], yes: bool, authority: str | None) -> None:
    """Erase all that is held of the person of REF."""
    services = _services()
    from parvis.core.access import OPERATOR

    whose, refs = _authority(authority), [ref, *also]
    dossier = services.open_dossier(actor=OPERATOR, now=instant(), authority=whose, refs=refs)
    left = _to_confirm(dossier.doubtful)
    if not yes:
        sectors = ", ".join(sector.label for sector in dossier.references)
        said = [f"{count(dossier.records, 'fiche')} ({sectors})", *dossier.elsewhere]
        click.echo(left.strip() or None, err=True, nl=bool(left))
        click.confirm(f"Effacer {', '.join(said)} ?", abort=True)
    done = services.erase_person(actor=OPERATOR, now=instant(), authority=whose, refs=refs)
    print_result(done, f"{count(done.rows, 'ligne effacée', 'lignes effacées')}. Publiez pour"
                       f" qu’elles quittent les chiffres.{done.said}{left}")  # fmt: skip


@click.command(cls=HouseCommand)
@click.option("--dry-run", is_flag=True, help="Say what would go, erase nothing.")
@_AUTHORITY
def purge(dry_run: bool, authority: str | None) -> None:
    """Erase the rows past the time that their contracts give them."""
    services = _services()
    from parvis.core.access import OPERATOR

    due = services.purge_due(
        actor=OPERATOR, now=instant(), authority=_authority(authority), is_rehearsal=dry_run
    )
    said = "à effacer" if dry_run else "effacées"
    lines = [f"  {p.origin} ({p.sector.label}) : {p.rows}, avant le {p.before}" for p in due]
    print_result([asdict(p) for p in due],
                 "\n".join([f"Lignes {said} : {sum(p.rows for p in due)}", *lines]))  # fmt: skip


def _to_confirm(doubtful: Sequence[Any]) -> str:
    """The records of other sectors that may be theirs, left out until somebody confirms them."""
    if not doubtful:
        return ""
    lines = [f"  {one.code}  {one.sector.label}, {percent(one.chance, 1)}" for one in doubtful]
    return "\n".join(["", "À confirmer, laissées de côté ; ajoutez --also pour chacune :", *lines])


def _services() -> Any:
    """The verbs: models load once Django is ready."""
    from parvis.site.start import start

    start(the_home())
    from parvis.apps.people import services

    return services


def _authority(code: str | None) -> Any:
    from parvis.apps.authorities.models import Authority

    return Authority.objects.get(code=chosen_authority(code))
