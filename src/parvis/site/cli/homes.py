"""Commands about the home as a whole: demo, serve, check, backup, restore, bench."""

from pathlib import Path

import click

from parvis.site.cli.common import (
    HouseCommand,
    ProgressLine,
    instant,
    print_result,
    the_home,
)

DEFAULT_BIND = "127.0.0.1:8000"
_BIND = "Where to answer."
_NOBODY_YET = (
    "Personne ne peut encore entrer. Ouvrez le premier compte, ailleurs sur cette machine : "
    'parvis account new COURRIEL --name "Prénom Nom"'
)


@click.command(cls=HouseCommand)
@click.option("--town", default="41269", show_default=True, help="INSEE code of the commune.")
@click.option("--persons", type=int, default=17_000, show_default=True, help="Fictitious people.")
@click.option("--seed", type=int, default=41_269, show_default=True, help="Same seed, same town.")
@click.option("--serve", "and_serve", is_flag=True, help="Serve it once built.")
@click.option("--bind", default=DEFAULT_BIND, show_default=True, metavar="HOST:PORT", help=_BIND)
def demo(town: str, persons: int, seed: int, and_serve: bool, bind: str) -> None:
    """Build a demonstration home: a synthetic town, labelled so everywhere."""
    from parvis.apps.accounts.demonstration import ACCOUNTS
    from parvis.core.errors import Refused
    from parvis.site import demo as demonstration
    from parvis.site.serve import parse_bind, serve, start_afresh

    if town != demonstration.TOWN:
        raise Refused("town.unknown", code=town)
    host, port = parse_bind(bind)
    home = the_home()
    is_new = demonstration.build_demo(
        home, persons=persons, seed=seed, now=instant(), progress=ProgressLine()
    )
    if is_new and and_serve:
        start_afresh()
    accounts = [{"email": account.email, "role": account.role.label} for account in ACCOUNTS]
    result = {"home": home.root, "is_new": is_new, "accounts": accounts}
    print_result(result, _welcome(host, port) if and_serve else _ready(home.root))
    if and_serve:
        serve(home, host, port)


def _welcome(host: str, port: int) -> str:
    from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD

    lines = [
        "",
        f"  Parvis, démonstration de Vendôme (données synthétiques) : http://{host}:{port}",
        f"  Mot de passe de tous les comptes : {PASSWORD}",
        "",
        *(f"    {account.email:<32} {account.role.label}" for account in ACCOUNTS),
        "",
        "  Ctrl-C pour arrêter.",
    ]
    return "\n".join(lines)


def _ready(root: Path) -> str:
    return f"La démonstration est prête dans {root}. Pour la voir : parvis demo --serve"


@click.command(cls=HouseCommand)
@click.option("--bind", default=DEFAULT_BIND, show_default=True, metavar="HOST:PORT", help=_BIND)
def serve(bind: str) -> None:
    """Web, background work and schedule of this home."""
    from parvis.site import serve as server
    from parvis.site.start import start_or_make

    host, port = server.parse_bind(bind)
    home = the_home()
    start_or_make(home, now=instant())
    from parvis.apps.accounts.selectors import managers
    from parvis.core.access import OPERATOR

    click.echo(f"Parvis répond sur http://{host}:{port} (Ctrl-C pour arrêter)")
    if not managers(OPERATOR).exists():
        click.echo(_NOBODY_YET, err=True)
    server.serve(home, host, port)


@click.command(cls=HouseCommand)
@click.pass_context
def check(context: click.Context) -> None:
    """What is missing or unsafe in this home and set-up; 1 if anything is."""
    from parvis.site.check import check as look_over
    from parvis.site.start import start

    home = the_home()
    start(home)
    findings = look_over(home)
    text = "\n".join(f"{f.topic} : {f.sentence}" for f in findings)
    print_result({"findings": findings}, text or "Tout est en ordre.")
    context.exit(1 if findings else 0)


@click.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """The whole home in FILE (.tar.gz), consistent, while it serves."""
    from parvis.site.backup import backup as write_backup

    note = write_backup(the_home(), file, now=instant(), progress=ProgressLine())
    print_result(note, f"Sauvegarde écrite : {note.file}, {note.files} fichiers.")


@click.command(cls=HouseCommand)
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Rebuild a home from FILE, in an empty --home."""
    from parvis.site.backup import restore as read_backup

    home = the_home()
    note = read_backup(home, file, progress=ProgressLine())
    print_result(note, f"Maison restaurée dans {home.root}, {note.files} fichiers vérifiés.")


@click.command(cls=HouseCommand)
@click.argument("names", nargs=-1)
def bench(names: tuple[str, ...]) -> None:
    """The benchmarks, each beside its yardstick in the same run."""
    from parvis.site.bench import run, table

    figures = run(names, ProgressLine())
    print_result(figures, table(figures))
