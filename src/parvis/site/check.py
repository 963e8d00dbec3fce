"""`parvis check`: what is missing or unsafe in this home and its set-up."""

import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb

from parvis.core.errors import Refused
from parvis.core.home import Home
from parvis.site.backup import free_bytes
from parvis.site.dumping import is_elsewhere
from parvis.site.home import read_card

LEAST_FREE_BYTES = 2 * 1024**3
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is missing or unsafe, and what to do about it (French)."""

    topic: str
    sentence: str


def check(home: Home) -> list[Finding]:
    """Every finding, in the order of the rooms; an empty list means a sound home."""
    return [finding for look in _LOOKS for finding in look(home)]


def _modes(home: Home) -> Iterator[Finding]:
    folders = (home.identified, home.keys, home.warehouse)
    databases = () if is_elsewhere() else (home.database,)
    for path in (*folders, home.pseudonym_key, home.web_secret, *databases):
        if not path.exists():
            yield Finding("maison", f"{path} manque : restaurez une sauvegarde.")
        elif stat.S_IMODE(path.stat().st_mode) & _OTHERS and path != home.database:
            yield Finding(
                "droits", f"{path} est lisible par d’autres comptes : chmod go-rwx {path}"
            )


def _room(home: Home) -> Iterator[Finding]:
    free = free_bytes(home)
    if free < LEAST_FREE_BYTES:
        yield Finding("disque", f"il reste {free / 1e9:.1f} Go : libérez de la place.")


def _engine(_: Home) -> Iterator[Finding]:
    if not duckdb.__version__.startswith("1.5."):
        yield Finding(
            "entrepôt",
            f"DuckDB {duckdb.__version__} n’est pas de la série 1.5 : réinstallez Parvis.",
        )


def _database(_: Home) -> Iterator[Finding]:
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        verdict = cursor.fetchone()[0]
    if verdict != "ok":
        yield Finding("base", f"la base est abîmée ({verdict}) : restaurez une sauvegarde.")


def _journal(_: Home) -> Iterator[Finding]:
    from parvis.apps.audit.selectors import verify_chain

    broken = verify_chain()
    if broken is not None:
        yield Finding("journal", f"la chaîne du journal est rompue à l’entrée {broken.pk}.")


def _release(home: Home) -> Iterator[Finding]:
    from parvis.gate.shelf import current_id, verify_release

    current = current_id(home)
    if current is None:
        yield Finding("entrepôt", "aucune publication : lancez « parvis publish ».")
        return
    try:
        verify_release(home, current)
    except Refused as refusal:
        yield Finding("entrepôt", refusal.sentence())


def _definitions(_: Home) -> Iterator[Finding]:
    from parvis.apps import wired

    for read in (wired.facts, wired.contracts, wired.metrics):
        try:
            read()
        except Refused as refusal:
            yield Finding("définitions", refusal.sentence())


def _accounts(home: Home) -> Iterator[Finding]:
    from parvis.apps.accounts.demonstration import ACCOUNTS, PASSWORD
    from parvis.apps.accounts.models import Account

    if read_card(home).is_demo:
        return
    emails = [account.email for account in ACCOUNTS]
    for account in Account.objects.filter(email__in=emails):
        if account.check_password(PASSWORD):
            yield Finding(
                "comptes", f"{account.email} est un compte de démonstration : désactivez-le."
            )


_LOOKS: tuple[Callable[[Home], Iterator[Finding]], ...] = (
    _modes,
    _room,
    _engine,
    _database,
    _journal,
    _definitions,
    _release,
    _accounts,
)
