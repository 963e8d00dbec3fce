"""Who is the same person in one file: from the file to its clusters and its report."""

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
import pyarrow as pa

from parvis.core.errors import Refused, Where
from parvis.core.people.clusters import LARGEST
from parvis.core.people.comparison import ComparedField
from parvis.core.people.report import HomesReport, LinkReport, model_report, notes, uses
from parvis.core.people.roles import PersonRole, Recognised
from parvis.core.ports import Progress
from parvis.engines.duckdb.connect import threads_for
from parvis.engines.duckdb.linker.compare import add_frequencies, useful_fields
from parvis.engines.duckdb.linker.deciding import Decided, decide
from parvis.engines.duckdb.linker.ground import NOWHERE, Ground, put_right
from parvis.engines.duckdb.linker.homes import Homes, find_homes
from parvis.engines.duckdb.linker.nation import shares_of_names
from parvis.engines.duckdb.linker.reading import (
    PeopleFile,
    find_roles,
    read_people,
    take_identifiers,
)
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.intake import records
from parvis.engines.intake.limits import Limits

_LIMITS, _FEW = Limits(memory="2200MB"), 1 << 19
"""Bytes of a file that is read by one thread: its pairs alone are enough for two."""
_CLUSTERS, _HOMES = "clusters.csv", "homes.csv"


@dataclass(frozen=True, slots=True)
class HomesWanted:
    """Where to write who lives with whom, as of which year: a child is less than eighteen."""

    out: Path
    year: int


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a linkage."""

    path: Path
    spec: Path | None
    homes: HomesWanted | None
    ground: Ground


def link_people(
    path: Path,
    *,
    out: Path,
    spec: Path | None = None,
    homes: HomesWanted | None = None,
    ground: Ground = NOWHERE,
    progress: Progress,
) -> LinkReport:
    """Write `record_id,cluster_id` to `out`; Refused where the file says too little.

    With `homes`, write `record_id,home_id,other_home_id` too. Places are put right after the
    `ground`. Works beside `out`, in a folder that is removed; files appear whole or not at all.
    """
    for folder in (out.parent, *((homes.out.parent,) if homes else ())):
        if not folder.is_dir():
            raise Refused("file.missing", where=Where(str(folder)))
    with TemporaryDirectory(prefix=".parvis-link-", dir=out.parent) as place:
        scratch = Path(place)
        limits = replace(_LIMITS, threads=threads_for([path], _FEW))
        with records.connect(scratch, limits) as connection:
            report = _link(connection, _Asked(path, spec, homes, ground), scratch, progress)
        if homes is not None:
            shutil.move(scratch / _HOMES, homes.out)
        (scratch / _CLUSTERS).replace(out)
    progress(1.0, "Personnes reconnues")
    return report


def _link(
    connection: duckdb.DuckDBPyConnection, asked: _Asked, scratch: Path, progress: Progress
) -> LinkReport:
    progress(0.0, "Lecture")
    file = read_people(connection, asked.path, scratch=scratch, limits=_LIMITS)
    nation = shares_of_names()
    roles = find_roles(connection, file, spec=asked.spec, first_names=frozenset(nation["given1"]))
    identifier = take_identifiers(connection, file, roles)
    progress(0.1, "Une seule écriture des noms et adresses")
    columns = {f"c{r.place}": r.role for r in roles if r.role is not PersonRole.RECORD_ID}
    spell(connection, columns, "source")
    put_right(connection, asked.ground)
    add_frequencies(connection, nation)
    decided = decide(connection, _fields(connection, file), progress)
    clusters, largest = _write(connection, decided, scratch / _CLUSTERS)
    homes = None
    if asked.homes is not None:
        progress(0.9, "Foyers")
        found = find_homes(connection, decided.person, asked.homes.year)
        homes = found.report
        _write_homes(connection, found, scratch / _HOMES)
    return _report(file, roles, identifier, decided, (clusters, largest), homes)


def _fields(connection: duckdb.DuckDBPyConnection, file: PeopleFile) -> tuple[ComparedField, ...]:
    fields = useful_fields(connection)
    where = Where(file.name)
    if not fields and file.rows > 1:
        raise Refused("people.nothing_varies", where=where, rows=file.rows)
    if len(fields) == 1:
        raise Refused("people.one_field", where=where, field=fields[0].id)
    return fields


def _write(connection: duckdb.DuckDBPyConnection, decided: Decided, out: Path) -> tuple[int, int]:
    """Write the clusters, numbered as they appear; how many, and the size of the largest.

    Copies that nothing distinguishes from a homonym's stay apart.
    """
    table = pa.table({
        "p": np.arange(len(decided.person)), "person": decided.person,
        "keeps": decided.keeps_copies,
    })  # fmt: skip
    connection.register("decided", table)
    connection.execute("""
        CREATE TEMP TABLE clusters AS
        SELECT s.i, s.id, CASE WHEN d.keeps OR rows.i = rows.head THEN d.person
            ELSE -1 - rows.i END AS person
        FROM source s JOIN rows ON s.i = rows.i JOIN person h ON h.i = rows.head
        JOIN decided d ON d.p = h.p
    """)
    connection.execute(f"""
        COPY (SELECT id AS record_id, rank AS cluster_id FROM clusters JOIN
            (SELECT person, row_number() OVER (ORDER BY min(i)) AS rank FROM clusters
             GROUP BY person) USING (person) ORDER BY i)
        TO '{str(out).replace("'", "''")}' (HEADER, DELIMITER ',')
    """)
    found = connection.execute(
        "SELECT count(*), max(n) FROM (SELECT count(*) AS n FROM clusters GROUP BY person)"
    ).fetchall()[0]
    return int(found[0]), int(found[1])


def _write_homes(connection: duckdb.DuckDBPyConnection, found: Homes, out: Path) -> None:
    """Write the home of each record, numbered as they appear, and a child's other one."""
    second = dict(found.second)
    labels = np.arange(len(found.home))
    other = np.array([second.get(label, -1) for label in labels.tolist()], dtype=np.int64)
    table = pa.table({"person": labels, "home": found.home, "other": other})
    connection.register("housed", table)
    connection.execute(f"""
        COPY (WITH lived AS (SELECT i, id, coalesce(home, c.person) AS home, other
                FROM clusters c LEFT JOIN housed ON housed.person = c.person),
            ranked AS (SELECT home, row_number() OVER (ORDER BY min(i)) AS rank FROM lived
                GROUP BY home)
            SELECT id AS record_id, r.rank AS home_id, o.rank AS other_home_id
            FROM lived JOIN ranked r ON r.home = lived.home
            LEFT JOIN ranked o ON o.home = other ORDER BY i)
        TO '{str(out).replace("'", "''")}' (HEADER, DELIMITER ',')
    """)


def _report(
    file: PeopleFile,
    roles: tuple[Recognised, ...],
    identifier: str,
    decided: Decided,
    size: tuple[int, int],
    homes: HomesReport | None,
) -> LinkReport:
    clusters, largest = size
    copies = file.rows - len(decided.person)
    return LinkReport(
        file=file.name,
        sha256=file.sha256,
        records=file.rows,
        persons=clusters,
        largest=largest,
        copies=copies,
        identifier=identifier,
        columns=uses(file.headers, roles),
        pairs_compared=len(decided.pairs.left),
        precision=decided.quality.precision,
        recall=decided.quality.recall,
        blocking_recall=decided.quality.blocking,
        bounded=decided.bounded,
        model=model_report(decided.model),
        notes=notes(copies, largest, decided.bounded, decided.cut, LARGEST),
        homes=homes,
    )
