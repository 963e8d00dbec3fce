"""What a metropolis needs to be looked at: who used which service, and somebody to read it.

`gather HOME FOLDER`: the benchmark of the engine builds requests alone, while a publication also
gathers from every fact who used its service; the pages of questions ask for it.
"""

import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from parvis.core.home import Home
from parvis.core.release import Manifest, TableNote
from parvis.core.sectors import Sector
from parvis.engines.duckdb.connect import literal, open_workshop
from parvis.engines.duckdb.manifest import MANIFEST, database_name, manifest_text
from parvis.engines.duckdb.reader import DuckDBReader
from parvis.engines.duckdb.storing import store
from parvis.site.bench.children import tell
from parvis.site.bench.metrics_steps import FACT, RELEASE
from parvis.site.bench.metrics_town import AUTHORITY, EVENTS, FIRST_YEAR, YEARS
from parvis.site.bench.publishing import facts

if TYPE_CHECKING:
    from parvis.apps.accounts.models import Account

GATHERED = "use"


def gather(home: Home, folder: Path) -> None:
    """Add to the release who used the service, month by month, as a publication does."""
    started = perf_counter()
    place = home.releases / RELEASE
    with open_workshop(folder) as connection:
        database = literal(str(place / database_name(RELEASE)))
        connection.execute(f"ATTACH {database} AS release")
        connection.execute(f"CREATE TEMP TABLE gathered AS {_rows()}")
        store(connection, facts()[GATHERED], "gathered", f"release.{GATHERED}")
        connection.execute("CHECKPOINT release")
        connection.execute("DETACH release")
    _note(home)
    tell(seconds=perf_counter() - started)


def _rows() -> str:
    return (
        "SELECT authority, CAST(date_trunc('month', opened_on) AS DATE) AS used_on, "
        f"{literal(Sector.RELATIONS_USAGERS.value)} AS sector, "
        f"{literal(facts()[FACT].title)} AS service, CAST(count(*) AS DOUBLE) AS uses, person "
        f"FROM release.{FACT} GROUP BY ALL"
    )


def _note(home: Home) -> None:
    """Say in the manifest that the release holds it."""
    known: Manifest = DuckDBReader(home).manifest()
    extent = {AUTHORITY: (date(FIRST_YEAR, 1, 1), date(FIRST_YEAR + YEARS - 1, 12, 1))}
    requests = (replace(note, rows=EVENTS) for note in known.tables)
    known = replace(known, tables=(*requests, TableNote(GATHERED, 0, extent)))
    (home.releases / RELEASE / MANIFEST).write_text(manifest_text(known), "utf-8")


def open_reader(now: datetime) -> "Account":
    """Somebody who decides, in the authority of the metropolis."""
    from django.db import transaction

    from parvis.apps.accounts.demonstration import ACCOUNTS
    from parvis.apps.accounts.models import Account
    from parvis.apps.accounts.services import create_account, grant
    from parvis.core.access import OPERATOR, Grant, Role

    email = ACCOUNTS[0].email
    with transaction.atomic():
        if known := Account.objects.filter(email=email).first():
            return known
        account = create_account(actor=OPERATOR, now=now, authority=AUTHORITY, email=email,
                                 name="Lectrice")  # fmt: skip
        grant(actor=OPERATOR, now=now, account=account, grant=Grant(AUTHORITY, Role.DGS))
    return account


if __name__ == "__main__":
    gather(Home(Path(sys.argv[1])), Path(sys.argv[2]))
