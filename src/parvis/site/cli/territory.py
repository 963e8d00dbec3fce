"""Commands about territories: official statistics, a town from its code, comparable communes."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.core.errors import Refused
from parvis.core.french import count
from parvis.core.home import Home
from parvis.site.cli.common import (
    HouseCommand,
    HouseGroup,
    ProgressLine,
    as_json,
    chosen_language,
    instant,
    print_result,
    the_home,
)

if TYPE_CHECKING:
    from parvis.core.territory.peers import Peer
    from parvis.core.territory.portrait import Portrait
    from parvis.engines.opendata.bring import Brought

_PEERS = 20
_GROUP = "A group picked by hand: INSEE codes, separated by commas."


def begin(home: Home, now: datetime) -> None:
    """Make the home if there is none; unlike a first load, no nameless authority with it."""
    from parvis.site.home import exists, make_home
    from parvis.site.start import start

    if not exists(home):
        make_home(home, now=now)
    start(home)


@click.group(cls=HouseGroup)
def town() -> None:
    """A territory from its INSEE code: statistics, portrait."""


@town.command()
@click.option("--from", "folder", type=click.Path(path_type=Path), metavar="DIR",
              help="A folder of the producers' files instead of downloading.")  # fmt: skip
@click.pass_context
def data(context: click.Context, folder: Path | None) -> None:
    """Bring in the official statistics, from their producers or from a folder."""
    from parvis.engines.opendata.atlas import FileAtlas
    from parvis.engines.opendata.bring import bring_files, bring_folder
    from parvis.engines.opendata.download import download

    home, now, progress = the_home(), instant(), ProgressLine()
    begin(home, now)
    datasets = FileAtlas(home).datasets
    if folder is not None:
        outcome = bring_folder(home, folder, datasets, now=now, progress=progress)
    else:
        fetched = download(home, datasets.values(), progress=progress)
        outcome = bring_files(home, fetched.files, datasets, now=now, progress=progress)
        outcome.refused += fetched.refused
    refusals = [refusal.sentence(chosen_language()) for refusal in outcome.refused]
    print_result({"kept": outcome.kept, "ignored": outcome.ignored, "refused": refusals},
                 _brought(outcome))  # fmt: skip
    for sentence in refusals:
        click.echo(sentence, err=True)
    context.exit(1 if refusals else 0)


def _brought(outcome: "Brought") -> str:
    latest = {entry.dataset: entry for entry in outcome.kept}
    lines = [f"{e.dataset:<24} {e.rows:>7} lignes  {e.file}" for e in latest.values()]
    return "\n".join([*lines, f"Autres fichiers, laissés de côté : {len(outcome.ignored)}."])


@town.command()
@click.argument("code")
@click.option("--members", "has_members", is_flag=True,
              help="With the SIREN of an intercommunality: each of its communes too.")  # fmt: skip
@click.option("--ccas", default="", metavar="SIREN",
              help="With the code of a commune: its centre of social action too.")  # fmt: skip
def new(code: str, has_members: bool, ccas: str) -> None:
    """Open the commune CODE in this home: its authority, and the statistics of its portrait.

    With the SIREN of an intercommunality: its authority, of which its communes are members.
    """
    now = instant()
    begin(the_home(), now)
    from parvis.site import towns

    if towns.is_siren_like(code):
        _open_epci(code, ccas, now, has_members)
    else:
        _open_commune(code, ccas, now, has_members)


def _open_epci(code: str, ccas: str, now: datetime, has_members: bool) -> None:
    from parvis.site.towns import open_intercommunality

    if ccas:
        raise Refused("territory.ccas_of_epci", code=code)
    opened = open_intercommunality(code, now=now, has_members=has_members)
    print_result(opened, f"{opened.name} ({opened.code}) : {count(opened.communes, 'commune')}, "
                 f"dont {opened.members} dans cette maison.")  # fmt: skip


def _open_commune(code: str, ccas: str, now: datetime, has_members: bool) -> None:
    from parvis.site.towns import open_town

    if has_members:
        raise Refused("territory.members_of_commune", code=code)
    opened = open_town(code, now=now, ccas=ccas)
    place, known = opened.place, opened.indicators
    where = ", ".join(part for part in (place.department, place.region, place.epci) if part)
    print_result(opened, f"{place.name} ({place.code}) : {where}\n"
                 f"Commune {place.stratum}. {known} indicateurs, {opened.iris} IRIS.\n"
                 + (f"{opened.centre} ({ccas}).\n" if opened.centre else "")
                 + f"Son portrait : parvis town portrait {place.code}")  # fmt: skip


@town.command()
@click.argument("code")
@click.option("--format", "form", type=click.Choice(["html", "json", "csv", "pdf"]),
              default="html", show_default=True, help="What to write.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Where to write it; standard output otherwise.")  # fmt: skip
@click.option("--group", default="", metavar="CODE,...", help=_GROUP)
@click.option("--k", default=_PEERS, show_default=True, help="How many comparable communes.")
def portrait(code: str, form: str, out: Path | None, group: str, k: int) -> None:
    """The portrait of the commune CODE against comparable communes."""
    begin(the_home(), instant())
    from parvis.apps.territory import selectors

    content = _written(selectors.portrait(code, codes_of(group), k), form)
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_bytes(content)
        print_result({"file": out}, f"Portrait écrit : {out}")


def _written(found: "Portrait", form: str) -> bytes:
    from parvis.apps.territory import documents, exports
    from parvis.apps.territory.page import page_of

    if form == "pdf":
        return documents.to_pdf(page_of(found))
    texts = {
        "html": lambda: documents.to_html(page_of(found)),
        "csv": lambda: exports.to_csv(found),
        "json": lambda: as_json(exports.document_of(found)) + "\n",
    }
    return texts[form]().encode()


@click.command(cls=HouseCommand)
@click.argument("code")
@click.option("--k", default=_PEERS, show_default=True, help="How many communes.")
@click.option("--group", default="", metavar="CODE,...", help=_GROUP)
def peers(code: str, k: int, group: str) -> None:
    """The communes comparable to CODE, with distances and stability."""
    begin(the_home(), instant())
    from parvis.apps.territory import selectors

    found = selectors.comparable(code, codes_of(group), k)
    print_result(found, "\n".join(_line(peer) for peer in found))


def _line(peer: "Peer") -> str:
    widest = max(peer.gaps, key=lambda name: peer.gaps[name])
    kept = "" if peer.stability is None else f"  tenue {peer.stability:4.0%}"
    return f"{peer.code}  {peer.name:<30.30} écart {peer.distance:5.2f}{kept}  surtout {widest}"


def codes_of(text: str) -> tuple[str, ...]:
    """Codes separated by commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())
