"""The database of a home that keeps it in PostgreSQL, as one file: pg_dump and pg_restore.

Both come with PostgreSQL's client; the file is theirs (`--format=custom`). Row-level security
stays on: the role sees every authority through the setting that the command line has.
"""

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from parvis.core.errors import Refused

DUMP = "database.pgdump"
"""The name of the file on the identified side of an archive."""


def is_elsewhere() -> bool:
    """Whether PARVIS_DATABASE says that the database is PostgreSQL's."""
    return urlsplit(os.environ.get("PARVIS_DATABASE", "")).scheme.startswith("postgres")


def dump(target: Path) -> None:
    """Write one consistent state of the database to `target`; Refused where pg_dump is missing
    or fails."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--enable-row-security",
         f"--file={target}")  # fmt: skip


def undump(source: Path) -> None:
    """Fill the empty database that PARVIS_DATABASE names from `source`, whole or not at all."""
    _run("pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
         f"--dbname={_facts()['PGDATABASE']}", str(source))  # fmt: skip


def _run(tool: str, *words: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise Refused("backup.no_client", tool=tool)
    environment = {**os.environ, **_facts()}
    done = subprocess.run([found, *words], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        detail = (done.stderr.strip().splitlines() or ["?"])[0]
        raise Refused("backup.client_failed", tool=tool, detail=detail)


def _facts() -> dict[str, str]:
    """The address by environment: a password on a command line would be read by others."""
    address = urlsplit(os.environ["PARVIS_DATABASE"])
    facts = {
        "PGHOST": unquote(address.hostname or ""),
        "PGPORT": str(address.port or ""),
        "PGUSER": unquote(address.username or ""),
        "PGPASSWORD": unquote(address.password or ""),
        "PGDATABASE": address.path.strip("/"),
        "PGOPTIONS": "-c parvis.scope=*",
    }
    return {name: value for name, value in facts.items() if value}
