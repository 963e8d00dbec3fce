"""The persons of one sector: all its files that name people, linked as one."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np
from numpy.typing import NDArray

from parvis.core.people.clusters import LARGEST, RULED, Weighed
from parvis.core.people.links import PairToReview, SectorLinks
from parvis.core.people.model import decode
from parvis.core.people.records import FileRoles, RecordFile, told_by
from parvis.core.people.report import notes
from parvis.core.people.review import draw_sample, gains, worth_most
from parvis.core.people.roles import PersonRole
from parvis.core.people.rulings import Ruling
from parvis.core.ports import Progress
from parvis.engines.duckdb.connect import literal, name, threads_for
from parvis.engines.duckdb.identity import identity_sql
from parvis.engines.duckdb.linker.blocking import chosen_keys
from parvis.engines.duckdb.linker.compare import add_frequencies, useful_fields
from parvis.engines.duckdb.linker.deciding import Decided, Ruled, decide
from parvis.engines.duckdb.linker.ground import NOWHERE, Ground, put_right
from parvis.engines.duckdb.linker.homes import find_homes
from parvis.engines.duckdb.linker.nation import shares_of_names
from parvis.engines.duckdb.linker.spelling import spell
from parvis.engines.duckdb.linker.standing import Card, forget, keep, read_file
from parvis.engines.duckdb.linker.weighing import Pairs
from parvis.engines.intake import records
from parvis.engines.intake.limits import Limits

Ints = NDArray[np.int64]

_LIMITS, _FEW = Limits(memory="2200MB"), 1 << 19
"""Bytes of files that are read by one thread: their pairs alone are enough for two."""
_SEED = 8
_FEWEST_FIELDS = 2


def link_sector(
    files: Sequence[RecordFile],
    rulings: Sequence[Ruling],
    ready: Path,
    progress: Progress,
    ground: Ground = NOWHERE,
) -> SectorLinks:
    """Who is the same person in all `files` of one sector, rulings obeyed.

    Of the rows of one reference only the latest received speaks. What new records need to join
    is kept in `ready`, a folder of the identified side, in the place of what was there.
    """
    ready.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    forget(ready)
    limits = replace(_LIMITS, threads=threads_for([file.rows for file in files], _FEW))
    with (
        TemporaryDirectory(prefix="link-", dir=ready.parent) as place,
        records.connect(Path(place), limits) as connection,
    ):
        progress(0.0, "Lecture des fiches")
        roles = gather(connection, told_by(files))
        references = _column(connection, "SELECT id FROM source ORDER BY i")
        if len(references) < 2:
            return SectorLinks(references, np.arange(len(references)))
        year = max(file.received_at.year for file in files)
        links, decided = _linked(connection, references, roles, rulings, progress, year, ground)
        if decided is not None:
            read = tuple(read_file(file) for file in files)
            card = Card(tuple(chosen_keys(connection)), decided.model, tuple(roles), read)
            keep(connection, ready, card, decided.person, links.group)
        return links


def gather(
    connection: duckdb.DuckDBPyConnection,
    told: Sequence[FileRoles],
    among: Collection[str] | None = None,
    roles: Sequence[PersonRole] | None = None,
) -> list[PersonRole]:
    """Make `source`: rank `i`, reference `id`, one text column `c_<role>` per role met, or per
    one of `roles`.

    Only the records `among` those references, where given. Files of one numbering complete one
    another.
    """
    roles = list(roles or sorted({role for part in told for role in part.roles.values()}))
    selects = [_records(part, roles) for part in told]
    columns = "".join(f", NULL::VARCHAR AS {column_of(role)}" for role in roles)
    union = " UNION ALL ".join(selects) or f"SELECT NULL::VARCHAR AS id{columns} LIMIT 0"
    once = "".join(f", any_value({column_of(role)}) AS {column_of(role)}" for role in roles)
    only, values = ("", []) if among is None else ("WHERE list_contains(?, id)", [sorted(among)])
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE source AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS i, id{once} FROM ({union}) {only}
        GROUP BY id""",
        values,
    )
    return roles


def column_of(role: PersonRole) -> str:
    """The column of `source` that holds a role."""
    return f"c_{role.value}"


def _records(part: FileRoles, roles: Sequence[PersonRole]) -> str:
    """One row per person of a contract's files: what was received last."""
    by_role = {role: field for field, role in part.roles.items()}
    told = ", ".join(
        f"nullif(trim(CAST({name(by_role[role])} AS VARCHAR)), '') AS {column_of(role)}"
        if role in by_role
        else f"CAST(NULL AS VARCHAR) AS {column_of(role)}"
        for role in roles
    )
    union = " UNION ALL BY NAME ".join(
        f"SELECT *, {rank} AS _rank FROM read_parquet({literal(str(file.rows))})"
        for rank, file in enumerate(part.files)
    )
    reference = identity_sql(part.contract)
    return f"""SELECT {reference} AS id, {told} FROM ({union}) WHERE {reference} IS NOT NULL
        QUALIFY row_number() OVER (PARTITION BY {reference} ORDER BY _rank DESC, _line DESC) = 1"""


def _column(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [str(value) for (value,) in connection.execute(sql).fetchall()]


def _linked(
    connection: duckdb.DuckDBPyConnection,
    references: list[str],
    roles: Sequence[PersonRole],
    rulings: Sequence[Ruling],
    progress: Progress,
    year: int,
    ground: Ground,
) -> tuple[SectorLinks, Decided | None]:
    rank = {reference: at for at, reference in enumerate(references)}
    known = [r for r in rulings if r.left in rank and r.right in rank]
    apart = sorted({rank[end] for r in known for end in (r.left, r.right)})
    progress(0.1, "Une seule écriture des noms et adresses")
    spell(connection, {column_of(role): role for role in roles}, "source", apart)
    put_right(connection, ground)
    add_frequencies(connection, shares_of_names())
    fields = useful_fields(connection)
    if len(fields) < _FEWEST_FIELDS or not _named(connection):
        return SectorLinks(references, np.arange(len(references))), None
    decided = decide(connection, fields, progress, _ruled(connection, known, rank))
    group, shown = _groups(connection, decided, len(references))
    progress(0.9, "Paires à revoir")
    pairs = _to_review(decided, shown, references)
    homes = find_homes(connection, decided.person, year)
    links = SectorLinks(
        references, group, decided.model, decided.quality, len(decided.pairs.left), pairs,
        dict(enumerate(homes.home.tolist())), homes.second, _notes(decided, group),
        homes.report.notes,
    )  # fmt: skip
    return links, decided


def _named(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any record tells a name: without one nothing says who is the same person."""
    ((named,),) = connection.execute("SELECT count(given) + count(surname) FROM people").fetchall()
    return bool(named)


def _notes(decided: Decided, group: Ints) -> tuple[str, ...]:
    largest = int(np.unique(group, return_counts=True)[1].max())
    copies = len(group) - len(decided.person)
    return notes(copies, largest, decided.bounded, decided.cut, LARGEST)


def _ruled(
    connection: duckdb.DuckDBPyConnection, rulings: Sequence[Ruling], rank: dict[str, int]
) -> Ruled:
    """The rulings as pairs of heads: each record ruled on is its own head."""
    head = dict(connection.execute("SELECT i, p FROM person").fetchall())
    ends = [sorted((head[rank[r.left]], head[rank[r.right]])) for r in rulings]
    table = np.array(ends, dtype=np.int64).reshape(-1, 2)
    return Ruled(table[:, 0], table[:, 1], np.array([r.is_same for r in rulings], dtype=bool))


def _groups(
    connection: duckdb.DuckDBPyConnection, decided: Decided, count: int
) -> tuple[Ints, Ints]:
    """The group of each record, and the record that shows each head."""
    found = connection.execute("""SELECT rows.i AS i, rows.head AS head, h.p AS p
        FROM rows JOIN person h ON h.i = rows.head ORDER BY rows.i""").fetchnumpy()
    record, head, p = (np.asarray(found[c], dtype=np.int64) for c in ("i", "head", "p"))
    group = np.empty(count, dtype=np.int64)
    together = decided.keeps_copies[p] | (record == head)
    group[record] = np.where(together, decided.person[p], -1 - record)
    shown = np.zeros(len(decided.person), dtype=np.int64)
    shown[p] = head
    return group, shown


def _to_review(
    decided: Decided, shown: Ints, references: Sequence[str]
) -> tuple[PairToReview, ...]:
    """The queue and the sample, among the pairs that nobody ruled on."""
    weighed, pairs = decided.weighed, decided.pairs
    free = np.abs(weighed.odds) < RULED
    weighed = weighed.where(free)
    left, right = weighed.left, weighed.right
    size = np.bincount(decided.person, minlength=len(decided.person))
    linked = decided.person[left] == decided.person[right]
    gain = gains(weighed.odds, size[decided.person[left]], size[decided.person[right]], linked)
    sample = {d.rank: d for d in draw_sample(weighed.odds, _SEED)}
    queue = worth_most(gain, weighed.odds)
    ranks = sorted({*sample, *queue.tolist()}, key=lambda rank: -gain[rank])
    levels = _levels(pairs, weighed, ranks, len(decided.model.fields))
    queued = set(queue.tolist())
    return tuple(
        PairToReview(
            references[shown[left[rank]]],
            references[shown[right[rank]]],
            float(weighed.odds[rank]),
            levels[rank],
            bool(linked[rank]),
            float(gain[rank]) if rank in queued else 0.0,
            *((sample[rank].stratum, sample[rank].weight) if rank in sample else (-1, 0.0)),
        )
        for rank in ranks
    )


def _levels(
    pairs: Pairs, weighed: Weighed, ranks: Sequence[int], fields: int
) -> dict[int, tuple[int, ...]]:
    """The levels of the weighed pairs of these ranks, found among the compared pairs."""
    count = 1 + int(max(pairs.right.max(initial=0), weighed.right.max(initial=0)))
    keys = pairs.left * count + pairs.right
    order = np.argsort(keys, kind="stable")
    wanted = np.array(ranks, dtype=np.int64)
    at = np.searchsorted(keys[order], weighed.left[wanted] * count + weighed.right[wanted])
    decoded = decode(pairs.codes[order[at]], fields).tolist()
    return dict(zip(ranks, (tuple(row) for row in decoded), strict=True))
