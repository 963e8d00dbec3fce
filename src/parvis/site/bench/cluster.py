"""A PostgreSQL server of one's own for a while: made by initdb, reached by a socket, removed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from parvis.core.errors import Unavailable

ROLE, NAME = "parvis", "parvis"
_CONFIG = """
listen_addresses = ''
unix_socket_directories = '{socket}'
shared_buffers = 512MB
max_wal_size = 4GB
work_mem = 32MB
max_connections = 60
jit = off
"""


def binaries() -> Path | None:
    """Where initdb and pg_ctl are; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).parent if on_path else None


@contextmanager
def temporary_cluster() -> Iterator[str]:
    """The PARVIS_DATABASE of an empty database whose role is no superuser."""
    tools = binaries()
    if tools is None:
        raise Unavailable("PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="parvis-pg-") as place:
        Path(place).chmod(0o755)
        yield from _cluster(tools, Path(place))


def _cluster(tools: Path, place: Path) -> Iterator[str]:
    data, socket = place / "data", place / "socket"
    for folder in (data, socket):
        folder.mkdir()
        _give_away(folder)
    _run(tools / "initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8",
         "--locale=C.UTF-8", "--no-sync")  # fmt: skip
    with (data / "postgresql.conf").open("a") as config:
        config.write(_CONFIG.format(socket=socket))
    _run(tools / "pg_ctl", "-D", str(data), "-w", "-l", str(data / "log"), "start")
    try:
        for sql in (f"CREATE ROLE {ROLE} LOGIN", f"CREATE DATABASE {NAME} OWNER {ROLE}"):
            _run(tools / "psql", "-h", str(socket), "-U", "postgres", "-q", "-c", sql)
        yield f"postgresql://{ROLE}@{quote(str(socket), safe='')}/{NAME}"
    finally:
        _run(tools / "pg_ctl", "-D", str(data), "-m", "immediate", "stop")


def _give_away(folder: Path) -> None:
    """PostgreSQL refuses to run as root: the files are then those of its own account."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")


def _run(tool: Path, *arguments: str) -> None:
    command: Sequence[str] = (str(tool), *arguments)
    if os.geteuid() == 0:
        command = ("runuser", "-u", "postgres", "--", *command)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise Unavailable(f"PostgreSQL ({done.stderr.strip()[-300:]})")
